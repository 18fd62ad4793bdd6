"""Asking to join without an invitation, and what follows a person who leaves KIMHub."""

import json

import pytest

from kimhub.accounts import leaving
from kimhub.accounts.export import collect
from kimhub.accounts.tables import User
from kimhub.core.jobs import run_due
from kimhub.groups import applications
from kimhub.groups.tables import Membership, Officer, Organization, RoleAssignment
from tests import make
from tests.groups.pages import token_of

HOME = "/kim/kim-mallari"


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


async def states() -> list[str]:
    return [row["state"] for row in await Membership.select(Membership.state).order_by(Membership.id)]


async def test_somebody_asks_sees_it_wait_and_takes_it_back(browser, kim):
    headers = await make.signed_in(await make.user("Siti"))

    for _ in range(2):
        answer = await browser.post(
            f"{HOME}/gabung", data={"message": "Saya suka menulis."}, headers=headers
        )
        assert answer.status_code == 303
    page = await browser.get(f"{HOME}/gabung", headers=headers)
    assert "Saya suka menulis." in page.text
    assert await states() == ["applied"]

    for _ in range(2):
        assert (await browser.post(f"{HOME}/gabung/tarik", headers=headers)).status_code == 303
    assert await states() == ["ended"]
    assert "Minta bergabung" in (await browser.get(f"{HOME}/gabung", headers=headers)).text


async def test_a_form_without_script_carries_its_own_token(browser, kim):
    headers = await make.signed_in(await make.user("Siti"))
    cookie = {"Cookie": headers["Cookie"]}
    page = await browser.get(f"{HOME}/gabung", headers=cookie)

    bare = await browser.post(f"{HOME}/gabung", data={"message": ""}, headers=cookie)
    sealed = await browser.post(
        f"{HOME}/gabung", data={"message": "", "_csrf_token": token_of(page)}, headers=cookie
    )

    assert (bare.status_code, sealed.status_code) == (403, 303)


async def test_too_long_a_word_of_greeting_comes_back(browser, kim):
    headers = await make.signed_in(await make.user("Siti"), htmx=True)

    answer = await browser.post(f"{HOME}/gabung", data={"message": "a" * 501}, headers=headers)

    assert answer.status_code == 422
    assert "a" * 501 in answer.text
    assert "<html" not in answer.text
    assert await states() == []


async def test_a_guest_signs_in_first(browser, kim):
    answer = await browser.get(f"{HOME}/gabung")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/masuk?lanjut={HOME}/gabung"


async def test_whoever_looks_after_kim_by_office_does_not_ask(browser, kim):
    for person in (await make.pembina(), await make.sysadmin()):
        headers = await make.signed_in(person)
        assert (await browser.get(f"{HOME}/gabung", headers=headers)).status_code == 404
        assert (await browser.post(f"{HOME}/gabung", headers=headers)).status_code == 403


async def test_nobody_asks_to_join_an_office_or_a_draft(browser, kim):
    headers = await make.signed_in(await make.user("Siti"))
    for house in (
        await make.agency(slug="dinas"),
        await make.kim("Draf", slug="draf", legal_status="draft"),
    ):
        assert (await browser.get(f"/kim/{house.slug}/gabung", headers=headers)).status_code == 404
        assert (await browser.post(f"/kim/{house.slug}/gabung", headers=headers)).status_code == 403


async def test_somebody_suspended_does_not_ask_again(browser, kim):
    siti = await make.signed_in(await make.member(kim, "Siti", state="suspended"))

    assert (await browser.post(f"{HOME}/gabung", data={"message": ""}, headers=siti)).status_code == 403
    assert await states() == ["suspended"]


async def test_after_a_no_one_may_ask_again_but_not_all_day(browser, kim):
    siti = await make.user("Siti")
    headers = await make.signed_in(siti)
    for _ in range(applications.MOST_A_DAY):
        await browser.post(f"{HOME}/gabung", data={"message": ""}, headers=headers)
        await Membership.update({Membership.state: "declined"}, force=True)

    answer = await browser.post(f"{HOME}/gabung", data={"message": ""}, headers=headers)

    assert answer.status_code == 429


async def test_a_dissolved_kim_takes_nobody(browser, kim):
    await Organization.update({Organization.legal_status: "dissolved"}).where(Organization.id == kim.id)
    headers = await make.signed_in(await make.user("Siti"))

    assert "sudah bubar" in (await browser.get(f"{HOME}/gabung", headers=headers)).text
    assert (await browser.post(f"{HOME}/gabung", data={"message": ""}, headers=headers)).status_code == 403


# ------------------------------------------------------------------------------- leaving KIMHub for good


async def test_whoever_leaves_kimhub_leaves_every_kim(kim):
    budi = await make.granted(await make.officer(kim, "Budi"), "kim_admin", kim)
    await leaving.erase(await User.objects().get(User.id == budi.id))
    await run_due()

    assert await states() == ["ended"]
    officer = await Officer.objects().first()
    assert (officer.name, officer.ended_on is not None) == (leaving.GONE, True)
    assert (await RoleAssignment.objects().first()).valid_until is not None
    assert (await Organization.objects().get(Organization.id == kim.id)).member_count == 0


async def test_the_last_admin_hands_over_before_leaving_kimhub(kim):
    admin = await make.kim_admin(kim)
    assert await leaving.obstacles(admin.id) == []

    await make.member(kim, "Siti")

    (said,) = await leaving.obstacles(admin.id)
    assert "KIM Mallari" in said


async def test_people_take_their_memberships_along(kim):
    siti = await make.officer(kim, "Siti")

    sections = {section.key: section.rows for section in await collect(siti.id)}

    assert [row["organization"] for row in sections["memberships"]] == ["KIM Mallari"]
    assert [row["position"] for row in sections["offices"]] == ["secretary"]
    assert json.dumps(sections["memberships"], default=str)
