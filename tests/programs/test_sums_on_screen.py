"""Money on the pages of a program agrees to the Rupiah with what is stored, in 500 programs (issue 5)."""

import re

import pytest

from kimhub.core.templates import template
from kimhub.programs import charts, plan, rows
from kimhub.programs.plan import Plan
from tests.programs import generated

pytestmark = pytest.mark.once

COST, SUM = "Biaya", "Jumlah"


def amounts(html: str, column: str) -> list[int]:
    """Rupiah in the cells of a column, that of the foot last."""
    cells = re.findall(rf'data-l="{column}">(?:<b>)?Rp([0-9.]+)', html)
    return [int(cell.replace(".", "")) for cell in cells]


def drawn(whole: Plan) -> dict[str, str]:
    """The tables as pages show them."""
    parts = template("programs/_parts.html").module
    shown, names = rows.lines(whole), rows.source_names()
    sources, sections = plan.by_source(whole), plan.by_section(whole)
    return {
        "lines": parts.lines(shown, whole.total, "x"),  # type: ignore[attr-defined]
        "items": parts.items(shown, whole.total, names, "x"),  # type: ignore[attr-defined]
        "sources": parts.shares(charts.shares(sources), whole.total, "x", names, "x"),  # type: ignore[attr-defined]
        "sections": parts.shares(  # type: ignore[attr-defined]
            charts.shares(sections), whole.total, "x", rows.section_names(sections), "x"
        ),
    }


def test_sums_on_the_pages_of_500_programs_agree_to_the_rupiah() -> None:
    for whole in generated.plans(500):
        stored = [item.volume * item.price for line in whole.lines for item in line.items]
        tables = drawn(whole)
        *each, total = amounts(tables["lines"], COST)
        assert each == [line.amount for line in whole.lines]
        assert total == sum(each) == sum(stored) == whole.total
        for name in ("sources", "sections"):
            *each, total = amounts(tables[name], "Rencana")
            assert sum(each) == total == whole.total
        *each, total = amounts(tables["items"], SUM)
        assert total == whole.total
        assert sum(each) == 2 * total  # each line's own sum, and its items
        assert sorted(each) == sorted([*stored, *(line.amount for line in whole.lines if line.items)])


def test_what_people_type_stays_text_in_every_table() -> None:
    for whole in generated.plans(60, seed=11):
        for html in drawn(whole).values():
            assert "<b>tebal</b>" not in html
