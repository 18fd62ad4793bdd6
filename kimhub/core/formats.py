"""Dates, times, money and numbers as Indonesians (and, in English, their guests) write them.

Sources: domain.md section 9 and design/README.md section 10. Every function takes the language as `locale`
and the zone as `zone`; left out, they are those of the person who reads. Where a time is promised, give the
zone of the KIM. Amounts are made in `core.amounts`, and `core.parsing` reads what people type.
"""

from datetime import UTC, date, datetime, tzinfo
from typing import Final

from kimhub.core.amounts import number, percent, rupiah, size
from kimhub.core.i18n import current_locale
from kimhub.core.phones import phone_display
from kimhub.core.zones import current_zone, use_zone, zone_for, zone_key, zone_name

__all__ = [
    "ago",
    "clock",
    "current_zone",
    "date_span",
    "date_time",
    "iso",
    "long_date",
    "month_name",
    "number",
    "numeric_date",
    "percent",
    "phone_display",
    "rupiah",
    "short_date",
    "short_date_time",
    "size",
    "span",
    "use_zone",
    "weekday_name",
    "zone_for",
    "zone_key",
    "zone_name",
]

# fmt: off
MONTHS: Final = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni",
           "Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
}
# fmt: on
MONTHS_SHORT: Final = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
WEEKDAYS: Final = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
WEEKDAYS_SHORT: Final = {
    "id": ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}

# ------------------------------------------------------------------------------------------------- days


def weekday_name(day: date, *, short: bool = False, locale: str | None = None) -> str:
    """`Kamis`, or `Kam`."""
    return (WEEKDAYS_SHORT if short else WEEKDAYS)[locale or current_locale()][day.weekday()]


def month_name(month: int, *, short: bool = False, locale: str | None = None) -> str:
    """`Oktober` for 10, or `Okt`."""
    return (MONTHS_SHORT if short else MONTHS)[locale or current_locale()][month - 1]


def long_date(
    value: date, zone: tzinfo | None = None, *, weekday: bool = False, locale: str | None = None
) -> str:
    """`31 Oktober 2024`; with `weekday` `Kamis, 31 Oktober 2024`."""
    locale, day = locale or current_locale(), _day(value, zone)
    text = f"{day.day} {MONTHS[locale][day.month - 1]} {day.year}"
    return f"{WEEKDAYS[locale][day.weekday()]}, {text}" if weekday else text


def short_date(
    value: date, zone: tzinfo | None = None, *, today: date | None = None, locale: str | None = None
) -> str:
    """`31 Okt 2024`; without the year when it is that of `today` (for lists)."""
    locale, day = locale or current_locale(), _day(value, zone)
    text = f"{day.day} {MONTHS_SHORT[locale][day.month - 1]}"
    return text if today is not None and today.year == day.year else f"{text} {day.year}"


def numeric_date(value: date, zone: tzinfo | None = None) -> str:
    """`31/10/2024`, the same in both languages."""
    day = _day(value, zone)
    return f"{day.day:02}/{day.month:02}/{day.year}"


def date_span(first: date, last: date, *, locale: str | None = None) -> str:
    """`31 Oktober 2024`, `28–31 Oktober 2024`, `28 Oktober – 2 November 2024`, or both in full."""
    locale = locale or current_locale()
    if first == last:
        return long_date(first, locale=locale)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long_date(last, locale=locale)}"
    start = long_date(first, locale=locale)
    if first.year == last.year:
        start = start.rpartition(" ")[0]
    return f"{start} – {long_date(last, locale=locale)}"


# ------------------------------------------------------------------------------------------------ times


def clock(
    value: datetime, zone: tzinfo | None = None, *, bare: bool = False, locale: str | None = None
) -> str:
    """`09.05 WITA`; `bare` leaves the zone out. Indonesian writes a dot, English a colon."""
    local = value.astimezone(zone or current_zone())
    text = f"{local.hour:02}{_dot(locale)}{local.minute:02}"
    return text if bare else f"{text} {local.tzname()}"


def date_time(value: datetime, zone: tzinfo | None = None, *, locale: str | None = None) -> str:
    """`Kamis, 31 Oktober 2024 pukul 09.00 WIB`."""
    locale = locale or current_locale()
    day = long_date(value, zone, weekday=True, locale=locale)
    return f"{day} {_AT[locale]} {clock(value, zone, locale=locale)}"


def short_date_time(
    value: datetime, zone: tzinfo | None = None, *, today: date | None = None, locale: str | None = None
) -> str:
    """`Kamis, 31 Okt pukul 09.00`; the year is said unless it is that of `today`."""
    locale = locale or current_locale()
    weekday = weekday_name(_day(value, zone), locale=locale)
    day = short_date(value, zone, today=today, locale=locale)
    return f"{weekday}, {day} {_AT[locale]} {clock(value, zone, bare=True, locale=locale)}"


def span(
    start: datetime,
    end: datetime | None,
    zone: tzinfo | None = None,
    *,
    words: bool = False,
    locale: str | None = None,
) -> str:
    """`09.00–15.00 WITA`; with `words` `pukul 09.00 sampai 15.00 WITA`; an open end `09.00 WITA – selesai`,
    as invitations write it. When it ends on another day, both days are said in full."""
    locale = locale or current_locale()
    first = clock(start, zone, bare=True, locale=locale)
    if end is None:
        prefix, join = (f"{_AT[locale]} ", f" {_TO[locale]} ") if words else ("", " – ")
        return f"{prefix}{clock(start, zone, locale=locale)}{join}{_DONE[locale]}"
    if _day(start, zone) != _day(end, zone):
        join = f" {_TO[locale]} " if words else " – "
        return f"{date_time(start, zone, locale=locale)}{join}{date_time(end, zone, locale=locale)}"
    last = clock(end, zone, locale=locale)
    return f"{_AT[locale]} {first} {_TO[locale]} {last}" if words else f"{first}–{last}"


def ago(
    value: datetime, now: datetime | None = None, zone: tzinfo | None = None, *, locale: str | None = None
) -> str:
    """`baru saja`, `12 menit lalu`, `3 jam lalu`, `hari ini pukul 06.48`, `kemarin`, `Selasa`; the date
    from the seventh day on. What is still to come is said by its day: `besok`, then the date."""
    locale, now = locale or current_locale(), now or datetime.now(UTC)
    seconds = (now - value).total_seconds()
    day, today = _day(value, zone), _day(now, zone)
    if -60 < seconds < 60:
        return _NOW[locale]
    if 0 < seconds < 3600:
        return _minutes(int(seconds // 60), locale)
    if 0 < seconds < 6 * 3600:
        return _hours(int(seconds // 3600), locale)
    days = (today - day).days
    if days == 0:
        return f"{_TODAY[locale]} {_AT[locale]} {clock(value, zone, bare=True, locale=locale)}"
    if days == 1:
        return _YESTERDAY[locale]
    if days == -1:
        return _TOMORROW[locale]
    if 2 <= days <= 6:
        return weekday_name(day, locale=locale)
    return short_date(day, today=today, locale=locale)


def iso(value: date) -> str:
    """For `<time datetime>`: `2024-10-31`, or a point in time as UTC, `2024-10-31T02:00:00Z`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


# ---------------------------------------------------------------------------------------------- helpers

_AT: Final = {"id": "pukul", "en": "at"}
_TO: Final = {"id": "sampai", "en": "to"}
_DONE: Final = {"id": "selesai", "en": "finish"}
_NOW: Final = {"id": "baru saja", "en": "just now"}
_TODAY: Final = {"id": "hari ini", "en": "today"}
_YESTERDAY: Final = {"id": "kemarin", "en": "yesterday"}
_TOMORROW: Final = {"id": "besok", "en": "tomorrow"}


def _dot(locale: str | None) -> str:
    return "." if (locale or current_locale()) == "id" else ":"


def _minutes(n: int, locale: str) -> str:
    return f"{n} menit lalu" if locale == "id" else f"{n} minute{'' if n == 1 else 's'} ago"


def _hours(n: int, locale: str) -> str:
    return f"{n} jam lalu" if locale == "id" else f"{n} hour{'' if n == 1 else 's'} ago"


def _day(value: date, zone: tzinfo | None) -> date:
    """The calendar day of `value`; a point in time has one only in a zone."""
    return value.astimezone(zone or current_zone()).date() if isinstance(value, datetime) else value
