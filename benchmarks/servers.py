"""Start a server of ours for a measurement, read its CPU time, end it by its own pid."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


@contextlib.contextmanager
def serving(app: str, environment: dict[str, str] | None = None, workers: int = 1) -> Iterator["Server"]:
    """A uvicorn process answering on a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    if app.startswith("kimhub."):  # as it is served in earnest
        command = [sys.executable, "-m", "kimhub", "serve", "--port", str(port)]
        command += ["--workers", str(workers)] if workers > 1 else []
    else:
        command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--loop", "uvloop"]
        command += [
            "--http",
            "httptools",
            "--log-level",
            "warning",
            "--no-access-log",
            "--no-server-header",
        ]
        command += ["--factory"] if not app.endswith("bare_uvicorn") else []
    base = {"KIMHUB_BASE_URL": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **base, **(environment or {})})
    try:
        server = Server(process, port)
        server.wait()
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Server:
    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port

    def wait(self, seconds: float = 240) -> None:
        """Until the first connection is taken; raises when the process has ended."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError("the server did not start")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)
        raise RuntimeError("the server did not answer")

    def cpu(self) -> float:
        """Seconds of CPU the process has used, its threads included, to the nanosecond."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def memory(self) -> int:
        """Resident bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
        return int(line.split()[1]) * 1024

    def load(
        self,
        path: str,
        connections: int,
        requests: int,
        cookie: str = "",
        each: Path | None = None,
        encoding: str = "identity",
    ) -> dict[str, Any]:
        """What benchmarks.load measured, with the CPU seconds the server used per request."""
        before = self.cpu()
        command = [sys.executable, "-m", "benchmarks.load", f"127.0.0.1:{self.port}", path]
        command += ["-c", str(connections), "-n", str(requests), "--cookie", cookie]
        command += ["--encoding", encoding]
        command += ["--each", str(each)] if each else []
        result: dict[str, Any] = json.loads(subprocess.check_output(command, cwd=ROOT))
        result["cpu"] = (self.cpu() - before) / max(1, result["requests"])
        return result

    def get(self, path: str) -> int:
        """Status of one request, to warm up."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return int(answer.status)
