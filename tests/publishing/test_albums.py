"""Albums: small photos side by side, and a page for each."""

from kimhub.publishing import articles, blocks, flow
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


async def test_photos_of_an_album_change_places_and_leave(browser, database):
    await make.installed()
    kim = await make.kim()
    member, colleague = await make.member(kim), await make.member(kim)
    one, two, three = [(await make.photo(kim, member)).id for _n in range(3)]
    text = (blocks.Picture(one), blocks.Text("Siang."), blocks.Picture(two, "Dua"), blocks.Picture(three))
    album = await make.article(kim, member, kind="gallery", blocks=text, cover=one)
    at, headers = f"/situs/a/{album.id}/urutan", await make.signed_in(member)
    assert (await browser.get(at, headers=headers)).text.count('name="place"') == 3
    sent = {"version": album.version, "photo": [one, two, three], "place": [3, "", 1], "out": [one]}
    assert (await browser.post(at, data=sent, headers=await make.signed_in(colleague))).status_code == 403
    sent["out"] = []
    assert (await browser.post(at, data=sent, headers=headers)).status_code == 303
    assert (await browser.post(at, data=sent, headers=headers)).status_code == 303  # sent twice
    assert [type(block).__name__ for block in await row(album)] == ["Picture", "Text", "Picture", "Picture"]
    assert blocks.photos(await row(album)) == [three, two, one]

    late = sent | {"place": [1, 2, 3], "version": album.version}
    assert (await browser.post(at, data=late, headers=headers)).status_code == 403  # of an older text
    now_there = await make.article_now(album.id)
    out = {"version": now_there.version, "out": [one]}
    assert (await browser.post(at, data=out, headers=headers)).status_code == 303
    assert blocks.photos(await row(album)) == [three, two]
    newest = await articles.revision((await make.article_now(album.id)).newest or 0)
    assert (newest.cover, newest.number) == (three, 2)


async def row(album):
    return (await articles.revision((await make.article_now(album.id)).newest or 0)).blocks
