"""A program as a workbook: activities, budget and indicators, with numbers that are numbers and sums that
are formulas. Nothing that somebody typed becomes one, and each formula carries its value for readers that
do not calculate."""

import asyncio
import io
from typing import Any, Final

from kimhub.core.formats import month_name
from kimhub.core.i18n import use_locale
from kimhub.core.sheets import write_csv
from kimhub.groups.adinda import ADINDA
from kimhub.groups.funding import SOURCES
from kimhub.programs import plan, rows
from kimhub.programs.plan import HUNDREDTHS, MONTHS, PRIORITIES, Indicator, Line, Plan

F4: Final = 14  # "Folio" of Excel, 216 x 330 mm
TOP: Final = 4  # rows above the first line of a table: title, house, an empty one, the heading
_CELL: Final = 32_000  # characters; a cell of Excel holds 32,767
LOOSE: Final = "(tanpa bidang)"
_WIDTHS: Final = {
    "No.": 5,
    **dict.fromkeys(("Waktu",), 14),
    **dict.fromkeys(("Jumlah (Rp)", "Anggaran (Rp)", "Harga satuan (Rp)"), 16),
    **dict.fromkeys(("Bidang", "Penanggung jawab", "Sumber dana", "Keterangan"), 18),
    **dict.fromkeys(("Sasaran", "Keluaran", "Hasil"), 24),
    **dict.fromkeys(("Kegiatan", "Tujuan", "Indikator dan target", "Uraian belanja", "Indikator"), 34),
}
_NARROW: Final = 10


async def xlsx(whole: Plan, *, below: str = "", names: bool = True) -> bytes:
    """The workbook. `below` stands under the title (which version it is); without `names` the column of the
    persons in charge is left out."""
    return await asyncio.to_thread(_write, whole, below, names)


def csv(whole: Plan, *, names: bool = True) -> bytes:
    """The table of activities as CSV."""
    with use_locale("id"):
        return write_csv(_header(names), [_cells(n, line, names) for n, line in enumerate(whole.lines, 1)])


def _header(names: bool) -> list[str]:
    months = [month_name(month, short=True) for month in range(1, MONTHS + 1)]
    return [
        "No.", "Bidang", "Kegiatan", "ADINDA", "Tujuan", "Sasaran", "Jumlah sasaran (orang)",
        "Indikator dan target", *months, "Berapa kali", *(["Penanggung jawab"] if names else []),
        "Anggaran (Rp)", "Sumber dana", "Keluaran", "Hasil", "Prioritas", "Keterangan",
    ]  # fmt: skip


def _cells(number: int, line: Line, names: bool) -> list[object]:
    """A line as the columns of `_header` have it."""
    sources = dict.fromkeys(str(SOURCES.get(item.source, item.source)) for item in line.items)
    cycle = ", ".join(str(ADINDA[one]) for one in line.adinda if one in ADINDA)
    return [
        number, line.section, line.name, cycle, line.purpose, line.target_group, line.target_count,
        "; ".join(map(_indicator, line.indicators)),
        *("x" if line.runs_in(month) else "" for month in range(1, MONTHS + 1)),
        line.rhythm, *([line.pic_name] if names else []), line.amount, ", ".join(sources), line.output,
        line.outcome, str(PRIORITIES.get(line.priority, "")), line.note,
    ]  # fmt: skip


def _indicator(one: Indicator) -> str:
    target = rows.target_of(one)
    return f"{one.name}: {target}" if target else one.name


class _Book:
    """A workbook with the forms of its cells."""

    def __init__(self, buffer: io.BytesIO) -> None:
        import xlsxwriter  # only who takes a program out needs it

        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(buffer, options)
        form = self.book.add_format
        line = {"valign": "top", "border": 1, "border_color": "#B0B0B0"}
        self.title = form({"bold": True, "font_size": 14})
        self.meta = form({"font_color": "#505050"})
        self.head = form(
            {"bold": True, "text_wrap": True, "bg_color": "#E8ECF5", **line, "valign": "vcenter"}
        )
        self.text = form({"text_wrap": True, **line})
        self.mark = form({"align": "center", **line})
        self.money = form({"num_format": "#,##0", **line})
        self.exact = form({"num_format": "#,##0.##", **line})
        self.sum_text = form({"bold": True, **line, "top": 2})
        self.sum_money = form({"bold": True, "num_format": "#,##0", **line, "top": 2})

    def sheet(self, name: str, whole: Plan, below: str, header: list[str]) -> Any:
        """A sheet with title and heading, set for printing on F4 across."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, whole.title[:_CELL], self.title)
        said = " · ".join(part for part in (whole.organization, whole.place, below) if part)
        sheet.write_string(1, 0, said[:_CELL], self.meta)
        for column, words in enumerate(header):
            sheet.write_string(TOP - 1, column, words, self.head)
            narrow = 4.5 if len(words) == 3 and words != "No." else _NARROW
            sheet.set_column(column, column, _WIDTHS.get(words, narrow))
        sheet.freeze_panes(TOP, 3)
        sheet.set_landscape()
        sheet.set_paper(F4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(TOP - 1)
        sheet.set_footer(f"&L{name}&RHalaman &P dari &N")
        return sheet

    def put(self, sheet: Any, row: int, column: int, value: object, form: Any = None) -> None:
        """A number as a number, everything else as text for good."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, form or self.text)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, form or self.money)
        else:
            sheet.write_string(row, column, str(value)[:_CELL], form or self.text)


def _write(whole: Plan, below: str, names: bool) -> bytes:
    buffer = io.BytesIO()
    with use_locale("id"):
        book = _Book(buffer)
        first = _first_rows(whole)
        _lines(book, whole, below, names, first)
        _items(book, whole, below)
        _indicators(book, whole, below)
        book.book.close()
    return buffer.getvalue()


def _first_rows(whole: Plan) -> list[int]:
    """The row (counted from 1) in the sheet of the budget where the items of each line begin."""
    found, at = [], TOP + 1
    for line in whole.lines:
        found.append(at)
        at += len(line.items)
    return found


def _lines(book: _Book, whole: Plan, below: str, names: bool, first: list[int]) -> None:
    header = _header(names)
    sheet = book.sheet("Kegiatan", whole, below, header)
    money, letter = header.index("Anggaran (Rp)"), _letter(header.index("Anggaran (Rp)"))
    for n, line in enumerate(whole.lines):
        row = TOP + n
        for column, value in enumerate(_cells(n + 1, line, names)):
            if column == money and line.items:
                last = first[n] + len(line.items) - 1
                sheet.write_formula(
                    row, column, f"=SUM(Anggaran!H{first[n]}:H{last})", book.money, line.amount
                )
            else:
                book.put(sheet, row, column, value, book.mark if value == "x" else None)
    end = TOP + len(whole.lines)
    _total_row(book, sheet, end, len(header))
    sheet.write_string(end, 1, "Jumlah", book.sum_text)
    if whole.lines:
        sheet.write_formula(
            end, money, f"=SUM({letter}{TOP + 1}:{letter}{end})", book.sum_money, whole.total
        )
    else:
        sheet.write_number(end, money, 0, book.sum_money)


def _items(book: _Book, whole: Plan, below: str) -> None:
    header = ["No.", "Bidang", "Kegiatan", "Uraian belanja", "Volume", "Satuan", "Harga satuan (Rp)",
              "Jumlah (Rp)", "Sumber dana"]  # fmt: skip
    sheet = book.sheet("Anggaran", whole, below, header)
    row = TOP
    for n, line in enumerate(whole.lines, 1):
        for item in line.items:
            cells = (n, line.section or LOOSE, line.name, item.label, item.volume, item.unit, item.price)
            for column, value in enumerate(cells):
                book.put(sheet, row, column, value)
            sheet.write_formula(row, 7, f"=E{row + 1}*G{row + 1}", book.money, item.amount)
            book.put(sheet, row, 8, str(SOURCES.get(item.source, item.source)))
            row += 1
    _total_row(book, sheet, row, len(header))
    sheet.write_string(row, 1, "Jumlah", book.sum_text)
    if row > TOP:
        sheet.write_formula(row, 7, f"=SUM(H{TOP + 1}:H{row})", book.sum_money, whole.total)
    else:
        sheet.write_number(row, 7, 0, book.sum_money)
    by_source = {str(SOURCES.get(key, key)): sums for key, sums in plan.by_source(whole).items()}
    by_section: dict[str, int] = {}
    for key, sums in plan.by_section(whole).items():
        by_section[key or LOOSE] = by_section.get(key or LOOSE, 0) + sums
    after = _split(book, sheet, row + 2, row, "Menurut sumber dana", "I", by_source, whole.total)
    _split(book, sheet, after + 1, row, "Menurut bidang", "B", by_section, whole.total)


def _split(
    book: _Book, sheet: Any, at: int, end: int, words: str, column: str, sums: dict[str, int], total: int
) -> int:
    """The budget parted by what stands in a column; returns the row below. EXACT compares text as it is,
    where SUMIF would take a section called ">5" for a condition."""
    sheet.write_string(at, 3, words, book.head)
    sheet.write_string(at, 7, "Jumlah (Rp)", book.head)
    row = at + 1
    span = f"${column}${TOP + 1}:${column}${end}"
    for name, amount in sums.items():
        book.put(sheet, row, 3, name)
        if end > TOP:
            formula = f"=SUMPRODUCT(EXACT({span},D{row + 1})*$H${TOP + 1}:$H${end})"
            sheet.write_formula(row, 7, formula, book.money, amount)
        else:
            sheet.write_number(row, 7, 0, book.money)
        row += 1
    sheet.write_string(row, 3, "Jumlah", book.sum_text)
    if sums:
        sheet.write_formula(row, 7, f"=SUM(H{at + 2}:H{row})", book.sum_money, total)
    else:
        sheet.write_number(row, 7, 0, book.sum_money)
    return row + 1


def _indicators(book: _Book, whole: Plan, below: str) -> None:
    header = [
        "No.",
        "Bidang",
        "Kegiatan",
        "Indikator",
        "Jenis",
        "Satuan",
        "Angka awal",
        "Target",
        "Sumber angka",
    ]
    sheet = book.sheet("Indikator", whole, below, header)
    row = TOP
    for n, line in enumerate(whole.lines, 1):
        for one in line.indicators:
            cells = (n, line.section, line.name, one.name, one.kind, one.unit)
            for column, value in enumerate(cells):
                book.put(sheet, row, column, value)
            book.put(sheet, row, 6, _value(one.baseline), book.exact)
            book.put(sheet, row, 7, _value(one.target), book.exact)
            book.put(sheet, row, 8, rows.source_of(one))
            row += 1


def _value(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / HUNDREDTHS


def _total_row(book: _Book, sheet: Any, row: int, width: int) -> None:
    for column in range(width):
        sheet.write_blank(row, column, None, book.sum_text)


def _letter(column: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
