"""Whoever leaves KIMHub leaves no name behind, neither in a trail nor in the inboxes of others."""

from kimhub.accounts.leaving import GONE, erase
from kimhub.core import jobs
from kimhub.core.tables import Event
from kimhub.groups import admins, applications, member_steps, members, organizations
from kimhub.groups.tables import Membership
from kimhub.notifications.tables import Notification
from tests import make

NAME = "Zubaidah Tenriawaru"


async def run_jobs() -> None:
    while await jobs.run_due():
        pass


async def test_the_name_of_somebody_who_left_stands_nowhere(app, browser):
    await make.installed()
    kim = await make.kim(slug="kim-mallari")
    admin, other = await make.kim_admin(kim), await make.member(kim, "Budi")
    person = await make.user(NAME)
    organization = await organizations.get(kim.slug)
    await applications.apply(organization, await make.acting(person), "Saya ingin ikut.")
    row = await Membership.objects().get(Membership.user == person.id)
    await member_steps.accept(await members.get(kim.slug, row.id), await make.acting(admin))
    await admins.grant(organization, await make.acting(admin), str(person.id), "Ketua yang baru")
    await admins.grant(organization, await make.acting(admin), str(other.id), "Wakilnya juga")
    one = await members.get(kim.slug, row.id)
    await member_steps.suspend(one, await make.acting(admin), "Sering tidak hadir.")
    asking = await make.member(kim, "Kartini", state="applied")
    theirs = await Membership.objects().get(Membership.user == asking.id)
    proposal = await members.get(kim.slug, theirs.id)
    await member_steps.propose(proposal, await make.acting(person), "decline", "Bukan warga desa ini.")
    await run_jobs()
    headers = await make.signed_in(admin)
    before = await browser.get("/kim/kim-mallari/riwayat", headers=headers)

    await erase(person)
    await run_jobs()

    after = await browser.get("/kim/kim-mallari/riwayat", headers=headers)
    assert NAME in before.text
    assert NAME not in after.text
    assert GONE in after.text
    assert "Budi" in after.text  # others keep theirs
    trail = " ".join(row["payload"] for row in await Event.select(Event.payload))
    assert NAME not in trail
    assert "Sering tidak hadir" not in trail
    assert "Kartini" in trail
    assert "Bukan warga desa ini." in trail
    assert "Ketua yang baru" in trail  # why a right was given is a matter of the house
    assert NAME not in " ".join(row["data"] for row in await Notification.select(Notification.data))
    assert await Notification.exists().where(Notification.kind == "applied")
