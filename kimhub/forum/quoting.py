"""Answering one post: who wrote what, and the way back to it.

The first line is a link that core/markup.py takes for the author of the quote; the address is the post's
lasting one, so it still leads there after a move.
"""

from typing import Final

from msgspec import Struct

from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import excerpt, plain
from kimhub.forum import statements as sql
from kimhub.forum.views import TopicView

MOST: Final = 90  # letters of the post in a short quote
QUOTED: Final = 1200  # in a whole one


class _Source(Struct, frozen=True):
    name: str
    body: str
    html: str


_source = prepare_sql(
    f"SELECT {sql.NAME.format('a')} AS name, p.body, p.html"  # noqa: S608 - a constant of ours
    " FROM post p JOIN account a ON a.id = p.author"
    " WHERE p.topic = :topic AND p.number = :number AND p.deleted_at IS NULL",
    _Source,
)


async def opening(topic: TopicView, number: int) -> str:
    """What a reply to that post begins with; empty where there is no such post to be seen."""
    post = await _source.first(topic=topic.id, number=number)
    if post is None:
        return ""
    words = excerpt(plain(post.html).replace("\n", " "), MOST)
    return f"{head(topic, number, post.name)}: {words}\n\n"


async def whole(topic: TopicView, number: int) -> str:
    """The post as a quote to answer under, without what it quotes itself; empty where there is none."""
    post = await _source.first(topic=topic.id, number=number)
    return f"{head(topic, number, post.name)}:\n{_quoted(post.body)}\n\n" if post else ""


def under(draft: str, quote: str) -> str:
    """The quote below what is being written already."""
    return f"{draft.rstrip()}\n\n{quote}" if draft and quote not in draft else draft or quote


def head(topic: TopicView, number: int, name: str) -> str:
    """Who is quoted, with the way there."""
    bare = "".join(letter for letter in name if letter not in "[]()*_~`<>\\")
    who = _("%(name)s menulis") % {"name": bare} if bare else _("Tulisan ke-%(n)s") % {"n": number}
    return f"> [{who}](/forum/t/{topic.id}?p={number})"


def _quoted(body: str) -> str:
    lines = [line for line in body.split("\n") if not line.lstrip().startswith(">")]
    text = "\n".join(lines).strip()
    if len(text) > QUOTED:
        text = text[:QUOTED].rsplit(" ", 1)[0] + "…"
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
