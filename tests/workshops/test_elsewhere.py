"""Events on the pages of others: an organization's, the front page, and one's own home."""

from datetime import timedelta
from xml.etree import ElementTree as Xml

import pytest

from kimhub.core import front
from kimhub.core.db import now
from tests import make
from tests.spy import queries

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def kim(wilayah):
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


async def test_the_agenda_stands_on_the_page_of_an_organization(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    empty = (await browser.get("/k/kim-mallari")).text
    inside = (await browser.get("/kim/kim-mallari", headers=admin)).text
    assert 'id="agenda"' not in empty
    assert "Belum ada kegiatan yang akan datang." in inside
    for n in range(4):
        start = now() + timedelta(days=n + 1)
        await make.workshop(kim, f"Acara {n} & kopi", starts_at=start, ends_at=start + timedelta(hours=2))
    await make.workshop(kim, "Rahasia", state="draft")
    past = now() - timedelta(days=2)
    await make.workshop(kim, "Lewat", starts_at=past, ends_at=past + timedelta(hours=2), state="finished")
    await make.workshop(await make.kim("KIM Lain", wilayah_code="73.08.16.2010"), "Punya tetangga")
    front.forget()  # rows made by hand tell nobody that pages kept for everybody are old

    for address, headers in (("/k/kim-mallari", {}), ("/kim/kim-mallari", admin)):
        page = (await browser.get(address, headers=headers)).text
        agenda = page.partition('id="agenda"')[2].partition("</section>")[0]
        assert [f"Acara {n} &amp; kopi" in agenda for n in range(4)] == [True, True, True, False]
        assert "/pelatihan?kim=kim-mallari" in page
        for absent in ("Rahasia", "Lewat", "Punya tetangga"):
            assert absent not in agenda
    assert 'href="/k/kim-mallari/agenda.ics"' in (await browser.get("/k/kim-mallari")).text
    assert "?bahasa=en" in (await browser.get("/k/kim-mallari?bahasa=en")).text.partition('id="agenda"')[2]


async def test_the_front_page_names_what_is_coming_in_its_wilayah(browser, kim):
    assert 'id="agenda"' not in (await browser.get("/")).text
    await make.workshop(kim, "Di sini")
    await make.workshop(await make.kim("KIM Jauh", wilayah_code="35.08.01.2005"), "Di Jawa")
    front.forget()

    page = (await browser.get("/")).text

    assert "Di sini" in page
    assert "Di Jawa" not in page
    assert "09.00–15.00 WITA" in page


async def test_home_names_ones_own_and_what_is_near(browser, kim):
    siti = await make.member(kim)
    headers = await make.signed_in(siti)
    assert 'id="events"' not in (await browser.get("/beranda", headers=headers)).text
    far = await make.workshop(await make.kim("KIM Jauh", wilayah_code="35.08.01.2005"), "Di Jawa")
    await make.workshop(await make.kim("KIM Maros", wilayah_code="73.09.01.2001"), "Di sebelah")
    for n in range(5):
        start = now() + timedelta(days=n + 1)
        await make.workshop(kim, f"Dekat {n}", starts_at=start, ends_at=start + timedelta(hours=2))
    await make.workshop(kim, "Batal", state="cancelled")
    await make.registration(far, siti)

    with queries() as seen:
        page = (await browser.get("/beranda", headers=headers)).text
    events = page.partition('id="events"')[2].partition("</section>")[0]

    assert [name for name in ("Dekat 0", "Dekat 1", "Dekat 2", "Di Jawa") if name in events] == [
        "Dekat 0",
        "Dekat 1",
        "Dekat 2",
        "Di Jawa",
    ]
    assert "Anda terdaftar" in events
    for absent in ("Dekat 3", "Di sebelah", "Batal"):
        assert absent not in events
    assert len(seen) <= 7, seen
    loose = await make.signed_in(await make.user())
    assert 'id="events"' not in (await browser.get("/beranda", headers=loose)).text


async def test_what_was_announced_is_news(browser, kim):
    await make.workshop(kim, "Kopi & <kabar>", purpose="Belajar *menulis*")
    await make.workshop(kim, "Batal", state="cancelled")
    await make.workshop(kim, "Rahasia", state="draft")

    answer = await browser.get("/pelatihan/atom.xml")
    found = Xml.fromstring(answer.content)  # noqa: S314 - our own answer

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    titles = {entry.findtext(f"{ATOM}title") for entry in found.iter(f"{ATOM}entry")}
    assert titles == {"Kopi & <kabar>", "Dibatalkan: Batal"}
    assert "09.00 WITA, Aula Kantor Desa Mallari" in answer.text
    assert "strong" in answer.text
    assert 'href="/pelatihan/atom.xml"' in (await browser.get("/pelatihan")).text


async def test_robots_stay_away_from_secret_addresses_and_find_events(browser, kim):
    robots = (await browser.get("/robots.txt")).text

    for closed in ("/ikut/", "/hadir/", "/kalender/"):
        assert f"Disallow: {closed}" in robots
    assert "Disallow: /pelatihan" not in robots
    assert "Sitemap: http://testserver.local/sitemap.xml" in robots
