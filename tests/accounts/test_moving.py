"""The login carried to another phone."""

import re

import httpx
import pytest

from kimhub.accounts import moving, sessions
from kimhub.accounts.tables import OneTimeCode, Session
from kimhub.core.db import now
from kimhub.core.tables import Event
from tests import make
from tests.accounts.browsing import HTMX, is_in, person, send, sign_in, token_in


@pytest.fixture(autouse=True)
async def house() -> None:
    await make.installed()


@pytest.fixture
async def new_phone(app):
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://testserver.local",
        headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14; K) Chrome/124.0 Mobile"},
    ) as client:
        yield client


async def begin(browser) -> str:
    """The path shown as a QR on the old phone."""
    page = await send(browser, "/pengaturan/pindah")
    assert 'class="qr"' in page.text
    assert page.headers["cache-control"] == "no-store"
    return re.search(r'data-copy="http://testserver\.local(/pindah/[^"]+)"', page.text)[1]


async def test_a_new_phone_comes_in_by_a_button_and_the_old_one_sees_it(browser, new_phone):
    who = await person(name="Rahmawati Latif")
    await sign_in(browser, who)
    link = await begin(browser)
    waiting = await browser.get("/pengaturan/pindah", headers=HTMX)

    page = await new_phone.get(link)
    assert not await is_in(new_phone)
    done = await new_phone.post(link, data={"_csrf_token": token_in(page)})

    assert "Rahmawati Latif" in page.text
    assert (done.status_code, done.headers["location"]) == (303, "/beranda")
    assert await is_in(new_phone)
    assert await is_in(browser)
    assert 'hx-trigger="every 5s"' in waiting.text
    seen = await browser.get("/pengaturan/pindah", headers=HTMX)
    assert "Chrome di Android" in seen.text
    assert "every 5s" not in seen.text
    assert await Event.exists().where((Event.kind == "LoginMoved") & (Event.actor == who.id))


async def test_the_address_works_once_for_ten_minutes_and_only_the_newest(browser, new_phone):
    who = await person()
    await sign_in(browser, who)
    first, second = await begin(browser), await begin(browser)

    assert (await new_phone.get(first)).status_code == 404
    page = await new_phone.get(second)
    assert page.status_code == 200
    await OneTimeCode.update({OneTimeCode.ends_at: now()}, force=True)
    late = await new_phone.post(second, data={"_csrf_token": token_in(page)})
    assert late.status_code == 404
    assert "tidak berlaku lagi" in late.text

    third = await begin(browser)
    token = token_in(await new_phone.get(third))
    assert (await new_phone.post(third, data={"_csrf_token": token})).status_code == 303
    page = await browser.get("/pengaturan")
    assert (await browser.post(third, data={"_csrf_token": token_in(page)})).status_code == 404


async def test_looking_at_the_address_uses_nothing_up(browser, new_phone):
    """Messengers open links to preview them."""
    await sign_in(browser, await person())
    link = await begin(browser)

    for _n in range(3):
        assert (await new_phone.get(link)).status_code == 200
    assert await Session.count() == 1


async def test_whoever_was_signed_in_there_is_told_and_signed_out(browser, new_phone):
    who, other = await person(name="Rahmawati"), await person(name="Budi Santoso")
    await sign_in(browser, who)
    link = await begin(browser)
    await sign_in(new_phone, other)
    before = new_phone.cookies["session"]

    page = await new_phone.get(link)
    await new_phone.post(link, data={"_csrf_token": token_in(page)})

    assert "Budi Santoso" in page.text
    assert await sessions.find(before) is None


async def test_it_does_not_pass_the_second_factor_by(browser, new_phone):
    who = await person(totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    link = (await moving.begin_transfer(who.id))[0].removeprefix("http://testserver.local")

    page = await new_phone.get(link)
    done = await new_phone.post(link, data={"_csrf_token": token_in(page)})

    assert done.headers["location"] == "/masuk/kode"
    assert not await is_in(new_phone)


async def test_a_locked_account_moves_nowhere(new_phone):
    who = await person(status="locked")
    link = (await moving.begin_transfer(who.id))[0].removeprefix("http://testserver.local")

    assert (await new_phone.get(link)).status_code == 404


async def test_a_stranger_cannot_begin(browser):
    assert (await browser.get("/pengaturan/pindah")).headers["location"].startswith("/masuk")
    assert await OneTimeCode.count() == 0
