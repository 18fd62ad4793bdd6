"""Polls: the form, voting, who voted what, closing."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect, form_key
from kimhub.forum import policy_answers, polling, polls, reading
from kimhub.forum.polls import PollOn, PollView
from kimhub.forum.views import TopicView
from kimhub.forum.web_answers import Piece

ADDRESS = "/t/{ref:str}/jajak"
ONE = f"{ADDRESS}/{{poll_id:int}}"


@get(ADDRESS, name="forum:poll_form", **allow(policy_answers.can_propose, topic=reading.get_topic))
async def poll_form(topic: NamedDependency[TopicView]) -> Page:
    return form_page(topic, {})


@post(ADDRESS, name="forum:open_poll", **allow(policy_answers.can_propose, topic=reading.get_topic))
async def open_poll(topic: NamedDependency[TopicView], actor: Me, form: FormData) -> Page | Redirect:
    try:
        sheet = polling.checked(form, topic.wilayah_code)
        await polling.open_poll(topic, actor, sheet, form_key(form))
    except Invalid as no:
        return form_page(topic, form, no.errors)
    return Redirect(topic.path, _("Jajak pendapat dibuka."))


@get(ONE, name="forum:voters", **allow(policy_answers.can_see_names, poll=polls.get_poll))
async def voters(poll: NamedDependency[PollOn]) -> Page | Redirect:
    """Who chose what, for those who may see results; of a secret poll there is nothing to see."""
    if poll.poll.secret or not poll.poll.told:
        return Redirect(where(poll))
    chosen = await polls.voters(poll.poll)
    return Page("forum/voters.html", section="forum", topic=poll.topic, poll=poll.poll, chosen=chosen)


@post(ONE, name="forum:vote", **allow(policy_answers.can_take_part, poll=polls.get_poll))
async def vote(poll: NamedDependency[PollOn], actor: Me, choices: Choices) -> Piece:
    chosen = {
        int(value)
        for value in choices.get("choice", [])
        if value.isascii() and value.isdigit() and len(value) < 4
    }
    try:
        counted = await polls.vote(poll, actor, chosen)
    except Invalid as no:
        told = Flash(no.errors["choice"], kind="error")
    else:
        known = _("Suara Anda sudah ada. Pada jajak rahasia suara tidak bisa diubah.")
        told = Flash(_("Suara Anda sudah tercatat.")) if counted else Flash(known, kind="info")
    now = await polls.again(poll, actor)
    return Piece(
        "forum/_poll.html",
        then=where(poll),
        flash=told,
        topic=poll.topic,
        poll=now,
        **rights(poll.topic, actor, now),
        focus=True,
    )


@post(f"{ONE}/tutup", name="forum:close_poll", **allow(policy_answers.can_close, poll=polls.get_poll))
async def close_poll(poll: NamedDependency[PollOn], actor: Me) -> Redirect:
    await polling.close(poll, actor)
    return Redirect(where(poll), _("Jajak pendapat ditutup. Semua orang sekarang melihat hasilnya."))


@get(f"{ONE}/tutup", name="forum:to_poll", **allow(policy_answers.can_see_names, poll=polls.get_poll))
async def to_poll(poll: NamedDependency[PollOn]) -> Redirect:
    return Redirect(where(poll))


def rights(topic: TopicView, actor: Actor, poll: PollView) -> dict[str, Any]:
    """What the person may do with the poll."""
    thing = PollOn(topic, poll.proposer, poll)
    return {
        "can_vote": policy_answers.can_take_part(actor, thing),
        "can_close": policy_answers.can_close(actor, thing),
        "can_see": policy_answers.can_see_names(actor, thing),
    }


def where(thing: PollOn) -> str:
    return f"{thing.topic.path}#poll{thing.poll.id}"


def form_page(topic: TopicView, form: dict[str, str], errors: dict[str, str] | None = None) -> Page:
    return Page(
        "forum/poll_form.html",
        status=422 if errors else 200,
        section="forum",
        topic=topic,
        form=form,
        errors=errors,
        allowed=[
            ("1", _("Satu jawaban")),
            ("2", _("Sampai dua jawaban")),
            ("3", _("Sampai tiga jawaban")),
            ("all", _("Sebanyak yang cocok")),
        ],
    )


POLLS = [poll_form, open_poll, voters, vote, close_poll, to_poll]
