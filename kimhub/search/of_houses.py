"""KIM, forums and offices: those that are registered for everybody, drafts for those inside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.bus import on
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.groups import events as groups
from kimhub.search import circles, writing
from kimhub.search.again import again, house_again
from kimhub.search.sources import Entry, Source, register
from kimhub.search.told import OfHouse

KIND: Final = "house"


class House(Struct, frozen=True):
    id: int
    kind: str
    name: str
    slug: str
    wilayah_code: str
    place: str
    about: str
    vision: str
    mission: str
    basis: str
    potential: str
    achievements: str
    legal_status: str
    version: int
    created_by: int | None
    created_at: datetime


_ids = prepare_sql("SELECT id FROM organization WHERE id > :after ORDER BY id LIMIT :most")
_some = prepare_sql(
    "SELECT id, kind, name, slug, wilayah_code, place, about, vision, mission, basis, potential,"
    " achievements, legal_status, version, created_by, created_at FROM organization WHERE id IN :ids",
    House,
)


async def all_ids(after: int, most: int) -> Sequence[int]:
    return [row[0] for row in await _ids.rows(after=after, most=most)]


async def entries_of(ids: Sequence[int]) -> Sequence[Entry]:
    return [_entry(one) for one in await _some(ids=list(ids))]


def _entry(one: House) -> Entry:
    texts = (one.place, one.about, one.vision, one.mission, one.basis, one.potential, one.achievements)
    return Entry(
        kind=KIND,
        thing=one.id,
        title=one.name,
        path=f"/kim/{one.slug}" if one.legal_status == "draft" else f"/k/{one.slug}",
        readers=circles.house(one.id, one.wilayah_code, one.legal_status, one.created_by),
        happened_at=one.created_at,
        text="\n".join(text for text in texts if text),
        organization=one.id,
        house=one.place,
        seat=one.wilayah_code,
        type=one.kind,
        status=one.legal_status,
        rev=one.version,
    )


register(Source(KIND, lazy_("KIM dan dinas"), "people", all_ids, entries_of))


@on(groups.OrganizationVerified)
async def follow_house(event: OfHouse) -> None:
    await writing.refresh(KIND, [event.organization_id])


@on(groups.OrganizationCreated)
async def follow_beginning(event: OfHouse) -> None:
    """Somebody may be in it from the first moment, and is told of nowhere else."""
    await writing.refresh(KIND, [event.organization_id])
    await again("person", "house", event.organization_id)


@on(groups.OrganizationEdited)
async def follow_name(event: OfHouse) -> None:
    await writing.refresh(KIND, [event.organization_id])
    if "name" in event.changes:
        await house_again(event.organization_id)


@on(groups.OrganizationRegistered, groups.OrganizationDissolved)
async def follow_state(event: OfHouse) -> None:
    """Whom a draft shows to, and who keeps a library, depends on it."""
    await writing.refresh(KIND, [event.organization_id])
    await again("person", "house", event.organization_id)
    await again("document", "house", event.organization_id)
