"""The public page of an organization: the same for everybody."""

import pytest

from tests import make

pytestmark = pytest.mark.usefixtures("wilayah")


@pytest.fixture
async def district():
    await make.installed()


async def test_public_pages_are_the_same_bytes_for_everybody(browser, district):
    kim = await make.kim("KIM Mallari")
    admin = await make.signed_in(await make.kim_admin(kim))

    for path in (f"/k/{kim.slug}",):
        stranger, known = await browser.get(path), await browser.get(path, headers=admin)
        assert stranger.content == known.content
        assert stranger.headers["cache-control"].startswith("public")
        assert "set-cookie" not in stranger.headers
        assert "<script" not in stranger.text
        again = await browser.get(path, headers={"If-None-Match": stranger.headers["etag"]})
        assert again.status_code == 304


async def test_the_public_pages_speak_english_when_the_address_asks(browser, district):
    kim = await make.kim("KIM Mallari")

    assert 'lang="en"' in (await browser.get(f"/k/{kim.slug}?bahasa=en")).text[:200]


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
