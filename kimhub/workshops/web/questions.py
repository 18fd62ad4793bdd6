"""Own questions on the sign-up form."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, lazy_
from kimhub.core.page import FormData, Page, Redirect
from kimhub.workshops import policy, questions, seen, workshops
from kimhub.workshops.questions import OneQuestion
from kimhub.workshops.seen import FIELD, Stale
from kimhub.workshops.views import Workshop
from kimhub.workshops.web import plan

ALL = "/pelatihan/{slug:str}/pertanyaan"
ONE = f"{ALL}/{{question_id:int}}"
LABELS = {
    "label": lazy_("Pertanyaan"),
    "options": lazy_("Pilihan jawaban"),
}


@get(ALL, name="workshops:questions", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def show_questions(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return await _list(workshop, actor)


@post(ALL, name="workshops:add_question", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def add_question(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await questions.add(workshop, actor, form)
    except Invalid as no:
        return await _list(workshop, actor, form, no.errors)
    return Redirect(f"{workshop.path}/pertanyaan", _("Pertanyaan ditambahkan."))


@get(ONE, name="workshops:question", **allow(policy.can_edit, one=questions.get_question))
async def show_question(one: NamedDependency[OneQuestion], actor: Me) -> Page:
    return await _one(one, actor, seen.marked(questions.as_form(one.question)))


@post(ONE, name="workshops:save_question", **allow(policy.can_edit, one=questions.get_question))
async def save_question(one: NamedDependency[OneQuestion], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await questions.change(one, actor, form)
    except Stale as stale:
        return await _one(one, actor, form | {FIELD: stale.mark}, stale=stale)
    except Invalid as no:
        return await _one(one, actor, form, no.errors)
    return Redirect(f"{one.workshop.path}/pertanyaan", _("Perubahan tersimpan."))


@post(f"{ONE}/naik", name="workshops:question_up", **allow(policy.can_edit, one=questions.get_question))
async def question_up(one: NamedDependency[OneQuestion], actor: Me) -> Redirect:
    await questions.move(one, actor, -1)
    return Redirect(f"{one.workshop.path}/pertanyaan")


@post(f"{ONE}/hapus", name="workshops:remove_question",
      **allow(policy.can_edit, one=questions.get_question))  # fmt: skip
async def remove_question(one: NamedDependency[OneQuestion], actor: Me) -> Redirect:
    await questions.remove(one, actor)
    return Redirect(f"{one.workshop.path}/pertanyaan", _("Pertanyaan dihapus."))


@get([f"{ONE}/naik", f"{ONE}/hapus"], name="workshops:to_question",
     **allow(policy.can_edit, one=questions.get_question))  # fmt: skip
async def to_question(one: NamedDependency[OneQuestion]) -> Redirect:
    return Redirect(f"{one.workshop.path}/pertanyaan/{one.question.id}")


async def _list(
    workshop: Workshop,
    actor: Actor,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Page:
    there = await questions.of(workshop.id)
    return Page(
        "workshops/questions.html",
        "fields",
        status=422 if errors else 200,
        **plan.around(actor, workshop, "questions"),
        questions=there,
        labels={one.id: one.label for one in there},
        conditions=questions.conditions(there),
        kinds=questions.KINDS,
        most=questions.MOST,
        yes_no={questions.YES: _("Ya"), questions.NO: _("Tidak")},
        form=form or {"kind": "text"},
        errors=errors or {},
    )


async def _one(
    one: OneQuestion,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    stale: Stale | None = None,
) -> Page:
    return Page(
        "workshops/question_form.html",
        "fields",
        status=422 if errors or stale else 200,
        **plan.around(actor, one.workshop, "questions"),
        conflict=await plan.conflict(one.workshop, "questions", stale, LABELS),
        question=one.question,
        conditions=questions.conditions(await questions.of(one.workshop.id), one.question),
        kinds=questions.KINDS,
        answered=await questions.is_answered(one),
        form=form,
        errors=errors or {},
    )


HANDLERS = [
    show_questions,
    add_question,
    show_question,
    save_question,
    question_up,
    remove_question,
    to_question,
]
