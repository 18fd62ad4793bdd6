"""A list of members as people keep it (pasted, CSV, a sheet), read into the few columns we need.

Everything else of the list, such as an identity number or an address, is dropped here and never stored.
"""

import re
from typing import Final

import msgspec

from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.phones import is_phone
from kimhub.core.sheets import Row, find_columns
from kimhub.core.text import search_norm

MOST_ROWS: Final = 1000
FIELDS: Final = ("name", "phone", "position", "username", "section")
_SEARCHED: Final = 15  # rows above the heading: title, address, an empty line
_SAMPLE: Final = 40  # rows looked at to guess what a column holds

HEADINGS: Final = {
    "name": ("nama", "nama lengkap", "nama anggota", "nama pengurus", "nama lengkap dan gelar", "name"),
    "phone": (
        "hp",
        "no hp",
        "nomor hp",
        "no hp wa",
        "nomor hp wa",
        "no hp whatsapp",
        "no telp hp",
        "handphone",
        "no handphone",
        "telepon",
        "no telepon",
        "nomor telepon",
        "no telp",
        "telp",
        "no tlp",
        "wa",
        "no wa",
        "nomor wa",
        "whatsapp",
        "no whatsapp",
        "nomor whatsapp",
        "kontak",
        "phone",
    ),
    "position": (
        "jabatan",
        "jabatan dalam kim",
        "jabatan di kim",
        "jabatan dalam tim",
        "kedudukan",
        "kedudukan dalam kim",
        "posisi",
        "position",
    ),
    "username": ("username", "user name", "nama pengguna", "user"),
    "section": ("bidang", "seksi", "bidang seksi"),
}
# "1. Siti Aminah - 0812 3456 7890", as lists stand in chats: a number before, a phone behind.
# Each part is looked for where it must stand: one pattern for the whole line took 70 ms for a long one.
_BEFORE: Final = re.compile(r"\(?\d{1,3}\s?[.)\-]\s?|[-•*●]\s?")
_BEHIND: Final = re.compile(r"(?P<phone>(?:\+?62|0)?\s?8\d[\d\s.\-]{6,14}\d)\)?\s?\Z")


class Line(msgspec.Struct, frozen=True):
    """One person as written; `number` is the row in the list."""

    number: int
    name: str
    phone: str = ""
    position: str = ""
    username: str = ""
    section: str = ""


class Table(msgspec.Struct, frozen=True):
    """What was read; `found` names the columns that were recognised, by field."""

    lines: list[Line]
    found: dict[str, int]
    guessed: bool


def read(rows: list[Row], positions: set[str], field: str = "text") -> Table:
    """The people of a list. `positions` are the names of positions, to know their column without a heading.

    Raises Invalid for `field` when there is nobody in it, no column of names, or too many.
    """
    if not rows:
        raise Invalid(**{field: _("Daftarnya masih kosong.")})
    body, columns = _below_heading(rows)
    guessed = not columns
    if guessed:
        body, columns = rows, _guess(rows, positions)
    if len(body) > MOST_ROWS:
        raise Invalid(
            **{
                field: _("Paling banyak %(most)s orang dalam satu daftar. Bagi daftarnya.")
                % {"most": MOST_ROWS}
            }
        )
    if "name" not in columns:
        raise Invalid(
            **{field: _("Kolom nama tidak ditemukan. Beri judul kolom, misalnya: Nama, No HP, Jabatan.")}
        )
    lines = [_line(row, columns) for row in body]
    lines = [line for line in lines if any(getattr(line, name) for name in FIELDS)]
    if not lines:
        raise Invalid(**{field: _("Belum ada orang di bawah judul kolom.")})
    return Table(lines, columns, guessed)


def as_text(lines: list[Line]) -> str:
    """The list with headings and tabs, to be mended and read again."""
    used = [name for name in FIELDS if name == "name" or any(getattr(line, name) for line in lines)]
    heads = {
        "name": "Nama",
        "phone": "No HP",
        "position": "Jabatan",
        "username": "Username",
        "section": "Bidang",
    }
    rows = ["\t".join(heads[name] for name in used)]
    rows += ["\t".join(getattr(line, name) for name in used) for line in lines]
    return "\n".join(rows)


def _below_heading(rows: list[Row]) -> tuple[list[Row], dict[str, int]]:
    for at, row in enumerate(rows[:_SEARCHED]):
        columns = find_columns(row, HEADINGS)
        if "name" in columns:
            return rows[at + 1 :], columns
    return rows, {}


def _guess(rows: list[Row], positions: set[str]) -> dict[str, int]:
    """Columns by what stands in most of their cells: phones, known positions, then words for the name."""
    sample = rows[:_SAMPLE]
    width = max(len(row.cells) for row in sample)
    columns: dict[str, int] = {}

    def best(name: str, fits: object) -> None:
        shares = {
            column: sum(bool(fits(row.cell(column))) for row in sample)  # type: ignore[operator]
            for column in range(width)
            if column not in columns.values()
        }
        column = max(shares, key=lambda at: (shares[at], -at), default=None)
        if column is not None and shares[column] * 2 >= len(sample):
            columns[name] = column

    if width > 1:
        best("phone", _looks_like_phone)
        best("position", lambda text: search_norm(text) in positions)
    best("name", lambda text: len(re.findall(r"[^\W\d_]", text)) >= 2)
    return columns


def _looks_like_phone(text: str) -> bool:
    return is_phone(text) or len(re.sub(r"\D", "", text)) >= 9


def _line(row: Row, columns: dict[str, int]) -> Line:
    values = {name: row.cell(column) for name, column in columns.items()}
    if set(columns) == {"name"}:
        values = _parted(values["name"])
    return Line(row.number, **values)


def _parted(text: str) -> dict[str, str]:
    """Name and phone of a line that has both in one column."""
    before = _BEFORE.match(text)
    rest = text[before.end() :] if before else text
    behind = _BEHIND.search(rest)
    name = rest[: behind.start()] if behind else rest
    return {"name": name.strip(" -–:,;(/"), "phone": behind["phone"].strip() if behind else ""}
