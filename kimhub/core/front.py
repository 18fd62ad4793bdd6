"""Answers for everybody, kept ready to send: one that has not changed costs no query and no rendering.

A handler says that its answer may be kept (`Page(..., public=True, front=Until(...))`). It is served from
here until the shared number of core.stamp changes, its own time is over, or KEPT seconds have passed: the
last is for changes that nobody announces, such as an event that has begun. Nothing here knows who asks, so
only what is the same for everybody may come here; that it is, its handler promises.
"""

import gzip
import time
from collections import OrderedDict
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import brotli

from kimhub.core import asked, assets, stamp

KEPT: Final = 60.0  # seconds
MOST: Final = 64_000_000  # bytes of all that is kept, compressed forms included
TICKET: Final = "kimhub.front"  # in the scope: where to keep the answer, and the number it was made under
CHECK: Final = "public, no-cache"  # who keeps it asks each time whether it is still so
_QUERIES: Final = {b"", b"bahasa=en"}  # others are too many to keep
_LEAST: Final = 400  # bytes worth compressing
_QUALITY: Final = 6  # of brotli: paid once for many readers

Key = tuple[str, bytes, str, bool]  # path, query, host, saves data
Whole = tuple[int, dict[str, str], bytes]  # status, headers, body


class Until:
    """How long an answer holds at most: to a moment, or (None) as long as nothing changes."""

    __slots__ = ("at",)

    def __init__(self, *moments: datetime | None) -> None:
        self.at = min((moment.timestamp() for moment in moments if moment), default=float("inf"))


class Kept:
    """An answer in the forms that browsers take."""

    __slots__ = ("_bodies", "ends", "etag", "headers", "number", "weight")

    def __init__(self, number: bytes, body: bytes, headers: dict[str, str], until: Until) -> None:
        self.number = number
        self.ends = min(until.at, time.time() + KEPT)
        self.etag = f'W/"{sha256(body).hexdigest()[:20]}"'
        vary = "Accept-Encoding, Save-Data, Cookie"
        self.headers = {**headers, "cache-control": CHECK, "vary": vary, "etag": self.etag}
        self._bodies = {"": body}
        self.weight = len(body)

    def answer(self, scope: Any) -> Whole:
        """What this browser gets: 304 when it has it already."""
        if self.etag in asked.header(scope, b"if-none-match"):
            return 304, self.headers, b""
        encoding = assets.best_encoding(asked.header(scope, b"accept-encoding"))
        if not encoding or len(self._bodies[""]) < _LEAST:
            return 200, self.headers, self._bodies[""]
        return 200, {**self.headers, "content-encoding": encoding}, self._packed(encoding)

    def _packed(self, encoding: str) -> bytes:
        if encoding not in self._bodies:
            plain = self._bodies[""]
            squeezed = (
                brotli.compress(plain, quality=_QUALITY)
                if encoding == "br"
                else gzip.compress(plain, 6, mtime=0)
            )
            self._bodies[encoding] = squeezed
            self.weight += len(squeezed)
        return self._bodies[encoding]


_kept: OrderedDict[Key, Kept] = OrderedDict()


def find(scope: Any) -> Whole | None:
    """The answer kept for this request. Where there is none that still holds, the scope gets a ticket."""
    if scope["method"] != "GET" or scope["query_string"] not in _QUERIES:
        return None
    key = (
        scope["path"], scope["query_string"], asked.header(scope, b"host").lower(), asked.saves_data(scope),
    )  # fmt: skip
    number = stamp.read()
    found = _kept.get(key)
    if found is not None and found.number == number and time.time() < found.ends:
        _kept.move_to_end(key)
        return found.answer(scope)
    scope[TICKET] = (key, number)
    return None


def keep(scope: Any, body: bytes, headers: dict[str, str], until: Until) -> Whole:
    """Keep what was made for this request, if its scope has a ticket; returns the answer to it.

    The number is that of before the first query: what changed since then was perhaps not seen.
    """
    key, number = scope.get(TICKET) or (None, b"")
    made = Kept(number, body, headers, until)
    if key is not None:
        _kept.pop(key, None)
        _kept[key] = made
        _make_room()
    return made.answer(scope)


def forget() -> None:
    """Drop all that is kept in this process."""
    _kept.clear()


def _make_room() -> None:
    """Let go of what was not asked for the longest."""
    weight = sum(one.weight for one in _kept.values()) if len(_kept) % 16 == 0 else 0
    while weight > MOST:
        weight -= _kept.popitem(last=False)[1].weight
