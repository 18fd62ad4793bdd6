"""Order: edits, reports, suspensions, the log of moderators' acts, imported chats."""

from piccolo.columns import BigInt, BigSerial, ForeignKey, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table

from kimhub.accounts.tables import User
from kimhub.forum.tables import Board, Post
from kimhub.wilayah.columns import Code


class PostEdit(Table, tablename="post_edit"):
    """The text a post had before an edit."""

    id = BigSerial(primary_key=True)
    post = ForeignKey(Post, null=False, index=True)
    user = ForeignKey(User, null=False, index=False, help_text="who changed it")
    body = Text()
    title = Varchar(length=120, default="", help_text="of the topic, when that changed too")
    at = Timestamptz()


class Report(Table, tablename="post_report"):
    """A reader asks the board's moderators to look at a post; one tier up when it concerns them."""

    id = BigSerial(primary_key=True)
    board = ForeignKey(Board, null=False, index=False)
    post = ForeignKey(Post, null=False, index=False)
    user = ForeignKey(User, null=False, index=True)
    reason = Varchar(length=16, help_text="a key of kimhub.forum.reports.REASONS")
    note = Varchar(length=500, default="")
    tier = SmallInt(default=0, help_text="who looks: 0 moderators, 1 pembina, 2 province, 3 operator")
    created_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    decided_by = BigInt(null=True, default=None)
    outcome = Varchar(length=12, default="", help_text="acted, kept")
    answer = Varchar(length=500, default="", help_text="told to the one who reported")


class Suspension(Table, tablename="suspension"):
    """Somebody may read but not write, on one board or on all below a wilayah, until a moment."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=True)
    board = ForeignKey(Board, null=True, default=None, index=False)
    wilayah_code = Code(length=13, default="", help_text="all boards at or below; empty: one board")
    reason = Varchar(length=500)
    by = BigInt()
    since = Timestamptz()
    until = Timestamptz()
    lifted_at = Timestamptz(null=True, default=None)
    lifted_by = BigInt(null=True, default=None)


class Act(Table, tablename="moderation_act"):
    """One act of a moderator, for all who may read the board."""

    id = BigSerial(primary_key=True)
    board = ForeignKey(Board, null=False, index=False)
    topic = BigInt(null=True, default=None)
    post = BigInt(null=True, default=None)
    actor = BigInt()
    act = Varchar(length=24, help_text="a key of kimhub.forum.acts.WORDS")
    about = BigInt(null=True, default=None, help_text="the person it was about")
    reason = Varchar(length=500, default="")
    data = Text(default="{}")
    at = Timestamptz()


class ChatImport(Table, tablename="chat_import"):
    """A WhatsApp chat that was handed in; `plan` says who is who, until it becomes a topic."""

    id = BigSerial(primary_key=True)
    board = ForeignKey(Board, null=False, index=True)
    user = ForeignKey(User, null=False, index=True)
    name = Varchar(length=120, help_text="of the file")
    file = Varchar(length=80, help_text="key in core.files.store(); empty once done or dropped")
    messages = Integer(default=0)
    plan = Text(default="{}")
    topic = BigInt(null=True, default=None)
    created_at = Timestamptz()
    done_at = Timestamptz(null=True, default=None)
    dropped_at = Timestamptz(null=True, default=None)
