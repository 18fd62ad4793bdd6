"""Organizations a search can be narrowed to."""

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.groups import organizations, policy


class House(Struct, frozen=True):
    id: int
    name: str
    slug: str


_some = prepare_sql("SELECT id, name, slug FROM organization WHERE id IN :ids ORDER BY name, id", House)


async def own(actor: Actor) -> list[House]:
    """Those this person belongs to."""
    ids = sorted({grant.organization for grant in actor.grants if grant.organization is not None})
    return await _some(ids=ids) if ids else []


async def at(slug: str, actor: Actor) -> House | None:
    """The organization at this address, if this person may know of it."""
    found = await organizations.get(slug) if slug else None
    if found is None or not (found.is_open or policy.can_look_inside(actor, found)):
        return None
    return House(found.id, found.name, found.slug)
