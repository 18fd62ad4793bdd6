"""Own questions of the organizer on the sign-up form: at most ten, some asked only if another was answered
so. What is answered already keeps its question."""

import json
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, clean_line
from kimhub.workshops import changes, seen
from kimhub.workshops import workshops as finding
from kimhub.workshops.parts import PartOf
from kimhub.workshops.tables import WorkshopQuestion as Row
from kimhub.workshops.views import Workshop

MOST: Final = 10
MOST_OPTIONS: Final = 12
YES, NO = "ya", "tidak"  # what a yes/no question is answered with
KINDS: Final[dict[str, Lazy]] = {
    "text": lazy_("Isian bebas"),
    "choice": lazy_("Pilihan"),
    "yesno": lazy_("Ya atau tidak"),
}


class Question(Struct, frozen=True):
    """A question as it is asked. `only_if` is an earlier one of the same event."""

    id: int
    sort: int
    kind: str
    label: str
    options: str
    required: bool
    only_if: int | None
    only_if_answer: str

    @property
    def choices(self) -> list[str]:
        """What may be answered; empty for free text."""
        if self.kind == "yesno":
            return [YES, NO]
        found: list[str] = json.loads(self.options) if self.kind == "choice" else []
        return found


class OneQuestion(PartOf, frozen=True):
    question: Question


_of = prepare_sql(
    "SELECT id, sort, kind, label, options, required, only_if, only_if_answer FROM workshop_question"
    " WHERE workshop = :workshop ORDER BY sort, id",
    Question,
)
_answered = prepare_sql(
    "SELECT 1 FROM workshop_registration WHERE workshop = :workshop AND answers LIKE :this LIMIT 1"
)


async def of(workshop_id: int) -> list[Question]:
    """The questions in the order they are asked."""
    return await _of(workshop=workshop_id)


async def get_question(slug: str, question_id: int) -> OneQuestion | None:
    workshop = await finding.get_workshop(slug)
    found = [one for one in await of(workshop.id) if one.id == question_id] if workshop else []
    return OneQuestion(workshop, found[0]) if found and workshop else None


def as_form(one: Question) -> dict[str, str]:
    return {
        "label": one.label,
        "kind": one.kind,
        "options": "\n".join(one.choices) if one.kind == "choice" else "",
        "required": "on" if one.required else "",
        "condition": f"{one.only_if}:{one.only_if_answer}" if one.only_if else "",
    }


def conditions(there: list[Question], before: Question | None = None) -> list[tuple[str, str]]:
    """The answers a question may depend on: those of earlier questions with choices. (value, text)"""
    earlier = [each for each in there if before is None or (each.sort, each.id) < (before.sort, before.id)]
    words = {YES: _("Ya"), NO: _("Tidak")}
    return [
        (f"{each.id}:{answer}", f"{each.label}: {words.get(answer, answer)}")
        for each in earlier
        for answer in each.choices
    ]


async def add(workshop: Workshop, actor: Actor, form: dict[str, str]) -> None:
    """Raises Invalid, Refused."""
    async with transaction():
        row = await changes.held(workshop.id)
        there = await of(workshop.id)
        values = _read(form, there, None)
        if any((one.label, one.kind) == (values["label"], values["kind"]) for one in there):
            return  # the form was sent twice
        if len(there) >= MOST:
            raise Refused(_("Paling banyak %(n)s pertanyaan. Hapus salah satu dulu.") % {"n": MOST})
        sort = max((one.sort for one in there), default=0) + 1
        await Row.insert(Row(workshop=workshop.id, sort=sort, **values))
        await changes.record(row, actor, "questions", {"question_added": ["", values["label"]]})


async def change(one: OneQuestion, actor: Actor, form: dict[str, str]) -> None:
    """Raises Invalid, NotFound, Refused, Stale. What is answered keeps its kind and its choices."""
    async with transaction():
        row = await changes.held(one.workshop.id)
        there = await of(one.workshop.id)
        current = next((each for each in there if each.id == one.question.id), None)
        if current is None:
            raise NotFound
        values = _read(form, there, current)
        seen.check(form, as_form(current))
        lost = {*current.choices} - {*json.loads(values["options"])} if current.kind == "choice" else set()
        if (values["kind"] != current.kind or lost) and await is_answered(one):
            raise Invalid(kind=_("Sudah ada yang menjawab. Jenis dan pilihan yang ada tidak bisa diubah."))
        if lost or values["kind"] != current.kind:
            _check_not_needed(there, current, lost or {*current.choices})
        await Row.update(values).where(Row.id == current.id)
        said = {"question_changed": [current.label, values["label"]]}
        await changes.record(row, actor, "questions", said)


async def move(one: OneQuestion, actor: Actor, step: int) -> None:
    """One place up (-1) or down (1), never before a question it depends on. Raises Refused."""
    async with transaction():
        row = await changes.held(one.workshop.id)
        there = await of(one.workshop.id)
        at = next((n for n, each in enumerate(there) if each.id == one.question.id), None)
        if at is None or not 0 <= at + step < len(there):
            return
        there[at], there[at + step] = there[at + step], there[at]
        places = {each.id: n for n, each in enumerate(there)}
        if any(each.only_if and places.get(each.only_if, -1) > places[each.id] for each in there):
            raise Refused(_("Pertanyaan itu bergantung pada jawaban pertanyaan sebelumnya."))
        for sort, each in enumerate(there, 1):
            if each.sort != sort:
                await Row.update({Row.sort: sort}).where(Row.id == each.id)
        await changes.record(row, actor, "questions", {"question_moved": ["", one.question.label]})


async def remove(one: OneQuestion, actor: Actor) -> None:
    """Raises Refused when somebody has answered it, or another question depends on it."""
    async with transaction():
        row = await changes.held(one.workshop.id)
        there = await of(one.workshop.id)
        if any(each.only_if == one.question.id for each in there):
            raise Refused(_("Pertanyaan lain bergantung pada jawaban ini. Ubah dulu pertanyaan itu."))
        if await is_answered(one):
            raise Refused(_("Sudah ada yang menjawab pertanyaan ini, jadi tidak bisa dihapus."))
        if await Row.delete().where(Row.id == one.question.id).returning(Row.id):
            await changes.record(row, actor, "questions", {"question_removed": [one.question.label, ""]})


async def is_answered(one: OneQuestion) -> bool:
    """Somebody's sign-up has an answer to it."""
    this = f'%"{one.question.id}":%'
    return bool(await _answered.value(workshop=one.workshop.id, this=this))


def _check_not_needed(there: list[Question], current: Question, lost: set[str]) -> None:
    if any(each.only_if == current.id and each.only_if_answer in lost for each in there):
        raise Invalid(options=_("Pertanyaan lain bergantung pada jawaban ini. Ubah dulu pertanyaan itu."))


def _read(form: dict[str, str], there: list[Question], current: Question | None) -> dict[Any, Any]:
    errors: dict[str, str] = {}
    label, kind = "", form.get("kind") or "text"
    try:
        typed = form.get("label", "")
        label = checked_line(typed, "label", most=160, least=3, empty=_("Tulis pertanyaannya."))
    except Invalid as no:
        errors |= no.errors
    if kind not in KINDS:
        errors["kind"] = _("Pilih satu dari daftar.")
    lines = [clean_line(line) for line in form.get("options", "").splitlines()] if kind == "choice" else []
    options = list(dict.fromkeys(line for line in lines if line))
    if kind == "choice" and not 2 <= len(options) <= MOST_OPTIONS:
        errors["options"] = _("Tulis 2 sampai %(n)s pilihan, satu di tiap baris.") % {"n": MOST_OPTIONS}
    elif any(len(option) > 100 for option in options):
        errors["options"] = _("Pilihan jawaban paling panjang 100 huruf.")
    condition = form.get("condition", "")
    if condition and condition not in dict(conditions(there, current)):
        errors["condition"] = _("Pilih satu dari daftar.")
    if errors:
        raise Invalid(**errors)
    on, _colon, answer = condition.partition(":")
    return {
        "label": label,
        "kind": kind,
        "options": json.dumps(options, ensure_ascii=False),
        "required": form.get("required") == "on",
        "only_if": int(on) if on else None,
        "only_if_answer": answer,
    }
