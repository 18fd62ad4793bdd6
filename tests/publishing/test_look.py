"""How a house makes its site its own."""

from typing import Any

import pytest
from httpx import AsyncClient

from kimhub.core.tables import Event
from kimhub.groups.tables import Organization
from kimhub.publishing import blocks, looks, sites
from kimhub.publishing.tables import Site
from tests import make

FORM: dict[str, Any] = {
    "version": "0",
    "masthead": "Kabar Mallari",
    "motto": "Dari warga",
    "accent": "pandan",
    "block": ["news", "agenda", "contact"],
    "place-agenda": "1",
    "place-news": "2",
    "place-contact": "3",
    "page-0": "berita",
    "page-1": "hal/sejarah-desa",
    "words-1": "Sejarah",
    "page-2": "hal/bukan-punya-kami",
    "phone": "0812 0000 0101",
    "email": "kim@mallari.example",
    "links": "https://media.example/mallari\n",
    "map_url": "https://peta.example/mallari",
    "publishers": "officers",
}


@pytest.fixture
async def kim(wilayah: Any) -> Organization:
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


async def test_an_admin_gives_the_site_its_name_colour_front_page_and_menu(
    browser: AsyncClient, kim: Organization
):
    admin, member = await make.kim_admin(kim), await make.member(kim, "Siti")
    stranger = await make.member(await make.kim("KIM Lain"))
    await make.told(kim, admin, "Sejarah desa", kind="page")
    await make.told(kim, admin, "Panen")
    await make.told(kim, admin, "Album", kind="gallery", blocks=await _photos(kim))
    headers = await make.signed_in(admin)
    before = (await browser.get("/k/kim-mallari")).text
    assert 'id="gallery"' in before

    opened = await browser.get("/situs/kim-mallari/tampilan", headers=headers)
    assert 'value="news" checked' in opened.text
    form = {**FORM, "editor": [str(member.id), str(stranger.id)]}
    saved = await browser.post("/situs/kim-mallari/tampilan", data=form, headers=headers)
    assert saved.status_code == 303, saved.text

    house = await make.house(kim)
    assert (house.title, house.accent, house.publishers) == ("Kabar Mallari", "pandan", "officers")
    assert house.editors == f" {member.id} "
    assert looks.blocks_of(house) == ("agenda", "news", "contact")
    assert [item.title for item in looks.menu_of(house)] == ["Berita", "Sejarah"]
    page = (await browser.get("/k/kim-mallari")).text
    assert '<html lang="id" data-color="pandan">' in page
    assert "<b>Kabar Mallari</b><span>Dari warga</span>" in page
    assert 'href="/k/kim-mallari/hal/sejarah-desa">Sejarah</a>' in page
    assert 'id="gallery"' not in page
    contact = (await browser.get("/k/kim-mallari/kontak")).text
    for said in ("tel:+6281200000101", "mailto:kim@mallari.example", "https://media.example/mallari"):
        assert said in contact
    assert 'href="https://peta.example/mallari"' in contact
    told = await Event.objects().get(Event.kind == "SiteArranged")
    assert told is not None
    assert '"masthead"' in told.payload
    trail = (await browser.get("/kim/kim-mallari/riwayat", headers=headers)).text
    assert "mengatur situs: nama, semboyan, warna, halaman depan, menu" in trail

    usual = {**FORM, "version": "1", "block": [*looks.BLOCKS], "page-0": "", "page-1": ""}
    for n, key in enumerate(looks.BLOCKS, 1):
        usual[f"place-{key}"] = str(n)
    assert (
        await browser.post("/situs/kim-mallari/tampilan", data=usual, headers=headers)
    ).status_code == 303
    house = await make.house(kim)
    assert (house.blocks, house.menu, house.editors, house.version) == ("", "", "", 2)


async def test_what_cannot_be_is_said_and_nothing_typed_is_lost(browser: AsyncClient, kim: Organization):
    headers = await make.signed_in(await make.kim_admin(kim))
    other = await make.kim("KIM Lain", slug="kim-lain")
    await Site(organization=other.id, host="kabar.desa.example").save()
    wrong = {
        "masthead": "M" * 61,
        "phone": "12",
        "email": "bukan",
        "links": "javascript:alert(1)",
        "map_url": "peta",
        "host": "testserver.local",
    }
    answer = await browser.post("/situs/kim-mallari/tampilan", data={**FORM, **wrong}, headers=headers)
    assert answer.status_code == 422
    for name in wrong:
        assert f'href="#{name}"' in answer.text, name
    assert "M" * 61 in answer.text
    for host in ("bukan nama", "127.0.0.1", "localhost", "kabar.desa.example"):
        answer = await browser.post(
            "/situs/kim-mallari/tampilan", data={**FORM, "host": host}, headers=headers
        )
        assert answer.status_code == 422, host
        assert 'href="#host"' in answer.text, host
    assert (await make.house(kim)).version == 0
    pasted = {**FORM, "host": "https://Kabar.Mallari.example/berita"}
    assert (
        await browser.post("/situs/kim-mallari/tampilan", data=pasted, headers=headers)
    ).status_code == 303
    assert (await make.house(kim)).host == "kabar.mallari.example"


async def test_two_who_save_at_once_see_what_the_other_wrote(browser: AsyncClient, kim: Organization):
    headers = await make.signed_in(await make.kim_admin(kim))
    first = {**FORM, "motto": "Milik pertama"}
    assert (
        await browser.post("/situs/kim-mallari/tampilan", data=first, headers=headers)
    ).status_code == 303
    second = {**FORM, "motto": "Milik kedua"}
    clash = await browser.post("/situs/kim-mallari/tampilan", data=second, headers=headers)
    assert clash.status_code == 422
    assert "Milik pertama" in clash.text
    assert "Milik kedua" in clash.text
    assert (await make.house(kim)).motto == "Milik pertama"
    again = {**second, "version": "1"}
    assert (
        await browser.post("/situs/kim-mallari/tampilan", data=again, headers=headers)
    ).status_code == 303
    assert (await make.house(kim)).motto == "Milik kedua"


async def test_only_admins_arrange_a_site(browser: AsyncClient, kim: Organization):
    for person in (await make.member(kim), await make.officer(kim), await make.pembina()):
        headers = await make.signed_in(person)
        assert (await browser.get("/situs/kim-mallari/tampilan", headers=headers)).status_code == 404
        answer = await browser.post("/situs/kim-mallari/tampilan", data=FORM, headers=headers)
        assert answer.status_code == 403
    assert (await browser.get("/situs/kim-mallari/tampilan")).status_code == 303
    found = await sites.get("kim-mallari")
    assert found is not None
    assert found.site is None


async def test_the_people_of_an_office_arrange_its_site_and_all_let_articles_out(
    browser: AsyncClient, kim: Organization
):
    office = await make.agency(contact_phone="+6281200000101")
    headers = await make.signed_in(await make.member(office))
    page = await browser.get(f"/situs/{office.slug}/tampilan", headers=headers)
    assert page.status_code == 200
    assert 'name="publishers"' not in page.text
    form = {**FORM, "phone": "", "publishers": "officers"}
    saved = await browser.post(f"/situs/{office.slug}/tampilan", data=form, headers=headers)
    assert saved.status_code == 303, saved.text
    house = await make.house(office)
    assert (house.masthead, house.publishers, house.editors) == ("Kabar Mallari", "admins", "")
    assert "tel:+6281200000101" in (await browser.get(f"/k/{office.slug}/kontak")).text


async def _photos(kim: Organization) -> tuple[Any, ...]:
    return (blocks.Picture((await make.photo(kim)).id),)
