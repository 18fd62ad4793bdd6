"""`kimhub mail-in`: one letter from standard input, as mail servers hand it to a command."""

import asyncio
import os
import sys

import click

from kimhub.cli.start import database, read_settings

LATER = getattr(os, "EX_TEMPFAIL", 75)  # the mail server keeps the letter and comes again


@click.command()
def mail_in() -> None:
    """Take one letter that answers one of ours, from standard input.

    For a mail server on this machine, by an alias such as `balas: "|/usr/bin/kimhub mail-in"`. Ends with 0
    when the letter was dealt with, also when it was dropped; with 75 when it should come again later.
    """
    try:
        read_settings()
        from kimhub.core.mail_reading import LARGEST
        from kimhub.notifications.mail_in import take

        raw = sys.stdin.buffer.read(LARGEST + 1)

        async def run() -> str:
            async with database():
                return await take(raw)

        outcome = asyncio.run(run())
    except Exception as error:
        said = error.message if isinstance(error, click.ClickException) else str(error)
        click.echo(f"not now: {said or type(error).__name__}", err=True)
        sys.exit(LATER)
    click.echo(outcome, err=True)
