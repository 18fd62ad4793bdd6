"""Officers with positions and terms, and the admins of a KIM."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from kimhub.core import db
from kimhub.core.tables import Event
from kimhub.groups import admins, organizations, rights, terms
from kimhub.groups.tables import Membership, Officer, Organization, RoleAssignment
from tests import make

pytestmark = pytest.mark.usefixtures("wilayah")

HOME = "/kim/kim-mallari"


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


def form(**fields):
    return {"key": str(uuid4()), "position": "secretary"} | fields


async def test_an_admin_appoints_a_member_for_the_term_of_the_decree(browser, kim):
    admin, member = await make.signed_in(await make.kim_admin(kim)), await make.member(kim, "Budi Santoso")
    await browser.post(
        f"{HOME}/sk/tambah",
        data=form(number="1", issuer_level="desa", signed_on="2024-01-02", term_end="2090-01-01"),
        headers=admin,
    )
    page = await browser.get(f"{HOME}/pengurus/tambah", headers=admin)
    decree = page.text.partition('name="decree"')[2].partition('<option value="')[2]

    answer = await browser.post(
        f"{HOME}/pengurus/tambah",
        data=form(user=str(member.id), decree=decree.partition('value="')[2].partition('"')[0]),
        headers=admin,
    )

    assert answer.status_code == 303
    row = await Officer.objects().first()
    assert (row.user, row.name, str(row.term_start), str(row.term_end)) == (
        member.id, "Budi Santoso", "2024-01-02", "2090-01-01",
    )  # fmt: skip
    assert "Budi Santoso" in (await browser.get(f"{HOME}/pengurus", headers=admin)).text
    assert (await make.acting(member)).has(kim.id, "officer")


async def test_somebody_without_an_account_can_hold_a_position(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    sent = form(name="Ambo Tuwo", position="chair", section="")

    for _ in range(2):  # sent twice, done once
        assert (await browser.post(f"{HOME}/pengurus/tambah", data=sent, headers=admin)).status_code == 303

    assert await Officer.count() == 1
    assert "tanpa akun" in (await browser.get(f"{HOME}/pengurus", headers=admin)).text


async def test_only_an_active_member_gets_the_rights_of_an_officer(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    outsider, applicant = await make.user(), await make.member(kim, state="applied")

    for person in (outsider, applicant):
        answer = await browser.post(
            f"{HOME}/pengurus/tambah", data=form(user=str(person.id)), headers=admin
        )
        assert answer.status_code == 422
    assert await Officer.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "Budi", "position": "raja"},
        {"name": "Budi", "term_start": "x"},
        {"name": "Budi", "term_start": "2024-02-01", "term_end": "2024-01-01"},
        {"name": "Budi", "decree": "7"},
    ],
)
async def test_a_wrong_form_keeps_what_was_typed(browser, kim, fields):
    admin = await make.signed_in(await make.kim_admin(kim))

    answer = await browser.post(f"{HOME}/pengurus/tambah", data=form(**fields), headers=admin)

    assert answer.status_code == 422
    assert "yang perlu diperbaiki" in answer.text


@pytest.mark.parametrize(
    "who", ["member", "officer", "neighbour", "pembina", "province", "sysadmin", "guest"]
)
async def test_others_appoint_nobody(browser, kim, who):
    people = {
        "member": lambda: make.member(kim),
        "officer": lambda: make.officer(kim),
        "neighbour": make_neighbour,
        "pembina": make.pembina,
        "province": lambda: make.pembina("73"),
        "sysadmin": make.sysadmin,
    }
    headers = await make.signed_in(await people[who]()) if who in people else {}
    before = await Officer.count()

    answer = await browser.post(f"{HOME}/pengurus/tambah", data=form(name="Sendiri"), headers=headers)

    assert answer.status_code == (403 if who in people else 303)
    assert await Officer.count() == before


async def make_neighbour():
    return await make.kim_admin(await make.kim("KIM Tetangga", wilayah_code="73.08.16.2010"))


async def test_relieving_an_officer_takes_the_rights_at_once(browser, kim):
    admin, officer = await make.signed_in(await make.kim_admin(kim)), await make.officer(kim, "Budi")
    row = await Officer.objects().first()
    theirs = await make.signed_in(officer)
    before = await browser.get(f"{HOME}/sunting", headers=theirs)

    address = f"{HOME}/pengurus/{row.id}/akhiri"
    silent = await browser.post(address, data={"ended_on": terms.today().isoformat()}, headers=admin)
    late = await browser.post(
        address, data={"reason": "resigned", "ended_on": make.days(1).isoformat()}, headers=admin
    )
    answer = await browser.post(
        address, data={"reason": "resigned", "ended_on": terms.today().isoformat()}, headers=admin
    )
    after = await browser.get(f"{HOME}/sunting", headers=theirs)

    assert (silent.status_code, late.status_code, answer.status_code) == (422, 422, 303)
    assert (before.status_code, after.status_code) == (200, 404)
    assert (await browser.get(HOME, headers=theirs)).status_code == 200  # still a member
    assert await Event.count().where(Event.kind == "OfficerEnded") == 1


async def test_a_term_that_runs_out_takes_the_rights_the_same_second(browser, kim, monkeypatch):
    """Nothing is written when a term ends: the rule looks at the clock on every request."""
    officer = await make.officer(kim, term_end=terms.today())
    headers = await make.signed_in(officer)
    last_second = terms.ends(terms.today()) - timedelta(seconds=1)

    def at(moment):
        monkeypatch.setattr(rights, "now", lambda: moment)

    at(last_second)
    during = await browser.get(f"{HOME}/sunting", headers=headers)
    at(last_second + timedelta(seconds=1))
    over = await browser.get(f"{HOME}/sunting", headers=headers)

    assert (during.status_code, over.status_code) == (200, 404)


async def test_a_planned_officer_has_no_rights_yet(browser, kim):
    headers = await make.signed_in(await make.officer(kim, term_start=make.days(5)))

    assert (await browser.get(f"{HOME}/sunting", headers=headers)).status_code == 404
    assert "Akan menjabat" in (await browser.get(f"{HOME}/pengurus", headers=headers)).text


async def test_the_office_of_another_kim_is_not_ended_through_ours(browser, kim):
    other = await make.kim("KIM Lain", slug="kim-lain", wilayah_code="73.08.16.2010")
    await make.officer(other)
    row = await Officer.objects().first()
    admin = await make.signed_in(await make.kim_admin(kim))
    sent = {"reason": "resigned", "ended_on": terms.today().isoformat()}

    ours = await browser.post(f"{HOME}/pengurus/{row.id}/akhiri", data=sent, headers=admin)
    theirs = await browser.post(f"/kim/kim-lain/pengurus/{row.id}/akhiri", data=sent, headers=admin)

    assert (ours.status_code, theirs.status_code) == (404, 403)
    assert (await Officer.objects().get(Officer.id == row.id)).ended_on is None


# ------------------------------------------------------------------------------------------- admins

GRANT = f"{HOME}/admin/tambah"


async def test_the_pembina_names_the_first_admin_and_no_second(browser, kim):
    pembina = await make.signed_in(await make.pembina())
    first, second = await make.member(kim, "Satu"), await make.member(kim, "Dua")

    silent = await browser.post(GRANT, data={"user": str(first.id), "reason": ""}, headers=pembina)
    named = await browser.post(
        GRANT, data={"user": str(first.id), "reason": "Hasil musyawarah"}, headers=pembina
    )
    again = await browser.post(
        GRANT, data={"user": str(second.id), "reason": "Ingin lagi"}, headers=pembina
    )

    assert (silent.status_code, named.status_code, again.status_code) == (422, 303, 403)
    assert (await make.acting(first)).has(kim.id, "kim_admin")
    assert not (await make.acting(second)).has(kim.id, "kim_admin")
    row = await RoleAssignment.objects().first()
    assert row.reason == "Hasil musyawarah"


async def test_an_admin_shares_and_takes_back_and_the_last_one_stays(browser, kim):
    admin, other = await make.kim_admin(kim, "Rahmawati"), await make.member(kim, "Budi")
    headers = await make.signed_in(admin)
    own = await RoleAssignment.objects().first()

    alone = await browser.post(
        f"{HOME}/admin/{own.id}/cabut", data={"reason": "Ingin berhenti"}, headers=headers
    )
    shared = await browser.post(
        GRANT, data={"user": str(other.id), "reason": "Berbagi tugas"}, headers=headers
    )
    theirs = await make.signed_in(other)
    edits = await browser.get(f"{HOME}/sunting", headers=theirs)
    row = await RoleAssignment.objects().where(RoleAssignment.user == other.id).first()
    taken = await browser.post(
        f"{HOME}/admin/{row.id}/cabut", data={"reason": "Tugas selesai"}, headers=headers
    )
    gone = await browser.get(f"{HOME}/sunting", headers=theirs)

    assert (alone.status_code, shared.status_code, taken.status_code) == (403, 303, 303)
    assert (edits.status_code, gone.status_code) == (200, 404)
    kinds = [row["kind"] for row in await Event.select(Event.kind).order_by(Event.id)]
    assert [kind for kind in kinds if kind.startswith("Role")] == ["RoleGranted", "RoleRevoked"]


async def test_the_operator_brings_back_a_house_without_admin_only(browser, kim):
    operator = await make.signed_in(await make.sysadmin())
    member = await make.member(kim, "Budi")
    sent = {"user": str(member.id), "reason": "Admin lama kehilangan ponsel"}

    rescued = await browser.post(GRANT, data=sent, headers=operator)
    other = await make.member(kim, "Lain")
    refused = await browser.post(GRANT, data=sent | {"user": str(other.id)}, headers=operator)

    assert (rescued.status_code, rescued.headers["location"]) == (303, "/peran")
    assert refused.status_code == 403


async def test_two_admins_who_revoke_each_other_at_once_leave_one(browser, kim):
    first, second = await make.kim_admin(kim, "Satu"), await make.kim_admin(kim, "Dua")
    roles = {
        row["user"]: row["id"]
        for row in await RoleAssignment.select(RoleAssignment.user, RoleAssignment.id)
    }
    tries = [(first, second), (second, first)]

    answers = await asyncio.gather(
        *[
            browser.post(
                f"{HOME}/admin/{roles[whom.id]}/cabut",
                data={"reason": "Saya saja yang admin"},
                headers=await make.signed_in(who),
            )
            for who, whom in tries
        ]
    )

    profile = await organizations.get("kim-mallari")
    assert sorted(answer.status_code for answer in answers)[0] == 303
    assert len(await admins.of(profile)) == 1


@pytest.mark.parametrize("who", ["member", "officer", "neighbour", "other pembina", "province"])
async def test_others_name_no_admin(browser, kim, who):
    people = {
        "member": lambda: make.member(kim),
        "officer": lambda: make.officer(kim),
        "neighbour": make_neighbour,
        "other pembina": lambda: make.pembina("73.09"),
        "province": lambda: make.pembina("73"),
    }
    person = await people[who]()

    answer = await browser.post(
        GRANT, data={"user": str(person.id), "reason": "Saya saja"}, headers=await make.signed_in(person)
    )

    assert answer.status_code == 403
    assert not (await make.acting(person)).has(kim.id, "kim_admin")


async def test_an_admin_who_left_has_no_rights(browser, kim):
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    before = await browser.get(f"{HOME}/sunting", headers=headers)
    async with db.transaction():
        await Membership.update({Membership.state: "ended"}).where(Membership.user == admin.id)
        await rights.touch(admin.id)

    assert before.status_code == 200
    assert (await browser.get(f"{HOME}/sunting", headers=headers)).status_code == 404


async def test_a_person_has_one_open_membership_in_an_organization(kim):
    member = await make.member(kim)

    with pytest.raises(Exception) as caught:
        await make.join(member, kim, "applied")

    assert db.is_unique_violation(caught.value)
    await Membership.update({Membership.state: "ended"}).where(Membership.user == member.id)
    await make.join(member, kim, "applied")
    assert await Organization.count() == 1
