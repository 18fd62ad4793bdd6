"""The texts a post had, for readers of its topic."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.forum.diffing import Piece, changes, shortened
from kimhub.forum.views import PostView

MOST: Final = 50  # versions shown


class _Earlier(Struct, frozen=True):
    id: int
    body: str
    title: str
    at: datetime


class Version(Struct, frozen=True):
    """One text of a post. `id` names the edit that replaced it, 0 for the text that stands today."""

    id: int
    number: int
    at: datetime
    body: str
    title: str  # of the topic, where it is another one than before
    pieces: list[Piece]  # what changed since the version before; of the first one its text
    title_pieces: list[Piece]


_earlier = prepare_sql(
    "SELECT id, body, title, at FROM post_edit WHERE post = :post ORDER BY id DESC LIMIT :most", _Earlier
)


async def versions(post: PostView) -> list[Version]:
    """All texts of the post, the newest first; one when it was never edited."""
    rows = await _rows(post)
    texts = [(row.id, row.body) for row in rows] + [(0, post.source.body)]
    moments = [post.source.created_at, *(row.at for row in rows)]
    titles = _titles(rows, post)
    made: list[Version] = []
    for index, (edit, body) in enumerate(texts):
        before, title_before = (texts[index - 1][1], titles[index - 1]) if index else (body, titles[0])
        pieces = shortened(changes(before, body)) if body != before else []
        title = titles[index] if titles[index] != title_before else ""
        title_pieces = list(changes(title_before, titles[index])) if title else []
        made.append(Version(edit, index + 1, moments[index], body, title, pieces, title_pieces))
    return made[::-1]


async def text_before(post: PostView, edit_id: int) -> tuple[str, str] | None:
    """An earlier text and the title the topic had with it, by the edit that replaced it."""
    rows = await _rows(post)
    titles = _titles(rows, post)
    found = ((row.body, title) for row, title in zip(rows, titles, strict=False) if row.id == edit_id)
    return next(found, None)


async def _rows(post: PostView) -> list[_Earlier]:
    return (await _earlier(post=post.source.id, most=MOST))[::-1]


def _titles(rows: list[_Earlier], post: PostView) -> list[str]:
    """The title with each text: an edit notes the one before only when it changed that.

    Of what is no first post (any more) the title is none of its business.
    """
    titles = [post.topic.title]
    for row in reversed(rows):
        titles.append((row.title if post.source.number == 1 else "") or titles[-1])
    return titles[::-1]
