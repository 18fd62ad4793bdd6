"""Reminders before, and the report asked for afterwards: each is sent once, whatever is tried again."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.i18n import lazy_
from kimhub.core.jobs import Tick, every
from kimhub.core.prepared import prepare_sql
from kimhub.workshops.events import ReminderDue, ReportOwed
from kimhub.workshops.tables import Workshop

AHEAD: Final = {"7d": timedelta(days=7), "1d": timedelta(days=1), "2h": timedelta(hours=2)}
WORDS: Final = {
    "7d": lazy_("7 hari sebelumnya"),
    "1d": lazy_("1 hari sebelumnya"),
    "2h": lazy_("2 jam sebelumnya"),
}
# A reminder that is this late (the machine was off) would say something untrue: it is left out.
LATEST: Final = {"7d": timedelta(days=2), "1d": timedelta(hours=12), "2h": timedelta(hours=1)}
FIRST_NAG: Final = timedelta(days=3)
NAGS: Final = 8  # weeks; then the pembina sees it in the list of reports that are missing


class _Coming(Struct, frozen=True):
    id: int
    starts_at: datetime
    reminders: str
    reminded: str


class _Over(Struct, frozen=True):
    id: int
    ends_at: datetime
    nagged_week: int


_coming = prepare_sql(
    "SELECT id, starts_at, reminders, reminded FROM workshop WHERE state = 'open'"
    " AND starts_at > :at AND starts_at <= :until AND reminders <> '' ORDER BY id",
    _Coming,
)
_one = prepare_sql("SELECT id, starts_at, reminders, reminded FROM workshop WHERE id = :id", _Coming)
_over = prepare_sql(
    "SELECT w.id, w.ends_at, w.nagged_week FROM workshop w WHERE w.state IN ('open', 'finished')"
    " AND w.ends_at < :at AND w.ends_at > :since AND w.nagged_week < :most AND NOT EXISTS (SELECT 1"
    " FROM workshop_report r WHERE r.workshop = w.id AND r.state IN ('submitted', 'accepted'))"
    " ORDER BY w.id",
    _Over,
)


def due(wanted: str, sent: str, starts_at: datetime, at: datetime) -> list[str]:
    """Which reminders are to go out at this moment; those sent for an earlier date do not count."""
    done = {*sent.split()}
    return [
        ahead
        for ahead in wanted.split()
        if ahead in AHEAD
        and mark(ahead, starts_at) not in done
        and starts_at - AHEAD[ahead] <= at < starts_at - AHEAD[ahead] + LATEST[ahead]
    ]


def mark(ahead: str, starts_at: datetime) -> str:
    """How a reminder that went out is noted: postponed, the event is a new one to remind of."""
    return f"{ahead}@{int(starts_at.timestamp())}"


def week_of(ends_at: datetime, at: datetime) -> int:
    """The number of the request that is due: 1 after three days, then one more each week."""
    return 0 if at < ends_at + FIRST_NAG else 1 + (at - ends_at - FIRST_NAG) // timedelta(days=7)


@every(seconds=300)
async def remind(tick: Tick) -> None:
    """Send what is due."""
    at = now()
    for coming in await _coming(at=at, until=at + max(AHEAD.values())):
        if due(coming.reminders, coming.reminded, coming.starts_at, at):
            await _remind(coming.id, at)


async def _remind(workshop_id: int, at: datetime) -> None:
    async with transaction():
        await lock_id(Workshop, workshop_id)
        found = await _one.first(id=workshop_id)
        some = due(found.reminders, found.reminded, found.starts_at, at) if found else []
        if found is None or not some:
            return
        kept = [
            sent for sent in found.reminded.split() if sent.endswith(f"@{int(found.starts_at.timestamp())}")
        ]
        sent = " ".join([*kept, *(mark(ahead, found.starts_at) for ahead in some)])
        await Workshop.update({Workshop.reminded: sent}).where(Workshop.id == workshop_id)
        # Two at once (the machine was off): the nearer one says it all.
        await publish(ReminderDue(workshop_id, some[-1], found.starts_at.isoformat()))


@every(seconds=3600)
async def ask_for_reports(tick: Tick) -> None:
    """Ask for the report of what is over: after three days, then weekly (features.md D14)."""
    at = now()
    for over in await _over(at=at - FIRST_NAG, since=at - timedelta(days=7 * NAGS + 3), most=NAGS):
        week = week_of(over.ends_at, at)
        if week <= over.nagged_week:
            continue
        async with transaction():
            changed = await (
                Workshop.update({Workshop.nagged_week: week})
                .where((Workshop.id == over.id) & (Workshop.nagged_week < week))
                .returning(Workshop.id)
            )
            if changed:
                await publish(ReportOwed(over.id, week))
