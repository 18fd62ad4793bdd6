"""Albums: small photos side by side, and a page for each."""

from kimhub.publishing import blocks, flow
from kimhub.publishing.kinds import MEMBERS
from tests import make


async def test_each_photo_of_an_album_has_a_page_with_the_next_one(browser, database):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    photos = [await make.photo(kim, admin, alt=f"Foto <{n}>") for n in range(3)]
    text = (
        blocks.Picture(photos[0].id, "Pembukaan"),
        blocks.Picture(photos[1].id),
        blocks.Text("Sesudah *makan siang*."),
        blocks.Picture(photos[2].id),
    )
    album = await make.told(kim, admin, "Kerja bakti", kind="gallery", blocks=text, lede="")
    at = album.path
    page = await browser.get(f"{at}?bahasa=en")
    assert page.text.count('<ul class="shots">') == 2
    assert f'href="{at}/3?bahasa=en"' in page.text
    assert "<strong>makan siang</strong>" in page.text
    assert "Foto &lt;1&gt;" in page.text
    assert "/480.webp" in page.text
    assert "<img" not in (await browser.get(at, headers={"Save-Data": "on"})).text.partition("shots")[2]

    first, last = await browser.get(f"{at}/1"), await browser.get(f"{at}/3")
    assert "Pembukaan" in first.text
    assert f'href="{at}/2" ' in first.text.replace('">', '" ')
    assert "Foto 3 dari 3" in last.text
    assert f"{at}/4" not in last.text
    for wrong in ("0", "4", "01", "x"):
        assert (await browser.get(f"{at}/{wrong}")).status_code == 404
    assert (await browser.get(f"{at.replace('/galeri/', '/berita/')}/1")).status_code == 404

    await flow.settle(album, await make.acting(admin), flow.Settings(audience=MEMBERS))
    assert (await browser.get(f"{at}/1")).status_code == 404


async def test_a_photo_page_moves_with_its_album(browser, database):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    photo = await make.photo(kim, admin)
    text = (blocks.Picture(photo.id),)
    album = await make.told(kim, admin, "Kerja bakti", kind="gallery", blocks=text)
    await flow.settle(album, await make.acting(admin), flow.Settings(slug="kerja-bakti-dusun"))
    answer = await browser.get(f"{album.path}/1")
    assert (answer.status_code, answer.headers["location"]) == (301, f"{album.path}-dusun/1")
