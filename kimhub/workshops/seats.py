"""Seats: the one way a registration changes its state.

A seat that becomes free is offered to the first in the line who may have it, for 24 hours or less near the
start (states.offer_ends); unanswered it passes on. Two cases need no offer. Where the organizer makes room
(more seats, wider quotas) the first in the line simply have a seat: it was made for them, and twenty offers
at once would leave twenty chairs empty until the last phone is charged; who cannot come any more withdraws,
and that seat is offered on. And when the workshop begins sooner than the shortest offer would end.
"""

from typing import Any
from uuid import UUID

from kimhub.core.bus import publish
from kimhub.core.cleaning import clean_line
from kimhub.core.db import now
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.jobs import Tick, every
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import placing, states
from kimhub.workshops import seat_words as words
from kimhub.workshops.events import LineChanged
from kimhub.workshops.placing import ACTIVE, Placed, SignUp
from kimhub.workshops.quotas import FITS, Claim
from kimhub.workshops.seat_sql import Hall
from kimhub.workshops.seating import held, held_with, put, room_of, workshops_due
from kimhub.workshops.tables_seats import Registration

__all__ = ["ACTIVE", "Placed", "SignUp"]

_first_line = prepare_sql(
    "SELECT min(line) AS line FROM workshop_registration WHERE workshop = :workshop AND state = 'waiting'"
)
_confirmed = prepare_sql(
    "SELECT count(*) AS number FROM workshop_registration WHERE workshop = :workshop"
    " AND state = 'confirmed'"
)


async def sign_up(
    workshop_id: int, who: SignUp, key: UUID, actor_id: int | None, *, team: bool = False
) -> Placed:
    """A seat if there is one this person may have, else the end of the line; first the organizer's word
    where each sign-up waits for it. With `team` the organizer writes somebody down: before sign-ups open
    and after they close too, but within capacity and quotas all the same.

    Sent again with the same key it answers what stands. Raises Refused when no sign-ups are taken (any
    more), Invalid when the telephone number has a place already.
    """
    async with held(workshop_id) as hall:
        seen = await placing.find(hall, who, key)
        if placed := placing.stands(seen, key):
            return placed
        if seen.row and seen.row.state == "rejected" and not team:
            raise Refused(words.rejected())
        _check_open(hall, team=team)
        claim = Claim(0, who.organization, who.district_code)
        state = "asked" if hall.approval and not team else await _place(hall, claim, who.kind)
        return await placing.write(hall, seen, who, state, actor_id)


async def withdraw(registration_id: int, actor_id: int | None, reason: str = "") -> None:
    """Give the place back; always possible before the end. Raises Refused afterwards."""
    async with held_with(registration_id) as (hall, one):
        if one.state not in ACTIVE:
            return
        if hall.ends_at is not None and hall.ends_at <= now():
            raise Refused(_("Acara ini sudah selesai, jadi pendaftaran tidak bisa dibatalkan lagi."))
        await put(hall, one.id, "cancelled", one.line, actor_id, reason=clean_line(reason)[:300])
        hall.freed = one.state in {"confirmed", "offered"}


async def accept(registration_id: int, actor_id: int | None) -> None:
    """Take the seat that was offered. Raises Refused when it has passed on."""
    async with held_with(registration_id) as (hall, one):
        if one.state == "confirmed":
            return
        if one.state != "offered":
            raise Refused(words.offer_gone())
        if hall.state != states.OPEN:
            raise Refused(words.closed(hall.state))
        await put(hall, one.id, "confirmed", one.line, actor_id)


async def decline_offer(registration_id: int, actor_id: int | None) -> None:
    """Leave the offered seat to the next. Does nothing when the offer is gone."""
    async with held_with(registration_id) as (hall, one):
        if one.state == "offered":
            await put(hall, one.id, "cancelled", one.line, actor_id)
            hall.freed = True


async def approve(registration_id: int, actor_id: int, reason: str = "") -> str:
    """Let a sign-up in that was asked for, or take a refusal back: a seat, or the place in the line that
    the order of arrival gives. Returns the state."""
    async with held_with(registration_id) as (hall, one):
        if one.state not in {"asked", "rejected"}:
            return one.state
        _check_not_over(hall)
        state = await _place(hall, one.claim, one.kind)
        await put(hall, one.id, state, one.line, actor_id, reason=reason[:300], walk_in=0)
        return state


async def reject(registration_id: int, actor_id: int, reason: str) -> None:
    """Refuse a sign-up, or take a place away again. The person is told the reason."""
    reason = clean_line(reason)
    if not reason:
        raise Invalid(reason=_("Tulis alasannya. Orangnya akan membacanya."))
    async with held_with(registration_id) as (hall, one):
        if one.state not in ACTIVE:
            return
        if hall.ends_at is not None and hall.ends_at <= now():
            raise Refused(_("Acara ini sudah selesai, jadi daftar peserta tidak bisa diubah lagi."))
        await put(hall, one.id, "rejected", one.line, actor_id, reason=reason[:300])
        hall.freed = one.state in {"confirmed", "offered"}


async def put_first(registration_id: int, actor_id: int, reason: str) -> None:
    """Let somebody of the line go before the others; the reason is recorded. A seat they get only as far
    as there is one: nobody else loses theirs. Raises Invalid without a reason."""
    reason = clean_line(reason)
    if not reason:
        raise Invalid(reason=_("Tulis alasannya. Alasan ini dicatat dan bisa dibaca seluruh panitia."))
    async with held_with(registration_id) as (hall, one):
        if one.state != "waiting":
            raise Refused(_("Orang ini sudah tidak di daftar tunggu."))
        first = await _first_line.value(workshop=hall.id)
        line = min(int(first), one.line) - 1 if first is not None and int(first) != one.line else one.line
        change: dict[Any, Any] = {Registration.line: line, Registration.changed_at: now()}
        change[Registration.reason] = reason[:300]
        await Registration.update(change).where(Registration.id == one.id)
        await publish(LineChanged(one.id, hall.id, actor_id, reason[:300]))
        hall.freed = True


async def refill(workshop_id: int) -> int:
    """After more seats or wider quotas: as many of the line as fit have a seat, in order. How many."""
    async with held(workshop_id) as hall:
        before = await _confirmed.value(workshop=hall.id)
        hall.freed, hall.at_once = True, True
    return int(await _confirmed.value(workshop=workshop_id)) - int(before)


async def check_room(
    workshop_id: int, capacity: int | None, per_organization: int | None, per_district: int | None
) -> None:
    """Raises Invalid, with the number, when the seats given already would be more than these limits."""
    async with held(workshop_id) as hall:
        room = await room_of(hall)
    of_one, of_district = room.most_of_one()
    errors = {}
    if capacity is not None and capacity < room.taken:
        errors["capacity"] = words.too_few(room.taken)
    if per_organization is not None and per_organization < of_one:
        errors["per_organization"] = words.too_few_for_one(of_one)
    if per_district is not None and per_district < of_district:
        errors["per_district"] = words.too_few_for_district(of_district)
    if errors:
        raise Invalid(**errors)


@every(60)
async def pass_offers_on(_tick: Tick) -> None:
    """Offers and invitations that have run out pass on, one workshop after the other."""
    for workshop_id in await workshops_due():
        async with held(workshop_id):
            pass  # settled on the way in, passed on on the way out


def _check_open(hall: Hall, *, team: bool) -> None:
    if team:
        _check_not_over(hall)
        return
    if hall.state == states.DRAFT:
        raise NotFound
    if hall.admission != "open":
        raise Refused(words.not_open_to_all(hall.admission))
    phase = states.phase(hall, now())
    if phase not in {"open", "full"}:
        raise Refused(words.closed(phase, full=states.is_full(hall) and not hall.waiting_list))


def _check_not_over(hall: Hall) -> None:
    if hall.state not in {states.DRAFT, states.OPEN}:
        raise Refused(words.closed(hall.state))
    if hall.ends_at is not None and hall.ends_at <= now():
        raise Refused(words.closed("over"))


async def _place(hall: Hall, claim: Claim, kind: str) -> str:
    """confirmed or waiting. Raises Refused where there is no seat and no line to stand in.

    Nobody who waits could have a free seat (it would have been passed on), so a seat that this person may
    have is not taken from anybody before them.
    """
    if kind in {"speaker", "committee"}:
        return "confirmed"
    obstacle = (await room_of(hall)).obstacle(claim)
    if obstacle == FITS:
        return "confirmed"
    if not hall.waiting_list:
        raise Refused(words.no_seat(obstacle, hall.rules))
    return "waiting"
