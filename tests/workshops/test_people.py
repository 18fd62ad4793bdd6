"""The list of people for the team: counts, search, contacts, answers, writing somebody down."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from kimhub.core.tables import Event
from kimhub.workshops.links import path_of
from kimhub.workshops.tables_seats import Registration
from tests import make
from tests.spy import queries
from tests.workshops.queue import counters


class Team:
    """A KIM with an officer, its workshop, and who is signed in."""

    def __init__(self, kim: Any, at: Any, officer: Any) -> None:
        self.kim, self.at, self.officer = kim, at, officer
        self.people = f"/pelatihan/{at.slug}/peserta"

    async def headers(self, htmx: bool = False) -> dict[str, str]:
        return await make.signed_in(self.officer, htmx)


@pytest.fixture
async def team(database: Any) -> Team:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    return Team(kim, await make.workshop(kim, capacity=2), await make.officer(kim, "Budi"))


def form(**fields: str) -> dict[str, str]:
    return {"key": str(uuid4()), **fields}


async def test_the_list_counts_searches_and_goes_on(browser: httpx.AsyncClient, team: Team):
    for n in range(35):
        await make.registration(team.at, None, name=f"Orang {n:02d}", from_where="Karang Taruna")
    await make.registration(team.at, None, "waiting", name="Jumriani", from_where="KIM Unra")
    await make.registration(team.at, None, name="50%_Daeng Mappuji", organization=team.kim.id)
    headers = await team.headers()

    whole = await browser.get(team.people, headers=headers)
    assert whole.status_code == 200
    assert "50%_Daeng" in whole.text
    assert "Orang 28" in whole.text
    assert "Orang 29" not in whole.text
    after = whole.text.split("sesudah=")[1].split('"')[0]
    rest = await browser.get(f"{team.people}?status=pasti&sesudah={after}", headers=headers)
    found = await browser.get(f"{team.people}?q=%25_", headers=await team.headers(htmx=True))
    waiting = await browser.get(f"{team.people}?status=tunggu&q=unra", headers=headers)

    assert "Orang 29" in rest.text
    assert "Orang 34" in rest.text
    assert "Orang 28" not in rest.text
    assert "<html" not in found.text
    assert "50%_Daeng" in found.text
    assert "Orang" not in found.text
    assert "Jumriani" in waiting.text


async def test_the_list_costs_as_much_for_one_as_for_many(browser: httpx.AsyncClient, team: Team):
    headers = await team.headers()
    counted = []
    await browser.get(team.people, headers=headers)  # rights are in memory from now on
    for _n in range(2):
        await make.registration(team.at)
        with queries() as sent:
            await browser.get(team.people, headers=headers)
        counted.append(len(sent))

    assert counted[0] == counted[1]
    assert counted[0] <= 9


async def test_others_do_not_see_the_list(browser: httpx.AsyncClient, team: Team):
    place = await make.registration(team.at)
    member = await make.signed_in(await make.member(team.kim, "Siti"))
    door = await make.user("Penjaga pintu")
    await make.helper(team.at, door, "door")
    helper = await make.user("Panitia")
    await make.helper(team.at, helper)

    for headers in (member, await make.signed_in(door)):
        assert (await browser.get(team.people, headers=headers)).status_code == 404
        answer = await browser.post(f"{team.people}/{place.id}/batalkan", headers=headers, data=form())
        assert answer.status_code == 403
    allowed = await browser.get(team.people, headers=await make.signed_in(helper))

    assert allowed.status_code == 200
    assert await counters(team.at) == (1, 0, 0)


async def test_numbers_are_shown_on_request_and_that_is_logged_once(browser: httpx.AsyncClient, team: Team):
    siti = await make.user("Siti", phone="+6281255550001")
    await make.registration(team.at, siti)
    guest = await make.registration(team.at, phone="+6281255550002")
    headers = await team.headers()

    plain = await browser.get(team.people, headers=headers)
    assert "0812-5555" not in plain.text
    assert not await Event.exists().where(Event.kind == "PeopleSeen")
    shown = await browser.get(f"{team.people}?kontak=ya", headers=headers)
    await browser.get(f"{team.people}?kontak=ya", headers=headers)
    one = await browser.get(f"{team.people}/{guest.id}", headers=headers)

    assert "0812-5555-0001" in shown.text
    assert "0812-5555-0002" in shown.text
    assert "0812-5555-0002" in one.text
    assert await Event.count().where(Event.kind == "PeopleSeen") == 2
    admin = await make.signed_in(await make.kim_admin(team.kim))
    trail = await browser.get(f"/kim/{team.kim.slug}/riwayat", headers=admin)
    assert "melihat nomor HP peserta Aktivasi situs KIM" in trail.text


async def test_sign_ups_are_answered_from_the_list(browser: httpx.AsyncClient, team: Team):
    asked = [await make.registration(team.at, None, "asked", name=f"Orang {n}") for n in range(4)]
    htmx = await team.headers(htmx=True)

    first = await browser.post(f"{team.people}/{asked[0].id}/setujui", headers=htmx, data=form())
    again = await browser.post(f"{team.people}/{asked[0].id}/setujui", headers=htmx, data=form())
    plain = await browser.post(
        f"{team.people}/{asked[1].id}/setujui", headers=await team.headers(), data=form()
    )
    third = await browser.post(f"{team.people}/{asked[2].id}/setujui", headers=htmx, data=form())

    assert 'id="people"' in first.text
    assert "Orang 0 mendapat kursi" in first.text
    assert "Orang 0 mendapat kursi" in again.text  # it still has one
    assert (plain.status_code, plain.headers["location"]) == (303, f"{team.people}?status=minta")
    assert "masuk daftar tunggu" in third.text
    assert await counters(team.at) == (2, 1, 1)


async def test_a_refusal_asks_for_its_reason_and_tells_it(browser: httpx.AsyncClient, team: Team):
    siti = await make.user("Siti")
    place = await make.registration(team.at, siti, "asked")
    headers, address = await team.headers(), f"{team.people}/{place.id}/tolak"

    empty = await browser.post(address, headers=headers, data=form(reason=" "))
    done = await browser.post(address, headers=headers, data=form(reason="Khusus pengurus"))

    assert (empty.status_code, done.status_code) == (422, 303)
    page = await browser.post(
        f"/pelatihan/{team.at.slug}/batal", headers=await make.signed_in(siti, htmx=True), data=form()
    )
    assert "Khusus pengurus" in page.text
    assert await counters(team.at) == (0, 0, 0)


async def test_withdrawing_accepting_and_going_first_for_somebody(browser: httpx.AsyncClient, team: Team):
    rows = [await make.registration(team.at, None, name=f"Orang {n}") for n in range(2)]
    waiting = [await make.registration(team.at, None, "waiting", name=f"Tunggu {n}") for n in range(2)]
    headers = await team.headers()

    async def do(row: Any, deed: str, **fields: str) -> int:
        answer = await browser.post(f"{team.people}/{row.id}/{deed}", headers=headers, data=form(**fields))
        return answer.status_code

    assert await do(waiting[1], "dahulukan") == 422
    assert await do(waiting[1], "dahulukan", reason="Narasumber pengganti") == 303
    assert await do(rows[0], "batalkan") == 303
    assert await do(waiting[1], "terima") == 303
    assert await do(rows[1], "catatan", note="Datang terlambat") == 303

    states = {row.name: row.state for row in await Registration.objects()}
    assert states == {
        "Orang 0": "cancelled", "Orang 1": "confirmed", "Tunggu 0": "waiting", "Tunggu 1": "confirmed",
    }  # fmt: skip
    assert await counters(team.at) == (2, 1, 0)
    page = await browser.get(f"{team.people}/{rows[1].id}", headers=headers)
    assert "Datang terlambat" in page.text
    first = await browser.get(f"{team.people}/{waiting[1].id}", headers=headers)
    assert "Narasumber pengganti" in first.text


async def test_somebody_without_account_is_written_down_and_gets_a_link(
    browser: httpx.AsyncClient, team: Team
):
    headers, sent = (
        await team.headers(),
        form(name="Pak Jaya", phone="0812 5555 0009", from_where="kim mallari"),
    )

    bad = await browser.post(
        f"{team.people}/tambah", headers=headers, data=form(name="Pak Jaya", phone="123")
    )
    made = await browser.post(f"{team.people}/tambah", headers=headers, data=sent)
    again = await browser.post(f"{team.people}/tambah", headers=headers, data=sent)

    assert bad.status_code == 422
    assert "Pak Jaya" in bad.text
    (row,) = await Registration.objects()
    assert made.headers["location"] == again.headers["location"] == f"{team.people}/{row.id}"
    assert (row.state, row.organization, row.by, row.phone) == (
        "confirmed", team.kim.id, team.officer.id, "+6281255550009",
    )  # fmt: skip
    page = await browser.get(f"{team.people}/{row.id}", headers=headers)
    assert path_of(row.key) in page.text
    personal = await browser.get(path_of(row.key))
    assert row.code in personal.text


async def test_a_number_of_an_account_gives_the_place_to_that_account(
    browser: httpx.AsyncClient, team: Team
):
    siti = await make.user("Siti Rahasia", phone="+6281255550001")

    made = await browser.post(
        f"{team.people}/tambah",
        headers=await team.headers(),
        data=form(name="Bu Siti", phone="081255550001"),
    )

    (row,) = await Registration.objects()
    assert (row.user, row.name, row.phone) == (siti.id, "Bu Siti", "")
    page = await browser.get(made.headers["location"], headers=await team.headers())
    assert "Rahasia" not in page.text


async def test_a_place_of_another_event_is_not_there(browser: httpx.AsyncClient, team: Team):
    other = await make.registration(await make.workshop(await make.kim("KIM Unra")))
    headers = await team.headers()

    assert (await browser.get(f"{team.people}/{other.id}", headers=headers)).status_code == 404
    answer = await browser.post(f"{team.people}/{other.id}/batalkan", headers=headers, data=form())

    assert answer.status_code == 404
    assert (await Registration.objects().get(Registration.id == other.id)).state == "confirmed"  # type: ignore[union-attr]
