"""What a connection may cost before there is a request, over real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from kimhub.core import protocol
from kimhub.core.protocol import HEAD_BYTES, Patient

pytestmark = pytest.mark.once

Connect = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
PATIENCE = 20.0  # an upper bound against hanging; nothing is proven by it


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """Read the body, say how much it was."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        more = message["more_body"]
    body = f"{scope['path']} {size}".encode()
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def served(limit: int = 50, idle: float = 5) -> AsyncIterator[tuple[uvicorn.Server, Connect]]:
    """A server of this test's own in this loop, and a function that connects to it."""
    config = uvicorn.Config(
        answer,
        port=0,
        http=Patient,
        ws="none",
        lifespan="off",
        limit_concurrency=limit,
        timeout_keep_alive=idle,  # type: ignore[arg-type]
        log_level="critical",
        access_log=False,
    )
    server = uvicorn.Server(config)
    server.config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    port = server.servers[0].sockets[0].getsockname()[1]
    writers: list[asyncio.StreamWriter] = []

    async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writers.append(writer)
        return reader, writer

    try:
        async with asyncio.timeout(PATIENCE):
            yield server, connect
    finally:
        for writer in writers:
            writer.close()
        server.force_exit = True
        await server.shutdown()


async def read_answer(reader: asyncio.StreamReader) -> bytes:
    """Status line and body of one answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head.split(b"\r\n")[0] + b" " + await reader.readexactly(length)


async def read_to_the_end(reader: asyncio.StreamReader) -> bytes:
    """What arrived until the connection was closed, or broken off with unread bytes in it."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65_536):
            said += piece
    return said


async def test_a_connection_serves_one_request_after_another():
    async with served() as (_, connect):
        reader, writer = await connect()
        for number in range(3):
            writer.write(b"POST /%d HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" % number)
            assert await read_answer(reader) == b"HTTP/1.1 200 OK /%d 3" % number
        writer.write((HEAD + b"\r\n") * 3)  # at once
        for _ in range(3):
            assert await read_answer(reader) == b"HTTP/1.1 200 OK / 0"


@pytest.mark.parametrize("beginning", [b"", b"GET", HEAD, HEAD + b"X: "])
async def test_a_head_that_does_not_come_is_not_waited_for(monkeypatch, beginning):
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.1)
    async with served() as (server, connect):
        reader, writer = await connect()
        writer.write(beginning)

        assert await reader.read() == b""
        assert not server.server_state.connections


async def test_the_next_head_is_not_waited_for_either(monkeypatch):
    async with served() as (_, connect):
        reader, writer = await connect()
        writer.write(HEAD + b"\r\n")
        await read_answer(reader)
        monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.1)
        writer.write(HEAD)

        assert await reader.read() == b""


async def test_a_connection_is_kept_while_it_is_used_and_closed_when_it_is_not():
    async with served(idle=0.2) as (server, connect):
        reader, writer = await connect()
        begun = asyncio.get_running_loop().time()
        for _ in range(6):  # longer than it may be idle
            writer.write(HEAD + b"\r\n")
            assert await read_answer(reader)
            await asyncio.sleep(0.08)
        (kept,) = server.server_state.connections
        assert kept.idle_timer  # type: ignore[union-attr]

        assert await reader.read() == b""
        assert asyncio.get_running_loop().time() - begun >= 0.6
        assert not kept.idle_timer  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "line", [b"X: " + b"x" * HEAD_BYTES, b"X: x\r\n" * HEAD_BYTES, b"Cookie: " + b"x" * 10**6]
)
@pytest.mark.parametrize("finished", [True, False])
async def test_a_head_that_is_too_large_is_refused(line, finished):
    async with served() as (_, connect):
        reader, writer = await connect()
        writer.write(HEAD + line + (b"\r\n\r\n" if finished else b""))

        said = await read_to_the_end(reader)
        refused = said.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
        assert refused or (said == b"" and len(line) > 2 * HEAD_BYTES)  # the reset overtakes the answer


async def test_an_address_that_is_too_large_is_refused():
    async with served() as (_, connect):
        reader, writer = await connect()
        writer.write(b"GET /" + b"a" * HEAD_BYTES + b" HTTP/1.1\r\nHost: x\r\n\r\n")

        assert (await reader.read()).startswith(b"HTTP/1.1 431 ")


async def test_a_large_head_passes():
    async with served() as (_, connect):
        reader, writer = await connect()
        writer.write(HEAD + b"Cookie: " + b"x" * (HEAD_BYTES - 200) + b"\r\n\r\n")

        assert await read_answer(reader) == b"HTTP/1.1 200 OK / 0"


async def test_a_body_may_be_large_and_in_pieces():
    async with served() as (_, connect):
        reader, writer = await connect()
        writer.write(b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n" + b"x" * 5_000_000)
        assert await read_answer(reader) == b"HTTP/1.1 200 OK /a 5000000"

        writer.write(b"POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        writer.write((b"10000\r\n" + b"x" * 65_536 + b"\r\n") * 40 + b"0\r\nTrailer: yes\r\n\r\n")
        assert await read_answer(reader) == b"HTTP/1.1 200 OK /b 2621440"


@pytest.mark.parametrize("endless", [b"X: x\r\n", b"x" * 60_000])
async def test_trailers_without_end_end_the_connection(endless):
    async with served() as (server, connect):
        reader, writer = await connect()
        writer.write(
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nY: "
        )
        for _ in range(40_000 if len(endless) < 100 else 40):
            writer.write(endless)

        with contextlib.suppress(ConnectionError):
            await writer.drain()
        assert await read_to_the_end(reader) == b""
        assert not server.server_state.connections


async def test_silent_connections_make_room_for_others():
    """More than the limit, each with half a head: whoever comes with a whole one is served."""
    async with served(limit=30) as (server, connect):
        for _ in range(3):
            silent = [await connect() for _ in range(40)]
            for _, writer in silent:
                writer.write(HEAD)
            reader, writer = await connect()
            writer.write(HEAD + b"\r\n")

            assert await read_answer(reader) == b"HTTP/1.1 200 OK / 0"
        assert len(server.server_state.connections) <= 30


async def test_slow_bodies_make_room_too():
    async with served(limit=30) as (_, connect):
        for _ in range(60):
            _, writer = await connect()
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab")
            await writer.drain()
        reader, writer = await connect()
        writer.write(HEAD + b"\r\n")

        assert await read_answer(reader) == b"HTTP/1.1 200 OK / 0"


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET \xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.example HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX\x00: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"get / HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_refused_at_once(request_):
    async with served() as (_, connect):
        reader, writer = await connect()
        writer.write(request_)

        assert (await reader.read()).startswith(b"HTTP/1.1 400 Bad Request\r\n")


class Wire:
    """Notes what is written, and in how many pieces."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def writelines(self, parts: tuple[bytes, ...]) -> None:
        self.writes.append(b"".join(parts))

    def close(self) -> None:
        self.writes.append(b"closed")


async def test_head_and_body_leave_in_one_piece() -> None:
    wire = Wire()
    corked = protocol.Corked(wire, asyncio.get_running_loop())  # type: ignore[arg-type]

    for _ in range(2):
        corked.write(b"HTTP/1.1 200 OK\r\n\r\n")
        corked.write(b"halo")
    await asyncio.sleep(0)

    assert wire.writes == [b"HTTP/1.1 200 OK\r\n\r\nhalo"] * 2


async def test_a_head_does_not_wait_for_a_body_that_comes_later() -> None:
    wire = Wire()
    corked = protocol.Corked(wire, asyncio.get_running_loop())  # type: ignore[arg-type]

    corked.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await asyncio.sleep(0)
    corked.write(b"halo")
    corked.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    corked.close()

    assert wire.writes == [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"halo",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"closed",
    ]
