"""Who does whose reviews while somebody is away (features.md E7): set for oneself or by a colleague.

It moves no right: everybody in an office may decide. It says whose queue a review that was taken up stands
in, and who is told.
"""

from datetime import date
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_text
from kimhub.groups import terms
from kimhub.programs.events import StandInSet
from kimhub.programs.policy import STAFF
from kimhub.programs.tables_review import StandIn

LONGEST: Final = 200


class Colleague(Struct, frozen=True):
    id: int
    name: str
    office: str


class Stand(Struct, frozen=True):
    """`instead` does the reviews of `away` from `since` to `until`."""

    id: int
    away: int
    away_name: str
    instead: int
    instead_name: str
    since: date
    until: date
    reason: str


class Held(Struct, frozen=True):
    """One that holds, with the offices of the two."""

    stand: Stand
    offices: frozenset[int]


_COLLEAGUES: Final = (
    'SELECT DISTINCT m."user" FROM membership m JOIN organization o ON o.id = m.organization'
    " WHERE o.kind = 'agency' AND m.state = 'active' AND m.organization IN :offices"
)
_colleagues = prepare_sql(
    'SELECT m."user" AS id, min(a.name) AS name, min(o.name) AS office FROM membership m'
    ' JOIN organization o ON o.id = m.organization JOIN account a ON a.id = m."user"'
    " WHERE o.kind = 'agency' AND m.state = 'active' AND a.status = 'active' AND m.organization IN :offices"
    ' GROUP BY m."user" ORDER BY min(a.name), m."user"',
    Colleague,
)
_STANDS: Final = (
    "SELECT s.id, s.away, a.name AS away_name, s.instead, b.name AS instead_name, s.since, s.until,"
    " s.reason FROM program_stand_in s JOIN account a ON a.id = s.away JOIN account b ON b.id = s.instead"
    " WHERE s.ended_at IS NULL AND s.until >= :today"
)
_of_office = prepare_sql(
    f"{_STANDS} AND s.away IN ({_COLLEAGUES}) ORDER BY s.since, s.id LIMIT 100",
    Stand,
)
_instead = prepare_sql(
    f"{_STANDS} AND s.since <= :today AND (s.instead = :me OR s.away = :me) ORDER BY s.until, s.id",
    Stand,
)
_one = prepare_sql(f"{_STANDS} AND s.id = :id", Stand)
_offices_of = prepare_sql(
    "SELECT DISTINCT m.organization AS id FROM membership m JOIN organization o ON o.id = m.organization"
    " WHERE o.kind = 'agency' AND m.state = 'active' AND m.\"user\" IN :people"
)
_absent = prepare_sql(
    "SELECT away, instead FROM program_stand_in WHERE ended_at IS NULL AND since <= :today"
    " AND until >= :today AND away IN :people"
)


async def colleagues(actor: Actor) -> list[Colleague]:
    """Who works in the same office, oneself included."""
    return await _colleagues(offices=_offices(actor))


async def of_office(actor: Actor) -> list[Stand]:
    """Those that hold now or will."""
    return await _of_office(offices=_offices(actor), today=terms.today())


async def now_for(actor: Actor) -> list[Stand]:
    """Today: in whose stead this person is, and who is in theirs."""
    return await _instead(me=actor.id or 0, today=terms.today())


async def replaced(people: set[int], among: set[int]) -> set[int]:
    """The same people, with those who stand in for whoever is away today in their place; somebody who is
    not `among` those who may review stands in for nobody."""
    rows = await _absent(people=[*people], today=terms.today())
    away = {row["away"]: row["instead"] for row in rows if row["instead"] in among}
    return {away.get(person, person) for person in people}


async def set_up(actor: Actor, form: dict[str, str]) -> None:
    """Raises Invalid; both have to work in an office of the one who sets it."""
    known = {one.id: one for one in await colleagues(actor)}
    errors: dict[str, str] = {}
    away, instead = (_chosen(form.get(name, ""), known) for name in ("away", "instead"))
    if away is None:
        errors["away"] = _("Pilih siapa yang berhalangan.")
    if instead is None:
        errors["instead"] = _("Pilih penggantinya.")
    elif instead == away:
        errors["instead"] = _("Pilih orang lain sebagai pengganti.")
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        days[name] = parse_date(form.get(name, ""))
        if days[name] is None:
            errors[name] = _("Tulis tanggalnya, misalnya 31/10/2026.")
    since, until = days["since"], days["until"]
    if since and until:
        if until < since:
            errors["until"] = _("Tanggal akhirnya lebih dulu daripada tanggal mulainya.")
        elif until < terms.today():
            errors["until"] = _("Tanggal ini sudah lewat. Pilih tanggal yang akan datang.")
    if errors or not (away and instead and since and until):
        raise Invalid(**errors)
    reason = checked_text(form["reason"], "reason", most=LONGEST) if form.get("reason", "").strip() else ""
    async with transaction():
        # One stand-in at a time: a new one takes the place of those whose days it shares.
        change: dict[Any, Any] = {StandIn.ended_at: now()}
        await StandIn.update(change).where(
            (StandIn.away == away)
            & StandIn.ended_at.is_null()
            & (StandIn.since <= until)
            & (StandIn.until >= since)
        )
        await StandIn.insert(
            StandIn(
                away=away, instead=instead, since=since, until=until, reason=reason, created_by=actor.id
            )
        )
        await publish(StandInSet(away, instead, since.isoformat(), until.isoformat(), actor.id or 0))


async def get_stand(stand_id: int) -> Held | None:
    """The one at this address, unless it has ended."""
    stand = await _one.first(id=stand_id, today=terms.today())
    if stand is None:
        return None
    rows = await _offices_of(people=[stand.away, stand.instead])
    return Held(stand, frozenset(row["id"] for row in rows))


def can_end(actor: Actor, one: Held) -> bool:
    """Whoever works in the office of either."""
    return any(actor.has(office, *STAFF) for office in one.offices)


async def end(one: Held, actor: Actor) -> None:
    """From this moment on; ended twice is ended once."""
    async with transaction():
        change: dict[Any, Any] = {StandIn.ended_at: now()}
        ended = await (
            StandIn.update(change)
            .where((StandIn.id == one.stand.id) & StandIn.ended_at.is_null())
            .returning(StandIn.id)
        )
        if ended:
            since, until = one.stand.since.isoformat(), one.stand.until.isoformat()
            await publish(
                StandInSet(one.stand.away, one.stand.instead, since, until, actor.id or 0, ended=True)
            )


def _chosen(text: str, known: dict[int, Colleague]) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    return number if number in known else None


def _offices(actor: Actor) -> list[int]:
    return sorted({g.organization for g in actor.grants if g.organization is not None and g.role in STAFF})
