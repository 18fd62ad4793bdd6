"""Entering a new KIM, forum or office."""

from uuid import uuid4

import pytest

from kimhub.core.tables import Event
from kimhub.groups.tables import Decree, Organization
from tests import make

pytestmark = pytest.mark.usefixtures("wilayah")

MALLARI = "73.08.16.2009"


@pytest.fixture
async def pembina():
    await make.installed()
    return await make.pembina()


def form(**fields):
    known = {
        "kind": "kim",
        "name": "KIM Mallari",
        "wilayah": MALLARI,
        "state": "registered",
        "key": str(uuid4()),
    }
    return known | fields


SK = {
    "number": "470/kominfo-b/2018",
    "issuer_level": "kabupaten",
    "signed_on": "2018-03-12",
    "term_end": "2099-01-01",
}


async def test_a_pembina_enters_a_kim(browser, pembina):
    headers = await make.signed_in(pembina)

    answer = await browser.post("/kim/baru", data=form(founded_on="2020-01-14"), headers=headers)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/kim/kim-mallari"
    made = await Organization.objects().first().where(Organization.slug == "kim-mallari")
    assert (made.legal_status, made.place) == ("registered", "Desa Mallari, Kec. Awangpone, Kab. Bone")
    assert made.search.startswith("kim mallari desa mallari")
    assert await Event.count().where(Event.kind == "OrganizationCreated") == 1
    page = await browser.get(answer.headers["location"], headers=headers)
    assert "KIM Mallari" in page.text


async def test_a_kim_whose_decree_the_pembina_holds_is_verified_at_once(browser, pembina):
    headers = await make.signed_in(pembina)

    answer = await browser.post("/kim/baru", data=form(state="verified", **SK), headers=headers)

    assert answer.status_code == 303
    made = await Organization.objects().first().where(Organization.slug == "kim-mallari")
    assert (made.legal_status, str(made.term_end)) == ("verified", "2099-01-01")
    decree = await Decree.objects().first()
    assert (decree.number, decree.state, decree.verified_by) == (
        "470/kominfo-b/2018",
        "verified",
        pembina.id,
    )


async def test_verified_without_a_decree_is_not_accepted(browser, pembina):
    answer = await browser.post(
        "/kim/baru", data=form(state="verified"), headers=await make.signed_in(pembina)
    )

    assert answer.status_code == 422
    assert "Tulis nomor SK" in answer.text
    assert 'value="KIM Mallari"' in answer.text
    assert not await Organization.exists().where(Organization.slug == "kim-mallari")


async def test_a_form_sent_twice_makes_one(browser, pembina):
    headers, sent = await make.signed_in(pembina), form()

    first = await browser.post("/kim/baru", data=sent, headers=headers)
    second = await browser.post("/kim/baru", data=sent, headers=headers)

    assert first.headers["location"] == second.headers["location"]
    assert await Organization.count().where(Organization.kind == "kim") == 1


async def test_a_second_kim_in_the_village_has_to_be_meant(browser, pembina):
    headers = await make.signed_in(pembina)
    await make.kim("KIM Mallari", slug="kim-lama")

    asked = await browser.post("/kim/baru", data=form(name="KIM PKK Mallari"), headers=headers)
    sure = await browser.post("/kim/baru", data=form(name="KIM PKK Mallari", another="on"), headers=headers)
    same = await browser.post("/kim/baru", data=form(name="kim  MALLARI", another="on"), headers=headers)

    assert asked.status_code == 422
    assert "/k/kim-lama" in asked.text
    assert sure.headers["location"] == "/kim/kim-pkk-mallari"
    assert same.status_code == 422
    assert "Nama ini sudah tercatat" in same.text


async def test_equal_names_get_addresses_of_their_own(browser, pembina):
    headers = await make.signed_in(pembina)
    places = ["73.08.16.2009", "73.08.16.2010", "73.08.16.2011"]

    answers = [
        await browser.post("/kim/baru", data=form(name="KIM Sipakatau", wilayah=code), headers=headers)
        for code in places
    ]

    found = [answer.headers["location"] for answer in answers]
    assert len(set(found)) == 3
    assert found[0] == "/kim/kim-sipakatau"


async def test_a_name_cannot_take_the_address_of_the_form(browser, pembina):
    answer = await browser.post("/kim/baru", data=form(name="Baru"), headers=await make.signed_in(pembina))

    assert answer.headers["location"] == "/kim/baru-mallari"


async def test_an_admin_drafts_in_the_own_village_only(browser, pembina):
    kim = await make.kim("KIM Mallari", slug="kim-lama")
    headers = await make.signed_in(await make.kim_admin(kim))

    ours = await browser.post(
        "/kim/baru", data=form(name="KIM Dusun Dua", state="draft", another="on"), headers=headers
    )
    beside = await browser.post(
        "/kim/baru", data=form(name="KIM Sebelah", state="draft", wilayah="73.08.16.2010"), headers=headers
    )
    more = await browser.post("/kim/baru", data=form(name="KIM Langsung", another="on"), headers=headers)

    assert ours.headers["location"] == "/kim/kim-dusun-dua"
    assert beside.status_code == 422
    assert more.status_code == 403
    made = (
        await Organization.select(Organization.name)
        .where(Organization.id > kim.id)
        .order_by(Organization.id)
    )
    assert [row["name"] for row in made if row["name"].startswith("KIM")] == ["KIM Dusun Dua"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("agency", "73"),
        ("forum_kim", "73"),
        ("agency", "19.71"),
        ("kim", "19.71.01.1001"),
        ("forum_kim", "35.08"),
    ],
)
async def test_a_pembina_creates_nothing_above_or_beside(browser, pembina, kind, code):
    """decidim/decidim#13279."""
    headers = await make.signed_in(pembina)
    before = await Organization.count()

    answer = await browser.post("/kim/baru", data=form(kind=kind, wilayah=code), headers=headers)

    assert answer.status_code == 422
    assert await Organization.count() == before


async def test_each_kind_has_its_levels(browser, pembina):
    headers = await make.signed_in(pembina)

    forum = await browser.post(
        "/kim/baru",
        data=form(kind="forum_kim", name="Forum KIM Awangpone", wilayah="73.08.16"),
        headers=headers,
    )
    office = await browser.post("/kim/baru", data=form(kind="agency", name="Camat"), headers=headers)
    kim = await browser.post("/kim/baru", data=form(wilayah="73.08"), headers=headers)

    assert forum.status_code == 303
    assert office.status_code == 422
    assert "Dinas berkedudukan" in office.text
    assert kim.status_code == 422


@pytest.mark.parametrize("who", ["guest", "member", "officer", "sysadmin"])
async def test_others_cannot_open_or_send_the_form(browser, pembina, who):
    kim = await make.kim()
    person = {
        "member": make.member,
        "officer": make.officer,
        "sysadmin": lambda _: make.sysadmin(),
    }.get(who)
    headers = await make.signed_in(await person(kim)) if person else {}

    opened = await browser.get("/kim/baru", headers=headers)
    sent = await browser.post("/kim/baru", data=form(), headers=headers)

    assert opened.status_code == (303 if who == "guest" else 404)
    assert sent.status_code == (303 if who == "guest" else 403)
    assert not await Organization.exists().where(Organization.slug == "kim-mallari")


async def test_what_was_typed_survives_a_missing_place(browser, pembina):
    answer = await browser.post(
        "/kim/baru",
        data=form(wilayah="", wilayah_q="mallari awangpone", name="KIM Kita", number="12/2020"),
        headers=await make.signed_in(pembina),
    )

    assert answer.status_code == 422
    assert 'value="KIM Kita"' in answer.text
    assert f'value="{MALLARI}"' in answer.text
    assert 'value="12/2020"' in answer.text


async def test_a_draft_goes_to_the_pembina_when_it_is_ready(browser, pembina):
    admin = await make.kim_admin(await make.kim())
    draft = await make.kim("KIM Baru Lahir", legal_status="draft", created_by=admin.id)
    headers = await make.signed_in(admin)
    stranger = await make.signed_in(
        await make.kim_admin(await make.kim("KIM Lain", wilayah_code="73.08.16.2010"))
    )

    refused = await browser.post(f"/kim/{draft.slug}/daftarkan", headers=stranger)
    page = await browser.get(f"/kim/{draft.slug}", headers=headers)
    sent = await browser.post(f"/kim/{draft.slug}/daftarkan", headers=headers)
    again = await browser.post(f"/kim/{draft.slug}/daftarkan", headers=headers)

    assert refused.status_code == 403
    assert "Daftarkan" in page.text
    assert sent.status_code == 303
    assert again.status_code == 403  # it is no draft any more
    assert await Event.count().where(Event.kind == "OrganizationRegistered") == 1
