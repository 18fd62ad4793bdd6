"""Changing a plan: under the row's lock, as one edit with a version of its own, told where it matters."""

from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now
from kimhub.core.errors import NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.workshops import states, workshops
from kimhub.workshops.events import WorkshopChanged, WorkshopEdited
from kimhub.workshops.tables import Workshop as Row
from kimhub.workshops.views import Workshop

PLANNED: Final = (states.DRAFT, states.OPEN)


class Span(Struct, frozen=True):
    """Start of the first session and end of the last; None where there is no session."""

    first: datetime | None
    last: datetime | None


_span = prepare_sql(
    "SELECT min(starts_at) AS first, max(ends_at) AS last FROM workshop_session WHERE workshop = :workshop",
    Span,
)


async def held(workshop_id: int) -> Workshop:
    """The event as it stands now, locked until the caller's transaction ends. Raises NotFound; Refused when
    it is over or cancelled, which may have happened since the page was opened."""
    row = await locked(workshop_id)
    if row.state not in PLANNED:
        raise Refused(_("Kegiatan ini sudah selesai atau dibatalkan, jadi rencananya tidak berubah lagi."))
    return row


async def locked(workshop_id: int) -> Workshop:
    """The same, whatever its state."""
    await lock_id(Row, workshop_id)
    row = await workshops.by_id(workshop_id)
    if row is None:
        raise NotFound
    return row


async def record(
    row: Workshop,
    actor: Actor,
    part: str,
    changes: dict[str, list[str]],
    *,
    values: dict[Any, Any] | None = None,
    matters: set[str] | None = None,
) -> int:
    """Write `values` to the event (from `held`) as one edit; returns its version.

    `matters` is what those who signed up have to know (time, place, online, mode, postponed): they are told
    once for this edit, and only of what was announced and is not over yet.
    """
    version = row.version + 1
    is_over = row.ends_at is not None and row.ends_at <= now()
    change: dict[Any, Any] = {**(values or {}), "version": version, "rev": Row.rev + 1}
    await Row.update(change).where(Row.id == row.id)
    actor_id = actor.id or 0
    await publish(WorkshopEdited(row.id, row.organization, actor_id, version, part, changes))
    if matters and row.state == states.OPEN and not is_over:
        await publish(WorkshopChanged(row.id, actor_id, tuple(sorted(matters)), version))
    return version


async def span_of(workshop_id: int) -> Span:
    """From when to when it goes, by its sessions."""
    return (await _span(workshop=workshop_id))[0]
