"""`kimhub demo` and `kimhub seed`: an installation full of invented people and talk."""

import asyncio
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kimhub.cli.serving import get_ready, run_server
from kimhub.cli.start import aside, database, load_places, read_settings

if TYPE_CHECKING:
    from kimhub.sample.accounts import DemoAccount


@click.command()
@click.option("--data", default="data-demo", show_default=True, help="folder of the demo's own")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="only fill it")
def demo(data: str, host: str, port: int, no_serve: bool) -> None:
    """A sample district in a folder of its own: filled, then served. Prints who can sign in."""
    # What .env says of a real installation is not meant for this one.
    url = os.environ.get("KIMHUB_DATABASE_URL", "")
    given = {"KIMHUB_DATA_DIR": str(Path(data).absolute()), "KIMHUB_DATABASE_URL": url}
    if "KIMHUB_STORAGE_URL" not in os.environ:
        given["KIMHUB_STORAGE_URL"] = ""
    if "KIMHUB_BASE_URL" not in os.environ:
        given["KIMHUB_BASE_URL"] = f"http://127.0.0.1:{port}"
    settings = read_settings(**given)
    if no_serve:
        show(asyncio.run(fill(settings.data_dir)), settings.data_dir)
        return
    aside("demo", "--data", data, "--no-serve")
    get_ready(host, port)
    run_server(host, port)


@click.command()
@click.option("--topics", default=0, type=click.IntRange(0))
@click.option("--posts", default=0, type=click.IntRange(0))
@click.option("--sites", default=0, type=click.IntRange(0), help="KIM there shall be in all")
@click.option("--articles", default=0, type=click.IntRange(0), help="articles to write for them")
@click.option("--seed", default=1, show_default=True, help="the same number gives the same words")
@click.option("--anyway", is_flag=True, help="also into an installation that is used in earnest")
def seed(topics: int, posts: int, sites: int, articles: int, seed: int, anyway: bool) -> None:
    """Write very many topics and posts, sites and articles, to try how it feels with years of them."""
    if posts < topics or (posts and not topics):
        raise click.ClickException("--posts: every topic needs a post, every post a topic")
    if not topics + sites + articles:
        raise click.ClickException(
            "Say what of: --topics 1000 --posts 20000, or --sites 500 --articles 5000"
        )
    settings = read_settings()

    async def run() -> float:
        from kimhub.forum import bulk
        from kimhub.groups import installation
        from kimhub.publishing import bulk as articles_in_bulk

        async with database():
            if await is_in_earnest() and not anyway:
                raise click.ClickException(
                    "This installation is used in earnest. --anyway does it all the same."
                )
            if not await installation.is_ready():
                await load_places()
                await sample_district(settings.data_dir)
            begun = time.perf_counter()
            if topics:
                await bulk.fill(topics, posts, seed=seed, tell=click.echo)
            if sites or articles:
                await articles_in_bulk.fill(sites, articles, seed=seed, tell=click.echo)
            return time.perf_counter() - begun

    seconds = asyncio.run(run())
    rows = topics + posts + articles
    click.echo(f"{rows:,} rows in {seconds:.1f} s: {rows / seconds:,.0f} rows/s")


async def fill(folder: Path) -> "list[DemoAccount]":
    """The sample district in the database of this process; refuses one that is used in earnest."""
    async with database():
        if await is_in_earnest():
            raise click.ClickException(
                "KIMHUB_DATABASE_URL: this database is used in earnest. Give the demo one of its own."
            )
        await load_places()
        return await sample_district(folder)


async def sample_district(folder: Path) -> "list[DemoAccount]":
    from kimhub.sample import accounts, service

    begun = time.perf_counter()
    await service.fill(tell=lambda title, progress: click.echo(f"  {progress.done}/{progress.of} {title}"))
    opened = await accounts.open_demo(folder)
    click.echo(f"The sample district is ready ({time.perf_counter() - begun:.1f} s).")
    return opened


async def is_in_earnest() -> bool:
    """Whether somebody set this installation up, rather than `kimhub demo`."""
    from kimhub.groups import installation
    from kimhub.sample import accounts

    return await installation.is_ready() and not await accounts.is_demo()


def show(accounts: "list[DemoAccount]", folder: Path) -> None:
    """Who can sign in, as a table."""
    from kimhub.sample.accounts import FILE

    rows = [("Role", "Name", "Signs in as", "Organization")]
    rows += [(one.role, one.name, one.identity, one.organization or "-") for one in accounts]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        click.echo(
            "  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        )
    click.echo(f"\n  Password of all of them: {accounts[0].password}")
    click.echo(f"  Kept in {folder / FILE}. These are invented people; the password is this demo's own.\n")
