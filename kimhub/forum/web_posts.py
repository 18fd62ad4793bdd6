"""Rendered posts, kept in memory while they are good.

A post is rendered once per revision, author's name, look and language; everything about the person who
reads or the moment stays outside. The revision is in the database, so any number of processes agree.
"""

from collections import OrderedDict
from collections.abc import Container
from enum import IntFlag
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.formats import zone_for
from kimhub.core.i18n import current_locale
from kimhub.core.parts import Text
from kimhub.core.templates import environment
from kimhub.core.text import initials
from kimhub.forum import attachments, quoting, reading, thanks
from kimhub.forum.attachments import File
from kimhub.forum.views import PER_PAGE, PostKey, PostRow, TopicView, page_of

KEPT: Final = 8000  # posts, about 1.5 KB each
KEPT_PAGES: Final = 2000  # lists of them
KEPT_BLOCKS: Final = 300  # runs of posts as one text, about 60 KB each
NOTHING: Final = b""


class Look(IntFlag):
    """What differs between readers of one post."""

    PLAIN = 0
    MINE = 1  # may still be edited
    MODERATES = 2
    SIGNED = 4  # in: there is a menu
    TALKS = 8  # takes part: may thank
    REPLIES = 16
    OWN = 32  # one's own, however old
    THANKED = 64
    LIGHT = 128  # saves data: photos are links
    CHOOSES = 256  # the best answer
    OFFICIAL = 512  # may give the official one


class Kept(Struct, frozen=True):
    """One page of a topic as those see it who wrote nothing there and thanked nobody."""

    keys: list[PostKey]
    posts: list[bytes]
    authors: frozenset[int]


Name = tuple[int, int, str, int, str]
_kept: OrderedDict[Name, bytes] = OrderedDict()
_pages: OrderedDict[tuple[int, int, int, int, str], Kept] = OrderedDict()
_blocks: OrderedDict[tuple[bytes, ...], Text] = OrderedDict()


async def page_of_posts(topic: TopicView, actor: Actor, page: int, look: int) -> list[bytes]:
    """One page of a topic as encoded HTML, post by post.

    While the topic's revision is the same and nobody may edit a post any more, the database is not asked,
    except for whom the reader thanked, where they thanked anybody.
    """
    first, last = (page - 1) * PER_PAGE + 1, min(page * PER_PAGE, topic.last_number)
    given = await thanks.given(topic, actor, first, last) if topic.thanked else frozenset()
    me = actor.id or 0
    if now() - topic.last_post_at <= reading.EDIT_FOR:
        return await articles(topic, await reading.post_keys(topic, actor, first, last), look, me, given)
    name = (topic.id, topic.rev, page, int(look), current_locale())
    kept = _pages.get(name)
    if kept is None:
        keys = await reading.post_keys(topic, actor, first, last)
        kept = Kept(keys, await articles(topic, keys, look), frozenset(key.author for key in keys))
        _pages[name] = kept
        if len(_pages) > KEPT_PAGES:
            _pages.popitem(last=False)
    if not given and me not in kept.authors:
        return kept.posts
    posts, theirs = list(kept.posts), []
    for index, key in enumerate(kept.keys):
        if key.author == me or key.number in given:
            theirs.append(index)
    for index, html in zip(
        theirs, await articles(topic, [kept.keys[i] for i in theirs], look, me, given), strict=True
    ):
        posts[index] = html
    return posts


async def articles(
    topic: TopicView, keys: list[PostKey], look: int, me: int = 0, given: Container[int] = ()
) -> list[bytes]:
    """The posts as encoded HTML, in the order of `keys`; `given` are the numbers that `me` thanked for."""
    locale, base = current_locale(), int(look)
    wanted = [(key.id, key.rev, key.name, base | key.mine | _own(key, me, given), locale) for key in keys]
    found = [_kept.get(name) for name in wanted]
    if None in found:
        rows = await reading.post_rows(
            [key.id for key, html in zip(keys, found, strict=True) if html is None]
        )
        files = await attachments.of_posts(row.id for row in rows.values() if row.files)
        for index, name in enumerate(wanted):
            if found[index] is None:
                row = rows.get(name[0])
                shown = files.get(name[0], [])
                found[index] = _keep(name, _render(topic, row, Look(name[3]), shown)) if row else NOTHING
    return [html for html in found if html is not None]


def _own(key: PostKey, me: int, given: Container[int]) -> int:
    if key.author == me:
        return int(Look.OWN)
    return int(Look.THANKED) if key.number in given else 0


def block(posts: list[bytes]) -> list[Text]:
    """Posts that follow one another as one text, which is compressed once for all who read just these."""
    if not posts:
        return []
    name = tuple(posts)  # bytes know their hash, and these are mostly the same objects
    found = _blocks.get(name)
    if found is None:
        found = _blocks[name] = Text(b"".join(posts))
        if len(_blocks) > KEPT_BLOCKS:
            _blocks.popitem(last=False)
    return [found]


def forget() -> None:
    """Drop what is kept (tests, measurements)."""
    _blocks.clear()
    _kept.clear()
    _pages.clear()


def _keep(name: Name, html: bytes) -> bytes:
    _kept[name] = html
    if len(_kept) > KEPT:
        _kept.popitem(last=False)
    return html


def _render(topic: TopicView, post: PostRow, look: Look, files: list[File]) -> bytes:
    base, page = f"/forum/t/{topic.id}", page_of(post.number)
    place = f"hal={page}&" if page > 1 else ""
    html = (
        environment()
        .get_template("forum/_post.html")
        .render(
            post=post,
            initials=initials(post.name),
            zone=zone_for(topic.wilayah_code),
            address=f"{base}?p={post.number}",
            base=f"{base}/{post.number}",
            reply_address=f"{base}?{place}balas={post.number}#write",
            quote_address=f"{base}?{place}kutip={post.number}#write",
            thanks_address=thanks_address(topic.id, post.number),
            writer_address=f"/forum/p/{topic.board_slug}/hak-menulis/orang/{post.author}",
            quote_head=f"{quoting.head(topic, post.number, post.name)}:",
            files=files,
            light=Look.LIGHT in look,
            look=look,
            Look=Look,
        )
    )
    return html.encode()


def thanks_address(topic_id: int, number: int) -> str:
    return f"/forum/t/{topic_id}/{number}/terima-kasih"
