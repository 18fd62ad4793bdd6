"""Certificates: who earned one, issuing, revoking, and issuing anew with a corrected name.

The rule is the share of sessions a person attended; whoever spoke, moderated or helped to run the event
earned one by that. A certificate is never changed: one with a mistake is replaced, and says so.
"""
# ruff: noqa: S608 - every part is written here; what people ask for arrives as a value

from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.accounts.leaving import GONE
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.papers import checks, letterheads, numbers
from kimhub.workshops import certificate_facts, tables, workshops
from kimhub.workshops.certificate_facts import KIND
from kimhub.workshops.events import CertificateIssued, CertificateRevoked
from kimhub.workshops.tables_after import Certificate
from kimhub.workshops.tables_seats import Registration
from kimhub.workshops.views import Workshop

MAX_NAME: Final = 120
MAX_REASON: Final = 300


class Person(Struct, frozen=True):
    """Somebody of the event, by registration or as a line of the speakers. `state` is that of the newest
    certificate: valid, revoked, or empty where there is none."""

    registration: int | None
    speaker: int | None
    user: int | None
    name: str
    from_where: str
    role: str
    attended: int
    state: str

    @property
    def key(self) -> str:
        """What names this person in a form."""
        return f"r{self.registration}" if self.registration else f"s{self.speaker}"


class Earned(Struct, frozen=True):
    """How an event stands with its certificates."""

    sessions: int
    needed: int  # sessions one must have attended
    earned: list[Person]
    others: list[Person]  # confirmed, but absent too often

    @property
    def waiting(self) -> list[Person]:
        """Who earned one and never got one; what was revoked is given again one by one."""
        return [person for person in self.earned if not person.state]

    @property
    def issued(self) -> int:
        return sum(person.state == "valid" for person in self.earned)


_NEWEST: Final = (
    "coalesce((SELECT c.state FROM workshop_certificate c WHERE c.{key} = {of} AND c.state <> 'replaced'"
    " ORDER BY c.id DESC LIMIT 1), '') AS state"
)
_people = prepare_sql(
    'SELECT r.id AS registration, CAST(NULL AS BIGINT) AS speaker, r."user", r.name,'
    " CASE WHEN r.from_where <> '' OR o.id IS NULL THEN r.from_where ELSE o.name || ', ' || o.place END"
    " AS from_where, r.kind AS role,"
    " (SELECT count(*) FROM workshop_attendance a WHERE a.registration = r.id"
    f" AND a.workshop = r.workshop) AS attended, {_NEWEST.format(key='registration', of='r.id')}"
    " FROM workshop_registration r LEFT JOIN organization o ON o.id = r.organization"
    " WHERE r.workshop = :workshop AND r.state = 'confirmed' ORDER BY r.name, r.id",
    Person,
)
_speakers = prepare_sql(
    'SELECT CAST(NULL AS BIGINT) AS registration, s.id AS speaker, s."user", s.name,'
    f" s.office AS from_where, s.role, 0 AS attended, {_NEWEST.format(key='speaker', of='s.id')}"
    " FROM workshop_speaker s WHERE s.workshop = :workshop AND s.role IN ('speaker', 'moderator')"
    " ORDER BY s.sort, s.id",
    Person,
)
_sessions = prepare_sql("SELECT count(*) FROM workshop_session WHERE workshop = :workshop")


def may_begin(workshop: Workshop) -> bool:
    """Certificates are for what has taken place."""
    return workshop.phase in {"over", "finished", "reported"}


async def earned(workshop: Workshop) -> Earned:
    """Who earned one, and who did not come often enough. A speaker who also signed up is listed once."""
    sessions = int(await _sessions.value(workshop=workshop.id))
    needed = max(1, -(-sessions * workshop.certificate_share // 100))
    # Whoever has left has no name any more to be printed; what they held before stays as it was.
    people = [one for one in await _people(workshop=workshop.id) if one.name != GONE or one.state]
    speakers = await _speakers(workshop=workshop.id)
    accounts = {one.user for one in speakers} - {None}
    seated = [one for one in people if one.user not in accounts or one.state]
    done = {one.user for one in seated if one.state} - {None}
    by_role = [one for one in speakers if one.user not in done]
    by_role += [one for one in seated if one.role in {"speaker", "committee"}]
    rest = [one for one in seated if one.role not in {"speaker", "committee"}]
    there = [one for one in rest if one.attended >= needed or one.state]
    absent = [one for one in rest if one.attended < needed and not one.state]
    return Earned(sessions, needed, by_role + there, absent)


async def issue(workshop: Workshop, actor: Actor, key: str = "") -> int:
    """Issue one to everybody who waits for it, or to the person of this `key`; returns how many.

    Raises Refused before the event is over, while nobody is named who signs, and for a person who did not
    earn one.
    """
    async with transaction():
        await lock_id(tables.Workshop, workshop.id)
        current = await workshops.by_id(workshop.id)
        if current is None:
            raise NotFound
        _check(current)
        found = await earned(current)
        if not key:
            people = found.waiting
        else:
            people = [one for one in found.earned if one.key == key and one.state != "valid"]
            if not people and not any(one.key == key for one in found.earned):
                raise Refused(_("Orang ini belum berhak atas sertifikat."))
        await _insert(current, actor, people)
    return len(people)


async def revoke(certificate_id: int, actor: Actor, reason: str) -> None:
    """Let it hold no longer. Raises Invalid without a reason, Refused when it does not hold already."""
    said = _("Tulis alasan pencabutannya.")
    reason = checked_line(reason, "reason", most=MAX_REASON, least=5, empty=said)
    async with transaction():
        row = await _valid(certificate_id)
        await _end(row, "revoked", reason)
        assert actor.id is not None
        told = (row["id"], row["registration"], row["workshop"], actor.id, reason, row["user"])
        await publish(CertificateRevoked(*told))


async def issue_anew(certificate_id: int, actor: Actor, name: str) -> int:
    """Replace it by one with this name; returns the new one's id. The old one then says that it was
    replaced. Raises Invalid, Refused."""
    name = checked_line(name, "name", most=MAX_NAME, empty=_("Tulis namanya."))
    async with transaction():
        row = await _valid(certificate_id)
        if name == row["name"]:
            raise Invalid(name=_("Nama ini sama dengan yang sudah tercetak."))
        workshop = await workshops.by_id(row["workshop"])
        assert workshop is not None
        await _end(row, "replaced", _("Nama dibetulkan."))
        person = Person(row["registration"], row["speaker"], row["user"], name, row["from_where"],
                        row["role"], 0, "")  # fmt: skip
        (made,) = await _insert(workshop, actor, [person], facts=row["facts"])
        if registration := row["registration"]:
            await Registration.update({Registration.name: name}).where(
                (Registration.id == registration) & (Registration.name != GONE)
            )
        await Certificate.update({Certificate.replaced_by: made}).where(Certificate.id == row["id"])
    return made


async def _insert(workshop: Workshop, actor: Actor, people: list[Person], facts: str = "") -> list[int]:
    """The rows with their numbers and codes, in the caller's transaction; returns their ids."""
    if not people:
        return []
    assert actor.id is not None
    today = now().astimezone(workshop.zone).date()
    printed = facts or certificate_facts.packed(await certificate_facts.printed(workshop))
    hours = certificate_facts.unpacked(printed).hours
    given = await numbers.next_numbers(workshop.organization, KIND, today, len(people))
    codes = await checks.new_codes(KIND, len(people))
    rows = [
        Certificate(
            workshop=workshop.id,
            registration=person.registration,
            speaker=person.speaker,
            user=person.user,
            number=number,
            name=person.name[:MAX_NAME],
            from_where=letterheads.written_out(person.from_where)[:160],
            role=person.role,
            facts=printed,
            credit_hours=hours,
            issued_on=today,
            code=code,
            issued_by=actor.id,
        )
        for person, number, code in zip(people, given, codes, strict=True)
    ]
    made = [int(row["id"]) for row in await Certificate.insert(*rows)]
    for number, person in zip(made, people, strict=True):
        issued = CertificateIssued(number, person.registration, workshop.id, actor.id, person.user)
        await publish(issued)
    return made


def _check(workshop: Workshop) -> None:
    if not may_begin(workshop):
        raise Refused(_("Sertifikat terbit setelah acaranya selesai."))
    if not workshop.signer_name:
        raise Refused(_("Isi dulu siapa yang menandatangani sertifikat."))


async def _valid(certificate_id: int) -> dict[str, Any]:
    """The row, locked. Raises Refused when it does not hold any more."""
    await lock_id(Certificate, certificate_id)
    row: dict[str, Any] | None = await Certificate.select().where(Certificate.id == certificate_id).first()
    if row is None:
        raise NotFound
    if row["state"] != "valid":
        raise Refused(_("Sertifikat ini sudah tidak berlaku."))
    return row


async def _end(row: dict[str, Any], state: str, reason: str) -> None:
    at: datetime = now()
    change: dict[Any, Any] = {
        Certificate.state: state,
        Certificate.reason: reason,
        Certificate.ended_at: at,
    }
    await Certificate.update(change).where(Certificate.id == row["id"])
