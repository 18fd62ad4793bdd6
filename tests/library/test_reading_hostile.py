"""What was made to break what reads: refused or harmless, each with its reason, in little time."""

import asyncio
import resource
import time

import pytest

from kimhub.core import files
from kimhub.library import reading
from kimhub.library.reasons import sentence
from tests.library.hostile.reading import CORPUS, HARMLESS

pytestmark = pytest.mark.once
PATIENCE = 8.0  # seconds; a fair file takes less than one


async def test_hostile_files_are_refused_or_harmless() -> None:
    assert len(CORPUS) >= 40
    faults: list[str] = []
    turns = asyncio.Semaphore(2)

    async def try_one(name: str) -> None:
        mime, make, reasons = CORPUS[name]
        async with turns:
            stored = await files.save_content(await asyncio.to_thread(make), mime, "berkas")
            begun = time.monotonic()
            read = await reading.read(stored.key, mime, "foto", patience=PATIENCE)
            took = time.monotonic() - begun
        if read.text_reason not in reasons:
            faults.append(f"{name}: {read.text_reason or 'read'} {read.text[:60]!r}")
        if not read.text_reason and ("wajar" not in read.text or len(read.text) > 5000):
            faults.append(f"{name}: {read.text[:80]!r}")
        if "root:" in read.text or "hahaha" in read.text:
            faults.append(f"{name}: something got out")
        if read.text_reason and not sentence(read.text_reason):
            faults.append(f"{name}: nothing is said")
        if took > PATIENCE + 4:
            faults.append(f"{name}: {took:.1f} s")

    await asyncio.gather(*(try_one(name) for name in CORPUS))
    assert faults == []
    assert HARMLESS == ""
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # kilobytes
    assert largest < 800_000
