"""The `kimhub` command as people run it: in a process and a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

__all__ = ["Running", "environment", "free_port", "run", "served", "started"]

ROOT = Path(__file__).parent.parent
PATIENCE = 60  # seconds for something that takes one, on a machine that does ten other things


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Nothing of the tests' own settings; KIMHUB_DATA_DIR is `folder`/data unless given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KIMHUB_")}
    return {**clean, "PYTHONPATH": str(ROOT), "KIMHUB_DATA_DIR": str(folder / "data"), **settings}


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end in `folder`; both outputs are in stdout."""
    return subprocess.run(
        [sys.executable, "-m", "kimhub", *arguments],
        cwd=folder,
        env=environment(folder, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE * 2,
        check=False,
    )


class Running:
    """A server in a process of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
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
def served(folder: Path, *arguments: str, **settings: str) -> Iterator[Running]:
    """`kimhub serve` (or what `arguments` begin with) on a free port, once it answers."""
    port = free_port()
    command = arguments or ("serve",)
    log = folder / f"log-{port}"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "kimhub", *command, "--port", str(port)],
            cwd=folder,
            env=environment(folder, **settings),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    running = Running(process, port, log)
    try:
        _wait(running)
        yield running
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@contextmanager
def started(
    folder: Path, *arguments: str, until: str, **settings: str
) -> "Iterator[subprocess.Popen[bytes]]":
    """A command that does not end by itself, once it has said `until`."""
    log = folder / f"log-{arguments[0]}"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "kimhub", *arguments],
            cwd=folder,
            env=environment(folder, **settings),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(PATIENCE * 20):
            if until in log.read_text() or process.poll() is not None:
                break
            time.sleep(0.05)
        assert until in log.read_text(), log.read_text()
        yield process
    finally:
        if process.poll() is None:
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
