"""Lists of programs: those of one's own houses, and everything that is agreed, which is public."""
# ruff: noqa: S608 - every part is written here; what people ask for arrives as a value

import re
from datetime import datetime
from functools import cache
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.groups.organizations import asked
from kimhub.programs import policy, programs
from kimhub.programs.views import Program
from kimhub.wilayah.names import prefix_range

PER_PAGE: Final = 30
MOST_WORDS: Final = 5
MOST_OWN: Final = 60
_CURSOR: Final = re.compile(r"([0-9]{4})-([0-9]{1,18})")


class Wanted(Struct, frozen=True):
    """What of the agreed programs is looked for; empty means everything."""

    text: str = ""
    wilayah: str = ""
    year: int = 0

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.wilayah or self.year)

    @property
    def query(self) -> dict[str, str]:
        """As the address says it."""
        return {"q": self.text, "wilayah": self.wilayah, "tahun": str(self.year) if self.year else ""}


class Cursor(Struct, frozen=True):
    """The last row that was shown."""

    year: int
    id: int

    def __str__(self) -> str:
        return f"{self.year}-{self.id}"


class Listed(Struct, frozen=True):
    """An agreed program. `lines` and `total` (Rupiah) are those of the version in force."""

    id: int
    slug: str
    year: int
    state: str
    owner_name: str
    owner_place: str
    lines: int
    total: int
    done: int
    decided_at: datetime | None

    @property
    def path(self) -> str:
        return f"/program/{self.slug}"


class Found(Struct, frozen=True):
    rows: list[Listed]
    next: Cursor | None


def read_cursor(text: str) -> Cursor | None:
    """Where the list goes on; None for its beginning, and for what is no place in it."""
    found = _CURSOR.fullmatch(text)
    return Cursor(int(found[1]), int(found[2])) if found else None


@cache
def _agreed(words: int, placed: bool, dated: bool, further: bool) -> Prepared[Listed]:
    parts = [f"' ' || o.search LIKE :w{n}" for n in range(words)]
    if placed:
        parts.append("(o.wilayah_code = :code OR (o.wilayah_code >= :low AND o.wilayah_code < :high))")
    if dated:
        parts.append("p.year = :year")
    if further:
        parts.append(
            "(p.year < :cursor_year OR (p.year = :cursor_year AND (o.search, p.id) > ((SELECT coalesce(max("
            "so.search), '') FROM program sp JOIN organization so ON so.id = sp.organization"
            " WHERE sp.id = :cursor_id), :cursor_id)))"
        )
    where = "".join(f" AND {part}" for part in parts)
    return prepare_sql(
        "SELECT p.id, p.slug, p.year, p.state, o.name AS owner_name, o.place AS owner_place, v.lines,"
        " v.total, (SELECT count(*) FROM program_line l WHERE l.program = p.id AND l.progress = 'done'"
        " AND l.agreed IS TRUE) AS done, v.decided_at"
        " FROM program p JOIN organization o ON o.id = p.organization"
        " JOIN program_version v ON v.id = p.in_force"
        f" WHERE p.kind = 'program' AND p.state <> 'cancelled'{where}"
        f" ORDER BY p.year DESC, o.search, p.id LIMIT {PER_PAGE + 1}",
        Listed,
    )


_years = prepare_sql(
    "SELECT DISTINCT year FROM program WHERE in_force IS NOT NULL AND kind = 'program' ORDER BY year DESC"
)
_own = prepare_sql(
    f"{programs.SELECT} WHERE p.organization IN :organizations AND p.kind = 'program'"
    f" AND p.state <> 'cancelled' ORDER BY p.year DESC, o.search, p.id LIMIT {MOST_OWN}",
    Program,
)


async def agreed(wanted: Wanted, after: Cursor | None = None) -> Found:
    """A page of agreed programs: the latest year first, in it by the name of the KIM."""
    words = asked(wanted.text)[:MOST_WORDS]
    values: dict[str, Any] = {f"w{n}": f"% {word}%" for n, word in enumerate(words)}
    if wanted.wilayah:
        low, high = prefix_range(wanted.wilayah)
        values |= {"code": wanted.wilayah, "low": low, "high": high}
    if wanted.year:
        values["year"] = wanted.year
    if after:
        values |= {"cursor_year": after.year, "cursor_id": after.id}
    statement = _agreed(len(words), bool(wanted.wilayah), bool(wanted.year), after is not None)
    rows = await statement(**values)
    page = rows[:PER_PAGE]
    return Found(page, Cursor(page[-1].year, page[-1].id) if len(rows) > PER_PAGE else None)


async def years() -> list[int]:
    """The years of which something is agreed, the latest first."""
    return [row["year"] for row in await _years()]


async def own(actor: Actor) -> list[Program]:
    """The programs of the organizations this person belongs to, as far as they may see them."""
    houses = sorted({grant.organization for grant in actor.grants if grant.organization is not None})
    if not houses:
        return []
    return [one for one in await _own(organizations=houses) if policy.can_see(actor, one)]
