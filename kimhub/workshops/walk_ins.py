"""People who come without having signed up, and those who come without a seat.

Whoever stands in the room has found a chair: such places count beside the seats, never among them
(seating.SEATED), so nobody who was promised one loses it.
"""

import re
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from kimhub.accounts.codes import random_code
from kimhub.core import limits, phones
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, clean_line
from kimhub.workshops import door, links, policy, seating
from kimhub.workshops.door import Noted
from kimhub.workshops.door_log import NEW, Act
from kimhub.workshops.door_words import not_taken
from kimhub.workshops.tables_door import DoorAct
from kimhub.workshops.tables_seats import Registration
from kimhub.workshops.views import Workshop

CODE: Final = 5  # letters and digits, as those who signed up have
MOST: Final = 1_000  # people one helper writes down in a day


class Person(Struct, frozen=True):
    """What somebody says at the door, checked."""

    name: str
    phone: str
    place: str
    sex: str


class Candidate(Struct, frozen=True):
    """Somebody on the list who may be the same person. Without the number: a helper does not see it."""

    id: int
    name: str
    place: str
    state: str


class Written(Struct, frozen=True):
    """A walk-in that was noted, or the people it may be (then nothing was written)."""

    noted: Noted | None = None
    maybe: tuple[Candidate, ...] = ()


class _Known(Struct, frozen=True):
    id: int
    name: str
    place: str
    state: str
    phone: str
    code: str


_known = prepare_sql(
    "SELECT r.id, r.name, coalesce(nullif(r.from_where, ''), o.name, '') AS place, r.state,"
    " coalesce(nullif(r.phone, ''), u.phone, '') AS phone, r.code FROM workshop_registration r"
    ' LEFT JOIN organization o ON o.id = r.organization LEFT JOIN account u ON u.id = r."user"'
    " WHERE r.workshop = :workshop ORDER BY r.id",
    _Known,
)
_houses = prepare_sql(
    "SELECT id FROM organization WHERE lower(name) = :name AND legal_status <> 'dissolved' LIMIT 2"
)
_beside = prepare_sql(
    "SELECT count(*) FROM workshop_registration"
    " WHERE workshop = :workshop AND state = 'confirmed' AND walk_in = 1"
)


def checked(form: dict[str, str]) -> Person:
    """Who it is, as typed at the door. Raises Invalid for name, phone or place."""
    errors: dict[str, str] = {}
    name = phone = ""
    try:
        name = checked_line(form.get("name", ""), "name", most=120, least=2, empty=_("Tulis namanya."))
    except Invalid as no:
        errors |= no.errors
    try:
        phone = phones.normalise(form["phone"], "phone") if form.get("phone", "").strip() else ""
    except Invalid as no:
        errors |= no.errors
    place = clean_line(form.get("place", ""))[:160]
    if errors:
        raise Invalid(**errors)
    return Person(name, phone, place, form.get("sex", "") if form.get("sex") in {"L", "P"} else "")


async def write_down(
    workshop: Workshop,
    session_id: int,
    person: Person,
    *,
    key: UUID,
    by: int | None,
    at: datetime | None = None,
    sent_at: datetime | None = None,
    sure: bool = False,
) -> Written:
    """Give somebody a place and note that they are there; sent twice with one key, it acts once.

    Unless `sure`, people on the list who may be the same one are told instead. Raises TooMany.
    """
    async with seating.held(workshop.id) as hall:
        before = await DoorAct.select(DoorAct.registration).where(DoorAct.key == key).first()
        if before is None:
            if hall.state not in {"open", "finished"}:
                return Written(Noted("closed", text=not_taken(hall.state)))
            known = await _known(workshop=workshop.id)
            if not sure and (maybe := alike(person, known)):
                return Written(maybe=maybe)
            await limits.spend("walk-in", by or f"workshop-{workshop.id}", most=MOST, per=timedelta(days=1))
            line = hall.next_line()
            row = await _insert(workshop.id, person, key, by, line, known)
            await seating.tell(hall, row, "confirmed", line, by)
        else:
            row = before["registration"]
        act = Act(key, session_id, row, NEW, "walk_in", at)
        noted = (await door.note_all(workshop.id, [act], by, sent_at=sent_at))[key]
        if before is None and not noted.ok:  # no such session, or closed before that moment
            raise Refused(noted.text)
    return Written(noted)


def alike(person: Person, known: list[_Known]) -> tuple[Candidate, ...]:
    """Those with the same number, or the same name who come from the same place (or do not say)."""
    name, place = _plain(person.name), _plain(person.place)
    found = [
        one
        for one in known
        if (person.phone and one.phone == person.phone)
        or (_plain(one.name) == name and (not place or not one.place or _plain(one.place) == place))
    ]
    return tuple(Candidate(one.id, one.name, one.place, one.state) for one in found[:5])


async def admit(workshop: Workshop, registration_id: int, actor: Actor, reason: str = "") -> None:
    """Let somebody in who has no seat (yet).

    Where there is room, whoever works at the door may; beyond that, and against an answer of the organizer,
    only the team, with a reason. Raises NotFound, Refused, Invalid for `reason`.
    """
    reason = clean_line(reason)[:300]
    in_charge = policy.can_manage(actor, workshop)
    async with seating.held_with(registration_id) as (hall, row):
        if row.workshop != workshop.id:
            raise NotFound
        if row.state == "confirmed":
            return
        if hall.state != "open":
            raise Refused(not_taken(hall.state))
        if row.state == "offered":
            await seating.put(hall, row.id, "confirmed", row.line, actor.id)
            return
        beside = int(await _beside.value(workshop=hall.id) or 0)
        full = hall.capacity is not None and hall.taken + beside >= hall.capacity
        if not in_charge and (full or row.state in {"asked", "rejected"}):
            raise Refused(
                _("Kursi sudah penuh. Hanya panitia yang bisa mengizinkan.")
                if full
                else _("Pendaftaran ini diputuskan panitia. Minta panitia yang mengizinkan.")
            )
        if not reason and (full or row.state == "rejected"):
            raise Invalid(reason=_("Kursi sudah penuh. Tulis alasan mengapa tetap diterima."))
        await seating.put(hall, row.id, "confirmed", row.line, actor.id, walk_in=1, note=reason)


def _plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.casefold()).strip()


async def _insert(
    workshop_id: int, person: Person, key: UUID, by: int | None, line: int, known: list[_Known]
) -> int:
    codes = {one.code for one in known}
    code = random_code(CODE)
    while code in codes:
        code = random_code(CODE)
    houses = await _houses(name=person.place.lower()) if person.place else []
    taken = person.phone in {one.phone for one in known}  # a number two people share stays with the first
    row = Registration(
        workshop=workshop_id,
        name=person.name,
        phone="" if taken else person.phone,
        sex=person.sex,
        from_where=person.place,
        organization=houses[0]["id"] if len(houses) == 1 else None,
        state="confirmed",
        line=line,
        code=code,
        walk_in=1,
        by=by,
        secret=links.hashed(links.secret_of(key)),
        key=key,
        confirmed_at=now(),
        changed_at=now(),
    )
    made = await Registration.insert(row).returning(Registration.id)
    return int(made[0]["id"])
