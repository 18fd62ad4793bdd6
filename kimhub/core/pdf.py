"""PDF documents from typst templates: files of ours, with what people wrote as data.

A template lies in a folder with those it imports. What goes into it arrives as JSON, as the template sees
in `sys.inputs.data`: texts that are shown, never code. It sees its folder and the files it is given, no
others, and never the network. Papers speak Indonesian, whoever prints them.
"""

import asyncio
import json
import re
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

MIME: Final = "application/pdf"

# typst lets go of the interpreter while it works, so pages go on; one thread keeps a core free for them.
_POOL: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf")
_FILE_NAME: Final = re.compile(r"[a-z0-9-]+\.(?:webp|png|jpg|svg)")


async def make_pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    files: Mapping[str, bytes] | None = None,
    tagged: bool = True,
    at: datetime | None = None,
) -> bytes:
    """The document that `template` makes of `data` (what JSON can say) and `files` (pictures by name).

    `tagged` documents can be read aloud; without it hundreds of pages take less than half the space. `at`
    is the moment written into the file. Raises RuntimeError for a fault in the template, ValueError for a
    file's name that is none of ours.
    """
    text = json.dumps(data, ensure_ascii=False, default=str)
    return await asyncio.get_running_loop().run_in_executor(
        _POOL, _compile, template, text, dict(files or {}), tagged, at or datetime.now(UTC)
    )


def _compile(template: Path, data: str, files: dict[str, bytes], tagged: bool, at: datetime) -> bytes:
    import typst  # 80 MB that only whoever makes documents needs

    with tempfile.TemporaryDirectory(prefix="kimhub-pdf-") as folder:
        root = Path(folder)
        for name, source in _sources(template.parent).items():
            (root / name).write_bytes(source)
        for name, content in files.items():
            if not _FILE_NAME.fullmatch(name):
                raise ValueError(f"{name!r}: a-z, 0-9 and a hyphen, then .webp, .png, .jpg or .svg")
            (root / name).write_bytes(content)
        compiler = typst.Compiler(
            root / template.name, root=root, font_paths=_fonts(), ignore_system_fonts=True
        )
        made = compiler.compile(
            format="pdf", sys_inputs={"data": data}, pdf_tags=tagged, timestamp=int(at.timestamp())
        )
    assert isinstance(made, bytes)
    return made


@cache
def _sources(folder: Path) -> dict[str, bytes]:
    """The templates of a folder. Raises RuntimeError for one that asks for a package: typst would fetch it
    from the network."""
    sources = {path.name: path.read_bytes() for path in sorted(folder.glob("*.typ"))}
    for name, source in sources.items():
        if b'"@' in source:
            raise RuntimeError(f"{name} asks for a package")
    return sources


@cache
def _fonts() -> Any:
    """Those that come with typst: a document looks the same on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False)
