"""Files and the poster of an event: who may have them."""

from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.files import store
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import guests, policy, workshops
from kimhub.workshops.parts import PartOf

HANDED_OUT: Final = ("material", "photo")


class Handout(PartOf, frozen=True):
    """`confirmed` says whether whoever asks has a seat."""

    file: str
    name: str
    mime: str
    size: int
    purpose: str
    for_whom: str
    confirmed: bool


class Poster(PartOf, frozen=True):
    key: str
    size: int


_file = prepare_sql(
    "SELECT f.file, f.name, f.mime, f.size, f.purpose, f.for_whom, (SELECT count(r.id)"
    ' FROM workshop_registration r WHERE r.workshop = f.workshop AND r."user" = :me'
    " AND r.state = 'confirmed') AS seats"
    " FROM workshop_file f WHERE f.id = :file AND f.workshop = :workshop"
)


async def get_file(slug: str, file_id: int, actor: Actor) -> Handout | None:
    """A file of this event, with what decides who may have it."""
    workshop = await workshops.get_workshop(slug)
    if workshop is None:
        return None
    row = await _file.first(file=file_id, workshop=workshop.id, me=actor.id or 0)
    if row is None:
        return None
    confirmed = bool(row.pop("seats"))
    return Handout(workshop, confirmed=confirmed, **row)


async def get_by_link(secret: str, file_id: int) -> Handout | None:
    """The same for somebody without an account, by the personal link of their registration."""
    one = await guests.get_personal(secret)
    row = await _file.first(file=file_id, workshop=one.workshop.id, me=0) if one else None
    if one is None or row is None:
        return None
    del row["seats"]
    return Handout(one.workshop, confirmed=one.place.state == "confirmed", **row)


async def get_poster(slug: str) -> Poster | None:
    workshop = await workshops.get_workshop(slug)
    if workshop is None or not workshop.poster:
        return None
    size = await store().size(workshop.poster)
    return Poster(workshop, workshop.poster, size) if size else None


def can_have(actor: Actor, file: Handout) -> bool:
    """Materials and photos by whom they are meant for; signed sheets and annexes are the team's."""
    if policy.can_manage(actor, file):
        return True
    if not policy.can_see(actor, file) or file.purpose not in HANDED_OUT:
        return False
    return file.for_whom == "public" or (file.for_whom == "confirmed" and file.confirmed)
