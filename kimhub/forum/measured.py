"""What the forum can be counted by (features.md E10): topics, answered questions, people taking part."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from kimhub.chain.measures import Counted, Measure, register
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.core.zones import zone_for

_DAY = timedelta(days=1)  # a day begins a few hours apart in our zones: these rows are looked at again


class _Topic(Struct, frozen=True):
    id: int
    slug: str
    title: str
    wilayah_code: str
    at: datetime
    writers: int


def _topics(where: str, at: str = "t.created_at", join: str = "") -> Prepared[_Topic]:
    return prepare_sql(
        f"SELECT t.id, t.slug, t.title, b.wilayah_code, {at} AS at, t.writers FROM topic t"  # noqa: S608
        f" JOIN board b ON b.id = t.board {join} WHERE {where} AND t.hidden_at IS NULL"
        f" AND t.merged_into IS NULL AND {at} >= :since AND {at} < :before ORDER BY {at}, t.id",
        _Topic,
    )


_ANSWER = "JOIN post p ON p.id = coalesce(t.official_post, t.best_post) AND p.deleted_at IS NULL"
_these = _topics("t.id IN :ids")
_of_house = _topics("b.organization = :house")
_answered = _topics("t.id IN :ids", "p.created_at", _ANSWER)
_answered_of_house = _topics("b.organization = :house", "p.created_at", _ANSWER)


async def topics_of_things(ids: list[int], first: date, last: date) -> list[Counted]:
    """Topics that were begun."""
    return [_row(row) for row in _within(await _these(ids=ids, **_span(first, last)), first, last)]


async def topics_of_house(house: int, first: date, last: date) -> list[Counted]:
    """Those on the board of the house."""
    rows = await _of_house(house=house, **_span(first, last))
    return [_row(row) for row in _within(rows, first, last)]


async def people_of_things(ids: list[int], first: date, last: date) -> list[Counted]:
    """Each topic with the people who wrote in it: who wrote in two topics counts in both."""
    rows = await _these(ids=ids, **_span(first, last))
    return [_row(row, row.writers) for row in _within(rows, first, last) if row.writers]


async def people_of_house(house: int, first: date, last: date) -> list[Counted]:
    rows = await _of_house(house=house, **_span(first, last))
    return [_row(row, row.writers) for row in _within(rows, first, last) if row.writers]


async def answers_of_things(ids: list[int], first: date, last: date) -> list[Counted]:
    """Topics that have an official answer, or one that was chosen as the best, by the day of the answer."""
    return [_row(row) for row in _within(await _answered(ids=ids, **_span(first, last)), first, last)]


async def answers_of_house(house: int, first: date, last: date) -> list[Counted]:
    rows = await _answered_of_house(house=house, **_span(first, last))
    return [_row(row) for row in _within(rows, first, last)]


def _span(first: date, last: date) -> dict[str, datetime]:
    return {
        "since": datetime.combine(first, time(), UTC) - _DAY,
        "before": datetime.combine(last, time(), UTC) + 2 * _DAY,
    }


def _within(rows: Iterable[_Topic], first: date, last: date) -> list[_Topic]:
    return [row for row in rows if first <= _day(row) <= last]


def _day(row: _Topic) -> date:
    return row.at.astimezone(zone_for(row.wilayah_code)).date()


def _row(row: _Topic, value: int = 1) -> Counted:
    return Counted(row.title, f"/forum/t/{row.id}-{row.slug}", _day(row), value, row.id)


register(
    Measure(
        "forum.topics", lazy_("Topik yang dibahas di forum"), lazy_("topik"), "topic",
        topics_of_things, topics_of_house,
    )
)  # fmt: skip
register(
    Measure(
        "forum.answers", lazy_("Pertanyaan yang dijawab di forum"), lazy_("jawaban"), "topic",
        answers_of_things, answers_of_house,
    )
)  # fmt: skip
register(
    Measure(
        "forum.people", lazy_("Orang yang ikut membahas, dihitung per topik"), lazy_("orang"), "topic",
        people_of_things, people_of_house,
    )
)  # fmt: skip
