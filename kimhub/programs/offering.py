"""Templates: programs an office writes for those below to begin with."""

from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, slugify
from kimhub.core.zones import zone_for
from kimhub.programs import editing, policy, starting
from kimhub.programs.events import ProgramStarted
from kimhub.programs.tables import WorkProgram
from kimhub.programs.views import Program

MAX_TITLE: Final = 120


class Office(Struct, frozen=True):
    """An office that may have templates; `place` names where they may be used."""

    id: int
    name: str
    kind: str
    legal_status: str
    wilayah_code: str
    place: str


class Template(Struct, frozen=True):
    """`taken` counts the programs that began with it."""

    id: int
    slug: str
    title: str
    organization: int
    owner: str
    place: str
    seat: str
    offered: bool
    lines: int
    total: int
    taken: int

    @property
    def path(self) -> str:
        return f"/program/{self.slug}"


_offices = prepare_sql(
    "SELECT id, name, kind, legal_status, wilayah_code, place FROM organization"
    " WHERE id IN :ids AND kind = 'agency' ORDER BY search, id",
    Office,
)
_templates = prepare_sql(
    "SELECT p.id, p.slug, p.title, p.organization, o.name AS owner, o.place, o.wilayah_code AS seat,"
    " p.offered, (SELECT count(*) FROM program_line l WHERE l.program = p.id AND l.dropped IS FALSE)"
    " AS lines, CAST((SELECT coalesce(sum(b.volume * b.price), 0) FROM program_item b"
    "  JOIN program_line l ON l.id = b.line WHERE l.program = p.id AND l.dropped IS FALSE) AS bigint)"
    " AS total,"
    " (SELECT count(*) FROM program c WHERE c.copied_from = p.id AND c.state <> 'cancelled') AS taken"
    " FROM program p JOIN organization o ON o.id = p.organization"
    " WHERE p.kind = 'template' AND p.state <> 'cancelled' AND (p.organization IN :own"
    " OR (p.offered IS TRUE AND o.wilayah_code IN :above)) ORDER BY p.title, p.id LIMIT 200",
    Template,
)


async def offices_of(actor: Actor) -> list[Office]:
    """The offices this person may write templates for."""
    ids = sorted({g.organization for g in actor.grants if g.organization and g.role in policy.STAFF})
    found = await _offices(ids=ids) if ids else []
    return [one for one in found if policy.may_start_for(actor, one)]


async def visible(actor: Actor) -> tuple[list[Template], list[Template]]:
    """Templates of the person's offices, and those that others offer to the person's houses."""
    own = {one.id for one in await offices_of(actor)}
    places = {place for grant in actor.grants if (place := grant.seat or grant.wilayah)}
    above = {code for place in places for code in _and_above(place)}
    every = await _templates(own=sorted(own), above=sorted(above))
    return (
        [one for one in every if one.organization in own],
        [one for one in every if one.organization not in own],
    )


def _and_above(place: str) -> list[str]:
    """73.08.16 lies in itself, in 73.08, in 73 and in the country."""
    parts = place.split(".")
    return ["", *(".".join(parts[:n]) for n in range(1, len(parts) + 1))]


async def start(form: dict[str, str], actor: Actor, key: UUID) -> Program:
    """Begin a template of an office. Sent twice it is begun once. Raises Invalid, Refused."""
    offices = await offices_of(actor)
    wanted = form.get("office", str(offices[0].id) if offices else "")
    office = next((one for one in offices if str(one.id) == wanted), None)
    if office is None:
        raise Refused(_("Templat disusun oleh instansi pembina."))
    title = checked_line(
        form.get("title", ""), "title", most=MAX_TITLE, least=3, empty=_("Beri nama templatnya.")
    )
    async with transaction():
        if made := await starting.begun_with(key, actor):
            return made
        row = WorkProgram(
            organization=office.id, kind="template", title=title, created_by=actor.id, created_at=now(),
            changed_at=now(), key=key, year=now().astimezone(zone_for(office.wilayah_code)).year,
        )  # fmt: skip
        program = await starting.insert(row, f"templat-{slugify(title)}")
        await editing.note_hand(program.id, actor.id)
        await publish(ProgramStarted(program.id, office.id, actor.id or 0))
        return program


async def offer(program: Program, actor: Actor, on: bool) -> None:
    """Offer a template to the KIM below, or no longer. Raises Refused for an empty one."""
    async with transaction():
        held = await editing.writable(program.id, actor)
        if held.offered == on:
            return
        if on and not await _has_lines.value(program=program.id):
            raise Refused(_("Templat ini masih kosong. Isi dulu kegiatannya, lalu tawarkan."))
        change: dict[Any, Any] = {
            WorkProgram.offered: on, WorkProgram.rev: WorkProgram.rev + 1, WorkProgram.changed_at: now(),
        }  # fmt: skip
        await WorkProgram.update(change).where(WorkProgram.id == program.id)


_has_lines = prepare_sql("SELECT 1 FROM program_line WHERE program = :program AND dropped IS FALSE LIMIT 1")
