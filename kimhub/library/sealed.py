"""Asking a process of its own to read a foreign file: what goes wrong there ends only there.

The program (`python -I -m MODULE PARENT FOLDER`, orders as JSON on its input) gives up memory, time, disk
and network before it looks at the first byte (`reading_sealed`, `reading_enclosed`) and leaves what it
found in the folder. Whoever asked looks at every line of that again.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any


async def ask(module: str, folder: Path, orders: dict[str, Any], patience: float) -> str:
    """Let the program read, at most `patience` seconds; returns why it ended early, or nothing."""
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", module, str(os.getpid()), str(folder),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
        env={
            "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1",
            "HOME": str(folder), "TMPDIR": str(folder),
        },
        start_new_session=True,
    )  # fmt: skip
    try:
        await asyncio.wait_for(worker.communicate(json.dumps(orders).encode()), patience)
    except TimeoutError:
        return "slow"
    finally:
        with contextlib.suppress(ProcessLookupError):  # it and all it started
            os.killpg(worker.pid, signal.SIGKILL)
        await worker.wait()
    if worker.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        return "slow"
    return "died" if worker.returncode else ""
