"""What events can be counted by (features.md E10): those held, people who came, certificates given."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from kimhub.chain.measures import Counted, Measure, register
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.core.zones import zone_for

_DAY = timedelta(days=1)  # a day begins a few hours apart in our zones: these rows are looked at again
_PEOPLE = (
    "(SELECT count(DISTINCT a.registration) FROM workshop_attendance a WHERE a.workshop = w.id) AS value"
)
_GIVEN = (
    "SELECT w.id, w.slug, w.title, w.wilayah_code, max(c.issued_on) AS on_day, count(*) AS value"
    " FROM workshop_certificate c JOIN workshop w ON w.id = c.workshop WHERE c.state = 'valid'"
    " AND c.issued_on >= :first AND c.issued_on <= :last"
)


class _Held(Struct, frozen=True):
    id: int
    slug: str
    title: str
    wilayah_code: str
    starts_at: datetime
    value: int


class _Given(Struct, frozen=True):
    id: int
    slug: str
    title: str
    wilayah_code: str
    on_day: date
    value: int


def _held(where: str) -> Prepared[_Held]:
    return prepare_sql(
        f"SELECT w.id, w.slug, w.title, w.wilayah_code, w.starts_at, {_PEOPLE} FROM workshop w"  # noqa: S608
        f" WHERE {where} AND w.state IN ('finished', 'reported') AND w.starts_at >= :since"
        " AND w.starts_at < :before ORDER BY w.starts_at, w.id",
        _Held,
    )


_these = _held("w.id IN :ids")
_of_house = _held("w.organization = :house")
_group = "GROUP BY w.id, w.slug, w.title, w.wilayah_code ORDER BY w.id"
_given_of_these = prepare_sql(f"{_GIVEN} AND w.id IN :ids {_group}", _Given)
_given_of_house = prepare_sql(f"{_GIVEN} AND w.organization = :house {_group}", _Given)


async def held_of_things(ids: list[int], first: date, last: date) -> list[Counted]:
    """Events that are over, whoever came."""
    return [_row(row, 1) for row in _within(await _these(ids=ids, **_span(first, last)), first, last)]


async def held_of_house(house: int, first: date, last: date) -> list[Counted]:
    rows = await _of_house(house=house, **_span(first, last))
    return [_row(row, 1) for row in _within(rows, first, last)]


async def people_of_things(ids: list[int], first: date, last: date) -> list[Counted]:
    """Each event with the people who came to at least one of its sessions."""
    rows = await _these(ids=ids, **_span(first, last))
    return [_row(row, row.value) for row in _within(rows, first, last) if row.value]


async def people_of_house(house: int, first: date, last: date) -> list[Counted]:
    rows = await _of_house(house=house, **_span(first, last))
    return [_row(row, row.value) for row in _within(rows, first, last) if row.value]


async def given_of_things(ids: list[int], first: date, last: date) -> list[Counted]:
    """Each event with its certificates that are valid."""
    return [_certificates(row) for row in await _given_of_these(ids=ids, first=first, last=last)]


async def given_of_house(house: int, first: date, last: date) -> list[Counted]:
    return [_certificates(row) for row in await _given_of_house(house=house, first=first, last=last)]


def _span(first: date, last: date) -> dict[str, datetime]:
    return {
        "since": datetime.combine(first, time(), UTC) - _DAY,
        "before": datetime.combine(last, time(), UTC) + 2 * _DAY,
    }


def _within(rows: Iterable[_Held], first: date, last: date) -> list[_Held]:
    """Those that began on one of these days, by the clock of the place."""
    return [row for row in rows if first <= _day(row) <= last]


def _day(row: _Held) -> date:
    return row.starts_at.astimezone(zone_for(row.wilayah_code)).date()


def _row(row: _Held, value: int) -> Counted:
    return Counted(row.title, f"/pelatihan/{row.slug}", _day(row), value, row.id)


def _certificates(row: _Given) -> Counted:
    return Counted(row.title, f"/pelatihan/{row.slug}", row.on_day, row.value, row.id)


register(
    Measure(
        "workshop.held", lazy_("Kegiatan yang terlaksana"), lazy_("kegiatan"), "workshop",
        held_of_things, held_of_house,
    )
)  # fmt: skip
register(
    Measure(
        "workshop.people", lazy_("Orang yang hadir di kegiatan"), lazy_("orang"), "workshop",
        people_of_things, people_of_house,
    )
)  # fmt: skip
register(
    Measure(
        "workshop.certificates", lazy_("Sertifikat yang diberikan"), lazy_("sertifikat"), "workshop",
        given_of_things, given_of_house,
    )
)  # fmt: skip
