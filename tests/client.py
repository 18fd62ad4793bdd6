"""A browser for the tests: an httpx client that goes to the app without httpx's own machinery.

httpx makes a request, a stream and a response with decoder of each answer, and asks a cookie jar twice: a
third of what a page costs here. What these tests send most (an address of ours, a form, headers) goes
straight to the app; whatever is unusual goes the long way, so that all of httpx can be used.
"""

import asyncio
import re
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import unquote, urlencode

import httpx

BASE = "http://testserver.local"
HOST = "testserver.local"
_HOST = (b"host", HOST.encode())
_PLAIN = re.compile(r"/(?!/)[\w\-~!$&()*+,;=:@%/.]*(\?[\w\-.~!$&()*+,;=:@%/?]*)?", re.ASCII)
_DOTS = re.compile(r"/\.{1,2}(/|$|\?)")
_FORM = b"application/x-www-form-urlencoded"
_USUAL = {"data", "headers"}
_FIXED = {
    b"accept": b"*/*",
    b"accept-encoding": b"identity",  # tests of compression ask for it
    b"connection": b"keep-alive",
    b"user-agent": b"python-httpx",
}


class Answer:
    """What came back, as `httpx.Response` has it; anything rarely asked for is taken from a real one."""

    def __init__(self, method: str, url: str) -> None:
        self._asked = method, url
        self.status_code = 0
        self.raw: list[tuple[bytes, bytes]] = []
        self.content = b""
        self._headers: httpx.Headers | None = None
        self._real: httpx.Response | None = None

    @property
    def headers(self) -> httpx.Headers:
        if self._headers is None:
            self._headers = httpx.Headers(self.raw)
        return self._headers

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def real(self) -> httpx.Response:
        if self._real is None:
            request = httpx.Request(*self._asked)
            self._real = httpx.Response(
                self.status_code, headers=self.raw, content=self.content, request=request
            )
        return self._real

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # a copy asks before there is anything
            raise AttributeError(name)
        return getattr(self.real(), name)


class Client(httpx.AsyncClient):
    """A visitor without a session who talks to the app in this process."""

    def __init__(self, app: Any, **options: Any) -> None:
        self.app = app
        self._as_usual = not options
        super().__init__(transport=httpx.ASGITransport(app=app), base_url=BASE, **options)
        self.headers["accept-encoding"] = "identity"

    async def request(self, method: str, url: Any, **more: Any) -> httpx.Response:
        """The straight way for what is usual, the long way for everything else."""
        given = {name: value for name, value in more.items() if not _is_left_out(value)}
        if self._is_usual(url, given):
            return await self._ask(method, url, **given)
        return await super().request(method, url, **more)

    def _is_usual(self, url: Any, given: Mapping[str, Any]) -> bool:
        if not self._as_usual or given.keys() - _USUAL or not isinstance(url, str):
            return False
        if not _PLAIN.fullmatch(url) or _DOTS.search(url):
            return False
        headers = given.get("headers") or {}
        if not isinstance(headers, dict) or not isinstance(given.get("data") or {}, dict):
            return False
        return all(cookie.domain == HOST and not cookie.secure for cookie in self.cookies.jar)

    def _kept(self, path: str) -> dict[bytes, bytes]:
        """The header with the cookies that were set before."""
        ours = [kept for kept in self.cookies.jar if f"{path}/".startswith(f"{kept.path.rstrip('/')}/")]
        pairs = [f"{kept.name}={kept.value}" for kept in ours if not kept.is_expired()]
        return {b"cookie": "; ".join(pairs).encode()} if pairs else {}

    async def _ask(
        self, method: str, url: str, data: dict[str, Any] | None = None, headers: Any = None
    ) -> httpx.Response:
        path, _, query = url.partition("?")
        body = urlencode(_pairs(data)).encode() if data else b""
        sent = dict(_FIXED)
        if data:
            sent[b"content-type"] = _FORM
        if data or method in {"POST", "PUT", "PATCH"}:
            sent[b"content-length"] = str(len(body)).encode()
        sent |= {name.lower().encode("ascii"): value.encode() for name, value in (headers or {}).items()}
        if len(self.cookies.jar) and b"cookie" not in sent:
            sent |= self._kept(path)
        heard = Answer(method, BASE + url)
        pieces: list[bytes] = []
        asked = False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if asked:
                await (
                    asyncio.get_running_loop().create_future()
                )  # nobody hangs up before the answer is there
            asked = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                heard.status_code = message["status"]
                heard.raw = [(key, value) for key, value in message.get("headers", [])]
            elif message["type"] == "http.response.body":
                pieces.append(message.get("body", b""))

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method.upper(),
            "headers": [_HOST, *sent.items()] if b"host" not in sent else [*sent.items()],
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "server": ("testserver.local", None),
            "client": ("127.0.0.1", 123),
            "root_path": "",
        }
        await self.app(scope, receive, send)
        heard.content = b"" if method == "HEAD" else b"".join(pieces)
        if any(key.lower() == b"set-cookie" for key, _ in heard.raw):
            self.cookies.extract_cookies(heard.real())
        return cast(httpx.Response, heard)


def _is_left_out(value: object) -> bool:
    return value is None or type(value).__name__ == "UseClientDefault"


def _pairs(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of a form as httpx writes them."""
    return [
        (name, _text(one))
        for name, value in data.items()
        for one in (value if isinstance(value, (list, tuple)) else [value])
    ]


def _text(value: object) -> str:
    if value is True or value is False:
        return str(value).lower()
    return "" if value is None else str(value)
