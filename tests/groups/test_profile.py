"""The inside page, and editing what an organization says about itself."""

import json
from io import BytesIO

import pytest
from PIL import Image

from kimhub.core.tables import Event
from kimhub.groups.tables import Organization
from tests import make
from tests.spy import queries

pytestmark = pytest.mark.usefixtures("wilayah")


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari", about="Lama")


async def stored(kim):
    found = await Organization.objects().get(Organization.id == kim.id)
    assert found
    return found


EDIT = "/kim/kim-mallari/sunting"


@pytest.mark.parametrize("path", ["", "/pengurus", "/sk"])
async def test_the_inside_is_for_members_and_those_who_watch_over_it(browser, kim, path):
    address = f"/kim/kim-mallari{path}"
    inside = [
        await make.member(kim),
        await make.officer(kim),
        await make.kim_admin(kim),
        await make.pembina(),
    ]
    outside = [
        await make.user(),
        await make.kim_admin(await make.kim("KIM Tetangga", wilayah_code="73.08.16.2010")),
        await make.pembina("73.09"),
        await make.sysadmin(),
    ]

    for person in inside:
        assert (await browser.get(address, headers=await make.signed_in(person))).status_code == 200
    for person in outside:
        assert (await browser.get(address, headers=await make.signed_in(person))).status_code == 404
    stranger = await browser.get(address)
    assert (stranger.status_code, stranger.headers["location"]) == (303, f"/masuk?lanjut={address}")


async def test_the_page_says_what_to_do_next(browser, kim):
    admin, member = (
        await make.signed_in(await make.kim_admin(kim)),
        await make.signed_in(await make.member(kim)),
    )
    await Organization.update({Organization.term_end: make.days(12)}).where(Organization.id == kim.id)

    soon = await browser.get("/kim/kim-mallari", headers=admin)
    calm = await browser.get("/kim/kim-mallari", headers=member)
    await Organization.update({Organization.term_end: make.days(-3)}).where(Organization.id == kim.id)
    over = await browser.get("/kim/kim-mallari", headers=admin)

    assert "SK berakhir 12 hari lagi." in soon.text
    assert "/kim/kim-mallari/sk/tambah" in soon.text
    assert "/kim/kim-mallari/sk/tambah" not in calm.text
    assert "SK berakhir 3 hari lalu." in over.text
    assert "SK berakhir</span>" in over.text


async def test_everybody_sees_the_tabs_they_may_open(browser, kim):
    async def tabs(person):
        page = (await browser.get("/kim/kim-mallari", headers=await make.signed_in(person))).text
        menu = page.partition('<nav class="subnav"')[2].partition("</nav>")[0]
        return [
            part.partition('"')[0].removeprefix("/kim/kim-mallari") for part in menu.split('href="')[1:]
        ]

    assert await tabs(await make.member(kim)) == ["", "/anggota", "/pengurus", "/sk"]
    assert await tabs(await make.officer(kim)) == ["", "/anggota", "/pengurus", "/sk", "/sunting"]
    assert await tabs(await make.kim_admin(kim)) == [
        "", "/anggota", "/pengurus", "/sk", "/undangan", "/sunting", "/kop", "/riwayat",
    ]  # fmt: skip
    assert await tabs(await make.pembina()) == [
        "", "/anggota", "/pengurus", "/sk", "/sunting", "/kop", "/verifikasi", "/riwayat",
    ]  # fmt: skip


async def test_an_admin_edits_everything(browser, kim):
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)

    answer = await browser.post(
        EDIT,
        data={
            "version": "1",
            "name": "KIM Mallari Jaya",
            "contact_phone": "0812 0000 0101",
            "vision": "Cerdas",
        },
        headers=headers,
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/kim/kim-mallari")
    now = await stored(kim)
    assert (now.name, now.contact_phone, now.vision, now.about) == (
        "KIM Mallari Jaya", "+6281200000101", "Cerdas", "Lama",
    )  # fmt: skip
    assert (now.slug, now.version) == ("kim-mallari", 2)
    assert now.search.startswith("kim mallari jaya")
    event = json.loads(
        (await Event.select(Event.payload).where(Event.kind == "OrganizationEdited"))[0]["payload"]
    )
    assert event["changes"]["name"] == ["KIM Mallari", "KIM Mallari Jaya"]


async def test_an_officer_writes_the_texts_and_nothing_else(browser, kim):
    headers = await make.signed_in(await make.officer(kim))

    page = await browser.get(EDIT, headers=headers)
    answer = await browser.post(
        EDIT, data={"version": "1", "name": "KIM Saya", "potential": "Rumput laut"}, headers=headers
    )

    assert 'name="name"' not in page.text
    assert answer.status_code == 303
    now = await stored(kim)
    assert (now.name, now.potential) == ("KIM Mallari", "Rumput laut")


async def test_a_pembina_edits_with_a_reason(browser, kim):
    headers = await make.signed_in(await make.pembina())

    silent = await browser.post(EDIT, data={"version": "1", "name": "KIM Baru"}, headers=headers)
    spoken = await browser.post(
        EDIT, data={"version": "1", "name": "KIM Baru", "note": "Sesuai SK terakhir"}, headers=headers
    )

    assert silent.status_code == 422
    assert "Tulis alasan" in silent.text
    assert 'value="KIM Baru"' in silent.text
    assert spoken.status_code == 303
    assert (await stored(kim)).name == "KIM Baru"


@pytest.mark.parametrize("who", ["member", "neighbour", "other pembina", "sysadmin"])
async def test_others_edit_nothing(browser, kim, who):
    people = {
        "member": lambda: make.member(kim),
        "neighbour": lambda: make_neighbour(),
        "other pembina": lambda: make.pembina("73.09"),
        "sysadmin": make.sysadmin,
    }
    headers = await make.signed_in(await people[who]())

    assert (await browser.get(EDIT, headers=headers)).status_code == 404
    answer = await browser.post(EDIT, data={"version": "1", "name": "Diambil alih"}, headers=headers)
    assert answer.status_code == 403
    assert (await stored(kim)).name == "KIM Mallari"


async def make_neighbour():
    return await make.kim_admin(await make.kim("KIM Tetangga", wilayah_code="73.08.16.2010"))


async def test_two_editors_of_different_fields_lose_nothing(browser, kim):
    first, second = [await make.signed_in(await make.kim_admin(kim, name)) for name in ("Satu", "Dua")]
    await browser.post(
        EDIT, data={"version": "1", "about": "Lama", "vision": "Dari yang pertama"}, headers=first
    )

    merged = await browser.post(
        EDIT, data={"version": "1", "about": "Dari yang kedua", "vision": ""}, headers=second
    )
    saved = await browser.post(
        EDIT,
        data={"version": "2", "about": "Dari yang kedua", "vision": "Dari yang pertama"},
        headers=second,
    )

    assert merged.status_code == 422
    assert "Dari yang kedua" in merged.text
    assert "Dari yang pertama" in merged.text
    assert 'name="version" value="2"' in merged.text
    assert "Yang tersimpan sekarang" not in merged.text  # no field was changed by both
    assert saved.status_code == 303
    now = await stored(kim)
    assert (now.about, now.vision) == ("Dari yang kedua", "Dari yang pertama")


async def test_two_editors_of_one_field_see_both_texts(browser, kim):
    first, second = [await make.signed_in(await make.kim_admin(kim, name)) for name in ("Satu", "Dua")]
    await browser.post(EDIT, data={"version": "1", "about": "Tulisan pertama"}, headers=first)

    clash = await browser.post(EDIT, data={"version": "1", "about": "Tulisan kedua"}, headers=second)

    assert clash.status_code == 422
    assert "Tulisan kedua</textarea>" in clash.text
    assert "Yang tersimpan sekarang" in clash.text
    assert "<p>Tulisan pertama</p>" in clash.text
    assert (await stored(kim)).about == "Tulisan pertama"


@pytest.mark.parametrize("version", ["", "0", "-1", "99999999999999999999", "x"])
async def test_a_version_that_makes_no_sense_never_overwrites(browser, kim, version):
    headers = await make.signed_in(await make.kim_admin(kim))

    answer = await browser.post(EDIT, data={"version": version, "about": "Timpa"}, headers=headers)

    assert answer.status_code == 422
    assert (await stored(kim)).about == "Lama"


async def test_what_cannot_be_saved_is_said_beside_its_field(browser, kim):
    answer = await browser.post(
        EDIT,
        data={
            "version": "1",
            "name": "",
            "founded_on": "2999-01-01",
            "contact_phone": "12",
            "about": "x" * 5000,
        },
        headers=await make.signed_in(await make.kim_admin(kim)),
    )

    assert answer.status_code == 422
    assert "Ada 4 isian yang perlu diperbaiki" in answer.text
    assert "x" * 5000 in answer.text


def picture():
    content = BytesIO()
    Image.new("RGB", (600, 400), "navy").save(content, "PNG")
    return content.getvalue()


async def test_an_emblem_is_drawn_anew_and_shown_to_everybody(browser, kim):
    headers = await make.signed_in(await make.kim_admin(kim))

    answer = await browser.post(
        "/kim/kim-mallari/lambang", files={"logo": ("a.png", picture(), "image/png")}, headers=headers
    )
    shown = await browser.get("/k/kim-mallari/lambang.webp")
    page = await browser.get("/k/kim-mallari")
    removed = await browser.post("/kim/kim-mallari/lambang", data={"action": "remove"}, headers=headers)

    assert answer.status_code == 303
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert "/k/kim-mallari/lambang.webp" in page.text
    assert removed.status_code == 303
    assert (await browser.get("/k/kim-mallari/lambang.webp")).status_code == 404


async def test_an_emblem_is_not_for_officers_nor_for_other_files(browser, kim):
    officer, admin = (
        await make.signed_in(await make.officer(kim)),
        await make.signed_in(await make.kim_admin(kim)),
    )

    refused = await browser.post(
        "/kim/kim-mallari/lambang", files={"logo": ("a.png", picture(), "image/png")}, headers=officer
    )
    wrong = await browser.post(
        "/kim/kim-mallari/lambang", files={"logo": ("a.png", b"<svg/>", "image/png")}, headers=admin
    )

    assert refused.status_code == 403
    assert wrong.status_code == 422
    assert (await stored(kim)).logo == ""


async def test_the_inside_page_costs_the_same_for_many_officers(browser, kim):
    headers = await make.signed_in(await make.officer(kim))
    await browser.get("/kim/kim-mallari", headers=headers)
    with queries() as one:
        await browser.get("/kim/kim-mallari", headers=headers)
    for number in range(3):
        await make.officer(kim, f"Pengurus {number}")
    with queries() as many:
        await browser.get("/kim/kim-mallari", headers=headers)

    assert len(many) == len(one) <= 9
