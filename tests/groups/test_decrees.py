"""Decrees: entered, checked, given back, replaced; and the term they give."""

from uuid import uuid4

import pytest

from kimhub.core.tables import Event, Job
from kimhub.groups import expiry
from kimhub.groups.tables import Decree, DecreeOrganization, Organization
from tests import make

pytestmark = pytest.mark.usefixtures("wilayah")

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari", legal_status="registered")


def form(**fields):
    known = {
        "key": str(uuid4()),
        "number": "17/2023 (perubahan)/XII",
        "issuer_level": "desa",
        "signed_on": "2023-12-12",
        "term_end": make.days(400).isoformat(),
    }
    return known | fields


async def organization(of):
    found = await Organization.objects().get(Organization.id == of.id)
    assert found
    return found


async def kinds():
    rows = await Event.select(Event.kind).order_by(Event.id)
    return [row["kind"] for row in rows if row["kind"].startswith(("Decree", "Organization"))]


ADD = "/kim/kim-mallari/sk/tambah"


async def test_an_admin_sends_a_decree_and_the_pembina_checks_it(browser, kim):
    admin, pembina = (
        await make.signed_in(await make.kim_admin(kim)),
        await make.signed_in(await make.pembina()),
    )

    sent = await browser.post(
        ADD, data=form(), files={"file": ("sk.pdf", PDF, "application/pdf")}, headers=admin
    )
    decree = await Decree.objects().first()
    waiting = await browser.get("/kim/kim-mallari", headers=pembina)
    before = await organization(kim)
    check = await browser.get(f"/kim/kim-mallari/sk/{decree.id}/periksa", headers=pembina)
    checked = await browser.post(f"/kim/kim-mallari/sk/{decree.id}/periksa", headers=pembina)
    after = await organization(kim)

    assert sent.status_code == 303
    assert "menunggu Anda periksa" in waiting.text
    assert (before.legal_status, before.term_end) == ("registered", None)
    assert "17/2023 (perubahan)/XII" in check.text
    assert checked.status_code == 303
    assert (after.legal_status, after.term_end) == ("verified", make.days(400))
    assert await kinds() == ["DecreeUploaded", "DecreeVerified", "OrganizationVerified"]
    decree = await Decree.objects().get(Decree.id == decree.id)
    assert (decree.state, decree.verified_name) == ("verified", "Irma Yusuf, Diskominfo 73.08")


async def test_a_decree_checked_twice_is_checked_once(browser, kim):
    admin, pembina = (
        await make.signed_in(await make.kim_admin(kim)),
        await make.signed_in(await make.pembina()),
    )
    await browser.post(ADD, data=form(), headers=admin)
    decree = await Decree.objects().first()

    for _ in range(2):
        await browser.post(f"/kim/kim-mallari/sk/{decree.id}/periksa", headers=pembina)

    assert (await kinds()).count("DecreeVerified") == 1


async def test_a_decree_sent_twice_is_kept_once(browser, kim):
    admin, sent = await make.signed_in(await make.kim_admin(kim)), form()

    for _ in range(2):
        assert (await browser.post(ADD, data=sent, headers=admin)).status_code == 303

    assert await Decree.count() == await DecreeOrganization.count() == 1


@pytest.mark.parametrize("who", ["member", "officer", "neighbour", "other pembina", "province", "sysadmin"])
async def test_others_neither_send_nor_check(browser, kim, who):
    people = {
        "member": lambda: make.member(kim),
        "officer": lambda: make.officer(kim),
        "neighbour": make_neighbour,
        "other pembina": lambda: make.pembina("73.09"),
        "province": lambda: make.pembina("73"),
        "sysadmin": make.sysadmin,
    }
    await browser.post(ADD, data=form(), headers=await make.signed_in(await make.kim_admin(kim)))
    decree = await Decree.objects().first()
    headers = await make.signed_in(await people[who]())

    sent = await browser.post(ADD, data=form(), headers=headers)
    checked = await browser.post(f"/kim/kim-mallari/sk/{decree.id}/periksa", headers=headers)

    assert (sent.status_code, checked.status_code) == (403, 403)
    assert await Decree.count() == 1
    assert (await organization(kim)).legal_status == "registered"


async def make_neighbour():
    return await make.kim_admin(
        await make.kim("KIM Tetangga", slug="kim-tetangga", wilayah_code="73.08.16.2010")
    )


async def test_an_admin_cannot_check_the_own_decree(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    await browser.post(ADD, data=form(), headers=admin)
    decree = await Decree.objects().first()

    assert (await browser.get(f"/kim/kim-mallari/sk/{decree.id}/periksa", headers=admin)).status_code == 404
    assert (
        await browser.post(f"/kim/kim-mallari/sk/{decree.id}/periksa", headers=admin)
    ).status_code == 403


async def test_the_file_is_for_those_inside_and_only_under_its_own_kim(browser, kim):
    admin = await make.signed_in(await make.kim_admin(kim))
    await browser.post(
        ADD, data=form(), files={"file": ("sk bupati.pdf", PDF, "application/pdf")}, headers=admin
    )
    decree = await Decree.objects().first()
    neighbour = await make.signed_in(await make_neighbour())
    member = await make.signed_in(await make.member(kim))

    mine = await browser.get(f"/kim/kim-mallari/sk/{decree.id}/berkas", headers=member)
    theirs = await browser.get(f"/kim/kim-mallari/sk/{decree.id}/berkas", headers=neighbour)
    borrowed = await browser.get(f"/kim/kim-tetangga/sk/{decree.id}/berkas", headers=neighbour)

    assert mine.content == PDF
    assert mine.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in mine.headers["content-security-policy"]
    assert (theirs.status_code, borrowed.status_code) == (404, 404)
    assert (await browser.get(f"/kim/kim-mallari/sk/{decree.id}/berkas")).status_code == 303


async def test_a_program_is_no_decree(browser, kim):
    answer = await browser.post(
        ADD,
        data=form(),
        files={"file": ("sk.pdf", b"MZ\x90\x00 not a pdf", "application/pdf")},
        headers=await make.signed_in(await make.kim_admin(kim)),
    )

    assert answer.status_code == 422
    assert "17/2023" in answer.text
    assert await Decree.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""),
        ("issuer_level", "presiden"),
        ("signed_on", "kemarin dulu"),
        ("signed_on", "2100-01-01"),
        ("term_end", "2020-01-01"),
        ("supersedes", "12345"),
    ],
)
async def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(browser, kim, field, value):
    answer = await browser.post(
        ADD, data=form(**{field: value}), headers=await make.signed_in(await make.kim_admin(kim))
    )

    assert answer.status_code == 422
    assert "yang perlu diperbaiki" in answer.text
    assert f'id="{field}-error"' in answer.text
    assert 'value="17/2023 (perubahan)/XII"' in answer.text or field == "number"
    assert await Decree.count() == 0


async def test_a_decree_given_back_says_why_and_can_be_checked_later(browser, kim):
    admin, pembina = (
        await make.signed_in(await make.kim_admin(kim)),
        await make.signed_in(await make.pembina()),
    )
    await browser.post(ADD, data=form(), headers=admin)
    decree = await Decree.objects().first()
    address = f"/kim/kim-mallari/sk/{decree.id}/periksa"

    silent = await browser.post(address, data={"action": "return", "reason": ""}, headers=pembina)
    spoken = await browser.post(
        address, data={"action": "return", "reason": "Halaman kedua tidak terbaca"}, headers=pembina
    )
    seen = await browser.get("/kim/kim-mallari/sk", headers=admin)
    later = await browser.post(address, headers=pembina)

    assert silent.status_code == 422
    assert spoken.status_code == 303
    assert "Halaman kedua tidak terbaca" in seen.text
    assert later.status_code == 303
    assert (await organization(kim)).legal_status == "verified"


async def test_one_decree_forms_many_kim(browser, kim):
    """Ketapang: one bupati decree for 19 groups (domain.md 0.7)."""
    others = [await make.kim(f"KIM Nomor {n}", wilayah_code="73.08.16.2010") for n in range(18)]
    far = await make.kim("KIM Jauh", wilayah_code="73.09.01.2001")
    pembina = await make.signed_in(await make.pembina())
    page = await browser.get(f"{ADD}?banyak=1", headers=pembina)

    beyond = await browser.post(ADD, data=form(organizations=[str(far.id)]), headers=pembina)
    sent = await browser.post(
        ADD, data=form(organizations=[str(other.id) for other in others]), headers=pembina
    )

    assert page.text.count('name="organizations"') == 18
    assert beyond.status_code == 403
    assert sent.status_code == 303
    assert await DecreeOrganization.count() == 19
    assert await Organization.count().where(Organization.term_end == make.days(400)) == 19
    assert (await organization(far)).term_end is None


async def test_an_admin_cannot_pull_other_kim_into_a_decree(browser, kim):
    other = await make.kim("KIM Lain")
    admin = await make.signed_in(await make.kim_admin(kim))

    answer = await browser.post(ADD, data=form(organizations=[str(other.id)]), headers=admin)

    assert answer.status_code == 403
    assert await Decree.count() == 0


async def test_the_newest_checked_decree_gives_the_term_and_renews(browser, kim):
    pembina = await make.signed_in(await make.pembina())
    await browser.post(
        ADD, data=form(number="lama", signed_on="2019-01-01", term_end="2022-01-01"), headers=pembina
    )
    expired = await browser.get("/kim/kim-mallari", headers=pembina)
    old = await Decree.objects().first()
    await browser.post(ADD, data=form(number="baru", supersedes=str(old.id)), headers=pembina)

    assert "SK berakhir</span>" in expired.text
    now = await organization(kim)
    assert (now.legal_status, now.term_end) == ("verified", make.days(400))
    states = await Decree.select(Decree.number, Decree.state).order_by(Decree.id)
    assert [tuple(row.values()) for row in states] == [("lama", "superseded"), ("baru", "verified")]
    assert (await kinds())[-1] == "OrganizationVerified"


async def test_an_end_is_announced_at_90_30_and_0_days_once_each(kim):
    async def at(days):
        await Organization.update({Organization.term_end: make.days(days)}).where(Organization.id == kim.id)
        return await expiry.announce()

    await Organization.update({Organization.legal_status: "verified"}).where(Organization.id == kim.id)
    given = []
    for days in (91, 90, 89, 31, 30, 29, 1, 0, -1, -50):
        given.append(await at(days))

    assert given == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    assert await kinds() == ["DecreeExpiring"] * 3


async def test_after_a_pause_only_the_most_urgent_notice_is_given(kim):
    await Organization.update(
        {Organization.legal_status: "verified", Organization.term_end: make.days(-2)}
    ).where(Organization.id == kim.id)

    assert await expiry.announce() == 1
    assert await expiry.announce() == 0


async def test_a_new_term_is_watched_anew(browser, kim):
    pembina = await make.signed_in(await make.pembina())
    await browser.post(ADD, data=form(term_end=make.days(20).isoformat()), headers=pembina)
    first = await expiry.announce()
    await browser.post(
        ADD,
        data=form(signed_on=make.days(0).isoformat(), term_end=make.days(80).isoformat()),
        headers=pembina,
    )

    assert (first, await expiry.announce()) == (1, 1)


async def test_the_daily_work_is_scheduled():
    from kimhub.core import jobs
    from kimhub.groups import jobs as ours

    await jobs.tick()
    waiting = {row["task"] for row in await Job.select(Job.task)}

    assert {f"{ours.__name__}:compute_activity", f"{ours.__name__}:announce_expiring_decrees"} <= waiting
