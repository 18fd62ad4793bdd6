"""Guessing is slowed down and stopped, without shutting anybody's village out."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from kimhub.accounts import devices, throttle
from kimhub.accounts.passwords import Busy
from kimhub.core.db import now
from kimhub.core.errors import TooMany
from kimhub.core.tables import Bucket, Event
from tests import make
from tests.accounts.browsing import HTMX, PASSWORD, is_in, person, send, sign_in


@pytest.fixture(autouse=True)
async def house() -> None:
    await make.installed()


async def guess(browser, who, times: int) -> list[int]:
    return [(await sign_in(browser, who, f"tebakan nomor {n}")).status_code for n in range(times)]


async def test_after_five_wrong_passwords_the_sixth_waits_even_if_right(browser):
    who = await person()

    codes = await guess(browser, who, 5)
    answer = await sign_in(browser, who)

    assert codes == [422] * 5
    assert answer.status_code == 429
    assert "tunggu 1 menit" in answer.text
    assert int(answer.headers["retry-after"]) <= 60
    assert who.username in answer.text  # what was typed is still there


async def test_htmx_gets_the_same_as_a_fragment(browser):
    who = await person()
    await guess(browser, who, 5)

    answer = await send(browser, "/masuk", headers=HTMX, identity=who.username, password=PASSWORD)

    assert answer.status_code == 422
    assert "tunggu 1 menit" in answer.text


async def test_more_in_a_quarter_of_an_hour_closes_the_account_for_longer(browser):
    who = await person()
    for _round in range(2):
        await guess(browser, who, 5)
        await Bucket.update({Bucket.resets_at: now()}).where(Bucket.key.like("sign-in-1m:%"))

    answer = await sign_in(browser, who)

    assert answer.status_code == 429
    assert "menit" in answer.text
    assert int(answer.headers["retry-after"]) > 800


async def test_a_name_nobody_has_closes_like_any_other(browser):
    codes = [
        (await send(browser, "/masuk", identity="tidak.ada", password=f"tebakan {n}")).status_code
        for n in range(6)
    ]

    assert codes == [422] * 5 + [429]


async def test_phone_and_user_name_of_one_account_count_together(browser):
    who = await person(phone="+6281234567890")
    for _n in range(3):
        await sign_in(browser, who, "salah satu")
    for _n in range(2):
        await send(browser, "/masuk", identity="0812 3456 7890", password="salah dua")

    assert (await sign_in(browser, who)).status_code == 429


async def test_a_stranger_cannot_lock_the_owner_out_of_a_known_phone(browser, app):
    who = await person()
    await sign_in(browser, who)  # now this phone is known
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://testserver.local"
    ) as stranger:
        await guess(stranger, who, 5)
        assert (await sign_in(stranger, who)).status_code == 429

    answer = await sign_in(browser, who)

    assert answer.status_code == 303
    assert await is_in(browser)


async def test_neighbours_with_the_same_address_are_not_held_up(browser):
    """The limit is the account's, never that of an address a village shares."""
    who, neighbour = await person(), await person()
    await guess(browser, who, 5)

    assert (await sign_in(browser, who)).status_code == 429
    assert (await sign_in(browser, neighbour)).status_code == 303


async def test_a_known_phone_has_its_limit_too(browser):
    who = await person()
    await sign_in(browser, who)

    codes = await guess(browser, who, 6)

    assert codes == [422] * 5 + [429]


async def test_a_forged_device_cookie_is_no_known_device(browser):
    who = await person()
    browser.cookies.set("device", f"abc.{who.id}.{'0' * 32}", domain="testserver.local")
    await guess(browser, who, 5)
    browser.cookies.set("device", f"def.{who.id}.{'0' * 32}", domain="testserver.local")

    assert (await sign_in(browser, who)).status_code == 429


async def test_the_right_password_wipes_the_slate(browser):
    who = await person()
    for _round in range(4):
        await guess(browser, who, 3)
        assert (await sign_in(browser, who)).status_code == 303


async def test_closed_tries_fill_no_trail(browser):
    who = await person()

    await guess(browser, who, 9)

    assert await Event.count().where(Event.kind == "SignInRefused") == 5


async def test_a_hundred_guesses_at_once_are_counted_one_by_one():
    async def attempt() -> bool:
        try:
            await throttle.count_try("sign-in", 7, devices.Client())
        except TooMany:
            return False
        return True

    let_through = await asyncio.gather(*[attempt() for _n in range(30)])

    assert sum(let_through) == 5


@pytest.mark.once
@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 menit"), (60, "1 menit"), (61, "2 menit"), (900, "15 menit"), (80_000, "23 jam")],
)
def test_the_wait_is_said_in_words(seconds, said):
    assert said in throttle.sentence(TooMany(seconds))


@pytest.mark.once
def test_a_busy_house_blames_nobody():
    assert "Banyak orang" in throttle.sentence(Busy(5))


@pytest.mark.once
def test_a_device_remembers_the_accounts_it_was_let_in_to():
    first = devices.read(devices.remember(devices.Client(), 7))
    both = devices.read(devices.remember(first, 9))
    many = both
    for number in range(20, 40):
        many = devices.read(devices.remember(many, number))

    assert first.knows(7)
    assert not first.knows(9)
    assert both.nonce == first.nonce
    assert both.knows(7)
    assert both.knows(9)
    assert len(many.accounts) == devices.KEPT
    assert not devices.read("é" * 40).knows(7)
    assert not devices.read(None).knows(None)


@pytest.mark.once
@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36",
            "Chrome di Android",
        ),
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A145F) SamsungBrowser/24.0 Chrome/117.0 Safari/537.36",
            "Samsung Internet di Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Mobile Safari/604.1",
            "Safari di iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0",
            "Firefox di Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/124.0 Safari/537.36 Edg/124.0",
            "Edge di Windows",
        ),
        ("Opera/9.80 (Android; Opera Mini/36.2) Presto/2.12.423", "Opera di Android"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_called_as_its_owner_would(agent, name):
    assert devices.name_of(agent) == name


async def test_the_wait_ends(browser):
    who = await person()
    await guess(browser, who, 5)
    assert (await sign_in(browser, who)).status_code == 429

    await Bucket.update({Bucket.resets_at: now() - timedelta(seconds=1)}, force=True)

    assert (await sign_in(browser, who)).status_code == 303
