"""The server as a process: signals, sudden ends, several at once, and those who mean it harm."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest

from kimhub.core.assets import asset
from tests import make
from tests.live import PATIENCE, Live, Make, Template
from tests.live_deeds import PASSWORD

once = pytest.mark.once  # of what ends before anything is asked of a database
HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.fixture(autouse=True)
def on_either_engine(cleaner: Any) -> None:
    """The live database is another one; this only says that both engines run these tests."""


def replies(server: Live, world: dict[str, Any], each: int) -> list[tuple[str, dict[str, str], str]]:
    """What everybody is going to write: address, headers, text."""
    return [
        (world["topic"], make.headers_for(token), f"Balasan {number} dari {who}")
        for number in range(each)
        for who, token in enumerate(world["tokens"])
    ]


async def send(client: httpx.AsyncClient, address: str, headers: dict[str, str], text: str) -> bool:
    """Write; True when the server said that it is written."""
    try:
        answer = await client.post(address, data={"body": text, "key": str(uuid4())}, headers=headers)
    except httpx.TransportError:
        return False
    assert answer.status_code == 303, answer.text[:1000]
    return True


def client_of(server: Live) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, timeout=PATIENCE, limits=httpx.Limits(max_connections=80))


@contextlib.contextmanager
def connected(server: Live) -> Iterator[None]:
    """By people who say nothing, half of something, no more, read nothing, or are still sending."""
    people = [server.connect(receive_buffer=4096) for _ in range(5)]
    _silent, half, kept, slow, sending = people
    half.sendall(HEAD)
    kept.sendall(HEAD + b"\r\n")
    assert kept.recv(15).startswith(b"HTTP/1.1 200")
    script = asset("htmx-4.0.1.min.js").encode()
    with contextlib.suppress(TimeoutError):
        slow.settimeout(1)
        slow.sendall((b"GET " + script + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") * 400)
    sending.sendall(b"POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n")
    sending.sendall(b"Content-Type: application/x-www-form-urlencoded\r\n\r\nidentity=")
    yield
    for connection in people:
        connection.close()


def ends_soon(server: Live) -> None:
    """Whoever is connected; nobody is let in afterwards, and what was written is sound."""
    with connected(server):
        server.stop()
        with pytest.raises(httpx.TransportError):
            httpx.get(server.url)
    assert server.do("soundness") == "ok"


@once
def test_sigterm_ends_it_soon_whoever_is_connected(live: Make):
    ends_soon(live().start(real=True))


async def test_what_was_acknowledged_is_there_after_a_kill(live: Make, live_template: Template):
    """Twenty write at once; the process dies in the middle of it."""
    world, server = live_template.world, live().start()
    acknowledged: list[str] = []

    async with client_of(server) as client:

        async def write(address: str, headers: dict[str, str], text: str) -> None:
            if await send(client, address, headers, text):
                acknowledged.append(text)
                if len(acknowledged) == 50:
                    server.kill()

        await asyncio.gather(*(write(*reply) for reply in replies(server, world, each=10)))

    assert 50 <= len(acknowledged) < 200
    assert server.do("soundness") == "ok"
    server.start()
    assert set(acknowledged) <= set(server.do("bodies"))
    async with client_of(server) as client:
        page = await client.get(world["topic"], headers=make.headers_for(world["tokens"][0]))
    assert page.status_code == 200
    assert "Balasan " in page.text


def test_two_that_start_together_in_an_empty_folder_become_one_house(live_from_nothing: Make):
    """Without a key given: both end with the same one, and each migration ran once."""
    first, second = live_from_nothing(), live_from_nothing()
    for server in (first, second):
        del server.environment["KIMHUB_SECRET_KEY"]
        server.launch()
    for server in (first, second):
        server.wait()

    ran = first.do("migrations")
    world = first.do("small_world")
    assert len(ran) == len({*map(tuple, ran)}) > 5
    assert (first.data_dir / "secret.key").stat().st_mode & 0o077 == 0
    token = world["tokens"][0]
    cookie = {"Cookie": f"session={token}"}
    page = httpx.get(f"{first.url}{world['topic']}", headers=cookie)
    sealed = page.text.partition('name="_csrf_token" value="')[2].partition('"')[0]
    sent = httpx.post(
        f"{second.url}{world['topic']}",
        data={"body": "Ditulis lewat yang kedua", "key": str(uuid4()), "_csrf_token": sealed},
        headers=cookie,
    )
    assert sent.status_code == 303
    assert "Ditulis lewat yang kedua" in first.do("bodies")


async def test_two_workers_lose_nothing_of_eighty_writers_and_end_soon(live: Make, live_template: Template):
    world, server = live_template.world, live("--workers", "2").start(real=True)
    workers = workers_of(server)

    async with client_of(server) as client:
        sent = await asyncio.gather(*(send(client, *reply) for reply in replies(server, world, each=5)))
        signed_in = await asyncio.gather(*(sign_in(server, f"warga{number}") for number in range(6)))

    assert all(sent)
    assert all(signed_in)
    assert len(workers) == 2
    assert sorted(server.do("bodies")[1:]) == sorted(text for _, _, text in replies(server, world, each=5))
    assert sorted(server.do("numbers")) == [*range(1, 102)]
    ends_soon(server)
    assert not any(worker.is_running() for worker in workers)


async def sign_in(server: Live, name: str) -> bool:
    """Through the form, each with a browser of their own."""
    async with client_of(server) as browser:
        page = await browser.get("/masuk")
        sealed = page.text.partition('name="_csrf_token" value="')[2].partition('"')[0]
        form = {"identity": name, "password": PASSWORD, "_csrf_token": sealed}
        answer = await browser.post("/masuk", data=form)
        return answer.status_code == 303 and "session" in answer.cookies


def workers_of(server: Live) -> list[psutil.Process]:
    """The processes that answer, of those that `--workers` started."""
    children = psutil.Process(server.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


@contextlib.contextmanager
def many(server: Live, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Connections that said only this much."""
    made: list[socket.socket] = []
    try:
        for _ in range(count):
            made.append(server.connect())
            with contextlib.suppress(ConnectionError):
                made[-1].sendall(sent)
        yield made
    finally:
        for connection in made:
            connection.close()


@once
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        HEAD,
        b"POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 9999\r\n\r\nidentity=",
    ],
    ids=["silent", "half a head", "half a body"],
)
def test_those_who_only_hold_connections_keep_nobody_out(live_server: Live, sent: bytes):
    """More of them than connections are allowed."""
    with many(live_server, 700, sent):
        for _ in range(3):
            assert httpx.get(f"{live_server.url}/masuk", timeout=PATIENCE).status_code == 200


@once
def test_forty_megabytes_for_a_page_without_uploads_are_not_kept(live_server: Live):
    process = psutil.Process(live_server.pid)
    chunk = b"x" * 1_000_000

    def pieces(count: int = 40) -> Iterator[bytes]:
        for _ in range(count):
            yield chunk

    for address in ("/masuk", "/bahasa"):  # what the first refusal loads is no part of the upload
        upload(live_server, address, pieces(3), {})
    before = process.memory_info().rss

    for headers in ({"Content-Length": "40000000"}, {}):
        for address in ("/masuk", "/bahasa"):
            status = upload(live_server, address, pieces(), headers)
            assert status in {403, 413}, (address, headers)

    assert process.memory_info().rss - before < 25_000_000
    assert httpx.get(f"{live_server.url}/healthz").status_code == 200


def upload(server: Live, address: str, pieces: Iterator[bytes], headers: dict[str, str]) -> int:
    """Send it all, whatever the server says meanwhile; the status."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = httpx.post(f"{server.url}{address}", content=pieces, headers=kind | headers, timeout=PATIENCE)
    return answer.status_code


@once
def test_a_head_too_large_and_requests_that_are_none_leave_it_standing(live_server: Live):
    port = live_server.port
    for request, status in (
        (HEAD + b"X: " + b"x" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /?" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
        (b"GET /masuk HTTP/1.1\r\n\r\n", 400),
        (b"GET /masuk HTTP/1.0\r\n\r\n", 400),
        (b"GET /masuk HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", 200),
        (HEAD.replace(b"GET /", b"GET /masuk") + b"Host: evil.example\r\n\r\n", 400),
        (b"GET /masuk HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
        (b"GET http://evil.example/masuk HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % port, 200),
        (b"GET http://127.0.0.1/masuk HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
        (b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
        (b"OPTIONS /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 204),
        (b"TRACE /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nX: rahasia\r\n\r\n", 405),
        (b"PROPFIND /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 405),
        (b"GET /masuk%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
        (b"GET //masuk HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 200),
        (b"GET /../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
        (b"HEAD /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 200),
        (
            b"GET /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n",
            200,
        ),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    ):
        said = talk(live_server, request)
        assert said.startswith(b"HTTP/1.1 %d" % status), (request[:60], said[:200])
        assert b"rahasia" not in said
        assert b"evil.example" not in said
    assert httpx.get(f"{live_server.url}/healthz").status_code == 200


def talk(server: Live, request: bytes) -> bytes:
    """The beginning of what comes back."""
    with server.connect() as connection:
        connection.sendall(request)
        return connection.recv(65_536)


@once
def test_a_forwarded_address_changes_nothing_people_see(live_server: Live):
    forged = {
        "X-Forwarded-For": "198.51.100.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
    }

    plain = httpx.get(live_server.url)
    through = httpx.get(live_server.url, headers=forged)
    away = httpx.get(f"{live_server.url}/pengaturan", headers=forged)

    assert through.content == plain.content
    assert away.headers["location"] == "/masuk?lanjut=/pengaturan"


@once
def test_its_folder_is_not_for_others(live_server: Live):
    """Whatever umask it was started with, keys and the database are the owner's."""
    files = [path for path in live_server.data_dir.rglob("*") if path.is_file()]
    secret = [path for path in files if path.suffix == ".key"]

    assert all(path.stat().st_mode & 0o077 == 0 for path in secret)
    assert os.access(live_server.data_dir, os.W_OK)


@once
def test_a_second_server_on_a_taken_port_ends_in_one_line(live_server: Live, live: Make):
    other = live()
    other.environment |= {"KIMHUB_DATABASE_URL": live_server.environment["KIMHUB_DATABASE_URL"]}
    other.port = live_server.port
    other.launch()

    assert other.process
    assert other.process.wait(PATIENCE) == 1
    assert f"Port {live_server.port} is in use" in other.said()
    assert httpx.get(f"{live_server.url}/healthz").status_code == 200
