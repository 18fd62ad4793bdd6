"""The month, and the secret address of one's own calendar."""

import re
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from kimhub.accounts.tables import User
from kimhub.core.db import now
from kimhub.workshops import calendar_links, feeds, month
from kimhub.workshops.tables import Workshop, WorkshopSession
from kimhub.workshops.tables_after import CalendarLink
from tests import make
from tests.spy import queries

ROOM = "https://meet.contoh.id/ruang"


@pytest.fixture
async def kim(wilayah):
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026-11", date(2026, 11, 1)),
        ("", date(2026, 2, 1)),
        ("2026-13", date(2026, 2, 1)),
        ("0000-01", date(2026, 2, 1)),
        ("२०२६-११", date(2026, 2, 1)),
        ("2026-1", date(2026, 2, 1)),
        ("2100-12", date(2100, 12, 1)),
    ],
)
def test_the_month_of_an_address(text, first):
    assert month.read(text, date(2026, 2, 17)) == first
    sheet = month.make(first, [], date(2026, 2, 17))
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in sheet.weeks)
    inside = [day.day for week in sheet.weeks for day in week if day.inside]
    assert inside[0] == first
    assert (inside[-1] + timedelta(days=1)).day == 1


async def on(kim, day: datetime, title: str, hours: float = 3, **fields) -> Workshop:
    return await make.workshop(kim, title, starts_at=day, ends_at=day + timedelta(hours=hours), **fields)


async def test_a_month_shows_each_event_on_its_days(browser, kim):
    await on(kim, datetime(2031, 3, 5, 1, tzinfo=UTC), "Rapat & makan")
    await on(kim, datetime(2031, 3, 5, 5, tzinfo=UTC), "Sore")
    await on(kim, datetime(2031, 3, 9, 1, tzinfo=UTC), "Tiga hari", hours=54)
    await on(kim, datetime(2031, 3, 31, 17, tzinfo=UTC), "Sudah April")  # 01.00 WITA on the first
    await on(kim, datetime(2031, 2, 28, 17, tzinfo=UTC), "Dini hari Maret")
    await on(kim, datetime(2031, 3, 12, 1, tzinfo=UTC), "Draf", state="draft")
    headers = await make.signed_in(await make.member(kim))

    for given in ({}, headers):
        page = (await browser.get("/pelatihan/kalender?bulan=2031-03", headers=given)).text
        sheet = page.partition("<table")[2].partition("</table>")[0]
        marked = dict(re.findall(r'href="#d(\d+)"><b>\d+</b> <span[^>]*>(\d+)</span>', sheet))
        assert marked == {"1": "1", "5": "2", "9": "1", "10": "1", "11": "1"}
        assert "Rapat &amp; makan" in page
        assert "Sudah April" not in page
        assert "Draf</a>" not in page
        assert "bulan=2031-02" in page
        assert "bulan=2031-04" in page
        assert 'id="d10"' in page
    assert "Sudah April" in (await browser.get("/pelatihan/kalender?bulan=2031-04")).text
    empty = (await browser.get("/pelatihan/kalender?bulan=2032-01", headers=headers)).text
    assert "Tidak ada kegiatan di bulan ini" in empty
    for nonsense in ("x", "2031-00", "9999-12", "-1"):
        assert (await browser.get(f"/pelatihan/kalender?bulan={nonsense}")).status_code == 200
    with queries() as seen:
        await browser.get("/pelatihan/kalender?bulan=2031-03", headers=headers)
    assert len(seen) <= 2, seen


async def test_the_month_of_one_organization_one_place_and_oneself(browser, kim):
    far = await make.kim("KIM Maros", slug="kim-maros", wilayah_code="73.09.01.2001")
    day = datetime(2031, 3, 5, 1, tzinfo=UTC)
    near = await on(kim, day, "Dekat")
    await on(far, day, "Jauh")
    siti = await make.member(kim)
    await make.registration(near, siti)
    headers = await make.signed_in(siti)
    for query, here, absent in (
        ("kim=kim-maros", "Jauh", "Dekat"),
        ("wilayah=73.08", "Dekat", "Jauh"),
        ("milik=saya", "Dekat", "Jauh"),
        ("milik=kim", "Dekat", "Jauh"),
    ):
        page = (await browser.get(f"/pelatihan/kalender?bulan=2031-03&{query}", headers=headers)).text
        assert f">{here}</a>" in page, query
        assert f">{absent}</a>" not in page, query
        assert f"{query}&amp;bulan=2031-04" in page
    assert "Kalender: KIM Maros" in (await browser.get("/pelatihan/kalender?kim=kim-maros")).text
    assert "Kalender: Kab. Bone" in (await browser.get("/pelatihan/kalender?wilayah=73.08")).text


async def secret_of(browser, headers) -> str:
    page = (await browser.post("/pelatihan/kalender/langganan", headers=headers)).text
    return page.partition("http://testserver.local/kalender/")[2].partition(".ics")[0]


async def feed(browser, secret: str) -> dict[str, icalendar.Event]:
    answer = await browser.get(f"/kalender/{secret}.ics")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "set-cookie" not in answer.headers
    found = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    return {str(event["SUMMARY"]): event for event in found}


@pytest.mark.parametrize("htmx", [False, True])
async def test_ones_own_calendar_has_a_secret_address_that_can_be_taken_back(browser, kim, htmx):
    siti = await make.member(kim)
    room = {"mode": "both", "online_url": ROOM, "online_note": "Sandi lontar"}
    sure = await make.workshop(kim, "Pasti", **room)
    waits = await make.workshop(kim, "Menunggu", **room)
    left = await make.workshop(kim, "Keluar", **room)
    helped = await make.workshop(kim, "Membantu", **room)
    draft = await make.workshop(kim, "Rencana", state="draft", **room)
    await make.workshop(kim, "Tanpa saya", **room)
    for one, state in ((sure, "confirmed"), (waits, "waiting"), (left, "cancelled"), (draft, "confirmed")):
        await make.registration(one, siti, state)
    await make.helper(helped, siti, "door")
    headers = await make.signed_in(siti, htmx)

    before = (await browser.get("/pelatihan/kalender/langganan", headers=headers)).text
    answer = await browser.post("/pelatihan/kalender/langganan", headers=headers)
    secret = answer.text.partition("http://testserver.local/kalender/")[2].partition(".ics")[0]
    found = await feed(browser, secret)
    row = await CalendarLink.objects().first()

    assert "Buat tautan rahasia" in before
    assert answer.headers["cache-control"] == "no-store"
    assert len(secret) == 32
    assert secret not in str(row.to_dict())
    assert row.used_at is not None
    assert set(found) == {"Pasti", "Menunggu (daftar tunggu)", "Membantu"}
    assert ROOM in str(found["Pasti"]["DESCRIPTION"])
    assert ROOM not in str(found["Menunggu (daftar tunggu)"]["DESCRIPTION"])
    assert ROOM not in str(found["Membantu"]["DESCRIPTION"])
    assert str(found["Menunggu (daftar tunggu)"]["STATUS"]) == "TENTATIVE"
    assert secret not in (await browser.get("/pelatihan/kalender/langganan", headers=headers)).text

    stranger = await make.signed_in(await make.member(kim, "Orang lain"), htmx)
    undo = f"/pelatihan/kalender/langganan/{row.id}/cabut"
    assert (await browser.post(undo, headers=stranger)).status_code == 403
    assert (await browser.get(undo, headers=headers)).status_code in {204, 303}
    assert len(await feed(browser, secret)) == 3
    assert (await browser.post(undo, headers=headers)).status_code in {204, 303}
    assert (await browser.get(f"/kalender/{secret}.ics")).status_code == 404
    for wrong in ("x.ics", secret, f"{secret}.ics.ics", ".ics", f"{row.secret}.ics"):
        assert (await browser.get(f"/kalender/{wrong}")).status_code == 404, wrong
    assert (await browser.post(undo, headers=headers)).status_code == 404, "it is gone"
    assert (await browser.get("/pelatihan/kalender/langganan")).status_code == 303


async def test_there_are_few_links_and_a_closed_account_has_none(browser, kim):
    siti = await make.member(kim)
    headers = await make.signed_in(siti)
    secrets = [await secret_of(browser, headers) for _ in range(calendar_links.MOST)]

    more = await browser.post("/pelatihan/kalender/langganan", headers=headers)

    assert more.status_code == 422
    assert "Sudah ada 5 tautan" in more.text
    assert len(set(secrets)) == calendar_links.MOST
    await User.update({User.status: "locked"}).where(User.id == siti.id)
    assert (await browser.get(f"/kalender/{secrets[0]}.ics")).status_code == 404


async def test_that_it_is_read_is_noted_once_an_hour(browser, kim):
    headers = await make.signed_in(await make.member(kim))
    secret = await secret_of(browser, headers)
    await feed(browser, secret)

    with queries() as seen:
        await feed(browser, secret)
    assert len(seen) == 2, seen
    await CalendarLink.update({CalendarLink.used_at: now() - timedelta(hours=2)}).where(CalendarLink.id > 0)
    await feed(browser, secret)
    row = await CalendarLink.objects().first()
    assert now() - row.used_at < timedelta(minutes=5)


async def test_what_is_to_come_is_never_left_out_of_a_calendar(browser, kim):
    over = await on(kim, now() - timedelta(days=20), "Sudah lewat")
    await on(kim, now() + timedelta(days=3), "Minggu ini")
    many = [
        WorkshopSession(workshop=over.id, starts_at=over.starts_at, ends_at=over.ends_at)
        for _n in range(feeds.MOST)
    ]
    await WorkshopSession.insert(*many)

    for address in ("/pelatihan/kalender/agenda.ics", f"/k/{kim.slug}/agenda.ics"):
        file = (await browser.get(address)).text  # as text: icalendar takes ten times as long to read it
        assert file.count("BEGIN:VEVENT") == feeds.MOST
        assert "SUMMARY:Minggu ini" in file
