"""Changing what a plan says, two people at a time, without losing a word."""

import json
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.zones import zone_for, zone_key
from kimhub.workshops import changes, fields, kind_list, moments, schedule, seats, states
from kimhub.workshops.views import Workshop

# Which part of the promise each field belongs to: those who signed up hear of a change.
MATTERS: Final = {
    "mode": "mode",
    "venue": "place",
    "address": "place",
    "wilayah_code": "place",
    "online_url": "online",
    "online_note": "online",
}
SEATS: Final = ("capacity", "per_organization", "per_district")


class Edit(Struct, frozen=True):
    """An earlier edit: who, when, and what it changed."""

    payload: str
    name: str
    happened_at: datetime


class Conflict(Exception):
    """Somebody else saved the same fields meanwhile. Nothing of either is lost.

    `mine` is the form to show: what this person changed, over what now stands in the fields left alone.
    `theirs` holds the other's value of each field that both changed; `who` made the last of these edits.
    """

    def __init__(
        self, mine: dict[str, str], theirs: dict[str, str], version: int, who: str, when: datetime | None
    ) -> None:
        super().__init__(version)
        self.mine, self.theirs, self.version, self.who, self.when = mine, theirs, version, who, when


_edits = prepare_sql(
    "SELECT e.payload, coalesce(a.name, '') AS name, e.happened_at FROM event e"
    " LEFT JOIN account a ON a.id = e.actor WHERE e.kind = 'WorkshopEdited' AND e.organization = :house"
    " AND e.payload LIKE :this ORDER BY e.id",
    Edit,
)


def as_form(one: Any, names: tuple[str, ...]) -> dict[str, str]:
    """The stored values as a form shows them."""
    zone = zone_for(one.wilayah_code)
    return {name: fields.shown(getattr(one, name), zone) for name in names} | {"version": str(one.version)}


async def save(one: Workshop, actor: Actor, form: dict[str, str], part: str) -> list[str]:
    """Save the fields of a page (`part`: details or rules); returns the names of those that changed.

    `form["version"]` is the version the form was filled from. Raises Conflict when somebody has changed one
    of the same fields since, Invalid, Refused.
    """
    names = fields.DETAILS if part == "details" else fields.RULES
    wanted = fields.read(form, names, one.zone)
    async with transaction():
        row = await changes.held(one.id)
        before = as_form(row, names)
        if form.get("version", "") != str(row.version):
            await _refuse_if_both_changed(row, wanted, before, form.get("version", ""))
        after = {name: fields.shown(value, one.zone) for name, value in wanted.items()}
        changed = {name: [before[name], after[name]] for name in wanted if before[name] != after[name]}
        if not changed:
            return []
        await _check(row, wanted, changed)
        values: dict[Any, Any] = {name: wanted[name] for name in changed}
        matters = {MATTERS[name] for name in changed if name in MATTERS}
        if "wilayah_code" in changed:
            values |= await _move_zone(row, wanted["wilayah_code"], matters)
        await changes.record(row, actor, part, changed, values=values, matters=matters)
        if changed.keys() & {*SEATS, "waiting_list"}:
            await seats.refill(row.id)
    return [*changed]


async def _check(row: Workshop, wanted: dict[str, Any], changed: dict[str, list[str]]) -> None:
    """What depends on how things stand. Raises Invalid."""
    if "kind" in changed and wanted["kind"] not in await kind_list.labels():
        raise Invalid(kind=_("Pilih jenis kegiatan dari daftar."))
    mode = wanted.get("mode", row.mode)
    if row.state == states.OPEN and mode != "online" and not wanted.get("venue", row.venue):
        raise Invalid(venue=_("Tulis tempatnya: kegiatan ini sudah diumumkan."))
    closes = wanted.get("closes_at")
    if closes and row.ends_at and closes > row.ends_at:
        raise Invalid(closes_at=_("Pendaftaran harus ditutup sebelum kegiatan berakhir."))
    if changed.keys() & {*SEATS}:
        await seats.check_room(row.id, *(wanted.get(name, getattr(row, name)) for name in SEATS))


async def _move_zone(row: Workshop, code: str, matters: set[str]) -> dict[Any, Any]:
    """The place lies in another zone now: 09.00 stays 09.00 by the clocks there. Moves sessions and
    rundown, in the caller's transaction; returns what changes in the row itself."""
    old, new = zone_for(row.wilayah_code), zone_for(code)
    values: dict[Any, Any] = {"zone": zone_key(code)}
    if zone_key(code) == zone_key(row.wilayah_code):
        return values
    matters.add("time")
    await schedule.move_all(row.id, lambda moment: moments.moved(moment, old, new))
    for name in ("starts_at", "ends_at", "opens_at", "closes_at"):
        if moment := getattr(row, name):
            values[name] = moments.moved(moment, old, new)
    return values


async def _refuse_if_both_changed(
    row: Workshop, wanted: dict[str, Any], stored: dict[str, str], version: str
) -> None:
    """Raise Conflict, with the fields merged, when others changed a field of this page since `version`."""
    base, who, when = dict(stored), "", None
    first = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    for edit in reversed(await _edits(house=row.organization, this=f'{{"workshop_id": {row.id},%')):
        said = json.loads(edit.payload)
        touched_then = said["changes"].keys() & wanted.keys()
        if said["version"] <= first or not touched_then:
            continue
        base |= {name: said["changes"][name][0] for name in touched_then}
        if when is None:
            who, when = edit.name, edit.happened_at
    touched = {name for name in wanted if base[name] != stored[name]}
    if not touched:
        return
    zone = zone_for(row.wilayah_code)
    mine, theirs = {}, {}
    for name, value in wanted.items():
        typed = fields.shown(value, zone)
        mine[name] = stored[name] if name in touched and typed == base[name] else typed
        if name in touched and mine[name] != stored[name]:
            theirs[name] = stored[name]
    raise Conflict(mine, theirs, row.version, who, when)
