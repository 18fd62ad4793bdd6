"""Replies, each by itself, for whoever reads their board. A topic's first post is found as its text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.bus import at_once, on
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import plain
from kimhub.forum import events as forum
from kimhub.forum.views import page_of
from kimhub.search import circles, writing
from kimhub.search.again import again, belonging
from kimhub.search.sources import Entry, Source, register
from kimhub.search.told import OfPost

KIND: Final = "post"


class Post(Struct, frozen=True):
    id: int
    number: int
    html: str
    rev: int
    created_at: datetime
    topic: int
    title: str
    slug: str
    board_kind: str
    board_name: str
    organization: int | None
    wilayah_code: str
    visibility: str


_ids = prepare_sql("SELECT id FROM post WHERE id > :after ORDER BY id LIMIT :most")
_some = prepare_sql(
    "SELECT p.id, p.number, p.html, p.rev, p.created_at, t.id AS topic, t.title, t.slug,"
    " b.kind AS board_kind, b.name AS board_name, b.organization, b.wilayah_code, b.visibility"
    " FROM post p JOIN topic t ON t.id = p.topic JOIN board b ON b.id = t.board"
    " WHERE p.id IN :ids AND p.number > 1 AND p.deleted_at IS NULL AND p.moved_to IS NULL"
    " AND t.hidden_at IS NULL AND t.merged_into IS NULL",
    Post,
)
belonging(KIND, "topic", "SELECT id FROM post WHERE topic = :ref AND id > :after ORDER BY id")
belonging(
    KIND,
    "board",
    "SELECT p.id FROM post p JOIN topic t ON t.id = p.topic"
    " WHERE t.board = :ref AND p.id > :after ORDER BY p.id",
)


async def all_ids(after: int, most: int) -> Sequence[int]:
    return [row[0] for row in await _ids.rows(after=after, most=most)]


async def entries_of(ids: Sequence[int]) -> Sequence[Entry]:
    return [_entry(one) for one in await _some(ids=list(ids))]


def _entry(one: Post) -> Entry:
    page = page_of(one.number)
    return Entry(
        kind=KIND,
        thing=one.id,
        title=one.title,
        own_title=False,
        path=f"/forum/t/{one.topic}-{one.slug}{f'?hal={page}' if page > 1 else ''}#p{one.number}",
        readers=circles.board(one.board_kind, one.organization, one.wilayah_code, one.visibility),
        happened_at=one.created_at,
        text=plain(one.html),
        organization=one.organization,
        house=one.board_name,
        seat=one.wilayah_code,
        year=one.created_at.year,
        rev=one.rev,
    )


register(Source(KIND, lazy_("Tulisan"), "message", all_ids, entries_of))


@on(
    forum.ReplyPosted,
    forum.PostEdited,
    forum.PostHidden,
    forum.PostRestored,
    forum.PostWithdrawn,
    forum.PostReturned,
)
async def follow_post(event: OfPost) -> None:
    await writing.refresh(KIND, [event.post_id])
    if event.number == 1 or event.title_before:
        await writing.refresh("topic", [event.topic_id])
    if event.title_before:
        await again(KIND, "topic", event.topic_id)


@at_once(forum.PostHidden, forum.PostWithdrawn)
async def hide_post(event: OfPost) -> None:
    await writing.hide(KIND, [event.post_id])
    if event.number == 1:
        await writing.hide("topic", [event.topic_id])
