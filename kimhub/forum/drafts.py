"""Drafts on the server: what somebody is writing, found again on any device."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct, structs

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.db import noting, now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import clean_line, clean_text, excerpt
from kimhub.forum.composing import MAX_BODY, MAX_TITLE, author_id
from kimhub.forum.policy import can_read_topic
from kimhub.forum.views import leading_number

MOST: Final = 50  # of one person; the oldest makes room
SAVES: Final = 400  # of one person in PER
PER: Final = timedelta(hours=1)
NEW_TOPIC: Final = "topic"
MAX_FILES: Final = 160  # letters of their ids
_ID: Final = re.compile(r"[0-9]{1,18}")


class Kept(Struct, frozen=True):
    """A draft; `topic` is the title of the one it replies to, if that is still there."""

    place: str
    title: str
    board: str
    label: str
    body: str
    at: datetime
    files: str = ""
    topic: str | None = None

    @property
    def path(self) -> str:
        """The page where it is written on."""
        return path_of(self.place)

    @property
    def heading(self) -> str:
        return self.title or self.topic or ""

    @property
    def summary(self) -> str:
        return excerpt(self.body, 140)

    def as_form(self) -> dict[str, str]:
        return {"title": self.title, "board": self.board, "label": self.label, "body": self.body}


class _Placed(Kept, frozen=True):
    """The same with what rules need of the topic's board."""

    hidden_at: datetime | None = None
    kind: str | None = None
    organization: int | None = None
    wilayah_code: str | None = None
    visibility: str | None = None

    @property
    def hidden(self) -> bool:
        return self.hidden_at is not None


_COLUMNS: Final = "d.place, d.title, d.board, d.label, d.body, d.at, d.files"
_one = prepare_sql(f'SELECT {_COLUMNS} FROM draft d WHERE d."user" = :me AND d.place = :place', Kept)  # noqa: S608
# Of a topic the person may not read (any more) they learn nothing here, not even its title: the place of a
# draft is whatever was sent.
_all = prepare_sql(
    f"SELECT {_COLUMNS}, t.title AS topic, t.hidden_at, b.kind, b.organization, b.wilayah_code,"  # noqa: S608
    " b.visibility FROM draft d LEFT JOIN topic t ON d.place = 'topic-' || CAST(t.id AS varchar(20))"
    " LEFT JOIN board b ON b.id = t.board"
    ' WHERE d."user" = :me ORDER BY d.at DESC, d.id DESC LIMIT 50',
    _Placed,
)
_write = prepare_sql(
    'INSERT INTO draft ("user", place, title, board, label, body, files, at)'
    " VALUES (:me, :place, :title, :board, :label, :body, :files, :at)"
    ' ON CONFLICT ("user", place) DO UPDATE SET title = excluded.title, board = excluded.board,'
    " label = excluded.label, body = excluded.body, files = excluded.files, at = excluded.at"
)
_trim = prepare_sql(
    'DELETE FROM draft WHERE "user" = :me AND id NOT IN'
    ' (SELECT id FROM draft WHERE "user" = :me ORDER BY at DESC, id DESC LIMIT :most)'
)
_drop = prepare_sql('DELETE FROM draft WHERE "user" = :me AND place = :place')


_sent_as = prepare_sql(
    "SELECT id FROM post WHERE key = :key UNION ALL SELECT id FROM topic WHERE key = :key"
    " UNION ALL SELECT id FROM pending_post WHERE key = :key"
)


def place_of(topic_id: int) -> str:
    return f"topic-{topic_id}"


def path_of(place: str) -> str:
    """The page where the draft of a place is written on."""
    if place == NEW_TOPIC:
        return "/forum/tulis"
    return f"/forum/t/{place.partition('-')[2]}?tulis#write"


def is_place(place: str) -> bool:
    kind, dash, number = place.partition("-")
    return kind == NEW_TOPIC and (not dash or (leading_number(number) or 0) > 0) and len(place) <= 40


async def save(actor: Actor, form: dict[str, str], files: Iterable[str] = ()) -> bool:
    """Keep what the form holds under its `place`, with the ids of its uploads; an empty one drops it.
    True when it is kept. Whose uploads they are is asked when they are shown.

    Raises TooMany.
    """
    place = form.get("place", "")
    if not is_place(place):
        return False
    body, title = clean_text(form.get("body", ""))[:MAX_BODY], clean_line(form.get("title", ""))[:MAX_TITLE]
    uploads = " ".join(text for text in files if _ID.fullmatch(text))[:MAX_FILES]
    if not body.strip() and not title and not uploads:
        await drop(actor, place)
        return False
    if await _is_sent(form.get("key", "")):  # the script's save came after the post
        return False
    await limits.spend("forum-draft", actor.id, most=SAVES, per=PER)
    me = author_id(actor)
    async with transaction():
        await _write(
            me=me,
            place=place,
            title=title,
            board=clean_line(form.get("board", ""))[:80],
            label=clean_line(form.get("label", ""))[:16],
            body=body,
            files=uploads,
            at=now(),
        )
        await _trim(me=me, most=MOST)
    return True


async def _is_sent(key: str) -> bool:
    try:
        return bool(await _sent_as.first(key=UUID(key)))
    except ValueError:
        return False


async def get(actor: Actor, place: str) -> Kept | None:
    return await _one.first(me=actor.id or 0, place=place)


async def all_of(actor: Actor) -> list[Kept]:
    """The person's drafts, the newest first."""
    rows = await _all(me=actor.id or 0)
    return [row if _is_readable(actor, row) else structs.replace(row, topic=None) for row in rows]


def _is_readable(actor: Actor, row: Any) -> bool:
    return row.kind is not None and can_read_topic(actor, row)


async def drop(actor: Actor, place: str) -> None:
    """Forget a draft: it was sent, or nobody wants it."""
    async with noting():
        await _drop(me=author_id(actor), place=place)


async def sent(user_id: int, place: str) -> None:
    """The same inside the transaction of the post."""
    await _drop(me=user_id, place=place)


async def export(user_id: int) -> list[dict[str, Any]]:
    """For the person's own data."""
    rows = await _all(me=user_id)
    return [{"place": row.title or row.place, "text": row.body, "at": str(row.at)} for row in rows]
