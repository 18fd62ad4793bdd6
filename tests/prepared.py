"""Processes of the product for the tests: `python -m <module> ...` without the second its imports take.

Each is forked from one that has imported all of KIMHub and done nothing else (tests/imported.py). From
there on it is what `python -m` makes: folder, environment, inputs, outputs and end of its own. A few tests
ask for a `real` start (serve, its workers, commands, refusals): what people start stays proven.

Whatever is started here ends with this process, also when that is killed; not so the workers of a server,
which are for whoever started it to end.
"""

import atexit
import ctypes
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final, TypeAlias

ROOT: Final = Path(__file__).parent.parent
_DIE_WITH_PARENT = 1  # prctl(PR_SET_PDEATHSIG)
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.imported"])


class Forked:
    """What `subprocess.Popen` is for a real one."""

    def __init__(self, *given: object) -> None:
        self._process: ForkServerProcess = _forks.Process(target=_become, args=given)
        self._process.start()
        self.pid: int = self._process.pid or 0

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired("kimhub", timeout or 0)
        return code

    def send_signal(self, sign: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sign)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


Process: TypeAlias = "Forked | subprocess.Popen[bytes]"


def start(
    module: str,
    *arguments: str,
    folder: Path,
    environment: Mapping[str, str],
    said: Path,
    errors: Path | None = None,
    typed: bytes = b"",
    real: bool = False,
) -> Process:
    """Run `python -m module arguments` in `folder`; what it says is added to `said` (and `errors`)."""
    asked = said.with_name(f"{said.name}.typed")
    asked.write_bytes(typed)
    said.touch()
    if not real:
        return Forked(module, arguments, folder, dict(environment), asked, said, errors or said)
    with asked.open("rb") as given, said.open("ab") as out, (errors or said).open("ab") as error:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=folder,
            env=environment,
            stdin=given,
            stdout=out,
            stderr=error,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )


def end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _become(
    module: str, arguments: list[str], folder: Path, environment: dict[str, str], *streams: Path
) -> None:
    """In the fork: be the process that was asked for."""
    end_with_parent()
    os.setsid()
    for number, path in enumerate(streams):  # stdin, stdout, stderr
        opened = os.open(path, os.O_CREAT | (os.O_APPEND | os.O_WRONLY if number else os.O_RDONLY))
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - open as long as the process is
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        atexit._run_exitfuncs()  # multiprocessing leaves them out
