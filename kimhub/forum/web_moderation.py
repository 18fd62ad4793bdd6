"""Buttons of moderators. Each answers with the way to take it back, and takes a reason for the log."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.core.text import excerpt
from kimhub.forum import moderation, policy, reading
from kimhub.forum.acts import MAX_REASON
from kimhub.forum.views import PostView, TopicView

OF_TOPIC: dict[str, Any] = allow(policy.can_moderate, topic=reading.get_topic)
OF_POST: dict[str, Any] = allow(policy.can_moderate, post=reading.get_post)
HIDE = "/t/{ref:str}/{number:int}/sembunyikan"


@post("/t/{ref:str}/sematkan", name="forum:pin", **OF_TOPIC)
async def pin(topic: NamedDependency[TopicView], actor: Me, form: FormData) -> Redirect:
    await moderation.pin(topic, actor, reason(form))
    return done(topic.path, _("Topik disematkan di atas rubrik."), f"{topic.path}/lepas")


@post("/t/{ref:str}/lepas", name="forum:unpin", **OF_TOPIC)
async def unpin(topic: NamedDependency[TopicView], actor: Me, form: FormData) -> Redirect:
    await moderation.unpin(topic, actor, reason(form))
    return done(topic.path, _("Topik tidak disematkan lagi."), f"{topic.path}/sematkan")


@post("/t/{ref:str}/kunci", name="forum:lock", **OF_TOPIC)
async def lock(topic: NamedDependency[TopicView], actor: Me, form: FormData) -> Redirect:
    await moderation.lock_topic(topic, actor, reason(form))
    return done(topic.path, _("Topik ditutup. Balasan baru tidak diterima lagi."), f"{topic.path}/buka")


@post("/t/{ref:str}/buka", name="forum:unlock", **OF_TOPIC)
async def unlock(topic: NamedDependency[TopicView], actor: Me, form: FormData) -> Redirect:
    await moderation.unlock_topic(topic, actor, reason(form))
    return done(topic.path, _("Topik dibuka lagi."), f"{topic.path}/kunci")


@get(HIDE, name="forum:hide_form", **allow(policy.can_read_topic, post=reading.get_post))
async def hide_form(post: NamedDependency[PostView], actor: Me) -> Page | Redirect:
    """Whoever comes back to the address without being able to hide anything is led to the post."""
    if post.deleted or not policy.can_moderate(actor, post):
        return Redirect(post.topic.at(post.source.number))
    return hide_page(post, {})


@post(HIDE, name="forum:hide", **OF_POST)
async def hide(post: NamedDependency[PostView], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await moderation.hide(post, actor, form.get("reason", ""))
    except Invalid as no:
        return hide_page(post, form, no.errors)
    undo = f"{post.path}/tampilkan"
    if post.source.number == 1:
        return done(f"/forum/p/{post.topic.board_slug}", _("Topik disembunyikan."), undo)
    return done(post.topic.at(post.source.number), _("Tulisan disembunyikan."), undo)


@post("/t/{ref:str}/{number:int}/tampilkan", name="forum:restore", **OF_POST)
async def restore(post: NamedDependency[PostView], actor: Me, form: FormData) -> Redirect:
    await moderation.restore(post, actor, reason(form))
    text = _("Topik tampil lagi.") if post.source.number == 1 else _("Tulisan tampil lagi.")
    return done(post.topic.at(post.source.number), text, f"{post.path}/sembunyikan")


@get(
    [f"/t/{{ref:str}}/{deed}" for deed in ("sematkan", "lepas", "kunci", "buka")],
    name="forum:to_topic",
    **allow(policy.can_read_topic, topic=reading.get_topic),
)
async def to_topic(topic: NamedDependency[TopicView]) -> Redirect:
    """Somebody came back to the address of a button."""
    return Redirect(topic.path)


@get(
    [f"/t/{{ref:str}}/{{number:int}}/{deed}" for deed in ("tampilkan", "hapus", "kembalikan")],
    name="forum:to_post",
    **allow(policy.can_read_topic, post=reading.get_post),
)
async def to_post(post: NamedDependency[PostView]) -> Redirect:
    return Redirect(post.topic.at(post.source.number))


def reason(form: dict[str, str]) -> str:
    """Why, from the small field beside a button: what is too long there is cut, nobody loses the click."""
    return form.get("reason", "")[:MAX_REASON]


def hide_page(post: PostView, form: dict[str, str], errors: dict[str, str] | None = None) -> Page:
    return Page(
        "forum/hide.html",
        status=422 if errors else 200,
        section="forum",
        topic=post.topic,
        number=post.source.number,
        words=excerpt(post.source.body, 300),
        action=f"{post.path}/sembunyikan",
        form=form,
        errors=errors,
    )


def done(where: str, text: str, undo: str) -> Redirect:
    return Redirect(where, Flash(text, undo=undo))


MODERATION = [pin, unpin, lock, unlock, hide_form, hide, restore, to_topic, to_post]
