"""Spreadsheets for people: XLSX in which nothing somebody typed can run or lead anywhere."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST: Final = 48
_NARROWEST: Final = 6
_CELL: Final = 32_000  # characters; a cell of Excel holds 32,767


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a workbook. Columns whose numbers are in `sums` (not the first one) are added up below it,
    in a row that begins with the word `total`; these are the only formulas there are."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    sums: Sequence[int] = ()
    total: str = ""


async def make_workbook(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook with one sheet, its heading frozen and in bold. Text stays text, whatever it begins with;
    numbers and dates are cells of their kind. Rows stay together in memory: for lists of people."""
    return await make_book([Sheet(title, header, rows)])


async def make_book(sheets: Sequence[Sheet]) -> bytes:
    """The same with a sheet for each table."""
    return await asyncio.to_thread(_write, sheets)


def _write(sheets: Sequence[Sheet]) -> bytes:
    import xlsxwriter  # only who takes a list out needs it

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        for one in sheets:
            _fill(book, one)
    return buffer.getvalue()


def _fill(book: Any, one: Sheet) -> None:
    from xlsxwriter.utility import xl_range

    sheet = book.add_worksheet(_sheet_name(one.title))
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh.mm"})
    whole = book.add_format({"num_format": "#,##0"})
    for column, words in enumerate(one.header):
        sheet.write_string(0, column, words, bold)
    for number, row in enumerate(one.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(number, column, value.replace(tzinfo=None), moment)
            elif isinstance(value, date):
                sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 - a day has no zone
            elif isinstance(value, int | float):
                sheet.write_number(number, column, value, whole if column in one.sums else None)
            elif value not in (None, ""):
                sheet.write_string(number, column, str(value)[:_CELL])
    if one.sums:
        end, below = len(one.rows) + 1, book.add_format({"bold": True, "top": 1, "num_format": "#,##0"})
        sheet.write_string(end, 0, one.total, below)
        for column in one.sums:
            amount = sum(int(str(row[column] or 0)) for row in one.rows)
            formula = f"=SUM({xl_range(1, column, end - 1, column)})" if one.rows else "=0"
            sheet.write_formula(end, column, formula, below, amount)
    for column, words in enumerate(one.header):
        longest = max((len(str(row[column] or "")) for row in one.rows), default=0)
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, len(words), longest) + 2))
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _sheet_name(title: str) -> str:
    """At most 31 signs, without those that a sheet's name must not have."""
    plain = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)
    return " ".join(plain.split())[:31].strip() or "Daftar"
