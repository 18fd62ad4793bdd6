"""Stylesheet, scripts and icons: names that carry a hash of the content, compressed once, kept for ever.

A page asks for `asset("app.css")` and gets `/static/app.1a2b3c4d5e.css`. A changed file has another name,
so browsers never ask again for one they have.
"""

import asyncio
import contextlib
import gzip
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Final, cast

import brotli
from litestar.types import HTTPScope, Receive, Scope, Send

from kimhub.settings import load

PREFIX: Final = "/static/"
_IMMUTABLE: Final = b"public, max-age=31536000, immutable"
# Our own table: what the machine's registry says about .js or .webp differs from one to the next.
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_OWN_LINES: Final = re.compile(rb"^[ \t]*/\*.*?\*/[ \t]*$", re.DOTALL | re.MULTILINE)
_COMPRESSED_ALREADY: Final = frozenset((".png", ".webp", ".jpg", ".woff2"))


def asset(name: str) -> str:
    """The address of a file in `static/`; raises KeyError for one that is not there."""
    return site_assets().url(name)


def content(name: str) -> bytes:
    """The bytes of a file in `static/`, as browsers get them; raises KeyError for one that is not there."""
    return site_assets().content(name)


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application below `/static`."""
    await site_assets()(scope, receive, send)


@cache
def site_assets() -> "Assets":
    """The files of this installation."""
    package = Path(str(files("kimhub")))
    inside = package / "static"
    folder = inside if inside.is_dir() else package.parent / "static"
    return Assets(folder, load().data_dir / "cache" / "assets", watch=load().debug)


@dataclass(slots=True)
class Asset:
    """One file in memory. `encoded` fills up as browsers ask for it."""

    content: bytes
    mime: str
    changed: int
    digest: str
    squeeze: bool
    encoded: dict[str, bytes] = field(default_factory=dict)


class Assets:
    """The files of one folder. Compressed forms are kept in `cache_folder` under the hash of their content,
    so only the first start after a change pays for them. With `watch` an edited file is read again."""

    def __init__(self, folder: Path, cache_folder: Path | None = None, *, watch: bool = False) -> None:
        self._folder = folder
        self._cache = cache_folder
        self._watch = watch
        self._urls: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                self._read(path.relative_to(folder).as_posix())

    def url(self, name: str) -> str:
        """`/static/app.1a2b3c4d5e.css` for `app.css`; raises KeyError for a file that is not there."""
        if self._watch:
            known = self._assets[self._urls[name].removeprefix(PREFIX)]
            if (self._folder / name).stat().st_mtime_ns != known.changed:
                self._read(name)
        return self._urls[name]

    def urls(self) -> list[str]:
        """The addresses of all files."""
        return sorted(self._urls.values())

    def content(self, name: str) -> bytes:
        """The bytes behind `url(name)`; raises KeyError for a file that is not there."""
        return self._assets[self.url(name).removeprefix(PREFIX)].content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = cast(HTTPScope, scope)
        status, headers, body = await self._answer(asked)
        if asked["method"] == "HEAD":
            body = b""
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    async def _answer(self, scope: HTTPScope) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        if scope["method"] not in {"GET", "HEAD"}:
            return 405, [(b"allow", b"GET, HEAD"), (b"content-length", b"0")], b""
        found = self._assets.get(scope["path"].removeprefix(PREFIX.rstrip("/")).strip("/"))
        if found is None:
            return 404, [(b"content-length", b"0"), (b"cache-control", b"no-store")], b""
        asked = dict(scope["headers"])
        encoding = (
            best_encoding(asked.get(b"accept-encoding", b"").decode("latin-1")) if found.squeeze else ""
        )
        body = await self._encoded(found, encoding) if encoding else found.content
        if body is found.content:
            encoding = ""
        etag = f'"{found.digest}{encoding and "-" + encoding}"'
        headers = [
            (b"cache-control", _IMMUTABLE),
            (b"etag", etag.encode()),
            (b"x-content-type-options", b"nosniff"),
        ]
        if found.squeeze:
            headers.append((b"vary", b"accept-encoding"))
        if _matches(asked.get(b"if-none-match", b"").decode("latin-1"), etag):
            return 304, headers, b""
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        headers += [(b"content-type", found.mime.encode()), (b"content-length", str(len(body)).encode())]
        return 200, headers, body

    def _read(self, name: str) -> None:
        path = self._folder / name
        content = lean(path.read_bytes(), path.name)
        digest = sha256(content).hexdigest()
        address = PurePosixPath(name)
        hashed = address.with_name(f"{address.stem}.{digest[:10]}{address.suffix}").as_posix()
        self._urls[name] = PREFIX + hashed
        self._assets[hashed] = Asset(
            content=content,
            mime=_TYPES.get(address.suffix, "application/octet-stream"),
            changed=path.stat().st_mtime_ns,
            digest=digest[:16],
            squeeze=address.suffix not in _COMPRESSED_ALREADY,
        )

    async def _encoded(self, found: Asset, encoding: str) -> bytes:
        """The body in `encoding`; the content itself where compression gains nothing."""
        if encoding not in found.encoded:
            found.encoded[encoding] = await asyncio.to_thread(self._compress, found, encoding)
        return found.encoded[encoding]

    def _compress(self, found: Asset, encoding: str) -> bytes:
        kept = self._cache / f"{found.digest}.{encoding}" if self._cache else None
        if kept is not None:
            with contextlib.suppress(OSError):
                return kept.read_bytes() or found.content
        packed = brotli.compress(found.content, quality=11) if encoding == "br" else _gzip(found.content)
        if len(packed) >= len(found.content):
            packed = b""  # remembered as "not worth it"
        if kept is not None:
            with contextlib.suppress(OSError):  # a full disk makes the next start slower, nothing else
                write_whole(kept, packed)
        return packed or found.content


def lean(content: bytes, name: str) -> bytes:
    """Our own script or stylesheet without indentation and the comments that stand on lines of their own.

    What a line of code holds is left alone, so nothing has to be understood here.
    """
    if not name.endswith((".js", ".css")) or ".min." in name:
        return content
    lines = (line.strip() for line in _OWN_LINES.sub(b"", content).split(b"\n"))
    return b"\n".join(line for line in lines if line and not line.startswith(b"// "))


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def write_whole(path: Path, content: bytes) -> None:
    """Written beside and moved into place: another process sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


@lru_cache(64)
def best_encoding(header: str) -> str:
    """`br` or `gzip`, or nothing, as the browser accepts (`q=0` means no)."""
    accepted = set(_accepted(header.lower().split(",")))
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


@lru_cache(64)
def takes_gzip(header: str) -> bool:
    """True when the browser accepts gzip, whatever else it does."""
    return "gzip" in set(_accepted(header.lower().split(",")))


def _accepted(parts: Iterable[str]) -> Iterable[str]:
    for part in parts:
        name, _, parameter = part.partition(";")
        if parameter.strip().replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            yield name.strip()


def _matches(if_none_match: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or tags == ["*"]
