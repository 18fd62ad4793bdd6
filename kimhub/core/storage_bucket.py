"""Files in a bucket of an S3-compatible service."""

import contextlib
import tempfile
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import obstore
from obstore.store import MemoryStore, ObjectStore, S3Store

from kimhub.core.errors import NotFound
from kimhub.core.storage import CHUNK, checked_key


class Bucket:
    """A `Storage` in a bucket."""

    def __init__(self, store: ObjectStore) -> None:
        self.store: Any = store
        self.spool_folder = Path(tempfile.gettempdir())

    @classmethod
    def in_memory(cls) -> Self:
        """Gone with the process."""
        return cls(MemoryStore())

    @classmethod
    def at(
        cls, name: str, prefix: str, *, endpoint: str, access_key: str, secret_key: str, region: str
    ) -> Self:
        """The bucket `name` of the service at `endpoint` (empty: Amazon's own)."""
        options: Any = {"endpoint": endpoint} if endpoint else {}
        return cls(
            S3Store(
                name,
                prefix=prefix or None,
                access_key_id=access_key,
                secret_access_key=secret_key,
                region=region,
                virtual_hosted_style_request=False,
                client_options={
                    "timeout": timedelta(seconds=30),
                    "allow_http": endpoint.startswith("http://"),
                },
                retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
                **options,
            )
        )

    async def keep(self, path: Path, key: str, mime: str) -> None:
        attributes = {
            "Content-Type": mime,
            "Content-Disposition": "attachment",
            "Cache-Control": "private, max-age=31536000, immutable",
        }
        # In one request: uploads are limited to some megabytes, and not every service knows multipart.
        kept = await obstore.put_async(
            self.store, checked_key(key), path, attributes=attributes, use_multipart=False
        )
        assert kept is not None

    async def chunks(self, key: str, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        options: Any = {}
        if end is not None:
            options = {"range": (start, end)}
        elif start:
            options = {"range": {"offset": start}}
        try:
            found = await obstore.get_async(self.store, checked_key(key), options=options)
        except FileNotFoundError as error:
            raise NotFound(key) from error
        async for data in found.stream(min_chunk_size=CHUNK):
            yield bytes(data)

    async def size(self, key: str) -> int | None:
        try:
            return (await obstore.head_async(self.store, checked_key(key)))["size"]
        except FileNotFoundError:
            return None

    async def delete(self, key: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self.store, checked_key(key))

    async def link(self, key: str, seconds: int = 300) -> str:
        return await obstore.sign_async(self.store, "GET", checked_key(key), timedelta(seconds=seconds))
