"""Changing one's own words, for a quarter of an hour."""

from typing import Any

from msgspec import Struct

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import RENDERER, render_markup, slugify
from kimhub.forum import history, mentions, suspensions
from kimhub.forum.composing import author_id, checked_body, checked_title
from kimhub.forum.events import PostEdited
from kimhub.forum.places import hold
from kimhub.forum.reading import EDIT_FOR
from kimhub.forum.tables import Post, Topic
from kimhub.forum.tables_order import PostEdit
from kimhub.forum.views import PostView
from kimhub.forum.writing import MOST, PER


class _Text(Struct, frozen=True):
    body: str
    title: str


# What is replaced: whatever stands there once nobody else can change it.
_text = prepare_sql(
    "SELECT p.body, t.title FROM post p JOIN topic t ON t.id = p.topic"
    " WHERE p.id = :post AND p.topic = :topic AND p.deleted_at IS NULL",
    _Text,
)


async def edit_post(post: PostView, actor: Actor, body: str, title: str | None = None) -> None:
    """Change one's own post within EDIT_FOR; of the first post the topic's title too.

    The text before is kept for readers (`history`). Raises Invalid, TooMany, Refused when it is too late.
    """
    check_may_still_edit(post)
    errors: dict[str, str] = {}
    topic = post.topic
    if body.strip() or not post.source.files:  # photos may speak for themselves
        body = checked_body(body, errors)
    first = post.source.number == 1
    title = topic.title if title is None or not first else checked_title(title, errors)
    if errors:
        raise Invalid(**errors)
    if (body, title) == (post.source.body, topic.title):
        return
    await limits.spend("forum-post", actor.id, most=MOST, per=PER)  # an edit may call 20 people too
    mentioned = await mentions.find(body, topic)
    before = {*(await mentions.find(post.source.body, topic)).ids, post.author}
    new = tuple(person for person in mentioned.ids if person not in before)
    async with transaction():
        await hold([topic.id], [topic.board])
        await suspensions.check(author_id(actor), topic.board, topic.wilayah_code)
        old = await _text.first(post=post.source.id, topic=topic.id)
        if old is None:
            raise Refused(_("Tulisan ini baru saja disembunyikan, jadi tidak bisa disunting lagi."))
        await _replace(post, old, body, render_markup(body, mentioned.pages), title if first else old.title)
        await publish(
            PostEdited(
                topic.organization,
                author_id(actor),
                topic.id,
                post.source.id,
                post.source.number,
                old.body,
                old.title if first and title != old.title else "",
                new,
            )
        )


async def revert(post: PostView, actor: Actor, edit_id: int) -> None:
    """Make an earlier text of one's own post the one that stands. Raises NotFound when it has none such."""
    found = await history.text_before(post, edit_id)
    if found is None:
        raise NotFound
    body, title = found
    await edit_post(post, actor, body, title)


async def _replace(post: PostView, old: _Text, body: str, html: str, title: str) -> None:
    """Write the new text and title, and keep the old ones."""
    at = now()
    kept = old.title if title != old.title else ""
    await PostEdit.insert(PostEdit(post=post.source.id, user=post.author, body=old.body, title=kept, at=at))
    change: dict[Any, Any] = {
        Post.body: body,
        Post.html: html,
        Post.renderer: RENDERER,
        Post.edited_at: at,
        Post.rev: Post.rev + 1,
    }
    await Post.update(change).where(Post.id == post.source.id)
    seen: dict[Any, Any] = {Topic.rev: Topic.rev + 1}
    if kept:
        seen |= {Topic.title: title, Topic.slug: slugify(title)}
    await Topic.update(seen).where(Topic.id == post.topic.id)


def is_open(post: PostView) -> bool:
    """True while the author may change it."""
    return now() - post.source.created_at <= EDIT_FOR


def check_may_still_edit(post: PostView) -> None:
    if not is_open(post):
        raise Refused(_("Tulisan bisa disunting sampai 15 menit sesudah dikirim. Tambahkan balasan saja."))
