"""Who helps: run the whole event (organizer), or only stand at its door. Given by the owner, taken back any
time; the right ends with the row."""

from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import finding_people
from kimhub.workshops import workshops as finding
from kimhub.workshops.events import HelperChanged
from kimhub.workshops.parts import PartOf
from kimhub.workshops.tables import Workshop as WorkshopRow
from kimhub.workshops.tables import WorkshopHelper as Row
from kimhub.workshops.views import Workshop

MOST: Final = 40
ROLES: Final[dict[str, Lazy]] = {
    "organizer": lazy_("Panitia"),
    "door": lazy_("Petugas pintu"),
}
# What each may do, for who gives the right.
MEANS: Final[dict[str, Lazy]] = {
    "organizer": lazy_("Mengatur kegiatan ini seperti Anda, kecuali memilih tim."),
    "door": lazy_("Hanya mencatat kehadiran. Tidak melihat nomor telepon."),
}


class Helper(Struct, frozen=True):
    id: int
    user: int
    name: str
    role: str


class OneHelper(PartOf, frozen=True):
    helper: Helper


_of = prepare_sql(
    'SELECT h.id, h."user", a.name, h.role FROM workshop_helper h JOIN account a ON a.id = h."user"'
    " WHERE h.workshop = :workshop ORDER BY h.role DESC, a.name, h.id",
    Helper,
)


async def of(workshop_id: int) -> list[Helper]:
    return await _of(workshop=workshop_id)


async def get_helper(slug: str, helper_id: int) -> OneHelper | None:
    workshop = await finding.get_workshop(slug)
    found = [one for one in await of(workshop.id) if one.id == helper_id] if workshop else []
    return OneHelper(workshop, found[0]) if found and workshop else None


async def give(workshop: Workshop, actor: Actor, user: str, role: str) -> str:
    """Let this person help, or help in another way than before; returns their name. Raises Invalid,
    Refused."""
    if role not in ROLES:
        raise Invalid(role=_("Pilih tugasnya."))
    person = await finding_people.person(actor, user)
    if person is None:
        raise Invalid(cari=_("Pilih satu orang dari daftar."))
    async with transaction():
        await _hold(workshop.id)
        there = await of(workshop.id)
        current = next((one for one in there if one.user == person.id), None)
        if current and current.role == role:
            return person.name
        if current:
            change: dict[Any, Any] = {Row.role: role, Row.granted_by: actor.id, Row.granted_at: now()}
            await Row.update(change).where(Row.id == current.id)
        elif len(there) >= MOST:
            raise Refused(_("Timnya sudah besar. Cabut dulu hak seseorang."))
        else:
            await Row.insert(Row(workshop=workshop.id, user=person.id, role=role, granted_by=actor.id))
        await _tell(workshop, actor, person.id, role)
    return person.name


async def revoke(one: OneHelper, actor: Actor) -> None:
    """The right ends at once."""
    async with transaction():
        await _hold(one.workshop.id)
        if await Row.delete().where(Row.id == one.helper.id).returning(Row.id):
            await _tell(one.workshop, actor, one.helper.user, "")


async def _hold(workshop_id: int) -> None:
    await lock_id(WorkshopRow, workshop_id)
    if not await WorkshopRow.exists().where(WorkshopRow.id == workshop_id):
        raise NotFound


async def _tell(workshop: Workshop, actor: Actor, user: int, role: str) -> None:
    await publish(HelperChanged(workshop.id, workshop.organization, actor.id or 0, user, role))
