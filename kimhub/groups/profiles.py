"""Changing what an organization says about itself, two people at a time, without losing a word."""

import json
from datetime import date
from typing import Any

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, transaction
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.phones import normalise
from kimhub.core.tables import Event
from kimhub.core.text import checked_line, checked_text
from kimhub.groups import organizations, policy, terms
from kimhub.groups.events import OrganizationEdited
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Organization

FACTS = ("name", "national_no", "founded_on", "address", "contact_phone")
TEXTS = ("about", "vision", "mission", "basis", "potential", "achievements")
MOST_TEXT = 4000


class Conflict(Exception):
    """Somebody else saved meanwhile. Nothing of either is lost.

    `mine` is the form to show: what this person changed, over what now stands in the fields left alone.
    `theirs` holds the other's value of each field that both changed.
    """

    def __init__(self, mine: dict[str, str], theirs: dict[str, str], version: int) -> None:
        super().__init__(version)
        self.mine, self.theirs, self.version = mine, theirs, version


def fields_for(actor: Actor, organization: Profile) -> tuple[str, ...]:
    """Officers write the texts of their house, admins everything."""
    return FACTS + TEXTS if policy.can_edit_facts(actor, organization) else TEXTS


def as_form(organization: Any) -> dict[str, str]:
    """The stored values as a form shows them."""
    return {name: _text(getattr(organization, name)) for name in FACTS + TEXTS}


async def edit(organization: Profile, actor: Actor, form: dict[str, str], note: str = "") -> list[str]:
    """Save the fields this person may change; returns the names of those that did change.

    `form["version"]` is the version the form was filled from. Raises Conflict when it is no longer the
    newest, Invalid for what cannot be saved, NotFound when the organization is gone.
    """
    wanted = _read(form, fields_for(actor, organization))
    if policy.owes_a_note(actor, organization):
        note = checked_line(note, "note", most=300, least=5, empty=_("Tulis alasan perubahan ini."))
    async with transaction():
        await lock_id(Organization, organization.id)
        current = await Organization.objects().get(Organization.id == organization.id)
        if current is None:
            raise NotFound
        if form.get("version", "") != str(current.version):
            await _refuse_if_changed(current, wanted, form.get("version", ""))
        before = as_form(current)
        after = {name: _text(value) for name, value in wanted.items()}
        changes = {name: [before[name], after[name]] for name in wanted if before[name] != after[name]}
        if not changes:
            return []
        values: dict[Any, Any] = {name: wanted[name] for name in changes}
        values["version"] = current.version + 1
        if "name" in changes:
            values["search"] = organizations.searchable(wanted["name"], current.place)
        await Organization.update(values).where(Organization.id == organization.id)
        assert actor.id is not None
        await publish(OrganizationEdited(organization.id, actor.id, current.version + 1, changes, note))
    return [*changes]


async def _refuse_if_changed(current: Organization, wanted: dict[str, Any], version: str) -> None:
    """Raise Conflict, with the fields merged, when others changed something since `version`."""
    base = as_form(current)
    for change in reversed(await _changes_since(current.id, version)):
        base |= {name: pair[0] for name, pair in change.items() if name in base}
    now_stored = as_form(current)
    touched = {name for name in wanted if base[name] != now_stored[name]}
    mine, theirs = {}, {}
    for name, value in wanted.items():
        typed = _text(value)
        mine[name] = now_stored[name] if name in touched and typed == base[name] else typed
        if name in touched and mine[name] != now_stored[name]:
            theirs[name] = now_stored[name]
    raise Conflict(mine, theirs, current.version)


async def _changes_since(organization_id: int, version: str) -> list[dict[str, list[str]]]:
    """What was changed after this version, oldest first; everything when the version makes no sense."""
    rows = (
        await Event.select(Event.payload)
        .where((Event.kind == "OrganizationEdited") & (Event.organization == organization_id))
        .order_by(Event.id)
    )
    edits = [json.loads(row["payload"]) for row in rows]
    first = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    return [edit["changes"] for edit in edits if edit["version"] > first]


def _read(form: dict[str, str], names: tuple[str, ...]) -> dict[str, Any]:
    """The fields as they are stored; a field missing from the form is left alone."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name in names:
        if name not in form:
            continue
        try:
            values[name] = _READERS.get(name, _text_field)(form[name], name)
        except Invalid as no:
            errors |= no.errors
    if errors:
        raise Invalid(**errors)
    return values


def _name(text: str, field: str) -> str:
    return checked_line(text, field, least=3, empty=_("Nama tidak boleh kosong."))


def _short(text: str, field: str) -> str:
    return checked_line(text, field, most=40, least=0)


def _address(text: str, field: str) -> str:
    return checked_line(text, field, most=200, least=0)


def _phone(text: str, field: str) -> str:
    return normalise(text, field, landline=True) if text.strip() else ""


def _past_day(text: str, field: str) -> date | None:
    if not text.strip():
        return None
    day = parse_date(text)
    if day is None or day > terms.today():
        raise Invalid(**{field: _("Tulis tanggal yang sudah lewat, misalnya 16/3/2020.")})
    return day


def _text_field(text: str, field: str) -> str:
    return checked_text(text, field, most=MOST_TEXT, least=0)


_READERS = {
    "name": _name,
    "national_no": _short,
    "founded_on": _past_day,
    "address": _address,
    "contact_phone": _phone,
}


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""
