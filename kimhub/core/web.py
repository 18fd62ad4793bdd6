"""The outermost layer: security headers on every answer, known hosts only, HEAD as GET without a body.

What no browser of ours sends is refused here in plain words, before anything is looked up.
"""

import asyncio
import logging
from functools import cache, lru_cache
from typing import Any

from litestar import Litestar, Request
from litestar.exceptions import ClientException, HTTPException
from litestar.plugins.core import MsgspecDIPlugin
from litestar.routes import HTTPRoute, WebSocketRoute
from litestar.types import Message, Receive, Send
from litestar.utils import normalize_path

from kimhub.core import front, hosts, whole
from kimhub.core.access import Gate
from kimhub.core.page import Answer
from kimhub.settings import load

log = logging.getLogger(__name__)

_ASKS = {"GET", "HEAD"}
_UNKNOWN = (400, "Alamat ini tidak dikenal. / Unknown host.")
LOOPBACK = {"localhost", "127.0.0.1", "::1", "[::1]"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none';"
    " object-src 'none'"
)
MAX_ADDRESS = 8_000  # bytes of path and query; Litestar remembers the last 1,024 queries it has read
BODY_SECONDS = 30.0  # until the first bytes of a body are there
BODY_RATE = 500  # bytes that buy another second: an upload from a village is slow, not endless


class Site(Litestar):
    """Litestar with our outermost layer around it. 404 and 405 pass here too, which no middleware sees."""

    gate: Gate | None = None  # calls the handlers that only read
    _mapped: tuple[list[Any], dict[str, Any]] = ([], {})

    @property
    def route_handler_method_map(self) -> dict[str, Any]:
        """The handlers of each path. Litestar lists all of them anew for each of 500 routes that is added:
        a twentieth of the start."""
        known, paths = self._mapped
        if not known or self.routes[: len(known)] != known:  # none yet, or one was replaced
            known, paths = [], {}
        for route in self.routes[len(known) :]:
            if isinstance(route, HTTPRoute):
                methods = [(method, one) for one in route.route_handlers for method in one.http_methods]
                paths[route.path] = paths.get(route.path, {}) | dict(methods)
            else:
                kind = "websocket" if isinstance(route, WebSocketRoute) else "asgi"
                paths[route.path] = paths.get(route.path, {}) | {kind: route.route_handler}
        self._mapped = [*self.routes], paths
        return paths

    @staticmethod
    def _get_default_plugins(plugins: list[Any]) -> list[Any]:
        """Only the plugin for dataclasses and Structs. Litestar would import Pydantic and attrs because
        they happen to be installed: 9 MB, and a tenth of the start, for nothing we use."""
        return [*plugins, MsgspecDIPlugin()]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        hosts.leave()
        if refusal := _refusal(scope):
            own = await _own_host(scope) if refusal is _UNKNOWN else None
            if own is None:
                await _plain(send, *refusal)
                return
            scope = hosts.enter(own, scope)
            if isinstance(scope, hosts.Elsewhere):
                await _lead(send, scope)
                return
        sending = _Sending(scope, send)
        asked, receive = _asked(scope), _timed(receive)
        if kept := front.find(asked):
            await Answer(*kept)(asked, receive, sending)
            return
        try:
            if not (self.gate and await self._read(self.gate, asked, receive, sending)):
                await super().__call__(asked, receive, sending)
        except Exception:
            if sending.started:
                raise  # the server breaks the connection off: half an answer must not look whole
            log.exception("no answer")
            await _plain(send, 500, "Ada yang salah di pihak kami. / Something went wrong on our side.")

    async def _read(self, gate: Gate, scope: Any, receive: Receive, send: "_Sending") -> bool:
        """Take the short way to a handler that only reads; False when this is for none of those.

        Litestar's own way has a layer for exceptions, one for the route and one for each middleware, and
        wraps `send` in each: 20 µs.
        """
        try:
            _app, handler, path, found, template = self.asgi_router.handle_routing(
                path=normalize_path(scope["path"]), method=scope["method"]
            )
        except HTTPException:  # 404 and 405 are answered where all other errors are
            return False
        wanted = handler.opt.get("wants")
        if wanted is None:
            return False
        scope |= {"app": self, "litestar_app": self, "route_handler": handler, "path_template": template}
        scope |= {"path": path, "path_params": found}
        scope.setdefault("state", {})
        request = _Request(scope, receive, send)
        try:
            await gate.read(request, wanted, send)
        except Exception as error:
            if send.started:
                raise
            problem = self.exception_handlers[Exception](request, error)
            await problem.to_asgi_response(None, request)(scope, receive, send)
        return True


class _Request(Request):
    """A request of which all but the scope is made when somebody asks for it: most only read the scope."""

    __slots__ = ()

    def __init__(self, scope: Any, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send

    def __getattr__(self, name: str) -> Any:
        """Asked for what is not there yet."""
        super().__init__(self.scope, self.receive, self.send)
        return object.__getattribute__(self, name)


class _Sending:
    """`send` that adds our headers, sends no body to HEAD, and knows whether an answer has begun."""

    __slots__ = ("head", "scope", "send", "started")

    def __init__(self, scope: Any, send: Send) -> None:
        self.scope, self.send, self.head, self.started = scope, send, scope["method"] == "HEAD", False

    def whole(self, status: int, headers: dict[str, str], cookies: list[str], body: list[bytes]) -> bool:
        """Send all of an answer; False where this server cannot, or there is to be no body."""
        write: whole.Write | None = (self.scope.get("extensions") or {}).get(whole.EXTENSION)
        if write is None or self.head or status in whole.BODILESS:
            return False
        lines = whole.head(headers, cookies, _headers(load().secure), sum(map(len, body)))
        self.started = write(self.scope, status, lines, body)
        return self.started

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            present = {key.lower() for key, _ in message["headers"]}
            more = [pair for pair in _headers(load().secure) if pair[0] not in present]
            message = {**message, "headers": [*message["headers"], *more]}
        elif self.head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self.send(message)


def known_host(scope: Any) -> bool:
    """True if the request names one host, and that is ours. X-Forwarded-Host counts for nothing."""
    named = [value for key, value in scope["headers"] if key == b"host"]
    settings = load()
    return len(named) == 1 and _is_ours(named[0], settings.base_url, settings.allowed_hosts)


@lru_cache(256)
def _is_ours(host: bytes, *_settings: object) -> bool:
    name = _name(host)
    known = load().hosts
    return name in known or (name in LOOPBACK and bool(known & LOOPBACK))


def _name(host: bytes) -> str:
    """Without the port."""
    name = host.decode("latin-1").lower()
    return name.rpartition(":")[0] if name.rpartition(":")[2].isdigit() and ":" in name else name


async def _own_host(scope: Any) -> hosts.Own | None:
    """What the host leads to where it is none of the installation (core/hosts.py); only pages are there."""
    named = [value for key, value in scope["headers"] if key == b"host"]
    if len(named) != 1 or scope["method"] not in _ASKS:
        return None
    try:
        return await hosts.find(_name(named[0]))
    except Exception:
        log.exception("no host names")
        return None


def _refusal(scope: Any) -> tuple[int, str] | None:
    """Status and sentence for what is no request of ours; None for everything else."""
    if scope["method"] in {"TRACE", "TRACK", "CONNECT"}:
        return 405, ""
    if len(scope["path"]) + len(scope["query_string"]) > MAX_ADDRESS:
        return 414, "Alamat ini terlalu panjang. / This address is too long."
    return None if known_host(scope) else _UNKNOWN


def _asked(scope: Any) -> Any:
    """The request as the application sees it: HEAD as GET, and U+FFFD for NUL, which PostgreSQL refuses."""
    if scope["method"] != "HEAD" and "\0" not in scope["path"] and b"%00" not in scope["query_string"]:
        return scope
    return {
        **scope,
        "kimhub.head": scope["method"] == "HEAD",  # for who counts how often something is fetched
        "method": "GET" if scope["method"] == "HEAD" else scope["method"],
        "path": scope["path"].replace("\0", "\ufffd"),
        "query_string": scope["query_string"].replace(b"%00", b"%EF%BF%BD"),
    }


def _timed(receive: Receive) -> Receive:
    """`receive` that raises 408 when a body comes too slowly to be a person's.

    uvicorn waits for ever: a few hundred connections that send a byte a minute would keep all others out.
    """
    got, whole, begun = 0, False, 0.0

    async def timed() -> Any:
        nonlocal got, whole, begun
        if whole:  # only the news that the browser went away can come
            return await receive()
        begun = begun or asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(begun + BODY_SECONDS + got / BODY_RATE):
                message: Any = await receive()
        except TimeoutError:
            raise ClientException(status_code=408, headers={"connection": "close"}) from None
        got += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        return message

    return timed


@cache
def _headers(secure: bool) -> whole.Pairs:
    # Both mean nothing over plain http; browsers even complain about the second one.
    strict = (
        (b"strict-transport-security", b"max-age=31536000"),
        (b"cross-origin-opener-policy", b"same-origin"),
    )
    return (
        (b"content-security-policy", POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"geolocation=(), camera=(self), microphone=(self), payment=()"),
        *(strict if secure else ()),
    )


async def _lead(send: Any, to: hosts.Elsewhere) -> None:
    headers = [(b"location", to.where.encode("latin-1")), (b"content-length", b"0")]
    start = {"type": "http.response.start", "status": 301 if to.for_good else 302}
    await send({**start, "headers": [*headers, *_headers(load().secure)]})
    await send({"type": "http.response.body", "body": b""})


async def _plain(send: Any, status: int, sentence: str) -> None:
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *([(b"allow", b"GET, HEAD, POST, OPTIONS")] if status == 405 else []),
    ]
    await send(
        {"type": "http.response.start", "status": status, "headers": [*headers, *_headers(load().secure)]}
    )
    await send({"type": "http.response.body", "body": body})
