"""What the columns of a table without a heading hold, by what stands in them."""

import re
from collections.abc import Sequence
from typing import Any

from kimhub.core.sheets import Row
from kimhub.core.text import search_norm
from kimhub.programs import import_months, import_sources, import_values
from kimhub.programs.import_headings import Heading


def guess(rows: Sequence[Row]) -> Heading:
    """The columns; the longest words are the activity."""
    sample = rows[:40]
    width = max(len(row.cells) for row in sample)
    fields = [""] * width

    def share(column: int, fits: Any) -> float:
        told = [row.cell(column) for row in sample if row.cell(column)]
        return sum(bool(fits(cell)) for cell in told) / len(told) if told else 0

    tests = (
        ("number", lambda cell: re.fullmatch(r"\d{1,3}[.)]?", cell)),
        ("amount", lambda cell: re.search(r"\d{4,}|\d\.\d{3}|rp", cell.casefold())
         and import_values.money(cell).price),
        ("source", lambda cell: import_sources.exactly(search_norm(cell))),
        ("when", lambda cell: import_months.read(cell).months and not cell.isdigit()),
    )  # fmt: skip
    for field, fits in tests:
        best = max(range(width), key=lambda column: (not fields[column]) * share(column, fits))
        if not fields[best] and share(best, fits) > 0.6 and width > 1:
            fields[best] = field
    rest = [column for column in range(width) if not fields[column]]
    if rest:
        longest = max(rest, key=lambda column: sum(len(row.cell(column)) for row in sample))
        fields[longest] = "name"
    return Heading(0, tuple(fields), tuple([""] * width))
