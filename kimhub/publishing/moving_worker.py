"""Reads one export and leaves its texts in a folder: a program, so that a file kills only it.

    python -I -m kimhub.publishing.moving_worker PARENT FOLDER   < orders as JSON

`texts` in the folder is a list of moving_reading.Found; `failed` says why there is none.
"""

import json
import sys
from pathlib import Path

import msgspec

from kimhub.library import reading_sealed
from kimhub.library.reading_enclosed import enclose


def main(parent: int, folder: Path, path: Path) -> None:
    reading_sealed.die_with_parent(parent)
    reading_sealed.limit()
    enclose(folder, path)
    reading_sealed.seal()
    from kimhub.publishing import moving_reading  # after the limits

    try:
        found = moving_reading.read(path)
    except moving_reading.Unreadable as error:
        (folder / "failed").write_text(str(error), "utf-8")
        return
    (folder / "texts").write_bytes(msgspec.json.encode(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(json.load(sys.stdin)["path"]))
