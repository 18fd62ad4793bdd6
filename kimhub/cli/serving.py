"""`kimhub serve` and `kimhub worker`."""

import asyncio
import errno
import gc
import signal
import socket

import click

from kimhub.cli.start import aside, database, is_given, read_settings

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}  # noqa: S104 - what people may ask for


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="processes; on SQLite one is best",
)
def serve(host: str, port: int, workers: int) -> None:
    """Answer requests. Makes, migrates and fills the database with Indonesia's places first."""
    gc.disable()  # until all is there (app._settle): what is imported stays
    get_ready(host, port)
    run_server(host, port, workers)


@click.command()
def worker() -> None:
    """Run jobs, beside a server started with KIMHUB_WORKER=0."""
    read_settings(KIMHUB_WORKER="1")

    async def run() -> None:
        from kimhub.app import create_app, lifespan

        stop = asyncio.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        async with lifespan(create_app()):
            click.echo("Running jobs. Ctrl+C ends it.")
            await stop.wait()

    async def ready() -> None:
        async with database():
            pass

    asyncio.run(ready())
    asyncio.run(run())


def get_ready(host: str, port: int) -> None:
    """Everything that must be so before the first request; a line on the terminal where people must act."""
    own = f"http://{EVERYWHERE.get(host, f'[{host}]' if ':' in host else host)}:{port}"
    given = {} if is_given("KIMHUB_BASE_URL") else {"KIMHUB_BASE_URL": own}
    settings = read_settings(**given)
    refuse_a_taken_port(host, port)
    has_places, code = asyncio.run(look())
    if not has_places:
        aside("migrate")
    if code:
        click.echo(f"\nKIMHub is not set up yet.\n  Open   {settings.base_url}/siapkan")
        click.echo(f"  Code   {code}\n")
    else:
        click.echo(f"KIMHub answers at {own if not given else settings.base_url}")


def refuse_a_taken_port(host: str, port: int) -> None:
    """One clear line instead of a server that ends while it starts."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise click.ClickException(f"--host {host}: there is no such address on this machine.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            text = f"Port {port} is in use, perhaps by another KIMHub. Choose another: --port {port + 1}"
        elif error.errno in {errno.EACCES, errno.EPERM}:
            text = f"Port {port} is only for root. Choose one above 1023, and a reverse proxy in front."
        else:
            text = f"--host {host} --port {port}: {error.strerror}"
        raise click.ClickException(text) from None


async def look() -> tuple[bool, str]:
    """Whether the places are loaded, and the code for the setup page: empty when all is set up."""
    from kimhub.groups import installation
    from kimhub.setup import code
    from kimhub.wilayah import service as wilayah

    async with database():
        has_places = await wilayah.loaded_version() is not None
        return has_places, "" if await installation.is_ready() else await code.current()


def run_server(host: str, port: int, workers: int = 1) -> None:
    """Start uvicorn; returns when it was asked to stop. Open requests get three seconds."""
    import uvicorn

    from kimhub.core.protocol import Patient

    uvicorn.run(
        "kimhub.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http=Patient,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=3,
        timeout_keep_alive=30,
        limit_concurrency=500,
        server_header=False,
        access_log=False,
        log_level="warning",
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
    )
