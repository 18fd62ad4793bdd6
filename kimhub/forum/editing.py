"""Changing one's own words, for a quarter of an hour."""

from typing import Any

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.text import RENDERER, render_markup, slugify
from kimhub.forum import mentions
from kimhub.forum.composing import author_id, checked_body, checked_title
from kimhub.forum.events import PostEdited
from kimhub.forum.reading import EDIT_FOR
from kimhub.forum.tables import Post, Topic
from kimhub.forum.views import PostView
from kimhub.forum.writing import MOST, PER


async def edit_post(post: PostView, actor: Actor, body: str, title: str | None = None) -> None:
    """Change one's own post within EDIT_FOR; of the first post the topic's title too.

    The text before is kept in the event. Raises Invalid, TooMany, Refused when it is
    too late.
    """
    check_may_still_edit(post)
    errors: dict[str, str] = {}
    topic, body = post.topic, checked_body(body, errors)
    title = topic.title if title is None or post.source.number != 1 else checked_title(title, errors)
    if errors:
        raise Invalid(**errors)
    if (body, title) == (post.source.body, topic.title):
        return
    await limits.spend("forum-post", actor.id, most=MOST, per=PER)  # an edit may call 20 people too
    mentioned = await mentions.find(body, topic)
    before = {*(await mentions.find(post.source.body, topic)).ids, post.author}
    change: dict[Any, Any] = {
        Post.body: body,
        Post.html: render_markup(body, mentioned.pages),
        Post.renderer: RENDERER,
        Post.edited_at: now(),
        Post.rev: Post.rev + 1,
    }
    async with transaction():
        changed = (
            await Post.update(change)
            .where((Post.id == post.source.id) & Post.deleted_at.is_null())
            .returning(Post.id)
        )
        if not changed:
            raise Refused(_("Tulisan ini baru saja disembunyikan, jadi tidak bisa disunting lagi."))
        await Topic.update(
            {Topic.title: title, Topic.slug: slugify(title), Topic.rev: Topic.rev + 1}
        ).where(Topic.id == topic.id)
        await publish(
            PostEdited(
                topic.organization,
                author_id(actor),
                topic.id,
                post.source.id,
                post.source.number,
                post.source.body,
                topic.title if title != topic.title else "",
                tuple(person for person in mentioned.ids if person not in before),
            )
        )


def check_may_still_edit(post: PostView) -> None:
    if now() - post.source.created_at > EDIT_FOR:
        raise Refused(_("Tulisan bisa disunting sampai 15 menit sesudah dikirim. Tambahkan balasan saja."))
