"""Delegations: seats held for an organization that names its people."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.jobs import Tick
from kimhub.core.tables import Event
from kimhub.workshops import delegations, seats
from kimhub.workshops.seats import SignUp
from kimhub.workshops.tables import Workshop
from kimhub.workshops.tables_seats import Delegation, Registration
from tests import make
from tests.workshops.queue import come, counters, fill, hall, state, states


@pytest.fixture
async def unra(database: Any) -> Any:
    await make.installed()
    return await make.kim("KIM Unra", wilayah_code="73.08.17.2001")


async def invite(at: Workshop, kim: Any, number: int = 2) -> int:
    return await delegations.invite(at.id, kim.id, number, uuid4(), (await make.user("Panitia")).id)


async def group(number: int) -> Delegation:
    found = await Delegation.objects().get(Delegation.id == number)
    assert found
    return found


async def test_seats_are_held_and_only_as_many_as_there_are(unra: Any):
    at, mallari = await hall(capacity=3), await make.kim("KIM Mallari")

    held = await invite(at, unra, 2)
    with pytest.raises(Invalid, match="1 kursi"):
        await invite(at, mallari, 2)
    with pytest.raises(Invalid, match="sudah diundang"):
        await invite(at, unra, 1)

    assert await counters(at) == (2, 0, 0)
    assert await states(await fill(at, 2)) == ["confirmed", "waiting"]
    with pytest.raises(Invalid, match="3"):
        await seats.check_room(at.id, 2, None, None)
    assert (await group(held)).state == "invited"
    assert await Event.count().where(Event.kind == "DelegationInvited") == 1


async def test_the_share_of_a_kim_holds_for_its_delegation_too(unra: Any):
    at = await hall(capacity=9, per_organization=2)
    await come(at, await make.user(), unra)

    with pytest.raises(Invalid, match="2 kursi"):
        await invite(at, unra, 2)
    await invite(at, unra, 1)

    assert (await come(at, await make.user(), unra)).state == "waiting"


async def test_named_people_have_seats_and_no_more_than_were_given(unra: Any):
    at, team = await hall(capacity=3), await make.user("Panitia")
    number = await invite(at, unra, 2)
    siti, key = await make.member(unra, "Siti"), uuid4()
    both = [SignUp(name="Siti", user=siti.id), SignUp(name="Pak Jaya", phone="+6281255550001")]

    await delegations.name_people(at.id, number, both, key, team.id)
    await delegations.name_people(at.id, number, both, key, team.id)  # sent twice
    with pytest.raises(Invalid):
        await delegations.name_people(at.id, number, [SignUp(name="Lebih")], uuid4(), team.id)

    rows = await Registration.objects().where(Registration.delegation == number)
    assert sorted((row.name, row.state, row.organization, row.district_code) for row in rows) == [
        ("Pak Jaya", "confirmed", unra.id, "73.08.17"),
        ("Siti", "confirmed", unra.id, "73.08.17"),
    ]
    assert (await group(number)).state == "accepted"
    assert await counters(at) == (2, 0, 0)


async def test_who_waits_and_is_named_has_a_seat_and_who_had_one_frees_it(unra: Any):
    at, team = await hall(capacity=3), await make.user("Panitia")
    own = await make.member(unra, "Siti")
    had = await come(at, own, unra)
    number = await invite(at, unra, 2)
    waits = await make.member(unra, "Ambo")
    line = [await come(at, waits, unra), *await fill(at, 1)]
    assert await states(line) == ["waiting", "waiting"]

    people = [SignUp(name="Siti", user=own.id), SignUp(name="Ambo", user=waits.id)]
    await delegations.name_people(at.id, number, people, uuid4(), team.id)

    assert await states([had, *line]) == ["confirmed", "confirmed", "offered"]
    assert await counters(at) == (3, 0, 0)


async def test_a_replacement_loses_no_seat_in_between(unra: Any):
    at, team = await hall(capacity=1), await make.user("Panitia")
    number = await invite(at, unra, 1)
    await delegations.name_people(at.id, number, [SignUp(name="Siti")], uuid4(), team.id)
    past: dict[Any, Any] = {Delegation.answer_by: now() - timedelta(hours=1)}
    await Delegation.update(past).where(Delegation.id == number)
    (waiting,) = await fill(at, 1)
    (siti,) = await Registration.objects().where(Registration.delegation == number)

    await delegations.replace(at.id, number, siti.id, SignUp(name="Ambo"), uuid4(), team.id)

    assert await state(siti.id) == "cancelled"
    assert await state(waiting) == "waiting"
    (ambo,) = await Registration.objects().where(
        (Registration.delegation == number) & (Registration.state == "confirmed")
    )
    await delegations.take_out(at.id, number, ambo.id, team.id)  # after the deadline the seat goes on
    assert await state(waiting) == "offered"
    assert await counters(at) == (1, 0, 0)


async def test_silence_and_refusal_give_the_seats_back(unra: Any):
    at, team, mallari = await hall(capacity=2), await make.user("Panitia"), await make.kim("KIM Mallari")
    silent, refusing = await invite(at, unra, 1), await invite(at, mallari, 1)
    await delegations.name_people(at.id, refusing, [SignUp(name="Siti")], uuid4(), team.id)
    placed = await fill(at, 2)
    past: dict[Any, Any] = {Delegation.answer_by: now() - timedelta(hours=1)}
    await Delegation.update(past).where(Delegation.id == silent)

    await seats.pass_offers_on(Tick(now()))
    assert await states(placed) == ["offered", "waiting"]
    with pytest.raises(Refused, match="Batas jawaban"):
        await delegations.name_people(at.id, silent, [SignUp(name="Ambo")], uuid4(), team.id)
    await delegations.decline(at.id, refusing, team.id)

    assert await states(placed) == ["offered", "offered"]
    assert [(await group(n)).state for n in (silent, refusing)] == ["lapsed", "declined"]
    assert await counters(at) == (2, 0, 0)


async def test_two_officers_at_once_name_no_more_than_the_seats(unra: Any):
    at, team = await hall(capacity=5), await make.user("Panitia")
    number = await invite(at, unra, 2)

    async def name(n: int) -> bool:
        try:
            await delegations.name_people(at.id, number, [SignUp(name=f"Orang {n}")], uuid4(), team.id)
        except Invalid:
            return False
        return True

    assert sorted(await asyncio.gather(*(name(n) for n in range(6)))) == [False] * 4 + [True] * 2
    assert await counters(at) == (2, 0, 0)


async def test_from_the_invitation_to_the_names_over_http(browser: httpx.AsyncClient, unra: Any):
    kim = await make.kim("KIM Mallari")
    at = await make.workshop(kim, capacity=5)
    team = await make.signed_in(await make.officer(kim, "Budi"))
    siti, officer = await make.member(unra, "Siti Aminah"), await make.officer(unra, "Ambo")
    theirs, address = await make.signed_in(officer), f"/pelatihan/{at.slug}/utusan"

    search = await browser.get(f"{address}?q=unra", headers=team)
    assert "KIM Unra" in search.text
    key = str(uuid4())
    asked = {"key": key, "organization": str(unra.id), "seats": "2", "note": "Ketua dan bendahara"}
    bad = await browser.post(address, headers=team, data=asked | {"seats": "dua"})
    stranger = await browser.post(address, headers=theirs, data=asked)
    for _n in range(2):
        assert (await browser.post(address, headers=team, data=asked)).status_code == 303
    assert (bad.status_code, stranger.status_code) == (422, 403)

    (row,) = await Delegation.objects()
    one = f"{address}/{row.id}"
    page = await browser.get(one, headers=theirs)
    assert "Siti Aminah" in page.text
    assert "Ketua dan bendahara" in page.text
    teams = await browser.get(one, headers=team)  # members of a KIM are for the KIM to name
    assert "KIM Unra" in teams.text
    assert "Siti Aminah" not in teams.text
    tried = {"key": str(uuid4()), "member": str(siti.id)}
    assert (await browser.post(one, headers=team, data=tried)).status_code == 422
    pembina = await make.signed_in(await make.pembina())
    assert "Siti Aminah" in (await browser.get(one, headers=pembina)).text
    panel = await browser.post(
        f"/pelatihan/{at.slug}/batal", headers=await make.signed_in(officer, htmx=True), data={}
    )
    assert f"{one}" in panel.text
    named = await browser.post(
        one, headers=theirs, data={"key": str(uuid4()), "member": str(siti.id), "name1": "Pak Jaya"}
    )
    outsider = await browser.get(one, headers=await make.signed_in(siti))
    much = await browser.post(one, headers=theirs, data={"key": str(uuid4()), "name1": "Orang ketiga"})

    assert (named.status_code, outsider.status_code, much.status_code) == (303, 404, 422)
    assert await counters(at) == (2, 0, 0)
    place = await Registration.objects().get(Registration.name == "Pak Jaya")
    assert place
    swapped = await browser.post(
        f"{one}/ganti",
        headers=theirs,
        data={"key": str(uuid4()), "registration": str(place.id), "name1": "Bu Jaya"},
    )
    assert swapped.status_code == 303
    gone = await browser.post(f"{one}/tidak-hadir", headers=theirs, data={})
    assert gone.status_code == 303
    assert await counters(at) == (0, 0, 0)
    assert (await browser.get(address, headers=theirs)).status_code == 404
