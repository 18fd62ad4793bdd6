"""What leaves the forum for readers outside: the newest topics of public boards, as an Atom feed."""
# ruff: noqa: S608 - every part is written here; what people typed arrives as a value

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.atom import Entry as Told
from kimhub.core.atom import feed
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.forum.policy import Discussed, Placed
from kimhub.forum.statements import NAME

MOST: Final = 30  # entries of a feed


class Entry(Struct, frozen=True):
    """A topic with its first post; `name` is empty for somebody who has left."""

    id: int
    title: str
    slug: str
    name: str
    html: str
    created_at: datetime
    last_post_at: datetime


_COLUMNS: Final = (
    f"SELECT t.id, t.title, t.slug, {NAME.format('a')} AS name, p.html, t.created_at, t.last_post_at"
    " FROM topic t JOIN post p ON p.topic = t.id AND p.number = 1 JOIN account a ON a.id = t.author"
    " WHERE t.board = :board AND t.hidden_at IS NULL AND p.deleted_at IS NULL"
)
_latest = prepare_sql(
    f"{_COLUMNS} AND t.pinned_at IS NULL ORDER BY t.last_post_at DESC, t.id DESC LIMIT :most", Entry
)
_pinned = prepare_sql(
    f"{_COLUMNS} AND t.pinned_at IS NOT NULL ORDER BY t.pinned_at DESC LIMIT :most", Entry
)


def is_public(actor: Actor, thing: Placed) -> bool:
    """Only what everybody may read leaves the house, whoever asks: a feed is handed on."""
    return thing.visibility == "public"


def is_public_topic(actor: Actor, topic: Discussed) -> bool:
    return topic.visibility == "public" and not topic.hidden


async def entries(board_id: int) -> list[Entry]:
    """The topics of a board with the latest posts, at most MOST."""
    found = [*await _pinned(board=board_id, most=MOST), *await _latest(board=board_id, most=MOST)]
    return sorted(found, key=lambda entry: entry.last_post_at, reverse=True)[:MOST]


def atom(name: str, path: str, base: str, found: Sequence[Entry]) -> bytes:
    """The feed of a board; `base` is the address of the site, without a slash at the end."""
    return feed(name, path, base, [_told(entry) for entry in found])


def _told(entry: Entry) -> Told:
    return Told(
        id=f"/forum/t/{entry.id}",  # stays when the title changes
        path=f"/forum/t/{entry.id}-{entry.slug}",
        title=entry.title,
        author=entry.name or _("Anggota yang sudah keluar"),
        html=entry.html,
        published=entry.created_at,
        updated=entry.last_post_at,
    )
