"""The outermost layer: security headers on every answer, known hosts only, HEAD as GET without a body."""

from typing import Any

from litestar import Litestar
from litestar.types import Message

from kimhub.settings import load

LOOPBACK = {"localhost", "127.0.0.1", "::1", "[::1]"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none';"
    " object-src 'none'"
)


class Site(Litestar):
    """Litestar with our outermost layer around it. 404 and 405 pass here too, which no middleware sees."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        if scope["method"] in {"TRACE", "TRACK", "CONNECT"}:
            await _plain(send, 405, b"")
            return
        if not self.known_host(scope):
            await _plain(send, 400, b"Alamat ini tidak dikenal. / Unknown host.")
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {key.lower() for key, _ in message["headers"]}
                more = [pair for pair in self.security_headers() if pair[0] not in present]
                message = {**message, "headers": [*message["headers"], *more]}
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        asked: Any = {**scope, "method": "GET"} if head else scope
        await super().__call__(asked, receive, send_with_headers)

    @staticmethod
    def known_host(scope: Any) -> bool:
        hosts = [value for key, value in scope["headers"] if key == b"host"]
        if len(hosts) != 1:
            return False
        name = hosts[0].decode("latin-1").lower()
        name = name.rpartition(":")[0] if name.rpartition(":")[2].isdigit() and ":" in name else name
        known = load().hosts
        return name in known or (name in LOOPBACK and bool(known & LOOPBACK))

    @staticmethod
    def security_headers() -> list[tuple[bytes, bytes]]:
        return _headers()


def _headers() -> list[tuple[bytes, bytes]]:
    strict = [(b"strict-transport-security", b"max-age=31536000")] if load().secure else []
    return [
        (b"content-security-policy", POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"geolocation=(), camera=(self), microphone=(self), payment=()"),
        *strict,
    ]


async def _plain(send: Any, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers + _headers()})
    await send({"type": "http.response.body", "body": body})
