"""People without an account: signing up, the personal link, and what one number or device may do."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from kimhub.core.csrf import make_token
from kimhub.workshops import guests, seats
from kimhub.workshops.links import path_of
from kimhub.workshops.tables import Workshop, WorkshopQuestion
from kimhub.workshops.tables_seats import Registration
from tests import make
from tests.workshops.queue import counters, fill, hall

VISITOR = {"Cookie": "visitor=stranger", "X-CSRFToken": make_token("stranger")}


def filled(**fields: str) -> dict[str, str]:
    known = {"key": str(uuid4()), "name": "Pak Jaya", "phone": "0812-5555-0001", "from_where": "Desa Unra"}
    return known | fields


@pytest.fixture
async def at(database: Any) -> Any:
    await make.installed()
    return await hall(capacity=1, guests=True)


async def test_a_guest_signs_up_and_comes_back_by_the_link(browser: httpx.AsyncClient, at: Any):
    address = f"/pelatihan/{at.slug}/daftar"
    form = filled()

    page = await browser.get(address, headers=VISITOR)
    assert "dihapus 6 bulan" in page.text
    bad = await browser.post(address, headers=VISITOR, data=filled(name="", phone="12"))
    first = await browser.post(address, headers=VISITOR, data=form)
    again = await browser.post(address, headers=VISITOR, data=form)

    assert bad.status_code == 422
    assert "Desa Unra" in bad.text
    (row,) = await Registration.objects()
    assert first.headers["location"] == again.headers["location"] == path_of(row.key)
    assert (row.state, row.phone, row.from_where, row.user) == (
        "confirmed", "+6281255550001", "Desa Unra", None,
    )  # fmt: skip
    link = path_of(row.key)
    mine = await browser.get(link)
    assert row.code in mine.text
    assert "<svg" in mine.text
    assert mine.headers["cache-control"] == "no-store"
    changes = {"name": "Pak Jaya, S.Pd.", "from_where": "Unra", "email": "jaya@example.org"}
    wrong = await browser.post(link, headers=VISITOR, data=changes | {"email": "bukan surel"})
    assert wrong.status_code == 422
    changed = await browser.post(link, headers=VISITOR, data=changes)
    gone = await browser.post(f"{link}/batal", headers=VISITOR, data={})

    assert (changed.status_code, gone.status_code) == (303, 303)
    (row,) = await Registration.objects()
    assert (row.name, row.email, row.state) == ("Pak Jaya, S.Pd.", "jaya@example.org", "cancelled")
    assert await counters(at) == (0, 0, 0)


async def test_a_guest_takes_an_offered_seat(browser: httpx.AsyncClient, at: Any):
    (first,) = await fill(at, 1)
    answer = await browser.post(f"/pelatihan/{at.slug}/daftar", headers=VISITOR, data=filled())
    link = answer.headers["location"]
    assert "nomor 1 di daftar tunggu" in (await browser.get(link)).text
    await seats.withdraw(first.registration, None)
    assert "Terima kursi" in (await browser.get(link)).text

    await browser.post(f"{link}/terima", headers=VISITOR, data={})

    assert "sudah pasti" in (await browser.get(link)).text
    assert await counters(at) == (1, 0, 0)


async def test_a_wrong_link_is_nothing_and_a_number_is_one_place(browser: httpx.AsyncClient, at: Any):
    await browser.post(f"/pelatihan/{at.slug}/daftar", headers=VISITOR, data=filled())

    other = await browser.post(
        f"/pelatihan/{at.slug}/daftar", headers=VISITOR, data=filled(name="Orang lain", key=str(uuid4()))
    )

    assert other.status_code == 422
    assert "sudah terdaftar" in other.text
    assert "Pak Jaya" not in other.text
    assert (await browser.get("/ikut/bukan-tautan")).status_code == 404
    assert (await browser.get("/ikut/" + "x" * 300)).status_code == 404


async def test_one_number_tries_a_few_times_an_hour(
    browser: httpx.AsyncClient, at: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(guests, "OF_NUMBER", 1)

    first = await browser.post(f"/pelatihan/{at.slug}/daftar", headers=VISITOR, data=filled())
    second = await browser.post(f"/pelatihan/{at.slug}/daftar", headers=VISITOR, data=filled())
    other = await browser.post(
        f"/pelatihan/{at.slug}/daftar", headers=VISITOR, data=filled(phone="081255550002")
    )

    assert [first.status_code, second.status_code, other.status_code] == [303, 429, 303]


async def test_each_device_has_its_own_count(
    browser: httpx.AsyncClient, at: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(guests, "OF_DEVICE", 1)
    # Behind https the cookie has another name: nobody may share a count because it was not found.
    monkeypatch.setattr("kimhub.app.cookie_name", lambda name: f"__Host-{name}")

    answers = []
    for number, device in enumerate(("satu", "satu", "dua")):
        headers = {"Cookie": f"__Host-visitor={device}", "X-CSRFToken": make_token(device)}
        form = filled(phone=f"08125555010{number}")
        answer = await browser.post(f"/pelatihan/{at.slug}/daftar", headers=headers, data=form)
        answers.append(answer.status_code)

    assert answers == [303, 429, 303]


async def test_the_link_of_a_draft_opens_nothing(browser: httpx.AsyncClient, at: Any):
    done = await browser.post(f"/pelatihan/{at.slug}/daftar", headers=VISITOR, data=filled())
    link = done.headers["location"]
    await Workshop.update({Workshop.state: "draft"}).where(Workshop.id == at.id)

    assert (await browser.get(link)).status_code == 404
    assert (await browser.get(f"{link}/materi")).status_code == 404


async def test_guests_answer_questions_too(browser: httpx.AsyncClient, at: Any):
    question = WorkshopQuestion(workshop=at.id, sort=1, kind="text", label="Alergi?", required=True)
    await question.save()

    missing = await browser.post(f"/pelatihan/{at.slug}/daftar", headers=VISITOR, data=filled())
    done = await browser.post(
        f"/pelatihan/{at.slug}/daftar", headers=VISITOR, data=filled(**{f"q{question.id}": "Kacang"})
    )

    assert (missing.status_code, done.status_code) == (422, 303)
    assert "Kacang" in (await browser.get(done.headers["location"])).text


async def test_without_guests_strangers_sign_in_first(browser: httpx.AsyncClient, at: Any):
    closed = await hall()

    answer = await browser.post(f"/pelatihan/{closed.slug}/daftar", headers=VISITOR, data=filled())

    assert answer.status_code in {303, 401}
    assert await counters(closed) == (0, 0, 0)


async def test_the_log_of_refusals_has_no_key_to_anybody_s_place(
    browser: httpx.AsyncClient, at: Any, caplog: pytest.LogCaptureFixture
):
    done = await browser.post(f"/pelatihan/{at.slug}/daftar", headers=VISITOR, data=filled())
    link = done.headers["location"]
    caplog.clear()

    refused = await browser.post(f"{link}/batal", data={})

    assert refused.status_code == 403
    (line,) = [one.getMessage() for one in caplog.records if one.name == "kimhub.security"]
    assert "'/ikut/*/batal'" in line
