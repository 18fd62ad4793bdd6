"""The door in a real browser: two phones, one of them without signal for half of the time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import segno
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from kimhub.accounts import sessions
from kimhub.accounts.tables import Session
from kimhub.core.db import now, transaction
from kimhub.workshops import door
from kimhub.workshops.tables import Workshop, WorkshopSession
from kimhub.workshops.tables_door import Attendance, DoorAct
from kimhub.workshops.tables_seats import Registration
from tests import make
from tests.browser.phones import PHONE
from tests.browser.test_paths import says

pytestmark = pytest.mark.usefixtures("cleaner")

PEOPLE, FEW = 300, 50
NASTY = '<img src=x onerror="window.broken = 1">'
TAP = """names => { for (const button of document.querySelectorAll('#people button'))
  if (names.includes(button.closest('li').querySelector('b').textContent)) button.click(); }"""

# A camera that sees one picture.
CAMERA = """async picture => {
  const image = new Image(), canvas = document.createElement('canvas');
  image.src = picture;
  await image.decode();
  canvas.width = canvas.height = 400;
  const paper = canvas.getContext('2d');
  const draw = () => {
    paper.fillStyle = '#fff';
    paper.fillRect(0, 0, 400, 400);
    paper.drawImage(image, 60, 60, 280, 280);
    requestAnimationFrame(draw);
  };
  draw();
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
}"""
# How many lists and how many acts the phone keeps.
STORED = """async () => {
  const answer = asked => new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const base = await answer(indexedDB.open('door'));
  const count = name => answer(base.transaction(name).objectStore(name).count());
  const both = [await count('lists'), await count('acts')];
  base.close();
  return both;
}"""

# Whether the worker keeps the page, and nothing but it and static files; whether a name is in there.
KEPT = """async path => {
  const kept = await caches.open(`door ${path}`);
  const every = (await kept.keys()).map(one => new URL(one.url).pathname);
  const page = await (await kept.match(path)).text();
  const only = every.every(one => one === path || one.startsWith('/static/'));
  return [every.includes(path) && only, page.includes('Orang 0')];
}"""


@pytest.fixture
async def home(site: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same site at an address where browsers allow workers: over https, or on this machine."""
    monkeypatch.setattr("kimhub.core.web.known_host", lambda scope: True)
    await make.installed()
    return site.replace("testserver.local", "127.0.0.1")


def name(number: int) -> str:
    return NASTY if number == 7 else f"Orang {number:03d}"


async def hall(people: int = PEOPLE) -> tuple[Workshop, int]:
    """A workshop that is on, with a seat for each of so many people."""
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
        for n in range(people)
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


async def open_door(context: BrowserContext, workshop: Workshop, people: int = PEOPLE) -> Page:
    page = await context.new_page()
    await page.goto(f"/pelatihan/{workshop.slug}/pintu")
    await expect(page.locator("#people > li")).to_have_count(people)
    return page


async def open_again(page: Page, workshop: Workshop, people: int) -> None:
    await page.goto(f"/pelatihan/{workshop.slug}/pintu")
    await expect(page.locator("#people > li")).to_have_count(people)


async def tick_on_paper(page: Page, workshop: Workshop, rows: str) -> int:
    """What the signed sheet says goes in by row numbers; returns how many were new."""
    await page.goto(f"/pelatihan/{workshop.slug}/daftar-hadir/1")
    await page.fill("[name=numbers]", rows)
    await page.get_by_role("button", name="Lihat nama-namanya").click()
    button = page.get_by_role("button", name="Catat")
    text = await button.inner_text()
    await button.click()
    await says(page, "orang tercatat hadir.")
    return int(text.split()[1])


async def kept(page: Page, acts: int) -> None:
    """Wait until the phone has as many acts on its disk: each is written by itself, and a hundred taps in
    one go are said before the last of them is."""
    async with asyncio.timeout(60):
        while (await page.evaluate(STORED))[1] != acts:  # noqa: ASYNC110
            await asyncio.sleep(0.05)  # between two looks; what ends the wait is that it is there


async def sign_out_everywhere() -> None:
    async with transaction():
        await Session.delete(force=True)


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
        await first.goto(f"/pelatihan/{workshop.slug}/daftar-hadir")
        await first.get_by_role("button", name="Buat lembar baru").click()
        await says(first, "DAFTAR HADIR PESERTA")
        await open_again(first, workshop, PEOPLE)
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
        await kept(second, 102)

        await second.reload()  # without signal: the page comes from the phone
        await expect(second.locator("#present")).to_have_text(f"100 dari {PEOPLE + 1}")
        await second.close()  # the tab is gone, what was tapped is not
        second = await two.new_page()
        await second.goto(f"/pelatihan/{workshop.slug}/pintu")
        await expect(second.locator("#people > li")).to_have_count(PEOPLE + 1)
        await says(second, "102 belum terkirim")
        assert await second.evaluate(KEPT, f"/pelatihan/{workshop.slug}/pintu") == [True, False]
        third = await two.new_page()  # another tab of the same phone
        await third.goto(f"/pelatihan/{workshop.slug}/pintu")
        await expect(third.locator("#people > li")).to_have_count(PEOPLE + 1)
        await third.evaluate(TAP, [name(260)])
        await says(second, "103 belum terkirim")
        await kept(second, 103)
        await second.fill("#q", "orang 25")
        await expect(second.locator("#people > li:visible")).to_have_count(10)
        await second.locator("#people > li:visible button").first.click()
        assert await second.evaluate("window.broken") is None

        await says(first, "Tersambung. Semua tercatat.")
        assert lost  # the worker may have sent the rest
        await two.set_offline(False)
        await says(second, "Tersambung. Semua tercatat.")

        came = {name(n) for n in range(199)} | {name(250), name(260), "Tamu Tanpa Sinyal"}
        assert await present(session) == came
        assert await tick_on_paper(first, workshop, "190-240") == 41  # ten of them are in by phone
        came |= {name(n) for n in range(189, 240)}
        assert await present(session) == came
        keys = await DoorAct.select(DoorAct.key).where(DoorAct.session == session)
        assert len(keys) == 150 + 102 + 2 + 51  # each tap and each row once, however often it was sent
        await open_again(first, workshop, PEOPLE + 1)
        for page in (first, second):
            await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            await expect(page.locator("#present")).to_have_text(f"{len(came)} dari {PEOPLE + 1}")
            assert await page.evaluate("window.broken") is None
        await expect(first.locator("#people b", has_text="<img src=x")).to_be_visible()


async def test_what_the_phone_keeps_leaves_with_the_session_and_the_camera_reads_codes(
    chromium: Browser, home: str
):
    workshop, session = await hall(FEW)
    people = await Registration.select(Registration.name, Registration.code).order_by(Registration.id)
    address = door.personal_address(workshop.slug, people[42]["code"])
    picture = segno.make(address, error="m").svg_data_uri(border=4, scale=4)
    waiting = await make.registration(workshop, state="waiting", name="Budi Menunggu", code="WAIT2")
    async with phone(chromium, home, workshop, "Penjaga Pintu") as context:
        page = await open_door(context, workshop, FEW + 1)
        await page.evaluate("navigator.serviceWorker.ready")
        await page.click("#scan")  # no camera here: the words say so, and the code can be typed
        await says(page, "Kamera tidak bisa dipakai.")
        await expect(page.locator("#kode")).to_be_focused()

        await page.evaluate(CAMERA, picture)
        await page.click("#scan")
        await says(page, f"{people[42]['name']} hadir.")
        await page.click("#stop-scan")
        await page.fill("#kode", "wait2")
        await page.click("#code-form button")
        await says(page, "Budi Menunggu masih di daftar tunggu.")
        await expect(page.locator("#present")).to_have_text(f"1 dari {FEW}")
        await page.get_by_role("button", name="Izinkan masuk").click()
        await expect(page.locator("#present")).to_have_text(f"2 dari {FEW + 1}")
        await says(page, "Tersambung. Semua tercatat.")
        assert await present(session) == {people[42]["name"], waiting.name}

        # Somebody who may be on the list already is asked about, never doubled.
        await page.locator("#walk-in-fold summary").click()
        await page.fill("[name=name]", "orang  043")
        await page.click("#walk-in button")
        await page.get_by_role("button", name="Orang yang sama: Orang 043").click()
        await expect(page.locator("#present")).to_have_text(f"3 dari {FEW + 1}")
        await says(page, "Tersambung. Semua tercatat.")
        assert await present(session) == {people[42]["name"], waiting.name, "Orang 043"}

        # Signed out somewhere else: the names go, what was tapped waits for the same person.
        await context.set_offline(True)
        await page.locator("#people button").first.click()
        await says(page, "1 belum terkirim")
        await sign_out_everywhere()
        await context.set_offline(False)
        await says(page, "Anda perlu masuk lagi.")
        await expect(page.locator("#people > li")).to_have_count(0)
        assert await page.evaluate(STORED) == [0, 1]

        await page.get_by_role("button", name="Keluar").click()
        await says(page, "ketuk Keluar sekali lagi")
        await page.get_by_role("button", name="Keluar").click()
        await page.wait_for_url(
            "**/keluar"
        )  # that session is over: its form is refused, the phone is empty
        assert await page.evaluate(STORED) == [0, 0]
        assert await page.evaluate("caches.keys()") == []
