"""What somebody typed on purpose, on the pages everybody reads."""

import pytest
from httpx import AsyncClient

from kimhub.core import front
from kimhub.publishing import blocks, flow, passing
from kimhub.publishing.facts import Evidence, Facts
from kimhub.publishing.rendering import is_outside
from tests import make

BROKEN = "http://[::1"
SCRIPT = "javascript:alert(1)"
LONG = "9" * 5000


@pytest.fixture(autouse=True)
async def installation(wilayah: object) -> None:
    await make.installed()


def test_an_address_that_cannot_be_read_is_none():
    assert is_outside("https://desa.id/a")
    for bad in (BROKEN, "http://a\u2100b/", SCRIPT, "https://", "//a.id", "data:text/html,x", " https:a"):
        assert not is_outside(bad), bad


async def test_no_address_of_a_text_breaks_its_page_or_runs(browser: AsyncClient):
    """Also where another house passes it on, where members read it, and in the feeds of all."""
    source, kim = await make.kim("KIM Carigading"), await make.kim("KIM Mallari")
    editor, admin = await make.kim_admin(source), await make.kim_admin(kim)
    facts = Facts(
        claim="Pasar tutup.", verdict="false", source_name="Dinas", source_url=SCRIPT,
        evidence=(Evidence("Surat camat.", "Camat", SCRIPT), Evidence("Foto.", "Warga", BROKEN)),
    )  # fmt: skip
    body = (blocks.Text("Isi."), blocks.Link(BROKEN, "Rusak"), blocks.Link(SCRIPT, "Jahat"))
    told = await make.told(source, editor, "Pasar buka", kind="clarification", facts=facts, blocks=body)
    await passing.relay(told, await make.house(kim), await make.acting(admin))
    only = await make.told(
        source, editor, "Untuk anggota", kind="clarification", facts=facts, blocks=body,
        settings=flow.Settings(audience="members"),
    )  # fmt: skip
    boss = await make.signed_in(editor)
    pages = [
        told.path, f"/k/{kim.slug}/terusan/{told.id}-{told.slug}", f"/situs/baca/{only.id}",
        f"/situs/a/{told.id}", f"/k/{kim.slug}/atom.xml", f"/k/{source.slug}/rss.xml", "/kabar/atom.xml",
    ]  # fmt: skip
    for path in pages:
        answer = await browser.get(path, headers=boss)
        assert answer.status_code == 200, path
        assert f'href="{SCRIPT}' not in answer.text, path
        assert "Rusak" not in answer.text or path.startswith("/situs/a/")


async def test_no_address_or_number_of_a_form_breaks_it(browser: AsyncClient):
    kim = await make.kim("KIM Mallari")
    boss = await make.signed_in(await make.kim_admin(kim))
    at = f"/situs/{kim.slug}/tampilan"
    for said in (
        {"links": BROKEN}, {"map_url": BROKEN}, {"host": BROKEN}, {"place-news": LONG},
        {"place-news": LONG, "links": BROKEN}, {"editor": LONG},
    ):  # fmt: skip
        answer = await browser.post(at, data={"version": "0", **said}, headers=boss)
        assert answer.status_code in {303, 422}, said


async def test_oembed_takes_any_address_and_any_number(browser: AsyncClient):
    kim = await make.kim("KIM Mallari")
    for url in (BROKEN, "http://a\u2100b/k/x", "http://testserver.local:99999/k/x", SCRIPT, "\0"):
        assert (await browser.get("/oembed", params={"url": url})).status_code == 404, url
    url = f"http://testserver.local/k/{kim.slug}"
    found = await browser.get("/oembed", params={"url": url, "maxwidth": LONG, "maxheight": "٣"})
    assert found.status_code == 200
    assert 'width="480"' in found.json()["html"]


async def test_numbers_no_database_holds_are_found_nowhere(browser: AsyncClient):
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    one = await make.told(kim, admin)
    boss = await make.signed_in(admin)
    huge = "9999999999999999999"
    for path in (
        f"/foto/{huge}-1/480.webp", f"/situs/a/{one.id}/riwayat/9999999999", f"/situs/a/{huge}",
        f"/k/{kim.slug}/terusan/{huge}-x", f"/k/{kim.slug}/galeri/x/{huge}", f"/kabar/{huge}",
        f"/sitemap/artikel-{huge}.xml", f"/sitemap/berita-{LONG[:4500]}.xml", f"/bahan/{huge}",
        f"/bahan/{one.id}/lapor/{huge}/hapus", f"/situs/{kim.slug}/bawa/{huge}",
        f"/situs/{kim.slug}/foto/{huge}",
    ):  # fmt: skip
        assert (await browser.get(path, headers=boss)).status_code == 404, path[:80]


async def test_times_no_calendar_holds_are_said_to_be_wrong(browser: AsyncClient):
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    one = await make.article(kim, admin)
    boss = await make.signed_in(admin)
    for name in ("publish_at", "expires_at", "urgent_until"):
        for moment in ("0001-01-01T00:00", "9999-12-31T23:59"):
            form = {"when": "later", "publish_at": "", name: moment}
            answer = await browser.post(f"/situs/a/{one.id}/terbitkan", data=form, headers=boss)
            assert answer.status_code in {303, 422}, (name, moment)


async def test_what_is_kept_for_everybody_speaks_nobodys_language(browser: AsyncClient):
    """Somebody who reads English comes first; whoever comes after must not read what was made for them."""
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    photo = await make.photo(kim, admin, credit="Fadil")
    film = blocks.Link("https://contoh.example/v", "Panen", video=True)
    body = (blocks.Text("Isi."), film, blocks.Picture(photo.id))
    one = await make.told(kim, admin, blocks=body)
    album = await make.told(kim, admin, kind="gallery", blocks=(blocks.Picture(photo.id), *body[:2]))
    english = await make.signed_in(await make.user(locale="en"))
    for path in (
        one.path, album.path, f"/k/{kim.slug}", f"/k/{kim.slug}/berita", f"/k/{kim.slug}/kontak",
        f"/k/{kim.slug}/galeri", f"/k/{kim.slug}/pengurus", "/", "/kabar", f"{album.path}/1",
        f"/k/{kim.slug}/agenda/sematan", f"/k/{kim.slug}/agenda", f"/k/{kim.slug}/kartu.png",
        f"/k/{kim.slug}/tentang",
    ):  # fmt: skip
        front.forget()
        plain = (await browser.get(path)).content
        front.forget()
        first = await browser.get(path, headers=english)
        then = await browser.get(path)
        assert (first.content == plain, then.content == plain) == (True, True), path
        front.forget()
        in_english = (await browser.get(f"{path}?bahasa=en")).content
        front.forget()
        assert (await browser.get(f"{path}?bahasa=en", headers=english)).content == in_english, path
