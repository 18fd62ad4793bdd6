"""What sign-ups keep of one person: handed out with their data, made neutral when they leave, and purged of
everybody some months after the event, as the form has said."""

from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.export import exports
from kimhub.accounts.leaving import GONE
from kimhub.core.bus import on, publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import lazy_
from kimhub.core.jobs import Tick, every
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import answering, questions, seats
from kimhub.workshops.events import AnswersPurged
from kimhub.workshops.tables import Speaker, Workshop, WorkshopHelper
from kimhub.workshops.tables_after import CalendarLink
from kimhub.workshops.tables_seats import Registration

AT_ONCE: Final = 20  # workshops purged in one run; the next day takes the rest


class _Place(Struct, frozen=True):
    id: int
    workshop: int
    event: str
    starts_at: datetime | None
    state: str
    name: str
    stands_for: str
    sex: str
    kind: str
    answers: str
    reason: str
    note: str
    code: str
    created_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    sessions: int


class _Ended(Struct, frozen=True):
    id: int
    ends_at: datetime
    keep_months: int


_places = prepare_sql(
    "SELECT r.id, r.workshop, w.title AS event, w.starts_at, r.state, r.name,"
    " coalesce(o.name, r.from_where) AS stands_for, r.sex, r.kind, r.answers, r.reason, r.note, r.code,"
    " r.created_at, r.confirmed_at, r.ended_at,"
    " (SELECT count(*) FROM workshop_attendance t WHERE t.registration = r.id) AS sessions"
    " FROM workshop_registration r JOIN workshop w ON w.id = r.workshop"
    ' LEFT JOIN organization o ON o.id = r.organization WHERE r."user" = :person ORDER BY r.id',
    _Place,
)
_helping = prepare_sql(
    "SELECT 'helper' AS what, w.title AS event, h.role, CAST(h.granted_at AS varchar(40)) AS since"
    ' FROM workshop_helper h JOIN workshop w ON w.id = h.workshop WHERE h."user" = :person'
    " UNION ALL SELECT 'speaker', w.title, s.role, '' FROM workshop_speaker s"
    ' JOIN workshop w ON w.id = s.workshop WHERE s."user" = :person'
)
_quizzes = prepare_sql(
    "SELECT w.title AS event, q.phase, q.score, q.out_of, CAST(q.created_at AS varchar(40)) AS at"
    " FROM workshop_quiz_result q JOIN workshop_registration r ON r.id = q.registration"
    ' JOIN workshop w ON w.id = q.workshop WHERE r."user" = :person ORDER BY q.id'
)
_asked_how = prepare_sql(
    "SELECT w.title AS event FROM workshop_feedback_given g"
    " JOIN workshop_registration r ON r.id = g.registration JOIN workshop w ON w.id = r.workshop"
    ' WHERE r."user" = :person ORDER BY w.id'
)
_wrote = prepare_sql(
    "SELECT 'message' AS what, w.title AS event, m.body AS words, CAST(m.created_at AS varchar(40)) AS at"
    ' FROM workshop_message m JOIN workshop w ON w.id = m.workshop WHERE m."by" = :person'
    " UNION ALL SELECT 'letter', w.title, l.number, CAST(l.created_at AS varchar(40))"
    " FROM workshop_letter l JOIN workshop w ON w.id = l.workshop WHERE l.created_by = :person"
    " UNION ALL SELECT 'list', w.title, x.what || ' ' || x.columns, CAST(x.at AS varchar(40))"
    ' FROM workshop_export x JOIN workshop w ON w.id = x.workshop WHERE x."by" = :person'
    " UNION ALL SELECT 'report', w.title, r.number, CAST(r.submitted_at AS varchar(40))"
    " FROM workshop_report r JOIN workshop w ON w.id = r.workshop WHERE r.submitted_by = :person"
)
_ended = prepare_sql(
    "SELECT id, ends_at, keep_months FROM workshop WHERE (purged_at IS NULL OR purged_at < ends_at"
    # whoever was written down at a door that was never closed
    " OR EXISTS (SELECT 1 FROM workshop_registration r WHERE r.workshop = workshop.id AND r.secret <> ''))"
    " AND ends_at <= :at AND state <> 'draft' ORDER BY ends_at, id",
    _Ended,
)


@exports("workshops", lazy_("Pendaftaran pelatihan"))
async def places_of(user_id: int) -> list[dict[str, object]]:
    """Every place the person has or had, with their answers and what the team noted about them."""
    found: list[dict[str, object]] = []
    for place in await _places(person=user_id):
        answers = answering.told(await questions.of(place.workshop), place.answers)
        kept: dict[str, object] = {
            name: getattr(place, name)
            for name in place.__struct_fields__
            if name not in {"id", "workshop", "answers"}
        }
        found.append(kept | {"answers": "; ".join(f"{label}: {said}" for label, said in answers)})
    return found


@exports("workshop_roles", lazy_("Tugas di pelatihan"))
async def tasks_of(user_id: int) -> list[dict[str, object]]:
    """Events the person helps to run or speaks at."""
    rows: list[dict[str, object]] = await _helping(person=user_id)
    return rows


@exports("workshop_tests", lazy_("Tes dan umpan balik di pelatihan"))
async def tests_of(user_id: int) -> list[dict[str, object]]:
    """How the person's tests came out; of feedback only that it was given: nobody knows which is whose."""
    taken = await _quizzes(person=user_id)
    given = [{"event": row["event"], "phase": "feedback"} for row in await _asked_how(person=user_id)]
    return [*taken, *given]


@exports("workshop_writings", lazy_("Pesan, surat, daftar, dan laporan pelatihan yang Anda buat"))
async def writings_of(user_id: int) -> list[dict[str, object]]:
    """What the person wrote and took out for the team."""
    rows: list[dict[str, object]] = await _wrote(person=user_id)
    return rows


@on(UserDeleted)
async def forget(event: UserDeleted) -> None:
    """Seats to come go to the next in the line; what was stays as a number, with no name and no account."""
    user_id = event.actor_id
    for place in await _places(person=user_id):
        if place.state in seats.ACTIVE:
            with suppress(Refused):  # over: they were there, or not, and that stays
                await seats.withdraw(place.id, None)
    async with transaction():
        change: dict[Any, Any] = {
            Registration.user: None,
            Registration.name: GONE,
            Registration.from_where: "",
            Registration.answers: "{}",
            Registration.reason: "",
            Registration.note: "",
            Registration.changed_at: now(),
        }
        await Registration.update(change).where(Registration.user == user_id)
        await WorkshopHelper.delete().where(WorkshopHelper.user == user_id)
        await CalendarLink.delete().where(CalendarLink.user == user_id)
        alone: dict[Any, Any] = {Speaker.user: None, Speaker.bio: ""}  # the name is part of the programme
        await Speaker.update(alone).where(Speaker.user == user_id)


@every(86_400)
async def purge(tick: Tick) -> None:
    """Answers, numbers and addresses of events whose time to keep them has passed."""
    due = [one for one in await _ended(at=tick.at) if months_later(one.ends_at, one.keep_months) <= tick.at]
    for one in due[:AT_ONCE]:
        await _purge(one.id)


async def _purge(workshop_id: int) -> None:
    """Names and counts stay, for the report and the certificates; the personal links end."""
    async with transaction():
        await lock_id(Workshop, workshop_id)
        change: dict[Any, Any] = {
            Registration.answers: "{}",
            Registration.phone: "",
            Registration.email: "",
            Registration.secret: "",
            Registration.reason: "",
            Registration.note: "",
        }
        rows = (
            await Registration.update(change)
            .where(Registration.workshop == workshop_id)
            .returning(Registration.id)
        )
        done: dict[Any, Any] = {Workshop.purged_at: now()}
        await Workshop.update(done).where(Workshop.id == workshop_id)
        await publish(AnswersPurged(workshop_id, len(rows)))


def months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months on; the last of the month where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1)
