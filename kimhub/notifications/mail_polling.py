"""Fetching what came into the mailbox, each minute, where one is set."""

import asyncio
import time
from imaplib import IMAP4
from typing import Final

from kimhub.core import mail_reading
from kimhub.core.jobs import Tick, every
from kimhub.core.mail_box import Box, place_from
from kimhub.notifications import mail_in
from kimhub.settings import load

AT_ONCE: Final = 50  # letters
SECONDS: Final = 120.0  # a job's lease is five minutes


@every(seconds=60)
async def fetch_letters(tick: Tick) -> None:
    """Take every letter in the mailbox. One that cannot be dealt with now stays for the next look; its
    error is raised when the others are done, so that `kimhub doctor` shows it."""
    url = load().imap_url
    if not url:
        return
    failed: Exception | None = None
    begun = time.monotonic()
    box = await asyncio.to_thread(Box, place_from(url))
    try:
        for number in (await asyncio.to_thread(box.waiting))[:AT_ONCE]:
            try:
                if await asyncio.to_thread(box.size, number) <= mail_reading.LARGEST:
                    await mail_in.take(await asyncio.to_thread(box.fetch, number))
            except (OSError, IMAP4.error):
                raise  # the mailbox is gone
            except Exception as error:
                failed = error
                continue
            await asyncio.to_thread(box.drop, number)
            if time.monotonic() - begun > SECONDS:
                break
    finally:
        await asyncio.to_thread(box.close)
    if failed is not None:
        raise failed
