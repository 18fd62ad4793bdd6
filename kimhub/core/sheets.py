"""Tables that people bring: pasted, as CSV in any of its dialects, or from a spreadsheet; and CSV for them.

Every row keeps the number it has in its sheet, so that a mistake can be shown where the person finds it.
"""

import asyncio
import csv
import io
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kimhub.core import sheet_worker
from kimhub.core.amounts import size as shown_size
from kimhub.core.archives import BadArchive, open_archive, verify
from kimhub.core.cleaning import clean_line
from kimhub.core.errors import Invalid
from kimhub.core.files import SHEETS, Upload, chunks_of
from kimhub.core.i18n import _, current_locale
from kimhub.core.sniff import check_type
from kimhub.core.storage import TooLarge, spooled
from kimhub.core.text import search_norm

MAX_BYTES: Final = 5_000_000
MAX_ROWS: Final = 5000
MAX_COLUMNS: Final = 60
MAX_SHEETS: Final = 8
MAX_LETTERS: Final = 1000  # in one cell; what is longer is cut
_MAX_UNPACKED: Final = 60_000_000
_PATIENCE: Final = 30.0  # seconds for the reader of workbooks

_DELIMITERS: Final = ("\t", ";", ",")
_SEPARATOR_LINE: Final = re.compile(r"\s*sep=(.)\s*")
# A spreadsheet runs what begins so as a formula (OWASP, CSV injection); the wide forms too, in some.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty: its number in the sheet, counted from 1, and its cleaned cells."""

    number: int
    cells: list[str]

    def cell(self, column: int | None) -> str:
        """The text in a column; empty where the row is shorter or there is no such column."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


async def read_sheet(upload: Upload, field: str = "file") -> list[Row]:
    """The rows of an uploaded XLSX (its first sheet), ODS, CSV or text file. Raises Invalid with a sentence
    for `field` when it is too large, none of these, or cannot be read."""
    return (await read_sheets(upload, field, most=1))[0][1]


async def read_sheets(
    upload: Upload, field: str = "file", *, most: int = MAX_SHEETS
) -> list[tuple[str, list[Row]]]:
    """The first sheets of a workbook with their names, those that are too large left out; of text one sheet
    without a name. At least one; raises Invalid as `read_sheet` does."""
    try:
        async with spooled(chunks_of(upload), Path(tempfile.gettempdir()), MAX_BYTES) as spool:
            kind = await asyncio.to_thread(check_type, spool.path, upload.filename, SHEETS, field)
            if kind in {"csv", "txt"}:
                text = await asyncio.to_thread(lambda: read_text(decode(spool.path.read_bytes()), field))
                return [("", text)]
            return await _read_workbook(spool.path, field, most)
    except TooLarge as error:
        message = _("Berkas ini terlalu besar. Paling besar %(limit)s.")
        raise Invalid(**{field: message % {"limit": shown_size(MAX_BYTES)}}) from error


def read_text(text: str, field: str = "text") -> list[Row]:
    """The rows of pasted or CSV text; columns are parted by tab, semicolon or comma, whichever fits best.
    Raises Invalid with a sentence for `field` when there are too many."""
    text = text.replace("\0", "").removeprefix("\ufeff")
    first, _newline, rest = text.partition("\n")
    if match := _SEPARATOR_LINE.fullmatch(first):  # Excel's own hint, which it does not show as a row
        delimiter, text = match[1], rest
    else:
        delimiter = _delimiter_of(text)
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(cells)
            if len(rows) > MAX_ROWS:
                raise Invalid(**{field: _too_many()})
    except csv.Error as error:
        raise Invalid(**{field: _unreadable()}) from error
    return _rows(rows, field)


def decode(content: bytes) -> str:
    """Text in UTF-8 or UTF-16 as its first bytes say, or in the eight bits of an old Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def find_columns(header: Row, names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which column holds what: `find_columns(row, {"phone": ("hp", "no hp", "whatsapp")})`. A heading fits
    a name when they are the same words; fields without a heading are left out."""
    wanted = {search_norm(word): field for field, words in names.items() for word in words}
    found: dict[str, int] = {}
    for column, heading in enumerate(header.cells):
        if field := wanted.get(search_norm(heading)):
            found.setdefault(field, column)
    return found


def write_csv(
    header: Sequence[object], rows: Iterable[Sequence[object]], *, delimiter: str | None = None
) -> bytes:
    """CSV that spreadsheets open by a tap: UTF-8 with a mark, and semicolons in Indonesian, where the comma
    is the decimal sign. Text that would run as a formula there gets an apostrophe before it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter or (";" if current_locale() == "id" else ","))
    writer.writerow([_harmless(value) for value in header])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


async def _read_workbook(path: Path, field: str, most: int) -> list[tuple[str, list[Row]]]:
    try:
        await asyncio.to_thread(_verify, path)
        sheets = await _ask_worker(path, most)
    except (BadArchive, TimeoutError, ValueError) as error:
        raise Invalid(**{field: _unreadable()}) from error
    if not sheets:
        raise Invalid(**{field: _unreadable()})
    small = [one for one in sheets if "cells" in one]
    if not small:
        raise Invalid(**{field: _too_many()})
    return await asyncio.to_thread(lambda: [(one["name"], _rows(one["cells"], field)) for one in small])


def _verify(path: Path) -> None:
    with open_archive(path, most=_MAX_UNPACKED) as archive:
        verify(archive, _MAX_UNPACKED)


async def _ask_worker(path: Path, most: int) -> list[dict[str, Any]]:
    """What `sheet_worker` prints. Raises ValueError when it dies, TimeoutError when it takes too long."""
    arguments = [str(number) for number in (MAX_ROWS, MAX_COLUMNS, MAX_LETTERS, most)]
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        sheet_worker.__file__,
        str(path),
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        output, _errors = await asyncio.wait_for(worker.communicate(), _PATIENCE)
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
    if worker.returncode:
        raise ValueError(f"the reader of workbooks ended with {worker.returncode}")
    sheets: list[dict[str, Any]] = json.loads(output)["sheets"]
    return sheets


def _rows(lines: list[list[str]], field: str) -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        cells = [_cell(text) for text in line]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise Invalid(**{field: _too_many()})
        if cells:
            rows.append(Row(number, cells))
    return rows


def _cell(text: str) -> str:
    """Cleaned, and without the apostrophe that `write_csv` may have put before it."""
    cell = clean_line(text[:MAX_LETTERS])
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _delimiter_of(text: str) -> str:
    """The delimiter by which most of the first lines fall into as many columns as the first one."""
    sample = [line for line in text[:20_000].split("\n")[:30] if line.strip()]

    def fit(delimiter: str) -> int:
        try:
            widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter)]
        except csv.Error:
            return 0
        return widths.count(widths[0]) if widths and widths[0] > 1 else 0

    return max(_DELIMITERS, key=fit)


def _harmless(value: object) -> object:
    """Numbers stay numbers; text that begins like a formula becomes text for good."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _too_many() -> str:
    message = _("Tabel ini terlalu besar: paling banyak %(rows)s baris dan %(columns)s kolom.")
    return message % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}


def _unreadable() -> str:
    return _("Tabel ini tidak dapat dibaca. Simpan ulang sebagai CSV atau XLSX, lalu unggah lagi.")
