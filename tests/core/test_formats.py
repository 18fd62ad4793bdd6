"""Dates, times, money and numbers as people write and read them."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from kimhub.core import zones
from kimhub.core.formats import (
    ago,
    clock,
    current_zone,
    date_span,
    date_time,
    iso,
    long_date,
    month_name,
    number,
    numeric_date,
    percent,
    rupiah,
    short_date,
    short_date_time,
    size,
    span,
    use_zone,
    weekday_name,
    zone_for,
    zone_key,
    zone_name,
)
from kimhub.core.i18n import use_locale
from kimhub.core.parsing import parse_date, parse_money, parse_number, parse_time

pytestmark = pytest.mark.once

WIB, WITA, WIT = zone_for("35.08"), zone_for("73.08.16.2009"), zone_for("91")
THURSDAY = datetime(2024, 10, 31, 1, 5, tzinfo=UTC)  # 08.05 WIB, 09.05 WITA, 10.05 WIT


def test_the_zone_follows_the_province() -> None:
    assert [zone_name(code) for code in ("11", "36.01", "61.04", "62", "19.71", "33.73")] == ["WIB"] * 6
    assert [zone_name(code) for code in ("51", "53", "63", "64", "65", "73.08", "76")] == ["WITA"] * 7
    assert [zone_name(code) for code in ("81", "82", "91", "92", "93", "94", "95", "96")] == ["WIT"] * 8
    assert zone_name(None) == zone_name("") == "WIB"
    assert zone_key("73.08") == "Asia/Makassar"


@pytest.mark.parametrize("key", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_a_machine_without_zone_data_tells_the_same_time(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(key: str) -> None:
        raise zones.ZoneInfoNotFoundError(key)

    known = THURSDAY.astimezone(zones._zone.__wrapped__(key))
    monkeypatch.setattr(zones, "ZoneInfo", missing)
    fixed = THURSDAY.astimezone(zones._zone.__wrapped__(key))
    assert (fixed.isoformat(), fixed.tzname()) == (known.isoformat(), known.tzname())


def test_dates_are_written_out() -> None:
    day = date(2024, 10, 31)
    assert long_date(day) == "31 Oktober 2024"
    assert long_date(day, weekday=True) == "Kamis, 31 Oktober 2024"
    assert long_date(day, weekday=True, locale="en") == "Thursday, 31 October 2024"
    assert short_date(day) == "31 Okt 2024"
    assert short_date(day, today=date(2024, 1, 1)) == "31 Okt"
    assert short_date(day, today=date(2025, 1, 1)) == "31 Okt 2024"
    assert numeric_date(date(2024, 1, 5)) == "05/01/2024"
    assert (weekday_name(day), weekday_name(day, short=True), month_name(8, short=True)) == (
        "Kamis",
        "Kam",
        "Agu",
    )
    with use_locale("en"):
        assert (weekday_name(day), month_name(8)) == ("Thursday", "August")


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_dates_agree_with_the_unicode_locale_data(day: date) -> None:
    assert long_date(day, weekday=True, locale="id") == format_date(day, "EEEE, d MMMM y", locale="id_ID")
    assert long_date(day, weekday=True, locale="en") == format_date(day, "EEEE, d MMMM y", locale="en_GB")


@given(st.integers(-(10**12), 10**12))
def test_numbers_agree_with_the_unicode_locale_data(n: int) -> None:
    assert number(n, locale="id") == format_decimal(n, locale="id_ID")
    assert number(n, locale="en") == format_decimal(n, locale="en_US")


def test_the_day_is_that_of_the_zone() -> None:
    late = datetime(2024, 10, 31, 16, 30, tzinfo=UTC)  # 23.30 WIB, half past midnight in Bone
    assert long_date(late, WIB) == "31 Oktober 2024"
    assert long_date(late, WITA) == "1 November 2024"
    assert numeric_date(late, WITA) == "01/11/2024"


def test_times_carry_their_zone() -> None:
    assert clock(THURSDAY, WITA) == "09.05 WITA"
    assert clock(THURSDAY, WIT) == "10.05 WIT"
    assert clock(THURSDAY, WIB, bare=True) == "08.05"
    assert clock(THURSDAY, WITA, locale="en") == "09:05 WITA"
    assert date_time(THURSDAY, WIB) == "Kamis, 31 Oktober 2024 pukul 08.05 WIB"
    assert date_time(THURSDAY, WIB, locale="en") == "Thursday, 31 October 2024 at 08:05 WIB"
    assert short_date_time(THURSDAY, WITA, today=date(2024, 3, 1)) == "Kamis, 31 Okt pukul 09.05"
    assert short_date_time(THURSDAY, WITA) == "Kamis, 31 Okt 2024 pukul 09.05"


def test_without_a_zone_the_readers_own_is_used() -> None:
    assert clock(THURSDAY) == "08.05 WIB"
    with use_zone(WITA):
        assert clock(THURSDAY) == "09.05 WITA"
        assert current_zone() is WITA
    assert current_zone() is WIB


def test_spans_of_time() -> None:
    end = THURSDAY + timedelta(hours=6)
    assert span(THURSDAY, end, WITA) == "09.05–15.05 WITA"
    assert span(THURSDAY, end, WITA, words=True) == "pukul 09.05 sampai 15.05 WITA"
    assert span(THURSDAY, end, WITA, words=True, locale="en") == "at 09:05 to 15:05 WITA"
    assert span(THURSDAY, None, WITA) == "09.05 WITA – selesai"
    assert span(THURSDAY, None, WITA, words=True) == "pukul 09.05 WITA sampai selesai"
    assert span(THURSDAY, THURSDAY + timedelta(days=2), WITA) == (
        "Kamis, 31 Oktober 2024 pukul 09.05 WITA – Sabtu, 2 November 2024 pukul 09.05 WITA"
    )


def test_spans_of_days() -> None:
    first = date(2024, 10, 28)
    assert date_span(first, first) == "28 Oktober 2024"
    assert date_span(first, date(2024, 10, 31)) == "28–31 Oktober 2024"
    assert date_span(first, date(2024, 11, 2)) == "28 Oktober – 2 November 2024"
    assert date_span(first, date(2025, 1, 2)) == "28 Oktober 2024 – 2 Januari 2025"
    assert date_span(first, date(2024, 10, 31), locale="en") == "28–31 October 2024"


NOW = datetime(2024, 10, 31, 8, 0, tzinfo=UTC)  # Thursday 16.00 WITA


@pytest.mark.parametrize(
    ("back", "id_", "en"),
    [
        (timedelta(0), "baru saja", "just now"),
        (timedelta(seconds=-30), "baru saja", "just now"),
        (timedelta(seconds=59), "baru saja", "just now"),
        (timedelta(minutes=1), "1 menit lalu", "1 minute ago"),
        (timedelta(minutes=12), "12 menit lalu", "12 minutes ago"),
        (timedelta(hours=3, minutes=59), "3 jam lalu", "3 hours ago"),
        (timedelta(hours=9, minutes=12), "hari ini pukul 06.48", "today at 06:48"),
        (timedelta(hours=17), "kemarin", "yesterday"),
        (timedelta(days=2), "Selasa", "Tuesday"),
        (timedelta(days=6), "Jumat", "Friday"),
        (timedelta(days=7), "24 Okt", "24 Oct"),
        (timedelta(days=366), "31 Okt 2023", "31 Oct 2023"),
        (timedelta(hours=-2), "hari ini pukul 18.00", "today at 18:00"),
        (timedelta(hours=-20), "besok", "tomorrow"),
        (timedelta(days=-3), "3 Nov", "3 Nov"),
    ],
)
def test_what_is_near_is_said_relatively(back: timedelta, id_: str, en: str) -> None:
    assert ago(NOW - back, NOW, WITA) == id_
    assert ago(NOW - back, NOW, WITA, locale="en") == en


def test_five_hours_ago_can_be_yesterday() -> None:
    night = datetime(2024, 10, 30, 18, 0, tzinfo=UTC)  # 02.00 WITA
    assert ago(night - timedelta(hours=5), night, WITA) == "5 jam lalu"
    assert ago(night - timedelta(hours=7), night, WITA) == "kemarin"


def test_machines_read_utc() -> None:
    assert iso(THURSDAY.astimezone(WITA)) == "2024-10-31T01:05:00Z"
    assert iso(date(2024, 10, 31)) == "2024-10-31"


def test_money_and_numbers() -> None:
    assert rupiah(1_250_000) == "Rp1.250.000"
    assert rupiah(0) == "Rp0"
    assert rupiah(-500) == "-Rp500"
    assert rupiah(-0.2) == "Rp0"
    assert rupiah(1_250_000, locale="en") == "Rp1,250,000"
    assert number(1234.5) == "1.234,5"
    assert number(1234.5, locale="en") == "1,234.5"
    assert number(2.5, 0) == "3"
    assert number(1.005) == "1,01"
    assert number(1000, 2) == "1.000,00"
    assert number(-0.001) == "0"
    assert percent(86) == "86%"
    assert percent(1, 3, 1) == "33,3%"
    assert percent(1, 0) == "–"


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 KB"),
        (180_400, "180 KB"),
        (999_499, "999 KB"),
        (999_600, "1 MB"),
        (1_234_567, "1,2 MB"),
        (123_456_789, "123 MB"),
        (2_500_000_000, "2,5 GB"),
    ],
)
def test_sizes(length: int, shown: str) -> None:
    assert size(length) == shown


@pytest.mark.parametrize(
    "written",
    [
        "31/10/2024",
        "31-10-2024",
        "31.10.24",
        "31 / 10 / 2024",
        "31 Oktober 2024",
        "31 okt 2024",
        "31-Okt-2024",
        "Kamis, 31 Oktober 2024",
        "kamis 31 OKTOBER 2024",
        "31 October 2024",
        "2024-10-31",
        "2024-10-31T00:00:00",
        "2024-10-31 00:00:00",
        " 31\u00a0Oktober  2024 ",
    ],
)
def test_one_day_is_known_however_it_is_written(written: str) -> None:
    assert parse_date(written) == date(2024, 10, 31)


@pytest.mark.parametrize(
    "written",
    ["", "31/13/2024", "30 Februari 2024", "besok", "10/2024", "31 Foo 2024", "1/1/0001", "9" * 99],
)
def test_what_is_no_date_gives_nothing(written: str) -> None:
    assert parse_date(written) is None


@pytest.mark.parametrize(
    "written", ["09.05", "9:05", "0905", "905", "pukul 9.05 WITA", "Jam 09:05:00", "9 . 05"]
)
def test_times_are_read(written: str) -> None:
    assert parse_time(written) == time(9, 5)


def test_a_lone_hour_is_a_time_and_nonsense_is_none() -> None:
    assert parse_time("13") == time(13)
    assert [parse_time(text) for text in ("", "24.00", "9.75", "pagi", "12345")] == [None] * 5


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1250000", 1_250_000),
        ("1.250.000", 1_250_000),
        ("Rp1.250.000", 1_250_000),
        ("Rp 1.250.000,-", 1_250_000),
        ("Rp. 1.250.000,00", 1_250_000),
        ("rp 1 250 000", 1_250_000),
        ("1,250,000.00", 1_250_000),
        ("1250.000", 1_250_000),
        ("Rp12500.000,-", 12_500_000),
        ("1,25 juta", 1_250_000),
        ("1.5jt", 1_500_000),
        ("500 ribu", 500_000),
        ("500rb", 500_000),
        ("2 miliar", 2_000_000_000),
        ("0", 0),
        ("1.250.000,50", None),
        ("-5000", None),
        ("gratis", None),
        ("", None),
        ("1.25.0", None),
        ("9" * 40, None),
        ("1e9", None),
    ],
)
def test_money_is_read_whole_or_not_at_all(written: str, amount: int | None) -> None:
    assert parse_money(written) == amount


@given(st.integers(0, 10**15))
def test_money_survives_being_shown_and_typed_again(amount: int) -> None:
    assert parse_money(rupiah(amount)) == amount
    assert parse_money(rupiah(amount, locale="en")) == amount


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234", "1234"),
        ("1.5", "1.5"),
        ("-3", "-3"),
        ("86%", "86"),
        (",5", "0.5"),
        ("4.", "4"),
    ],
)
def test_numbers_are_read(written: str, value: str) -> None:
    assert parse_number(written) == Decimal(value)


@pytest.mark.parametrize(
    "written", ["", "-", "satu", "1.2.3", "1,2,3", "NaN", "Infinity", "1e5", "٣", "9" * 30]
)
def test_what_is_no_number_gives_nothing(written: str) -> None:
    assert parse_number(written) is None
