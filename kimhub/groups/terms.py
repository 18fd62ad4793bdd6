"""Days of terms of office and of decrees: when one begins, ends, and how many days are left."""

from datetime import date, datetime, time, timedelta

from kimhub.core.zones import today_in, zone_for

JAKARTA = zone_for(None)  # the hour or two to the east does not matter for terms of years


def today() -> date:
    return today_in(None)


def begins(day: date) -> datetime:
    """The moment a day begins."""
    return datetime.combine(day, time(), JAKARTA)


def ends(day: date) -> datetime:
    """The moment after which a last day is over."""
    return begins(day + timedelta(days=1))


def days_left(last: date | None) -> int | None:
    """Days until the last day: 0 on that day, negative afterwards, None without an end."""
    return (last - today()).days if last else None


def is_over(last: date | None) -> bool:
    return last is not None and last < today()
