"""Who holds which position in an organization, and until when."""

from datetime import date
from uuid import UUID

import msgspec

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, lock_id, now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.groups import decrees, organizations, rights, settings, terms
from kimhub.groups.events import OfficerAppointed, OfficerEnded
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Officer

REASONS = ("term_over", "resigned", "replaced", "died")


class Entry(msgspec.Struct, frozen=True):
    id: int
    user: int | None
    name: str
    position: str
    section: str
    term_start: date
    term_end: date | None
    ended_on: date | None
    reason: str
    number: str | None  # of the decree

    @property
    def state(self) -> str:
        """planned, serving or ended, as the day has it (domain.md 10)."""
        if self.ended_on or terms.is_over(self.term_end):
            return "ended"
        return "planned" if self.term_start > terms.today() else "serving"


class OneOfficer(msgspec.Struct, frozen=True):
    officer: Entry
    organization: Profile


class Person(msgspec.Struct, frozen=True):
    id: int
    name: str


_of = prepare_sql(
    'SELECT o.id, o."user", coalesce(u.name, o.name) AS name, o.position, o.section, o.term_start,'
    " o.term_end, o.ended_on, o.reason, d.number"
    ' FROM officer o LEFT JOIN account u ON u.id = o."user" LEFT JOIN decree d ON d.id = o.decree'
    " WHERE o.organization = :organization ORDER BY o.id",
    Entry,
)
_members = prepare_sql(
    'SELECT u.id, u.name FROM membership m JOIN account u ON u.id = m."user"'
    " WHERE m.organization = :organization AND m.state = 'active' ORDER BY u.name, u.id",
    Person,
)


async def of(organization: Profile) -> list[Entry]:
    """Everybody who holds, will hold or held a position, in the order of the positions."""
    order = {row.code: n for n, row in enumerate(await settings.positions())}
    entries = await _of(organization=organization.id)
    return sorted(entries, key=lambda entry: (order.get(entry.position, 999), entry.section, entry.id))


async def get(slug: str, officer_id: int) -> OneOfficer | None:
    organization = await organizations.get(slug)
    if organization is None:
        return None
    found = [entry for entry in await _of(organization=organization.id) if entry.id == officer_id]
    return OneOfficer(found[0], organization) if found else None


async def members(organization: Profile) -> list[Person]:
    """Whom one may appoint: the active members by name."""
    return await _members(organization=organization.id)


async def appoint(organization: Profile, actor: Actor, form: dict[str, str], key: UUID) -> int:
    """Give a member, or somebody without an account, a position; returns the id. Sent twice: done once.

    Without dates of its own the term is that of the decree.
    """
    if made := await _made_with(key):
        return made
    row = await _read(organization, form)
    row.key, row.created_at = key, now()
    try:
        async with transaction():
            number = int((await Officer.insert(row))[0]["id"])
            if row.user:
                await rights.touch(row.user)
            assert actor.id is not None
            await publish(
                OfficerAppointed(organization.id, actor.id, number, row.user, row.name, row.position)
            )
    except Exception as error:
        if is_unique_violation(error) and (made := await _made_with(key)):
            return made
        raise
    return number


async def end(one: OneOfficer, actor: Actor, form: dict[str, str]) -> bool:
    """Relieve an officer from a day on, today at the latest, with the reason. False when done before."""
    reason, day = form.get("reason", ""), parse_date(form.get("ended_on", "")) or None
    errors = {}
    if reason not in REASONS:
        errors["reason"] = _("Pilih alasannya.")
    if day is None or day > terms.today() or day < one.officer.term_start:
        errors["ended_on"] = _("Tulis tanggal antara awal masa jabatan dan hari ini.")
    if errors or day is None:
        raise Invalid(**errors)
    officer, organization = one.officer, one.organization
    async with transaction():
        await lock_id(Officer, officer.id)
        changed = (
            await Officer.update({Officer.ended_on: day, Officer.reason: reason})
            .where((Officer.id == officer.id) & Officer.ended_on.is_null())
            .returning(Officer.id)
        )
        if changed:
            if officer.user:
                await rights.touch(officer.user)
            assert actor.id is not None
            await publish(
                OfficerEnded(
                    organization.id,
                    actor.id,
                    officer.id,
                    officer.user,
                    officer.name,
                    officer.position,
                    reason,
                    day.isoformat(),
                )
            )
    return bool(changed)


async def _read(organization: Profile, form: dict[str, str]) -> Officer:
    errors: dict[str, str] = {}
    user, name = await _person(organization, form, errors)
    position = form.get("position", "")
    if position not in {row.code for row in await settings.positions()}:
        errors["position"] = _("Pilih jabatannya.")
    section = ""
    try:
        section = checked_line(form.get("section", ""), "section", most=80, least=0)
    except Invalid as no:
        errors |= no.errors
    decree = await _decree(organization, form, errors)
    start = _day(form, "term_start", errors) or (decree.begins if decree else terms.today())
    last = _day(form, "term_end", errors) or (decree.term_end if decree else None)
    if last and last <= start:
        errors["term_end"] = _("Masa jabatan harus berakhir sesudah dimulai.")
    if errors:
        raise Invalid(**errors)
    return Officer(
        organization=organization.id,
        user=user,
        name=name,
        position=position,
        section=section,
        decree=decree.id if decree else None,
        term_start=start,
        term_end=last,
    )


async def _person(
    organization: Profile, form: dict[str, str], errors: dict[str, str]
) -> tuple[int | None, str]:
    """An active member by id, else a name; a stranger's account can never be appointed."""
    if chosen := form.get("user", ""):
        for person in await members(organization):
            if str(person.id) == chosen:
                return person.id, person.name
        errors["user"] = _("Orang ini bukan anggota aktif. Terima dulu sebagai anggota.")
        return None, ""
    try:
        return None, checked_line(
            form.get("name", ""), "name", least=2, empty=_("Pilih anggota, atau tulis namanya.")
        )
    except Invalid as no:
        errors |= no.errors
        return None, ""


async def _decree(
    organization: Profile, form: dict[str, str], errors: dict[str, str]
) -> decrees.Entry | None:
    chosen = form.get("decree", "")
    if not chosen:
        return None
    for entry in await decrees.of(organization):
        if str(entry.id) == chosen:
            return entry
    errors["decree"] = _("Pilih SK dari daftar.")
    return None


def _day(form: dict[str, str], name: str, errors: dict[str, str]) -> date | None:
    text = form.get(name, "").strip()
    day = parse_date(text) if text else None
    if text and day is None:
        errors[name] = _("Tulis tanggalnya, misalnya 12/12/2023.")
    return day


async def _made_with(key: UUID) -> int | None:
    rows = await Officer.select(Officer.id).where(Officer.key == key)
    return rows[0]["id"] if rows else None
