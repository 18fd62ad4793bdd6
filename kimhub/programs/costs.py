"""Money spent for what was done: whole Rupiah, by source (domain.md 3.2, 3.5)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_money
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import clean_line
from kimhub.groups.funding import SOURCES
from kimhub.programs.tables_work import EntryCost

MOST: Final = 30  # of one entry
LONGEST: Final = 160
MOST_RUPIAH: Final = 10**12
ROW: Final = ("label", "source", "amount")  # fields of a row in a form, each "label[]"


class Cost(Struct, frozen=True):
    entry: int
    label: str
    source: str
    amount: int


_of_line = prepare_sql(
    "SELECT entry, label, source, amount FROM program_cost WHERE line = :line ORDER BY entry, sort, id",
    Cost,
)
_of_entry = prepare_sql(
    "SELECT entry, label, source, amount FROM program_cost WHERE entry = :entry ORDER BY sort, id", Cost
)


async def of_line(line_id: int) -> dict[int, list[Cost]]:
    """By entry."""
    found: dict[int, list[Cost]] = defaultdict(list)
    for cost in await _of_line(line=line_id):
        found[cost.entry].append(cost)
    return found


async def of_entry(entry_id: int) -> list[Cost]:
    return await _of_entry(entry=entry_id)


def read(labels: Sequence[str], sources: Sequence[str], amounts: Sequence[str]) -> list[Cost]:
    """The rows of a form; empty ones fall away. Raises Invalid for `costs`, naming the row."""
    found: list[Cost] = []
    errors: dict[str, str] = {}
    for number, (label, source, amount) in enumerate(zip(labels, sources, amounts, strict=False), 1):
        words = clean_line(label)
        if not words and not amount.strip():
            continue
        money = parse_money(amount)
        if money is None or not 0 < money <= MOST_RUPIAH:
            errors["costs"] = _("Baris biaya %(n)s: tulis jumlah rupiahnya dengan angka.") % {"n": number}
        elif source not in SOURCES:
            errors["costs"] = _("Baris biaya %(n)s: pilih sumber dananya.") % {"n": number}
        elif len(words) > LONGEST:
            said = _("Baris biaya %(n)s: uraiannya terlalu panjang, paling banyak %(most)s huruf.")
            errors["costs"] = said % {"n": number, "most": LONGEST}
        else:
            found.append(Cost(0, words, source, money))
    if len(found) > MOST:
        errors["costs"] = _("Paling banyak %(n)s baris biaya.") % {"n": MOST}
    if errors:
        raise Invalid(**errors)
    return found


async def replace(program_id: int, line_id: int, entry_id: int, costs: list[Cost]) -> None:
    """Keep these rows instead of those before, inside the caller's transaction."""
    await EntryCost.delete().where(EntryCost.entry == entry_id)
    if costs:
        await EntryCost.insert(
            *[
                EntryCost(
                    program=program_id, line=line_id, entry=entry_id, sort=place, label=cost.label,
                    source=cost.source, amount=cost.amount,
                )
                for place, cost in enumerate(costs)
            ]
        )  # fmt: skip
