"""Lines of programs as things that can be tied: to the events and topics that fulfil them."""

from typing import Final

from msgspec import Struct

from kimhub.chain.kinds import Kind, Thing, register
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.i18n import _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import search_norm
from kimhub.programs import policy, programs, shown

MOST: Final = 20
_PER_HOUSE: Final = 400  # lines looked through for some words


class _Line(Struct, frozen=True):
    id: int
    name: str
    slug: str
    year: int
    owner_name: str
    owner: int
    in_force: int
    recorded: bool


# What is recorded of a line was agreed once, also where it is out of the plan by now.
_JOINED: Final = (
    "SELECT l.id, l.name, p.slug, p.year, o.name AS owner_name, o.id AS owner, p.in_force,"
    " (l.progress <> 'not_started' OR EXISTS (SELECT 1 FROM program_entry e WHERE e.line = l.id))"
    " AS recorded FROM program_line l"
    " JOIN program p ON p.id = l.program JOIN organization o ON o.id = p.organization"
    " WHERE p.kind = 'program' AND p.in_force IS NOT NULL"
)
_some = prepare_sql(f"{_JOINED} AND l.id IN :ids ORDER BY l.id", _Line)
_of_houses = prepare_sql(
    f"{_JOINED} AND p.organization IN :houses AND p.state <> 'closed' AND p.year >= :since"
    " AND l.dropped IS FALSE AND l.name <> '' ORDER BY p.year DESC, l.sort, l.id LIMIT :most",
    _Line,
)


async def see(actor: Actor, ids: list[int]) -> list[Thing]:
    """Lines of agreed programs, as they were agreed: everybody may see these. What an amendment adds is
    the house's until it is agreed."""
    if actor.id is None:
        return []
    return await _agreed(await _some(ids=ids), houses={*_houses_of(actor, *policy.WRITERS)})


async def offer(actor: Actor, words: str) -> list[Thing]:
    """Lines of the programs that the person's houses are carrying out, whose names have these words."""
    houses = _houses_of(actor, *policy.WRITERS, "member")
    since = now().year - 1
    rows = await _of_houses(houses=houses, since=since, most=_PER_HOUSE)
    wanted = search_norm(words).split()
    found = [
        one
        for one in await _agreed(rows, houses={*_houses_of(actor, *policy.WRITERS)})
        if all(word in search_norm(one.title) for word in wanted)
    ]
    return found[:MOST]


async def keeps(actor: Actor, line_id: int) -> bool:
    """Those who note what was done of it."""
    found = await programs.line_by_id(line_id)
    return found is not None and policy.can_note(actor, found.program)


async def joins(actor: Actor, line_id: int) -> bool:
    """Those of the house: what is tied to a line counts for its indicators."""
    found = await programs.line_by_id(line_id)
    return found is not None and found.program.organization in _houses_of(actor, *policy.WRITERS, "member")


def _houses_of(actor: Actor, *roles: str) -> list[int]:
    return sorted({g.organization for g in actor.grants if g.organization is not None and g.role in roles})


async def _agreed(rows: list[_Line], houses: set[int]) -> list[Thing]:
    """The lines by the names that were agreed; those of `houses` also while nobody has agreed to them."""
    plans = await shown.several(row.in_force for row in rows)
    found = []
    for row in rows:
        line = plans[row.in_force].line(row.id) if row.in_force in plans else None
        if line is not None:
            found.append(_thing(row, line.name))
        elif row.recorded or row.owner in houses:
            found.append(_thing(row, row.name))
    return found


def _thing(row: _Line, name: str) -> Thing:
    note = _("memenuhi program kerja %(house)s %(year)s") % {"house": row.owner_name, "year": row.year}
    return Thing("program_line", row.id, name, f"/program/{row.slug}/kegiatan/{row.id}", note)


register(Kind("program_line", lazy_("Kegiatan program kerja"), "program", see, offer, keeps, joins=joins))
