"""What articles count for (features.md E10): those a house has told everybody, by the day they came out."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from msgspec import Struct

from kimhub.chain.measures import Counted, Measure, register
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.core.zones import zone_for
from kimhub.publishing.chained import KIND
from kimhub.publishing.kinds import KINDS, LISTED

_DAY: Final = timedelta(
    days=1
)  # a day begins a few hours apart in our zones: these rows are looked at again


class _Told(Struct, frozen=True):
    id: int
    kind: str
    slug: str
    title: str
    house: str
    wilayah_code: str
    published_at: datetime


def _told(where: str) -> Prepared[_Told]:
    """Shown to everybody, or in the archive since; what was taken away counts for nothing."""
    return prepare_sql(
        "SELECT a.id, a.kind, a.slug, a.title, o.slug AS house, o.wilayah_code, a.published_at"  # noqa: S608
        f" FROM article a JOIN organization o ON o.id = a.organization WHERE {where} AND a.kind IN :kinds"
        " AND a.shown IN ('shown', 'archived') AND a.audience = 'public' AND a.removed_at IS NULL"
        " AND a.published_at >= :since AND a.published_at < :before ORDER BY a.published_at, a.id",
        _Told,
    )


_these = _told("a.id IN :ids")
_of_house = _told("a.organization = :house")


async def of_things(ids: list[int], first: date, last: date) -> list[Counted]:
    return _within(await _these(ids=ids, **_span(first, last)), first, last)


async def of_house(house: int, first: date, last: date) -> list[Counted]:
    return _within(await _of_house(house=house, **_span(first, last)), first, last)


def _span(first: date, last: date) -> dict[str, object]:
    return {
        "kinds": list(LISTED),
        "since": datetime.combine(first, time(), UTC) - _DAY,
        "before": datetime.combine(last, time(), UTC) + 2 * _DAY,
    }


def _within(rows: Iterable[_Told], first: date, last: date) -> list[Counted]:
    """Those that came out on one of these days, by the clock of the place."""
    return [_row(row) for row in rows if first <= _day(row) <= last]


def _day(row: _Told) -> date:
    return row.published_at.astimezone(zone_for(row.wilayah_code)).date()


def _row(row: _Told) -> Counted:
    path = f"/k/{row.house}/{KINDS[row.kind].segment}/{row.slug}"
    return Counted(row.title, path, _day(row), 1, row.id)


register(
    Measure(
        "article.published", lazy_("Kabar yang terbit"), lazy_("kabar"), KIND, of_things, of_house,
    )
)  # fmt: skip
