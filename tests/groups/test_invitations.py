"""Invitations: who makes them, what the door says, and that a code for five lets five people in."""

import asyncio
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from kimhub.accounts.tables import Consent, User
from kimhub.core.db import now
from kimhub.core.errors import Refused
from kimhub.core.tables import Event
from kimhub.groups import invitations, joining, organizations
from kimhub.groups.tables import Invitation, Membership, Organization, RoleAssignment
from tests import make
from tests.groups.pages import send_as_visitor

HOME = "/kim/kim-mallari"
PERSON = {
    "name": "Siti Aminah",
    "identity": "0812-3456-7890",
    "password": "perahu kapur senja",
    "consent": "on",
}


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


async def invite(kim, **options) -> Invitation:
    admin = await make.acting(await make.kim_admin(kim))
    return await invitations.create(await organizations.get(kim.slug), admin, **options)


async def fresh(invitation: Invitation) -> Invitation:
    found = await Invitation.objects().get(Invitation.id == invitation.id)
    assert found
    return found


# ------------------------------------------------------------------------------------------- making


async def test_an_admin_makes_an_invitation_to_share(browser, kim):
    admin = await make.kim_admin(kim)
    await User.update({User.phone: "+6281299998888"}).where(User.id == admin.id)
    headers = await make.signed_in(admin)
    sent = {"key": str(uuid4()), "max_uses": "5", "days": "7", "auto_accept": "on"}

    answers = [await browser.post(f"{HOME}/undangan", data=sent, headers=headers) for _ in range(2)]

    assert {answer.headers["location"] for answer in answers} == {answers[0].headers["location"]}
    (made,) = await Invitation.objects()
    assert re.fullmatch("[23456789ABCDEFGHJKMNPQRSTWXYZ]{10}", made.code)
    assert (made.max_uses, made.auto_accept, made.uses) == (5, True, 0)
    page = await browser.get(answers[0].headers["location"], headers=headers)
    assert "https://wa.me/?text=" in page.text
    assert f"/undangan/{made.code}" in page.text
    assert "<svg" in page.text
    assert "99998888" not in page.text.replace("-", "")
    assert invitations.spoken(made.code) in (await browser.get(f"{HOME}/undangan", headers=headers)).text


@pytest.mark.parametrize(
    ("field", "text"),
    [("max_uses", "0"), ("max_uses", "501"), ("max_uses", "lima"), ("days", "91"), ("days", "")],
)
async def test_what_makes_no_sense_comes_back_as_it_was_typed(browser, kim, field, text):
    headers = await make.signed_in(await make.kim_admin(kim), htmx=True)
    sent = {"key": str(uuid4()), "max_uses": "5", "days": "7"} | {field: text}

    answer = await browser.post(f"{HOME}/undangan", data=sent, headers=headers)

    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert await Invitation.count() == 0


async def test_members_officers_and_the_pembina_make_none(browser, kim):
    for person in (await make.member(kim), await make.officer(kim), await make.pembina()):
        headers = await make.signed_in(person)
        sent = {"key": str(uuid4()), "max_uses": "5", "days": "7"}
        assert (await browser.get(f"{HOME}/undangan", headers=headers)).status_code == 404
        assert (await browser.post(f"{HOME}/undangan", data=sent, headers=headers)).status_code == 403
    assert await Invitation.count() == 0


async def test_a_revoked_invitation_closes_at_once(browser, kim):
    made = await invite(kim)
    headers = await make.signed_in(await make.kim_admin(kim))

    for _ in range(2):
        answer = await browser.post(f"{HOME}/undangan/{made.id}/cabut", headers=headers)
        assert answer.status_code == 303

    page = await browser.get(f"/undangan/{made.code}")
    assert page.status_code == 410
    assert "sudah dicabut" in page.text
    assert await Event.count().where(Event.kind == "InvitationRevoked") == 1


async def test_an_invitation_belongs_to_its_house(browser, kim):
    made = await invite(kim)
    other = await make.kim("KIM Lain", slug="kim-lain")
    headers = await make.signed_in(await make.kim_admin(other))

    assert (await browser.get(f"/kim/kim-lain/undangan/{made.id}", headers=headers)).status_code == 404
    assert (
        await browser.post(f"/kim/kim-lain/undangan/{made.id}/cabut", headers=headers)
    ).status_code == 404
    assert (await browser.post(f"{HOME}/undangan/{made.id}/cabut", headers=headers)).status_code == 403
    assert (await fresh(made)).revoked_at is None


async def test_an_office_lets_nobody_in_by_a_link_alone(kim):
    office = await make.agency()
    staff = await make.acting(await make.member(office, "Irma"))

    made = await invitations.create(await organizations.get(office.slug), staff, max_uses=100, days=60)

    assert (made.auto_accept, made.max_uses) == (False, 10)
    siti = await make.user("Siti")
    outcome = await joining.join(await joining.door(made.code), siti.id, "Siti")
    assert outcome.state == "applied"
    assert not (await make.acting(siti)).grants


# --------------------------------------------------------------------------------------------- joining


async def test_the_door_says_who_invites_and_where_to(browser, kim):
    made = await invite(kim)

    page = await browser.get(f"/undangan/{made.code.lower()[:5]}-{made.code[5:]}")

    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    for said in (
        "KIM Mallari",
        "Desa Mallari",
        "Rahmawati Latif mengundang Anda",
        "tata tertib",
        "og:title",
    ):
        assert said in page.text


async def test_a_newcomer_joins_without_email_and_is_signed_in(browser, kim):
    made = await invite(kim)

    answer = await send_as_visitor(browser, f"/undangan/{made.code}", **PERSON)

    assert (answer.status_code, answer.headers["location"]) == (303, HOME)
    person = await User.objects().get(User.phone == "+6281234567890")
    assert (person.name, bool(person.password)) == ("Siti Aminah", True)
    assert await Consent.exists().where(Consent.user == person.id)
    assert (await make.acting(person)).has(kim.id, "member")
    assert (await browser.get(HOME)).status_code == 200
    assert (await fresh(made)).uses == 1
    assert (await Organization.objects().get(Organization.id == kim.id)).member_count == 2


async def test_a_user_name_does_where_a_phone_is_shared(browser, kim):
    made = await invite(kim)

    answer = await send_as_visitor(
        browser, f"/undangan/{made.code}", **PERSON | {"identity": "siti.mallari"}
    )

    assert answer.status_code == 303
    assert await User.exists().where(User.username == "siti.mallari")


async def test_everything_wrong_is_said_at_once_and_what_was_typed_stays(browser, kim):
    made = await invite(kim)
    sent = {"name": "Siti", "identity": "0812", "password": "12345678"}

    answer = await send_as_visitor(browser, f"/undangan/{made.code}", **sent)

    assert answer.status_code == 422
    assert 'value="Siti"' in answer.text
    assert 'value="0812"' in answer.text
    assert "12345678" not in answer.text
    assert "Ada 3 isian" in answer.text
    assert ((await fresh(made)).uses, await Membership.count()) == (0, 1)


async def test_a_form_sent_twice_makes_one_member(browser, kim):
    made = await invite(kim)
    page = await browser.get(f"/undangan/{made.code}")
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)[1]
    visitor = {"Cookie": f"visitor={browser.cookies['visitor']}"}
    browser.cookies.clear()

    for _ in range(2):
        answer = await browser.post(
            f"/undangan/{made.code}", data=PERSON | {"_csrf_token": token}, headers=visitor
        )
        browser.cookies.clear()
        assert (answer.status_code, answer.headers["location"]) == (303, HOME)
        assert "session=" in answer.headers["set-cookie"]

    assert await User.count().where(User.phone == "+6281234567890") == 1
    assert (await fresh(made)).uses == 1


async def test_a_strangers_number_is_refused_without_its_password(browser, kim):
    made = await invite(kim)
    await send_as_visitor(browser, f"/undangan/{made.code}", **PERSON)
    browser.cookies.clear()

    answer = await send_as_visitor(
        browser, f"/undangan/{made.code}", **PERSON | {"password": "sandi orang asing"}
    )

    assert answer.status_code == 422
    assert "sudah punya akun" in answer.text
    assert "session=" not in answer.headers.get("set-cookie", "")


async def test_somebody_signed_in_joins_with_one_button(browser, kim):
    made, siti = await invite(kim), await make.user("Siti")
    headers = await make.signed_in(siti)
    assert "Anda masuk sebagai Siti" in (await browser.get(f"/undangan/{made.code}", headers=headers)).text

    for _ in range(2):
        assert (await browser.post(f"/undangan/{made.code}", headers=headers)).status_code == 303

    assert (await make.acting(siti)).has(kim.id, "member")
    assert (await fresh(made)).uses == 1


async def test_without_automatic_acceptance_people_wait_in_the_queue(browser, kim):
    made, siti = await invite(kim, auto_accept=False), await make.user("Siti")
    headers = await make.signed_in(siti)

    answer = await browser.post(f"/undangan/{made.code}", headers=headers)

    assert answer.headers["location"] == f"{HOME}/gabung"
    assert not (await make.acting(siti)).has(kim.id)
    assert "Menunggu jawaban" in (await browser.get(f"{HOME}/gabung", headers=headers)).text


async def test_an_invitation_answers_a_request_that_waits(kim):
    siti = await make.member(kim, "Siti", state="applied")
    made = await invite(kim)

    outcome = await joining.join(await joining.door(made.code), siti.id, "Siti")

    assert outcome.state == "active"
    assert await Membership.count().where(Membership.user == siti.id) == 1


async def test_whoever_is_suspended_does_not_come_back_by_a_link(kim):
    siti = await make.member(kim, "Siti", state="suspended")
    made = await invite(kim)

    with pytest.raises(Refused):
        await joining.join(await joining.door(made.code), siti.id, "Siti")

    assert (await fresh(made)).uses == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({Invitation.ends_at: now() - timedelta(days=1)}, "lewat waktu"),
        ({Invitation.uses: 30}, "habis dipakai"),
        ({Invitation.revoked_at: now()}, "sudah dicabut"),
    ],
    ids=["expired", "used up", "revoked"],
)
async def test_a_dead_invitation_says_why_and_lets_nobody_in(browser, kim, change, said):
    made = await invite(kim)
    page = await browser.get(f"/undangan/{made.code}")
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)[1]
    await Invitation.update(change).where(Invitation.id == made.id)

    page = await browser.get(f"/undangan/{made.code}")
    answer = await browser.post(f"/undangan/{made.code}", data=PERSON | {"_csrf_token": token})

    assert (page.status_code, answer.status_code) == (410, 410)
    assert said in page.text
    assert said in answer.text
    assert not await User.exists().where(User.phone == "+6281234567890")


@pytest.mark.parametrize("change", [{"uses": 30}, {"ends_at": now()}, {"revoked_at": now()}])
async def test_a_dead_invitation_does_not_tell_which_numbers_have_an_account(browser, kim, change):
    await make.user("Siti", phone="+6281200009101")
    invitation = await invite(kim, max_uses=30)
    await Invitation.update(change).where(Invitation.id == invitation.id)
    form = {"name": "Orang Lain", "password": "tiga kerbau di sawah", "consent": "on"}

    known, unknown = [
        await send_as_visitor(browser, f"/undangan/{invitation.code}", **form, identity=number)
        for number in ("0812 0000 9101", "0812 0000 9102")
    ]

    assert known.status_code == unknown.status_code == 410
    assert "sudah punya akun" not in known.text


async def test_twenty_at_once_by_a_code_for_five_are_five(kim):
    made = await invite(kim, max_uses=5)
    door = await joining.door(made.code)
    people = [await make.user(f"Warga {n}") for n in range(20)]

    outcomes = await asyncio.gather(*(joining.join(door, person.id, person.name) for person in people))

    states = sorted(outcome.state for outcome in outcomes)
    assert states == ["active"] * 5 + ["used_up"] * 15
    assert (await fresh(made)).uses == 5
    assert await Membership.count().where(Membership.state == "active") == 6
    assert (await Organization.objects().get(Organization.id == kim.id)).member_count == 6
    cards = [row["card_no"] for row in await Membership.select(Membership.card_no) if row["card_no"]]
    assert len(cards) == len(set(cards)) == 5


async def test_one_person_on_two_phones_at_once_counts_once(kim):
    made, siti = await invite(kim, max_uses=5), await make.user("Siti")
    door = await joining.door(made.code)

    outcomes = await asyncio.gather(*(joining.join(door, siti.id, "Siti") for _ in range(4)))

    assert sorted(outcome.state for outcome in outcomes) == ["active", "already", "already", "already"]
    assert (await fresh(made)).uses == 1


# -------------------------------------------------------------------------------------------- short codes


async def test_a_code_is_typed_in_any_shape(browser, kim):
    made = await invite(kim)

    answer = await send_as_visitor(
        browser, "/undangan", code=f" {made.code[:5].lower()} - {made.code[5:].lower()} "
    )

    assert (answer.status_code, answer.headers["location"]) == (303, f"/undangan/{made.code}")


async def test_guessing_is_slowed_down_per_device(browser, kim):
    made = await invite(kim)
    most, _per = joining.TYPED

    statuses = [
        (await send_as_visitor(browser, "/undangan", code=f"ABCDE2345{n % 8 + 2}")).status_code
        for n in range(most + 1)
    ]
    right = await send_as_visitor(browser, "/undangan", code=made.code)
    browser.cookies.clear()
    elsewhere = await send_as_visitor(browser, "/undangan", code=made.code)

    assert statuses == [422] * most + [429]
    assert right.status_code == 429
    assert elsewhere.status_code == 303


async def test_an_unknown_link_says_what_to_do(browser, kim):
    for code in ("ABCDE23456", "x", "a" * 200, "'; --"):
        page = await browser.get(f"/undangan/{code}")
        assert page.status_code == 404
        assert "tidak dikenal" in page.text


# -------------------------------------------------------------------------------------- the first admin


async def test_a_pembina_opens_a_kim_by_a_link_for_its_first_admin(browser, kim):
    headers = await make.signed_in(await make.pembina())
    first = await browser.post(f"{HOME}/aktivasi", headers=headers)
    second = await browser.post(f"{HOME}/aktivasi", headers=headers)
    assert first.headers["location"] == second.headers["location"]
    (made,) = await Invitation.objects()
    assert (made.role, made.max_uses) == ("kim_admin", 1)
    assert made.ends_at < now() + timedelta(days=4)
    browser.cookies.clear()
    assert "mengundang Anda sebagai admin" in (await browser.get(f"/undangan/{made.code}")).text

    answer = await send_as_visitor(browser, f"/undangan/{made.code}", **PERSON)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{HOME}/sunting")
    person = await User.objects().get(User.phone == "+6281234567890")
    assert (await make.acting(person)).has(kim.id, "kim_admin")
    assert (await browser.get(f"{HOME}/sunting")).status_code == 200
    assert await RoleAssignment.count() == 1


async def test_two_at_once_by_the_admins_link_make_one_admin(kim):
    pembina = await make.acting(await make.pembina())
    made = await invitations.create(await organizations.get(kim.slug), pembina, role="kim_admin")
    door = await joining.door(made.code)
    people = [await make.user(f"Warga {n}") for n in range(3)]

    outcomes = await asyncio.gather(*(joining.join(door, person.id, person.name) for person in people))

    assert sorted(outcome.state for outcome in outcomes) == ["active", "used_up", "used_up"]
    assert await RoleAssignment.count() == 1


async def test_a_member_becomes_the_first_admin_and_keeps_the_membership(kim):
    siti = await make.member(kim, "Siti")
    before = await Membership.objects().get(Membership.user == siti.id)
    pembina = await make.acting(await make.pembina())
    made = await invitations.create(await organizations.get(kim.slug), pembina, role="kim_admin")
    door = await joining.door(made.code)

    outcomes = [await joining.join(door, siti.id, "Siti") for _ in range(2)]

    assert [outcome.state for outcome in outcomes] == ["active", "already"]
    after = await Membership.objects().get(Membership.user == siti.id)
    assert (after.joined_on, after.card_no) == (before.joined_on, before.card_no)
    assert await RoleAssignment.count() == 1


async def test_there_is_no_first_admin_where_there_is_one(browser, kim):
    pembina = await make.pembina()
    await browser.post(f"{HOME}/aktivasi", headers=await make.signed_in(pembina))
    (made,) = await Invitation.objects()
    await make.kim_admin(kim)

    again = await browser.post(f"{HOME}/aktivasi", headers=await make.signed_in(pembina))

    assert again.status_code == 403
    assert (await browser.get(f"/undangan/{made.code}")).status_code == 410


async def test_only_the_pembina_of_the_place_makes_that_link(browser, kim):
    for person in (await make.member(kim), await make.pembina("73.09"), await make.user()):
        headers = await make.signed_in(person)
        assert (await browser.get(f"{HOME}/aktivasi", headers=headers)).status_code == 404
        assert (await browser.post(f"{HOME}/aktivasi", headers=headers)).status_code == 403
    assert await Invitation.count() == 0


async def test_the_history_tells_of_invitations_without_the_code(browser, kim):
    made = await invite(kim)
    headers = await make.signed_in(await make.kim_admin(kim))

    page = await browser.get(f"{HOME}/riwayat", headers=headers)

    assert "membuat undangan untuk 30 orang" in page.text
    (event,) = await Event.objects().where(Event.kind == "InvitationCreated")
    assert made.code not in json.dumps(event.payload)
