"""Signing up from the page: the panel in each of its states, the form, leaving, the ticket."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kimhub.core.db import now
from kimhub.workshops.tables import Workshop, WorkshopAudience, WorkshopQuestion
from kimhub.workshops.tables_seats import Registration
from tests import make
from tests.workshops.queue import come, counters, fill, hall


async def sent(
    browser: httpx.AsyncClient, address: str, headers: dict[str, str], **data: str
) -> httpx.Response:
    return await browser.post(address, headers=headers, data={"key": str(uuid4()), **data})


async def only(at: Workshop) -> Registration:
    found = await Registration.objects().get(Registration.workshop == at.id)
    assert found
    return found


@pytest.fixture(autouse=True)
async def installed(database: Any) -> None:
    await make.installed()


async def test_one_tap_gives_a_seat_and_the_same_tap_again_changes_nothing(browser: httpx.AsyncClient):
    kim = await make.kim("KIM Mallari")
    at = await make.workshop(kim, capacity=20)
    siti = await make.member(kim, "Siti Aminah")
    headers, key = await make.signed_in(siti), str(uuid4())

    first = await browser.post(f"/pelatihan/{at.slug}/daftar", headers=headers, data={"key": key})
    again = await browser.post(f"/pelatihan/{at.slug}/daftar", headers=headers, data={"key": key})

    assert [first.status_code, again.status_code] == [303, 303]
    assert first.headers["location"] == f"/pelatihan/{at.slug}#signup"
    place = await only(at)
    assert (place.state, place.organization, place.district_code) == ("confirmed", kim.id, "73.08.16")
    assert place.agreed_at is not None
    assert await counters(at) == (1, 0, 0)


async def test_htmx_gets_the_panel_with_its_new_state(browser: httpx.AsyncClient):
    at = await hall(capacity=1)
    headers = await make.signed_in(await make.user("Siti"), htmx=True)

    answer = await sent(browser, f"/pelatihan/{at.slug}/daftar", headers)
    assert answer.status_code == 200
    assert 'id="signup"' in answer.text
    assert "<html" not in answer.text
    assert "Anda terdaftar" in answer.text
    gone = await sent(browser, f"/pelatihan/{at.slug}/batal", headers)

    assert "Daftar sekarang" in gone.text
    assert await counters(at) == (0, 0, 0)


async def test_the_line_the_offer_and_taking_it(browser: httpx.AsyncClient):
    at = await hall(capacity=1)
    (first,) = await fill(at, 1)
    headers = await make.signed_in(await make.user("Siti"), htmx=True)

    waiting = await sent(browser, f"/pelatihan/{at.slug}/daftar", headers)
    assert "nomor 1 di daftar tunggu" in waiting.text
    await Registration.update({Registration.state: "cancelled"}).where(
        Registration.id == first.registration
    )
    mine = await Registration.objects().get(Registration.state == "waiting")
    assert mine
    until = now() + timedelta(hours=3)
    await Registration.update({Registration.state: "offered", Registration.offered_until: until}).where(
        Registration.id == mine.id
    )
    taken = await sent(browser, f"/pelatihan/{at.slug}/terima", headers)

    assert "Anda terdaftar" in taken.text
    assert await counters(at) == (1, 0, 0)


async def test_an_offer_that_has_run_out_is_shown_as_gone_before_any_job_ran(browser: httpx.AsyncClient):
    at = await hall(capacity=1)
    siti = await make.user("Siti")
    past = now() - timedelta(minutes=1)
    await make.registration(at, siti, "offered", offered_until=past)
    headers = await make.signed_in(siti, htmx=True)

    answer = await sent(browser, f"/pelatihan/{at.slug}/terima", headers)

    assert "sudah lewat" in answer.text
    assert "Terima kursi" not in answer.text
    back = await sent(browser, f"/pelatihan/{at.slug}/daftar", headers)
    assert "Anda terdaftar" in back.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"opens_at": now() + timedelta(days=1)}, "Pendaftaran dibuka"),
        ({"closes_at": now() - timedelta(days=1)}, "Pendaftaran sudah ditutup."),
        ({"capacity": 0, "waiting_list": False}, "tidak memakai daftar tunggu"),
        ({"admission": "delegation"}, "ditunjuk oleh KIM yang diundang"),
        ({"capacity": 0}, "daftar tunggu"),
    ],
)
async def test_the_panel_says_why_there_is_no_seat(
    browser: httpx.AsyncClient, fields: dict[str, Any], said: str
):
    at = await hall(**{"capacity": 5} | fields)
    headers = await make.signed_in(await make.user("Siti"), htmx=True)

    answer = await sent(browser, f"/pelatihan/{at.slug}/batal", headers)

    assert answer.status_code == 200
    assert said in answer.text


async def test_an_event_for_some_is_not_for_others(browser: httpx.AsyncClient):
    unra = await make.kim("KIM Unra", wilayah_code="73.08.17.2001")
    at = await hall(capacity=5)
    await WorkshopAudience(workshop=at.id, wilayah_code="73.08.17").save()
    stranger = await make.signed_in(await make.member(await make.kim(), "Ambo"), htmx=True)
    welcome = await make.signed_in(await make.member(unra, "Jumriani"), htmx=True)

    refused = await sent(browser, f"/pelatihan/{at.slug}/daftar", stranger)
    taken = await sent(browser, f"/pelatihan/{at.slug}/daftar", welcome)

    assert "tidak termasuk" in refused.text
    assert "Anda terdaftar" in taken.text
    assert await counters(at) == (1, 0, 0)


async def test_questions_come_first_and_those_that_hang_on_others_only_then(
    browser: httpx.AsyncClient,
):
    at = await hall(capacity=5)
    sleeps = WorkshopQuestion(workshop=at.id, sort=1, kind="yesno", label="Menginap?", required=True)
    await sleeps.save()
    room = WorkshopQuestion(
        workshop=at.id, sort=2, kind="choice", label="Kamar", options='["Bersama", "Sendiri"]',
        required=True, only_if=sleeps.id, only_if_answer="ya",
    )  # fmt: skip
    await room.save()
    siti, address = await make.user("Siti"), f"/pelatihan/{at.slug}/daftar"
    headers = await make.signed_in(siti)

    form = await browser.get(address, headers=headers)
    assert "Jawab bila “Menginap?” dijawab “Ya”" in form.text
    empty = await sent(browser, address, headers)
    half = await sent(browser, address, headers, **{f"q{sleeps.id}": "ya"})
    foul = await sent(browser, address, headers, **{f"q{sleeps.id}": "ya", f"q{room.id}": "Istana"})
    assert [empty.status_code, half.status_code, foul.status_code] == [422, 422, 422]
    assert re.search(rf'name="q{sleeps.id}" value="ya"[^>]*checked', half.text)
    done = await sent(browser, address, headers, **{f"q{sleeps.id}": "tidak", f"q{room.id}": "Sendiri"})

    assert done.status_code == 303
    assert (await only(at)).answers == f'{{"{sleeps.id}": "tidak"}}'
    changed = await sent(
        browser, f"/pelatihan/{at.slug}/tiket", headers, **{f"q{sleeps.id}": "ya", f"q{room.id}": "Bersama"}
    )
    assert changed.status_code == 303
    assert "Bersama" in (await only(at)).answers


async def test_the_ticket_shows_code_and_qr_to_its_owner_only(browser: httpx.AsyncClient):
    at, siti = await hall(), await make.user("Siti")
    await come(at, siti)
    place = await only(at)

    mine = await browser.get(f"/pelatihan/{at.slug}/tiket", headers=await make.signed_in(siti))
    others = await browser.get(
        f"/pelatihan/{at.slug}/tiket", headers=await make.signed_in(await make.user("Ambo"))
    )
    nobody = await browser.get(f"/pelatihan/{at.slug}/tiket", headers={"Cookie": ""})

    assert place.code in mine.text
    assert "<svg" in mine.text
    assert (others.status_code, place.code in others.text) == (303, False)
    assert nobody.headers["location"].startswith("/masuk")


async def test_strangers_are_sent_to_sign_in_and_drafts_are_not_there(browser: httpx.AsyncClient):
    at, draft = await hall(), await hall(state="draft")
    headers = await make.signed_in(await make.user("Siti"))

    stranger = await browser.get(f"/pelatihan/{at.slug}/daftar")
    hidden = await sent(browser, f"/pelatihan/{draft.slug}/daftar", headers)

    assert stranger.headers["location"].startswith("/masuk")
    assert hidden.status_code == 403
    assert await counters(draft) == (0, 0, 0)
