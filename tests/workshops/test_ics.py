"""Calendars as files: a real reader understands them, and they say the same instant everywhere."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimhub.core.db import now
from kimhub.workshops import ics
from kimhub.workshops.tables import Workshop, WorkshopSession
from tests import make
from tests.spy import queries

AT = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
HOSTILE = 'Rapat; \\n koma, "kutip"\r\nATTENDEE:mailto:x@y.id\r\nEND:VEVENT\x00\x1b 漢字🎉' + "é" * 120


def entry(**fields) -> ics.Entry:
    known = {
        "uid": "pelatihan-1@kimhub.example",
        "sequence": 3,
        "stamp": AT,
        "starts_at": AT,
        "ends_at": AT + timedelta(hours=6),
        "wilayah_code": "73.08.16.2009",
        "title": "Pelatihan",
        "where": "Aula",
        "text": "Baris satu\nBaris dua",
        "url": "https://kimhub.example/pelatihan/x",
    }
    return ics.Entry(**known | fields)


def events(content: bytes | str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "zone", "clock"),
    [
        ("35.08", "Asia/Jakarta", "08:00"),
        ("73.08", "Asia/Makassar", "09:00"),
        ("91.71", "Asia/Jayapura", "10:00"),
    ],
)
def test_the_same_instant_in_every_zone(code, zone, clock):
    file = ics.calendar("Agenda", [entry(wilayah_code=code)])
    (event,) = events(file)

    start = event["DTSTART"].dt
    assert start.strftime("%H:%M") == clock
    assert start.astimezone(UTC) == AT
    assert start.astimezone(ZoneInfo("Asia/Jayapura")).hour == 10
    assert event["DTSTART"].params["TZID"] == zone
    assert event["DTEND"].dt - start == timedelta(hours=6)
    (known,) = icalendar.Calendar.from_ical(file).walk("VTIMEZONE")
    assert known["TZID"] == zone
    assert known.to_tz().utcoffset(datetime(2026, 11, 28)) == start.utcoffset()  # noqa: DTZ001


@pytest.mark.once
def test_each_zone_is_described_once():
    file = ics.calendar(
        "Agenda", [entry(wilayah_code=code) for code in ("73.08", "35.08", "73.09", "33.73")]
    )

    assert file.count(b"BEGIN:VTIMEZONE") == 2
    assert len(events(file)) == 4


@pytest.mark.once
def test_a_hostile_title_stays_a_title():
    file = ics.calendar(HOSTILE, [entry(title=HOSTILE, where=HOSTILE, text=HOSTILE)])
    (event,) = events(file)

    assert str(event["SUMMARY"]).startswith('Rapat; \\n koma, "kutip"\nATTENDEE')
    assert "ATTENDEE" not in event
    assert str(event["SUMMARY"]).endswith("é" * 120)
    assert b"\x00" not in file
    assert b"\x1b" not in file


@pytest.mark.once
@given(st.text(max_size=400))
def test_any_text_comes_back_and_no_line_is_too_long(text):
    file = ics.calendar(text, [entry(title=text)])

    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    file.decode()
    unfolded = file.replace(b"\r\n ", b"").decode()
    (line,) = [line for line in unfolded.split("\r\n") if line.startswith("SUMMARY:")]
    assert line == f"SUMMARY:{ics.escaped(text)}"
    assert unfolded.count("BEGIN:VEVENT\r\n") == 1


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


@pytest.mark.usefixtures("wilayah")
class TestFiles:
    async def test_one_event_can_be_saved(self, browser, kim):
        one = await make.workshop(
            kim, "Aktivasi; situs, KIM", version=4, theme="Belajar", contact_phone="+6281200000101"
        )

        answer = await browser.get(f"/pelatihan/{one.slug}/acara.ics")
        (event,) = events(answer.text)

        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert answer.headers["content-disposition"] == f'attachment; filename="{one.slug}.ics"'
        assert answer.headers["cache-control"] == "private, no-cache"
        assert str(event["SUMMARY"]) == "Aktivasi; situs, KIM"
        assert str(event["UID"]) == f"pelatihan-{one.id}@testserver.local"
        assert event["SEQUENCE"] == 4
        assert event["DTSTART"].dt == one.starts_at
        assert str(event["LOCATION"]) == "Aula Kantor Desa Mallari, Kec. Awangpone"
        assert str(event["STATUS"]) == "CONFIRMED"
        for absent in ("ATTENDEE", "ORGANIZER", "mailto", "81200000101"):
            assert absent not in answer.text
        again = await browser.get(
            f"/pelatihan/{one.slug}/acara.ics", headers={"If-None-Match": answer.headers["etag"]}
        )
        assert again.status_code == 304

    async def test_a_cancelled_one_says_so_and_keeps_its_name(self, browser, kim):
        one = await make.workshop(kim, "Rapat")
        (before,) = events((await browser.get("/k/kim-mallari/agenda.ics")).text)
        await Workshop.update({Workshop.state: "cancelled", Workshop.version: 2}).where(
            Workshop.id == one.id
        )

        (after,) = events((await browser.get("/k/kim-mallari/agenda.ics")).text)

        assert (str(before["UID"]), str(before["STATUS"])) == (str(after["UID"]), "CONFIRMED")
        assert (str(after["STATUS"]), after["SEQUENCE"]) == ("CANCELLED", 2)
        assert str(after["SUMMARY"]) == "Dibatalkan: Rapat"

    async def test_each_day_of_several_stands_by_itself(self, browser, kim):
        one = await make.workshop(kim, "Dua hari")
        later = one.starts_at + timedelta(days=1)
        await Workshop.update({Workshop.ends_at: later + timedelta(hours=3)}).where(Workshop.id == one.id)
        await WorkshopSession(
            workshop=one.id, title="Praktik", starts_at=later, ends_at=later + timedelta(hours=3)
        ).save()

        found = events((await browser.get(f"/pelatihan/{one.slug}/acara.ics")).text)

        assert [str(event["SUMMARY"]) for event in found] == [
            "Dua hari (sesi 1 dari 2)",
            "Dua hari (Praktik)",
        ]
        assert [str(event["UID"]).partition("@")[0] for event in found] == [
            f"pelatihan-{one.id}",
            f"pelatihan-{one.id}-2",
        ]
        assert [event["DTEND"].dt - event["DTSTART"].dt for event in found] == [
            timedelta(hours=6),
            timedelta(hours=3),
        ]

    async def test_feeds_of_everybody_hold_what_was_announced_and_nothing_secret(self, browser, kim):
        secret = {
            "online_url": "https://meet.contoh.id/rahasia",
            "online_note": "Sandi 123",
            "mode": "both",
        }
        far = await make.kim("KIM Maros", slug="kim-maros", wilayah_code="73.09.01.2001")
        await make.workshop(kim, "Terbuka", **secret)
        await make.workshop(kim, "Draf", state="draft")
        await make.workshop(far, "Jauh")
        old = now() - timedelta(days=200)
        await make.workshop(kim, "Lama", starts_at=old, ends_at=old + timedelta(hours=2))
        siti = await make.member(kim)
        headers = await make.signed_in(siti)
        expected = {
            "/k/kim-mallari/agenda.ics": ["Terbuka"],
            "/pelatihan/kalender/73.08/agenda.ics": ["Terbuka"],
            "/pelatihan/kalender/73/agenda.ics": ["Terbuka", "Jauh"],
            "/pelatihan/kalender/agenda.ics": ["Terbuka", "Jauh"],
            "/pelatihan/kalender/35.08/agenda.ics": [],
        }

        for address, titles in expected.items():
            for asked in ({}, headers):
                with queries() as seen:
                    answer = await browser.get(address, headers=asked)
                assert sorted(str(event["SUMMARY"]) for event in events(answer.text)) == sorted(titles)
                assert answer.headers["cache-control"] == "public, max-age=300"
                assert "rahasia" not in answer.text
                assert "Sandi" not in answer.text
                assert len(seen) <= 6, seen
        for nonsense in ("99.99", "abc", "73.08.16.2009.1", "७३"):
            assert (await browser.get(f"/pelatihan/kalender/{nonsense}/agenda.ics")).status_code == 404
        assert (await browser.get("/k/kim-mana/agenda.ics")).status_code == 404
