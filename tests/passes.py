"""Both passes of the suite at the same time: `python -m tests.passes 2` gives that on SQLite two workers
and the one on PostgreSQL, which has half the work, one.

One pass alone leaves a third of two processors idle: a worker that waits for a browser, a server or
PostgreSQL does nothing meanwhile. The second begins when the first has imported everything: on a fresh
clone Python compiles the tests then, which all would do otherwise. What it says comes when both are done.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.compiled import SHARED, is_all_imported

SQLITE = ("--db", "sqlite")
POSTGRES = ("--db", "postgres", "-m", "not once", "--ignore", "tests/browser")


def main(workers: str) -> int:
    """0 when every test of both passed; what is left of the worse one otherwise."""
    command = [sys.executable, "-m", "pytest", "--dist", "worksteal", "-n"]
    first, second = [*command, workers, *SQLITE], [*command, str(int(workers) // 2 or 1), *POSTGRES]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as said:
        shared = Path(folder, "compiled")  # what else is made once lies beside it
        os.environ[SHARED] = str(shared)
        running = [subprocess.Popen(first)]
        signal.signal(signal.SIGTERM, lambda *_: [one.terminate() for one in running])
        with suppress(KeyboardInterrupt):
            while running[0].poll() is None and not is_all_imported(shared):
                time.sleep(0.1)  # between two looks; what ends the wait is the mark of the first
            running.append(subprocess.Popen(second, stdout=said, stderr=subprocess.STDOUT))
        codes = [ended(one) for one in running]
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
