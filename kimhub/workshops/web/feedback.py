"""Feedback: giving it (signed in, or by the personal link), its questions, its results."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect
from kimhub.workshops import feedback, policy, workshops
from kimhub.workshops.feedback import Asked, Question
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.inside import tabs

ADDRESS = "/pelatihan/{slug:str}/umpan-balik"
BY_LINK = "/ikut/{secret:str}/umpan-balik"


@get(ADDRESS, name="workshops:feedback", **allow(feedback.can_answer, asked=feedback.get_asked))
async def ask(asked: NamedDependency[Asked]) -> Page:
    return _form(asked, {})


@post(ADDRESS, name="workshops:give_feedback", **allow(feedback.can_answer, asked=feedback.get_asked))
async def give(asked: NamedDependency[Asked], form: FormData) -> Page | Redirect:
    return await _give(asked, form)


@get(BY_LINK, name="workshops:guest_feedback", **allow(feedback.has_link, asked=feedback.get_asked_by))
async def ask_guest(asked: NamedDependency[Asked]) -> Page:
    return _form(asked, {})


@post(
    BY_LINK, name="workshops:guest_gives_feedback", **allow(feedback.has_link, asked=feedback.get_asked_by)
)
async def give_as_guest(asked: NamedDependency[Asked], form: FormData) -> Page | Redirect:
    return await _give(asked, form)


@get(
    f"{ADDRESS}/hasil",
    name="workshops:feedback_results",
    **allow(feedback.can_see_results, workshop=workshops.get_workshop),
)
async def show_results(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    answered, found = await feedback.results(workshop)
    return Page(
        "workshops/feedback_results.html",
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        answered=answered,
        fewest=feedback.FEWEST,
        results=found,
        held_back=answered
        - max((one.answered for one in found if one.question.kind == "scale"), default=answered),
        open=feedback.is_open(workshop, now()),
        can_choose=policy.can_manage(actor, workshop) and not answered,
    )


@get(
    f"{ADDRESS}/atur",
    name="workshops:feedback_questions",
    **allow(policy.can_manage, workshop=workshops.get_workshop),
)
async def questions(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return _questions(workshop, actor, await feedback.questions_of(workshop.id), {})


@post(
    f"{ADDRESS}/atur",
    name="workshops:choose_feedback_questions",
    **allow(policy.can_manage, workshop=workshops.get_workshop),
)
async def choose(workshop: NamedDependency[Workshop], actor: Me, choices: Choices) -> Page | Redirect:
    kinds, labels = choices.get("kind[]", []), choices.get("label[]", [])
    try:
        await feedback.choose(workshop, kinds, labels)
    except Invalid as no:
        typed = tuple(Question(*pair) for pair in zip(kinds, labels, strict=False))
        return _questions(workshop, actor, typed, no.errors)
    return Redirect(f"{workshop.path}/umpan-balik/hasil", _("Pertanyaan disimpan."))


async def _give(asked: Asked, form: dict[str, str]) -> Page | Redirect:
    try:
        await feedback.answer(asked, form)
    except Invalid as no:
        return _form(asked, form, no.errors)
    return Redirect(asked.path, _("Terima kasih. Umpan balik Anda sudah masuk, tanpa nama."))


def _form(asked: Asked, form: dict[str, str], errors: dict[str, str] | None = None) -> Page:
    return Page(
        "workshops/feedback.html",
        "fields",
        status=422 if errors else 200,
        store=False,
        section="workshops",
        asked=asked,
        workshop=asked.workshop,
        open=feedback.is_open(asked.workshop, now()),
        form=form,
        errors=errors or {},
    )


def _questions(
    workshop: Workshop, actor: Actor, some: tuple[Question, ...], errors: dict[str, str]
) -> Page:
    empty = Question("text", "")
    return Page(
        "workshops/feedback_questions.html",
        "fields",
        status=422 if errors else 200,
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        questions=[*some, *[empty] * (feedback.MOST - len(some))][: feedback.MOST],
        errors=errors,
    )


HANDLERS = [ask, give, ask_guest, give_as_guest, show_results, questions, choose]
