"""Entering a new KIM, forum KIM or office."""

from datetime import date
from uuid import UUID

import msgspec

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.text import checked_line, search_norm
from kimhub.groups import decree_form, decree_steps, organizations, policy, terms
from kimhub.groups.decree_form import Scan
from kimhub.groups.events import OrganizationCreated, OrganizationRegistered
from kimhub.groups.organizations import Neighbour, Profile
from kimhub.groups.tables import Organization
from kimhub.wilayah.places import Place

STATES = ("draft", "registered", "verified")


class New(msgspec.Struct, frozen=True):
    """What the form says; `another` confirms that a second one in the same place is meant."""

    kind: str
    name: str
    place: Place
    state: str
    founded_on: date | None = None
    another: bool = False


def read(form: dict[str, str], place: Place) -> New:
    """The form as values; raises Invalid for what cannot be read."""
    errors: dict[str, str] = {}
    name = form.get("name", "")
    try:
        name = checked_line(name, "name", least=3, empty=_("Tulis nama lengkapnya, misalnya KIM Mallari."))
    except Invalid as no:
        errors |= no.errors
    kind, state = form.get("kind", "kim"), form.get("state", "draft")
    if kind not in policy.LEVELS:
        errors["kind"] = _("Pilih salah satu.")
    if state not in STATES:
        errors["state"] = _("Pilih salah satu.")
    founded_on = parse_date(form["founded_on"]) if form.get("founded_on") else None
    if form.get("founded_on") and (founded_on is None or founded_on > terms.today()):
        errors["founded_on"] = _("Tulis tanggal yang sudah lewat, misalnya 16/3/2020.")
    if kind in policy.LEVELS and place.level not in policy.LEVELS[kind]:
        errors["wilayah"] = _WRONG_LEVEL[kind]()
    if errors:
        raise Invalid(**errors)
    return New(kind, name, place, state, founded_on, form.get("another") == "on")


async def create(
    actor: Actor, new: New, key: UUID, decree: decree_form.New | None = None, scan: Scan | None = None
) -> Profile:
    """The new organization. Sent twice with one key it is made once.

    Raises Invalid when the place is not this person's to fill or somebody similar is there already, Refused
    for a kind or state beyond the person's rights.
    """
    if made := await _made_with(actor, key):
        return made
    state = "verified" if new.kind == "agency" else new.state
    await _check_rights(actor, new, state)
    _check_neighbours(new, await organizations.seated_at(new.place.code, new.kind))
    place = organizations.describe(new.place)
    try:
        async with transaction():
            row = Organization(
                kind=new.kind,
                name=new.name,
                wilayah_code=new.place.code,
                place=place,
                search=organizations.searchable(new.name, place),
                founded_on=new.founded_on,
                legal_status=state if new.kind == "agency" or state == "draft" else "registered",
                created_at=now(),
                created_by=actor.id,
                key=key,
            )
            number = await organizations.insert(row, new.place)
            assert actor.id is not None
            await publish(
                OrganizationCreated(number, actor.id, new.name, new.kind, new.place.code, row.legal_status)
            )
            if row.legal_status == "registered":
                await publish(OrganizationRegistered(number, actor.id, new.name, new.place.code))
            profile = await organizations.get(row.slug)
            assert profile is not None
            if decree and new.kind != "agency":
                await decree_steps.add(actor, decree, [profile], scan, key)
    except Exception as error:
        if is_unique_violation(error) and (made := await _made_with(actor, key)):
            return made
        raise
    return await organizations.get(row.slug) or profile


async def _made_with(actor: Actor, key: UUID) -> Profile | None:
    found = await Organization.select(Organization.slug).where(
        (Organization.key == key) & (Organization.created_by == actor.id)
    )
    return await organizations.get(found[0]["slug"]) if found else None


async def _check_rights(actor: Actor, new: New, state: str) -> None:
    admin_of = [g.organization for g in actor.grants if g.role == "kim_admin" and g.organization]
    seats = await organizations.admin_seats(actor.id or 0, admin_of)
    if policy.may_create(actor, new.kind, new.place.code, state, seats):
        return
    if policy.may_create(actor, "kim", new.place.code, "draft", seats):
        raise Refused(_("Di wilayah ini Anda boleh mencatat draf KIM. Selebihnya dicatat oleh pembina."))
    raise Invalid(
        wilayah=_("Wilayah ini di luar wilayah Anda. Pilih tempat di dalam wilayah Anda sendiri.")
    )


def _check_neighbours(new: New, there: list[Neighbour]) -> None:
    """Several in one village are allowed (domain.md 0.1), but not by accident."""
    if any(search_norm(neighbour.name) == search_norm(new.name) for neighbour in there):
        raise Invalid(name=_("Nama ini sudah tercatat di tempat yang sama."))
    if there and not new.another:
        names = ", ".join(neighbour.name for neighbour in there[:5])
        raise Invalid(
            another=_("Di tempat ini sudah ada %(names)s. Centang bila yang ini memang berbeda.")
            % {"names": names}
        )


_WRONG_LEVEL = {
    "kim": lambda: _("KIM berkedudukan di desa, kelurahan, atau kecamatan."),
    "forum_kim": lambda: _("Forum KIM berkedudukan di kecamatan, kabupaten, kota, atau provinsi."),
    "agency": lambda: _("Dinas berkedudukan di kabupaten, kota, atau provinsi."),
}
