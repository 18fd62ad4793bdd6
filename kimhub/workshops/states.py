"""Where a workshop stands: what people decided, together with what the clock and the seats say."""

from datetime import datetime, timedelta
from typing import Final, Protocol

DRAFT: Final = "draft"
OPEN: Final = "open"
CANCELLED: Final = "cancelled"
FINISHED: Final = "finished"
REPORTED: Final = "reported"

PAST: Final = frozenset({"over", FINISHED, REPORTED})  # phases

OFFER: Final = timedelta(hours=24)  # how long an offered seat is held (issue: 24 h, shorter near the start)
SHORTEST_OFFER: Final = timedelta(minutes=30)


class Timed(Protocol):
    """A workshop, as far as the clock and the seats go."""

    @property
    def state(self) -> str: ...
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def capacity(self) -> int | None: ...
    @property
    def taken(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def waiting_list(self) -> bool: ...


def phase(one: Timed, at: datetime) -> str:
    """draft, cancelled, finished, reported, or by the clock: soon (sign-ups not open yet), open, full (only
    the waiting list is open), shut (sign-ups are over), running, over (attendance not closed yet)."""
    if one.state != OPEN:
        return one.state
    if one.ends_at and one.ends_at <= at:
        return "over"
    if one.starts_at and one.starts_at <= at:
        return "running"
    if one.opens_at and at < one.opens_at:
        return "soon"
    if closing(one) is not None and at >= (closing(one) or at):
        return "shut"
    if is_full(one):
        return "full" if one.waiting_list else "shut"
    return "open"


def closing(one: Timed) -> datetime | None:
    """When sign-ups end: as set, else when the event begins."""
    return one.closes_at or one.starts_at


def is_full(one: Timed) -> bool:
    """No seat for whoever comes now: all are taken, or those before are still waiting for one."""
    return one.capacity is not None and (one.taken >= one.capacity or one.waiting > 0)


def takes_sign_ups(one: Timed, at: datetime) -> bool:
    """Sign-ups by people themselves: for a seat, or for the waiting list."""
    return phase(one, at) in {"open", "full"}


def seats_left(one: Timed) -> int | None:
    """Free seats; None where there is no limit."""
    return None if one.capacity is None else max(0, one.capacity - one.taken)


def offer_ends(at: datetime, starts_at: datetime | None) -> datetime:
    """Until when a seat offered now is held: 24 hours; nearer to the start a third of what is left, never
    less than half an hour."""
    if starts_at is None:
        return at + OFFER
    return at + min(OFFER, max(SHORTEST_OFFER, (starts_at - at) / 3))
