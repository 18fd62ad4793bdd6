"""A site at a host name of its own."""

from typing import Any

import pytest
from httpx import AsyncClient

from kimhub.core import hosts
from kimhub.groups.tables import Organization
from kimhub.publishing import blocks
from kimhub.publishing.tables import Site
from tests import make

AT = {"Host": "kabar.mallari.example"}
MAIN = "http://testserver.local"


@pytest.fixture
async def kim(wilayah: Any) -> Any:
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    await Site(organization=kim.id, host="kabar.mallari.example", masthead="Kabar Mallari").save()
    hosts.forget()
    yield kim
    hosts.forget()


async def test_the_site_stands_at_the_root_of_its_own_name(browser: AsyncClient, kim: Organization):
    admin = await make.kim_admin(kim)
    photo = await make.photo(kim, admin)
    one = await make.told(kim, admin, "Panen", blocks=(blocks.Text("Isi."), blocks.Picture(photo.id)))

    front = await browser.get("/", headers=AT)
    assert front.status_code == 200
    assert '<link rel="canonical" href="http://kabar.mallari.example">' in front.text
    assert 'href="/berita/panen"' in front.text
    assert 'href="/kontak"' in front.text
    assert f'href="{MAIN}/masuk"' in front.text
    article = await browser.get("/berita/panen", headers={**AT, "Host": "Kabar.Mallari.example:8443"})
    assert article.status_code == 200
    assert 'content="http://kabar.mallari.example/berita/panen"' in article.text
    assert f'src="/foto/{photo.id}-1/' in article.text
    sending = f"{MAIN}/k/kim-mallari/kirim"  # a form: at the main address
    assert sending in article.text
    assert "/k/kim-mallari" not in article.text.replace(sending, "")
    for path in ("/tentang", "/agenda.ics", "/berita?bahasa=en", "/foto/999-1/480.webp"):
        assert (await browser.get(path, headers=AT)).status_code in {200, 404}, path

    there = await browser.get(one.path)
    assert there.status_code == 200
    assert '<link rel="canonical" href="http://kabar.mallari.example/berita/panen">' in there.text
    assert 'href="/k/kim-mallari/kontak"' in there.text


async def test_what_is_not_of_the_site_is_at_the_main_address(browser: AsyncClient, kim: Organization):
    other = await make.kim("KIM Lain")
    for asked, where in (
        ("/masuk?lanjut=/x", f"{MAIN}/masuk?lanjut=%2Fx"),
        ("/kim", f"{MAIN}/kim"),
        (f"/k/{other.slug}/berita", f"{MAIN}/k/{other.slug}/berita"),
        ("//evil.example/x", f"{MAIN}/evil.example/x"),
    ):
        answer = await browser.get(f"http://testserver.local{asked}", headers=AT)
        assert (answer.status_code, answer.headers["location"]) == (302, where)
    short = await browser.get("/k/kim-mallari/tentang?bahasa=en", headers=AT)
    assert (short.status_code, short.headers["location"]) == (301, "/tentang?bahasa=en")
    evil = await browser.get("/k/kim-mallari//evil.example", headers=AT)
    assert evil.headers["location"] == "/evil.example"


async def test_nobody_signs_in_or_writes_there(browser: AsyncClient, kim: Organization):
    headers = await make.signed_in(await make.kim_admin(kim))
    known = await browser.get("/", headers={**headers, **AT})
    assert known.content == (await browser.get("/", headers=AT)).content
    for path in ("/", "/masuk", "/situs/kim-mallari/tulis"):
        assert (await browser.post(path, data={"a": "b"}, headers={**headers, **AT})).status_code == 400


async def test_names_nobody_gave_are_refused(browser: AsyncClient, kim: Organization):
    assert (await browser.get("/", headers={"Host": "lain.mallari.example"})).status_code == 400
    await Site.update({Site.host: None}).where(Site.organization == kim.id)
    hosts.forget()
    assert (await browser.get("/", headers=AT)).status_code == 400
    assert (await browser.get("/k/kim-mallari")).status_code == 200
