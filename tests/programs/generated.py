"""Programs of every shape, the same ones at each run: what sums and papers are checked with (issue 5).

for one in generated.plans(500): ...           # plan.Plan values, ids as a database would give them
rows = await generated.store(kim, plans)       # the same as rows of the working copy
"""

from collections.abc import Sequence
from functools import cache
from itertools import count
from random import Random
from typing import Final

from kimhub.core import many_rows
from kimhub.core.many_rows import Into
from kimhub.groups.adinda import ADINDA
from kimhub.groups.funding import SOURCES
from kimhub.groups.tables import Organization
from kimhub.programs.plan import Indicator, Item, Line, Plan

SEED: Final = 5
FIRST_YEAR: Final = 2030
_TEXTS: Final = ("title", "background", "legal_basis", "goals")
_LINE: Final = tuple(
    name
    for name in Line.__struct_fields__
    if name not in {"id", "pic_user", "adopted_from", "indicators", "items"}
)
_ITEMS: Final = Into("program_item", ("line", "sort", "label", "volume", "unit", "price", "source"))
_INDICATORS: Final = Into(
    "program_indicator", ("line", "sort", "kind", "name", "unit", "target", "baseline")
)
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


@cache
def plans(many: int = 500, seed: int = SEED) -> tuple[Plan, ...]:
    """Programs of 0 to 40 lines; ids run on, so that no two rows share one."""
    chance, ids = Random(seed), count(1)
    return tuple(_plan(chance, ids, FIRST_YEAR + n) for n in range(many))


async def store(of: Organization, several: Sequence[Plan]) -> list[int]:
    """The ids of these programs, written as drafts of `of` (a year each). Rows get ids of the database.

    As bulk rows: what Piccolo makes of 22,000 objects takes longer than all that is asked of them.
    """
    first, line_id = await many_rows.next_id("program"), await many_rows.next_id("program_line")
    programs, lines, items, indicators = [], [], [], []
    for program, one in enumerate(several, first):
        slug = f"{of.slug}-{one.year}"
        programs.append((program, of.id, one.year, slug, *(getattr(one, name) for name in _TEXTS)))
        for line in one.lines:
            lines.append((line_id, program, *(getattr(line, name) for name in _LINE)))
            items += [
                (line_id, n, item.label, item.volume, item.unit, item.price, item.source)
                for n, item in enumerate(line.items)
            ]
            indicators += [
                (line_id, n, one.kind, one.name, one.unit, one.target, one.baseline)
                for n, one in enumerate(line.indicators)
            ]
            line_id += 1
    await many_rows.write(Into("program", ("id", "organization", "year", "slug", *_TEXTS)), programs)
    await many_rows.write(Into("program_line", ("id", "program", *_LINE)), lines)
    await many_rows.write(_ITEMS, items)
    await many_rows.write(_INDICATORS, indicators)
    for table in ("program", "program_line"):
        await many_rows.follow_ids(table)
    return [*range(first, first + len(several))]


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
    return " ".join(chance.choices(_WORDS, k=words)).capitalize()
