"""Folder, key, address, files and mail: what can be wrong before there is a database."""

import asyncio
import imaplib
import os
import shutil
import stat
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kimhub.core.errors import NotFound
from kimhub.core.files import open_storage
from kimhub.core.mail import server_from
from kimhub.core.mail_box import Box, place_from
from kimhub.core.storage import key_for
from kimhub.doctor.finding import Check, Finding, in_words, without_secrets
from kimhub.settings import Settings

LITTLE: Final = 200_000_000  # bytes of free space: less is too little for a backup, an upload, a migration
SCARCE: Final = 1_000_000_000
LOCAL: Final = {"127.0.0.1", "localhost", "::1"}
MANY_LETTERS: Final = 50
NETWORK: Final = 10.0  # seconds to wait for a mail server


async def folder(settings: Settings) -> AsyncIterator[Finding]:
    place = settings.data_dir
    if not place.is_dir():
        yield Finding(
            "bad",
            "Data folder",
            f"{place} is not there",
            "Make it, or correct KIMHUB_DATA_DIR; then start.",
        )
        return
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".doctor-"):
            pass
    except OSError as error:
        owner = f"chown -R {os.environ.get('USER', 'kimhub')} {place}"
        yield Finding("bad", "Data folder", f"{place} cannot be written: {error.strerror}", owner)
        return
    free = shutil.disk_usage(place).free
    if free < SCARCE:
        yield Finding(
            "bad" if free < LITTLE else "warn",
            "Free space",
            f"{free // 1_000_000} MB left where {place} is",
            "Make room: old backups, other programs' logs. People cannot save while the disk is full.",
        )
    else:
        yield Finding("good", "Data folder", f"{place}, {free // 1_000_000_000} GB free")
    if place.stat().st_mode & stat.S_IROTH and place.stat().st_mode & stat.S_IXOTH:
        yield Finding(
            "warn", "Data folder", "every user of this machine can read it", f"chmod o-rwx {place}"
        )


async def secret(settings: Settings) -> AsyncIterator[Finding]:
    if len(set(settings.secret_key)) < 10:
        yield Finding(
            "bad",
            "Secret key",
            "it can be guessed",
            'KIMHUB_SECRET_KEY: python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
        )
        return
    file = settings.data_dir / "secret.key"
    if file.is_file() and file.stat().st_mode & 0o077:
        yield Finding("bad", "Secret key", "others can read it", f"chmod 600 {file}")
        return
    yield Finding("good", "Secret key", "long enough, and for this user only")


async def address(settings: Settings) -> AsyncIterator[Finding]:
    host = urlsplit(settings.base_url).hostname or ""
    if settings.secure or host in LOCAL:
        yield Finding("good", "Address", settings.base_url)
    else:
        yield Finding(
            "warn",
            "Address",
            f"{settings.base_url} travels unencrypted: passwords can be read on the way",
            "Put a proxy with a certificate in front (docs/operations.md) and write https:// here.",
        )
    if settings.debug and host not in LOCAL:
        yield Finding("bad", "Debug", "is on for a public address", "Remove KIMHUB_DEBUG.")


async def zones(settings: Settings) -> AsyncIterator[Finding]:
    try:
        ZoneInfo("Asia/Makassar")
        yield Finding("good", "Time zones", "WIB, WITA and WIT are known")
    except ZoneInfoNotFoundError:
        yield Finding(
            "good",
            "Time zones",
            "this machine has no zone data; Indonesia's fixed offsets are used instead",
        )


async def storage(settings: Settings) -> AsyncIterator[Finding]:
    cure = "Correct KIMHUB_STORAGE_URL and its keys, or the rights of the folder."
    key = key_for(uuid4().hex * 2)  # of no content anybody has
    try:
        kept = open_storage(settings)
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "probe"
            file.write_bytes(b"kimhub doctor")
            await kept.keep(file, key, "text/plain")
        content = b"".join([part async for part in kept.chunks(key)])
        await kept.delete(key)
    except (OSError, ValueError, NotFound) as error:
        yield Finding("bad", "Files", f"cannot be kept: {in_words(error)}", cure)
    except Exception as error:  # whatever a bucket's library raises
        yield Finding("bad", "Files", f"the bucket does not answer: {in_words(error)}", cure)
    else:
        if content == b"kimhub doctor":
            yield Finding(
                "good", "Files", f"written, read and deleted at {without_secrets(settings.storage_url)}"
            )
        else:
            yield Finding("bad", "Files", "what was written came back changed", cure)


async def mail(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.smtp_url:
        yield Finding("good", "E-mail", "none is sent; nothing needs it")
        return
    try:
        server = server_from(settings.smtp_url)
    except ValueError as error:
        yield Finding("bad", "E-mail", f"KIMHUB_SMTP_URL: {error}", "Correct it, or remove it.")
        return
    if not settings.mail_from or server is None:
        yield Finding(
            "bad", "E-mail", "KIMHUB_MAIL_FROM is empty", "Write the sender: KIMHub <kim@example.go.id>"
        )
        return
    import aiosmtplib

    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls,
        start_tls=server.starttls,
        username=server.user or None,
        password=server.password or None,
        timeout=NETWORK,
    )
    try:
        await client.connect()
        await client.quit()
    except (OSError, aiosmtplib.SMTPException, TimeoutError) as error:
        yield Finding(
            "bad",
            "E-mail",
            f"{server.host}:{server.port} does not let us in: {in_words(error)}",
            "Check host, port, user and password in KIMHUB_SMTP_URL, and the firewall.",
        )
    else:
        yield Finding("good", "E-mail", f"{server.host}:{server.port} lets us in")


async def mail_in(settings: Settings) -> AsyncIterator[Finding]:
    """Silent where letters cannot be answered: few installations want that."""
    if not settings.mail_in:
        return
    if not settings.smtp_url:
        cure = "Set KIMHUB_SMTP_URL, or remove KIMHUB_MAIL_IN."
        yield Finding("warn", "Answers by e-mail", "no letters are sent that could be answered", cure)
    if not settings.imap_url:
        yield Finding("good", "Answers by e-mail", f"{settings.mail_in}, handed in by `kimhub mail-in`")
        return
    try:
        place = place_from(settings.imap_url)
    except ValueError as error:
        yield Finding("bad", "Answers by e-mail", f"KIMHUB_IMAP_URL: {error}", "Correct it, or remove it.")
        return
    try:
        box = await asyncio.to_thread(Box, place)
        waiting = len(await asyncio.to_thread(box.waiting))
        await asyncio.to_thread(box.close)
    except (OSError, imaplib.IMAP4.error) as error:
        yield Finding(
            "bad",
            "Answers by e-mail",
            f"{place.host}:{place.port} does not let us in: {in_words(error)}",
            "Check host, port, user, password and folder in KIMHUB_IMAP_URL, and the firewall.",
        )
        return
    if waiting > MANY_LETTERS:
        cure = "Is the worker running? See Failed jobs; what lies there long may be no answer at all."
        yield Finding("warn", "Answers by e-mail", f"{waiting} letters wait in {settings.mail_in}", cure)
    else:
        yield Finding("good", "Answers by e-mail", f"{place.host}:{place.port} lets us in")


CHECKS: Final[tuple[Check, ...]] = (folder, secret, address, zones, storage, mail, mail_in)
