"""Kept files as answers: conditional, in parts, and never run by a browser."""

import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from litestar import Litestar, Response, get
from litestar.params import FromQuery
from litestar.testing import TestClient

from kimhub.core.errors import NotFound
from kimhub.core.rangefile import RangeFile, content_disposition, stored_file
from kimhub.core.storage import key_for, spooled
from kimhub.core.storage_folder import Folder

pytestmark = pytest.mark.once

CONTENT = bytes(range(256)) * 3000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient[Litestar]]:
    storage = Folder(tmp_path)

    async def keep() -> None:
        async def pieces() -> AsyncIterator[bytes]:
            yield CONTENT

        async with spooled(pieces(), storage.spool_folder, len(CONTENT)) as spool:
            await storage.keep(spool.path, spool.key, "application/pdf")

    @get("/berkas")
    async def serve(
        digest: FromQuery[str] = DIGEST,
        mime: FromQuery[str] = "application/pdf",
        inline: FromQuery[bool] = False,
    ) -> RangeFile:
        name = "SK “KIM” Désa.pdf"
        return stored_file(storage, key_for(digest), size=len(CONTENT), mime=mime, name=name, inline=inline)

    def gone(*_: object) -> Response[str]:
        return Response("", status_code=404)

    handlers = {NotFound: gone}
    app = Litestar([serve], on_startup=[keep], exception_handlers=handlers, openapi_config=None)
    with TestClient(app) as client:
        yield client


def test_a_file_comes_whole_and_is_never_run(client: TestClient[Litestar]) -> None:
    answer = client.get("/berkas")
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["etag"] == f'"{DIGEST}"'
    ascii_name, full_name = "SK _KIM_ D_sa.pdf", "SK%20%E2%80%9CKIM%E2%80%9D%20D%C3%A9sa.pdf"
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{full_name}"
    assert answer.headers["content-disposition"] == disposition


def test_only_pictures_and_films_are_shown_in_the_window(client: TestClient[Litestar]) -> None:
    def shown(mime: str) -> bool:
        answer = client.get("/berkas", params={"inline": True, "mime": mime})
        return answer.headers["content-disposition"].startswith("inline;")

    assert shown("image/webp")
    assert shown("video/mp4")
    for mime in ("text/html", "image/svg+xml", "application/pdf", "text/plain", "application/xhtml+xml"):
        assert not shown(mime)
    answer = client.get("/berkas", params={"mime": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("tags", ['"{}"', 'W/"{}"', '"x", "{}"', "*"])
def test_who_has_it_is_told_so(client: TestClient[Litestar], tags: str) -> None:
    answer = client.get("/berkas", headers={"if-none-match": tags.format(DIGEST)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == f'"{DIGEST}"'
    assert "content-length" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=300000-", 300_000, len(CONTENT)),
        ("bytes=-5", len(CONTENT) - 5, len(CONTENT)),
        ("bytes=-99999999", 0, len(CONTENT)),
        (f"bytes=1-{10**17}", 1, len(CONTENT)),
    ],
)
def test_a_part_is_sent_on_request(client: TestClient[Litestar], asked: str, start: int, end: int) -> None:
    answer = client.get("/berkas", headers={"range": asked})
    assert (answer.status_code, answer.content) == (206, CONTENT[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"
    assert answer.headers["content-length"] == str(end - start)


@pytest.mark.parametrize("asked", [f"bytes={len(CONTENT)}-", "bytes=-0", "bytes=9999999-99999999"])
def test_a_part_beyond_the_end_cannot_be_sent(client: TestClient[Litestar], asked: str) -> None:
    answer = client.get("/berkas", headers={"range": asked})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize(
    "headers",
    [
        {"range": "bytes=0-1,5-9"},
        {"range": "bytes=5-1"},
        {"range": "bytes=-"},
        {"range": "bytes=a-b"},
        {"range": "lines=1-2"},
        {"range": f"bytes={'9' * 40}-"},
        {"range": "bytes=0-1", "if-range": '"an older one"'},
        {"range": "bytes=0-1", "if-range": "Thu, 31 Oct 2024 01:05:00 GMT"},
        {"if-none-match": '"an older one"'},
    ],
)
def test_what_is_not_understood_gets_the_whole(
    client: TestClient[Litestar], headers: dict[str, str]
) -> None:
    answer = client.get("/berkas", headers=headers)
    assert (answer.status_code, len(answer.content)) == (200, len(CONTENT))


def test_the_same_version_may_be_continued(client: TestClient[Litestar]) -> None:
    answer = client.get("/berkas", headers={"range": "bytes=5-9", "if-range": f'"{DIGEST}"'})
    assert (answer.status_code, answer.content) == (206, CONTENT[5:10])


@pytest.mark.parametrize("digest", ["0" * 64, "../../../etc/passwd"])
def test_a_file_that_is_gone_is_not_found_and_not_a_broken_answer(
    client: TestClient[Litestar], digest: str
) -> None:
    assert client.get("/berkas", params={"digest": digest}).status_code == 404


@pytest.mark.parametrize("name", ['a"b', "a\r\nSet-Cookie: x", "a\\b", "é;x", "%41", "\u202e", "a/b"])
def test_a_name_cannot_leave_its_header(name: str) -> None:
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert "\\" not in header
    assert "filename*=UTF-8''" in header
