"""`kimhub search`: the index of what can be found."""

import asyncio

import click

from kimhub.cli.start import database, read_settings


@click.group(help="The index of what can be found.")
def search() -> None:
    read_settings()


@search.command()
@click.option("--kind", "kinds", multiple=True, help="Only this kind (topic, post ...); repeatable.")
def rebuild(kinds: tuple[str, ...]) -> None:
    """Index everything anew while the server runs. What was broken off goes on where it stood."""
    from kimhub.app import create_app
    from kimhub.search import rebuilding

    create_app()  # every slice says what there is to find

    def tell(kind: str, count: int) -> None:
        click.echo(f"\r{kind}: {count:,}", nl=False, err=True)

    async def run() -> dict[str, int]:
        async with database():
            return await rebuilding.rebuild(kinds, tell)

    try:
        done = asyncio.run(run())
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo("", err=True)
    for kind, count in done.items():
        click.echo(f"{kind}: {count:,} can be found.")
