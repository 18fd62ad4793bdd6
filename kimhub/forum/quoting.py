"""The first line of a reply to one post: who wrote what, and the way back to it."""

from msgspec import Struct

from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import excerpt, plain
from kimhub.forum import statements as sql
from kimhub.forum.views import TopicView

MOST = 90  # letters of the post


class _Source(Struct, frozen=True):
    name: str
    html: str


_source = prepare_sql(
    f"SELECT {sql.NAME.format('a')} AS name, p.html FROM post p JOIN account a ON a.id = p.author"  # noqa: S608 - a constant of ours
    " WHERE p.topic = :topic AND p.number = :number AND p.deleted_at IS NULL",
    _Source,
)


async def opening(topic: TopicView, number: int) -> str:
    """What a reply to that post begins with; empty where there is no such post to be seen."""
    post = await _source.first(topic=topic.id, number=number)
    if post is None:
        return ""
    name = "".join(letter for letter in post.name if letter not in "[]()*_~`<>\\")
    who = _("%(name)s menulis") % {"name": name} if name else _("Tulisan ke-%(n)s") % {"n": number}
    words = excerpt(plain(post.html).replace("\n", " "), MOST)
    return f"> [{who}](/forum/t/{topic.id}?p={number}): {words}\n\n"
