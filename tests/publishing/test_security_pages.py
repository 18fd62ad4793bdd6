"""What somebody typed on purpose, on the pages everybody reads."""

import zipfile
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

import pytest
from httpx import AsyncClient
from msgspec.json import encode

from kimhub.core import cards as drawing
from kimhub.core import front
from kimhub.core.actor import anyone
from kimhub.publishing import blocks, flow, passing
from kimhub.publishing.facts import Evidence, Facts
from kimhub.publishing.rendering import is_outside
from kimhub.publishing.tables import Site
from kimhub.publishing.web import router
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


EVIL = """x"'><script>alert(1)</script><img src=x onerror=alert(2)>&#60;b&#62;{{ 7 * 7 }}"""


class Tags(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _harmless(text: str, path: str) -> None:
    for tag, said in Tags(text).found:
        assert tag != "script" or (said.get("src") or "").startswith("/static/"), (path, said)
        assert not any(name.startswith("on") for name in said), (path, tag, said)
        assert said.get("src") != "x", (path, tag)
        for name in ("href", "src", "action"):
            leads = (said.get(name) or "").lower().strip()
            assert not leads.startswith(("javascript:", "data:")), (path, said)


async def test_words_stay_words_in_every_field(browser: AsyncClient):
    source, kim = await make.kim(f"KIM {EVIL}"), await make.kim("KIM Mallari")
    admin, boss = await make.kim_admin(source, EVIL), await make.kim_admin(kim)
    menu = encode([{"page": "kontak", "words": EVIL}]).decode()
    await Site(
        organization=source.id,
        masthead=EVIL[:60],
        motto=EVIL[:120],
        menu=menu,
        map_url="https://a.id/" + EVIL,
    ).save()
    photo = await make.photo(source, admin, alt=EVIL, caption=EVIL, credit=EVIL, name=EVIL)
    body = (
        blocks.Text(EVIL), blocks.Text(f"[{EVIL}](javascript:alert(3)) <javascript:alert(4)>"),
        blocks.Heading(EVIL), blocks.Listing(EVIL), blocks.Picture(photo.id, EVIL),
        blocks.Quote(EVIL, EVIL),
        blocks.Table(((EVIL,), (EVIL,)), EVIL), blocks.Link(f"https://a.id/{EVIL}", EVIL, video=True),
    )  # fmt: skip
    facts = Facts(
        tags=("panen",), place=EVIL, claim=EVIL, claimed_by=EVIL, verdict="false", share_text=EVIL,
        source_name=EVIL, source_url=f"https://a.id/{EVIL}",
        evidence=(Evidence(EVIL, EVIL, f"https://a.id/{EVIL}"),),
    )  # fmt: skip
    told = [
        await make.told(source, admin, EVIL, lede=EVIL, kind=kind, facts=facts, blocks=body, cover=photo.id)
        for kind in ("news", "announcement", "gallery", "clarification", "page")
    ]
    news = told[0]
    await passing.relay(news, await make.house(kim), await make.acting(boss), EVIL)
    headers = await make.signed_in(admin)
    site, desk, at = f"/k/{source.slug}", f"/situs/{source.slug}", news.desk_path
    pages = [one.path for one in told] + [one.desk_path for one in told] + [
        site, f"{site}/berita", f"{site}/galeri", f"{site}/label/panen", f"{site}/kontak", f"{site}/agenda",
        f"{site}/agenda/sematan", f"{told[2].path}/1", f"/k/{kim.slug}/terusan/{news.id}-x",
        f"/k/{kim.slug}",
        "/", "/kabar", "/bahan", desk, f"{desk}/tampilan", f"{desk}/foto", f"{desk}/foto/{photo.id}",
        f"{at}/sunting", f"{at}/riwayat", f"{at}/riwayat/1", f"{at}/banding", f"{at}/pengaturan",
    ]  # fmt: skip
    for path in pages:
        answer = await browser.get(path, headers=headers, follow_redirects=True)
        assert answer.status_code in {200, 404}, path
        _harmless(answer.text, path)
    for path in (f"{site}/atom.xml", f"{site}/rss.xml", f"/k/{kim.slug}/atom.xml", "/kabar/rss.xml"):
        for one in ElementTree.fromstring((await browser.get(path)).content).iter():  # noqa: S314 - ours
            if one.tag.endswith(("content", "encoded", "description")):  # what readers take for HTML
                _harmless(one.text or "", path)
    said = await browser.get("/oembed", params={"url": f"http://testserver.local{site}"})
    _harmless(said.json()["html"], "/oembed")
    stick = await browser.get(f"{desk}/keluar/situs.zip", headers=headers)
    with zipfile.ZipFile(BytesIO(stick.content)) as out:
        pages = [name for name in out.namelist() if name.endswith(".html") and name != "index.html"]
        for name in pages:
            _harmless(out.read(name).decode(), name)
    assert len(pages) == len(told)


def test_each_page_for_everybody_says_so():
    """One that forgets it would be kept in the language of whoever came first."""
    rules = [handler.opt["allow"] for handler in router.handlers]
    assert sum(rule.rule is anyone for rule in rules) > 20
    assert all(rule.for_all for rule in rules if rule.rule is anyone)


async def test_a_card_is_drawn_once_for_all_who_ask(browser: AsyncClient):
    """Anybody may ask, as often as they like, and the threads that draw it draw photos too."""
    kim = await make.kim("KIM Mallari")
    one = await make.told(kim, await make.kim_admin(kim))
    before = drawing.draw.cache_info().misses
    for n in range(3):
        assert (await browser.get(f"{one.path}/kartu.png?v={n}")).status_code == 200
    assert drawing.draw.cache_info().misses <= before + 1
