"""What an event costs: planned and spent, whole Rupiah, by source of the money (domain.md 3.2)."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import clean_line
from kimhub.groups.funding import SOURCES
from kimhub.workshops.tables_after import ReportCost

MOST: Final = 30
LONGEST: Final = 160  # letters of what a line is for
MOST_RUPIAH: Final = 10**12


class Cost(Struct, frozen=True):
    item: str
    source: str
    planned: int
    spent: int


_costs = prepare_sql(
    "SELECT item, source, planned, spent FROM workshop_cost WHERE workshop = :workshop ORDER BY sort, id",
    Cost,
)


async def of(workshop_id: int) -> list[Cost]:
    """The lines of the table, in the order they were written."""
    return await _costs(workshop=workshop_id)


def read(
    items: Sequence[str], sources: Sequence[str], planned: Sequence[str], spent: Sequence[str]
) -> list[Cost]:
    """The lines of the table; empty ones fall away. Raises Invalid, naming the line."""
    found = []
    errors: dict[str, str] = {}
    for number, (item, source, plan, real) in enumerate(
        zip(items, sources, planned, spent, strict=False), 1
    ):
        words = clean_line(item)
        try:
            costs = (_rupiah(plan), _rupiah(real))
        except ValueError:
            errors["costs"] = _("Baris biaya %(n)s: tulis jumlah rupiah dengan angka saja.") % {"n": number}
            continue
        if not words and costs != (0, 0):
            errors["costs"] = _("Baris biaya %(n)s: tulis uraiannya.") % {"n": number}
        elif len(words) > LONGEST:
            said = _("Baris biaya %(n)s: uraiannya terlalu panjang, paling banyak %(most)s huruf.")
            errors["costs"] = said % {"n": number, "most": LONGEST}
        elif words:
            found.append(Cost(words, source if source in SOURCES else "lainnya", *costs))
    if len(found) > MOST:
        errors["costs"] = _("Paling banyak %(n)s baris biaya.") % {"n": MOST}
    if errors:
        raise Invalid(**errors)
    return found


def _rupiah(text: str) -> int:
    """`1.250.000`, `Rp 1250000` -> 1250000. Raises ValueError."""
    digits = text.strip().removeprefix("Rp").replace(".", "").replace(" ", "").removesuffix(",00")
    if not digits:
        return 0
    if not (digits.isascii() and digits.isdigit()) or int(digits) > MOST_RUPIAH:
        raise ValueError(text)
    return int(digits)


async def replace(workshop_id: int, costs: list[Cost]) -> None:
    """Keep these lines instead of those before, inside the caller's transaction."""
    await ReportCost.delete().where(ReportCost.workshop == workshop_id)
    rows = [
        ReportCost(
            workshop=workshop_id,
            item=cost.item,
            source=cost.source,
            planned=cost.planned,
            spent=cost.spent,
            sort=place,
        )
        for place, cost in enumerate(costs)
    ]
    if rows:
        await ReportCost.insert(*rows)
