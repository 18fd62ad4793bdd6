"""Seats: who gets one, who waits, what becomes of a seat that is given back."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.jobs import Tick
from kimhub.core.tables import Event
from kimhub.workshops import seating, seats
from kimhub.workshops.quotas import Claim, Room, Rules
from kimhub.workshops.seats import SignUp
from kimhub.workshops.tables import Workshop
from kimhub.workshops.tables_seats import Registration
from tests import make
from tests.workshops.queue import come, counters, fill, hall, state, states


async def change(row: Workshop, **fields: object) -> None:
    await Workshop.update(fields).where(Workshop.id == row.id)  # type: ignore[arg-type]


async def run_out(registration: int) -> None:
    """The offer's time is over."""
    past = {Registration.offered_until: now() - timedelta(seconds=1)}
    await Registration.update(past).where(Registration.id == registration)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------ counting alone


def test_the_line_is_served_in_order_and_a_full_share_holds_nobody_else_up():
    room = Room(Rules(capacity=4, per_organization=1), [Claim(0, organization=7)])
    line = [Claim(1, 7), Claim(2, 8), Claim(3, 8), Claim(4), Claim(5), Claim(6)]

    assert room.next_of(line) == [2, 4, 5]
    assert room.obstacle(Claim(9)) == "full"


@pytest.mark.parametrize(
    ("rules", "claim", "obstacle"),
    [
        (Rules(None), Claim(1, 7, "73.08.16"), ""),
        (Rules(2), Claim(1), "full"),
        (Rules(9, per_organization=2), Claim(1, 7), "organization"),
        (Rules(9, per_district=2), Claim(1, 8, "73.08.16"), "district"),
        (Rules(9, per_organization=2, per_district=2), Claim(1, 8, "73.08.17"), ""),
        (Rules(4), Claim(1, seats=3), "full"),
    ],
)
def test_what_stands_in_the_way(rules: Rules, claim: Claim, obstacle: str):
    room = Room(rules, [Claim(0, 7, "73.08.16", seats=2)])

    assert room.obstacle(claim) == obstacle


# --------------------------------------------------------------------------------------- signing up


async def test_seats_first_then_the_line(database: object):
    at = await hall(capacity=2)

    placed = await fill(at, 4)

    assert [one.state for one in placed] == ["confirmed", "confirmed", "waiting", "waiting"]
    assert [one.line for one in placed] == [1, 2, 3, 4]
    assert await counters(at) == (2, 2, 0)


async def test_a_form_sent_twice_and_a_second_phone_are_one_place(database: object):
    at, siti = await hall(), await make.user("Siti")
    who, key = SignUp(name="Siti", user=siti.id), uuid4()

    first = await seats.sign_up(at.id, who, key, siti.id)
    again = await seats.sign_up(at.id, who, key, siti.id)
    other_phone = await seats.sign_up(at.id, who, uuid4(), siti.id)

    assert [first.new, again.new, other_phone.new] == [True, False, False]
    assert {first.registration, again.registration, other_phone.registration} == {first.registration}
    assert await counters(at) == (1, 0, 0)


async def test_who_comes_back_stands_at_the_end(database: object):
    at, siti = await hall(capacity=1), await make.user("Siti")
    first = await come(at, siti)
    await fill(at, 1)
    await seats.withdraw(first.registration, siti.id)

    back = await come(at, siti)

    assert (back.registration, back.state, back.line) == (first.registration, "waiting", 3)
    assert await counters(at) == (1, 1, 0)


async def test_one_number_is_one_guest(database: object):
    at = await hall(guests=True)
    account = await make.user("Bu Ani", phone="+6281255550001")
    await come(at, account)
    guest = SignUp(name="Pak Jaya", phone="+6281255550002")

    first = await seats.sign_up(at.id, guest, key := uuid4(), None)
    again = await seats.sign_up(at.id, guest, key, None)

    assert (first.new, again.new, again.registration) == (True, False, first.registration)
    for number in ("+6281255550002", "+6281255550001"):
        with pytest.raises(Invalid) as refused:
            await seats.sign_up(at.id, SignUp(name="Orang lain", phone=number), uuid4(), None)
        assert list(refused.value.errors) == ["phone"]
    stranger = await seats.sign_up(at.id, SignUp(name="Lain", phone="+6281255550003"), key, None)
    assert (stranger.new, stranger.key == key) == (True, False)  # another's form: not another's link


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"opens_at": 1}, "belum dibuka"),
        ({"closes_at": -1}, "sudah ditutup"),
        ({"starts_at": -1}, "sedang berlangsung"),
        ({"starts_at": -9, "ends_at": -1}, "sudah selesai"),
        ({"state": "cancelled"}, "dibatalkan"),
        ({"admission": "invited"}, "hanya untuk undangan"),
        ({"admission": "delegation"}, "ditunjuk oleh KIM"),
        ({"capacity": 0, "waiting_list": False}, "tidak memakai daftar tunggu"),
    ],
)
async def test_closed_is_closed_and_says_why(database: object, fields: dict[str, object], said: str):
    at = await hall()
    times = {
        name: now() + timedelta(hours=value) if name.endswith("_at") and isinstance(value, int) else value
        for name, value in fields.items()
    }
    await change(at, **times)

    with pytest.raises(Refused, match=said):
        await come(at, await make.user())

    assert await counters(at) == (0, 0, 0)


async def test_a_draft_is_not_there(database: object):
    at = await hall(state="draft")

    with pytest.raises(NotFound):
        await come(at, await make.user())


async def test_a_share_that_is_used_up_lets_others_pass(database: object):
    at = await hall(capacity=3, per_organization=1)
    mallari, unra = await make.kim("KIM Mallari"), await make.kim("KIM Unra")

    first = await come(at, await make.user(), mallari)
    blocked = await come(at, await make.user(), mallari)
    other = await come(at, await make.user(), unra)

    assert await states([first, blocked, other]) == ["confirmed", "waiting", "confirmed"]
    await seats.withdraw(first.registration, None)
    assert await states([first, blocked, other]) == ["cancelled", "offered", "confirmed"]
    assert await counters(at) == (2, 0, 0)


async def test_a_used_up_share_without_a_list_is_refused_with_the_number(database: object):
    at = await hall(capacity=5, per_district=1, waiting_list=False)
    await come(at, await make.user(), district_code="73.08.16")

    with pytest.raises(Refused, match="kecamatan Anda, 1 kursi"):
        await come(at, await make.user(), district_code="73.08.16")

    assert (await come(at, await make.user(), district_code="73.08.17")).state == "confirmed"


# ------------------------------------------------------------------------------- seats that are freed


async def test_a_freed_seat_is_offered_and_taken(database: object):
    at = await hall(capacity=1)
    first, second, third = await fill(at, 3)

    await seats.withdraw(first.registration, None, "Sakit")
    assert await states([first, second, third]) == ["cancelled", "offered", "waiting"]
    await seats.accept(second.registration, None)
    await seats.accept(second.registration, None)  # tapped twice

    assert await states([first, second, third]) == ["cancelled", "confirmed", "waiting"]
    assert await counters(at) == (1, 1, 0)
    told = await Event.select(Event.payload).where(Event.kind == "SeatChanged").order_by(Event.id)
    assert [row["payload"].split('"state": "')[1].split('"')[0] for row in told] == [
        "confirmed", "waiting", "waiting", "cancelled", "offered", "confirmed",
    ]  # fmt: skip


async def test_an_offer_is_held_for_a_day_and_shorter_near_the_start():
    at = now()

    assert seating.offer_until(at, at + timedelta(days=10)) == at + timedelta(hours=24)
    assert seating.offer_until(at, at + timedelta(hours=6)) == at + timedelta(hours=2)
    assert seating.offer_until(at, at + timedelta(minutes=40)) == at + timedelta(minutes=30)
    assert seating.offer_until(at, at + timedelta(minutes=20)) is None
    assert seating.offer_until(at, None) == at + timedelta(hours=24)


async def test_minutes_before_the_start_the_seat_is_given_outright(database: object):
    at = await hall(capacity=1)
    first, second = await fill(at, 2)
    await change(at, starts_at=now() + timedelta(minutes=20))

    await seats.withdraw(first.registration, None)

    assert await states([first, second]) == ["cancelled", "confirmed"]


async def test_after_the_start_withdrawing_works_and_the_door_decides(database: object):
    at = await hall(capacity=1)
    first, second = await fill(at, 2)
    await change(at, starts_at=now() - timedelta(minutes=5))

    await seats.withdraw(first.registration, None)

    assert await states([first, second]) == ["cancelled", "waiting"]
    await change(at, ends_at=now() - timedelta(minutes=1))
    with pytest.raises(Refused):
        await seats.withdraw(second.registration, None)


async def test_a_seat_of_what_was_called_off_is_not_taken(database: object):
    at = await hall(capacity=1)
    first, second = await fill(at, 2)
    await seats.withdraw(first.registration, None)
    await change(at, state="cancelled")

    with pytest.raises(Refused, match="dibatalkan"):
        await seats.accept(second.registration, None)

    assert await state(second) == "offered"


async def test_an_offer_that_runs_out_passes_on(database: object):
    at = await hall(capacity=1)
    first, second, third = await fill(at, 3)
    await seats.withdraw(first.registration, None)
    await run_out(second.registration)

    with pytest.raises(Refused, match="sudah lewat"):
        await seats.accept(second.registration, None)
    await seats.pass_offers_on(Tick(now()))

    assert await states([first, second, third]) == ["cancelled", "lapsed", "offered"]
    assert await counters(at) == (1, 0, 0)
    await seats.decline_offer(third.registration, None)
    assert await counters(at) == (0, 0, 0)


# ---------------------------------------------------------------------------------- organizer's acts


async def test_more_seats_are_filled_from_the_line_at_once(database: object):
    at = await hall(capacity=1)
    placed = await fill(at, 4)

    async with transaction():
        await change(at, capacity=3)
        promoted = await seats.refill(at.id)

    assert promoted == 2
    assert await states(placed) == ["confirmed", "confirmed", "confirmed", "waiting"]
    assert await counters(at) == (3, 1, 0)


async def test_fewer_seats_than_given_are_refused_with_the_number(database: object):
    at = await hall(capacity=5)
    mallari = await make.kim()
    for _n in range(3):
        await come(at, await make.user(), mallari, district_code="73.08.16")

    await seats.check_room(at.id, 3, 3, 3)
    with pytest.raises(Invalid) as refused:
        await seats.check_room(at.id, 2, 1, 1)

    assert sorted(refused.value.errors) == ["capacity", "per_district", "per_organization"]
    assert all("3" in said for said in refused.value.errors.values())


async def test_approval_gives_a_seat_or_the_place_of_arrival(database: object):
    at, team = await hall(capacity=1, approval=True), await make.user("Panitia")
    placed = await fill(at, 3)
    assert await counters(at) == (0, 0, 3)

    first = await seats.approve(placed[2].registration, team.id)
    second = await seats.approve(placed[1].registration, team.id)
    third = await seats.approve(placed[0].registration, team.id)

    assert [first, second, third] == ["confirmed", "waiting", "waiting"]
    await seats.withdraw(placed[2].registration, None)
    assert await states(placed) == ["offered", "waiting", "cancelled"]


async def test_a_refusal_needs_a_reason_and_stands_until_taken_back(database: object):
    at, team, siti = await hall(), await make.user("Panitia"), await make.user("Siti")
    placed = await come(at, siti)

    with pytest.raises(Invalid):
        await seats.reject(placed.registration, team.id, "  ")
    await seats.reject(placed.registration, team.id, "Acara ini untuk pengurus")

    with pytest.raises(Refused):
        await come(at, siti)
    assert await seats.approve(placed.registration, team.id) == "confirmed"
    assert await counters(at) == (1, 0, 0)


async def test_nobody_passes_the_line_without_a_reason(database: object):
    at, team = await hall(capacity=1), await make.user("Panitia")
    first, second, third = await fill(at, 3)

    with pytest.raises(Invalid):
        await seats.put_first(third.registration, team.id, "")
    await seats.put_first(third.registration, team.id, "Narasumber pengganti")
    await seats.withdraw(first.registration, None)

    assert await states([second, third]) == ["waiting", "offered"]
    assert await Event.exists().where(Event.kind == "LineChanged")


async def test_the_team_writes_people_down_before_and_after_but_within_the_seats(database: object):
    at, team = await hall(capacity=1, opens_at=now() + timedelta(days=1)), await make.user("Panitia")

    first = await seats.sign_up(at.id, SignUp(name="Pak Jaya"), key := uuid4(), team.id, team=True)
    again = await seats.sign_up(at.id, SignUp(name="Pak Jaya"), key, team.id, team=True)
    second = await seats.sign_up(at.id, SignUp(name="Bu Ani"), uuid4(), team.id, team=True)
    speaker = await seats.sign_up(
        at.id, SignUp(name="Dr. Hasan", kind="speaker"), uuid4(), team.id, team=True
    )

    assert [first.state, second.state, speaker.state] == ["confirmed", "waiting", "confirmed"]
    assert (again.registration, again.new) == (first.registration, False)
    assert await counters(at) == (1, 1, 0)


# ------------------------------------------------------------------------------------------- at once


async def test_thirty_at_once_for_ten_seats_with_quotas(database: object):
    at = await hall(capacity=10, per_organization=3)
    kims = [await make.kim(f"KIM {n}") for n in range(5)]
    people = [await make.user(f"Orang {n}") for n in range(30)]

    placed = await asyncio.gather(
        *(come(at, person, kims[n % 5]) for n, person in enumerate(people)),
        *(come(at, person, kims[n % 5]) for n, person in enumerate(people[:10])),  # on a second phone
    )

    rows = await Registration.objects().where(Registration.workshop == at.id).order_by(Registration.line)
    assert len({one.registration for one in placed}) == len(rows) == 30
    assert [row.line for row in rows] == list(range(1, 31))
    assert await counters(at) == (10, 20, 0)
    room = Room(Rules(10, 3))
    assert [row.id for row in rows if row.state == "confirmed"] == room.next_of(
        [Claim(row.id, row.organization) for row in rows]
    )


async def test_withdrawals_sign_ups_and_acceptances_at_once(database: object):
    at = await hall(capacity=5)
    placed = await fill(at, 15)
    newcomers = [await make.user(f"Baru {n}") for n in range(5)]

    await asyncio.gather(
        *(seats.withdraw(one.registration, None) for one in placed[:4]),
        *(come(at, person) for person in newcomers),
        *(seats.withdraw(one.registration, None) for one in placed[10:12]),
        seats.refill(at.id),
    )

    assert await counters(at) == (5, 9, 0)
    assert {await state(one) for one in placed[5:9]} <= {"offered", "confirmed"}
    assert await states(placed[9:10]) == ["waiting"]
