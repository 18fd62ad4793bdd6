"""Delegations: an organization is invited with a number of seats and names its people.

Its seats are held for it, within the capacity and its share, until it declines, until `answer_by` has
passed, or until the team takes the invitation back. Names can be changed until the start. Who is named has
a seat, whatever the waiting list says: the seat was promised to the organization.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from kimhub.core.bus import publish
from kimhub.core.db import now
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import placing, states
from kimhub.workshops import seat_words as words
from kimhub.workshops.eligible import House
from kimhub.workshops.events import DelegationAnswered, DelegationInvited
from kimhub.workshops.placing import ACTIVE, SignUp
from kimhub.workshops.quotas import DISTRICT, FULL, ORGANIZATION, Claim
from kimhub.workshops.seat_sql import Hall
from kimhub.workshops.seating import held, put, room_of, row
from kimhub.workshops.tables_seats import Delegation

MOST: Final = 100  # seats of one delegation
TO_ANSWER: Final = timedelta(days=7)
ALIVE: Final = ("invited", "accepted")


class _State(Struct, frozen=True):
    id: int
    organization: int
    name: str
    wilayah_code: str
    seats: int
    state: str
    answer_by: datetime | None
    key: UUID | None
    named: int


_SELECT: Final = (
    "SELECT d.id, d.organization, o.name, o.wilayah_code, d.seats, d.state, d.answer_by, d.key,"
    " (SELECT count(*) FROM workshop_registration r WHERE r.delegation = d.id"
    " AND r.state IN ('confirmed', 'offered')) AS named"
    " FROM workshop_delegation d JOIN organization o ON o.id = d.organization"
)
_one = prepare_sql(f"{_SELECT} WHERE d.id = :id AND d.workshop = :workshop", _State)
_pair = prepare_sql(f"{_SELECT} WHERE d.workshop = :workshop AND d.organization = :organization", _State)
_house = prepare_sql("SELECT id, name, wilayah_code FROM organization WHERE id = :id", House)
_people = prepare_sql(
    "SELECT id FROM workshop_registration WHERE delegation = :id AND state IN ('confirmed', 'offered')"
    " ORDER BY line"
)


async def invite(
    workshop_id: int,
    organization_id: int,
    seats: int,
    key: UUID,
    actor_id: int,
    *,
    note: str = "",
    answer_by: datetime | None = None,
) -> int:
    """Hold seats for an organization and tell it; the delegation's id. Sent twice it invites once.

    Raises Invalid when there are not so many seats, when its share is smaller, or it is invited already.
    """
    async with held(workshop_id) as hall:
        before = await _pair.first(workshop=hall.id, organization=organization_id)
        if before and before.key == key:
            return before.id
        house = await _house.first(id=organization_id)
        if house is None:
            raise NotFound
        _check_plannable(hall)
        if before and before.state in ALIVE:
            raise Invalid(organization=_("%(name)s sudah diundang.") % {"name": house.name})
        if not 1 <= seats <= MOST:
            raise Invalid(seats=_("Tulis jumlah kursi antara 1 dan %(n)s.") % {"n": MOST})
        named = before.named if before else 0
        if seats < named:
            raise Invalid(seats=words.named_already(named))
        await _check_fits(hall, house, seats - named)
        fields: dict[str, Any] = {
            "seats": seats,
            "state": "invited",
            "note": note[:300],
            "answer_by": _deadline(hall, answer_by),
            "answered_by": None,
            "answered_at": None,
            "invited_by": actor_id,
            "created_at": now(),
            "key": key,
        }
        if before:
            await _change(before.id, **fields)
            delegation = before.id
        else:
            made = Delegation(workshop=hall.id, organization=organization_id, **fields)
            delegation = int((await Delegation.insert(made).returning(Delegation.id))[0]["id"])
        hall.touched = True
        await publish(DelegationInvited(delegation, hall.id, actor_id))
        return delegation


async def name_people(
    workshop_id: int, delegation_id: int, people: list[SignUp], key: UUID, actor_id: int
) -> int:
    """Give its seats to these people; how many are new. Somebody who has a place of their own keeps it as
    one of the delegation. Raises Invalid when there are more people than seats, Refused when it is over."""
    async with held(workshop_id) as hall:
        one = await _alive(hall, delegation_id)
        new = 0
        for number, person in enumerate(people):
            new += await _name(hall, one, person, uuid5(key, str(number)), actor_id)
        if one.named + new > one.seats:
            raise Invalid(people=words.more_than_seats(one.seats, one.named))
        if one.state == "invited" and people:
            await _answered(hall, one, "accepted", actor_id)
        return new


async def replace(
    workshop_id: int, delegation_id: int, registration_id: int, person: SignUp, key: UUID, actor_id: int
) -> None:
    """Somebody else comes instead: in one go, so that the seat passes to nobody in between."""
    async with held(workshop_id) as hall:
        one = await _alive(hall, delegation_id)
        leaving = await row(registration_id)
        if leaving.delegation != one.id:
            raise NotFound
        known = (await placing.find(hall, person, key)).row
        if known and known.delegation == one.id and known.state in ACTIVE:
            return  # sent twice, or that person is among them already
        if leaving.state not in ACTIVE:
            raise Refused(_("Orang ini sudah tidak dalam daftar."))
        await put(hall, leaving.id, "cancelled", leaving.line, actor_id)
        await _name(hall, one, person, key, actor_id)


async def take_out(workshop_id: int, delegation_id: int, registration_id: int, actor_id: int) -> None:
    """Somebody named does not come. The seat stays with the organization until its deadline."""
    async with held(workshop_id) as hall:
        one = await _alive(hall, delegation_id)
        leaving = await row(registration_id)
        if leaving.delegation != one.id:
            raise NotFound
        if leaving.state in ACTIVE:
            await put(hall, leaving.id, "cancelled", leaving.line, actor_id)
            hall.freed = True


async def decline(workshop_id: int, delegation_id: int, actor_id: int) -> None:
    """The organization does not come: its people's places end and its seats go to the others."""
    async with held(workshop_id) as hall:
        one = await _state(hall, delegation_id)
        if one.state not in ALIVE:
            return
        _check_before_start(hall)
        for found in await _people(id=one.id):
            leaving = await row(int(found["id"]))
            await put(hall, leaving.id, "cancelled", leaving.line, actor_id)
        await _answered(hall, one, "declined", actor_id)
        hall.freed = True


async def take_back(workshop_id: int, delegation_id: int, actor_id: int) -> None:
    """The team withdraws the invitation. Whoever was named keeps the seat; the others are free again."""
    async with held(workshop_id) as hall:
        one = await _state(hall, delegation_id)
        if one.state in ALIVE:
            await _answered(hall, one, "withdrawn", actor_id)
            hall.freed = True


async def _name(hall: Hall, one: _State, person: SignUp, key: UUID, actor_id: int) -> int:
    """1 when this person is new among the delegation's."""
    house = House(one.organization, one.name, one.wilayah_code)
    seen = await placing.find(hall, person, key)
    known = seen.row
    if known and known.state in ACTIVE:
        if known.delegation == one.id:
            return 0
        if known.delegation is not None:
            raise Invalid(people=_("%(name)s sudah ditunjuk oleh KIM lain.") % {"name": person.name})
        await put(
            hall, known.id, "confirmed", known.line, actor_id,
            delegation=one.id, organization=house.id, district_code=house.district,
        )  # fmt: skip
        hall.freed = True  # the seat they had of their own
        return 1
    if known and known.state == "rejected":
        raise Invalid(people=_("%(name)s tidak diterima panitia.") % {"name": person.name})
    named = SignUp(
        name=person.name, user=person.user, phone=person.phone, sex=person.sex, organization=house.id,
        from_where=one.name if person.user is None else "", district_code=house.district, delegation=one.id,
    )  # fmt: skip
    await placing.write(hall, seen, named, "confirmed", actor_id)
    return 1


async def _state(hall: Hall, delegation_id: int) -> _State:
    found = await _one.first(id=delegation_id, workshop=hall.id)
    if found is None:
        raise NotFound
    return found


async def _alive(hall: Hall, delegation_id: int) -> _State:
    one = await _state(hall, delegation_id)
    if one.state not in ALIVE:
        raise Refused(words.invitation_over(one.state))
    _check_before_start(hall)
    return one


def _check_before_start(hall: Hall) -> None:
    if hall.state != states.OPEN:
        raise Refused(words.closed(hall.state))
    if hall.starts_at is not None and hall.starts_at <= now():
        raise Refused(_("Acara sudah dimulai, jadi nama tidak bisa diubah lagi. Temui panitia di pintu."))


def _check_plannable(hall: Hall) -> None:
    if hall.state == states.DRAFT:
        raise Refused(_("Terbitkan dulu acaranya, lalu undang KIM."))
    _check_before_start(hall)


async def _check_fits(hall: Hall, house: House, seats: int) -> None:
    room = await room_of(hall)
    obstacle = room.obstacle(Claim(0, house.id, house.district, seats)) if seats else ""
    if obstacle == FULL:
        left = max(0, (hall.capacity or 0) - room.taken)
        raise Invalid(seats=_("Hanya %(n)s kursi yang masih kosong.") % {"n": left})
    if obstacle == ORGANIZATION:
        raise Invalid(seats=_("Jatah tiap KIM di acara ini %(n)s kursi.") % {"n": hall.per_organization})
    if obstacle == DISTRICT:
        raise Invalid(seats=_("Jatah tiap kecamatan di acara ini %(n)s kursi.") % {"n": hall.per_district})


def _deadline(hall: Hall, wanted: datetime | None) -> datetime | None:
    """As asked for, else a week; never after the start. Raises Invalid for a moment that has passed."""
    at, last = now(), hall.starts_at
    if wanted is None:
        return min(at + TO_ANSWER, last) if last else at + TO_ANSWER
    if wanted <= at:
        raise Invalid(answer_by=_("Batas jawaban ini sudah lewat."))
    if last is not None and wanted > last:
        raise Invalid(answer_by=_("Batas jawaban harus sebelum acara dimulai."))
    return wanted


async def _answered(hall: Hall, one: _State, state: str, actor_id: int) -> None:
    await _change(one.id, state=state, answered_by=actor_id, answered_at=now())
    hall.touched = True
    await publish(DelegationAnswered(one.id, hall.id, state, actor_id))


async def _change(delegation_id: int, **fields: Any) -> None:
    change = {getattr(Delegation, name): value for name, value in fields.items()}
    await Delegation.update(change).where(Delegation.id == delegation_id)
