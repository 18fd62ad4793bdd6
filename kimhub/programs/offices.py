"""What somebody is on this day, kept beside every step: persons in an office change (domain.md 0.9)."""

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.groups import settings
from kimhub.programs.views import Program


class Office(Struct, frozen=True):
    """`title` is position and house: "Ketua, KIM Mallari". `agency` is the office a reviewer acts for."""

    name: str
    title: str
    agency: int | None = None


_name = prepare_sql("SELECT name FROM account WHERE id = :me")
_position = prepare_sql(
    'SELECT position FROM officer WHERE organization = :house AND "user" = :me AND ended_on IS NULL'
    " AND (term_end IS NULL OR term_end >= :today) ORDER BY id DESC LIMIT 1"
)
_agencies = prepare_sql(
    "SELECT o.id, o.name FROM membership m JOIN organization o ON o.id = m.organization"
    " WHERE m.\"user\" = :me AND m.state = 'active' AND o.kind = 'agency'"
    " AND (:seat = o.wilayah_code OR :seat LIKE o.wilayah_code || '.%')"
    " ORDER BY length(o.wilayah_code) DESC, o.id LIMIT 1"
)


async def in_house(actor: Actor, program: Program) -> Office:
    """As whom somebody acts in the house of the program."""
    position = await _position.value(house=program.organization, me=actor.id, today=program.today)
    return Office(await _full_name(actor), _joined(await _label(position), program.owner_name))


async def in_agency(actor: Actor, program: Program) -> Office:
    """As whom somebody reviews: position where it is known, and the office."""
    row = await _agencies.first(me=actor.id, seat=program.seat)
    if row is None:
        return Office(await _full_name(actor), "")
    position = await _position.value(house=row["id"], me=actor.id, today=program.today)
    return Office(await _full_name(actor), _joined(await _label(position), row["name"]), row["id"])


async def acting(actor: Actor, program: Program) -> Office:
    """In the house for those of the house, else in the office."""
    if actor.has(program.organization):
        return await in_house(actor, program)
    return await in_agency(actor, program)


async def _full_name(actor: Actor) -> str:
    return (await _name.value(me=actor.id) or actor.name)[:120]


async def _label(position: str | None) -> str:
    if not position:
        return ""
    known = {row.code: row.label for row in await settings.positions()}
    return known.get(position, "")


def _joined(position: str, house: str) -> str:
    return ", ".join(part for part in (position, house) if part)[:160]
