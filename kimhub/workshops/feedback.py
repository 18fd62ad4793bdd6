"""Feedback: asked of those who were there, given once, kept without a name.

That somebody has answered and what was answered are two rows that nothing ties: the answer has an id drawn
by chance, no time, and a place in the table drawn by chance (its row number would be the order in which
people came). Results come out three answers at a time: whoever looks before and after somebody has answered
sees nothing that this one alone could have written.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import is_unique_violation, lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, checked_text
from kimhub.workshops import policy, workshops
from kimhub.workshops.links import hashed
from kimhub.workshops.tables import Workshop as WorkshopRow
from kimhub.workshops.tables_after import FeedbackAnswer, FeedbackGiven
from kimhub.workshops.views import Workshop

OPEN_FOR: Final = timedelta(days=14)  # after the end
FEWEST: Final = 3  # answers that come out together: one alone has a name
MOST: Final = 10  # questions
SCALE: Final = range(1, 6)
KINDS: Final = ("scale", "text")


class Question(Struct, frozen=True):
    """`kind` is scale (1 to 5) or text."""

    kind: str
    label: str


class Asked(Struct, frozen=True):
    """The form, as it lies before one person. `registration` is empty for whoever was not there."""

    workshop: Workshop
    registration: int | None
    given: bool
    questions: tuple[Question, ...]
    secret: str = ""

    @property
    def path(self) -> str:
        """Where it is sent: guests come by their personal link."""
        return f"/ikut/{self.secret}/umpan-balik" if self.secret else f"{self.workshop.path}/umpan-balik"


class Result(Struct, frozen=True):
    """What came of one question: how many gave each mark, or the texts in an order of chance."""

    question: Question
    marks: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        return sum(self.marks) if self.question.kind == "scale" else len(self.texts)

    @property
    def average(self) -> float:
        """The mean mark, 1 to 5; 0 while nobody gave one."""
        total = sum(mark * count for mark, count in zip(SCALE, self.marks, strict=True))
        return total / self.answered if self.answered else 0.0


_form = prepare_sql("SELECT questions FROM workshop_feedback_form WHERE workshop = :workshop")
_answers = prepare_sql(
    "SELECT answers, shown FROM workshop_feedback WHERE workshop = :workshop ORDER BY id"
)
_ids = prepare_sql("SELECT id, shown FROM workshop_feedback WHERE workshop = :workshop")
_let_out = prepare_sql(
    "UPDATE workshop_feedback SET shown = (1 = 1) WHERE workshop = :workshop RETURNING id"
)
_count = prepare_sql("SELECT count(*) FROM workshop_feedback WHERE workshop = :workshop")
_BEING_THERE: Final = (
    "SELECT r.id, EXISTS (SELECT 1 FROM workshop_feedback_given g WHERE g.registration = r.id) AS given,"
    " r.workshop FROM workshop_registration r WHERE r.state = 'confirmed'"
    " AND EXISTS (SELECT 1 FROM workshop_attendance a WHERE a.registration = r.id)"
)
_mine = prepare_sql(f'{_BEING_THERE} AND r.workshop = :workshop AND r."user" = :me')
_guest = prepare_sql(f"{_BEING_THERE} AND r.secret = :secret AND r.secret <> ''")
_slug = prepare_sql("SELECT slug FROM workshop WHERE id = :id")
_save = prepare_sql(
    "INSERT INTO workshop_feedback_form (workshop, questions, created_at)"
    " VALUES (:workshop, :questions, :at)"
    " ON CONFLICT (workshop) DO UPDATE SET questions = excluded.questions"
)


def usual() -> tuple[Question, ...]:
    """What is asked where the team chose nothing else."""
    return (
        Question("scale", _("Materinya mudah dipahami")),
        Question("scale", _("Narasumber menjelaskan dengan baik")),
        Question("scale", _("Tempat dan waktunya cocok")),
        Question("scale", _("Berguna untuk kegiatan KIM saya")),
        Question("text", _("Apa yang paling berguna?")),
        Question("text", _("Apa yang sebaiknya diperbaiki?")),
    )


def is_open(workshop: Workshop, at: datetime) -> bool:
    """From the beginning of the event until two weeks after its end."""
    if workshop.state in {"draft", "cancelled"} or workshop.starts_at is None or workshop.ends_at is None:
        return False
    return workshop.starts_at <= at <= workshop.ends_at + OPEN_FOR


async def questions_of(workshop_id: int) -> tuple[Question, ...]:
    """The questions of this event."""
    kept = await _form.value(workshop=workshop_id)
    return tuple(Question(**one) for one in json.loads(kept)) if kept else usual()


async def get_asked(slug: str, actor: Actor) -> Asked | None:
    """The form of this event for the person who asks."""
    workshop = await workshops.get_workshop(slug)
    if workshop is None:
        return None
    row = await _mine.first(workshop=workshop.id, me=actor.id) if actor.id is not None else None
    return await _asked(workshop, row)


async def get_asked_by(secret: str) -> Asked | None:
    """The form for whoever has this personal link."""
    row = await _guest.first(secret=hashed(secret))
    slug = await _slug.value(id=row["workshop"]) if row else None
    workshop = await workshops.get_workshop(slug) if slug else None
    return await _asked(workshop, row, secret) if workshop else None


async def _asked(workshop: Workshop, row: Mapping[str, Any] | None, secret: str = "") -> Asked:
    questions = await questions_of(workshop.id)
    if row is None:
        return Asked(workshop, None, False, questions, secret)
    return Asked(workshop, row["id"], bool(row["given"]), questions, secret)


def can_answer(actor: Actor, asked: Asked) -> bool:
    """Those who were there."""
    return asked.registration is not None and actor.id is not None


def has_link(actor: Actor, asked: Asked) -> bool:
    """The personal link is the right."""
    return asked.registration is not None


def can_see_results(actor: Actor, workshop: Workshop) -> bool:
    """The team, and whoever judges its report."""
    return policy.can_report(actor, workshop) or policy.can_accept_report(actor, workshop)


async def answer(asked: Asked, form: Mapping[str, str]) -> None:
    """Keep the answers without a name; a second time changes nothing. Raises Invalid, Refused."""
    if asked.registration is None or not is_open(asked.workshop, now()):
        raise Refused(_("Umpan balik untuk kegiatan ini sudah ditutup."))
    answers = _checked(asked.questions, form)
    try:
        async with transaction():
            await lock_id(WorkshopRow, asked.workshop.id)
            if await questions_of(asked.workshop.id) != asked.questions:
                raise Refused(_("Pertanyaannya baru saja diganti panitia. Buka halamannya lagi."))
            await FeedbackGiven.insert(FeedbackGiven(registration=asked.registration))
            await _keep(asked.workshop.id, json.dumps(answers))
    except Exception as error:
        if not is_unique_violation(error):
            raise


async def _keep(workshop_id: int, answers: str) -> None:
    """Put the answers into one of all the rows, drawn by chance, and what stood there into the new one."""
    there = await _ids(workshop=workshop_id)
    row = FeedbackAnswer(id=uuid4(), workshop=workshop_id, answers=answers, shown=False)
    place = secrets.randbelow(len(there) + 1)
    if place < len(there):
        there_too = FeedbackAnswer.id == there[place]["id"]
        old = await FeedbackAnswer.select().where(there_too).first()
        assert old is not None
        row.answers, row.shown = old["answers"], old["shown"]
        new: dict[Any, Any] = {FeedbackAnswer.answers: answers, FeedbackAnswer.shown: False}
        await FeedbackAnswer.update(new).where(there_too)
    await FeedbackAnswer.insert(row)
    if 1 + sum(not one["shown"] for one in there) >= FEWEST:
        await _let_out(workshop=workshop_id)


def _checked(questions: tuple[Question, ...], form: Mapping[str, str]) -> list[int | str | None]:
    answers: list[int | str | None] = []
    errors: dict[str, str] = {}
    for number, question in enumerate(questions):
        name = f"q{number}"
        typed = form.get(name, "")
        if question.kind == "text":
            try:
                answers.append(checked_text(typed, name, most=1000) if typed.strip() else "")
            except Invalid as no:
                errors |= no.errors
        elif typed in {str(mark) for mark in SCALE}:
            answers.append(int(typed))
        else:
            errors[name] = _("Pilih satu angka, dari 1 sampai 5.")
    if errors:
        raise Invalid(**errors)
    return answers


async def results(workshop: Workshop) -> tuple[int, list[Result]]:
    """How many have answered, and what, as far as it has come out; of an event that nobody can answer any
    more all of it. No results while they are so few that one could be recognised."""
    every = await _answers(workshop=workshop.id)
    is_over = len(every) >= FEWEST and not is_open(workshop, now())
    rows = [json.loads(row["answers"]) for row in every if row["shown"] or is_over]
    if not rows:
        return len(every), []
    found = []
    for number, question in enumerate(await questions_of(workshop.id)):
        given = [row[number] for row in rows if number < len(row)]
        if question.kind == "scale":
            found.append(Result(question, marks=tuple(given.count(mark) for mark in SCALE)))
        else:
            found.append(Result(question, texts=tuple(text for text in given if text)))
    return len(every), found


async def choose(workshop: Workshop, kinds: list[str], labels: list[str]) -> None:
    """Keep the team's own questions; empty lines fall away. Raises Invalid, and Refused once somebody has
    answered: their answers belong to the questions they saw."""
    questions: list[dict[str, str]] = []
    errors: dict[str, str] = {}
    for number, (kind, label) in enumerate(zip(kinds, labels, strict=False)):
        if not label.strip():
            continue
        try:
            text = checked_line(label, f"label{number}", most=160, least=3)
            questions.append({"kind": kind if kind in KINDS else "text", "label": text})
        except Invalid as no:
            errors |= no.errors
    if not questions and not errors:
        errors["label0"] = _("Tulis paling sedikit satu pertanyaan.")
    if errors:
        raise Invalid(**errors)
    async with transaction():
        await lock_id(WorkshopRow, workshop.id)
        if await _count.value(workshop=workshop.id):
            raise Refused(_("Sudah ada yang mengisi, jadi pertanyaannya tidak bisa diubah lagi."))
        await _save(workshop=workshop.id, questions=json.dumps(questions[:MOST]), at=now())
