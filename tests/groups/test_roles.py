"""Giving and taking rights beyond one's own KIM, the end of organizations, and the history of it all."""

import pytest

from kimhub.core.tables import Event
from kimhub.groups import activity, history, organizations, rights
from kimhub.groups.tables import Membership, Organization, Position, RoleAssignment
from tests import make

pytestmark = pytest.mark.usefixtures("wilayah")


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


def form(person, house=None, role="staff", **fields):
    known = {"identity": person.username, "role": role, "reason": "Surat tugas 12"}
    return known | ({"organization": str(house.id)} if house else {}) | fields


async def house_of(person):
    rows = await Membership.select(Membership.organization).where(Membership.user == person.id)
    found = await Organization.objects().get(Organization.id == rows[0]["organization"])
    assert found
    return found


async def test_a_pembina_takes_a_colleague_into_the_office_by_phone_number(browser, kim):
    pembina = await make.pembina()
    headers, office, colleague = (
        await make.signed_in(pembina),
        await house_of(pembina),
        await make.user("Kolega"),
    )
    theirs = await make.signed_in(colleague)
    before = await browser.get("/kim/kim-mallari", headers=theirs)

    answer = await browser.post(
        "/peran/beri", data=form(colleague, office, identity=f"0{colleague.phone[3:]}"), headers=headers
    )
    after = await browser.get("/kim/kim-mallari", headers=theirs)

    assert answer.status_code == 303
    assert (before.status_code, after.status_code) == (404, 200)
    assert "Kolega" in (await browser.get("/peran", headers=headers)).text
    assert (await Organization.objects().get(Organization.id == office.id)).member_count == 2


async def test_a_coordinator_is_named_for_a_forum(browser, kim):
    forum = await make.organization("Forum KIM Awangpone", kind="forum_kim", wilayah_code="73.08.16")
    headers, person = await make.signed_in(await make.pembina()), await make.user("Koordinator")

    for _ in range(2):  # giving what is held changes nothing
        answer = await browser.post(
            "/peran/beri", data=form(person, forum, "forum_coord", until="2090-01-01"), headers=headers
        )
        assert answer.status_code == 303

    assert await RoleAssignment.count() == 1
    actor = await make.acting(person)
    assert actor.covers("73.08.16.2009", "forum_coord")
    assert actor.has(forum.id, "member")
    assert await Event.count().where(Event.kind == "RoleGranted") == 1


async def test_nobody_gives_beyond_their_own_wilayah_or_level(browser, kim):
    headers, person = await make.signed_in(await make.pembina()), await make.user()
    beside, above = (
        await make.agency("Diskominfo Maros", "73.09"),
        await make.agency("Diskominfo Sulsel", "73"),
    )

    answers = [
        await browser.post("/peran/beri", data=form(person, beside), headers=headers),
        await browser.post("/peran/beri", data=form(person, above), headers=headers),
        await browser.post("/peran/beri", data=form(person, role="sysadmin"), headers=headers),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 403]
    assert (await make.acting(person)).grants == ()


async def test_the_operator_names_operators_and_the_last_one_stays(browser, kim):
    operator, second = await make.sysadmin(), await make.user("Kedua")
    headers = await make.signed_in(operator)
    own = await RoleAssignment.objects().first()

    alone = await browser.post(f"/peran/{own.id}/cabut", data={"reason": "Ingin berhenti"}, headers=headers)
    named = await browser.post("/peran/beri", data=form(second, role="sysadmin"), headers=headers)
    taken = await browser.post(f"/peran/{own.id}/cabut", data={"reason": "Serah terima"}, headers=headers)

    assert (alone.status_code, named.status_code, taken.status_code) == (403, 303, 303)
    assert (await browser.get("/peran", headers=headers)).status_code == 404
    assert (await make.acting(second)).plays("sysadmin")


async def test_taking_somebody_out_of_the_office_counts_at_once_and_the_last_one_stays(browser, kim):
    pembina = await make.pembina()
    office, headers = await house_of(pembina), await make.signed_in(pembina)
    colleague = await make.user("Kolega")
    await make.join(colleague, office)
    theirs = await make.signed_in(colleague)
    rows = {row["user"]: row["id"] for row in await Membership.select(Membership.id, Membership.user)}

    silent = await browser.post(
        f"/peran/petugas/{rows[colleague.id]}/cabut", data={"reason": ""}, headers=headers
    )
    taken = await browser.post(
        f"/peran/petugas/{rows[colleague.id]}/cabut", data={"reason": "Pindah tugas"}, headers=headers
    )
    gone = await browser.get("/kim/kim-mallari", headers=theirs)
    last = await browser.post(
        f"/peran/petugas/{rows[pembina.id]}/cabut", data={"reason": "Pindah tugas"}, headers=headers
    )

    assert (silent.status_code, taken.status_code, gone.status_code, last.status_code) == (
        422,
        303,
        404,
        403,
    )


async def test_a_pembina_takes_nothing_from_another_office(browser, kim):
    other = await make.pembina("73.09")
    row = (await Membership.select(Membership.id).where(Membership.user == other.id))[0]
    operator = await make.sysadmin()
    role = await RoleAssignment.objects().where(RoleAssignment.user == operator.id).first()
    headers = await make.signed_in(await make.pembina())

    for address in (f"/peran/petugas/{row['id']}/cabut", f"/peran/{role.id}/cabut"):
        assert (await browser.get(address, headers=headers)).status_code == 404
        answer = await browser.post(address, data={"reason": "Iseng saja"}, headers=headers)
        assert answer.status_code == 403
    assert (await make.acting(other)).plays("pembina")


@pytest.mark.parametrize("who", ["member", "officer", "kim_admin", "forum_coord"])
async def test_roles_are_not_for_kim(browser, kim, who):
    headers = await make.signed_in(await getattr(make, who)(kim))

    assert (await browser.get("/peran", headers=headers)).status_code == 404
    assert (await browser.post("/peran/beri", data={}, headers=headers)).status_code == 403


async def test_a_wrong_form_keeps_what_was_typed(browser, kim):
    headers = await make.signed_in(await make.pembina())

    answer = await browser.post(
        "/peran/beri",
        data={"identity": "tidak ada", "role": "raja", "reason": "x", "until": "dulu"},
        headers=headers,
    )

    assert answer.status_code == 422
    assert "Ada 4 isian" in answer.text
    assert 'value="tidak ada"' in answer.text


# --------------------------------------------------------------------------------- positions


async def test_positions_can_be_renamed_and_added(browser, kim):
    headers = await make.signed_in(await make.pembina())

    renamed = await browser.post(
        "/peran/jabatan", data={"code": "chair", "label": "Ketua umum"}, headers=headers
    )
    added = await browser.post("/peran/jabatan", data={"label": "Juru kamera"}, headers=headers)
    twice = await browser.post("/peran/jabatan", data={"label": "juru KAMERA"}, headers=headers)
    made_up = await browser.post("/peran/jabatan", data={"code": "raja", "label": "Raja"}, headers=headers)

    assert [answer.status_code for answer in (renamed, added, twice, made_up)] == [303, 303, 422, 422]
    rows = await Position.select(Position.code, Position.label).order_by(Position.id)
    assert [tuple(row.values()) for row in rows] == [
        ("chair", "Ketua umum"),
        ("juru_kamera", "Juru kamera"),
    ]
    admin = await make.signed_in(await make.kim_admin(kim))
    form_page = await browser.get("/kim/kim-mallari/pengurus/tambah", headers=admin)
    assert "Ketua umum" in form_page.text
    assert (await browser.get("/peran/jabatan", headers=admin)).status_code == 404


# --------------------------------------------------------------------------------- the two axes

STATE = "/kim/kim-mallari/verifikasi"


async def test_a_pembina_says_how_active_a_kim_is_with_a_reason(browser, kim):
    headers = await make.signed_in(await make.pembina())

    silent = await browser.post(STATE, data={"level": "dormant", "reason": ""}, headers=headers)
    spoken = await browser.post(
        STATE, data={"level": "dormant", "reason": "Pengurus pindah", "grade": "Pratama"}, headers=headers
    )
    vakum = await organizations.get("kim-mallari")
    back = await browser.post(STATE, data={"level": "", "reason": "", "grade": "Pratama"}, headers=headers)
    computed = await organizations.get("kim-mallari")

    assert [answer.status_code for answer in (silent, spoken, back)] == [422, 303, 303]
    assert (vakum.activity, vakum.grade) == ("dormant", "Pratama")
    assert computed.activity == "inactive"
    assert "Dihitung sekali sehari" in (await browser.get(STATE, headers=headers)).text


async def test_a_kim_ends_with_a_reason_and_is_only_read_from_then_on(browser, kim):
    pembina, admin = (
        await make.signed_in(await make.pembina()),
        await make.signed_in(await make.kim_admin(kim)),
    )
    ask = await browser.get("/kim/kim-mallari/bubarkan", headers=pembina)

    silent = await browser.post("/kim/kim-mallari/bubarkan", data={"reason": ""}, headers=pembina)
    refused = await browser.post("/kim/kim-mallari/bubarkan", data={"reason": "Kami bosan"}, headers=admin)
    ended = await browser.post(
        "/kim/kim-mallari/bubarkan", data={"reason": "Hasil musyawarah"}, headers=pembina
    )

    assert "tidak bisa diurungkan" in ask.text
    assert (silent.status_code, refused.status_code, ended.status_code) == (422, 403, 303)
    found = await organizations.get("kim-mallari")
    assert (found.state, found.dissolve_reason) == ("dissolved", "Hasil musyawarah")
    assert (await browser.get("/kim/kim-mallari", headers=admin)).status_code == 200
    assert (await browser.get("/kim/kim-mallari/sunting", headers=admin)).status_code == 404
    assert (
        await browser.post("/kim/kim-mallari/bubarkan", data={"reason": "Lagi dong"}, headers=pembina)
    ).status_code == 403


async def test_an_office_is_closed_from_above_and_its_staff_loses_the_rights(browser, kim):
    pembina, province = await make.pembina(), await make.pembina("73", "Orang provinsi")
    office, theirs = await house_of(pembina), await make.signed_in(pembina)
    address = f"/kim/{office.slug}/bubarkan"

    own = await browser.post(address, data={"reason": "Kami tutup"}, headers=theirs)
    closed = await browser.post(
        address, data={"reason": "Dilebur ke dinas lain"}, headers=await make.signed_in(province)
    )

    assert (own.status_code, closed.status_code) == (403, 303)
    assert (await browser.get("/kim/kim-mallari", headers=theirs)).status_code == 404


async def test_activity_is_counted_from_what_members_do(kim):
    from kimhub.core.bus import publish
    from kimhub.core.db import now, transaction
    from kimhub.groups.events import OrganizationEdited
    from tests.groups.events import SomethingPosted

    busy, quiet, silent = kim, await make.kim("KIM Dua"), await make.kim("KIM Tiga")
    writer, reader = await make.member(busy), await make.member(quiet, last_seen_at=now())
    outsider = await make.user()
    async with transaction():
        for _ in range(6):
            await publish(SomethingPosted(busy.id, writer.id))
            await publish(SomethingPosted(silent.id, outsider.id))
            await publish(OrganizationEdited(quiet.id, reader.id, 2))

    await activity.compute()
    levels = {
        row["id"]: row["activity_level"]
        for row in await Organization.select(Organization.id, Organization.activity_level)
    }

    assert (levels[busy.id], levels[quiet.id], levels[silent.id]) == ("active", "less_active", "inactive")
    assert await activity.compute() == 0


# --------------------------------------------------------------------------------- history


async def test_the_history_tells_in_sentences_who_did_what(browser, kim):
    admin = await make.kim_admin(kim, "Rahmawati Latif")
    headers = await make.signed_in(admin)
    await browser.post(
        "/kim/kim-mallari/sunting", data={"version": "1", "about": "Kabar <b>desa</b>"}, headers=headers
    )

    page = (await browser.get("/kim/kim-mallari/riwayat", headers=headers)).text

    assert "<b>Rahmawati Latif</b> mengubah tentang." in page
    assert "<ins>Kabar &lt;b&gt;desa&lt;/b&gt;</ins>" in page


async def test_the_history_is_for_admins_and_those_above(browser, kim):
    seeing = [
        await make.kim_admin(kim),
        await make.pembina(),
        await make.pembina("73"),
        await make.sysadmin(),
    ]
    not_seeing = [
        await make.member(kim),
        await make.officer(kim),
        await make.pembina("73.09"),
        await make.user(),
    ]

    for person in seeing:
        headers = await make.signed_in(person)
        assert (await browser.get("/kim/kim-mallari/riwayat", headers=headers)).status_code == 200
    for person in not_seeing:
        headers = await make.signed_in(person)
        assert (await browser.get("/kim/kim-mallari/riwayat", headers=headers)).status_code == 404


async def test_a_long_history_goes_on_where_it_stopped(browser, kim):
    pembina = await make.pembina()
    actor = await make.acting(pembina)
    from kimhub.groups import states

    profile = await organizations.get("kim-mallari")
    for number in range(45):
        await states.say_how_active(profile, actor, "dormant", f"Alasan nomor {number}", "")

    first, before = await history.of(profile)
    rest, end = await history.of(profile, before)

    assert [len(first), len(rest), end] == [40, 5, None]
    assert first[0].detail == "Alasan nomor 44"
    page = await browser.get(
        f"/kim/kim-mallari/riwayat?sebelum={before}", headers=await make.signed_in(pembina)
    )
    assert "Alasan nomor 4<" in page.text
    assert "Tampilkan lagi" not in page.text


async def test_rights_are_read_again_after_every_change(kim):
    person = await make.member(kim)
    before = await make.acting(person)
    await make.granted(person, "kim_admin", kim)
    rights.forget()

    assert not before.has(kim.id, "kim_admin")
    assert (await make.acting(person)).has(kim.id, "kim_admin")
