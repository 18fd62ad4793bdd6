"""Days and times as they are typed, by the clocks of three zones and around midnight."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from kimhub.core.zones import zone_for
from kimhub.workshops import moments

pytestmark = pytest.mark.once

ZONES = {"WIB": zone_for("35"), "WITA": zone_for("73"), "WIT": zone_for("91")}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 23), date(2026, 11, 28)),  # Monday
        (date(2026, 11, 27), date(2026, 11, 28)),  # Friday
        (date(2026, 11, 28), date(2026, 12, 5)),  # a Saturday: not today
        (date(2026, 11, 29), date(2026, 12, 5)),  # Sunday
        (date(2026, 12, 31), date(2027, 1, 2)),
    ],
)
def test_the_next_saturday_is_never_today(today, expected):
    assert moments.next_saturday(today) == expected


@pytest.mark.parametrize(("zone", "hour"), [("WIB", 17), ("WITA", 16), ("WIT", 15)])
def test_midnight_belongs_to_the_day_of_the_place(zone, hour):
    start = moments.at(date(2026, 12, 1), time(0, 0), ZONES[zone])
    assert start == datetime(2026, 11, 30, hour, tzinfo=UTC)
    assert moments.day_text(start, ZONES[zone]) == "2026-12-01"
    assert moments.clock_text(start, ZONES[zone]) == "00:00"
    assert moments.moment_text(start, ZONES[zone]) == "2026-12-01T00:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01T09:00",
        "2026-12-01 09:00",
        "01/12/2026 09.00",
        "1-12-2026 pukul 9",
        "2026-12-01T09:00:00",
    ],
)
def test_a_point_in_time_is_read_as_browsers_and_people_write_it(text):
    assert moments.read_moment(text, ZONES["WITA"]) == datetime(2026, 12, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "besok", "2026-13-01T09:00", "2026-12-01T25:00", "09:00"])
def test_what_is_no_point_in_time_is_none(text):
    assert moments.read_moment(text, ZONES["WITA"]) is None


def test_a_day_alone_means_its_beginning():
    assert moments.read_moment("2026-12-01", ZONES["WIT"]) == datetime(2026, 11, 30, 15, tzinfo=UTC)


def test_nine_o_clock_stays_nine_o_clock_when_the_place_moves():
    nine = moments.at(date(2026, 12, 1), time(9), ZONES["WIT"])
    moved = moments.moved(nine, ZONES["WIT"], ZONES["WIB"])
    assert moved - nine == timedelta(hours=2)
    assert moments.clock_text(moved, ZONES["WIB"]) == "09:00"


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [("09:00", "15:00", 6), ("20:00", "02:00", 6), ("22:30", "06:00", 7.5), ("00:00", "00:30", 0.5)],
)
def test_an_end_before_the_start_is_the_next_morning(start, end, hours):
    errors: dict[str, str] = {}
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    span = moments.read_span({"date": day, "start": start, "end": end}, ZONES["WITA"], errors)
    assert span
    assert errors == {}
    assert span[1] - span[0] == timedelta(hours=hours)


@pytest.mark.parametrize(("start", "end"), [("15:00", "09:00"), ("09:00", "09:00"), ("12:00", "00:30")])
def test_a_slip_of_the_clock_is_not_taken_for_a_night(start, end):
    errors: dict[str, str] = {}
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    assert moments.read_span({"date": day, "start": start, "end": end}, ZONES["WITA"], errors) is None
    assert [*errors] == ["end"]
