"""The log of the door: acts in the order of their own times, and who is there because of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.db import now

IN: Final = "in"
OUT: Final = "out"
NEW: Final = "new"  # a walk-in: written down and in
EARLY: Final = timedelta(hours=12)  # before a session nobody can have come to it
AGREES: Final = timedelta(seconds=5)  # a phone's clock this near to ours is right; the rest is the line


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody came (IN), or did not come after all (OUT). `at` is None for this very moment."""

    key: UUID
    session: int
    registration: int
    act: str
    method: str
    at: datetime | None = None


class Logged(Struct, frozen=True):
    """An act of the log, as far as presence goes."""

    key: UUID
    session: int
    registration: int
    act: str
    method: str
    at: datetime
    by: int | None


class Log:
    """The acts of some people, and whose standing may be another now."""

    def __init__(self, acts: Iterable[Logged]) -> None:
        self.of: dict[tuple[int, int], list[Logged]] = defaultdict(list)
        self.keys = set()
        self.touched: set[tuple[int, int]] = set()
        for act in acts:
            self.of[act.registration, act.session].append(act)
            self.keys.add(act.key)

    def add(self, act: Logged) -> bool:
        """True when it makes a difference whether the person is there."""
        pair = act.registration, act.session
        before = since(self.of[pair])
        self.of[pair].append(act)
        self.keys.add(act.key)
        self.touched.add(pair)
        return (before is None) != (since(self.of[pair]) is None)


def since(acts: Iterable[Logged]) -> Logged | None:
    """The act with which somebody came; None when the last one says that they are not there."""
    came: Logged | None = None
    for act in sorted(acts, key=lambda act: (act.at, act.key.hex)):
        came = None if act.act == OUT else came or act
    return came


def bounded(at: datetime | None, sent_at: datetime | None, starts_at: datetime) -> datetime:
    """The moment a phone names, put right by how wrong its clock is: not in the future, not long before
    the session."""
    here = now()
    if at is None:
        return here
    if sent_at is not None and abs(here - sent_at) > AGREES:
        at += here - sent_at
    return min(max(at, starts_at - EARLY), here)
