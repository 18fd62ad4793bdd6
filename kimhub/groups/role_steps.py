"""Giving rights to people, and taking them away at once; each time with the reason, in the log."""

from datetime import date
from typing import Any

from kimhub.accounts.tables import User
from kimhub.core import phones
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.text import checked_line
from kimhub.groups import belonging, organizations, policy, rights, roles, terms
from kimhub.groups.events import RoleGranted, RoleRevoked
from kimhub.groups.organizations import Profile
from kimhub.groups.roles import Held, House
from kimhub.groups.tables import Membership, RoleAssignment

GIVEN = ("staff", "forum_coord", "sysadmin")


async def give(actor: Actor, form: dict[str, str]) -> str:
    """Give a right to somebody known by phone number or user name; returns the person's name.

    Giving what is held already changes nothing. Raises Invalid for what was typed, Refused for what is
    beyond the giver.
    """
    kind = form.get("role", "")
    errors: dict[str, str] = {}
    if kind not in GIVEN:
        errors["role"] = _("Pilih perannya.")
    house = next(
        (one for one in await roles.houses(actor) if str(one.id) == form.get("organization", "")), None
    )
    if kind in {"staff", "forum_coord"} and (
        house is None or (house.kind == "agency") != (kind == "staff")
    ):
        errors["organization"] = _("Pilih dinas untuk petugas, atau forum KIM untuk koordinator.")
    until = parse_date(form["until"]) if form.get("until") else None
    if form.get("until") and (until is None or until < terms.today()):
        errors["until"] = _("Tulis tanggal sesudah hari ini, atau kosongkan.")
    reason = ""
    try:
        reason = checked_line(
            form.get("reason", ""), "reason", most=300, least=5, empty=_("Tulis alasannya.")
        )
    except Invalid as no:
        errors |= no.errors
    person = await _person(form.get("identity", ""))
    if person is None:
        errors["identity"] = _("Tidak ada akun dengan nomor HP atau nama pengguna ini.")
    if errors or person is None:
        raise Invalid(**errors)
    role = house.role if house and kind != "sysadmin" else "sysadmin"
    code = house.wilayah_code if house and kind != "sysadmin" else ""
    if not policy.may_give(actor, role, code):
        raise Refused(_("Anda tidak bisa memberi hak yang lebih besar daripada hak Anda sendiri."))
    async with transaction():
        await lock_id(User, person.id)
        if kind == "sysadmin":
            changed = await _assign(actor, person.id, "sysadmin", None, None, until, reason)
        else:
            assert house is not None
            changed = await _take_in(house, person.id, actor)
            if kind == "forum_coord":
                changed = await _assign(actor, person.id, role, house.id, code, until, reason) or changed
        if changed:
            await rights.touch(person.id)
            number = house.id if house and kind != "sysadmin" else None
            await publish(RoleGranted(_id(actor), person.id, person.name, role, number, code, reason))
    return person.name


async def take(held: Held, actor: Actor, reason: str) -> bool:
    """Take a right away at once. The last operator, and an office's last person, stay."""
    reason = checked_line(reason, "reason", most=300, least=5, empty=_("Tulis alasannya."))
    async with transaction():
        await _refuse_last(held, actor)
        if held.source == "staff":
            rows = (
                await Membership.update(
                    {
                        Membership.state: "ended",
                        Membership.left_on: terms.today(),
                        Membership.reason: reason,
                        Membership.decided_by: actor.id,
                        Membership.changed_at: now(),
                    }
                )
                .where((Membership.id == held.id) & (Membership.state == "active"))
                .returning(Membership.id)
            )
            if rows and held.organization:
                await belonging.recount(held.organization)
                house = await _profile(held.slug)
                await belonging.close_offices(house, held.user, held.name, _id(actor), "replaced")
        else:
            rows = (
                await RoleAssignment.update(
                    {RoleAssignment.valid_until: now(), RoleAssignment.revoked_by: actor.id}
                )
                .where((RoleAssignment.id == held.id) & RoleAssignment.revoked_by.is_null())
                .returning(RoleAssignment.id)
            )
        if rows:
            await rights.touch(held.user)
            await publish(
                RoleRevoked(
                    _id(actor), held.user, held.name, held.role, held.organization, held.code, reason
                )
            )
    return bool(rows)


async def _refuse_last(held: Held, actor: Actor) -> None:
    if held.role == "sysadmin":
        for one in sorted(await roles.assigned("sysadmin"), key=lambda one: one.id):
            await lock_id(RoleAssignment, one.id)  # of two who take it from each other the second waits
        others = {one.user for one in await roles.assigned("sysadmin")} - {held.user}
        if not await User.exists().where(User.id.is_in([0, *others]) & (User.status == "active")):
            raise Refused(_("Ini pengelola terakhir. Tunjuk pengelola lain dulu."))
    if held.source == "staff" and held.organization:
        await belonging.lock(held.organization)
        left = await Membership.count().where(
            (Membership.organization == held.organization) & (Membership.state == "active")
        )
        if left <= 1 and not policy.is_operator(actor):
            raise Refused(_("Ini petugas terakhir di dinas ini. Masukkan petugas lain dulu."))


async def _take_in(house: House, user: int, actor: Actor) -> bool:
    """Make the person an active member of the office or forum; False when they are that already."""
    await belonging.lock(house.id)
    there = await belonging.open_membership(house.id, user)
    if there and there.state == "active":
        return False
    await belonging.admit(await _profile(house.slug), user, actor.id)
    return True


async def _assign(
    actor: Actor,
    user: int,
    role: str,
    organization: int | None,
    code: str | None,
    until: date | None,
    reason: str,
) -> bool:
    for held in await roles.assigned(role):
        if held.user == user and held.organization == organization:
            return False
    await RoleAssignment.insert(
        RoleAssignment(
            user=user,
            role=role,
            organization=organization,
            wilayah_code=code,
            valid_from=now(),
            valid_until=terms.ends(until) if until else None,
            granted_by=actor.id,
            reason=reason,
        )
    )
    return True


async def _profile(slug: str | None) -> Profile:
    found = await organizations.get(slug or "")
    assert found is not None
    return found


async def _person(identity: str) -> Any:
    """The account with exactly this phone number or user name."""
    text = identity.strip()
    if phones.is_phone(text):
        where = User.phone == phones.normalise(text)
    else:
        where = User.username == text.lower()
    return await User.objects().where(where & (User.status == "active")).first() if text else None


def _id(actor: Actor) -> int:
    assert actor.id is not None
    return actor.id
