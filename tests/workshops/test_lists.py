"""/pelatihan: what is coming, what was, and what is one's own."""

from datetime import timedelta

import pytest

from kimhub.core.db import now
from kimhub.workshops import lists
from kimhub.workshops.tables import Workshop
from kimhub.workshops.views_lists import Wanted
from tests import make
from tests.spy import queries


@pytest.fixture(autouse=True)
async def installed(database, wilayah):
    await make.installed()


def at(days: float) -> dict[str, object]:
    start = now() + timedelta(days=days)
    return {"starts_at": start, "ends_at": start + timedelta(hours=5)}


async def titles(browser, address: str, headers=None) -> list[str]:
    page = await browser.get(address, headers=headers or {})
    assert page.status_code == 200, page.text[:500]
    parts = page.text.split('<li class="event-row"')[1:]
    return [part.partition("<h3>")[2].partition(">")[2].partition("</a>")[0] for part in parts]


async def test_guests_see_what_was_announced_and_never_a_draft(browser):
    kim = await make.kim()
    await make.workshop(kim, "Dua minggu lagi", **at(14))
    await make.workshop(kim, "Besok & lusa", **at(1), kind="bimtek", capacity=50, taken=19, waiting=3)
    await make.workshop(kim, "Rahasia", **at(2), state="draft")
    await make.workshop(kim, "Batal", **at(3), state="cancelled")
    await make.workshop(kim, "Sedang jalan", **at(-0.1))
    await make.workshop(kim, "Kemarin dulu", **at(-2), state="finished")

    page = await browser.get("/pelatihan")
    again = await browser.get("/pelatihan", headers={"If-None-Match": page.headers["etag"]})

    coming = ["Sedang jalan", "Besok &amp; lusa", "Batal", "Dua minggu lagi"]
    assert await titles(browser, "/pelatihan") == coming
    assert await titles(browser, "/pelatihan?lalu=1") == ["Kemarin dulu"]
    assert await titles(browser, "/pelatihan?jenis=bimtek") == ["Besok &amp; lusa"]
    assert "19/50 kursi, 3 menunggu" in page.text
    assert "Dibatalkan" in page.text
    assert again.status_code == 304
    assert page.headers["cache-control"] == "private, no-cache"
    for absent in ("Rahasia", "<script", "_csrf_token", "/pelatihan/baru"):
        assert absent not in page.text
    english = (await browser.get("/pelatihan?bahasa=en&jenis=rapat")).text
    assert '<html lang="en">' in english


async def test_an_empty_agenda_says_what_will_stand_there(browser):
    assert "Belum ada pelatihan yang diumumkan" in (await browser.get("/pelatihan")).text
    assert "Tidak ada yang cocok" in (await browser.get("/pelatihan?jenis=lomba")).text
    kim = await make.kim()
    admin = await make.signed_in(await make.kim_admin(kim))
    page = (await browser.get("/pelatihan", headers=admin)).text
    assert "Belum ada pelatihan yang diumumkan" in page
    assert 'href="/pelatihan/baru"' in page
    assert "Belum ada pelatihan yang lewat" in (await browser.get("/pelatihan?lalu=1", headers=admin)).text
    assert "Anda belum terdaftar" in (await browser.get("/pelatihan/saya", headers=admin)).text
    member = await make.signed_in(await make.member(kim))
    assert "/pelatihan/baru" not in (await browser.get("/pelatihan", headers=member)).text


async def test_a_member_narrows_the_list_and_sees_the_own_state(browser):
    kim = await make.kim()
    beside = await make.kim("KIM Maros", wilayah_code="73.09.01.2001")
    siti = await make.member(kim)
    mine = await make.workshop(kim, "Di KIM saya", **at(3))
    far = await make.workshop(beside, "Di kabupaten lain", **at(4))
    await make.workshop(beside, "Bukan punya saya", **at(5))
    await make.registration(far, siti, "waiting")
    await make.registration(mine, siti, "cancelled")
    headers = await make.signed_in(siti)

    assert len(await titles(browser, "/pelatihan", headers)) == 3
    assert await titles(browser, "/pelatihan?milik=saya", headers) == ["Di kabupaten lain"]
    assert await titles(browser, "/pelatihan?milik=kim", headers) == ["Di KIM saya"]
    assert await titles(browser, "/pelatihan?wilayah=73.08", headers) == ["Di KIM saya"]
    assert await titles(browser, f"/pelatihan?kim={beside.slug}", headers) == [
        "Di kabupaten lain",
        "Bukan punya saya",
    ]
    page = (await browser.get("/pelatihan", headers=headers)).text
    assert page.count("Anda di daftar tunggu") == 1
    assert "Anda terdaftar" not in page
    assert len(await titles(browser, "/pelatihan?milik=saya")) == 3, "a guest has nothing of their own"


async def test_a_long_list_goes_on_without_losing_or_repeating_a_line(browser):
    kim = await make.kim()
    start = now() + timedelta(days=2)
    for n in range(45):  # several at the same moment: the id decides
        await make.workshop(
            kim,
            f"Acara {n:02}",
            starts_at=start + timedelta(hours=n // 5),
            ends_at=start + timedelta(days=1),
        )
    headers = await make.signed_in(await make.member(kim), htmx=True)
    found: list[str] = []
    address = "/pelatihan"
    while address:
        page = (await browser.get(address, headers=headers)).text
        parts = page.split('<li class="event-row"')[1:]
        found += [part.partition("<h3>")[2].partition(">")[2].partition("</a>")[0] for part in parts]
        address = page.partition('id="more" href="')[2].partition('"')[0].replace("&amp;", "&")
        assert 'hx-swap-oob="beforeend"' in page or len(found) == lists.PER_PAGE

    assert found == [f"Acara {n:02}" for n in range(45)]
    with queries() as seen:
        await browser.get("/pelatihan", headers=headers)
    assert len(seen) <= 3, seen
    for nonsense in ("x", "1-2-3", "9" * 30 + "-1", "-", "१-१", "99999999999999999999-5"):
        assert (await browser.get(f"/pelatihan?setelah={nonsense}", headers=headers)).status_code == 200


async def test_ones_own_page_puts_offers_first_and_drafts_on_top_of_what_one_runs(browser):
    kim = await make.kim()
    siti = await make.officer(kim)
    other = await make.kim("KIM Lain", wilayah_code="73.08.16.2016")
    sure = await make.workshop(other, "Pasti ikut", **at(3))
    offer = await make.workshop(kim, "Ada kursi", **at(9))
    before = await make.workshop(kim, "Dulu", **at(-30), state="finished")
    plan = await make.workshop(kim, "Rencana", state="draft")
    await Workshop.update({Workshop.starts_at: None, Workshop.ends_at: None}).where(Workshop.id == plan.id)
    helped = await make.workshop(other, "Bantu-bantu", **at(4), state="draft")
    await make.workshop(other, "Draf orang", state="draft")
    await make.helper(helped, siti)
    await make.registration(sure, siti)
    await make.registration(offer, siti, "offered", offered_until=now() + timedelta(hours=20))
    await make.registration(before, siti)
    headers = await make.signed_in(siti)

    page = (await browser.get("/pelatihan/saya", headers=headers)).text
    runs = page.partition('id="runs"')[2].partition("</section>")[0]

    assert "Giliran Anda: 1 kursi ditahan" in page
    assert "Pasti ikut" in page
    assert "Yang pernah saya ikuti" in page
    assert "Draf orang" not in page
    assert runs.index("Rencana") < runs.index("Ada kursi")
    assert "Bantu-bantu" in runs
    assert plan.slug in runs
    with queries() as seen:
        await browser.get("/pelatihan/saya", headers=headers)
    assert len(seen) <= 3, seen
    assert (await browser.get("/pelatihan/saya")).status_code == 303


async def test_the_next_of_an_organization_or_a_place():
    kim = await make.kim()
    beside = await make.kim("KIM Maros", wilayah_code="73.09.01.2001")
    for n in range(4):
        await make.workshop(kim, f"Acara {n}", **at(n + 1))
    await make.workshop(beside, "Lain", **at(1))

    assert [row.title for row in await lists.next_of(2, Wanted(kim=kim.slug))] == ["Acara 0", "Acara 1"]
    assert [row.title for row in await lists.next_of(5, Wanted(wilayah="73.09"))] == ["Lain"]
    assert (await lists.next_of(1, Wanted(kim=kim.slug)))[0].area == "Kec. Awangpone"
