"""The test before and after: taking it, writing it, what came of it."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.workshops import policy, quizzes, workshops
from kimhub.workshops.quizzes import Paper
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.inside import tabs

ADDRESS = "/pelatihan/{slug:str}/tes"


@get(ADDRESS, name="workshops:quiz", **allow(quizzes.can_take, paper=quizzes.get_paper))
async def paper_page(paper: NamedDependency[Paper]) -> Page:
    return _paper(paper, {})


@post(ADDRESS, name="workshops:hand_in", **allow(quizzes.can_take, paper=quizzes.get_paper))
async def hand_in(paper: NamedDependency[Paper], form: FormData) -> Page | Redirect:
    try:
        await quizzes.hand_in(paper, form)
    except Invalid as no:
        return _paper(paper, form, no.errors)
    return Redirect(f"{paper.workshop.path}/tes", _("Jawaban Anda sudah masuk. Terima kasih."))


@get(
    f"{ADDRESS}/atur",
    name="workshops:quiz_form",
    **allow(policy.can_manage, workshop=workshops.get_workshop),
)
async def form_page(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return await _form(workshop, actor, None)


@post(
    f"{ADDRESS}/atur",
    name="workshops:choose_quiz",
    **allow(policy.can_manage, workshop=workshops.get_workshop),
)
async def choose(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    try:
        if "phase" in form:
            await quizzes.open_phase(workshop, form["phase"])
            said = {"pre": _("Tes awal dibuka."), "post": _("Tes akhir dibuka.")}
            return Redirect(f"{workshop.path}/tes/atur", said.get(form["phase"], _("Tes ditutup.")))
        await quizzes.choose(workshop, form.get("text", ""))
    except Invalid as no:
        return await _form(workshop, actor, form, no.errors)
    return Redirect(f"{workshop.path}/tes/atur", _("Soal disimpan."))


def _paper(paper: Paper, form: dict[str, str], errors: dict[str, str] | None = None) -> Page:
    return Page(
        "workshops/quiz.html",
        "fields",
        status=422 if errors else 200,
        store=False,
        section="workshops",
        paper=paper,
        workshop=paper.workshop,
        phases=quizzes.PHASES,
        form=form,
        errors=errors or {},
    )


async def _form(
    workshop: Workshop, actor: Actor, form: dict[str, str] | None, errors: dict[str, str] | None = None
) -> Page:
    questions, phase = await quizzes.quiz_of(workshop.id)
    return Page(
        "workshops/quiz_form.html",
        "fields",
        status=422 if errors else 200,
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        form=form if form is not None else {"text": quizzes.written(questions)},
        errors=errors or {},
        questions=questions,
        phase=phase,
        phases=quizzes.PHASES,
        outcomes=await quizzes.outcomes(workshop.id),
    )


HANDLERS = [paper_page, hand_in, form_page, choose]
