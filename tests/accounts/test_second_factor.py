"""The second factor: on, off, at sign-in, and the day the phone is lost."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from kimhub import settings
from kimhub.accounts import second_factor, sessions
from kimhub.accounts.devices import Client
from kimhub.accounts.tables import RecoveryCode, User
from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.core.tables import Bucket, Event
from tests import make
from tests.accounts.browsing import HTMX, PASSWORD, is_in, person, send, sign_in

PAGE = "/pengaturan/dua-langkah"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
async def house() -> None:
    await make.installed()


def code(secret: str = SECRET, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * steps))


async def switch_on(browser, who) -> list[str]:
    """As people do it; returns the recovery codes."""
    await send(browser, PAGE, action="begin")
    row = await User.select(User.totp_pending).where(User.id == who.id).first()
    answer = await send(browser, PAGE, action="on", code=code(row["totp_pending"]))
    assert answer.status_code == 200, answer.text
    return re.findall(r"<li>([A-Z0-9]{5}-[A-Z0-9]{5})</li>", answer.text)


async def test_switching_on_shows_a_qr_then_asks_for_a_code_then_shows_recovery_codes_once(browser):
    who = await person()
    await sign_in(browser, who)
    other = await sessions.begin(who.id)

    first = await browser.get(PAGE)
    await send(browser, PAGE, action="begin")
    second = await browser.get(PAGE)
    row = await User.select(User.totp_pending, User.totp_secret).where(User.id == who.id).first()
    wrong = await send(browser, PAGE, action="on", code="000000")
    right = await send(browser, PAGE, action="on", code=code(row["totp_pending"]))
    shown = re.findall(r"<li>([A-Z0-9]{5}-[A-Z0-9]{5})</li>", right.text)

    assert 'class="qr"' not in first.text
    assert 'class="qr"' in second.text
    assert row["totp_secret"] == ""
    assert wrong.status_code == 422
    assert len(set(shown)) == 10
    assert right.headers["cache-control"] == "no-store"
    assert shown[0] not in (await browser.get(PAGE)).text
    assert await is_in(browser)
    assert await sessions.find(other) is None
    assert await Event.exists().where(Event.kind == "SecondFactorOn")


async def test_with_it_on_the_password_alone_opens_nothing(browser):
    who = await person(totp_secret=SECRET)

    answer = await sign_in(browser, who, lanjut="/pengaturan/kontak")

    assert answer.headers["location"] == "/masuk/kode?lanjut=/pengaturan/kontak"
    for page in (PAGE, "/pengaturan", "/pengaturan/sandi", "/pengaturan/perangkat", "/persetujuan"):
        refused = await browser.get(page)
        assert refused.headers.get("location") == f"/masuk/kode?lanjut={page}"
    off = await send(
        browser, PAGE, page="/masuk/kode", action="off", current_password=PASSWORD, code=code()
    )
    assert off.headers["location"].partition("?")[0] == "/masuk/kode"
    assert (await User.select(User.totp_secret).where(User.id == who.id).first())["totp_secret"] == SECRET


async def test_a_code_of_the_app_opens_the_rest_under_a_new_token(browser):
    who = await person(totp_secret=SECRET)
    await sign_in(browser, who)
    half = browser.cookies["session"]

    answer = await send(browser, "/masuk/kode", code=code(), lanjut="/pengaturan/kontak")

    assert (answer.status_code, answer.headers["location"]) == (303, "/pengaturan/kontak")
    assert await is_in(browser)
    assert await sessions.find(half) is None


async def test_htmx_gets_the_second_step_alone(browser):
    who = await person(totp_secret=SECRET)
    await sign_in(browser, who)

    wrong = await send(browser, "/masuk/kode", headers=HTMX, code="000000")
    right = await send(browser, "/masuk/kode", headers=HTMX, code=code())

    assert (wrong.status_code, wrong.text.lstrip()[:22]) == (422, '<div id="second_step">')
    assert (right.status_code, right.headers["hx-redirect"]) == (204, "/beranda")


async def test_half_way_lasts_a_quarter_of_an_hour_only(browser):
    who = await person(totp_secret=SECRET)
    await sign_in(browser, who)

    visit = await sessions.find(browser.cookies["session"])

    assert visit
    assert visit.ends_at - now() <= timedelta(minutes=15)


async def test_no_code_is_taken_twice(browser):
    """Replay: neither the same step again, nor an older one than the last."""
    who = await person(totp_secret=SECRET)
    used, older = code(), code(steps=-1)
    await sign_in(browser, who)
    assert (await send(browser, "/masuk/kode", code=used)).status_code == 303

    await sign_in(browser, who)
    again = await send(browser, "/masuk/kode", code=used)
    before = await send(browser, "/masuk/kode", code=older)
    after = await send(browser, "/masuk/kode", code=code(steps=1))

    assert (again.status_code, before.status_code, after.status_code) == (422, 422, 303)


async def test_one_code_sent_twice_at_once_lets_one_in():
    who = await person(totp_secret=SECRET)
    ids = [(await sessions.open_session(who.id, confirmed=False)).id for _n in range(4)]
    at_hand = code()

    answers = await asyncio.gather(
        *[second_factor.confirm(who, at_hand, Client(), session) for session in ids], return_exceptions=True
    )

    assert sum(not isinstance(answer, Invalid) for answer in answers) == 1


async def test_guessing_codes_is_stopped(browser):
    who = await person(totp_secret=SECRET)
    await sign_in(browser, who)

    for _n in range(5):
        assert (await send(browser, "/masuk/kode", code="000000")).status_code == 422
    answer = await send(browser, "/masuk/kode", code=code())

    assert answer.status_code == 422
    assert "tunggu 1 menit" in answer.text
    assert not await is_in(browser)
    await Bucket.delete(force=True)
    assert (await send(browser, "/masuk/kode", code=code())).status_code == 303


@pytest.mark.once
def test_a_clock_may_be_half_a_minute_off_and_no_more():
    at = now()
    present = int(at.timestamp()) // 30

    accepted = [
        steps
        for steps in range(-4, 5)
        if second_factor.step_of(SECRET, pyotp.TOTP(SECRET).generate_otp(present + steps), 0, at)
    ]

    assert accepted == [-1, 0, 1]
    assert second_factor.step_of(SECRET, "１２３４５６", 0, at) is None
    assert second_factor.step_of(SECRET, "", 0, at) is None


async def test_a_recovery_code_works_once_instead(browser):
    who = await person()
    await sign_in(browser, who)
    made = await switch_on(browser, who)
    await sign_in(browser, who)

    first = await send(browser, "/masuk/kode", code=made[3].lower())
    await sign_in(browser, who)
    again = await send(browser, "/masuk/kode", code=made[3])
    other = await send(browser, "/masuk/kode", code=made[4].replace("-", " "))

    assert (first.status_code, again.status_code, other.status_code) == (303, 422, 303)
    assert await second_factor.recovery_codes_left(who.id) == 8
    assert await Event.count().where(Event.kind == "RecoveryCodeUsed") == 2


async def test_recovery_codes_are_kept_as_slow_salted_hashes(browser):
    who = await person()
    await sign_in(browser, who)
    made = await switch_on(browser, who)

    kept = [row["code_hash"] for row in await RecoveryCode.select(RecoveryCode.code_hash)]

    assert len(set(kept)) == 10
    assert all(re.fullmatch(r"[0-9a-f]{32}:[0-9a-f]{64}", text) for text in kept)
    assert not any(shown.replace("-", "") in text.upper() for shown in made for text in kept)


async def test_new_recovery_codes_replace_the_old_ones(browser):
    who = await person()
    await sign_in(browser, who)
    old = await switch_on(browser, who)
    row = await User.select(User.totp_secret).where(User.id == who.id).first()

    answer = await send(browser, PAGE, action="codes", code=code(row["totp_secret"], 1))
    fresh = re.findall(r"<li>([A-Z0-9]{5}-[A-Z0-9]{5})</li>", answer.text)

    assert len(fresh) == 10
    await sign_in(browser, who)
    assert (await send(browser, "/masuk/kode", code=old[0])).status_code == 422
    assert (await send(browser, "/masuk/kode", code=fresh[0])).status_code == 303


async def test_switching_off_needs_the_password_and_a_code(browser):
    who = await person()
    await sign_in(browser, who)
    made = await switch_on(browser, who)

    no_password = await send(browser, PAGE, action="off", code=made[0])
    wrong_code = await send(browser, PAGE, action="off", current_password=PASSWORD, code="000000")
    right = await send(browser, PAGE, action="off", current_password=PASSWORD, code=made[0])

    assert (no_password.status_code, wrong_code.status_code, right.status_code) == (422, 422, 303)
    assert (await sign_in(browser, who)).headers["location"] == "/beranda"
    assert await RecoveryCode.count() == 0
    assert await Event.exists().where(Event.kind == "SecondFactorOff")


async def test_it_is_asked_of_those_in_charge_where_the_house_says_so(browser, monkeypatch):
    required = replace(settings.load(), require_second_factor=True)
    monkeypatch.setattr("kimhub.app.load", lambda: required)
    pembina, member = await make.pembina(), await make.member(await make.kim())

    asked = await browser.get("/pengaturan", headers=await make.signed_in(pembina))
    page = await browser.get(PAGE, headers=await make.signed_in(pembina))
    password = await browser.get("/pengaturan/sandi", headers=await make.signed_in(pembina))
    let_be = await browser.get("/pengaturan", headers=await make.signed_in(member))

    assert asked.headers["location"] == f"{PAGE}?lanjut=/pengaturan"
    assert (page.status_code, "mewajibkan" in page.text) == (200, True)
    assert password.headers["location"].partition("?")[0] == PAGE
    assert let_be.status_code == 200


async def test_it_cannot_be_switched_on_over_another_one(browser):
    """A stolen open session must not swap the owner's second factor for the thief's."""
    who = await person()
    await sign_in(browser, who)
    await switch_on(browser, who)
    row = await User.select(User.totp_secret).where(User.id == who.id).first()

    begin = await send(browser, PAGE, action="begin")
    on = await send(browser, PAGE, action="on", code=code(row["totp_secret"], 1))

    assert (begin.status_code, on.status_code) == (422, 422)
    assert (await User.select(User.totp_secret).where(User.id == who.id).first()) == row
