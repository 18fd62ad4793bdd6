"""Where files lie: the same promises for a folder and for a bucket."""

import os
import urllib.request
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from kimhub.core import storage_folder
from kimhub.core.errors import NotFound
from kimhub.core.files import open_storage
from kimhub.core.storage import CHUNK, Storage, TooLarge, key_for, spooled
from kimhub.core.storage_folder import Folder
from kimhub.settings import Settings
from tests.core.bucket import FakeBucket

pytestmark = pytest.mark.once

CONTENT = bytes(range(256)) * 4000  # about 1 MB, so that it comes in several pieces
KEY = key_for(sha256(CONTENT).hexdigest())


@pytest.fixture(scope="module")
def bucket() -> Iterator[FakeBucket]:
    with FakeBucket() as running:
        yield running


@pytest.fixture(params=["folder", "s3", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return Folder(tmp_path / "files")
    if request.param == "memory":
        return open_storage(Settings(storage_url="memory://"))
    bucket: FakeBucket = request.getfixturevalue("bucket")
    return open_storage(
        Settings(
            storage_url="s3://kimhub/berkas",
            storage_endpoint=bucket.endpoint,
            storage_access_key="key",
            storage_secret_key="secret",
            storage_region="us-east-1",
        )
    )


def test_a_new_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    Folder(tmp_path / "files")

    assert (tmp_path / "files").stat().st_mode & 0o077 == 0


async def pieces(content: bytes, length: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), length):
        yield content[start : start + length]


async def keep(storage: Storage, content: bytes = CONTENT) -> str:
    async with spooled(pieces(content), storage.spool_folder, len(content)) as spool:
        assert (spool.size, spool.key) == (len(content), key_for(sha256(content).hexdigest()))
        await storage.keep(spool.path, spool.key, "application/pdf")
        return spool.key


async def read(storage: Storage, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in storage.chunks(key, start, end)])


async def test_what_was_kept_is_read_whole_and_in_part(storage: Storage) -> None:
    assert await storage.size(KEY) is None
    assert await keep(storage) == KEY
    assert await storage.size(KEY) == len(CONTENT)
    assert await read(storage, KEY) == CONTENT
    assert await read(storage, KEY, 100, 356) == CONTENT[100:356]
    assert await read(storage, KEY, len(CONTENT) - 7) == CONTENT[-7:]
    assert await read(storage, KEY, CHUNK - 1, CHUNK + 2) == CONTENT[CHUNK - 1 : CHUNK + 2]
    assert await keep(storage) == KEY  # the same content again is no second file
    await storage.delete(KEY)
    await storage.delete(KEY)
    assert await storage.size(KEY) is None
    with pytest.raises(NotFound):
        await read(storage, KEY)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "../../etc/passwd",
        "/etc/passwd",
        "ab/cd/" + "0" * 64,
        KEY + "/..",
        KEY + ".html",
        KEY.upper(),
        KEY[:-1],
    ],
)
async def test_only_keys_of_ours_reach_the_storage(storage: Storage, key: str) -> None:
    for attempt in (storage.size(key), storage.delete(key), anext(storage.chunks(key))):
        with pytest.raises(NotFound):
            await attempt
    if not isinstance(storage, Folder):
        with pytest.raises(NotFound):
            await storage.link(key)


async def test_nothing_is_left_of_an_upload_that_broke_off(tmp_path: Path) -> None:
    storage = Folder(tmp_path)

    async def broken() -> AsyncIterator[bytes]:
        yield CONTENT
        raise ConnectionError

    with pytest.raises(ConnectionError):
        async with spooled(broken(), storage.spool_folder, 10**9):
            raise AssertionError
    with pytest.raises(TooLarge):
        async with spooled(pieces(CONTENT), storage.spool_folder, len(CONTENT) - 1):
            raise AssertionError
    async with spooled(pieces(CONTENT), storage.spool_folder, len(CONTENT)):
        pass  # received, but nobody kept it
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_limit_stops_the_reading_at_once(tmp_path: Path) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield bytes(1000)

    with pytest.raises(TooLarge):
        async with spooled(endless(), tmp_path, 10_000):
            raise AssertionError
    assert taken == 11


async def test_it_is_on_the_disk_before_anybody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Content first, then the move, then each folder: any other order can lose a file in a power cut."""
    steps: list[str] = []
    real_replace = os.replace

    def sync(path: Path) -> None:
        steps.append("root" if path == tmp_path else "content" if path.is_file() else path.name)

    def replace(source: Path, target: Path) -> None:
        steps.append("move")
        real_replace(source, target)

    monkeypatch.setattr(storage_folder, "_sync", sync)
    monkeypatch.setattr(storage_folder.os, "replace", replace)
    await keep(Folder(tmp_path))
    assert steps == ["content", "move", KEY[3:5], KEY[:2], "root"]


async def test_the_rest_of_old_uploads_is_swept_up(tmp_path: Path) -> None:
    storage = Folder(tmp_path)
    old, new = storage.spool_folder / "part-old", storage.spool_folder / "part-new"
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (1, 1))
    Folder(tmp_path)
    assert (old.exists(), new.exists()) == (False, True)


async def test_a_bucket_serves_by_a_signed_link_and_a_folder_does_not(
    bucket: FakeBucket, tmp_path: Path
) -> None:
    assert await Folder(tmp_path).link(KEY) == ""
    storage = open_storage(
        Settings(
            storage_url="s3://kimhub",
            storage_endpoint=bucket.endpoint,
            storage_access_key="key",
            storage_secret_key="secret",
        )
    )
    await keep(storage)
    assert bucket.objects[f"/kimhub/{KEY}"] == (CONTENT, "application/pdf")
    address = await storage.link(KEY, seconds=60)
    assert "X-Amz-Expires=60" in address
    with urllib.request.urlopen(address) as answer:  # noqa: S310, ASYNC210 - our own server on this machine
        assert answer.read() == CONTENT


def test_an_address_that_is_no_storage_is_refused() -> None:
    for url in ("http://x", "s3://", "files"):
        with pytest.raises(ValueError, match="file:///"):
            open_storage(Settings(storage_url=url))
