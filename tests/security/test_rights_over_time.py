"""What somebody was given once must not reach further than they may today: codes, inboxes, two at once."""

import asyncio
from uuid import uuid4

import pytest

from kimhub.accounts.service import add_person
from kimhub.accounts.tables import User
from kimhub.core import jobs
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.groups import (
    activation,
    member_steps,
    members,
    opening,
    organizations,
    rights,
    role_steps,
    roles,
)
from kimhub.groups.tables import Membership, RoleAssignment
from kimhub.notifications.tables import Notification
from tests import make

PASSWORD = "tiga kerbau di sawah"


@pytest.fixture(autouse=True)
async def house(app) -> None:
    """The app listens to events; without it nobody would be told of anything."""
    await make.installed()


async def slip_for(kim, admin, name: str = "Ambo Tuwo") -> tuple[User, activation.Slip]:
    """Somebody of a list, and the slip with which the admin lets them open their account."""
    person = await add_person(name, phone="0812 0000 9101", by=admin.id)
    await make.join(person, kim)
    organization = await organizations.get(kim.slug)
    (slip,) = await activation.make_slips(organization, await make.acting(admin), [person.id])
    return person, slip


# ------------------------------------------------------------------------------------------ old slips


async def test_a_slip_opens_no_account_that_has_joined_an_office_since():
    kim = await make.kim()
    admin, pembina = await make.kim_admin(kim), await make.pembina()
    person, slip = await slip_for(kim, admin)
    office = await Membership.objects().get(Membership.user == pembina.id)
    form = {"role": "staff", "organization": str(office.organization), "reason": "Pegawai baru"}
    await role_steps.give(await make.acting(pembina), form | {"identity": person.phone})

    assert not (await opening.opening(slip.code)).is_open
    with pytest.raises(Invalid):
        await opening.activate_by_link(slip.code, PASSWORD, consent=True)
    assert (await User.objects().get(User.id == person.id)).password == ""


async def test_a_slip_opens_no_account_that_became_operator_since():
    kim = await make.kim()
    person, slip = await slip_for(kim, await make.kim_admin(kim))
    await make.granted(person, "sysadmin")

    with pytest.raises(Invalid):
        await opening.activate_by_link(slip.code, PASSWORD, consent=True)


async def test_a_slip_goes_on_working_for_what_the_own_organization_gives():
    kim = await make.kim()
    person, slip = await slip_for(kim, await make.kim_admin(kim))
    await make.granted(person, "kim_admin", kim)

    assert (await opening.opening(slip.code)).is_open
    opened = await opening.activate_by_link(slip.code, PASSWORD, consent=True)

    assert opened.id == person.id


# -------------------------------------------------------------------------------------------- inboxes


async def replied_to() -> set[int]:
    """Whose inbox tells of a reply."""
    while await jobs.run_due():
        pass
    rows = await Notification.select(Notification.user).where(Notification.kind == "topic")
    return {row["user"] for row in rows}


async def test_a_former_member_hears_no_more_of_the_boards_topics():
    kim = await make.kim()
    staying, leaving, writer = [await make.member(kim, name) for name in ("Siti", "Budi", "Ambo")]
    topic = await make.topic(await make.board(kim), staying)
    await make.reply(topic.id, leaving)
    await Membership.update({Membership.state: "ended"}).where(Membership.user == leaving.id)
    async with transaction():
        await rights.touch(leaving.id)
    await replied_to()
    await Notification.delete(force=True)

    await make.reply(topic.id, writer, "Rapat di rumah Pak Ambo.")

    assert await replied_to() == {staying.id}


async def test_an_account_that_was_emptied_gets_no_inbox_again():
    kim = await make.kim()
    leaving, writer = await make.member(kim, "Budi"), await make.member(kim, "Ambo")
    topic = await make.topic(await make.board(kim), leaving)
    await User.update({User.status: "deleted"}).where(User.id == leaving.id)

    await make.reply(topic.id, writer)

    assert await replied_to() == set()


# ---------------------------------------------------------------------------------------- two at once


@pytest.mark.parametrize("step", [member_steps.suspend, member_steps.end])
async def test_two_admins_who_send_each_other_away_at_once_do_not_both_go(step):
    kim = await make.kim()
    people = [await make.kim_admin(kim, f"Admin {n}") for n in range(2)]
    actors = [await make.acting(person) for person in people]
    rows = [await Membership.objects().get(Membership.user == person.id) for person in people]
    first, second = [await members.get(kim.slug, row.id) for row in rows]

    answers = await asyncio.gather(
        step(second, actors[0], "Tidak aktif lagi."),
        step(first, actors[1], "Tidak aktif lagi."),
        return_exceptions=True,
    )

    assert sorted(type(answer) for answer in answers if answer is not True) == [Refused]
    assert await Membership.count().where(Membership.state == "active") == 1


async def test_two_of_an_office_who_send_each_other_away_at_once_do_not_both_go():
    office = await make.agency()
    people = [await make.member(office, f"Petugas {n}") for n in range(2)]
    actors = [await make.acting(person) for person in people]
    rows = [await Membership.objects().get(Membership.user == person.id) for person in people]
    first, second = [await members.get(office.slug, row.id) for row in rows]

    answers = await asyncio.gather(
        member_steps.end(second, actors[0], "Pindah tugas."),
        member_steps.end(first, actors[1], "Pindah tugas."),
        return_exceptions=True,
    )

    assert answers.count(True) == 1
    assert await Membership.count().where(Membership.state == "active") == 1


async def test_two_operators_who_take_the_role_from_each_other_leave_one():
    people = [await make.sysadmin(f"Operator {n}") for n in range(2)]
    actors = [await make.acting(person) for person in people]
    held = [next(one for one in await roles.assigned("sysadmin") if one.user == p.id) for p in people]

    answers = await asyncio.gather(
        role_steps.take(held[1], actors[0], "Berhenti bertugas"),
        role_steps.take(held[0], actors[1], "Berhenti bertugas"),
        return_exceptions=True,
    )

    assert answers.count(True) == 1
    assert await RoleAssignment.count().where(RoleAssignment.revoked_by.is_null()) == 1


async def test_an_operator_who_is_locked_out_does_not_count_as_the_one_who_stays():
    kept, locked = await make.sysadmin("Operator"), await make.sysadmin("Terkunci")
    await User.update({User.status: "locked"}).where(User.id == locked.id)
    held = next(one for one in await roles.assigned("sysadmin") if one.user == kept.id)

    with pytest.raises(Refused):
        await role_steps.take(held, await make.acting(kept), "Ingin berhenti")


# ------------------------------------------------------------------------------------- hostile numbers


async def test_a_decree_replaces_none_whose_number_is_endless(browser):
    kim = await make.kim()
    headers = await make.signed_in(await make.kim_admin(kim))
    form = {"number": "470/1", "issuer_level": "desa", "signed_on": "1/2/2024", "key": str(uuid4())}

    answer = await browser.post(
        f"/kim/{kim.slug}/sk/tambah", data=form | {"supersedes": "9" * 5000}, headers=headers
    )

    assert answer.status_code in {303, 422}
