"""What somebody is on this day, kept beside what they decide: people change (domain.md 0.9)."""

from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.groups import settings, terms

_name = prepare_sql("SELECT name FROM account WHERE id = :me")
_house = prepare_sql("SELECT name FROM organization WHERE id = :house")
_position = prepare_sql(
    'SELECT position FROM officer WHERE organization = :house AND "user" = :me AND ended_on IS NULL'
    " AND (term_end IS NULL OR term_end >= :today) ORDER BY id DESC LIMIT 1"
)


async def acting_in(actor: Actor, house: int) -> str:
    """Name and office in one line: "Nurhayati, Ketua, KIM Mallari"."""
    position = await _position.value(house=house, me=actor.id, today=terms.today())
    known = {row.code: row.label for row in await settings.positions()} if position else {}
    name = await _name.value(me=actor.id) or actor.name
    parts = name, known.get(position, ""), await _house.value(house=house)
    return ", ".join(part for part in parts if part)[:200]
