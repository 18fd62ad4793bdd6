"""A program as one value: what is written, frozen, compared, counted, drawn and printed.

The working copy is read into a Plan, a version is a Plan kept as bytes. Everything that only looks at a
program (tables, timeline, budget, diff, PDF, XLSX) takes a Plan and asks no database.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct

from kimhub.core.i18n import Lazy, lazy_

MONTHS: Final = 12
HUNDREDTHS: Final = 100


class Indicator(Struct, frozen=True):
    """`target` and `baseline` are hundredths; `source` is empty for what people type."""

    id: int
    kind: str
    name: str
    unit: str = ""
    target: int | None = None
    baseline: int | None = None
    source: str = ""
    breadth: str = "line"

    @property
    def is_computed(self) -> bool:
        return bool(self.source)


class Item(Struct, frozen=True):
    """A budget item; `price` in whole Rupiah."""

    id: int
    label: str
    volume: int
    unit: str
    price: int
    source: str

    @property
    def amount(self) -> int:
        """Rupiah."""
        return self.volume * self.price


class Line(Struct, frozen=True):
    """A planned activity."""

    id: int
    sort: int
    section: str = ""
    name: str = ""
    adinda: str = ""
    purpose: str = ""
    target_group: str = ""
    target_count: int | None = None
    months: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    rhythm: str = ""
    pic_user: int | None = None
    pic_name: str = ""
    output: str = ""
    outcome: str = ""
    priority: int = 2
    note: str = ""
    adopted_from: int | None = None
    indicators: tuple[Indicator, ...] = ()
    items: tuple[Item, ...] = ()

    @property
    def amount(self) -> int:
        """Rupiah."""
        return sum(item.amount for item in self.items)

    @property
    def month_list(self) -> list[int]:
        """Months it runs in, 1 to 12."""
        return [month for month in range(1, MONTHS + 1) if self.runs_in(month)]

    def runs_in(self, month: int) -> bool:
        return bool(self.months >> (month - 1) & 1)


class Plan(Struct, frozen=True):
    """A program whole. `lines` are in their order."""

    organization: str
    place: str
    year: int
    title: str
    background: str = ""
    legal_basis: str = ""
    goals: str = ""
    vision: str = ""
    mission: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def total(self) -> int:
        """Rupiah."""
        return sum(line.amount for line in self.lines)

    def line(self, line_id: int) -> Line | None:
        return next((line for line in self.lines if line.id == line_id), None)


# Fields of a line as people know them, in the order of the printed table: what a comment can be about and
# what the difference of two versions names.
FIELDS: Final[dict[str, Lazy]] = {
    "section": lazy_("Bidang"),
    "name": lazy_("Kegiatan"),
    "adinda": lazy_("ADINDA"),
    "purpose": lazy_("Tujuan"),
    "target": lazy_("Sasaran"),
    "indicators": lazy_("Indikator"),
    "when": lazy_("Waktu"),
    "pic": lazy_("Penanggung jawab"),
    "items": lazy_("Anggaran"),
    "output": lazy_("Keluaran"),
    "outcome": lazy_("Hasil"),
    "priority": lazy_("Prioritas"),
    "note": lazy_("Keterangan"),
}
TEXTS: Final[dict[str, Lazy]] = {
    "title": lazy_("Judul"),
    "background": lazy_("Latar belakang"),
    "legal_basis": lazy_("Dasar hukum"),
    "goals": lazy_("Tujuan program"),
}
PRIORITIES: Final[dict[int, Lazy]] = {1: lazy_("Utama"), 2: lazy_("Biasa"), 3: lazy_("Bila sempat")}


def encode(plan: Plan) -> tuple[str, str]:
    """The plan as text, the same for the same plan, and the SHA-256 of that text."""
    content = msgspec.json.encode(plan)
    return content.decode(), sha256(content).hexdigest()


def decode(content: str) -> Plan:
    return msgspec.json.decode(content, type=Plan)


def is_whole(content: str, digest: str) -> bool:
    """The text is, to the byte, what was frozen."""
    return sha256(content.encode()).hexdigest() == digest


def by_source(plan: Plan) -> dict[str, int]:
    """Rupiah by source of money, the largest first. Adds up to the plan's total."""
    return _summed((item.source, item.amount) for line in plan.lines for item in line.items)


def by_section(plan: Plan) -> dict[str, int]:
    """Rupiah by section, in the order in which sections come; '' is without one. Adds up to the total."""
    sums: dict[str, int] = {}
    for line in plan.lines:
        sums[line.section] = sums.get(line.section, 0) + line.amount
    return sums


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for key, amount in pairs:
        sums[key] += amount
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def months_between(first: date, last: date, year: int) -> int:
    """The months of `year` that a span of days touches, as bits."""
    start = 1 if first.year < year else first.month if first.year == year else MONTHS + 1
    end = MONTHS if last.year > year else last.month if last.year == year else 0
    return sum(1 << (month - 1) for month in range(start, end + 1))


# What a line must have before the pembina is asked to agree (domain.md 3.3): key -> is it missing?
GAPS: Final[dict[str, Callable[[Line], bool]]] = {
    "name": lambda line: not line.name.strip(),
    "pic": lambda line: not line.pic_name.strip(),
    "when": lambda line: not line.months,
    "indicators": lambda line: not line.indicators,
}


def gaps(plan: Plan) -> dict[str, list[Line]]:
    """What is missing, with the lines it is missing in; empty when it can be submitted ('lines' when there
    are none at all)."""
    if not plan.lines:
        return {"lines": []}
    found = {key: [line for line in plan.lines if lacks(line)] for key, lacks in GAPS.items()}
    return {key: lines for key, lines in found.items() if lines}
