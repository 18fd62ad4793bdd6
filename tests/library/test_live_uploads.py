"""Uploads and a server that dies: what was acknowledged is there, nothing half visible, nothing twice."""

import os
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest

from tests import make
from tests.live import PATIENCE, Live, Make

SIZE = 12_000_000
PIECE = 3_000_000
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def on_either_engine(cleaner: Any) -> None:
    """The live database is another one; this only says that both engines run these tests."""


class Sender:
    """Somebody who brings one file, and asks the server how far it is."""

    def __init__(self, server: Live, slug: str, token: str, content: bytes) -> None:
        self.server, self.slug, self.content = server, slug, content
        self.headers = make.headers_for(token) | JSON
        self.key = str(uuid4())
        self.path = f"/pustaka/unggahan/{self.key}"

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.server.url, headers=self.headers, timeout=PATIENCE)

    async def announce(self, client: httpx.AsyncClient) -> None:
        digest = sha256(self.content).hexdigest()
        said = {"key": self.key, "name": "Rekaman.pdf", "size": str(len(self.content)), "sha256": digest}
        answer = await client.post(f"/pustaka/o/{self.slug}/unggahan", data=said)
        assert answer.status_code == 200, answer.text

    async def received(self, client: httpx.AsyncClient) -> int:
        return int((await client.get(self.path)).json()["received"])

    async def send(self, client: httpx.AsyncClient, start: int, end: int) -> int:
        answer = await client.post(f"{self.path}?mulai={start}", content=self.content[start:end])
        assert answer.status_code == 200, answer.text
        return int(answer.json()["received"])

    async def send_half(self, client: httpx.AsyncClient, start: int, most: int) -> None:
        """A piece in the middle of which the server is killed."""

        async def dying() -> AsyncIterator[bytes]:
            for at in range(start, start + most, 65_536):
                if at - start > most // 2:
                    self.server.kill()
                yield self.content[at : at + 65_536]

        length = {"Content-Length": str(most)}
        await client.post(f"{self.path}?mulai={start}", content=dying(), headers=length)

    async def save(self, client: httpx.AsyncClient) -> httpx.Response:
        return await client.post(f"{self.path}/simpan", data={"title": "Rekaman", "kind": "materi"})


@pytest.mark.once
async def test_an_upload_outlives_a_kill_of_the_server(live: Make) -> None:
    server = live().start()
    world = server.do("keeper")
    content = b"%PDF-1.4\n" + os.urandom(SIZE - 9)
    sender = Sender(server, world["slug"], world["token"], content)
    async with sender.client() as client:
        await sender.announce(client)
        safe = await sender.send(client, 0, PIECE)
        with pytest.raises(httpx.TransportError):
            await sender.send_half(client, safe, PIECE)

    server.start()
    assert server.do("kept_documents") == []
    process = psutil.Process(server.pid)
    async with sender.client() as client:
        there = await sender.received(client)
        assert safe <= there < SIZE
        before = process.memory_info().rss
        while there < SIZE:
            there = await sender.send(client, there, min(there + PIECE, SIZE))
        assert process.memory_info().rss - before < 20_000_000
        form = client.build_request(
            "POST", f"{sender.path}/simpan", data={"title": "Rekaman", "kind": "materi"}
        )
    with server.connect() as line:  # killed again, while it becomes a document
        line.sendall(raw(form))
        server.kill()

    server.start()
    async with sender.client() as client:
        answers = [await sender.save(client) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert server.do("kept_documents") == [["Rekaman", SIZE, sha256(content).hexdigest()]]
    spool = server.data_dir / "files" / ".incoming"
    assert [path.name for path in spool.glob("upload-*")] == []
    assert server.do("soundness") == "ok"


def raw(request: httpx.Request) -> bytes:
    """As it goes over the wire."""
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    return f"POST {request.url.raw_path.decode()} HTTP/1.1\r\n{head}\r\n".encode() + request.read()
