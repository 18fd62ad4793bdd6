"""Bytes on the wire, counted by the browser itself; the budgets: design/README.md, section 12."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import brotli
from playwright.async_api import CDPSession

from kimhub.core.assets import lean
from tests.browser.gallery import STATIC

KB = 1024
FIRST, AGAIN, OWN_SCRIPT = 60 * KB, 15 * KB, 5 * KB
OWN_NAME = re.compile(r"/static/([\w-]+)\.\w{10}\.js")  # htmx is not ours
# Whoever opens the door of an event works there: its scripts have a wall of their own.
DOOR = ("door.js", "door-queue.js", "door-scan.js", "door-worker.js")
DOOR_SCRIPT = 12 * KB
# So does whoever writes a program: what was typed has to outlive the connection.
WRITING = ("program.js",)
WRITING_SCRIPT = 5 * KB
# And whoever writes an article, on a phone.
TELLING = ("editor.js",)
TELLING_SCRIPT = 5 * KB
# The shell names it; it comes when somebody goes to the search field, so it is in no page's first view.
ON_FOCUS = ("search.js",)
ON_FOCUS_SCRIPT = 2 * KB
# And whoever brings files: an upload has to outlive the connection.
SENDING = ("upload.js",)
SENDING_SCRIPT = 5 * KB


def own_scripts(paths: Iterable[str]) -> int:
    """What all our own scripts among these addresses weigh, as they are sent, without headers; those of
    the door, of the editors of programs and articles, and of uploads aside."""
    names = [f"{own[1]}.js" for path in paths if (own := OWN_NAME.fullmatch(path))]
    return sum(packed(name) for name in names if name not in (*DOOR, *WRITING, *SENDING, *TELLING))


@cache
def packed(name: str) -> int:
    """The size of a file of `static/` as browsers get it."""
    return len(brotli.compress(lean((STATIC / name).read_bytes(), name), quality=11))


@contextmanager
def weighed(devtools: CDPSession) -> Iterator[dict[str, int]]:
    """Bytes received inside the block, headers included, by address; nothing for what the cache held."""
    addresses: dict[str, str] = {}
    bytes_of: dict[str, int] = {}

    def named(event: dict[str, Any]) -> None:
        addresses[event["requestId"]] = urlsplit(event["request"]["url"]).path

    def came(event: dict[str, Any]) -> None:
        path = addresses.get(event["requestId"], "?")
        bytes_of[path] = bytes_of.get(path, 0) + int(event["encodedDataLength"])

    devtools.on("Network.requestWillBeSent", named)
    devtools.on("Network.loadingFinished", came)
    yield bytes_of
    devtools.remove_listener("Network.requestWillBeSent", named)
    devtools.remove_listener("Network.loadingFinished", came)


class Scale:
    """What the first view of each page costs, in one browser that keeps what it has.

    What it took from its cache cost it, the first time, as much as it would cost somebody new.
    """

    def __init__(self, devtools: CDPSession) -> None:
        self._addresses: dict[str, str] = {}
        self._bytes: dict[str, int] = {}
        self._asked: set[str] = set()
        devtools.on("Network.requestWillBeSent", self._ask)
        devtools.on("Network.loadingFinished", self._finish)

    def take(self) -> dict[str, int]:
        """Bytes by address of all that was asked for since the last time."""
        asked, self._asked = self._asked, set()
        return {path: self._bytes.get(path, 0) for path in asked}

    def _ask(self, event: dict[str, Any]) -> None:
        path = urlsplit(event["request"]["url"]).path
        self._addresses[event["requestId"]] = path
        self._asked.add(path)

    def _finish(self, event: dict[str, Any]) -> None:
        path = self._addresses.get(event["requestId"], "?")
        if came := int(event["encodedDataLength"]):
            self._bytes[path] = came


def show(table: Iterable[tuple[str, int, int]]) -> None:
    for name, first, again in table:
        print(f"{name:50} {first / KB:6.1f} KB{f' {again / KB:6.1f} KB again' if again else ''}")
