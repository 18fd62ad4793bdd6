"""What the home page tells one person. At most seven questions to the database, the session's included."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor, within
from kimhub.core.db import now
from kimhub.forum import listing
from kimhub.forum.boards import boards_for
from kimhub.forum.policy_guarding import keeps_order_somewhere
from kimhub.forum.scope import scope_of
from kimhub.forum.views_lists import TopicRow
from kimhub.groups import terms
from kimhub.groups.organizations import state_of
from kimhub.home import statements
from kimhub.home.statements import Row
from kimhub.notifications import reading as inbox
from kimhub.notifications.entries import Entry
from kimhub.programs import desk, overview
from kimhub.programs.rules import Rules
from kimhub.wilayah.names import prefix_range
from kimhub.workshops import lists
from kimhub.workshops.views_lists import Listed

TOPICS: Final = 5
BOARDS: Final = 12
ENTRIES: Final = 30
REGENCY: Final = 5  # length of its code: events of the own regency are near
SOON: Final = timedelta(days=90)  # before the end of a term: domain.md 10
OVERSEERS: Final = ("pembina", "province")
# Around the day until which programs are awaited: so long before and after it a house without one is told.
PLANNING: Final = timedelta(days=92)
NEEDS: Final = ("decree", "verify", "expired", "expiring", "leaderless")  # in the order of urgency


class House(Struct, frozen=True):
    """An organization of one's own, and what one may do there."""

    row: Row
    leads: bool

    @property
    def state(self) -> str:
        return state_of(self.row.legal_status, self.row.term_end)

    @property
    def days_left(self) -> int | None:
        return terms.days_left(self.row.term_end)

    @property
    def is_new(self) -> bool:
        """True while somebody who leads it still has first steps to take."""
        return self.leads and not all(
            (self.row.described, self.row.decrees, self.row.members > 1, self.row.topics)
        )


class Need(Struct, frozen=True):
    """What is to be done in the wilayah one looks after: how often, and where first."""

    why: str
    total: int
    rows: tuple[Row, ...]


class Program(Struct, frozen=True):
    """Something to do about a program of one's house. `why`: returned, late, unplanned (nobody has begun
    it) or draft (nobody has submitted it); `until` is the day by which it is awaited, `n` how many remarks
    or lines."""

    why: str
    house: str
    path: str
    year: int
    n: int
    until: date | None

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until < terms.today()


class Reviews(Struct, frozen=True):
    """What waits on the desk of an office: programs, those past their day, the nearest day, LPJ; and how
    many houses stand where with the programs of a year."""

    waiting: int
    overdue: int
    until: date | None
    accounts: int
    year: int
    stages: dict[str, int]


class Sample(Struct, frozen=True):
    """How far the installation is filled with sample data."""

    done: int
    of: int
    is_complete: bool


class Home(Struct, frozen=True):
    houses: tuple[House, ...]
    needs: tuple[Need, ...]
    figures: dict[str, int]  # kims and gaps of the wilayah one looks after
    guard: dict[str, int]  # posts held and reported that wait for this person
    scope: str  # its code; empty for those who look after none
    topics: list[TopicRow]
    waiting: list[Entry]  # of the inbox: needs an action
    news: list[Entry]  # the rest of what is unread
    events: list[Listed]  # signed up for, or near
    sample: Sample | None
    programs: tuple[Program, ...] = ()
    reviews: Reviews | None = None


async def read(actor: Actor) -> Home:
    """Everything on the page."""
    rows = await _rows(actor)
    entries = await inbox.fresh(actor, ENTRIES)
    boards = await boards_for(actor, BOARDS, with_public=False)
    topics = await listing.newest([board.id for board in boards], actor.id or 0) if boards else []
    houses = [
        House(row, actor.has(row.id, "kim_admin", "forum_coord", *OVERSEERS))
        for row in rows
        if row.why == "mine"
    ]
    return Home(
        houses=tuple(houses),
        needs=tuple(_needs(rows)),
        figures={row.why: row.total for row in rows if row.why in {"kims", "gaps"}},
        guard={row.why: row.total for row in rows if row.why in {"held", "reports"}},
        scope=min(_scopes(actor), key=len, default=""),
        topics=sorted(topics, key=lambda topic: not topic.waits)[:TOPICS],
        waiting=[entry for entry in entries if entry.needs_action],
        news=[entry for entry in entries if not entry.needs_action],
        events=await lists.near(actor, actor.home.wilayah[:REGENCY] if actor.home else ""),
        sample=_sample(rows),
        programs=tuple(_programs(rows)),
        reviews=_reviews(rows) if _scopes(actor) else None,
    )


async def read_sample(actor: Actor) -> Sample | None:
    """Only how far the sample has come."""
    return _sample(await _rows(actor))


async def _rows(actor: Actor) -> list[Row]:
    mine = sorted({grant.organization for grant in actor.grants if grant.organization is not None})
    writing, today = desk.houses_of(actor), terms.today()
    month = terms.begins(today.replace(day=1))
    own = {"mine": mine, **desk.scope(actor), "year": today.year, "month": month}
    scopes = _scopes(actor)
    if not scopes:
        if keeps_order_somewhere(actor):
            return await statements.for_guards(**own | scope_of(actor))
        ask_more = statements.for_writers if writing else statements.for_members
        return await ask_more(**own)
    low, high = min(scopes), max(prefix_range(code)[1] for code in scopes)
    ask = statements.for_overseers_of_one if desk.is_plain(own) else statements.for_overseers
    return await ask(
        **own | scope_of(actor) | {"low": low, "high": high},
        scopes=scopes,
        now=now(),
        soon=today + SOON,
        plan_year=overview.plan_year(today),
    )


def _needs(given: Iterable[Row]) -> Iterable[Need]:
    found: dict[str, list[Row]] = {}
    for row in given:
        found.setdefault(row.why, []).append(row)
    for why in NEEDS:
        if why in found:
            rows = sorted(found[why], key=lambda row: (str(row.term_end or "~"), row.name, row.id))
            yield Need(why, rows[0].total, tuple(rows))


def _programs(rows: Iterable[Row]) -> Iterable[Program]:
    """What came back first, then what nobody has begun though it is time, then what is late."""
    order = {why: n for n, why in enumerate(("returned", "unplanned", "late"))}
    some = [row for row in rows if row.why in order]
    for row in sorted(some, key=lambda row: (order[row.why], str(row.term_end or "~"), row.id)):
        path = f"/program/{row.slug}"
        if row.why == "unplanned":
            rules = Rules("", submit_month=row.members, submit_day=row.applicants)
            until = rules.submit_by(row.total)
            if until - PLANNING <= terms.today() <= until + PLANNING:
                begun = "draft" if row.slug else "unplanned"
                yield Program(begun, row.name, path if row.slug else "/program/baru", row.total, 0, until)
        else:
            yield Program(row.why, row.name, path, row.members, row.total, row.term_end)


def _reviews(rows: Iterable[Row]) -> Reviews:
    found = {row.why: row for row in rows}
    waiting, accounts = found["reviews"], found["accounts"]
    counted = {row.name: row.total for row in rows if row.why == "stage"}
    return Reviews(
        waiting=waiting.total,
        overdue=waiting.members,
        until=waiting.term_end,
        accounts=accounts.total,
        year=overview.plan_year(),
        stages={stage: counted.get(stage, 0) for stage in overview.STAGES},
    )


def _sample(rows: Iterable[Row]) -> Sample | None:
    counts = {row.why: row for row in rows}
    filled, asked = counts.get("SampleAreaFilled"), counts.get("SampleAsked")
    if not filled and not asked:
        return None
    of = int(json.loads(asked.name)["areas"]) if asked else 0
    return Sample(filled.total if filled else 0, of, "SampleFilled" in counts or not asked)


def _scopes(actor: Actor) -> list[str]:
    """The wilayah one looks after, without those that lie in another of them."""
    codes = {grant.wilayah for grant in actor.grants if grant.role in OVERSEERS and grant.wilayah}
    return sorted(
        code for code in codes if not any(other != code and within(code, other) for other in codes)
    )
