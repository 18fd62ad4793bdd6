"""Days and times as people type them into a form, and as a form shows them, in the zone of the place."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date, parse_time
from kimhub.core.zones import today_in

FARTHEST: Final = timedelta(days=3 * 366)  # a plan lies nearer; beyond it the year is a slip
LONGEST_NIGHT: Final = timedelta(hours=12)  # 20.00 to 02.00 ends on the next day; 15.00 to 09.00 is a slip

Errors = dict[str, str]


def read_day(form: dict[str, str], name: str, errors: Errors) -> date | None:
    """The day in this field; None with a sentence in `errors` when there is none that makes sense."""
    text = form.get(name, "").strip()
    day = parse_date(text)
    if not text:
        errors[name] = _("Pilih tanggalnya.")
    elif day is None:
        errors[name] = _("Tanggal ini tidak terbaca. Tulis misalnya 31/10/2026.")
    elif abs(day - today_in(None)) > FARTHEST:
        errors[name] = _("Tanggal ini terlalu jauh. Periksa tahunnya.")
        return None
    return day


def read_clock(form: dict[str, str], name: str, errors: Errors) -> time | None:
    """The time of day in this field; None with a sentence in `errors`."""
    text = form.get(name, "").strip()
    clock = parse_time(text)
    if not text:
        errors[name] = _("Isi jamnya.")
    elif clock is None:
        errors[name] = _("Jam ini tidak terbaca. Tulis misalnya 09.00.")
    return clock


def read_span(
    form: dict[str, str], zone: tzinfo, errors: Errors, date_name: str = "date"
) -> tuple[datetime, datetime] | None:
    """Start and end (UTC) from the fields date, start and end; None with sentences in `errors`.

    An end before the start is taken for the next day as long as that makes a night's length.
    """
    day = read_day(form, date_name, errors)
    first, last = read_clock(form, "start", errors), read_clock(form, "end", errors)
    if day is None or first is None or last is None:
        return None
    start, end = at(day, first, zone), at(day, last, zone)
    if end <= start:
        end += timedelta(days=1)
        if end - start > LONGEST_NIGHT:
            errors["end"] = _("Jam selesai harus sesudah jam mulai.")
            return None
    return start, end


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """A point in time (UTC) from `2026-11-28T09:00` or `28/11/2026 09.00`; None for what cannot be read.
    A day without a time means its beginning."""
    day_text, _gap, clock_text = text.strip().replace("T", " ").partition(" ")
    day = parse_date(day_text)
    clock = parse_time(clock_text) if clock_text.strip() else time()
    return at(day, clock, zone) if day and clock is not None else None


def at(day: date, clock: time, zone: tzinfo) -> datetime:
    """That day and time by the clocks of `zone`, in UTC."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def day_text(moment: datetime, zone: tzinfo) -> str:
    """For a date field."""
    return moment.astimezone(zone).date().isoformat()


def clock_text(moment: datetime, zone: tzinfo) -> str:
    """For a time field."""
    return moment.astimezone(zone).strftime("%H:%M")


def moment_text(moment: datetime | None, zone: tzinfo) -> str:
    """For a field of date and time; empty for none."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def moved(moment: datetime, old: tzinfo, new: tzinfo) -> datetime:
    """The same time on the clock in another zone: what was promised for 09.00 stays at 09.00."""
    return moment.astimezone(old).replace(tzinfo=new).astimezone(UTC)


def next_saturday(today: date) -> date:
    """The coming Saturday, never today."""
    return today + timedelta(days=(5 - today.weekday() - 1) % 7 + 1)
