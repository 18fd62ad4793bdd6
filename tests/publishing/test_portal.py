"""The front page of the installation and the news of all houses: the same bytes for everybody, and nothing
on them that is not public."""

import re

import pytest

from kimhub.publishing import flow, lists
from kimhub.publishing.tables import Article
from tests import make

pytestmark = pytest.mark.usefixtures("wilayah")


@pytest.fixture
async def district():
    await make.installed()


async def test_the_front_page_counts_kim_and_gaps(browser, district):
    await make.kim("KIM Mallari")
    await make.kim("KIM PKK Mallari")
    await make.kim("KIM Draf", wilayah_code="73.08.16.2001", legal_status="draft")
    await make.kim("KIM Bubar", wilayah_code="73.08.16.2002", legal_status="dissolved")
    await make.kim("KIM Jauh", wilayah_code="19.71.01.1001", place="Pangkal Pinang")

    page = (await browser.get("/")).text

    assert "<dt>KIM tercatat</dt><dd>2</dd>" in page
    assert "<dt>desa dan kelurahan</dt><dd>372</dd>" in page
    assert "<dt>desa dan kelurahan tanpa KIM</dt><dd>371</dd>" in page
    assert 'href="/kim?celah=#gaps"' in page
    assert "KIM Draf" not in page
    assert "KIM Jauh" not in page
    # two KIM in one village cover one village of Awangpone's 18
    tiles = dict(re.findall(r'wilayah=(73\.08\.\d\d)">[^<]*</a><span><b>(\d+%)</b> [^<]*</span>', page))
    assert len(tiles) == 27
    assert tiles.pop("73.08.16") == "5%"
    assert {*tiles.values()} == {"0%"}
    assert "<b>5%</b> 1 dari 18</span>" in page
    assert page.count('class="heat0"') == 26


async def test_the_front_page_of_a_province_counts_by_regency(browser):
    await make.installed("KIMHub Babel", "19")
    await make.kim("KIM Opas", wilayah_code="19.71.01.1001", place="Kel. Opas Indah, Kota Pangkal Pinang")

    page = (await browser.get("/")).text

    assert "<dt>desa dan kelurahan</dt><dd>393</dd>" in page
    assert 'href="/kim?wilayah=19.71"' in page
    assert "KIM Opas" not in page
    assert "6 wilayah belum punya KIM" in page


async def test_the_front_page_of_an_empty_installation_says_what_will_come(browser, district):
    page = (await browser.get("/")).text

    assert "Belum ada KIM yang tercatat" in page
    assert "Mendirikan KIM di desa Anda" in page
    assert "Belum ada kabar di sini" in (await browser.get("/kabar")).text


async def test_the_front_page_names_the_office_and_how_to_reach_it(browser, district):
    await make.agency("Diskominfo Bone", contact_phone="+6281200000101", address="Jl. Ahmad Yani 3")

    page = (await browser.get("/")).text

    assert "Diskominfo Bone" in page
    assert "0812-0000-0101" in page
    assert "https://wa.me/6281200000101" in page


async def test_what_is_public_stands_on_the_front_page_and_nothing_else(browser, district):
    kim, agency = await make.kim("KIM Mallari"), await make.agency("Diskominfo Bone")
    editor, officer = await make.kim_admin(kim), await make.member(agency)
    photo = await make.photo(kim, editor)
    pictured = await make.told(kim, editor, "Panen raya", cover=photo.id)
    plain = await make.told(kim, editor, "Jadwal posyandu", kind="announcement")
    await make.article(kim, editor, "Masih draf")
    await make.told(kim, editor, "Rapat anggota", settings=flow.Settings(audience="members"))
    taken = await make.told(kim, editor, "Foto salah")
    await flow.hide(taken, await make.acting(editor), "Foto warga tanpa izin.")
    urgent = await make.told(
        agency, officer, "Gelombang tinggi", kind="announcement",
        settings=flow.Settings(info_class="serta_merta"),
    )  # fmt: skip

    page = (await browser.get("/")).text
    news = (await browser.get("/kabar")).text

    lead = page[page.index("paper-lead") :][:1200]
    assert pictured.path in lead  # the newest with a photo
    assert f"/foto/{photo.id}-1/" in lead
    assert page.count(f'href="{plain.path}"') == 1
    assert page.index(urgent.path) < page.index("<main")  # above all, and once
    assert page.count(f'href="{urgent.path}"') == 1
    for shown in (page, news):
        assert "Masih draf" not in shown
        assert "Rapat anggota" not in shown
        assert "Foto salah" not in shown
    assert [one.path in news for one in (pictured, plain, urgent)] == [True] * 3

    await flow.archive(pictured, await make.acting(editor))
    assert pictured.path not in (await browser.get("/")).text  # what is kept ready is made anew
    assert pictured.path not in (await browser.get("/kabar")).text


async def test_news_are_found_by_kind_and_place_page_by_page(browser, district, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    here = await make.kim("KIM Mallari", wilayah_code="73.08.16.2009")
    there = await make.kim("KIM Macanang", wilayah_code="73.08.21.1001", place="Kel. Macanang")
    one, two = await make.kim_admin(here), await make.kim_admin(there)
    for number in range(5):
        await make.told(here, one, f"Kabar Mallari {number}")
        await make.told(there, two, f"Imbauan Macanang {number}", kind="announcement")

    seen: list[str] = []
    address = "/kabar?wilayah=73.08.16"
    while address:
        page = (await browser.get(address)).text
        seen += re.findall(r">(Kabar Mallari \d|Imbauan[^<]*)</a></h2>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"Kabar Mallari {number}" for number in range(4, -1, -1)]

    page = (await browser.get("/kabar?jenis=pengumuman&bahasa=en")).text
    assert "Imbauan Macanang 4" in page
    assert "Kabar Mallari" not in page
    assert 'href="/kabar?wilayah=73.08.16&amp;jenis=' not in page
    assert 'href="/kabar?jenis=pengumuman&amp;wilayah=73.08.16&amp;bahasa=en"' in page
    for nothing in ("jenis=hal", "jenis=bahan", "wilayah=99.99", "sebelum=kemarin", "sebelum=9-9-9"):
        assert (await browser.get(f"/kabar?{nothing}")).status_code == 404


async def test_a_small_wilayah_is_read_house_by_house_and_says_the_same(browser, district):
    kim = await make.kim("KIM Mallari", wilayah_code="73.08.16.2009")
    draft = await make.kim("KIM Draf", wilayah_code="73.08.16.2001", legal_status="draft")
    editor = await make.kim_admin(kim)
    told = await make.told(kim, editor, "Panen raya")
    await Article.insert(
        Article(organization=draft.id, kind="news", slug="x", title="Belum ada", shown="shown",
                published_at=told.published_at)
    )  # fmt: skip

    for area in ("73", "73.08", "73.08.16", "73.08.16.2009"):
        assert [line.id for line in await lists.of_area(area)] == [told.id]
    assert await lists.of_area("73.08.21") == []


async def test_the_public_pages_are_the_same_bytes_for_everybody(browser, district):
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    await make.told(kim, admin, "Panen raya")
    headers = await make.signed_in(admin)

    for path in ("/", "/kabar", "/kabar?jenis=berita"):
        stranger, known = await browser.get(path), await browser.get(path, headers=headers)
        assert stranger.content == known.content
        assert stranger.headers["cache-control"].startswith("public")
        assert "set-cookie" not in stranger.headers
        assert "<script" not in stranger.text
        again = await browser.get(path, headers={"If-None-Match": stranger.headers["etag"]})
        assert again.status_code == 304
        english = (await browser.get(f"{path}{'&' if '?' in path else '?'}bahasa=en")).text
        assert 'lang="en"' in english[:200]


@pytest.mark.parametrize(("locale", "tail"), [("en", "?bahasa=en"), ("id", "")])
async def test_the_way_to_a_public_page_keeps_the_readers_language(
    browser, district, locale: str, tail: str
):
    kim = await make.kim("KIM Mallari")

    portal = (await browser.get(f"/{tail}")).text
    register = (await browser.get("/kim", headers={"Cookie": f"bahasa={locale}"})).text

    assert f'href="/k/{kim.slug}{tail}"' in portal
    assert f'href="/k/{kim.slug}{tail}"' in register
    assert f'href="/{tail}"' in register


@pytest.mark.parametrize(
    ("code", "part", "village"),
    [
        ("73.08", "kecamatan", "desa"),
        ("34.02", "kapanewon", "kalurahan"),
        ("11.01", "kecamatan", "gampong"),
        ("91.03", "distrik", "kampung"),
        ("19", "kabupaten dan kota", "desa"),
        ("", "provinsi", "desa"),
    ],
)
async def test_places_are_called_as_the_region_calls_them(browser, code: str, part: str, village: str):
    """OpenSID has a setting for it; here the region's own words are known."""
    await make.installed("KIMHub", code)

    page = (await browser.get("/")).text

    assert f"KIM menurut {part}</h2>" in page
    assert f"<dt>{village} dan kelurahan</dt>" in page
