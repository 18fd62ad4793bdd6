"""Reads one workbook and prints its first sheets as JSON: a program, so that a hostile file kills only it.

A sheet of two cells, A1 and XFD1048576, makes the reader ask for hundreds of gigabytes; Rust then aborts
the process, which no `except` catches. This process has little memory and little time.

    python sheet_worker.py FILE MOST_ROWS MOST_COLUMNS MOST_LETTERS MOST_SHEETS
"""

import datetime
import json
import resource
import sys

MEMORY = 768 * 1024 * 1024  # of address space
SECONDS = 10


def main(path: str, most_rows: int, most_columns: int, most_letters: int, most_sheets: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    found: list[dict[str, object]] = []
    with CalamineWorkbook.from_path(path) as book:
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        for name in visible[:most_sheets]:
            sheet = book.get_sheet_by_name(name)
            last_row, last_column = sheet.end or (-1, -1)
            if last_row >= most_rows or last_column >= most_columns:
                found.append({"name": name, "rows": last_row + 1, "columns": last_column + 1})
                continue
            rows = sheet.to_python(skip_empty_area=False)
            cells = [[text_of(value)[:most_letters] for value in row] for row in rows]
            found.append({"name": name, "cells": cells})
    print(json.dumps({"sheets": found}))


def text_of(value: object) -> str:
    """A cell as somebody would have typed it: no `.0` behind whole numbers, dates as 2024-10-31."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:6]))
