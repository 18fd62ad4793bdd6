"""Reads the official list that comes with KIMHub (data/README.md says where from)."""

import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from kimhub.wilayah.names import FORM, Row, chain, is_within, make_row

FOLDER = Path(__file__).parent / "data"
ATTRIBUTION = "Data wilayah: idn-area-data © Fityan, ODbL 1.0"


@dataclass(frozen=True)
class Release:
    """One edition of the list: a folder with wilayah.tsv.xz and replaced.tsv."""

    folder: Path = FOLDER

    @cached_property
    def checksum(self) -> str:
        """Changes when the list, the replacements or our way of storing them change."""
        content = b"".join((self.folder / name).read_bytes() for name in ("wilayah.tsv.xz", "replaced.tsv"))
        return f"{FORM}-{sha256(content).hexdigest()}"

    @cached_property
    def version(self) -> str:
        return dict(line[1:].split("\t") for line in self._lines() if line[0] == "#")["version"]

    def rows(self, prefixes: Iterable[str] | None = None) -> list[Row]:
        """All places in the order of their codes; with prefixes those areas and what they lie in."""
        if prefixes is None:
            return [make_row(code, name) for code, name in self.names()]
        wanted = [*prefixes]
        above = {code for prefix in wanted for code in chain(prefix)}
        return [
            make_row(code, name)
            for code, name in self.names()
            if code in above or any(is_within(code, prefix) for prefix in wanted)
        ]

    def names(self) -> Iterator[tuple[str, str]]:
        """(code, official name); a village's line holds only the end of its code."""
        district = ""
        for line in self._lines():
            if line[0] == "#":
                continue
            code, _, name = line.partition("\t")
            if len(code) == 4:
                code = f"{district}.{code}"
            elif len(code) == 8:
                district = code
            yield code, name

    def replaced(self) -> dict[str, str]:
        """Retired code -> the code that took its place."""
        lines = (self.folder / "replaced.tsv").read_text("utf-8").splitlines()
        return dict(line.split("\t") for line in lines if line and line[0] != "#")

    def _lines(self) -> list[str]:
        packed = (self.folder / "wilayah.tsv.xz").read_bytes()
        return lzma.decompress(packed).decode().splitlines()
