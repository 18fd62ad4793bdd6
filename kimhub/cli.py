"""The `kimhub` command."""

import asyncio
import logging
import os
import sys

import click

from kimhub.accounts.commands import Server, account


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """KIMHub: a light CMS and intranet for Indonesia's KIM."""
    context.obj = Server(prepare_process, make_operator)


cli.add_command(account)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="processes; on SQLite one is best")
def serve(host: str, port: int, workers: int) -> None:
    """Answer requests. Makes and migrates the database first."""
    os.environ.setdefault("KIMHUB_BASE_URL", f"http://{host if host != '0.0.0.0' else '127.0.0.1'}:{port}")  # noqa: S104
    run_server(host, port, workers)


@cli.command()
def worker() -> None:
    """Run jobs, beside a server started with KIMHUB_WORKER=0."""
    prepare_process()

    async def run() -> None:
        from kimhub.app import create_app, lifespan

        os.environ["KIMHUB_WORKER"] = "1"
        async with lifespan(create_app()):
            await asyncio.Event().wait()

    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        click.echo("stopped")


@cli.command()
def migrate() -> None:
    """Bring the database to this version."""
    prepare_process()
    from kimhub.core.migrations import migrate as run

    asyncio.run(run())
    click.echo("The database is up to date.")


@cli.command()
def routes() -> None:
    """Every address, and the rule that guards it."""
    prepare_process()
    from kimhub.app import create_app
    from kimhub.core.access import route_table

    click.echo("\n".join(route_table(create_app())))


@cli.command()
def check() -> None:
    """Does this code hold together: routes have rules, templates compile, migrations fit the tables."""
    prepare_process()
    from kimhub.app import create_app
    from kimhub.core.migrations import drift
    from kimhub.core.templates import environment

    create_app()
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)
    if missing := drift():
        raise click.ClickException(f"a migration is missing for: {', '.join(missing)}")
    click.echo("Routes, templates and migrations hold together.")


async def make_operator(user_id: int, name: str) -> None:
    from kimhub.groups import operators

    await operators.make_operator(user_id, name)


def prepare_process() -> None:
    """Read the settings, or stop with one clear line."""
    from kimhub.settings import BadSetting, load

    try:
        settings = load()
    except BadSetting as error:
        raise click.ClickException(str(error)) from None
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if "" not in sys.path:  # piccolo_conf.py stands beside the package
        sys.path.insert(0, "")


def run_server(host: str, port: int, workers: int = 1) -> None:
    """Start uvicorn; returns when it was asked to stop."""
    import uvicorn

    prepare_process()
    uvicorn.run(
        "kimhub.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        timeout_graceful_shutdown=4,
        timeout_keep_alive=30,
        limit_concurrency=500,
        server_header=False,
        access_log=False,
        log_level="warning",
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
    )


def main() -> None:
    cli()
