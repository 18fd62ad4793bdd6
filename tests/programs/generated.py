"""Programs of every shape, the same ones at each run: what sums and papers are checked with (issue 5).

for one in generated.plans(500): ...           # plan.Plan values, ids as a database would give them
rows = await generated.store(kim, plans)       # the same as rows of the working copy
"""

from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Any, Final

from piccolo.table import Table

from kimhub.groups.adinda import ADINDA
from kimhub.groups.funding import SOURCES
from kimhub.groups.tables import Organization
from kimhub.programs.plan import Indicator, Item, Line, Plan
from kimhub.programs.tables import BudgetItem, ProgramIndicator, ProgramLine, WorkProgram

SEED: Final = 5
FIRST_YEAR: Final = 2030
_AT_ONCE: Final = 400  # rows per INSERT
_SECTIONS: Final = ("", "Akses informasi", "Diseminasi", "Jejaring", 'Sekretariat & "umum"', "=Bidang")
_TALK: Final = (
    "pelatihan menulis papan informasi diskusi bulanan cek fakta warga dusun pasar siaran keliling "
    "studi banding jejaring aspirasi peliputan kegiatan desa perpustakaan literasi digital karang taruna"
)
_WORDS: Final = _TALK.split()
# What must stay text wherever it goes: formulas, marks of HTML and Typst, quotes, letters beyond ASCII.
_NASTY: Final = (
    "=1+1",
    "+62 812 3456",
    "-5 orang",
    "@kim",
    '=HYPERLINK("http://x.example")',
    "<b>tebal</b> & 'kutip'",
    "#let x = 1",
    "$a_1$ *tebal* _miring_",
    "\\u0000 [kurung] {kurawal}",
    "日本語 ☕ naïve",
    "'= satu",
    "0812",
)
# Some are zero, one, odd, larger than 32 bits; sums stay below 2**53, where a spreadsheet is exact.
_PRICES: Final = (
    0,
    1,
    7,
    333,
    999,
    12_500,
    50_000,
    75_250,
    150_000,
    1_500_000,
    3_000_000_000,
    99_999_999_999,
)
_VOLUMES: Final = (1, 1, 2, 3, 7, 12, 30, 365, 1000)


def plans(many: int = 500, seed: int = SEED) -> list[Plan]:
    """Programs of 0 to 40 lines; ids run on, so that no two rows share one."""
    chance, ids = Random(seed), count(1)
    return [_plan(chance, ids, FIRST_YEAR + n) for n in range(many)]


async def store(of: Organization, several: Sequence[Plan]) -> list[int]:
    """The ids of these programs, written as drafts of `of` (a year each). Rows get ids of the database."""
    made = await _insert(
        WorkProgram,
        [
            WorkProgram(
                organization=of.id, year=one.year, slug=f"{of.slug}-{one.year}", title=one.title,
                background=one.background, legal_basis=one.legal_basis, goals=one.goals,
            )
            for one in several
        ],
    )  # fmt: skip
    named = [
        name
        for name in Line.__struct_fields__
        if name not in {"id", "pic_user", "adopted_from", "indicators", "items"}
    ]
    whole = [(program, line) for program, one in zip(made, several, strict=True) for line in one.lines]
    lines = await _insert(
        ProgramLine,
        [
            ProgramLine(program=program, **{name: getattr(line, name) for name in named})
            for program, line in whole
        ],
    )
    pairs = [(line_id, line) for line_id, (_program, line) in zip(lines, whole, strict=True)]
    await _insert(
        BudgetItem,
        [
            BudgetItem(line=line_id, sort=n, label=item.label, volume=item.volume, unit=item.unit,
                       price=item.price, source=item.source)
            for line_id, line in pairs for n, item in enumerate(line.items)
        ],
    )  # fmt: skip
    await _insert(
        ProgramIndicator,
        [
            ProgramIndicator(line=line_id, sort=n, kind=one.kind, name=one.name, unit=one.unit,
                             target=one.target, baseline=one.baseline)
            for line_id, line in pairs for n, one in enumerate(line.indicators)
        ],
    )  # fmt: skip
    return made


async def _insert(table: type[Table], rows: list[Any]) -> list[int]:
    """Their ids, in the order of the rows: both engines number a VALUES list from the first to the last."""
    ids: list[int] = []
    for at in range(0, len(rows), _AT_ONCE):
        ids += sorted(row["id"] for row in await table.insert(*rows[at : at + _AT_ONCE]))
    return ids


def _plan(chance: Random, ids: "count[int]", year: int) -> Plan:
    sections = chance.sample(_SECTIONS, chance.randint(1, 4))
    lines = chance.choice((0, 1, 2, 3, 3, 5, 5, 8, 8, 12, 40)) if chance.random() > 0.02 else 40
    return Plan(
        organization="KIM Mallari", place="Desa Mallari, Kec. Awangpone", year=year,
        title=f"Program kerja {_text(chance)} {year}"[:160],
        background=_text(chance, 40), legal_basis="SK Bupati 12/2024", goals=_text(chance, 12),
        lines=tuple(_line(chance, ids, n, chance.choice(sections)) for n in range(lines)),
    )  # fmt: skip


def _line(chance: Random, ids: "count[int]", sort: int, section: str) -> Line:
    items = chance.choice((0, 1, 1, 1, 2, 3, 7))
    return Line(
        id=next(ids), sort=sort, section=section, name=_text(chance, chance.choice((2, 4, 8)))[:200],
        adinda="".join(letter for letter in ADINDA if chance.random() < 0.3),
        purpose=_text(chance, 10)[:600], target_group=_text(chance, 3)[:200],
        target_count=chance.choice((None, 0, 20, 1500)), months=chance.randrange(1 << 12),
        rhythm=chance.choice(("", "tiap bulan")),
        pic_name=chance.choice(("", "Nurhayati", "Syamsul Bahri, S.Pd.")),
        output=_text(chance, 5)[:400], outcome=_text(chance, 5)[:400], priority=chance.randint(1, 3),
        note=chance.choice(("", _text(chance, 3)[:300])),
        indicators=tuple(_indicator(chance, ids) for _ in range(chance.choice((0, 1, 1, 2, 4)))),
        items=tuple(_item(chance, ids) for _ in range(items)),
    )  # fmt: skip


def _indicator(chance: Random, ids: "count[int]") -> Indicator:
    if chance.random() < 0.2:
        return Indicator(next(ids), "kualitatif", _text(chance, 4)[:200])
    target, baseline = chance.choice((None, 0, 50, 1250, 4800, 10**9)), chance.choice((None, None, 300))
    unit = chance.choice(("", "berita", "orang", "%"))
    return Indicator(next(ids), "kuantitatif", _text(chance, 3)[:200], unit, target, baseline)


def _item(chance: Random, ids: "count[int]") -> Item:
    price = chance.choice(_PRICES) if chance.random() < 0.8 else chance.randrange(10_000_000)
    volume = 1 if price > 10**9 else chance.choice(_VOLUMES)
    unit, source = chance.choice(("", "orang", "kali", "paket")), chance.choice((*SOURCES,))
    return Item(next(ids), _text(chance, 3)[:200], volume, unit, price, source)


def _text(chance: Random, words: int = 4) -> str:
    if chance.random() < 0.15:
        return chance.choice(_NASTY)
    return " ".join(chance.choice(_WORDS) for _ in range(words)).capitalize()
