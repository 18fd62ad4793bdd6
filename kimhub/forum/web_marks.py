"""Buttons that make a reply the answer, and take that back."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import Redirect
from kimhub.forum import answers, policy, policy_answers, reading
from kimhub.forum.views import PostView

BEST: dict[str, Any] = allow(policy_answers.can_choose, post=reading.get_post)
OFFICIAL: dict[str, Any] = allow(policy_answers.can_make_official, post=reading.get_post)
ADDRESS = "/t/{ref:str}/{number:int}"
DEEDS = ("jawaban", "bukan-jawaban", "jawaban-resmi", "bukan-jawaban-resmi")


@post(f"{ADDRESS}/jawaban", name="forum:best", **BEST)
async def best(post: NamedDependency[PostView], actor: Me) -> Redirect:
    await answers.choose(post, actor, "best", True)
    return done(post, _("Ditandai sebagai jawaban terbaik."), "bukan-jawaban")


@post(f"{ADDRESS}/bukan-jawaban", name="forum:not_best", **BEST)
async def not_best(post: NamedDependency[PostView], actor: Me) -> Redirect:
    await answers.choose(post, actor, "best", False)
    return done(post, _("Bukan lagi jawaban terbaik."), "jawaban")


@post(f"{ADDRESS}/jawaban-resmi", name="forum:official", **OFFICIAL)
async def official(post: NamedDependency[PostView], actor: Me) -> Redirect:
    await answers.choose(post, actor, "official", True)
    return done(post, _("Ditandai sebagai jawaban resmi pembina."), "bukan-jawaban-resmi")


@post(f"{ADDRESS}/bukan-jawaban-resmi", name="forum:not_official", **OFFICIAL)
async def not_official(post: NamedDependency[PostView], actor: Me) -> Redirect:
    await answers.choose(post, actor, "official", False)
    return done(post, _("Bukan lagi jawaban resmi pembina."), "jawaban-resmi")


@get(
    [f"{ADDRESS}/{deed}" for deed in DEEDS],
    name="forum:to_answer",
    **allow(policy.can_read_topic, post=reading.get_post),
)
async def to_answer(post: NamedDependency[PostView]) -> Redirect:
    """Somebody came back to the address of a button."""
    return Redirect(post.topic.at(post.source.number))


def done(post: PostView, text: str, undo: str) -> Redirect:
    number = post.source.number
    return Redirect(post.topic.at(number), Flash(text, undo=f"/forum/t/{post.topic.id}/{number}/{undo}"))


MARKS = [best, not_best, official, not_official, to_answer]
