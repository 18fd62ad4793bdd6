"""Reads one file and leaves its text and pages in a folder: a program, so that a file kills only it.

    python -I -m kimhub.library.reading_worker PARENT FOLDER   < orders as JSON

What it finds it writes down at once, a line of JSON each (`found`), beside the text (`text`) and the
pictures (`1.webp`, ...): when its time ends, what is there is kept. It believes nothing and is believed
nothing: `reading.py` looks at every line again.
"""

import json
import sys
from pathlib import Path
from typing import Any

from kimhub.library import reading_sealed
from kimhub.library.reading_enclosed import enclose


def main(parent: int, folder: Path, orders: dict[str, Any]) -> None:
    reading_sealed.die_with_parent(parent)
    reading_sealed.limit()
    enclose(folder, Path(orders["path"]), (orders["ocr"], orders["office"]))
    reading_sealed.seal(local=bool(orders["office"]))
    found = Found(folder)
    from kimhub.library.reading_office import Unreadable  # after the limits

    try:
        read(Path(orders["path"]), orders, found)
    except Unreadable as error:
        found.say(failed=str(error))
    except MemoryError:
        found.say(failed="bomb")
    found.say(end=True)


class Found:
    """What was found, written down line by line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines = (folder / "found").open("w", encoding="utf-8")

    def say(self, **what: Any) -> None:
        self.lines.write(json.dumps(what) + "\n")
        self.lines.flush()

    def text(self, text: str, source: str = "embedded") -> None:
        """Keep the text; a later one takes its place."""
        (self.folder / "text").write_bytes(text.encode("utf-8", errors="replace"))
        self.say(text=source)


def read(path: Path, orders: dict[str, Any], found: Found) -> None:
    """Text first: it weighs less and is searched. Raises Unreadable."""
    kind = orders["kind"]
    if kind == "pdf":
        from kimhub.library.reading_pdf import read_pdf

        read_pdf(path, orders, found)
    elif kind == "image":
        from kimhub.library.reading_pictures import read_picture

        read_picture(path, orders, found)
    elif kind in {"xlsx", "ods"}:
        from kimhub.library.reading_sheets import sheet_text

        found.text(sheet_text(path))
    else:
        from kimhub.library.reading_office import office_text

        found.text(office_text(path, kind))
    if orders["office"] and kind not in {"pdf", "image"}:
        from kimhub.library.reading_converters import as_pdf
        from kimhub.library.reading_pdf import read_pdf

        read_pdf(as_pdf(path, kind, orders, found.folder), orders | {"ocr": ""}, found, pictures_only=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), json.load(sys.stdin))
