"""What readers do: follow, thank, confirm; and what they read out of order."""

from piccolo.columns import BigSerial, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.table import Table

from kimhub.accounts.tables import User
from kimhub.forum.tables import Board, Post, Topic


class TopicFollow(Table, tablename="topic_follow"):
    """What a person wants to hear of a topic. No row: as for its board."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=False)
    topic = ForeignKey(Topic, null=False, index=False)
    level = Varchar(length=8, help_text="follow, mute")
    at = Timestamptz()


class BoardFollow(Table, tablename="board_follow"):
    """What a person wants to hear of a board: of new topics (follow), of every post (watch), of nothing."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=False)
    board = ForeignKey(Board, null=False, index=False)
    level = Varchar(length=8, help_text="follow, watch, mute")
    at = Timestamptz()


class ReadSpan(Table, tablename="read_span"):
    """Posts `first` to `last` of a topic, read although earlier ones are not: a merge put them there."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=False)
    topic = ForeignKey(Topic, null=False, index=False)
    first = Integer()
    last = Integer()


class Thanks(Table, tablename="post_thanks"):
    """Somebody's thank-you for a post."""

    id = BigSerial(primary_key=True)
    post = ForeignKey(Post, null=False, index=False)
    user = ForeignKey(User, null=False, index=True)
    at = Timestamptz()


class Confirmation(Table, tablename="topic_confirmation"):
    """Somebody confirmed having read an announcement."""

    id = BigSerial(primary_key=True)
    topic = ForeignKey(Topic, null=False, index=False)
    user = ForeignKey(User, null=False, index=True)
    at = Timestamptz()
