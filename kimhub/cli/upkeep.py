"""Commands for whoever looks after an installation, and for those who change the code."""

import asyncio
import sys

import click

from kimhub.cli.start import database, load_places, read_settings


@click.command()
def migrate() -> None:
    """Bring the database to this version, and the list of places with it."""
    read_settings()

    async def run() -> None:
        async with database():
            await load_places()

    asyncio.run(run())
    click.echo("The database is up to date.")


@click.command()
def retry() -> None:
    """Put the jobs that were given up back into the queue."""
    read_settings()
    from kimhub.core.jobs import take_up_again

    async def run() -> int:
        async with database():
            return await take_up_again()

    click.echo(f"{asyncio.run(run())} jobs will be tried again.")


@click.command()
def recount() -> None:
    """Count the forum's posts, topics and read marks anew, and set right what is wrong."""
    read_settings()
    from kimhub.forum import counters

    async def run() -> counters.Wrong:
        async with database():
            return await counters.mend()

    mended = asyncio.run(run())
    click.echo(f"{mended.topics} topics, {mended.boards} boards, {mended.marks} read marks were set right.")


@click.command("read-again")
def read_again() -> None:
    """Read the library's scans and office documents once more, after Tesseract or LibreOffice has come."""
    read_settings()
    from kimhub.library import reading_jobs

    async def run() -> int:
        async with database():
            return await reading_jobs.read_again()

    number = asyncio.run(run())
    click.echo(f"{number} files will be read again, one after the other, while KIMHub or its worker runs.")


@click.command()
def routes() -> None:
    """Every address, and the rule that guards it."""
    read_settings()
    from kimhub.app import create_app
    from kimhub.core.access import route_table

    click.echo("\n".join(route_table(create_app())))


@click.command()
def check() -> None:
    """Does this code hold together: routes have rules, templates compile, migrations fit the tables."""
    read_settings()
    from kimhub.app import create_app
    from kimhub.core.migrations import drift
    from kimhub.core.templates import environment

    create_app()
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)
    if missing := asyncio.run(drift()):
        raise click.ClickException(f"a migration is missing for: {', '.join(missing)}")
    click.echo("Routes, templates and migrations hold together.")


@click.command()
def doctor() -> None:
    """What is wrong with this installation, a line each, with the cure. Ends with 1 when something is."""
    from kimhub.doctor import examine

    signs = {"good": "ok      ", "warn": "look    ", "bad": "BROKEN  "}
    findings = asyncio.run(examine())
    for finding in findings:
        click.echo(f"{signs[finding.state]}{finding.what}: {finding.found}")
        if finding.cure:
            click.echo(f"        {finding.cure}")
    if any(finding.state == "bad" for finding in findings):
        sys.exit(1)
