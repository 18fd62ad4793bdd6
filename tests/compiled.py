"""What one process of a run compiles is there for all: templates, which have the tests' own secret."""

import os
from pathlib import Path
from typing import Final

SHARED: Final = "TEMPLATES_OF_THE_RUN"  # the variable that names their folder
_IMPORTED: Final = "imported"


def share_templates(data_dir: Path) -> None:
    """Let whoever has this data folder take and keep them there."""
    if (shared := os.environ.get(SHARED)) and not (link := data_dir / "cache" / "templates").exists():
        Path(shared).mkdir(parents=True, exist_ok=True)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(shared)


def tell_that_all_is_imported() -> None:
    """Python has compiled and kept by now what the tests import."""
    folder = Path(os.environ[SHARED])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _IMPORTED).touch()


def is_all_imported(shared: Path) -> bool:
    return (shared / _IMPORTED).exists()
