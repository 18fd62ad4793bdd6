"""What a run makes once, though several of its processes need it."""

import fcntl
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.compiled import SHARED


def once_per_run(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of this name, for copying: `make` fills it for whoever asks first, the others wait."""
    folder = Path(os.environ[SHARED]).with_name(name)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            begun = Path(tempfile.mkdtemp(dir=folder.parent))
            make(begun)
            begun.rename(folder)
    return folder
