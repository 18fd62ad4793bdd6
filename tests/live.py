"""A server as people run it: a process of its own, with its own folder, database, port and signals.

    def test_x(live_server): httpx.get(live_server.url)    one for the whole run, with a small world
    def test_y(live): server = live().start()              of this test's own, to be ended in any way

Whatever is started is ended by its own process group, also when the run is killed. Most are forked from a
process that has imported KIMHub already (tests/prepared.py).
"""

import json
import os
import shutil
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from tests import prepared
from tests.compiled import share_templates
from tests.once import once_per_run
from tests.ports import free_port
from tests.prepared import ROOT

PATIENCE = 90.0  # seconds; a bound against hanging on a crowded machine, no measure of anything

Make = Callable[..., "Live"]


class Live:
    """`kimhub serve` with settings of its own. Not running until `start`."""

    def __init__(self, data_dir: Path, database_url: str, *arguments: str, **settings: str) -> None:
        self.data_dir, self.arguments = data_dir, arguments
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: prepared.Process | None = None
        self.log = data_dir.with_name(f"{data_dir.name}-{self.port}.log")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KIMHUB_")}
        self.environment = kept | {
            "PYTHONPATH": str(ROOT),
            "KIMHUB_DATA_DIR": str(data_dir),
            "KIMHUB_DATABASE_URL": database_url,
            "KIMHUB_SECRET_KEY": os.environ[
                "KIMHUB_SECRET_KEY"
            ],  # tokens made in this process are good there
            "KIMHUB_BASE_URL": self.url,
            **settings,
        }

    @property
    def pid(self) -> int:
        """Of the process that was started (with --workers, the one over the others)."""
        assert self.process, "not running"
        return self.process.pid

    def launch(self, *, real: bool = False) -> "Live":
        """Start without waiting; `real` with an interpreter of its own, as a shell would."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        share_templates(self.data_dir)
        command = ["serve", "--port", str(self.port), *self.arguments]
        self.process = prepared.start(
            "kimhub", *command, folder=ROOT, environment=self.environment, said=self.log, real=real
        )
        return self

    def start(self, *, real: bool = False) -> "Live":
        """Start and wait until it is healthy; raises RuntimeError with its log when it never is."""
        return self.launch(real=real).wait()

    def wait(self) -> "Live":
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process and self.process.poll() is None:
            asked = HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                asked.request("GET", "/healthz")
                if asked.getresponse().status == 200:
                    return self
            except (OSError, HTTPException):
                time.sleep(0.05)  # between two questions; what ends the wait is the answer
            finally:
                asked.close()
        raise RuntimeError(f"the server did not start: {self.said()}")

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self, seconds: float = 15.0) -> int:
        """SIGTERM, as systemd does; returns the exit code, raises TimeoutExpired after so long.

        It gives everybody three seconds; the rest is for a crowded machine.
        """
        assert self.process
        self.process.terminate()
        return self.process.wait(seconds)

    def kill(self) -> None:
        """SIGKILL to it and its workers, at any moment."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def do(self, deed: str, *arguments: object) -> Any:
        """Run an async function of tests/live_deeds.py with this server's settings, in a third process."""
        said = self.log.with_suffix(".deed")
        said.unlink(missing_ok=True)
        given = json.dumps([deed, *arguments])
        code = prepared.start(
            "tests.live_deeds", given, folder=ROOT, environment=self.environment, said=said
        ).wait(PATIENCE)
        if code:
            raise RuntimeError(said.read_text())
        return json.loads(said.read_text().splitlines()[-1])

    def connect(self, receive_buffer: int = 0) -> socket.socket:
        """A bare connection."""
        made = socket.socket()
        if receive_buffer:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        made.settimeout(PATIENCE)
        made.connect(("127.0.0.1", self.port))
        return made


@dataclass(frozen=True)
class Template:
    """A database filled once, copied by whoever wants one like it."""

    folder: Path
    world: dict[str, Any]  # what live_deeds.small_world made
    server: str = ""  # PostgreSQL: where the copies are made
    name: str = ""

    async def copy(self, name: str, to: Path, *, empty: bool = False) -> str:
        """The address of a new database; on a real disk."""
        if not self.server:
            to.mkdir(parents=True, exist_ok=True)
            if not empty:
                shutil.copy(self.folder / "live.sqlite", to / "live.sqlite")
            return f"sqlite:///{to}/live.sqlite"
        pattern = "" if empty else f' TEMPLATE "{self.name}"'
        await _sql(self.server, f'CREATE DATABASE "{self.name}_{name}"{pattern}')
        return self.server.replace("/postgres?", f"/{self.name}_{name}?")

    async def drop(self, name: str) -> None:
        if self.server:
            await _sql(self.server, f'DROP DATABASE "{self.name}_{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
async def live_template(pytestconfig: pytest.Config, tmp_path_factory: Any) -> Template:
    """A small world, on the engine of this run."""
    if pytestconfig.getoption("--db") == "sqlite":
        folder = once_per_run("live", lambda empty: _fill(empty, f"sqlite:///{empty}/live.sqlite"))
        return Template(folder, json.loads((folder / "world.json").read_text()))
    folder = tmp_path_factory.mktemp("live")
    server, worker = pytestconfig.kimhub_postgres  # type: ignore[attr-defined]
    name = f"{worker}_live"
    await _sql(server, f'CREATE DATABASE "{name}"')
    _fill(folder, server.replace("/postgres?", f"/{name}?"))
    return Template(folder, json.loads((folder / "world.json").read_text()), server, name)


def _fill(folder: Path, url: str) -> None:
    (folder / "world.json").write_text(json.dumps(Live(folder / "data", url).do("small_world")))


@pytest.fixture(scope="session")
async def live_server(live_template: Template, tmp_path_factory: Any) -> AsyncIterator[Live]:
    """A healthy server, the same one for all who ask, with `live_template.world` in it."""
    folder: Path = tmp_path_factory.mktemp("live-server")
    server = Live(folder / "data", await live_template.copy("server", folder))
    try:
        yield server.start()
    finally:
        server.kill()
        await live_template.drop("server")


@pytest.fixture
async def live(live_template: Template, tmp_path: Path) -> AsyncIterator[Make]:
    """Makes servers (not started yet) that share one folder and one database of this test's own."""
    url = await live_template.copy("own", tmp_path)
    async with _made(url, tmp_path) as make:
        yield make
    await live_template.drop("own")


@pytest.fixture
async def live_from_nothing(live_template: Template, tmp_path: Path) -> AsyncIterator[Make]:
    """The same, before the first table is made."""
    url = await live_template.copy("new", tmp_path, empty=True)
    async with _made(url, tmp_path) as make:
        yield make
    await live_template.drop("new")


@asynccontextmanager
async def _made(url: str, folder: Path) -> AsyncIterator[Make]:
    made: list[Live] = []

    def make(*arguments: str, **settings: str) -> Live:
        made.append(Live(folder / "data", url, *arguments, **settings))
        return made[-1]

    try:
        yield make
    finally:
        for server in made:
            server.kill()


async def _sql(server: str, sql: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(server)
    await connection.execute(sql)
    await connection.close()
