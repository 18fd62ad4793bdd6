"""Rendered posts, kept in memory while they are good.

A post is rendered once per revision, author's name, look and language; everything about the person who
reads or the moment stays outside. The revision is in the database, so any number of processes agree.
"""

from collections import OrderedDict
from enum import IntFlag
from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.formats import zone_for
from kimhub.core.i18n import current_locale
from kimhub.core.templates import environment
from kimhub.core.text import initials
from kimhub.forum import reading
from kimhub.forum.views import PER_PAGE, PostKey, PostRow, TopicView

KEPT: Final = 8000  # posts, about 1.5 KB each
KEPT_PAGES: Final = 2000  # lists of them
NOTHING: Final = b""


class Look(IntFlag):
    """What differs between readers of one post."""

    PLAIN = 0
    MINE = 1  # may still be edited
    MODERATES = 2


Kept = tuple[int, int, str, int, str]
_kept: OrderedDict[Kept, bytes] = OrderedDict()
_pages: OrderedDict[tuple[int, int, int, int, str], list[bytes]] = OrderedDict()


async def page_of_posts(topic: TopicView, actor: Actor, page: int, look: Look) -> list[bytes]:
    """One page of a topic as encoded HTML, post by post.

    While the topic's revision is the same and nobody may edit a post any more, the database is not asked.
    """
    first, last = (page - 1) * PER_PAGE + 1, min(page * PER_PAGE, topic.last_number)
    quiet = now() - topic.last_post_at > reading.EDIT_FOR
    name = (topic.id, topic.rev, page, int(look), current_locale())
    if quiet and (known := _pages.get(name)):
        return known
    keys = await reading.post_keys(topic, actor, first, last)
    posts = await articles(topic, keys, look)
    if quiet:
        _pages[name] = posts
        if len(_pages) > KEPT_PAGES:
            _pages.popitem(last=False)
    return posts


async def articles(topic: TopicView, keys: list[PostKey], look: Look) -> list[bytes]:
    """The posts as encoded HTML, in the order of `keys`."""
    locale, base = current_locale(), int(look)
    wanted = [(key.id, key.rev, key.name, base | key.mine, locale) for key in keys]
    found = [_kept.get(name) for name in wanted]
    if None in found:
        rows = await reading.post_rows(
            [key.id for key, html in zip(keys, found, strict=True) if html is None]
        )
        for index, name in enumerate(wanted):
            if found[index] is None:
                row = rows.get(name[0])
                found[index] = _keep(name, _render(topic, row, Look(name[3]))) if row else NOTHING
    return [html for html in found if html is not None]


def forget() -> None:
    """Drop what is kept (tests, measurements)."""
    _kept.clear()
    _pages.clear()


def _keep(name: Kept, html: bytes) -> bytes:
    _kept[name] = html
    if len(_kept) > KEPT:
        _kept.popitem(last=False)
    return html


def _render(topic: TopicView, post: PostRow, look: Look) -> bytes:
    base = f"/forum/t/{topic.id}"
    html = (
        environment()
        .get_template("forum/_post.html")
        .render(
            post=post,
            initials=initials(post.name),
            zone=zone_for(topic.wilayah_code),
            address=f"{base}?p={post.number}",
            edit_address=f"{base}/{post.number}/sunting",
            hide_address=f"{base}/{post.number}/sembunyikan",
            restore_address=f"{base}/{post.number}/tampilkan",
            look_mine=Look.MINE in look,
            look_moderates=Look.MODERATES in look,
        )
    )
    return html.encode()
