"""Text out of workbooks."""

from pathlib import Path
from typing import Final

from kimhub.core.archives import BadArchive, open_archive, verify
from kimhub.library.reading_office import MOST_LETTERS, MOST_UNPACKED, PAGE, Unreadable

MOST_SHEETS: Final = 30
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
MOST_CELLS: Final = 1_000_000
MOST_IN_CELL: Final = 2000


def sheet_text(path: Path) -> str:
    """The sheets of a workbook, each with its name; cells parted by tabs. Raises Unreadable.

    A sheet of two cells, A1 and XFD1048576, makes the reader ask for hundreds of gigabytes; Rust then
    aborts this process, which is why it is one of its own.
    """
    try:
        with open_archive(path, most=MOST_UNPACKED) as archive:
            verify(archive, MOST_UNPACKED)
    except BadArchive as error:
        raise Unreadable("bomb" if "too m" in str(error) else "broken") from error
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    parts: list[str] = []
    letters = cells = 0
    try:
        with CalamineWorkbook.from_path(path) as book:
            names = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
            ]
            for name in names[:MOST_SHEETS]:
                sheet = book.get_sheet_by_name(name)
                last_row, last_column = sheet.end or (-1, -1)
                cells += (last_row + 1) * (last_column + 1)
                if last_row >= MOST_ROWS or last_column >= MOST_COLUMNS or cells > MOST_CELLS:
                    raise Unreadable("bomb")
                lines = ["\t".join(_cell(value) for value in row).rstrip() for row in sheet.to_python()]
                parts.append("\n".join([name, *lines]))
                letters += len(parts[-1])
                if letters > MOST_LETTERS:
                    break
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("broken") from error
    return f"\n{PAGE}".join(parts)[:MOST_LETTERS]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return " ".join(str(value)[:MOST_IN_CELL].split())
