"""A short test before and after, the same questions both times: what did people learn?"""

import json
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import is_unique_violation, lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import clean_line
from kimhub.workshops import workshops
from kimhub.workshops.tables import Workshop as WorkshopRow
from kimhub.workshops.tables_after import QuizResult
from kimhub.workshops.views import Workshop

MOST: Final = 15  # questions
LONGEST: Final = 20_000  # letters of all of them
LONGEST_LABEL: Final = 200
LONGEST_OPTION: Final = 160
OPTIONS: Final = range(2, 6)
PHASES: Final = {"pre": lazy_("Tes awal"), "post": lazy_("Tes akhir")}


class Question(Struct, frozen=True):
    """`right` is the place of the right option, counted from 0."""

    label: str
    options: tuple[str, ...]
    right: int


class Paper(Struct, frozen=True):
    """The test, as it lies before one person: `done` says how many answers were right in which phase."""

    workshop: Workshop
    registration: int | None
    phase: str
    questions: tuple[Question, ...]
    done: dict[str, int]


class Outcome(Struct, frozen=True):
    """What came of a phase: how many took it, and the mean of right answers."""

    phase: str
    taken: int
    mean: float


_quiz = prepare_sql("SELECT questions, open_phase FROM workshop_quiz WHERE workshop = :workshop")
_mine = prepare_sql(
    'SELECT id FROM workshop_registration WHERE workshop = :workshop AND "user" = :me'
    " AND state = 'confirmed'"
)
_done = prepare_sql("SELECT phase, score FROM workshop_quiz_result WHERE registration = :registration")
_outcomes = prepare_sql(
    "SELECT phase, count(*) AS taken, avg(CAST(score AS float)) AS mean FROM workshop_quiz_result"
    " WHERE workshop = :workshop GROUP BY phase",
    Outcome,
)
_taken = prepare_sql("SELECT 1 FROM workshop_quiz_result WHERE workshop = :workshop LIMIT 1")
_save = prepare_sql(
    "INSERT INTO workshop_quiz (workshop, questions, open_phase, created_at)"
    " VALUES (:workshop, :questions, '', :at)"
    " ON CONFLICT (workshop) DO UPDATE SET questions = excluded.questions"
)
_open = prepare_sql("UPDATE workshop_quiz SET open_phase = :phase WHERE workshop = :workshop RETURNING id")


def read(text: str) -> tuple[Question, ...]:
    """The questions of a text: blocks with a blank line between, first the question, then one option per
    line, a star before the right one. Raises Invalid, naming the question that is wrong."""
    if len(text) > LONGEST:
        raise Invalid(text=_("Soalnya terlalu panjang. Paling banyak %(n)s huruf.") % {"n": LONGEST})
    lines = [clean_line(line) for line in text.splitlines()]
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    found = [_question(number, block) for number, block in enumerate((b for b in blocks if b), 1)]
    if len(found) > MOST:
        raise Invalid(text=_("Paling banyak %(n)s pertanyaan.") % {"n": MOST})
    return tuple(found)


def _question(number: int, block: list[str]) -> Question:
    label, options = block[0], block[1:]
    right = [place for place, option in enumerate(options) if option.startswith("*")]
    facts = {"n": number, "least": OPTIONS[0], "most": OPTIONS[-1]}
    if len(options) not in OPTIONS:
        raise Invalid(text=_("Pertanyaan %(n)s perlu %(least)s sampai %(most)s pilihan.") % facts)
    if len(right) != 1:
        raise Invalid(text=_("Pertanyaan %(n)s perlu satu jawaban benar, diberi tanda * di depan.") % facts)
    label = label.removeprefix("*").strip()
    plain = tuple(option.removeprefix("*").strip() for option in options)
    if len(label) > LONGEST_LABEL or any(len(option) > LONGEST_OPTION for option in plain):
        said = _(
            "Pertanyaan %(n)s terlalu panjang: paling banyak %(label)s huruf, tiap pilihan %(option)s."
        )
        raise Invalid(text=said % {"n": number, "label": LONGEST_LABEL, "option": LONGEST_OPTION})
    if not all(plain) or len({*plain}) < len(plain):
        raise Invalid(text=_("Pilihan di pertanyaan %(n)s ada yang kosong atau sama.") % facts)
    return Question(label, plain, right[0])


def written(questions: tuple[Question, ...]) -> str:
    """The text `read` makes these questions of."""
    return "\n\n".join(
        "\n".join([one.label, *(("*" if n == one.right else "") + o for n, o in enumerate(one.options))])
        for one in questions
    )


async def quiz_of(workshop_id: int) -> tuple[tuple[Question, ...], str]:
    """The questions of this event, and which phase is open."""
    row = await _quiz.first(workshop=workshop_id)
    if row is None:
        return (), ""
    some = json.loads(row["questions"])
    return tuple(Question(one["label"], tuple(one["options"]), one["right"]) for one in some), row[
        "open_phase"
    ]


async def get_paper(slug: str, actor: Actor) -> Paper | None:
    """The test of this event for the person who asks; None where there is none."""
    workshop = await workshops.get_workshop(slug)
    if workshop is None:
        return None
    questions, phase = await quiz_of(workshop.id)
    if not questions:
        return None
    mine = await _mine.value(workshop=workshop.id, me=actor.id) if actor.id is not None else None
    done = await _done(registration=mine) if mine else []
    return Paper(workshop, mine, phase, questions, {row["phase"]: row["score"] for row in done})


def can_take(actor: Actor, paper: Paper) -> bool:
    """Those who have a seat."""
    return actor.id is not None and paper.registration is not None


async def outcomes(workshop_id: int) -> dict[str, Outcome]:
    """What came of each phase so far."""
    return {one.phase: one for one in await _outcomes(workshop=workshop_id)}


async def choose(workshop: Workshop, text: str) -> None:
    """Keep the questions. Raises Invalid, and Refused once somebody has taken the test: before and after
    must be the same."""
    questions = read(text)
    if not questions:
        raise Invalid(text=_("Tulis paling sedikit satu pertanyaan."))
    kept = [{"label": one.label, "options": one.options, "right": one.right} for one in questions]
    async with transaction():
        await lock_id(WorkshopRow, workshop.id)
        if await _taken.value(workshop=workshop.id):
            raise Refused(_("Sudah ada yang mengerjakan, jadi soalnya tidak bisa diubah lagi."))
        await _save(workshop=workshop.id, questions=json.dumps(kept), at=now())


async def open_phase(workshop: Workshop, phase: str) -> None:
    """Let people take the test of this phase; any other word closes both. Raises Refused without any."""
    async with transaction():
        if not await _open(workshop=workshop.id, phase=phase if phase in PHASES else ""):
            raise Refused(_("Tulis dulu soalnya."))


async def hand_in(paper: Paper, form: Mapping[str, str]) -> int:
    """Count the right answers; the first paper of a phase is the one that counts. Returns the score.

    Raises Invalid for what was left out, Refused when the phase is not open.
    """
    if not paper.phase or paper.registration is None:
        raise Refused(_("Tes ini sedang ditutup."))
    chosen, errors = [], {}
    for number, question in enumerate(paper.questions):
        typed = form.get(f"q{number}", "")
        if typed in {str(place) for place in range(len(question.options))}:
            chosen.append(int(typed))
        else:
            errors[f"q{number}"] = _("Pilih satu jawaban.")
    if errors:
        raise Invalid(**errors)
    score = sum(one == question.right for one, question in zip(chosen, paper.questions, strict=True))
    row = QuizResult(
        registration=paper.registration,
        workshop=paper.workshop.id,
        phase=paper.phase,
        answers=json.dumps(chosen),
        score=score,
        out_of=len(chosen),
    )
    try:
        async with transaction():
            await lock_id(WorkshopRow, paper.workshop.id)
            questions, phase = await quiz_of(paper.workshop.id)
            if phase != paper.phase:
                raise Refused(_("Tes ini sedang ditutup."))
            if questions != paper.questions:
                raise Refused(_("Soalnya baru saja diganti panitia. Buka halamannya lagi."))
            await QuizResult.insert(row)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        return paper.done.get(paper.phase, score)
    return score
