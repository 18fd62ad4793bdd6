"""Mufakat: proposing a decision, saying where one stands, closing it, and the record."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.forum import decisions, policy_answers, reading
from kimhub.forum.decisions import OUTCOMES, STANCES, DecisionOn
from kimhub.forum.views import TopicView

ADDRESS = "/t/{ref:str}/mufakat"
ONE = f"{ADDRESS}/{{decision_id:int}}"
CLOSE: dict[str, Any] = allow(policy_answers.can_close, decision=decisions.get_decision)


@get(ADDRESS, name="forum:decision_form", **allow(policy_answers.can_propose, topic=reading.get_topic))
async def decision_form(topic: NamedDependency[TopicView]) -> Page:
    return Page("forum/decision_form.html", section="forum", topic=topic)


@post(ADDRESS, name="forum:propose", **allow(policy_answers.can_propose, topic=reading.get_topic))
async def propose(topic: NamedDependency[TopicView], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await decisions.propose(
            topic, actor, form.get("text", ""), form_key(form), form.get("closes_at", "")
        )
    except Invalid as no:
        return Page(
            "forum/decision_form.html",
            status=422,
            section="forum",
            topic=topic,
            form=form,
            errors=no.errors,
        )
    return Redirect(topic.path, _("Usulan mufakat diajukan. Anggota bisa menyatakan sikap."))


@get(ONE, name="forum:decision", **allow(policy_answers.can_see_names, decision=decisions.get_decision))
async def show_decision(decision: NamedDependency[DecisionOn], actor: Me) -> Page:
    return await decision_page(decision, actor)


@post(ONE, name="forum:speak", **allow(policy_answers.can_take_part, decision=decisions.get_decision))
async def speak(decision: NamedDependency[DecisionOn], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await decisions.speak(decision, actor, form.get("stance", ""), form.get("note", ""))
    except Invalid as no:
        return await decision_page(decision, actor, form, no.errors)
    return Redirect(where(decision), _("Sikap Anda sudah dicatat."))


@get(f"{ONE}/tutup", name="forum:close_form", **CLOSE)
async def close_form(decision: NamedDependency[DecisionOn]) -> Page | Redirect:
    return close_page(decision) if decision.decision.open else Redirect(where(decision))


@post(f"{ONE}/tutup", name="forum:close", **CLOSE)
async def close(decision: NamedDependency[DecisionOn], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await decisions.close(decision, actor, form.get("outcome", ""), form.get("summary", ""))
    except Invalid as no:
        return close_page(decision, form, no.errors)
    return Redirect(where(decision), _("Mufakat ditutup. Berita acaranya siap dicetak."))


def where(thing: DecisionOn) -> str:
    return f"{thing.topic.path}/mufakat/{thing.decision.id}"


def close_page(
    thing: DecisionOn, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> Page:
    return Page(
        "forum/decision_close.html",
        status=422 if errors else 200,
        section="forum",
        topic=thing.topic,
        decision=thing.decision,
        outcomes=[(key, str(words)) for key, words in OUTCOMES.items()],
        form=form,
        errors=errors,
    )


async def decision_page(
    thing: DecisionOn,
    actor: Actor,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Page:
    mine = thing.decision
    context: dict[str, Any] = {
        "topic": thing.topic,
        "decision": mine,
        "spoken": await decisions.spoken(mine),
        "stances": [(key, str(words)) for key, words in STANCES.items()],
        "words": {key: str(words) for key, words in (STANCES | OUTCOMES).items()},
        "can_speak": mine.speak and policy_answers.can_take_part(actor, thing),
        "can_close": mine.open and policy_answers.can_close(actor, thing),
        "form": form or {"stance": mine.stance, "note": mine.note},
        "errors": errors,
    }
    return Page("forum/decision.html", status=422 if errors else 200, section="forum", **context)


DECISIONS = [decision_form, propose, show_decision, speak, close_form, close]
