"""A kept file as an answer: 304 for who has it, a range for who lost the line, never run by a browser.

Litestar's own File answers 200 to If-None-Match and to Range (engineering.md section 4).
"""

import contextlib
import re
from collections.abc import AsyncGenerator, Callable
from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response
from litestar.types import Receive, Scope, Send

from kimhub.core.storage import Storage

Chunks = Callable[[int, int], AsyncGenerator[bytes, None]]

# What a browser may show in its window. The rest is saved: even a PDF, whose viewer the sandbox forbids.
_SHOWN: Final = frozenset(("image/webp", "image/jpeg", "image/png", "image/gif", "video/mp4"))
_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_UNSAFE_IN_NAME: Final = re.compile(r"[^ !#$&'()+,\-.0-9;=@A-Z\[\]^_`a-z{}~]")
_KEPT: Final = "private, max-age=31536000, immutable"  # an address names one content for ever
_ASKED_ANEW: Final = "private, no-cache"


def stored_file(
    storage: Storage,
    key: str,
    *,
    size: int,
    mime: str,
    name: str,
    inline: bool = False,
    public: bool = False,
    asked_anew: bool = False,
) -> "RangeFile":
    """The file kept under `key`, with the type, size and name that its row has.

    `public` only for what everybody may see, as a cache between us and the reader may then keep it.
    `asked_anew` where the address may lead to another file tomorrow, or be closed to this reader.
    """
    return RangeFile(
        lambda start, end: storage.chunks(key, start, end),
        size=size,
        etag=key.replace("/", "")[4:],
        mime=mime,
        name=name,
        inline=inline,
        cache=_ASKED_ANEW if asked_anew else _KEPT.replace("private", "public") if public else _KEPT,
    )


class RangeFile(Response[None]):
    """Answers GET and HEAD: 200, 206, 304 or 416. When nothing is kept there, NotFound is raised before the
    answer begins."""

    def __init__(
        self,
        chunks: Chunks,
        *,
        size: int,
        etag: str,
        mime: str,
        name: str,
        inline: bool = False,
        cache: str = _ASKED_ANEW,
    ) -> None:
        super().__init__(None)
        self.chunks = chunks
        self.size = size
        self.etag = f'"{etag}"'
        shown = inline and mime in _SHOWN
        if mime.startswith("text/"):
            mime += "; charset=utf-8"
        self.file_headers = {
            "content-type": mime,
            "content-disposition": content_disposition(name, inline=shown),
            "content-security-policy": "default-src 'none'; sandbox",
            "x-content-type-options": "nosniff",
            "accept-ranges": "bytes",
            "cache-control": cache,
            "etag": self.etag,
        }

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> "_Sending":  # type: ignore[override]
        status, start, end = self._asked(request.headers)
        headers = dict(self.file_headers)
        if status == 304:
            del headers["content-type"], headers["content-disposition"]
        else:
            headers["content-length"] = str(end - start)
        if status == 206:
            headers["content-range"] = f"bytes {start}-{end - 1}/{self.size}"
        if status == 416:
            headers["content-range"] = f"bytes */{self.size}"
        headers |= {key.lower(): value for key, value in self.headers.items()}
        pairs = [(key.encode(), value.encode("latin-1")) for key, value in headers.items()]
        pairs += [(b"set-cookie", cookie.to_header(header="").encode("latin-1")) for cookie in self.cookies]
        return _Sending(status, pairs, self.chunks(start, end) if end > start else None)

    def _asked(self, headers: Any) -> tuple[int, int, int]:
        """(status, first byte, byte after the last) for these request headers (RFC 9110, 13 and 14)."""
        if (known := headers.get("if-none-match")) is not None:
            tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
            if self.etag in tags or tags == ["*"]:
                return 304, 0, 0
        asked, condition = headers.get("range"), headers.get("if-range")
        if not asked or (condition and condition.strip() != self.etag):
            return 200, 0, self.size
        match = _RANGE.fullmatch(asked.strip())
        if not match or not (match[1] or match[2]):
            return 200, 0, self.size  # several ranges, or another unit: the whole file is allowed
        if not match[1]:
            start, end = max(0, self.size - int(match[2])), self.size
        else:
            start, end = int(match[1]), min(self.size, int(match[2]) + 1 if match[2] else self.size)
        if match[1] and match[2] and int(match[2]) < int(match[1]):
            return 200, 0, self.size  # not a range at all
        return (206, start, end) if start < end else (416, 0, 0)


class Growing(Response[None]):
    """A file that is made while it is sent, and whose size nobody knows yet: kept by no cache."""

    def __init__(self, pieces: AsyncGenerator[bytes, None], mime: str, name: str) -> None:
        super().__init__(None)
        self.pieces, self.mime, self.name = pieces, mime, name

    def to_asgi_response(self, app: Any, request: Request, **_: Any) -> "_Sending":  # type: ignore[override]
        headers = {
            "content-type": self.mime,
            "content-disposition": content_disposition(self.name),
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        }
        return _Sending(200, [(k.encode(), v.encode("latin-1")) for k, v in headers.items()], self.pieces)


class _Sending:
    """The answer as an ASGI application."""

    def __init__(
        self, status: int, headers: list[tuple[bytes, bytes]], body: AsyncGenerator[bytes, None] | None
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = scope.get("method") == "HEAD" or scope.get("kimhub.head")
        # The first piece before the status: a file that is gone becomes a 404 and not a broken answer.
        async with contextlib.aclosing(self.body or _nothing()) as body:
            first = await anext(body, b"")
            await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
            if not head:
                await send({"type": "http.response.body", "body": first, "more_body": True})
                async for chunk in body:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _nothing() -> AsyncGenerator[bytes, None]:
    for piece in list[bytes]():
        yield piece


def content_disposition(name: str, *, inline: bool = False) -> str:
    """The header with the name in ASCII for old browsers and in UTF-8 for the rest (RFC 6266)."""
    kind = "inline" if inline else "attachment"
    ascii_name = _UNSAFE_IN_NAME.sub("_", name)
    return f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
