"""Who took a package up, how soon, and how many heard of it: for the offices around it."""
# ruff: noqa: S608 - every part is written here; values arrive as values

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import policy_passing
from kimhub.publishing.kinds import SHOWN
from kimhub.publishing.packages import DONE, Package, state_of
from kimhub.wilayah.names import prefix_range
from kimhub.wilayah.places import Place
from kimhub.wilayah.service import get_wilayah_many

DISTRICT: Final = 8  # length of its code
SHOWN_AT_ONCE: Final = 100


class House(Struct, frozen=True):
    """What one house did with it. Times are None for what did not happen."""

    id: int
    kind: str
    name: str
    slug: str
    place: str
    wilayah_code: str
    opened_at: datetime | None
    relayed_at: datetime | None
    made: int | None
    made_at: datetime | None
    told_at: datetime | None
    people: int
    times: int

    @property
    def state(self) -> str:
        return state_of(
            self.relayed_at is not None, self.made is not None, self.made_at is not None,
            self.told_at is not None, self.opened_at is not None,
        )  # fmt: skip

    @property
    def done_at(self) -> datetime | None:
        """When it first reached people."""
        return min((at for at in (self.relayed_at, self.made_at, self.told_at) if at), default=None)

    @property
    def district(self) -> str:
        return self.wilayah_code[:DISTRICT]


class Row(Struct, frozen=True):
    """A house in the table, with how long it took (seconds) and whether it was late."""

    house: House
    delay: int | None
    late: bool


class Part(Struct, frozen=True):
    """A kecamatan (of a province: a regency): its villages, those where it was passed on, and the gaps."""

    code: str
    name: str
    villages: int
    with_house: int
    reached: int
    houses: int
    done: int
    people: int

    @property
    def gaps(self) -> int:
        """Villages without any house."""
        return self.villages - self.with_house

    @property
    def percent(self) -> int:
        return round(100 * self.reached / self.villages) if self.villages else 0


class Coverage(Struct, frozen=True):
    """All of it. `delay` is the median, in seconds."""

    rows: list[Row]
    parts: list[Part]
    total: Part
    counted: dict[str, int]  # by state
    late: int
    delay: int | None


# A relay counts from when it began; what was ended is none. Adapted: once one's own words are shown.
_houses = prepare_sql(
    "SELECT h.id, h.kind, h.name, h.slug, h.place, h.wilayah_code, w.at AS opened_at,"
    " CASE WHEN r.mode = 'relay' AND r.ended_at IS NULL THEN r.at END AS relayed_at,"
    f" m.id AS made, CASE WHEN m.shown = '{SHOWN}' THEN m.published_at END AS made_at,"
    " x.first AS told_at, coalesce(x.people, 0) AS people, coalesce(x.times, 0) AS times"
    " FROM organization h"
    " LEFT JOIN info_package_opened w ON w.package = :package AND w.organization = h.id"
    " LEFT JOIN article_relay r ON r.article = :article AND r.organization = h.id"
    " LEFT JOIN article m ON m.id = r.made AND m.removed_at IS NULL"
    " LEFT JOIN (SELECT organization, min(at) AS first, sum(people) AS people, count(*) AS times"
    " FROM info_package_reach WHERE package = :package GROUP BY organization) x ON x.organization = h.id"
    " WHERE h.kind <> 'agency' AND h.legal_status NOT IN ('draft', 'dissolved')"
    " AND (h.wilayah_code = :code OR (h.wilayah_code >= :low AND h.wilayah_code < :high))"
    " ORDER BY h.wilayah_code, h.name, h.id",
    House,
)
_villages = prepare_sql(
    "SELECT substr(code, 1, CAST(:length AS integer)) AS part, count(*) AS n FROM wilayah"
    " WHERE level = 4 AND retired_on IS NULL AND (code = :code OR (code >= :low AND code < :high))"
    " GROUP BY 1"
)


async def of(one: Package, code: str) -> Coverage:
    """What the houses of this wilayah did with the package."""
    low, high = prefix_range(code)
    where = {"code": code, "low": low, "high": high}
    houses = await _houses(package=one.id or 0, article=one.article.id, **where)
    since, deadline = one.article.published_at, end_of(one)
    rows = [_row(house, since, deadline) for house in houses]
    length = _part_length(code)
    villages = {row["part"]: int(row["n"]) for row in await _villages(length=length, **where)}
    names = await get_wilayah_many(sorted({*villages, *(house.wilayah_code[:length] for house in houses)}))
    within = {part: [one for one in houses if one.wilayah_code[:length] == part] for part in names}
    parts = [_part(part, place.name, villages.get(part, 0), within[part]) for part, place in names.items()]
    delays = [row.delay for row in rows if row.delay is not None]
    return Coverage(
        rows,
        sorted(parts, key=lambda part: (part.name, part.code)),
        _part(code, "", sum(villages.values()), houses),
        Counter(house.state for house in houses),
        sum(row.late for row in rows),
        round(median(delays)) if delays else None,
    )


async def place_of(code: str) -> Place | None:
    """The wilayah that is looked at; None for the whole country."""
    return (await get_wilayah_many([code])).get(code) if code else None


def scope(actor: Actor, one: Package, wanted: str = "") -> str:
    """The wilayah this person sees of it: what they asked for, if they oversee it."""
    codes = policy_passing.follows(actor, one.area) or [one.area]
    if wanted and any(wanted == code or wanted.startswith(f"{code}.") for code in codes):
        return wanted
    return codes[0]


def end_of(one: Package) -> datetime | None:
    """The end of the last day, by the clock of the office."""
    if one.due_on is None:
        return None
    return _midnight(one.due_on + timedelta(days=1), one)


def narrowed(rows: Sequence[Row], state: str) -> list[Row]:
    """Those in this state; `late` and `open` (not passed on) are states too. Who waits stands first."""
    found = [
        row
        for row in rows
        if not state
        or (state == "late" and row.late)
        or (state == "open" and row.house.state not in DONE)
        or (state == "done" and row.house.state in DONE)
    ]
    return sorted(found, key=lambda row: (row.house.state in DONE, -(row.delay or 0)))


def _midnight(day: date, one: Package) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=one.article.zone)


def _row(house: House, since: datetime | None, deadline: datetime | None) -> Row:
    done = house.done_at
    delay = max(0, int((done - since).total_seconds())) if done and since else None
    late = deadline is not None and (done or now()) >= deadline
    return Row(house, delay, late)


def _part(code: str, name: str, villages: int, houses: Iterable[House]) -> Part:
    some = list(houses)
    kims = {house.wilayah_code for house in some if house.kind == "kim" and len(house.wilayah_code) == 13}
    done = [house for house in some if house.state in DONE]
    reached = {house.wilayah_code for house in done} & kims
    return Part(
        code, name, villages, len(kims), len(reached), len(some), len(done), sum(h.people for h in some)
    )


def _part_length(code: str) -> int:
    """One level below: regencies of a province, kecamatan of a regency, villages of a kecamatan."""
    return {0: 2, 2: 5, 5: 8, 8: 13}.get(len(code), 13)
