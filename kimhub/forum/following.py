"""Following: what each person wants to hear of a topic or a board. The rules are in policy_following.

The later word counts: somebody who mutes a board hears nothing of the topics followed before, and somebody
who then follows one of its topics hears of that one.
"""

from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.forum.policy_following import BOARD_LEVELS, TOPIC_LEVELS
from kimhub.forum.tables_reading import BoardFollow, TopicFollow

LISTED: Final = 50

# For statements in which f is somebody's topic_follow and g their board_follow.
WISHES: Final = (
    "coalesce(f.level, '') AS wish, CASE WHEN g.level = 'mute' AND f.level = 'follow' AND f.at > g.at"
    " THEN '' ELSE coalesce(g.level, '') END AS board_wish"
)


class Wishes(Struct, frozen=True):
    """What somebody said about a topic and about its board."""

    wish: str = ""
    board_wish: str = ""


class FollowedTopic(Struct, frozen=True):
    """A topic somebody said something about, with what rules need of its board."""

    id: int
    topic: int
    level: str
    title: str
    slug: str
    hidden_at: datetime | None
    board_name: str
    kind: str
    organization: int | None
    wilayah_code: str
    visibility: str

    @property
    def hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def locked(self) -> bool:
        return False  # of no matter to who may read

    @property
    def path(self) -> str:
        return f"/forum/t/{self.topic}-{self.slug}"


class FollowedBoard(Struct, frozen=True):
    """A board somebody said something about."""

    board: int
    level: str
    name: str
    slug: str
    kind: str
    organization: int | None
    wilayah_code: str
    visibility: str

    @property
    def path(self) -> str:
        return f"/forum/p/{self.slug}"


_wishes = prepare_sql(
    f'SELECT {WISHES} FROM topic t LEFT JOIN topic_follow f ON f.topic = t.id AND f."user" = :me'  # noqa: S608
    ' LEFT JOIN board_follow g ON g.board = t.board AND g."user" = :me WHERE t.id = :topic',
    Wishes,
)
_board_level = prepare_sql('SELECT level FROM board_follow WHERE "user" = :me AND board = :board')
_BOARD: Final = "b.kind, b.organization, b.wilayah_code, b.visibility"
_topics = prepare_sql(
    f"SELECT f.id, f.topic, f.level, t.title, t.slug, t.hidden_at, b.name AS board_name, {_BOARD}"  # noqa: S608
    " FROM topic_follow f JOIN topic t ON t.id = f.topic JOIN board b ON b.id = t.board"
    ' WHERE f."user" = :me AND f.id < :before ORDER BY f.id DESC LIMIT :most',
    FollowedTopic,
)
_boards = prepare_sql(
    f"SELECT g.board, g.level, b.name, b.slug, {_BOARD}"  # noqa: S608
    ' FROM board_follow g JOIN board b ON b.id = g.board WHERE g."user" = :me ORDER BY b.name, b.id',
    FollowedBoard,
)
_SAY: Final = (
    'INSERT INTO {0} ("user", {1}, level, at) VALUES (:me, :thing, :level, :at)'
    ' ON CONFLICT ("user", {1}) DO UPDATE SET level = excluded.level, at = excluded.at'
)
_say_of_topic = prepare_sql(_SAY.format("topic_follow", "topic"))
_say_of_board = prepare_sql(_SAY.format("board_follow", "board"))
# Whoever muted the topic or its board meant it: what is there already stays.
_FOLLOW: Final = (
    "INSERT INTO topic_follow (\"user\", topic, level, at) SELECT a.id, t.id, 'follow', {at}"
    " FROM account a CROSS JOIN topic t WHERE a.id = :me AND a.status = 'active' AND t.id = :topic"
    ' AND NOT EXISTS (SELECT 1 FROM board_follow g WHERE g."user" = a.id AND g.board = t.board'
    " AND g.level = 'mute') ON CONFLICT (\"user\", topic) DO NOTHING"
)
_follow = prepare_sql(_FOLLOW.format(at=":at"), postgres=_FOLLOW.format(at="CAST(:at AS timestamptz)"))


async def level_of(user_id: int, topic_id: int) -> Wishes:
    """What the person said about the topic and its board."""
    return await _wishes.first(me=user_id, topic=topic_id) or Wishes()


async def board_level(user_id: int, board_id: int) -> str:
    """follow, watch, mute, or "" where nothing was said."""
    return str(await _board_level.value(me=user_id, board=board_id) or "")


async def set_topic(user_id: int, topic_id: int, level: str) -> None:
    """Say what the person wants to hear of the topic; "" takes back what was said. Raises Invalid."""
    if level not in TOPIC_LEVELS:
        raise Invalid(level=_("Pilih salah satu."))
    async with transaction():
        if level:
            await _say_of_topic(me=user_id, thing=topic_id, level=level, at=now())
        else:
            await TopicFollow.delete().where(
                (TopicFollow.user == user_id) & (TopicFollow.topic == topic_id)
            )


async def set_board(user_id: int, board_id: int, level: str) -> None:
    """The same for a board."""
    if level not in BOARD_LEVELS:
        raise Invalid(level=_("Pilih salah satu."))
    async with transaction():
        if level:
            await _say_of_board(me=user_id, thing=board_id, level=level, at=now())
        else:
            await BoardFollow.delete().where(
                (BoardFollow.user == user_id) & (BoardFollow.board == board_id)
            )


async def follow_topic(user_id: int, topic_id: int) -> None:
    """Follow what one writes in; whoever muted the topic or its board is left alone. May run twice."""
    async with transaction():
        await _follow(me=user_id, topic=topic_id, at=now())


async def topics_of(user_id: int, before: int = 2**62) -> list[FollowedTopic]:
    """What the person said about topics, newest first; one more than LISTED when there are more."""
    return await _topics(me=user_id, before=before, most=LISTED + 1)


async def boards_of(user_id: int) -> list[FollowedBoard]:
    return await _boards(me=user_id)
