"""Speak ASGI to the app without a client that tidies the request up first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

HOST = (b"host", b"testserver.local")
FORM = (b"content-type", b"application/x-www-form-urlencoded")


@dataclass
class Heard:
    """What came back, and how much of the body was asked for."""

    status: int = 0
    pairs: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    read: int = 0

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.pairs)

    @property
    def text(self) -> str:
        return self.body.decode()


async def ask(
    app: Any,
    method: str,
    address: str,
    headers: Iterable[tuple[bytes, bytes]] = (HOST,),
    body: Iterable[bytes] = (),
    client: str = "203.0.113.7",
) -> Heard:
    """Send exactly these headers and pieces of body; raises what the app lets through."""
    heard = Heard()
    path, _, query = address.partition("?")
    pieces = iter(body)

    async def receive() -> dict[str, Any]:
        piece = next(pieces, None)
        if piece is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        heard.read += len(piece)
        return {"type": "http.request", "body": piece, "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            heard.status = message["status"]
            heard.pairs = [
                (k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in message["headers"]
            ]
        else:
            heard.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": list(headers),
        "client": (client, 50_000),
        "server": ("testserver.local", 80),
        "state": {},
    }
    await app(scope, receive, send)
    return heard


def raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """A client's headers as they go over the wire, the host first."""
    return [HOST, *((key.lower().encode(), value.encode("latin-1")) for key, value in headers.items())]
