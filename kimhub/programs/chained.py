"""Lines of programs as things that can be tied: to the events and topics that fulfil them."""

from typing import Final

from msgspec import Struct

from kimhub.chain.kinds import Kind, Thing, register
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.i18n import _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import search_norm
from kimhub.programs import policy, programs

MOST: Final = 20
_PER_HOUSE: Final = 400  # lines looked through for some words


class _Line(Struct, frozen=True):
    id: int
    name: str
    slug: str
    year: int
    owner_name: str


_JOINED: Final = (
    "SELECT l.id, l.name, p.slug, p.year, o.name AS owner_name FROM program_line l"
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
    """Lines of agreed programs: everybody may see these."""
    return [_thing(row) for row in await _some(ids=ids)] if actor.id is not None else []


async def offer(actor: Actor, words: str) -> list[Thing]:
    """Lines of the programs that the person's houses are carrying out, whose names have these words."""
    houses = [
        grant.organization
        for grant in actor.grants
        if grant.organization is not None and grant.role in (*policy.WRITERS, "member")
    ]
    since = now().year - 1
    rows = await _of_houses(houses=sorted({*houses}), since=since, most=_PER_HOUSE)
    wanted = search_norm(words).split()
    found = [row for row in rows if all(word in search_norm(row.name) for word in wanted)]
    return [_thing(row) for row in found[:MOST]]


async def keeps(actor: Actor, line_id: int) -> bool:
    """Those who note what was done of it."""
    found = await programs.line_by_id(line_id)
    return found is not None and policy.can_note(actor, found.program)


def _thing(row: _Line) -> Thing:
    note = _("memenuhi program kerja %(house)s %(year)s") % {"house": row.owner_name, "year": row.year}
    return Thing("program_line", row.id, row.name, f"/program/{row.slug}/kegiatan/{row.id}", note)


register(Kind("program_line", lazy_("Kegiatan program kerja"), "program", see, offer, keeps))
