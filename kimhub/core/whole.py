"""An answer in one piece, where everything of it is known before the first byte leaves.

ASGI sends head and body apart and names every header each time; the server checks and joins them anew:
14 headers cost more than a query. The same few heads come again and again, so each is joined once.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

EXTENSION: Final = "kimhub.whole"  # of the ASGI scope: kimhub.core.protocol offers it
BODILESS: Final = {204, 304}
# Writes an answer of this scope: status, header lines, body in pieces. False: it takes two messages.
Write = Callable[[Any, int, bytes, list[bytes]], bool]
Pairs = tuple[tuple[bytes, bytes], ...]

_NAME: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_NO_VALUE: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f]")  # a line break would begin another header


def head(headers: Mapping[str, str], cookies: list[str], always: Pairs, length: int) -> bytes:
    """The header lines of an answer, each with its line break, without the empty line behind them.

    `always` is added where `headers` does not name the same. Raises ValueError for what is no header.
    """
    lines = _lines(tuple(headers.items()), always)
    if cookies:
        lines += b"".join(_line("set-cookie", cookie) for cookie in cookies)
    return lines + b"content-length: %d\r\n" % length


@lru_cache(512)
def _lines(headers: tuple[tuple[str, str], ...], always: Pairs) -> bytes:
    named = {name.lower().encode() for name, _ in headers}
    own = b"".join(_line(name, value) for name, value in headers)
    return own + b"".join(b"%b: %b\r\n" % pair for pair in always if pair[0] not in named)


def _line(name: str, value: str) -> bytes:
    if not _NAME.fullmatch(name) or _NO_VALUE.search(value):
        raise ValueError(f"not a header: {name!r}")
    return f"{name.lower()}: {value}\r\n".encode("latin-1")
