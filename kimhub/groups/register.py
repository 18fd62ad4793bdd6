"""The register: finding organizations, counting them, and naming the villages that have none."""

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import msgspec

from kimhub.core.actor import Actor
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.groups import policy, terms
from kimhub.groups.organizations import asked, state_of
from kimhub.wilayah.names import prefix_range
from kimhub.wilayah.places import PLACE_COLUMNS, PLACE_JOINS, Place, PlaceRow, make_place

PAGE = 30
GAPS_PAGE = 120  # a kecamatan has at most 108 villages (domain.md 11), so one page shows them all
MOST_WORDS = 5


class Filter(msgspec.Struct, frozen=True):
    """What the reader asked for; empty means everything, save that the agencies, first by name, are listed
    only where a kind or a name is asked for."""

    text: str = ""
    wilayah: str = ""
    kind: str = ""
    state: str = ""
    activity: str = ""

    @property
    def filters(self) -> int:
        """How many narrow the list, the search text left aside."""
        return sum(map(bool, (self.wilayah, self.kind, self.state, self.activity)))

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.filters)


class Entry(msgspec.Struct, frozen=True):
    id: int
    kind: str
    name: str
    slug: str
    place: str
    wilayah_code: str
    legal_status: str
    term_end: date | None
    activity: str
    member_count: int
    created_by: int | None

    @property
    def state(self) -> str:
        return state_of(self.legal_status, self.term_end)


_WHERE = """
FROM organization
WHERE (:kind = '' OR kind = :kind)
  AND (:activity = ''
       OR CASE WHEN activity_override = '' THEN activity_level ELSE activity_override END = :activity)
  AND (legal_status <> 'draft' OR created_by = :me OR wilayah_code IN :scopes
       OR substr(wilayah_code, 1, 2) IN :scopes OR substr(wilayah_code, 1, 5) IN :scopes
       OR substr(wilayah_code, 1, 8) IN :scopes)
"""
_PLACE = " AND (wilayah_code = :code OR (wilayah_code >= :low AND wilayah_code < :high))"
_STATE = "CASE WHEN legal_status = 'verified' AND term_end < :today THEN 'expired' ELSE legal_status END"


@cache
def _entries(placed: bool, words: int) -> Prepared[Entry]:
    """A page of the list. Without a place it follows the index of names and stops after a page."""
    return prepare_sql(
        "SELECT id, kind, name, slug, place, wilayah_code, legal_status, term_end,"  # noqa: S608 - constants
        " CASE WHEN activity_override = '' THEN activity_level ELSE activity_override END AS activity,"
        f" member_count, created_by {_where(placed, words)}"
        f" AND (({_STATE}) = :state OR (:state = '' AND legal_status <> 'dissolved'))"
        " AND (search, id) > (coalesce((SELECT o.search FROM organization o"
        "  WHERE o.id = CAST(:after AS BIGINT)), ''), CAST(:after AS BIGINT))"
        f" ORDER BY search, id LIMIT {PAGE + 1}",
        Entry,
    )


@cache
def _states(placed: bool, words: int) -> Prepared[dict[str, Any]]:
    return prepare_sql(f"SELECT {_STATE} AS state, count(*) AS n {_where(placed, words)} GROUP BY 1")


def _where(placed: bool, words: int) -> str:
    texts = "".join(f" AND ' ' || search LIKE :w{n}" for n in range(words))
    houses = "" if words else " AND (:kind <> '' OR kind <> 'agency')"
    return f"{_WHERE}{_PLACE if placed else ''}{houses}{texts}"


_everyone = prepare_sql(
    "SELECT id, kind, name, slug, place, wilayah_code, legal_status, term_end, activity_level AS activity,"
    " member_count, created_by FROM organization WHERE kind <> 'agency' AND legal_status <> 'dissolved'"
    " AND (wilayah_code = :code OR (wilayah_code >= :low AND wilayah_code < :high))"
    " ORDER BY search, id LIMIT 1000",
    Entry,
)


async def find(actor: Actor, wanted: Filter, after: int = 0) -> tuple[list[Entry], int | None]:
    """A page of organizations by name, and the id to go on after (None at the end).

    Drafts are shown to who entered them and to those who watch over the place.
    """
    words = _words(wanted.text)
    query = _entries(bool(wanted.wilayah), len(words))
    rows = await query(**_values(actor, wanted, words), state=wanted.state, after=after)
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


async def everyone(wilayah: str) -> list[Entry]:
    """All KIM and forum KIM of a place that live, by name; for choosing several at once."""
    low, high = prefix_range(wilayah)
    return await _everyone(code=wilayah, low=low, high=high)


async def count_states(actor: Actor, wanted: Filter) -> Counter[str]:
    """How many there are of each state under the other filters."""
    words = _words(wanted.text)
    rows = await _states(bool(wanted.wilayah), len(words))(**_values(actor, wanted, words))
    return Counter({row["state"]: row["n"] for row in rows})


def total(states: Counter[str], state: str) -> int:
    """What the list counts: one state, or everything that is not dissolved."""
    return states[state] if state else states.total() - states["dissolved"]


def _words(text: str) -> list[str]:
    return asked(text)[:MOST_WORDS]


def _values(actor: Actor, wanted: Filter, words: list[str]) -> dict[str, object]:
    low, high = prefix_range(wanted.wilayah)
    watching = {*policy.OVERSEERS, "forum_coord"}
    scopes = {grant.wilayah for grant in actor.grants if grant.wilayah and grant.role in watching}
    return {
        "code": wanted.wilayah,
        "low": low,
        "high": high,
        "kind": wanted.kind,
        "activity": wanted.activity,
        "me": actor.id or 0,
        "scopes": sorted(scopes),
        "today": terms.today(),
        **{f"w{n}": f"% {word}%" for n, word in enumerate(words)},
    }


# ---------------------------------------------------------------------------------------------- gaps

_GAPS = """
p.level = 4 AND p.retired_on IS NULL AND (p.code = :code OR (p.code >= :low AND p.code < :high))
AND NOT EXISTS (SELECT 1 FROM organization o WHERE o.wilayah_code = p.code AND o.kind = 'kim'
  AND o.legal_status NOT IN ('draft', 'dissolved'))
"""
_gaps = prepare_sql(
    f"SELECT {PLACE_COLUMNS} FROM wilayah p {PLACE_JOINS} WHERE {_GAPS} AND p.code > :after"  # noqa: S608 - constants
    f" ORDER BY p.code LIMIT {GAPS_PAGE + 1}",
    PlaceRow,
)
_gap_count = prepare_sql(f"SELECT count(*) FROM wilayah p WHERE {_GAPS}")  # noqa: S608 - constants


async def gaps(wilayah: str, after: str = "") -> tuple[list[Place], str | None]:
    """Villages below this place without a KIM, by code, and the code to go on after."""
    low, high = prefix_range(wilayah)
    rows = await _gaps(code=wilayah, low=low, high=high, after=after)
    more = rows[GAPS_PAGE - 1].code if len(rows) > GAPS_PAGE else None
    return [make_place(row) for row in rows[:GAPS_PAGE]], more


async def count_gaps(wilayah: str) -> int:
    low, high = prefix_range(wilayah)
    return int(await _gap_count.value(code=wilayah, low=low, high=high))
