"""The door in a real browser: two phones, one of them without signal for half of the time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from kimhub.accounts import sessions
from kimhub.core.db import now
from kimhub.workshops.tables import Workshop, WorkshopSession
from kimhub.workshops.tables_door import Attendance, DoorAct
from kimhub.workshops.tables_seats import Registration
from tests import make
from tests.browser.test_paths import PHONE, says

pytestmark = pytest.mark.usefixtures("cleaner")

PEOPLE = 300
NASTY = '<img src=x onerror="window.broken = 1">'
TAP = """names => { for (const button of document.querySelectorAll('#people button'))
  if (names.includes(button.closest('li').querySelector('b').textContent)) button.click(); }"""


@pytest.fixture
async def home(site: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same site at an address where browsers allow workers: over https, or on this machine."""
    monkeypatch.setattr("kimhub.core.web.known_host", lambda scope: True)
    await make.installed()
    return site.replace("testserver.local", "127.0.0.1")


def name(number: int) -> str:
    return NASTY if number == 7 else f"Orang {number:03d}"


async def hall() -> tuple[Workshop, int]:
    """A workshop that is on, with a seat for each of 300 people."""
    begun = now() - timedelta(hours=1)
    kim = await make.kim("KIM Mallari")
    made = await make.workshop(kim, starts_at=begun, ends_at=begun + timedelta(hours=6), capacity=None)
    rows = [
        Registration(
            workshop=made.id,
            name=name(n),
            from_where="KIM Unra",
            state="confirmed",
            line=n,
            code=f"K{n:04d}",
        )
        for n in range(PEOPLE)
    ]
    await Registration.insert(*rows)
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == made.id)
    assert session
    return made, session.id


@asynccontextmanager
async def phone(
    chromium: Browser, home: str, workshop: Workshop, who: str
) -> AsyncIterator[BrowserContext]:
    """The phone of a helper at this door, signed in."""
    person = await make.user(who)
    await make.helper(workshop, person, "door")
    context = await chromium.new_context(viewport=PHONE, base_url=home, has_touch=True)
    context.set_default_timeout(20_000)
    token = await sessions.begin(person.id, "Chrome di Android", confirmed=True)
    await context.add_cookies([{"name": "session", "value": token, "url": home}])
    yield context
    await context.close()


async def open_door(context: BrowserContext, workshop: Workshop) -> Page:
    page = await context.new_page()
    await page.goto(f"/pelatihan/{workshop.slug}/pintu")
    await expect(page.locator("#people > li")).to_have_count(PEOPLE)
    return page


async def present(session: int) -> set[str]:
    rows = await Attendance.select(Attendance.registration.name).where(Attendance.session == session)
    names = [row["registration.name"] for row in rows]
    assert len(names) == len({*names})  # nobody twice
    return {*names}


async def test_each_of_300_people_counts_once_with_two_phones_and_half_the_signal(
    chromium: Browser, home: str
):
    workshop, session = await hall()
    lost = 0

    async def lose(route: Route) -> None:
        """The server gets it, the phone hears nothing."""
        nonlocal lost
        if route.request.method == "POST" and lost < 2:
            lost += 1
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    async with (
        phone(chromium, home, workshop, "Penjaga Satu") as one,
        phone(chromium, home, workshop, "Penjaga Dua") as two,
    ):
        first, second = await open_door(one, workshop), await open_door(two, workshop)
        await second.evaluate("navigator.serviceWorker.ready")  # the page is kept on the phone
        await two.set_offline(True)
        await first.route("**/kirim", lose)

        await first.evaluate(TAP, [name(n) for n in range(150)])
        await second.evaluate(TAP, [name(n) for n in range(100, 200)])
        await second.evaluate(TAP, [name(199)])  # a slip, taken back
        await second.locator("#walk-in-fold summary").click()
        await second.fill("[name=name]", "Tamu Tanpa Sinyal")
        await second.click("#walk-in button")
        await says(second, "102 belum terkirim")
        await expect(second.locator("#present")).to_have_text(f"100 dari {PEOPLE + 1}")

        await second.reload()  # without signal: the page comes from the phone
        await expect(second.locator("#present")).to_have_text(f"100 dari {PEOPLE + 1}")
        await second.close()  # the tab is gone, what was tapped is not
        second = await two.new_page()
        await second.goto(f"/pelatihan/{workshop.slug}/pintu")
        await expect(second.locator("#people > li")).to_have_count(PEOPLE + 1)
        await says(second, "102 belum terkirim")
        await second.fill("#q", "orang 25")
        await expect(second.locator("#people > li:visible")).to_have_count(10)
        await second.locator("#people > li:visible button").first.click()
        assert await second.evaluate("window.broken") is None

        await says(first, "Tersambung. Semua tercatat.")
        assert lost  # the worker may have sent the rest
        await two.set_offline(False)
        await says(second, "Tersambung. Semua tercatat.")

        came = {name(n) for n in range(199)} | {name(250), "Tamu Tanpa Sinyal"}
        assert await present(session) == came
        keys = await DoorAct.select(DoorAct.key).where(DoorAct.session == session)
        assert len(keys) == 150 + 102 + 1  # each tap once, however often it was sent
        for page in (first, second):
            await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            await expect(page.locator("#present")).to_have_text(f"{len(came)} dari {PEOPLE + 1}")
            assert await page.evaluate("window.broken") is None
        await expect(first.locator("#people b", has_text="<img src=x")).to_be_visible()
