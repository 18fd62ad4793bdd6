"""Finds places as somebody types, in the database and in the same order on both engines.

A word table with one index (level, word, code, start, size) answers "which names begin with this";
code prefixes answer "which of them lie in that". Nothing is scanned with LIKE; LIKE only tests the few
places above a candidate, found by their key. benchmarks/wilayah_search.py measures it.
"""

import json
from itertools import groupby
from typing import Any

from kimhub.wilayah.names import is_within, prefix_range
from kimhub.wilayah.places import Place, places_by_code
from kimhub.wilayah.query import MIN_LENGTH, Group, Reading, readings
from kimhub.wilayah.statements import Hit, Shape, find, known, widest

ALL_LEVELS = (1, 2, 3, 4)
MOST = 50


async def search(
    text: str, levels: tuple[int, ...] | None = None, within: str | None = None, limit: int = 10
) -> list[Place]:
    """Places that the text may mean, the likeliest first.

    Places whose own name has all the words come before places that need the names above them; then the
    very name before one that begins so, the higher level, the shorter name. `levels` (1 province to
    4 village) and `within` (a code) narrow the search. Fewer than two letters find nothing.
    """
    limit = min(limit, MOST)
    levels = tuple(sorted(set(levels or ALL_LEVELS) & set(ALL_LEVELS)))
    found: dict[str, None] = {}  # codes, the likeliest first
    possible, broad = await _sensible(text)
    for _, same_length in groupby(possible, key=len):
        hits: list[Hit] = []
        for reading in same_length:
            hits += await _hits(reading, broad, levels, within or "", limit)
        found |= dict.fromkeys(hit.code for hit in sorted(hits))
        if len(found) >= limit:
            break
    codes = [*found][:limit]
    places = await places_by_code(codes)
    return [places[code] for code in codes]


async def _sensible(text: str) -> tuple[list[Reading], set[str]]:
    """The readings all of whose groups begin some name, and those groups that begin very many."""
    possible = readings(text)
    texts = sorted({group.text for reading in possible for group in reading})
    if len(texts) < 2:
        return possible, set()
    begun = {row["text"]: row["broad"] for row in await known(texts=json.dumps(texts))}
    sensible = [reading for reading in possible if all(group.text in begun for group in reading)]
    return sensible, {begin for begin, broad in begun.items() if broad}


async def _hits(
    reading: Reading, broad: set[str], levels: tuple[int, ...], within: str, limit: int
) -> list[Hit]:
    """What one reading finds, each of its groups in turn being the place's own name."""
    found: list[Hit] = []
    for n, own in enumerate(reading):
        others = reading[:n] + reading[n + 1 :]
        above = max((other.level for other in others), default=0)  # what is found lies below what is named
        wanted = tuple(level for level in levels if own.level in (0, level) and level > above)
        if wanted and (not others or len(own.text) >= MIN_LENGTH):
            found += await _branch(own, others, broad, wanted, within, limit)
    return found


async def _branch(
    own: Group, others: Reading, broad: set[str], levels: tuple[int, ...], within: str, limit: int
) -> list[Hit]:
    """Places whose own name begins with `own`, and whose chain has a name for each of the others."""
    values: dict[str, Any] = {"low": own.text, "high": f"{own.text}~"}
    for n, other in enumerate(others):
        values |= {f"begin{n}": f"% {other.text}%", f"whole{n}": f"% {other.text} %"}
    if within:
        values["within_low"], values["within_high"] = prefix_range(within)
    areas: list[str] = []
    if others and own.text in broad:
        areas = await _widest(min(others, key=lambda other: (other.text in broad, -len(other.text))))
        if not areas:  # then it is the place's own name too, and is found by that
            return []
    for n, area in enumerate(areas):
        values[f"area{n}_low"], values[f"area{n}_high"] = prefix_range(area)
    kinds = tuple((other.level, other.kind) for other in others)
    shape = Shape(levels, own.kind, kinds, bool(within), len(areas), limit)
    return await find(shape)(**values)


async def _widest(group: Group) -> list[str]:
    """The likeliest areas whose name begins so, none of them inside another."""
    codes = [row["code"] for row in await widest(low=group.text, high=f"{group.text}~")]
    return [code for code in codes if not any(code != other and is_within(code, other) for other in codes)]
