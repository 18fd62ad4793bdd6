#!/usr/bin/env python3
"""Make kimhub/wilayah/data/wilayah.tsv.xz from the npm package idn-area-data.

    npm pack idn-area-data@4.0.1          # 4.x asks for Node 22, but packing and reading CSV need none
    python tools/make_wilayah.py idn-area-data-4.0.1.tgz

Source   idn-area-data 4.0.1, (c) Fityan, data under ODbL 1.0; it follows Kepmendagri 300.2.2-2138/2025.
Result   one text file, xz: `#key<TAB>value` lines, then `code<TAB>name` sorted by code, where the lines of
         villages have only the last four digits (their kecamatan is the line with dots above them).
         38 provinces, 514 regencies and cities, 7,285 kecamatan, 83,762 villages. The same input gives the
         same bytes. The result is a derivative database and stays under ODbL 1.0.

For a newer release: change the four constants below, run, read the difference, run the tests, and write the
codes that were replaced into replaced.tsv.
"""

import csv
import hashlib
import io
import lzma
import sys
import tarfile
from base64 import b64encode
from pathlib import Path

PACKAGE = "idn-area-data@4.0.1"
VERSION = "300.2.2-2138/2025"
INTEGRITY = "PhNSIl5T7swVwwWxJOFMtCaeHAF9TUu0HLDf+36EIWZro9j7au83AFIJiBQGL+iRsBDA2OlpJ5fjiqxNYndzOQ=="
COUNTS = {"provinces": 38, "regencies": 514, "districts": 7_285, "villages": 83_762}

DATA = Path(__file__).parent.parent / "kimhub" / "wilayah" / "data"


def main(tarball: Path) -> None:
    packed = tarball.read_bytes()
    found = b64encode(hashlib.sha512(packed).digest()).decode()
    if found != INTEGRITY:
        sys.exit(f"{tarball} is not {PACKAGE}: sha512-{found}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        names = dict(row for level, count in COUNTS.items() for row in read_level(archive, level, count))
        license_text = read(archive, "package/data/LICENSE.md")
    text = compact(names)
    (DATA / "wilayah.tsv.xz").write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    (DATA / "LICENSE.md").write_bytes(license_text)
    print(f"{len(names)} places, sha256 of the text {hashlib.sha256(text.encode()).hexdigest()}")


def read(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        sys.exit(f"{name} is missing in the package")
    return file.read()


def read_level(archive: tarfile.TarFile, level: str, count: int) -> list[tuple[str, str]]:
    """(code, name) of one CSV file; stops when the number of rows is not the official one."""
    text = io.StringIO(read(archive, f"package/data/{level}.csv").decode(), newline="")
    rows = [(row["code"], row["name"]) for row in csv.DictReader(text)]
    if len(rows) != count:
        sys.exit(f"{level}: {len(rows)} rows, not {count}")
    return rows


def compact(names: dict[str, str]) -> str:
    lines = [f"#version\t{VERSION}", f"#source\t{PACKAGE}", "#license\tODbL-1.0"]
    for code, name in sorted(names.items()):
        if len(code) > 2 and code.rpartition(".")[0] not in names:
            sys.exit(f"{code} {name} has no parent")
        if name != name.strip() or set(name) & set("\t\r\n"):
            sys.exit(f"{code}: the name {name!r} does not fit a line")
        lines.append(f"{code.rpartition('.')[2] if len(code) == 13 else code}\t{name}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
