"""What the notes of a program can be counted by."""

from datetime import date

from msgspec import Struct

from kimhub.chain.measures import Counted, Measure, register
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import excerpt


class _Entry(Struct, frozen=True):
    id: int
    line: int
    slug: str
    happened_on: date
    what: str
    people: int


_COLUMNS = (
    "SELECT e.id, e.line, p.slug, e.happened_on, e.what, e.male + e.female AS people FROM program_entry e"
    " JOIN program p ON p.id = e.program WHERE e.happened_on >= :first AND e.happened_on <= :last"
)
_of_lines = prepare_sql(f"{_COLUMNS} AND e.line IN :lines ORDER BY e.happened_on, e.id", _Entry)
_of_house = prepare_sql(
    f"{_COLUMNS} AND p.organization = :house AND p.kind = 'program' ORDER BY e.happened_on, e.id", _Entry
)


async def entries_of_things(ids: list[int], first: date, last: date) -> list[Counted]:
    return [_counted(row) for row in await _of_lines(lines=ids, first=first, last=last)]


async def entries_of_house(house: int, first: date, last: date) -> list[Counted]:
    return [_counted(row) for row in await _of_house(house=house, first=first, last=last)]


async def people_of_things(ids: list[int], first: date, last: date) -> list[Counted]:
    rows = await _of_lines(lines=ids, first=first, last=last)
    return [_counted(row, row.people) for row in rows if row.people]


async def people_of_house(house: int, first: date, last: date) -> list[Counted]:
    rows = await _of_house(house=house, first=first, last=last)
    return [_counted(row, row.people) for row in rows if row.people]


def _counted(row: _Entry, value: int = 1) -> Counted:
    path = f"/program/{row.slug}/kegiatan/{row.line}#catatan-{row.id}"
    return Counted(excerpt(row.what, 80), path, row.happened_on, value, row.line)


register(
    Measure(
        "program.entries", lazy_("Catatan pelaksanaan"), lazy_("catatan"), "program_line",
        entries_of_things, entries_of_house,
    )
)  # fmt: skip
register(
    Measure(
        "program.people", lazy_("Peserta yang dicatat di pelaksanaan"), lazy_("orang"), "program_line",
        people_of_things, people_of_house,
    )
)  # fmt: skip
