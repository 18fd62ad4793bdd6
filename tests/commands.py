"""The `kimhub` command as people run it: in a process and a folder of its own.

Nearly all are forked from a process that has imported KIMHub already (tests/prepared.py); those asked for
with `real=True` are started as a shell would.
"""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.once import once_per_run
from tests.ports import free_port
from tests.prepared import ROOT, Process, start

__all__ = ["Running", "demo", "environment", "free_port", "loaded", "run", "served", "started"]

PATIENCE = 60  # seconds for something that takes one, on a machine that does ten other things


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Nothing of the tests' own settings; KIMHUB_DATA_DIR is `folder`/data unless given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KIMHUB_")}
    return {**clean, "PYTHONPATH": str(ROOT), "KIMHUB_DATA_DIR": str(folder / "data"), **settings}


def run(
    folder: Path, *arguments: str, typed: str = "", apart: bool = False, real: bool = False, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run it to its end in `folder`; both outputs are in stdout unless they are wanted `apart`."""
    with tempfile.TemporaryDirectory() as kept:
        said, errors = Path(kept, "said"), Path(kept, "errors")
        process = start(
            "kimhub",
            *arguments,
            folder=folder,
            environment=environment(folder, **settings),
            said=said,
            errors=errors if apart else said,
            typed=typed.encode(),
            real=real,
        )
        try:
            code = process.wait(PATIENCE * 2)
        finally:
            process.kill()
        return subprocess.CompletedProcess(
            ["kimhub", *arguments], code, said.read_text(), errors.read_text() if apart else ""
        )


def loaded(to: Path) -> None:
    """A data folder with all tables and places; made once for the whole run."""
    shutil.copytree(once_per_run("loaded", _load) / "data", to)


def _load(folder: Path) -> None:
    done = run(folder, "migrate")
    assert done.returncode == 0, done.stdout


def demo(to: Path) -> str:
    """A data folder with the sample district, made once for the whole run; what the command said then."""
    made = once_per_run("demo", _fill)
    shutil.copytree(made / "own", to)
    with closing(sqlite3.connect(to / "kimhub.sqlite")) as database, database:
        # It may have been made long ago; to the doctor what waits for five minutes is a fault.
        database.execute("UPDATE job SET run_at = ?", [datetime.now(UTC).isoformat(" ")])
    return (made / "said").read_text()


def _fill(folder: Path) -> None:
    loaded(folder / "own")
    done = run(folder, "demo", "--data", "own", "--no-serve")
    assert done.returncode == 0, done.stdout
    assert not (folder / "data").exists()
    (folder / "said").write_text(done.stdout)


class Running:
    """A server in a process of its own."""

    def __init__(self, process: Process, port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    @property
    def said(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> tuple[int, str]:
        """Status and body, redirects followed."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def end(self, seconds: float) -> int:
        """Ask it to stop; raises TimeoutExpired when it is still there after so long."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextmanager
def served(folder: Path, *arguments: str, real: bool = False, **settings: str) -> Iterator[Running]:
    """`kimhub serve` (or what `arguments` begin with) on a free port, once it answers."""
    port = free_port()
    command = [*(arguments or ("serve",)), "--port", str(port)]
    log = folder / f"log-{port}"
    with _going(folder, command, log, real, **settings) as process:
        running = Running(process, port, log)
        _wait(running)
        yield running


@contextmanager
def started(folder: Path, *arguments: str, until: str, **settings: str) -> Iterator[Process]:
    """A command that does not end by itself, once it has said `until`."""
    log = folder / f"log-{arguments[0]}"
    with _going(folder, arguments, log, **settings) as process:
        for _ in range(PATIENCE * 20):
            if until in log.read_text() or process.poll() is not None:
                break
            time.sleep(0.05)
        assert until in log.read_text(), log.read_text()
        yield process


@contextmanager
def _going(
    folder: Path, arguments: Sequence[str], log: Path, real: bool = False, **settings: str
) -> Iterator[Process]:
    process = start(
        "kimhub",
        *arguments,
        folder=folder,
        environment=environment(folder, **settings),
        said=log,
        real=real,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _wait(running: Running) -> None:
    for _ in range(PATIENCE * 20):
        if running.process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", running.port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {running.said}")
