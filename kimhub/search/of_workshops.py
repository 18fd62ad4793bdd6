"""Workshops: those that were announced for everybody, drafts for those who plan them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.bus import on
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import plain, render_markup
from kimhub.core.zones import zone_for
from kimhub.search import circles, writing
from kimhub.search.again import belonging
from kimhub.search.sources import Entry, Source, register
from kimhub.search.told import OfWorkshop
from kimhub.workshops import events as workshops
from kimhub.workshops.kinds import KINDS

KIND: Final = "workshop"


class Workshop(Struct, frozen=True):
    id: int
    slug: str
    kind: str
    title: str
    theme: str
    purpose: str
    audience_note: str
    venue: str
    address: str
    wilayah_code: str
    state: str
    starts_at: datetime | None
    created_at: datetime
    rev: int
    organization: int
    house: str
    seat: str


_ids = prepare_sql("SELECT id FROM workshop WHERE id > :after ORDER BY id LIMIT :most")
_some = prepare_sql(
    "SELECT w.id, w.slug, w.kind, w.title, w.theme, w.purpose, w.audience_note, w.venue, w.address,"
    " w.wilayah_code, w.state, w.starts_at, w.created_at, w.rev, w.organization, o.name AS house,"
    " o.wilayah_code AS seat FROM workshop w JOIN organization o ON o.id = w.organization"
    " WHERE w.id IN :ids",
    Workshop,
)
_organizers = prepare_sql(
    "SELECT workshop, \"user\" FROM workshop_helper WHERE workshop IN :ids AND role = 'organizer'"
)
_speakers = prepare_sql(
    "SELECT workshop, name, office FROM workshop_speaker WHERE workshop IN :ids ORDER BY sort, id"
)
belonging(KIND, "house", "SELECT id FROM workshop WHERE organization = :ref AND id > :after ORDER BY id")


async def all_ids(after: int, most: int) -> Sequence[int]:
    return [row[0] for row in await _ids.rows(after=after, most=most)]


async def entries_of(ids: Sequence[int]) -> Sequence[Entry]:
    organizers: dict[int, list[int]] = defaultdict(list)
    speakers: dict[int, list[str]] = defaultdict(list)
    for workshop, user in await _organizers.rows(ids=list(ids)):
        organizers[workshop].append(user)
    for workshop, *said in await _speakers.rows(ids=list(ids)):
        speakers[workshop].append(", ".join(filter(None, said)))
    return [_entry(one, organizers[one.id], speakers[one.id]) for one in await _some(ids=list(ids))]


def _entry(one: Workshop, organizers: list[int], speakers: list[str]) -> Entry:
    purpose = plain(render_markup(one.purpose)) if one.purpose else ""
    kind = KINDS[one.kind].source if one.kind in KINDS else ""
    texts = (one.theme, purpose, one.audience_note, one.venue, one.address, *speakers)
    at = one.starts_at or one.created_at
    return Entry(
        kind=KIND,
        thing=one.id,
        title=one.title,
        path=f"/pelatihan/{one.slug}",
        readers=circles.workshop(one.organization, one.seat, one.state, organizers),
        happened_at=at,
        text="\n".join(text for text in texts if text),
        beside=kind,
        organization=one.organization,
        house=one.house,
        seat=one.wilayah_code,
        year=at.astimezone(zone_for(one.wilayah_code)).year,
        type=one.kind,
        status=one.state,
        rev=one.rev,
    )


register(Source(KIND, lazy_("Pelatihan"), "training", all_ids, entries_of))


@on(
    workshops.WorkshopDrafted,
    workshops.WorkshopPublished,
    workshops.WorkshopEdited,
    workshops.WorkshopCopied,
    workshops.WorkshopDiscarded,
    workshops.WorkshopCancelled,
    workshops.WorkshopFinished,
    workshops.ReportDecided,
    workshops.HelperChanged,
)
async def follow_workshop(event: OfWorkshop) -> None:
    await writing.refresh(KIND, [event.workshop_id])
