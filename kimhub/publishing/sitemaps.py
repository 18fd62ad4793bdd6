"""Addresses of articles for search engines, so many at a time that a file stays small and quick to make."""
# ruff: noqa: S608 - every part is written here; values arrive as values

from collections.abc import Iterator
from typing import Final

from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.publishing.kinds import KINDS
from kimhub.publishing.lists import IS_PUBLIC

PART: Final = 5000  # numbers of articles in a file: its rows stand together in the primary key

_last = prepare_sql("SELECT coalesce(max(id), 0) FROM article")
_part = prepare_sql(
    "SELECT o.slug, a.kind, a.slug, a.changed_at FROM article a"
    " JOIN organization o ON o.id = a.organization AND o.legal_status <> 'draft'"
    f" WHERE a.id > :low AND a.id <= :high AND {IS_PUBLIC} ORDER BY a.id"
)


async def parts() -> int:
    """How many files there are."""
    return -(-int(await _last.value()) // PART)


async def part(number: int) -> Iterator[tuple[str, str]]:
    """Path and day of the last change of each public article of a file; files are counted from 1."""
    rows = await _part.rows(low=(number - 1) * PART, high=number * PART, now=now())
    return ((f"/k/{house}/{KINDS[kind].segment}/{slug}", str(at)[:10]) for house, kind, slug, at in rows)
