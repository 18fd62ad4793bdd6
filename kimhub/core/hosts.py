"""Host names of their own, each of which leads to a part of this installation.

A slice says which there are (`offer`). A request to such a name sees that part at "/", as if it stood
alone; files all pages share are there too. Everything else is at the main address: links to it are
redirected there, where people sign in. No form, cookie or session belongs to these names.
"""

import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from kimhub.core import stamp
from kimhub.settings import load

SHARED: Final = ("/static/", "/foto/")  # the same on every host
KEPT: Final = 60.0  # seconds until the names are read again, though nobody said that they changed
_served: ContextVar[str] = ContextVar("served", default="")


@dataclass(frozen=True, slots=True)
class Own:
    """The part that stands at "/" of a host: its path here, and the first parts of addresses below it."""

    base: str
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What was asked for is not at this host."""

    where: str
    for_good: bool = False


Source = Callable[[], Awaitable[dict[str, Own]]]  # by host name in lower case

_sources: list[Source] = []
_known: dict[str, Own] = {}
_read: list[tuple[bytes, float]] = []  # the shared number and the time of the last reading


def offer(source: Source) -> Source:
    """Name the function that finds all host names; a decorator."""
    _sources[:] = [source]
    return source


async def find(name: str) -> Own | None:
    """What this host name leads to. Asks the database only when something has changed, so that made-up
    names cost nothing."""
    if not _sources:
        return None
    number, at = stamp.read(), time.monotonic()
    if not _read or _read[0][0] != number or at - _read[0][1] > KEPT:
        _known.clear()
        _known.update(await _sources[0]())
        _read[:] = [(number, at)]
    return _known.get(name)


def forget() -> None:
    """Read the names anew at the next request."""
    _read.clear()


def enter(own: Own, scope: Any) -> Any:
    """The request as the rest of this installation sees it, or Elsewhere."""
    path: str = scope["path"]
    if path.startswith(SHARED):
        return scope
    if path == "/" or path.split("/")[1] in own.parts:
        _served.set(own.base)
        return {**scope, "path": own.base + path.rstrip("/"), "raw_path": b""}
    if path == own.base or path.startswith(own.base + "/"):
        return Elsewhere(_written(path[len(own.base) :], scope), for_good=True)
    return Elsewhere(load().base_url + _written(path, scope))


def leave() -> None:
    """The request is to the main address."""
    _served.set("")


def served() -> str:
    """The path of the part that stands at "/" in this request; empty at the main address."""
    return _served.get()


def on_host(path: str) -> str:
    """A path of this installation as links of this request have it: from "/" for what stands there, the
    whole address for what is at the main one."""
    base = _served.get()
    if not base or path.startswith(SHARED):
        return path
    if path == base or path.startswith(base + "/"):
        return path[len(base) :] or "/"
    return load().base_url + path


def _written(path: str, scope: Any) -> str:
    """Path and query as they stand in an address of one host: what begins with // would be another."""
    query = scope["query_string"].decode("latin-1")
    return "/" + quote(path.lstrip("/\\")) + (f"?{quote(query, safe='=&%+')}" if query else "")
