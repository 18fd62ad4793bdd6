"""Throwing a draft away that nobody has heard of."""

from kimhub.chain import links
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.kept_files import release
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import changes, states
from kimhub.workshops.events import WorkshopDiscarded
from kimhub.workshops.tables import (
    RundownItem,
    Speaker,
    Workshop,
    WorkshopAudience,
    WorkshopFile,
    WorkshopHelper,
    WorkshopQuestion,
    WorkshopSession,
)
from kimhub.workshops.views import Workshop as WorkshopView

_known = prepare_sql(
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM workshop_registration WHERE workshop = :workshop)"
    " OR EXISTS (SELECT 1 FROM workshop_delegation WHERE workshop = :workshop)"
)
# In an order in which nothing that stays refers to what goes.
OWN = (
    RundownItem, Speaker, WorkshopSession, WorkshopAudience, WorkshopQuestion, WorkshopHelper, WorkshopFile,
)  # fmt: skip


async def discard(one: WorkshopView, actor: Actor) -> None:
    """Delete a draft with all that was planned. Raises Refused once somebody signed up or was invited."""
    async with transaction():
        row = await changes.held(one.id)
        if row.state != states.DRAFT or await _known.value(workshop=one.id):
            raise Refused(_("Kegiatan ini sudah diketahui orang. Batalkan dengan alasan, jangan dihapus."))
        files = await WorkshopFile.select(WorkshopFile.file).where(WorkshopFile.workshop == one.id)
        for table in OWN:
            await table.delete().where(table.workshop == one.id)
        await links.forget("workshop", one.id)
        await Workshop.delete().where(Workshop.id == one.id)
        await publish(WorkshopDiscarded(one.id, row.organization, actor.id or 0, row.title))
    for key in {*(file["file"] for file in files), row.poster} - {""}:
        await release(key)
