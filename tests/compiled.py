"""Compiled templates are shared by all processes of a run that have the tests' own secret."""

import os
from pathlib import Path
from typing import Final

SHARED: Final = "TEMPLATES_OF_THE_RUN"  # the variable that names their folder


def share_templates(data_dir: Path) -> None:
    """Let whoever has this data folder take and keep them there."""
    if (shared := os.environ.get(SHARED)) and not (link := data_dir / "cache" / "templates").exists():
        Path(shared).mkdir(parents=True, exist_ok=True)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(shared)
