"""The statements of the place search. Every part is written here; what people typed arrives as a value."""
# ruff: noqa: S608

from dataclasses import dataclass
from functools import lru_cache

from msgspec import Struct

from kimhub.core.prepared import Prepared, prepare_sql

BROAD = 400  # a group that begins more names than this is narrowed by the other groups
MOST_VILLAGES = 3000  # of a broad group only so many villages are ranked, in the order of the alphabet
MOST_AREAS = 6  # places that may narrow a broad group


class Hit(Struct, frozen=True, order=True):
    """A place found, in the order in which hits are ranked."""

    fit: int  # 0 it has this very name, 1 its name begins so, 2 a later word of its name does
    misses: int  # groups that only begin the name of the place above
    level: int
    size: int  # length of the name
    code: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What makes one search statement differ from another; the values come later."""

    levels: tuple[int, ...]
    kind: str
    others: tuple[tuple[int, str], ...]
    within: bool
    areas: int
    limit: int


@lru_cache(256)
def find(shape: Shape) -> Prepared[Hit]:
    """Places whose own name begins with :low, and whose chain has a name for each of the others.

    Values: low, high; begin0, whole0 ... for the others; within_low, within_high; area0_low,
    area0_high ...
    """
    narrower = ""
    if shape.kind:
        narrower += f" AND substr(code, 4, 1) {'>=' if shape.kind == 'city' else '<'} '7'"
    if shape.within:
        narrower += " AND code >= :within_low AND code < :within_high"
    if shape.areas:
        area = "(code >= :area{n}_low AND code < :area{n}_high)"
        narrower += f" AND ({' OR '.join(area.format(n=n) for n in range(shape.areas))})"
    own = (
        "SELECT code, level, size, CASE WHEN start > 0 THEN 2 WHEN word = :low THEN 0 ELSE 1 END AS fit"
        f" FROM wilayah_word WHERE level {{}} AND word >= :low AND word < :high{narrower}"
    )
    parts = []
    if upper := [level for level in shape.levels if level < 4]:
        parts.append(own.format(f"IN ({', '.join(map(str, upper))})"))
    if 4 in shape.levels:
        first = BROAD if shape.others and not shape.areas else MOST_VILLAGES
        parts.append(f"SELECT * FROM ({own.format('= 4')} ORDER BY word, code LIMIT {first}) v")
    others = range(len(shape.others))
    misses = "".join(f", {_misses(n, *kind)} AS misses{n}" for n, kind in enumerate(shape.others))
    in_all = "".join(f" AND misses{n} IS NOT NULL" for n in others)
    return prepare_sql(
        f"SELECT fit, {' + '.join(f'misses{n}' for n in others) or '0'} AS misses, level, size, code"
        f" FROM (SELECT w.*{misses} FROM ({' UNION ALL '.join(parts)}) w) m WHERE 1 = 1{in_all}"
        f" ORDER BY fit, misses, level, size, code LIMIT {2 * shape.limit}",  # two words may begin alike
        Hit,
    )


def _misses(n: int, level: int, kind: str) -> str:
    """0 when the place or one it lies in has this very name, 1 when its name begins so, else NULL.

    A scalar subquery, which PostgreSQL cannot turn into a join: it looks up four codes, whatever it
    believes about the words.
    """
    return (
        f"(SELECT min(CASE WHEN x.terms LIKE :whole{n} THEN 0 ELSE 1 END) FROM wilayah x"
        " WHERE x.code IN (w.code, substr(w.code, 1, 8), substr(w.code, 1, 5), substr(w.code, 1, 2))"
        + (f" AND x.level = {level}" if level else "")
        + (f" AND x.kind = '{kind}'" if kind else "")
        + f" AND x.terms LIKE :begin{n})"
    )


_KNOWN = """
SELECT value AS text, (SELECT 1 FROM wilayah_word w WHERE w.level IN (1, 2, 3, 4)
  AND w.word >= value AND w.word < value || '~' LIMIT 1 OFFSET {broad}) AS broad
FROM {texts} WHERE EXISTS (SELECT 1 FROM wilayah_word w WHERE w.level IN (1, 2, 3, 4)
  AND w.word >= value AND w.word < value || '~')
"""
known = prepare_sql(
    _KNOWN.format(broad=BROAD, texts="json_each(:texts)"),
    postgres=_KNOWN.format(broad=BROAD, texts="json_array_elements_text(:texts::json) AS t(value)"),
)

widest = prepare_sql(
    "SELECT code FROM wilayah_word WHERE level IN (1, 2, 3) AND word >= :low AND word < :high"
    f" ORDER BY CASE WHEN word = :low THEN 0 ELSE 1 END, level, size, code LIMIT {MOST_AREAS}"
)
