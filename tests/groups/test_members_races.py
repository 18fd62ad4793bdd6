"""Two people at once: every change of a membership happens once, and the count stays right."""

import asyncio

import pytest

from kimhub.accounts import leaving
from kimhub.accounts.tables import User
from kimhub.core.errors import Refused
from kimhub.groups import applications, belonging, member_steps, members, organizations
from kimhub.groups.tables import Membership, Organization
from tests import make


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


async def applicant(kim):
    person = await make.member(kim, "Siti", state="applied")
    row = await Membership.objects().get(Membership.user == person.id)
    one = await members.get(kim.slug, row.id)
    assert one
    return person, one


async def state() -> list[str]:
    rows = await Membership.select(Membership.state).order_by(Membership.id)
    return [row["state"] for row in rows]


async def count_of(kim) -> int:
    row = await Organization.select(Organization.member_count).where(Organization.id == kim.id).first()
    return row["member_count"]


async def test_accepting_at_once_is_accepting_once(kim):
    admins = [await make.acting(await make.kim_admin(kim, f"Admin {n}")) for n in range(5)]
    _person, one = await applicant(kim)

    done = await asyncio.gather(*(member_steps.accept(one, admin) for admin in admins))

    assert sorted(done) == [False, False, False, False, True]
    assert await count_of(kim) == 6


async def test_accepting_and_withdrawing_at_once_do_not_both_happen(kim):
    admin = await make.acting(await make.kim_admin(kim))
    organization = await organizations.get(kim.slug)
    for _ in range(6):
        person, one = await applicant(kim)

        accepted, withdrawn = await asyncio.gather(
            member_steps.accept(one, admin), applications.withdraw(organization, await make.acting(person))
        )

        assert (accepted, withdrawn) in {(True, False), (False, True)}
        await Membership.delete().where(Membership.user == person.id)


async def test_accepting_and_declining_at_once_do_not_both_happen(kim):
    first, second = [await make.acting(await make.kim_admin(kim, f"Admin {n}")) for n in range(2)]
    _person, one = await applicant(kim)

    done = await asyncio.gather(
        member_steps.accept(one, first), member_steps.decline(one, second, "Bukan warga sini.")
    )

    assert sorted(done) == [False, True]
    assert await count_of(kim) == (3 if done[0] else 2)


async def test_two_admins_who_leave_at_once_do_not_leave_the_house_alone(kim):
    leaving = [await make.acting(await make.kim_admin(kim, f"Admin {n}")) for n in range(2)]
    await make.member(kim, "Siti")
    organization = await organizations.get(kim.slug)

    answers = await asyncio.gather(
        *(applications.leave(organization, actor) for actor in leaving), return_exceptions=True
    )

    assert sorted(type(answer) for answer in answers if answer is not True) == [Refused]
    assert (await state()).count("active") == 2


async def test_asking_at_once_asks_once(kim):
    siti = await make.acting(await make.user("Siti"))
    organization = await organizations.get(kim.slug)

    new = await asyncio.gather(*(applications.apply(organization, siti, "") for _ in range(5)))

    assert sorted(new) == [False, False, False, False, True]
    assert await state() == ["applied"]


async def test_a_page_opened_before_there_was_an_admin_lets_no_pembina_decide(kim):
    pembina = await make.acting(await make.pembina())
    _person, one = await applicant(kim)
    await make.kim_admin(kim)

    with pytest.raises(Refused):
        await member_steps.accept(one, pembina)

    assert "applied" in await state()


@pytest.mark.usefixtures("app")
async def test_two_last_admins_who_delete_their_accounts_at_once_leave_one(kim):
    admins = [await make.kim_admin(kim, name) for name in ("Rahmawati", "Nurhayati")]
    await make.member(kim, "Siti")

    done = await asyncio.gather(*(leaving.erase(admin) for admin in admins), return_exceptions=True)

    assert [type(one).__name__ for one in done].count("Invalid") == 1
    assert len(await belonging.leaders(kim.id)) == 1


async def test_an_admin_who_is_locked_out_leads_nobody(kim):
    admin = await make.kim_admin(kim)
    assert await belonging.leaders(kim.id) == {admin.id}

    await User.update({User.status: "locked"}).where(User.id == admin.id)

    assert await belonging.leaders(kim.id) == set()
