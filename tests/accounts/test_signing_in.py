"""Coming in and going out."""

import logging
import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from kimhub.accounts import passwords, service, sessions
from kimhub.accounts.tables import Session, User
from kimhub.accounts.web_entry import safe_return
from kimhub.core.db import now
from kimhub.core.tables import Event
from tests import make
from tests.accounts.browsing import HTMX, PASSWORD, is_in, person, send, sign_in


@pytest.fixture(autouse=True)
async def house() -> None:
    await make.installed()


@pytest.mark.parametrize(
    "typed", ["{username}", "0812-3456-7890", "+62 812 3456 7890", "SITI.aminah", "siti@contoh.id"]
)
async def test_a_person_comes_in_by_any_of_their_names(browser, typed):
    who = await person(username="siti.aminah", phone="+6281234567890", email="siti@contoh.id")

    answer = await send(
        browser, "/masuk", identity=typed.format(username=who.username), password=PASSWORD, remember="on"
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/beranda")
    assert await is_in(browser)


async def test_a_wrong_password_and_an_unknown_name_are_answered_alike(browser):
    who = await person()

    wrong = await sign_in(browser, who, "bukan ini sandinya")
    unknown = await send(browser, "/masuk", identity="tidak.ada", password=PASSWORD, remember="on")

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "belum cocok" in wrong.text
    same = [
        text.replace(who.username, "X").replace("tidak.ada", "X") for text in (wrong.text, unknown.text)
    ]
    assert _without_tokens(same[0]) == _without_tokens(same[1])


async def test_an_unknown_name_costs_a_hash_too(browser, monkeypatch):
    computed = []
    real = passwords.HASHER.verify
    monkeypatch.setattr(
        type(passwords.HASHER),
        "verify",
        lambda self, kept, password: computed.append(kept) or real(kept, password),
    )

    await send(browser, "/masuk", identity="tidak.ada", password=PASSWORD)

    assert computed == [passwords.DUMMY]


async def test_what_was_typed_stays_but_never_the_password(browser):
    answer = await send(browser, "/masuk", identity="siti", password="rahasia sekali ini", lanjut="/forum")

    assert 'value="siti"' in answer.text
    assert 'value="/forum"' in answer.text
    assert "rahasia sekali ini" not in answer.text


async def test_a_person_without_a_password_cannot_come_in(browser):
    who = await make.user()

    answer = await sign_in(browser, who, "apa saja boleh")

    assert answer.status_code == 422


async def test_a_locked_account_hears_so_only_with_the_right_password(browser):
    who = await person(status="locked")

    wrong = await sign_in(browser, who, "bukan ini sandinya")
    right = await sign_in(browser, who)

    assert "dikunci" not in wrong.text
    assert "dikunci" in right.text
    assert not await is_in(browser)


async def test_htmx_gets_the_form_alone_and_then_a_redirect(browser):
    who = await person()

    wrong = await send(browser, "/masuk", headers=HTMX, identity=who.username, password="salah besar")
    right = await send(browser, "/masuk", headers=HTMX, identity=who.username, password=PASSWORD)

    assert (wrong.status_code, wrong.text.lstrip()[:18]) == (422, '<div id="sign_in">')
    assert (right.status_code, right.headers["hx-redirect"]) == (204, "/beranda")
    assert await is_in(browser)


async def test_somebody_who_is_in_is_sent_on_from_the_form(browser):
    headers = await make.signed_in(await make.user())

    answer = await browser.get("/masuk?lanjut=/forum", headers=headers)

    assert (answer.status_code, answer.headers["location"]) == (303, "/forum")


async def test_a_session_chosen_by_somebody_else_is_not_taken_over(browser):
    """Session fixation: the cookie the browser came with opens nothing afterwards."""
    who = await person()
    browser.cookies.set("session", "dipilih-orang-lain")

    answer = await sign_in(browser, who)

    assert answer.status_code == 303
    assert browser.cookies.get("session", domain="testserver.local") != "dipilih-orang-lain"
    assert await sessions.find("dipilih-orang-lain") is None


async def test_signing_in_again_ends_the_session_this_browser_had(browser):
    first, second = await person(), await person()
    await sign_in(browser, first)
    old = browser.cookies["session"]

    answer = await send(
        browser, "/masuk", page="/pengaturan", identity=second.username, password=PASSWORD, remember="on"
    )

    assert answer.status_code == 303
    assert browser.cookies["session"] != old
    assert await sessions.find(old) is None


async def test_the_token_is_long_random_and_kept_as_a_hash_only(browser):
    who = await person()

    await sign_in(browser, who)

    token = browser.cookies["session"]
    (row,) = await Session.select(Session.token_hash)
    assert len(token) >= 43
    assert row["token_hash"] == sessions.hash_token(token) != token


async def test_the_cookie_is_hidden_from_scripts_and_lasts_as_asked(browser):
    who = await person()

    lasting = await sign_in(browser, who)
    await browser.post("/keluar", data={"_csrf_token": ""}, headers=await make.signed_in(who))
    browser.cookies.clear()
    short = await send(browser, "/masuk", identity=who.username, password=PASSWORD)

    (cookie,) = [c for c in lasting.headers.get_list("set-cookie") if c.startswith("session=")]
    (today,) = [c for c in short.headers.get_list("set-cookie") if c.startswith("session=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=15552000" in cookie
    assert "Max-Age=43200" in today
    assert not any(c.startswith("device=") for c in short.headers.get_list("set-cookie"))


async def test_signing_out_ends_the_session_for_good(browser):
    who = await person()
    await sign_in(browser, who)
    token = browser.cookies["session"]

    answer = await send(browser, "/keluar", page="/pengaturan")

    assert (answer.status_code, answer.headers["location"]) == (303, "/masuk")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert await sessions.find(token) is None
    assert not await is_in(browser)


async def test_signing_out_by_htmx_clears_the_drafts(browser):
    who = await person()

    answer = await browser.post("/keluar", headers=await make.signed_in(who, htmx=True))

    assert answer.headers["hx-redirect"] == "/masuk"
    assert "draft:clear" in answer.headers["hx-trigger"]


async def test_a_link_signs_nobody_out(browser):
    who = await person()
    await sign_in(browser, who)

    assert (await browser.get("/keluar")).status_code == 303
    assert await is_in(browser)


async def test_nobody_is_signed_in_or_out_without_a_token_of_ours(browser):
    """Login CSRF: a stranger's page cannot put a visitor into the stranger's account."""
    who = await person()

    answer = await browser.post("/masuk", data={"identity": who.username, "password": PASSWORD})

    assert answer.status_code == 403
    assert not await is_in(browser)


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/forum\r\nSet-Cookie: x=1",
        "evil.example",
        "/é",
        "",
        None,
        "/masuk",
        "/keluar",
        "/masuk/kode?lanjut=/x",
        "/a\\b",
        "/" + "a" * 600,
    ],
)
@pytest.mark.once
def test_only_addresses_of_this_house_are_gone_back_to(wanted):
    assert safe_return(wanted) == "/beranda"


@pytest.mark.parametrize("wanted", ["/", "/forum/t/7-banjir?hal=2#p9", "/kim/kim-mallari", "/masukan"])
@pytest.mark.once
def test_addresses_of_this_house_are_gone_back_to(wanted):
    assert safe_return(wanted) == wanted


async def test_the_way_back_is_kept_through_the_form(browser):
    who = await person()

    start = await browser.get("/pengaturan/perangkat")
    answer = await sign_in(browser, who, lanjut="/pengaturan/perangkat")
    away = await sign_in(browser, who, lanjut="//evil.example")

    assert start.headers["location"] == "/masuk?lanjut=/pengaturan/perangkat"
    assert answer.headers["location"] == "/pengaturan/perangkat"
    assert away.headers["location"] == "/beranda"


async def test_coming_in_and_being_refused_are_in_the_trail_without_secrets(browser, caplog):
    who = await person()
    caplog.set_level(logging.INFO, "kimhub.security")

    await sign_in(browser, who, "bukan ini sandinya")
    await send(browser, "/masuk", identity="evil\r\nforged: line", password="sandi yang diketik")
    await sign_in(browser, who)

    kinds = [row["kind"] for row in await Event.select(Event.kind).order_by(Event.id)]
    trail = str(await Event.select()) + caplog.text
    assert kinds == ["SignInRefused", "SignedIn"]
    assert "bukan ini sandinya" not in trail
    assert "sandi yang diketik" not in trail
    assert "forged" not in caplog.text
    assert f"account {who.id}" in caplog.text


async def test_an_older_hash_is_made_anew_at_the_next_sign_in(browser):
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    who = await make.user(password=old)

    await sign_in(browser, who)

    kept = await User.select(User.password).where(User.id == who.id).first()
    assert kept["password"] != old
    assert not passwords.is_outdated(kept["password"])
    assert (await sign_in(browser, who)).status_code == 303


async def test_a_session_ends_after_idle_days_and_absolutely(browser):
    who = await make.user()
    token = await sessions.begin(who.id)
    assert await sessions.find(token)

    await Session.update({Session.last_seen_at: now() - timedelta(days=31)}, force=True)
    assert await sessions.find(token) is None

    await Session.update(
        {Session.last_seen_at: now(), Session.ends_at: now() - timedelta(seconds=1)}, force=True
    )
    assert await sessions.find(token) is None


async def test_locking_an_account_ends_its_sessions_at_once(browser):
    who = await person()
    await sign_in(browser, who)
    assert await is_in(browser)

    await service.lock(who.id, by=None)

    assert not await is_in(browser)
    assert "dikunci" in (await sign_in(browser, who)).text
    await service.unlock(who.id, by=None)
    assert (await sign_in(browser, who)).status_code == 303


def _without_tokens(text: str) -> str:
    return re.sub(r'value="[0-9a-f]{56}"', "", text)
