"""The front page and the public page of an organization: the same for everybody."""

import pytest

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
    assert page.count('href="/kim?wilayah=73.08.') == 27


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


async def test_the_front_page_names_the_office_and_how_to_reach_it(browser, district):
    await make.agency("Diskominfo Bone", contact_phone="+6281200000101", address="Jl. Ahmad Yani 3")

    page = (await browser.get("/")).text

    assert "Diskominfo Bone" in page
    assert "0812-0000-0101" in page
    assert "https://wa.me/6281200000101" in page


async def test_public_pages_are_the_same_bytes_for_everybody(browser, district):
    kim = await make.kim("KIM Mallari")
    admin = await make.signed_in(await make.kim_admin(kim))

    for path in ("/", f"/k/{kim.slug}"):
        stranger, known = await browser.get(path), await browser.get(path, headers=admin)
        assert stranger.content == known.content
        assert stranger.headers["cache-control"].startswith("public")
        assert "set-cookie" not in stranger.headers
        assert "<script" not in stranger.text
        again = await browser.get(path, headers={"If-None-Match": stranger.headers["etag"]})
        assert again.status_code == 304


async def test_the_public_pages_speak_english_when_the_address_asks(browser, district):
    kim = await make.kim("KIM Mallari")

    assert 'lang="en"' in (await browser.get("/?bahasa=en")).text[:200]
    assert 'lang="en"' in (await browser.get(f"/k/{kim.slug}?bahasa=en")).text[:200]


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


async def test_the_public_page_shows_officers_without_their_numbers(browser, district):
    kim = await make.kim("KIM Mallari", about="Kabar <script>desa</script>", contact_phone="+6281311112222")
    person = await make.officer(kim, "Hj. Rosmini", "chair")
    await make.officer(kim, "Sudah Selesai", "secretary", ended_on=make.days(-1), reason="resigned")

    page = (await browser.get(f"/k/{kim.slug}")).text

    assert "Hj. Rosmini" in page
    assert ">Ketua<" in page
    assert "Sudah Selesai" not in page
    assert person.phone[-7:] not in page.replace("-", "")
    assert "1311112222" not in page.replace("-", "")
    assert "Kabar &lt;script&gt;desa" in page
    assert "https://wa.me/?text=" in page
    assert 'itemtype="https://schema.org/Organization"' in page
    assert f'<meta property="og:url" content="http://testserver.local/k/{kim.slug}">' in page


async def test_a_draft_has_no_public_page(browser, district):
    kim = await make.kim("KIM Draf", legal_status="draft")

    assert (await browser.get(f"/k/{kim.slug}")).status_code == 404
    assert (await browser.get("/k/tidak-ada")).status_code == 404


async def test_a_dissolved_kim_stays_readable(browser, district):
    kim = await make.kim("KIM Lama", legal_status="dissolved", dissolved_on=make.days(-10))

    assert "sudah bubar sejak" in (await browser.get(f"/k/{kim.slug}")).text
