"""What a report knows by itself: who was there, what was held, what people said of it."""

import json
from typing import Any, Final

from msgspec import Struct, convert, to_builtins

from kimhub.core.prepared import prepare_sql
from kimhub.workshops import feedback, quizzes
from kimhub.workshops.views import Workshop


class SessionFact(Struct, frozen=True):
    title: str
    starts_at: str  # ISO 8601
    ends_at: str
    present: int


class HouseFact(Struct, frozen=True):
    name: str
    present: int


class SpeakerFact(Struct, frozen=True):
    name: str
    office: str
    role: str


class Facts(Struct, frozen=True):
    """Counts of people who were there in at least one session. `unknown` gave no sex."""

    confirmed: int
    present: int
    male: int
    female: int
    unknown: int
    walk_ins: int
    cancelled: int
    sessions: list[SessionFact]
    houses: list[HouseFact]
    speakers: list[SpeakerFact]
    materials: list[str]
    feedback_given: int
    feedback_mean: float  # of all marks, 1 to 5; 0 where there is none
    pre_mean: float
    post_mean: float
    quiz_of: int


_THERE: Final = "EXISTS (SELECT 1 FROM workshop_attendance a WHERE a.registration = r.id)"
_people = prepare_sql(
    "SELECT coalesce(sum(CASE WHEN r.state = 'confirmed' THEN 1 ELSE 0 END), 0) AS confirmed,"  # noqa: S608
    " coalesce(sum(CASE WHEN r.state IN ('cancelled', 'lapsed') THEN 1 ELSE 0 END), 0) AS cancelled,"
    f" coalesce(sum(CASE WHEN {_THERE} THEN 1 ELSE 0 END), 0) AS present,"
    f" coalesce(sum(CASE WHEN r.sex = 'L' AND {_THERE} THEN 1 ELSE 0 END), 0) AS male,"
    f" coalesce(sum(CASE WHEN r.sex = 'P' AND {_THERE} THEN 1 ELSE 0 END), 0) AS female,"
    f" coalesce(sum(CASE WHEN r.walk_in = 1 AND {_THERE} THEN 1 ELSE 0 END), 0) AS walk_ins"
    " FROM workshop_registration r WHERE r.workshop = :workshop"
)
_sessions = prepare_sql(
    "SELECT s.title, s.starts_at, s.ends_at, (SELECT count(*) FROM workshop_attendance a"
    " WHERE a.session = s.id) AS present FROM workshop_session s WHERE s.workshop = :workshop"
    " ORDER BY s.starts_at, s.id"
)
_houses = prepare_sql(
    "SELECT coalesce(o.name, nullif(r.from_where, ''), '') AS name, count(*) AS present"  # noqa: S608
    " FROM workshop_registration r LEFT JOIN organization o ON o.id = r.organization"
    f" WHERE r.workshop = :workshop AND {_THERE} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 200",
    HouseFact,
)
_speakers = prepare_sql(
    "SELECT name, office, role FROM workshop_speaker WHERE workshop = :workshop ORDER BY sort, id",
    SpeakerFact,
)
_materials = prepare_sql(
    "SELECT name FROM workshop_file WHERE workshop = :workshop AND purpose = 'material' ORDER BY sort, id"
)


async def of(workshop: Workshop) -> Facts:
    """The facts as they are at this moment."""
    people = await _people.first(workshop=workshop.id) or {}
    given, results = await feedback.results(workshop)
    marks = [one for one in results if one.question.kind == "scale" and one.answered]
    outcomes = await quizzes.outcomes(workshop.id)
    questions, _phase = await quizzes.quiz_of(workshop.id)
    return Facts(
        confirmed=int(people["confirmed"]),
        present=int(people["present"]),
        male=int(people["male"]),
        female=int(people["female"]),
        unknown=int(people["present"]) - int(people["male"]) - int(people["female"]),
        walk_ins=int(people["walk_ins"]),
        cancelled=int(people["cancelled"]),
        sessions=[
            SessionFact(
                row["title"], row["starts_at"].isoformat(), row["ends_at"].isoformat(), row["present"]
            )
            for row in await _sessions(workshop=workshop.id)
        ],
        houses=await _houses(workshop=workshop.id),
        speakers=await _speakers(workshop=workshop.id),
        materials=[row["name"] for row in await _materials(workshop=workshop.id)],
        feedback_given=marks[0].answered if marks else given,
        feedback_mean=sum(one.average for one in marks) / len(marks) if marks else 0.0,
        pre_mean=outcomes["pre"].mean if "pre" in outcomes else 0.0,
        post_mean=outcomes["post"].mean if "post" in outcomes else 0.0,
        quiz_of=len(questions) if outcomes else 0,
    )


def packed(facts: Facts) -> str:
    return json.dumps(to_builtins(facts), ensure_ascii=False)


def unpacked(text: str) -> Facts | None:
    """The facts kept when the report was accepted; None before that."""
    kept: dict[str, Any] = json.loads(text or "{}")
    return convert(kept, Facts) if kept else None
