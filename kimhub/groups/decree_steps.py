"""What is done with decrees (SK): entered, checked by the pembina or given back, replaced by the next."""

from collections.abc import Sequence
from uuid import UUID

from kimhub.core.actor import Actor, within
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.text import checked_line
from kimhub.groups import decrees, organizations, policy, register
from kimhub.groups.decree_form import New, Scan
from kimhub.groups.decrees import OneDecree
from kimhub.groups.events import DecreeReturned, DecreeUploaded, DecreeVerified, OrganizationVerified
from kimhub.groups.organizations import Profile, state_of
from kimhub.groups.tables import Decree, DecreeOrganization, Organization

MOST_AT_ONCE = 300  # organizations of one decree


async def add(actor: Actor, new: New, of_these: Sequence[Profile], scan: Scan | None, key: UUID) -> int:
    """Enter a decree for one or many organizations; returns its id. Sent twice it is entered once.

    Whoever may check decrees checks this one by entering it; others leave it to the pembina. Raises Refused
    when one of the organizations is beyond this person.
    """
    if made := await _made_with(key):
        return made
    if not of_these or len(of_these) > MOST_AT_ONCE:
        raise Invalid(organizations=_("Pilih paling sedikit satu KIM."))
    if not all(policy.can_upload_decree(actor, organization) for organization in of_these):
        raise Refused(_("SK ini menyangkut KIM di luar wilayah Anda."))
    checks = all(policy.can_verify(actor, organization) for organization in of_these)
    if not checks and len(of_these) > 1:
        raise Refused(_("SK untuk beberapa KIM dimasukkan oleh pembina."))
    await _check_superseded(new, of_these)
    try:
        async with transaction():
            number = await _insert(actor, new, scan, key)
            for organization in of_these:
                await DecreeOrganization.insert(
                    DecreeOrganization(decree=number, organization=organization.id)
                )
                await publish(
                    DecreeUploaded(
                        organization.id, _id(actor), number, new.number, organization.wilayah_code
                    )
                )
            if checks:
                await _confirm(number, new.number, new.supersedes, None, of_these, actor)
    except Exception as error:
        if is_unique_violation(error) and (made := await _made_with(key)):
            return made
        raise
    return number


async def candidates(actor: Actor, organization: Profile) -> list[register.Entry]:
    """Other organizations the same decree may be for: those this person checks decrees of."""
    scopes = {g.wilayah for g in actor.grants if g.wilayah and within(organization.wilayah_code, g.wilayah)}
    found: list[register.Entry] = []
    for scope in sorted(scopes, key=len)[:1]:
        found = await register.everyone(scope)
    return [entry for entry in found if entry.id != organization.id and policy.can_verify(actor, entry)]


async def others(actor: Actor, organization: Profile, chosen: Sequence[str]) -> list[Profile]:
    """The organizations ticked besides the one at hand. Raises Refused when one is out of reach."""
    if not chosen:
        return []
    allowed = {str(entry.id): entry.slug for entry in await candidates(actor, organization)}
    if not set(chosen) <= set(allowed):
        raise Refused(_("SK ini menyangkut KIM di luar wilayah Anda."))
    found = [await organizations.get(allowed[number]) for number in dict.fromkeys(chosen)]
    return [profile for profile in found if profile]


async def verify(one: OneDecree, actor: Actor) -> bool:
    """The pembina has seen the decree and it is right. False when that was said before.

    Its organizations become verified, and theirs is the term it names.
    """
    concerned = await decrees.organizations_of(one.decree.id)
    alive = [organization for organization in concerned if policy.lives(organization)]
    if not alive or not all(policy.can_verify(actor, organization) for organization in alive):
        raise Refused(
            _("SK ini juga menyangkut KIM di luar wilayah Anda. Pembina di atasnya yang memeriksa.")
        )
    async with transaction():
        await lock_id(Decree, one.decree.id)
        state = await _state(one.decree.id)
        if state not in {"uploaded", "returned"}:
            return False
        decree = one.decree
        await _confirm(decree.id, decree.number, decree.supersedes, decree.uploaded_by, alive, actor)
    return True


async def give_back(one: OneDecree, actor: Actor, reason: str) -> bool:
    """The pembina cannot accept the decree as it was entered, and says why."""
    reason = checked_line(reason, "reason", most=300, least=5, empty=_("Tulis apa yang perlu diperbaiki."))
    async with transaction():
        changed = (
            await Decree.update({Decree.state: "returned", Decree.note: reason})
            .where((Decree.id == one.decree.id) & (Decree.state == "uploaded"))
            .returning(Decree.id)
        )
        if changed:
            decree, organization = one.decree, one.organization
            await publish(
                DecreeReturned(
                    organization.id, _id(actor), decree.id, decree.number, decree.uploaded_by, reason
                )
            )
    return bool(changed)


async def _confirm(
    decree_id: int,
    number: str,
    supersedes: int | None,
    uploaded_by: int | None,
    of_these: Sequence[Profile],
    actor: Actor,
) -> None:
    """Inside a transaction: the decree is right, and so are its organizations from now on."""
    office = f", {actor.home.name}" if actor.home and actor.home.kind == "agency" else ""
    await Decree.update(
        {
            Decree.state: "verified",
            Decree.note: "",
            Decree.verified_by: actor.id,
            Decree.verified_name: f"{actor.name}{office}"[:160],
            Decree.verified_at: now(),
        }
    ).where(Decree.id == decree_id)
    if supersedes:
        await Decree.update({Decree.state: "superseded"}).where(Decree.id == supersedes)
    for organization in of_these:
        await lock_id(Organization, organization.id)
        was = organization.state
        await decrees.settle_term(organization.id)
        rows = (
            await Organization.update({Organization.legal_status: "verified"})
            .where((Organization.id == organization.id) & (Organization.legal_status != "dissolved"))
            .returning(Organization.legal_status, Organization.term_end)
        )
        await publish(DecreeVerified(organization.id, _id(actor), decree_id, number, uploaded_by))
        if rows and was != "verified" and state_of("verified", rows[0]["term_end"]) == "verified":
            await publish(
                OrganizationVerified(
                    organization.id, _id(actor), organization.name, decree_id, number, was == "expired"
                )
            )


async def _insert(actor: Actor, new: New, scan: Scan | None, key: UUID) -> int:
    row = Decree(
        number=new.number,
        title=new.title,
        issuer_level=new.issuer_level,
        issuer_title=new.issuer_title,
        issuer_name=new.issuer_name,
        signed_on=new.signed_on,
        term_start=new.term_start,
        term_end=new.term_end,
        file=scan.key if scan else "",
        file_name=scan.name[:160] if scan else "",
        file_mime=scan.mime if scan else "",
        file_size=scan.size if scan else 0,
        supersedes=new.supersedes,
        uploaded_by=actor.id,
        created_at=now(),
        key=key,
    )
    return int((await Decree.insert(row))[0]["id"])


async def _check_superseded(new: New, of_these: Sequence[Profile]) -> None:
    """Only an own, checked decree can be replaced, and not one that others still stand on."""
    if new.supersedes is None:
        return
    entry = await decrees.entry(of_these[0], new.supersedes)
    if entry is None or entry.state != "verified":
        raise Invalid(supersedes=_("Pilih SK yang masih berlaku dari daftar."))
    standing = {organization.id for organization in await decrees.organizations_of(entry.id)}
    if not standing <= {organization.id for organization in of_these}:
        raise Invalid(
            supersedes=_(
                "SK itu juga dipakai KIM lain. Kosongkan bagian ini: SK terbaru tetap yang berlaku."
            )
        )


async def _made_with(key: UUID) -> int | None:
    rows = await Decree.select(Decree.id).where(Decree.key == key)
    return rows[0]["id"] if rows else None


async def _state(decree_id: int) -> str:
    rows = await Decree.select(Decree.state).where(Decree.id == decree_id)
    return str(rows[0]["state"])


def _id(actor: Actor) -> int:
    assert actor.id is not None
    return actor.id
