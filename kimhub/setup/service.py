"""Setting the installation up: once, by whoever holds the code of the terminal."""

from typing import Final
from uuid import uuid4

from kimhub.accounts.service import Registration, create, prepare_registration
from kimhub.accounts.tables import User
from kimhub.core.actor import Actor, Grant
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line
from kimhub.core.db import after_commit, now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, current_locale
from kimhub.core.jobs import enqueue
from kimhub.groups import founding, installation, organizations, rights, terms
from kimhub.groups.events import RoleGranted
from kimhub.groups.tables import Installation, Membership, Organization, RoleAssignment
from kimhub.sample import jobs as sample
from kimhub.sample.events import SampleAsked
from kimhub.setup import code
from kimhub.setup.events import InstallationSetUp
from kimhub.wilayah.picker import Choice
from kimhub.wilayah.places import Place
from kimhub.wilayah.service import get_wilayah

# As they stand on the page.
FIELDS: Final = ("code", "installation", "wilayah", "name", "identity", "password", "consent")
KINDS: Final = {"province": "Provinsi", "regency": "Kabupaten", "city": "Kota"}
REGENCY: Final = 5  # length of the code of a regency or city


class AlreadySetUp(Exception):
    """Somebody was faster, in another browser perhaps. There is one setup."""


async def set_up(form: dict[str, str], choice: Choice) -> User:
    """Found the installation, its office, and the person who may do everything; returns that person.

    Raises Invalid with a sentence for each field, AlreadySetUp when there is an installation.
    """
    if await installation.is_ready():
        raise AlreadySetUp
    name, registration, place = await _read(form, choice)
    async with transaction():
        # A row with a fixed id: of two setups at once the second waits for the first, then finds it.
        row = Installation(
            id=1,
            name=name,
            wilayah_code=place.code,
            place=organizations.describe(place),
            set_up_at=now(),
        )
        made = (
            await Installation.insert(row)
            .on_conflict(Installation.id, "DO NOTHING")
            .returning(Installation.id)
        )
        if not made:
            raise AlreadySetUp
        after_commit(installation.forget)
        person = await create(registration)
        office = await _found_office(person, place)
        await _give_everything(person, office)
        with_sample = form.get("sample") == "on"
        await publish(InstallationSetUp(person.id, office.id, name, place.code, with_sample))
        if with_sample:
            from kimhub.sample.service import how_many  # see sample/jobs.py

            await publish(SampleAsked(person.id, how_many(place.code)))
            await enqueue(sample.fill, sample.Fill(place.code), key="sample")
    return person


async def _read(form: dict[str, str], choice: Choice) -> tuple[str, Registration, Place]:
    """What was typed, checked. Without the right code nothing else is looked at but what costs nothing."""
    errors = dict(choice.errors)
    name = form.get("installation", "")
    try:
        await code.check(form.get("code", ""))
    except Invalid as no:
        errors = no.errors | errors
    try:
        name = checked_line(
            name, "installation", least=3, empty=_("Tulis namanya, misalnya KIMHub Kabupaten Bone.")
        )
    except Invalid as no:
        errors |= no.errors
    registration = None
    if "code" not in errors:
        try:
            registration = await prepare_registration(
                name=form.get("name", ""),
                identity=form.get("identity", ""),
                password=form.get("password", ""),
                locale=current_locale(),
                consent=form.get("consent") == "on",
                about=(name,),
            )
        except Invalid as no:
            errors |= no.errors
    if errors or registration is None or choice.place is None:
        raise Invalid(**{field: errors[field] for field in FIELDS if field in errors})
    return name, registration, choice.place


async def _found_office(person: User, place: Place) -> Organization:
    """The dinas of the place; of a kecamatan or village that of its regency (policy.LEVELS)."""
    seat = await get_wilayah(place.code[:REGENCY]) or place
    role = "province" if len(seat.code) == 2 else "pembina"
    founder = Actor(id=person.id, name=person.name, grants=(Grant(role, None, seat.code),))
    made = await founding.create(
        founder,
        founding.New("agency", f"Diskominfo {KINDS[seat.kind]} {seat.name}", seat, "verified"),
        uuid4(),
    )
    office = await Organization.objects().get(Organization.id == made.id)
    assert office is not None
    return office


async def _give_everything(person: User, office: Organization) -> None:
    """Staff of the office, hence pembina, and operator of the installation."""
    reason = _("Penyiapan KIMHub")
    await Membership.insert(
        Membership(
            organization=office.id,
            user=person.id,
            state="active",
            joined_on=terms.today(),
            decided_by=person.id,
            changed_at=now(),
        )
    )
    await Organization.update({Organization.member_count: 1}).where(Organization.id == office.id)
    await RoleAssignment.insert(
        RoleAssignment(
            user=person.id,
            role="sysadmin",
            wilayah_code="",
            valid_from=now(),
            granted_by=person.id,
            reason=reason,
        )
    )
    await rights.touch(person.id)
    office_role = "province" if len(office.wilayah_code) == 2 else "pembina"
    for role, number, where in (
        (office_role, office.id, office.wilayah_code),
        ("sysadmin", None, ""),
    ):
        await publish(RoleGranted(person.id, person.id, person.name, role, number, where, reason))
