"""What reads the files of the library: ours, apart and without network, and two programs where they are."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from typing import Final

from kimhub.doctor.finding import Check, Finding
from kimhub.library import reading_converters, reading_enclosed, reading_sealed
from kimhub.settings import Settings


async def sealed(settings: Settings) -> AsyncIterator[Finding]:
    if await asyncio.to_thread(reading_sealed.probe):
        if reading_enclosed.version():
            found = "in a process of its own, with little memory, no network and none of KIMHub's files"
            yield Finding("good", "Reading files", found)
        else:
            cure = "Use a kernel with Landlock (Linux 5.13 and later)."
            yield Finding("warn", "Reading files", "the process that reads files could read KIMHub's", cure)
    else:
        cure = "Close the network to this user's processes in the firewall, or run KIMHub on Linux."
        yield Finding("warn", "Reading files", "the process that reads files keeps the network", cure)


async def recognition(settings: Settings) -> AsyncIterator[Finding]:
    if await asyncio.to_thread(reading_converters.tesseract):
        yield Finding("good", "Scanned pages", "Tesseract reads them, in Indonesian")
    elif shutil.which("tesseract"):
        cure = "Install its Indonesian: apt install tesseract-ocr-ind"
        yield Finding("warn", "Scanned pages", "Tesseract is here but has not learned Indonesian", cure)
    else:
        yield Finding("good", "Scanned pages", "are shown, but not read: Tesseract is not installed")


async def pages(settings: Settings) -> AsyncIterator[Finding]:
    if reading_converters.office():
        yield Finding("good", "Office documents", "LibreOffice draws their pages")
    else:
        yield Finding("good", "Office documents", "are shown as text: LibreOffice is not installed")


CHECKS: Final[tuple[Check, ...]] = (sealed, recognition, pages)
