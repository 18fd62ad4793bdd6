"""What search engines are told: an index of files by the rules of sitemaps.org, every address in them open
to everybody, and nothing besides."""

from xml.etree import ElementTree as Xml

import pytest

from kimhub.forum.tables import Board
from kimhub.publishing import flow, sitemaps
from tests import make

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "http://testserver.local"


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


async def files(browser) -> list[str]:
    """The addresses of the files, from an index that keeps the rules."""
    answer = await browser.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    index = Xml.fromstring(answer.content)  # noqa: S314 - our own answer
    assert index.tag == f"{SPACE}sitemapindex"
    return [one.findtext(f"{SPACE}loc").removeprefix(SITE) for one in index]


async def paths(browser) -> dict[str, str | None]:
    """Every path of every file with the day of its last change."""
    found: dict[str, str | None] = {}
    for file in await files(browser):
        answer = await browser.get(file)
        urls = Xml.fromstring(answer.content)  # noqa: S314 - our own answer
        assert urls.tag == f"{SPACE}urlset"
        assert len(urls) <= 50_000
        assert len(answer.content) <= 50_000_000
        for url in urls:
            loc = url.findtext(f"{SPACE}loc")
            assert loc.startswith(f"{SITE}/")
            assert loc not in found
            found[loc.removeprefix(SITE)] = url.findtext(f"{SPACE}lastmod")
    return found


async def test_the_sitemap_names_what_everybody_may_read(browser, kim, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 2)
    draft = await make.kim("KIM Draf", slug="kim-draf", wilayah_code="73.08.16.2010", legal_status="draft")
    siti, editor = await make.member(kim), await make.kim_admin(kim)
    closed = await make.topic(await make.board(kim), siti, "Hanya anggota")
    area = await make.area_board()
    await Board.update({Board.visibility: "public"}).where(Board.id == area.id)
    topic = await make.topic(area, siti, "Untuk umum")
    one = await make.workshop(kim, "Terbuka")
    secret = await make.workshop(kim, "Rahasia", state="draft")
    shown = [await make.told(kim, editor, f"Kabar {number}") for number in range(3)]
    page = await make.told(kim, editor, "Layanan kantor", kind="page")
    written = await make.article(kim, editor, "Masih draf")
    members = await make.told(kim, editor, "Rapat", settings=flow.Settings(audience="members"))
    taken = await make.told(kim, editor, "Foto salah")
    await flow.hide(taken, await make.acting(editor), "Foto warga tanpa izin.")

    found = await paths(browser)

    assert len(await files(browser)) >= 2 + 4  # seven articles, two to a file
    public = ["/", "/kabar", "/k/kim-mallari", f"/pelatihan/{one.slug}", topic.path]
    public += [article.path for article in (*shown, page)]
    assert {*public} <= {*found}
    assert found[shown[0].path] == shown[0].changed_at.date().isoformat()
    for absent in (written, members, taken):
        assert absent.path not in found
    for path in (f"/k/{draft.slug}", f"/pelatihan/{secret.slug}", closed.path):
        assert path not in found
    for path in found:
        assert (await browser.get(path)).status_code == 200, path


async def test_there_are_no_other_files(browser, kim):
    assert await files(browser) == ["/sitemap/umum.xml", "/sitemap/situs.xml"]
    for nothing in ("kabar-1.xml", "kabar-0.xml", "kabar-.xml", "kabar-x.xml", "umum", "lain.xml"):
        assert (await browser.get(f"/sitemap/{nothing}")).status_code == 404


async def test_robots_are_told_where_it_is_and_where_nothing_is_for_them(browser, kim):
    robots = (await browser.get("/robots.txt")).text.split("\n")

    assert f"Sitemap: {SITE}/sitemap.xml" in robots
    for closed in ("/situs", "/bahan", "/ikut/", "/cari"):
        assert f"Disallow: {closed}" in robots
    assert not [
        line for line in robots if line.startswith(("Disallow: /k/", "Disallow: /kabar", "Disallow: /foto"))
    ]
