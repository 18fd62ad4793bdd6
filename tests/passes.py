"""Both passes of the suite at the same time: `python -m tests.passes 2` gives each of them two workers.

One alone leaves a third of two processors idle: a worker that waits for a browser, a server or PostgreSQL
does nothing meanwhile. What the pass on PostgreSQL says comes when both are done.
"""

import signal
import subprocess
import sys
import tempfile
from contextlib import suppress

SQLITE = ("--db", "sqlite")
POSTGRES = ("--db", "postgres", "-m", "not once", "--ignore", "tests/browser")


def main(workers: str) -> int:
    """0 when every test of both passed; what is left of the worse one otherwise."""
    command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "worksteal"]
    with tempfile.TemporaryFile() as said:
        second = subprocess.Popen([*command, *POSTGRES], stdout=said, stderr=subprocess.STDOUT)
        first = subprocess.Popen([*command, *SQLITE])
        signal.signal(signal.SIGTERM, lambda *_: [one.terminate() for one in (first, second)])
        codes = [ended(first), ended(second)]
        said.seek(0)
        print(said.read().decode(errors="replace"), flush=True)
    return max(codes)


def ended(process: "subprocess.Popen[bytes]") -> int:
    """Its exit code. Ctrl+C reaches both passes, and each cleans up after itself."""
    while True:
        with suppress(KeyboardInterrupt):
            return abs(process.wait())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
