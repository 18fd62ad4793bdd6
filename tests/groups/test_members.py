"""The list of members, the queue of applicants, and what those in charge do."""

import json
from datetime import timedelta

import pytest

from kimhub.core.db import now, transaction
from kimhub.core.jobs import run_due
from kimhub.core.tables import Event
from kimhub.groups import belonging, members, organizations
from kimhub.groups.tables import Membership, Officer, Organization, RoleAssignment
from kimhub.notifications.tables import Notification
from tests import make
from tests.spy import queries

HOME = "/kim/kim-mallari"


@pytest.fixture
async def kim():
    await make.installed()
    made = await make.kim("KIM Mallari", slug="kim-mallari")
    await make.join(await make.user("Irma Yusuf"), await make.agency())
    return made


async def membership(of, person) -> Membership:
    found = await Membership.objects().get(
        (Membership.organization == of.id) & (Membership.user == person.id)
    )
    assert found
    return found


async def count_of(kim) -> int:
    row = await Organization.select(Organization.member_count).where(Organization.id == kim.id).first()
    return row["member_count"]


async def events(kind: str) -> list[dict]:
    return [json.loads(row.payload) for row in await Event.objects().where(Event.kind == kind)]


# ------------------------------------------------------------------------------------------ the list


async def test_members_see_names_and_no_phone(browser, kim):
    siti, budi = await make.member(kim, "Siti"), await make.member(kim, "Budi", phone="+6281200001111")

    page = await browser.get(f"{HOME}/anggota?kontak=ya", headers=await make.signed_in(siti))

    assert "Budi" in page.text
    assert "0812-0000-1111" not in page.text
    answer = await browser.get(
        f"{HOME}/anggota/{(await membership(kim, budi)).id}", headers=await make.signed_in(siti)
    )
    assert answer.status_code == 200
    assert "0812-0000-1111" not in answer.text


async def test_the_forum_and_the_province_are_shown_the_officers(browser, kim):
    siti = await make.member(kim, "Siti Aminah")
    await make.officer(kim, "Budi Santoso")
    await make.kim_admin(kim, "Rahmawati Latif")
    forum = await make.organization("Forum KIM Awangpone", kind="forum_kim", wilayah_code="73.08.16")
    province = await make.pembina("73", "Wakil Provinsi")

    for person in (await make.forum_coord(forum), province):
        headers = await make.signed_in(person)
        page = await browser.get(f"{HOME}/anggota", headers=headers)
        one = await browser.get(f"{HOME}/anggota/{(await membership(kim, siti)).id}", headers=headers)

        assert "Budi Santoso" in page.text
        assert "Rahmawati Latif" in page.text
        assert "Siti Aminah" not in page.text
        assert one.status_code == 404


async def test_a_phone_its_owner_shows_is_seen_by_fellow_members(browser, kim):
    siti = await make.signed_in(await make.member(kim, "Siti"))
    await make.member(kim, "Budi", phone="+6281200001111", phone_visible=True)

    assert "0812-0000-1111" not in (await browser.get(f"{HOME}/anggota", headers=siti)).text
    assert "0812-0000-1111" in (await browser.get(f"{HOME}/anggota?kontak=ya", headers=siti)).text


async def test_admins_and_the_pembina_see_phones_and_it_is_noted_once_a_day(browser, kim):
    admin = await make.kim_admin(kim)
    pembina = await make.pembina()
    await make.member(kim, "Budi", phone="+6281200001111")

    for person in (admin, pembina):
        headers = await make.signed_in(person)
        for _ in range(2):
            assert (
                "0812-0000-1111" in (await browser.get(f"{HOME}/anggota?kontak=ya", headers=headers)).text
            )

    assert [event["actor_id"] for event in await events("ContactsSeen")] == [admin.id, pembina.id]


async def test_looking_at_one_member_is_noted_with_the_name(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    budi = await make.member(kim, "Budi")

    for _ in range(2):
        await browser.get(f"{HOME}/anggota/{(await membership(kim, budi)).id}", headers=admin)

    assert [(event["user_id"], event["name"]) for event in await events("ContactsSeen")] == [
        (budi.id, "Budi")
    ]
    assert "melihat nomor HP Budi" in (await browser.get(f"{HOME}/riwayat", headers=admin)).text


async def test_the_province_sees_phones_of_officers_only(browser, kim):
    province = await make.signed_in(
        await make.member(await make.agency("Diskominfo Sulsel", "73"), "Pak Provinsi")
    )
    ketua = await make.officer(kim, "Ketua", "chair")
    await type(ketua).update({type(ketua).phone: "+6281200002222"}).where(type(ketua).id == ketua.id)
    await make.member(kim, "Budi", phone="+6281200001111")

    page = await browser.get(f"{HOME}/anggota?kontak=ya", headers=province)

    assert "0812-0000-2222" in page.text
    assert "0812-0000-1111" not in page.text


async def test_nobody_else_finds_the_list(browser, kim):
    stranger, elsewhere = await make.user(), await make.member(await make.kim("KIM Lain"), "Tamu")
    other_pembina = await make.pembina("73.09")
    for person in (stranger, elsewhere, other_pembina, await make.sysadmin()):
        answer = await browser.get(f"{HOME}/anggota", headers=await make.signed_in(person))
        assert answer.status_code == 404
    assert (await browser.get(f"{HOME}/anggota")).headers["location"].startswith("/masuk")


async def test_a_long_list_goes_on_where_it_stopped(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim, "Zulkifli"))
    for n in range(members.PAGE + 2):
        await make.member(kim, f"Anggota {n:03d}")

    first = await browser.get(f"{HOME}/anggota", headers=admin)
    after = first.text.partition("sesudah=")[2].partition('"')[0]
    second = await browser.get(f"{HOME}/anggota?sesudah={after}", headers=admin)

    assert "Anggota 029" in first.text
    assert "Anggota 030" not in first.text
    assert "Anggota 030" in second.text
    assert "Zulkifli" in second.text
    assert "Anggota 029" not in second.text


async def test_searching_takes_signs_literally_and_htmx_gets_the_list_alone(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim), htmx=True)
    await make.member(kim, "Andi Baso")
    await make.member(kim, "Andi Tenri")

    found = await browser.get(f"{HOME}/anggota?q=tenri+andi", headers=admin)
    nothing = await browser.get(f"{HOME}/anggota?q=%25", headers=admin)

    assert "Andi Tenri" in found.text
    assert "Andi Baso" not in found.text
    assert "<html" not in found.text
    assert "Belum ada yang cocok" in nothing.text


async def test_only_those_in_charge_filter_by_state(browser, kim):
    await make.member(kim, "Lama Sekali", state="ended")
    admin, member = await make.kim_admin(kim), await make.member(kim, "Siti")

    seen = await browser.get(f"{HOME}/anggota?status=ended", headers=await make.signed_in(admin))
    hidden = await browser.get(f"{HOME}/anggota?status=ended", headers=await make.signed_in(member))

    assert "Lama Sekali" in seen.text
    assert "Lama Sekali" not in hidden.text


async def test_the_list_costs_the_same_for_one_and_for_many(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    await browser.get(f"{HOME}/anggota", headers=admin)
    with queries() as few:
        await browser.get(f"{HOME}/anggota", headers=admin)
    for n in range(3):
        await make.member(kim, f"Anggota {n}")
        await make.member(kim, f"Pelamar {n}", state="applied")
    with queries() as many:
        await browser.get(f"{HOME}/anggota", headers=admin)

    assert len(many) == len(few)


# ------------------------------------------------------------------------------------- the decisions


async def test_an_admin_accepts_and_may_take_it_back(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    siti = await make.member(kim, "Siti", state="applied")
    number = (await membership(kim, siti)).id
    page = await browser.get(f"{HOME}/anggota", headers=admin)
    assert "Giliran Anda" in page.text

    answer = await browser.post(f"{HOME}/anggota/{number}/terima", headers=admin)

    assert answer.status_code == 303
    row = await membership(kim, siti)
    assert (row.state, row.card_no) == ("active", f"73.08.16.2009-{kim.id}-001")
    assert await count_of(kim) == 2
    assert (await make.acting(siti)).has(kim.id, "member")

    await browser.post(f"{HOME}/anggota/{number}/urungkan", headers=admin)

    assert (await membership(kim, siti)).state == "applied"
    assert await count_of(kim) == 1
    assert not (await make.acting(siti)).has(kim.id)


async def test_accepting_twice_is_accepting_once(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    siti = await make.member(kim, "Siti", state="applied")
    number = (await membership(kim, siti)).id

    for _ in range(2):
        assert (await browser.post(f"{HOME}/anggota/{number}/terima", headers=admin)).status_code == 303

    assert len(await events("MemberAccepted")) == 1
    assert await count_of(kim) == 2


async def test_after_ten_minutes_an_answer_stays(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    siti = await make.member(kim, "Siti", state="applied")
    number = (await membership(kim, siti)).id
    await browser.post(f"{HOME}/anggota/{number}/terima", headers=admin)
    await Membership.update({Membership.decided_at: now() - timedelta(minutes=11)}).where(
        Membership.id == number
    )

    await browser.post(f"{HOME}/anggota/{number}/urungkan", headers=admin)

    assert (await membership(kim, siti)).state == "active"


async def test_only_whoever_answered_takes_it_back(browser, kim):
    first, second = await make.kim_admin(kim), await make.kim_admin(kim, "Admin kedua")
    siti = await make.member(kim, "Siti", state="applied")
    number = (await membership(kim, siti)).id
    await browser.post(f"{HOME}/anggota/{number}/terima", headers=await make.signed_in(first))

    await browser.post(f"{HOME}/anggota/{number}/urungkan", headers=await make.signed_in(second))

    assert (await membership(kim, siti)).state == "active"


async def test_declining_needs_a_reason_which_the_applicant_reads(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim), htmx=True)
    siti = await make.member(kim, "Siti", state="applied")
    path = f"{HOME}/anggota/{(await membership(kim, siti)).id}/tolak"

    missing = await browser.post(path, data={"reason": " "}, headers=admin)
    answer = await browser.post(path, data={"reason": "Tinggal di desa lain."}, headers=admin)

    assert missing.status_code == 422
    assert "<html" not in missing.text
    assert answer.status_code == 204
    assert (await membership(kim, siti)).state == "declined"
    page = await browser.get(f"{HOME}/gabung", headers=await make.signed_in(siti))
    assert "Tinggal di desa lain." in page.text


async def test_orientation_comes_before_membership_where_the_admin_wants_it(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    siti = await make.member(kim, "Siti", state="applied")
    number = (await membership(kim, siti)).id

    await browser.post(f"{HOME}/anggota/{number}/terima", data={"orientation": "on"}, headers=admin)
    assert (await membership(kim, siti)).state == "orientation"
    assert not (await make.acting(siti)).has(kim.id)

    await browser.post(f"{HOME}/anggota/{number}/terima", headers=admin)
    assert (await membership(kim, siti)).state == "active"


async def test_officers_propose_and_admins_see_it(browser, kim):
    officer = await make.signed_in(await make.officer(kim, "Budi"))
    admin = await make.signed_in(await make.kim_admin(kim))
    siti = await make.member(kim, "Siti", state="applied")
    path = f"{HOME}/anggota/{(await membership(kim, siti)).id}"

    assert (await browser.post(f"{path}/terima", headers=officer)).status_code == 403
    bare = await browser.post(f"{path}/usul", data={"proposal": "decline", "note": ""}, headers=officer)
    assert bare.status_code == 422
    sent = {"proposal": "accept", "note": "Rajin datang ronda."}
    assert (await browser.post(f"{path}/usul", data=sent, headers=officer)).status_code == 303

    assert "Rajin datang ronda." in (await browser.get(f"{HOME}/anggota", headers=admin)).text
    assert (await browser.get(f"{path}/usul", headers=admin)).status_code == 404


async def test_a_pembina_decides_only_while_there_is_no_admin(browser, kim):
    pembina = await make.signed_in(await make.pembina())
    siti = await make.member(kim, "Siti", state="applied")
    budi = await make.member(kim, "Budi", state="applied")
    first, second = (await membership(kim, siti)).id, (await membership(kim, budi)).id

    assert (await browser.post(f"{HOME}/anggota/{first}/terima", headers=pembina)).status_code == 303
    await make.kim_admin(kim)
    assert (await browser.post(f"{HOME}/anggota/{second}/terima", headers=pembina)).status_code == 403

    assert (await membership(kim, siti)).state == "active"
    assert (await membership(kim, budi)).state == "applied"


async def test_suspended_members_have_no_rights_until_they_are_reinstated(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    budi = await make.officer(kim, "Budi")
    path = f"{HOME}/anggota/{(await membership(kim, budi)).id}"

    assert (await browser.post(f"{path}/hentikan", data={"reason": ""}, headers=admin)).status_code == 422
    await browser.post(f"{path}/hentikan", data={"reason": "Sengketa kas."}, headers=admin)
    assert not (await make.acting(budi)).has(kim.id)
    assert await count_of(kim) == 1

    await browser.post(f"{path}/pulihkan", headers=admin)
    assert (await make.acting(budi)).has(kim.id, "officer")
    assert await count_of(kim) == 2


async def test_the_end_takes_offices_and_roles_along(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    budi = await make.granted(await make.officer(kim, "Budi"), "kim_admin", kim)
    path = f"{HOME}/anggota/{(await membership(kim, budi)).id}"

    await browser.post(f"{path}/akhiri", data={"reason": "Pindah ke kota."}, headers=admin)

    assert (await membership(kim, budi)).state == "ended"
    assert (await Officer.objects().first()).ended_on is not None
    role = await RoleAssignment.objects().get(RoleAssignment.user == budi.id)
    assert role.valid_until <= now()
    async with transaction():
        await belonging.lock(kim.id)
        await belonging.admit(await organizations.get("kim-mallari"), budi.id, None)
    held = [grant.role for grant in (await make.acting(budi)).grants if grant.holds(now())]
    assert held == ["member"]


async def test_nobody_decides_about_themselves(browser, kim):
    admin = await make.kim_admin(kim)
    path = f"{HOME}/anggota/{(await membership(kim, admin)).id}"
    headers = await make.signed_in(admin)

    for step in ("hentikan", "akhiri"):
        answer = await browser.post(f"{path}/{step}", data={"reason": "Coba saja."}, headers=headers)
        assert answer.status_code == 403


async def test_a_member_leaves_and_the_last_admin_hands_over_first(browser, kim):
    admin, siti = await make.kim_admin(kim), await make.member(kim, "Siti")

    refused = await browser.post(f"{HOME}/keluar", headers=await make.signed_in(admin))
    page = await browser.get(f"{HOME}/keluar", headers=await make.signed_in(admin))
    left = await browser.post(f"{HOME}/keluar", headers=await make.signed_in(siti))

    assert refused.status_code == 403
    assert "admin terakhir" in page.text
    assert left.status_code == 303
    assert (await membership(kim, siti)).state == "ended"
    assert await count_of(kim) == 1


async def test_kind_and_card_number_are_kept_and_a_card_has_one_owner(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    siti, budi = await make.member(kim, "Siti"), await make.member(kim, "Budi")
    one, two = (await membership(kim, siti)).id, (await membership(kim, budi)).id
    sent = {"kind": "kehormatan", "card_no": "MLR/07"}

    assert (await browser.post(f"{HOME}/anggota/{one}", data=sent, headers=admin)).status_code == 303
    twice = await browser.post(f"{HOME}/anggota/{two}", data=sent, headers=admin)

    assert twice.status_code == 422
    assert 'value="MLR/07"' in twice.text
    row = await membership(kim, siti)
    assert (row.kind, row.card_no) == ("kehormatan", "MLR/07")


async def test_buttons_opened_as_links_lead_back(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    siti = await make.member(kim, "Siti", state="applied")
    path = f"{HOME}/anggota/{(await membership(kim, siti)).id}"

    for step in ("terima", "urungkan", "pulihkan", "kode-aktivasi"):
        answer = await browser.get(f"{path}/{step}", headers=admin)
        assert (answer.status_code, answer.headers["location"]) == (303, path)


async def test_another_houses_member_is_not_found_here(browser, kim):
    other = await make.kim("KIM Lain", slug="kim-lain")
    siti = await make.member(other, "Siti", state="applied")
    number = (await membership(other, siti)).id
    admin = await make.signed_in(await make.kim_admin(kim))

    assert (await browser.get(f"{HOME}/anggota/{number}", headers=admin)).status_code == 404
    assert (await browser.post(f"{HOME}/anggota/{number}/terima", headers=admin)).status_code == 404
    assert (await membership(other, siti)).state == "applied"


# --------------------------------------------------------------------------------------- reset codes


async def test_an_admin_gives_a_member_a_code_for_a_new_password(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    siti = await make.member(kim, "Siti")
    path = f"{HOME}/anggota/{(await membership(kim, siti)).id}/kode-sandi"

    answer = await browser.post(path, headers=admin)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "tidak akan tampil lagi" in answer.text
    assert [event["user_id"] for event in await events("ResetCodeIssued")] == [siti.id]


async def test_a_code_is_never_for_somebody_with_more_power(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    irma = await make.pembina("73.10")
    await make.join(irma, kim)
    resting = await make.kim("KIM Istirahat")
    elsewhere = await make.granted(
        await make.member(resting, "Budi", state="suspended"), "kim_admin", resting
    )
    await make.join(elsewhere, kim)
    for person in (irma, elsewhere):
        path = f"{HOME}/anggota/{(await membership(kim, person)).id}/kode-sandi"
        assert (await browser.get(path, headers=admin)).status_code == 404
        assert (await browser.post(path, headers=admin)).status_code == 403
    assert not await events("ResetCodeIssued")


async def test_a_member_gives_no_codes(browser, kim):
    siti, budi = await make.member(kim, "Siti"), await make.member(kim, "Budi")
    path = f"{HOME}/anggota/{(await membership(kim, budi)).id}/kode-sandi"

    assert (await browser.post(path, headers=await make.signed_in(siti))).status_code == 403


# -------------------------------------------------------------------------------------- notifications


async def test_whoever_has_to_answer_is_told_and_it_ends_with_the_answer(browser, kim):
    admin = await make.kim_admin(kim)
    siti = await make.user("Siti")
    await browser.post(f"{HOME}/gabung", data={"message": ""}, headers=await make.signed_in(siti))
    await run_due()
    (told,) = await Notification.objects().where(Notification.user == admin.id)
    assert (told.kind, told.needs_action, told.read_at) == ("applied", True, None)

    number = (await membership(kim, siti)).id
    await browser.post(f"{HOME}/anggota/{number}/terima", headers=await make.signed_in(admin))
    await run_due()

    (told,) = await Notification.objects().where(Notification.user == admin.id)
    assert told.read_at is not None
    (welcome,) = await Notification.objects().where(Notification.user == siti.id)
    assert welcome.kind == "accepted"


async def test_where_there_is_no_admin_the_pembina_is_told(browser, kim):
    await browser.post(
        f"{HOME}/gabung", data={"message": ""}, headers=await make.signed_in(await make.user("Siti"))
    )
    await run_due()

    (told,) = await Notification.objects()
    assert told.kind == "applied"
    assert (await Notification.select(Notification.user.name.as_alias("who")))[0]["who"] == "Irma Yusuf"


@pytest.mark.parametrize(
    ("state", "open_to"),
    [
        ("applied", {"tolak"}),
        ("orientation", {"tolak"}),
        ("active", {"hentikan", "akhiri"}),
        ("suspended", {"akhiri"}),
        ("ended", set()),
    ],
)
async def test_an_old_address_asks_for_no_reason_that_nothing_would_come_of(browser, kim, state, open_to):
    admin, siti = await make.kim_admin(kim), await make.user()
    await make.join(siti, kim, state)
    page = f"{HOME}/anggota/{(await membership(kim, siti)).id}"
    headers = await make.signed_in(admin)

    shown = {
        step
        for step in ("tolak", "hentikan", "akhiri")
        if (await browser.get(f"{page}/{step}", headers=headers)).status_code == 200
    }

    assert shown == open_to
