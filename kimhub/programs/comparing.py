"""The agreed programs of a wilayah side by side: what was done, spent and reached of what was planned."""
# ruff: noqa: S608 - every part is written here; what people ask for arrives as a value

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from msgspec import Struct

from kimhub.chain import links, measures
from kimhub.core.actor import Actor
from kimhub.core.i18n import Lazy, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.groups import terms
from kimhub.programs import desk, indicators, work
from kimhub.programs.indicators import Standing
from kimhub.programs.plan import HUNDREDTHS, Indicator, Line
from kimhub.wilayah.names import prefix_range

MOST: Final = 1000


class Compared(Struct, frozen=True):
    """A house with its program. Money in Rupiah; of indicators with a target, how many are on schedule."""

    name: str
    district: str | None
    slug: str
    lines: int
    done: int
    late: int
    planned: int
    spent: int
    people: int
    on_schedule: int
    measured: int

    @property
    def path(self) -> str:
        return f"/program/{self.slug}/pelaksanaan"

    @property
    def done_share(self) -> int:
        """Per cent; 0 of nothing."""
        return self.done * 100 // self.lines if self.lines else 0

    @property
    def spent_share(self) -> int:
        return self.spent * 100 // self.planned if self.planned else 0

    @property
    def reached_share(self) -> int:
        return self.on_schedule * 100 // self.measured if self.measured else 0


class _Agreed(Struct, frozen=True):
    id: int
    organization: int
    name: str
    district: str | None
    slug: str
    lines: int
    total: int


class _Measured(Struct, frozen=True):
    program: int
    line: int
    months: int
    id: int
    kind: str
    name: str
    unit: str
    target: int | None
    baseline: int | None
    source: str
    breadth: str


# By what the table can be sorted; numbers with the largest first.
SORTS: Final[dict[str, tuple[Lazy, Callable[[Compared], Any]]]] = {
    "nama": (lazy_("KIM"), lambda one: one.name.casefold()),
    "kegiatan": (lazy_("Terlaksana"), lambda one: (-one.done_share, -one.done)),
    "terlambat": (lazy_("Terlambat"), lambda one: -one.late),
    "anggaran": (lazy_("Anggaran terpakai"), lambda one: (-one.spent_share, -one.spent)),
    "peserta": (lazy_("Peserta"), lambda one: -one.people),
    "indikator": (lazy_("Indikator sesuai jadwal"), lambda one: (-one.reached_share, -one.on_schedule)),
}
_agreed = prepare_sql(
    "SELECT p.id, o.id AS organization, o.name, w.name AS district, p.slug, v.lines, v.total"
    " FROM program p JOIN organization o ON o.id = p.organization"
    " JOIN program_version v ON v.id = p.in_force"
    " LEFT JOIN wilayah w ON w.code = substr(o.wilayah_code, 1, 8)"
    " WHERE p.kind = 'program' AND p.state <> 'cancelled' AND p.year = :plan_year"
    f" AND {desk.SEES} AND o.wilayah_code >= :from_code AND o.wilayah_code < :to_code"
    f" ORDER BY o.wilayah_code, o.id LIMIT {MOST}",
    _Agreed,
)
_late = prepare_sql(
    "SELECT l.program, count(l.id) AS n FROM program_line l JOIN program p ON p.id = l.program"
    f" WHERE l.program IN :programs AND {desk.IS_LATE} GROUP BY l.program"
)
_measured = prepare_sql(
    "SELECT l.program, l.id AS line, l.months, i.id, i.kind, i.name, i.unit, i.target, i.baseline,"
    " i.source, i.breadth FROM program_indicator i JOIN program_line l ON l.id = i.line"
    " WHERE l.program IN :programs AND l.agreed IS TRUE AND i.dropped IS FALSE AND i.target > 0",
    _Measured,
)
_typed = prepare_sql(
    "SELECT indicator, value FROM program_reading WHERE program IN :programs ORDER BY read_on, id"
)


async def of(actor: Actor, year: int, district: str = "", sort: str = "nama") -> list[Compared]:
    """Every house that has an agreed program of that year, sorted."""
    low, high = prefix_range(district)
    found = await _agreed(**desk.scope(actor), plan_year=year, from_code=low, to_code=high)
    ids = [row.id for row in found]
    if not ids:
        return []
    today = terms.today()
    sums = await work.totals(ids)
    late = {row["program"]: row["n"] for row in await _late(programs=ids, today=today)}
    stands = await _standings({row.id: row.organization for row in found}, year, today)
    rows = [
        Compared(
            name=row.name,
            district=row.district,
            slug=row.slug,
            lines=row.lines,
            done=sums[row.id].done,
            late=late.get(row.id, 0),
            planned=row.total,
            spent=sums[row.id].spent,
            people=sums[row.id].male + sums[row.id].female,
            on_schedule=sum(not one.is_behind for one in stands[row.id]),
            measured=len(stands[row.id]),
        )
        for row in found
    ]
    _words, key = SORTS[sort]
    return sorted(rows, key=lambda one: (key(one), one.name.casefold(), one.slug))


async def _standings(houses: dict[int, int], year: int, today: date) -> dict[int, list[Standing]]:
    """Indicators with a target by program: typed ones from one query, counted ones from one or two for each
    measure, and one for each house that counts everything it has."""
    rows = await _measured(programs=[*houses])
    typed = {row["indicator"]: row["value"] for row in await _typed(programs=[*houses])}
    counted = await _counted(rows, houses, year)
    found: dict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        line = Line(row.line, 0, months=row.months)
        indicator = Indicator(
            row.id, row.kind, row.name, row.unit, row.target, row.baseline, row.source, row.breadth
        )
        value = counted.get(row.id, 0) if row.source else typed.get(row.id)
        due = indicators.expected(line, year, today)
        found[row.program].append(Standing(line, indicator, value, due))
    return found


async def _counted(rows: list[_Measured], houses: dict[int, int], year: int) -> dict[int, int]:
    """Hundredths by indicator."""
    first, last = indicators.year_until(year, None)
    found: dict[int, int] = {}
    by_source: dict[str, list[_Measured]] = defaultdict(list)
    for row in rows:
        if row.source:
            by_source[row.source].append(row)
    for source, some in by_source.items():
        measure = measures.MEASURES.get(source)
        if measure is None:
            continue
        of_house: dict[int, int] = {}
        for house in sorted({houses[row.program] for row in some if row.breadth == "house"}):
            of_house[house] = indicators.total(await measure.of_house(house, first, last))
        lines = sorted({row.line for row in some if row.breadth != "house"})
        tied = await _tied(measure.kind, lines) if lines else {}
        things = sorted({thing for some_things in tied.values() for thing in some_things})
        of_thing: dict[int, int] = defaultdict(int)
        for record in await measure.of_things(things, first, last) if things else []:
            of_thing[record.id] += record.value
        for row in some:
            if row.breadth == "house":
                found[row.id] = of_house[houses[row.program]]
            else:
                found[row.id] = sum(of_thing[thing] for thing in tied.get(row.line, [])) * HUNDREDTHS
    return found


async def _tied(kind: str, lines: list[int]) -> dict[int, list[int]]:
    if kind == indicators.KIND:
        return {line: [line] for line in lines}
    return await links.tied(indicators.KIND, lines, kind)


def read_sort(text: str) -> str:
    return text if text in SORTS else "nama"


def years(today: date | None = None) -> list[int]:
    """Those one looks at: this one, the next, and three before."""
    year = (today or terms.today()).year
    return [year + 1, year, year - 1, year - 2, year - 3]


def plan_year() -> int:
    """Of what is carried out."""
    return terms.today().year
