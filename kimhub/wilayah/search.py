"""Finds places as somebody types, in the database and in the same order on both engines.

A word table with one index (level, word, code, start, size) answers "which names begin with this"; code
prefixes answer "which of them lie in that". Nothing is scanned with LIKE; LIKE only tests the few ancestors of a
candidate, by their key. benchmarks/wilayah_search.py measures it.
"""

import json
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.wilayah.names import is_within, prefix_range
from kimhub.wilayah.places import PLACE_COLUMNS, PLACE_JOINS, Place, PlaceRow, make_place
from kimhub.wilayah.query import Group, Reading, readings

ALL_LEVELS = (1, 2, 3, 4)
MOST = 50
BROAD = 400  # a group that begins more names than this is narrowed by the other groups
MOST_VILLAGES = 3000  # of a single broad group only so many villages are ranked, in the order of the alphabet
MOST_AREAS = 6  # places that may narrow a broad group


class Hit(PlaceRow):
    """A place found, and how well: lower is better."""

    fit: int  # 0 it has this very name, 1 its name begins so, 2 a later word of its name does
    misses: int  # groups that only begin the name of the place above
    size: int


async def search(
    text: str, levels: tuple[int, ...] | None = None, within: str | None = None, limit: int = 10
) -> list[Place]:
    """Places that the text may mean, the likeliest first.

    Places whose own name has all the words come before places that need the names above them; then the very
    name before one that begins so, the higher level, the shorter name. `levels` (1 province to 4 village) and
    `within` (a code) narrow the search. Fewer than two letters find nothing.
    """
    limit = min(limit, MOST)
    levels = tuple(sorted(set(levels or ALL_LEVELS) & set(ALL_LEVELS)))
    found: dict[str, Hit] = {}
    possible, broad = await _sensible(text)
    for _, same_length in groupby(possible, key=len):
        hits: list[Hit] = []
        for reading in same_length:
            hits += await _hits(reading, broad, levels, within or "", limit)
        for hit in sorted(hits, key=_rank):
            found.setdefault(hit.code, hit)
        if len(found) >= limit:
            break
    return [make_place(hit) for hit in [*found.values()][:limit]]


def _rank(hit: Hit) -> tuple[int, int, int, int, str]:
    return hit.fit, hit.misses, hit.level, hit.size, hit.code


async def _sensible(text: str) -> tuple[list[Reading], set[str]]:
    """The readings all of whose groups begin some name, and those groups that begin very many."""
    possible = readings(text)
    texts = sorted({group.text for reading in possible for group in reading})
    if len(texts) < 2:
        return possible, set()
    known = {row["text"]: row["broad"] for row in await _known(texts=json.dumps(texts))}
    sensible = [reading for reading in possible if all(group.text in known for group in reading)]
    return sensible, {text for text, broad in known.items() if broad}


async def _hits(reading: Reading, broad: set[str], levels: tuple[int, ...], within: str, limit: int) -> list[Hit]:
    """What one reading finds, each of its groups in turn being the place's own name."""
    found: list[Hit] = []
    for n, own in enumerate(reading):
        wanted = tuple(level for level in levels if own.level in (0, level))
        if wanted:
            found += await _branch(own, reading[:n] + reading[n + 1 :], broad, wanted, within, limit)
    return found


_KNOWN = """
SELECT value AS text, (SELECT 1 FROM wilayah_word w WHERE w.level IN (1, 2, 3, 4)
  AND w.word >= value AND w.word < value || '~' LIMIT 1 OFFSET 400) AS broad
FROM {texts} WHERE EXISTS (SELECT 1 FROM wilayah_word w WHERE w.level IN (1, 2, 3, 4)
  AND w.word >= value AND w.word < value || '~')
"""
_known = prepare_sql(
    _KNOWN.format(texts="json_each(:texts)"),
    postgres=_KNOWN.format(texts="json_array_elements_text(:texts::json) AS t(value)"),
)

_areas = prepare_sql(
    "SELECT code FROM wilayah_word WHERE level IN (1, 2, 3) AND word >= :low AND word < :high"
    f" ORDER BY CASE WHEN word = :low THEN 0 ELSE 1 END, level, size, code LIMIT {MOST_AREAS}"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What makes one search statement differ from another; the values come later."""

    levels: tuple[int, ...]
    kind: str
    others: tuple[tuple[int, str], ...]
    within: bool
    areas: int
    limit: int


async def _branch(
    own: Group, others: Reading, broad: set[str], levels: tuple[int, ...], within: str, limit: int
) -> list[Hit]:
    """Places whose own name begins with `own`, and whose chain has a name for each of the others."""
    values: dict[str, Any] = {"low": own.text, "high": f"{own.text}~"}
    for n, other in enumerate(others):
        values |= {f"begin{n}": f"% {other.text}%", f"whole{n}": f"% {other.text} %"}
    if within:
        values["within"] = within
        values["within_low"], values["within_high"] = prefix_range(within)
    areas: list[str] = []
    if others and own.text in broad:
        areas = await _widest(min(others, key=lambda other: (other.text in broad, -len(other.text))))
    for n, area in enumerate(areas):
        values[f"area{n}"] = area
        values[f"area{n}_low"], values[f"area{n}_high"] = prefix_range(area)
    kinds = tuple((other.level, other.kind) for other in others)
    shape = Shape(levels, own.kind, kinds, bool(within), len(areas), limit)
    return await _statement(shape)(**values)


async def _widest(group: Group) -> list[str]:
    """The likeliest areas whose name begins so, none of them inside another."""
    codes = [row["code"] for row in await _areas(low=group.text, high=f"{group.text}~")]
    return [code for code in codes if not any(code != other and is_within(code, other) for other in codes)]


@cache
def _statement(shape: Shape) -> Prepared[Hit]:
    narrower = ""
    if shape.kind:
        narrower += f" AND substr(code, 4, 1) {'>=' if shape.kind == 'city' else '<'} '7'"
    if shape.within:
        narrower += " AND (code = :within OR (code >= :within_low AND code < :within_high))"
    if shape.areas:
        areas = (f"code = :area{n} OR (code >= :area{n}_low AND code < :area{n}_high)" for n in range(shape.areas))
        narrower += f" AND ({' OR '.join(areas)})"
    own = (
        "SELECT code, level, size, CASE WHEN start > 0 THEN 2 WHEN word = :low THEN 0 ELSE 1 END AS fit"
        f" FROM wilayah_word WHERE level {{}} AND word >= :low AND word < :high{narrower}"
    )
    parts = []
    if upper := [level for level in shape.levels if level < 4]:
        parts.append(own.format(f"IN ({', '.join(map(str, upper))})"))
    if 4 in shape.levels:
        most = BROAD if shape.others and not shape.areas else MOST_VILLAGES
        parts.append(f"SELECT * FROM ({own.format('= 4')} ORDER BY word, code LIMIT {most}) v")
    above = [_above(n, level, kind) for n, (level, kind) in enumerate(shape.others)]
    where = " AND ".join(f"EXISTS ({sql} LIKE :begin{n})" for n, sql in enumerate(above)) or "1 = 1"
    misses = " + ".join(f"CASE WHEN EXISTS ({sql} LIKE :whole{n}) THEN 0 ELSE 1 END" for n, sql in enumerate(above))
    return prepare_sql(
        f"SELECT {PLACE_COLUMNS}, t.fit, t.misses, t.size FROM ("  # noqa: S608 - only constants above
        f"SELECT w.code, w.level, w.size, w.fit, {misses or '0'} AS misses FROM ({' UNION ALL '.join(parts)}) w"
        f" WHERE {where} ORDER BY fit, misses, level, size, code LIMIT {2 * shape.limit}"  # a name may match twice
        f") t JOIN wilayah p ON p.code = t.code {PLACE_JOINS}",
        Hit,
    )


def _above(n: int, level: int, kind: str) -> str:
    """The place itself or one it lies in, tested by its words."""
    return (
        f"SELECT 1 FROM wilayah x{n}"  # noqa: S608 - only constants
        f" WHERE x{n}.code IN (w.code, substr(w.code, 1, 8), substr(w.code, 1, 5), substr(w.code, 1, 2))"
        + (f" AND x{n}.level = {level}" if level else "")
        + (f" AND x{n}.kind = '{kind}'" if kind else "")
        + f" AND x{n}.terms"
    )
