"""Photos of a house: brought, described, blurred, put into a text, taken away."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image, ImageDraw

from kimhub.core import files
from kimhub.core.db import now
from kimhub.publishing import (
    alts,
    articles,
    blocks,
    flow,
    photo_forms,
    photo_removing,
    photos,
    writing,
)
from kimhub.publishing.tables import Photo
from tests import make


def picture(size=(1600, 1200), kind="JPEG", **more):
    """Fields and a sky, with a face of fine stripes in the middle."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    brush = ImageDraw.Draw(image)
    width, height = size
    for x in range(width * 4 // 10, width * 6 // 10, 4):
        brush.line((x, height * 4 // 10, x, height * 6 // 10), fill=(250, 220, 200), width=2)
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()


def with_place():
    exif = Image.Exif()
    exif[0x010F] = "Kamera Rahasia"
    exif.get_ifd(0x8825)[2] = (4.0, 32.0, 10.5)
    return picture(exif=exif)


@pytest.fixture
async def kim(database):
    await make.installed()
    return await make.kim()


async def send(browser, kim, person, *contents, headers=None, **fields):
    sent = [("photos", (f"foto{n}.jpg", one, "image/jpeg")) for n, one in enumerate(contents)]
    return await browser.post(
        f"/situs/{kim.slug}/foto",
        data={"key": str(uuid4()), **fields},
        files=sent or [("photos", ("", b"", "application/octet-stream"))],
        headers=await make.signed_in(person) | (headers or {}),
    )


async def of(kim):
    return await Photo.objects().where(Photo.organization == kim.id).order_by(Photo.id)


async def content_of(photo, width=None):
    forms = (await photos.some([photo.id]))[photo.id].forms
    key = next(one.key for one in forms if width in {None, one.width}) if width else forms[-1].key
    return b"".join([piece async for piece in files.store().chunks(key)])


async def test_several_photos_come_with_one_form_and_what_is_wrong_with_one_is_said(browser, kim):
    member = await make.member(kim)
    answer = await send(browser, kim, member, with_place(), b"<html><script>alert(1)</script>")
    assert answer.status_code == 422
    assert "foto1.jpg: Jenis berkas ini tidak diterima." in answer.text
    (photo,) = await of(kim)
    seen = (await photos.some([photo.id]))[photo.id]
    assert [one.width for one in seen.forms] == [320, 480, 720, 1080]
    assert all(
        one.size <= aim * 1.1 for one, aim in zip(seen.forms, photo_forms.AIMS.values(), strict=True)
    )
    for width in photo_forms.AIMS:
        content = await content_of(photo, width)
        assert b"Rahasia" not in content
        with Image.open(io.BytesIO(content)) as form:
            assert (form.width, not form.getexif()) == (width, True)

    headers = await make.signed_in(member)
    card = await browser.get(seen.card_path, headers=headers)
    assert card.headers["content-type"] == "image/jpeg"
    assert len(card.content) <= photo_forms.MOST_CARD
    with Image.open(io.BytesIO(card.content)) as drawn:
        assert drawn.size == (1200, 630)
    page = await browser.get(f"/situs/{kim.slug}/foto", headers=headers)
    assert seen.path(seen.small) in page.text
    assert (
        seen.path(seen.small)
        not in (
            await browser.get(
                f"/situs/{kim.slug}/foto", headers=await make.signed_in(await make.member(kim))
            )
        ).text
    )


async def test_a_form_sent_twice_brings_its_photos_once(browser, kim):
    member, key = await make.member(kim), str(uuid4())
    for _time in range(2):
        answer = await send(browser, kim, member, picture((400, 300)), picture((401, 300)), key=key)
        assert answer.status_code == 303
    assert len(await of(kim)) == 2
    assert (await send(browser, kim, member)).status_code == 422  # nothing was chosen


def many_pixels():
    """The head of a JPEG of 10,000 by 10,000; no pixel of it is ever read."""
    content = bytearray(picture((64, 64)))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = (10_000).to_bytes(2, "big") * 2
    return bytes(content)


def moving():
    buffer = io.BytesIO()
    frames = [Image.new("RGB", (60, 60), color) for color in ("red", "blue")]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: b"\xff\xd8\xff" + bytes(20_000_001), "Berkas ini terlalu besar. Paling besar 20 MB."),
        (many_pixels, "Ukuran foto terlalu besar: paling banyak 50 megapiksel."),
        (lambda: picture()[:9_000], "Foto ini tidak dapat dibaca."),
        (moving, "Gambar bergerak tidak bisa dipakai di sini. Pilih foto biasa."),
        (lambda: b"%PDF-1.7\n" + picture((60, 60)), "Jenis berkas ini tidak diterima."),
        (lambda: b"", "Berkas ini kosong."),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "Jenis berkas ini tidak"),
        (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(60), "Foto HEIC belum dapat dibaca."),
    ],
)  # fmt: skip
async def test_what_is_no_photo_is_refused_with_a_sentence(browser, kim, content, sentence):
    answer = await send(browser, kim, await make.member(kim), content())
    assert answer.status_code == 422
    assert sentence in answer.text
    assert await of(kim) == []


async def test_a_photo_with_something_behind_it_is_drawn_without_that(browser, kim):
    member = await make.member(kim)
    await send(browser, kim, member, picture((400, 300)) + b"PK\x03\x04<script>alert(1)</script>")
    (photo,) = await of(kim)
    assert b"script" not in await content_of(photo)


async def test_a_script_sends_one_photo_and_gets_a_piece_of_the_page(browser, kim):
    member = await make.member(kim)
    one = await make.article(kim, member)
    answer = await send(browser, kim, member, picture((400, 300)), **{"as": "item"})
    (photo,) = await of(kim)
    assert answer.status_code == 200
    assert answer.text.count("<li") == 1
    assert f"/situs/{kim.slug}/foto/{photo.id}" in answer.text
    answer = await send(browser, kim, member, picture((402, 300)), pilih=one.id, **{"as": "block"})
    assert 'name="block[]"' in answer.text
    answer = await send(browser, kim, member, moving(), **{"as": "item"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/plain; charset=utf-8")
    assert answer.text.startswith("Gambar bergerak")


async def test_photos_are_picked_for_a_text(browser, kim):
    admin, member = await make.kim_admin(kim), await make.member(kim)
    one = await make.article(kim, member)
    mine, other = await make.photo(kim, member), await make.photo(kim, admin)
    headers = await make.signed_in(member)
    page = await browser.get(f"/situs/{kim.slug}/foto?pilih={one.id}", headers=headers)
    assert f'value="{mine.id}"' in page.text
    assert f'value="{other.id}"' not in page.text
    answer = await send(browser, kim, member, picture((400, 300)), pilih=one.id, photo=[mine.id, other.id])
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/situs/a/{one.id}/sunting?di=1#b1"
    newest = await articles.revision((await make.article_now(one.id)).newest or 0)
    (_mine, _other, brought) = await of(kim)
    assert blocks.photos(newest.blocks) == [mine.id, brought.id]
    assert newest.cover == mine.id
    assert brought.article == one.id


async def test_words_of_a_photo_are_for_those_who_keep_it_and_of_a_shown_one_for_editors(browser, kim):
    admin, member, colleague = await make.kim_admin(kim), await make.member(kim), await make.member(kim)
    photo = await make.photo(kim, member)
    at = f"/situs/{kim.slug}/foto/{photo.id}"
    words = {"alt": "Tiga petani", "caption": "Panen", "credit": "Siti", "consent": "on"}
    assert (await browser.get(at, headers=await make.signed_in(colleague))).status_code == 404
    answer = await browser.post(at, data=words, headers=await make.signed_in(colleague))
    assert answer.status_code == 403
    answer = await browser.post(at, data={"alt": " "}, headers=await make.signed_in(member))
    assert answer.status_code == 422
    assert "Tulis apa yang terlihat di foto ini" in answer.text
    assert (await browser.post(at, data=words, headers=await make.signed_in(member))).status_code == 303
    await make.told(kim, admin, cover=photo.id)
    for path in ("", "/samarkan", "/buang"):
        answer = await browser.post(f"{at}{path}", data=words, headers=await make.signed_in(member))
        assert answer.status_code == 403
    changed = words | {"alt": "Empat petani"}
    assert (await browser.post(at, data=changed, headers=await make.signed_in(admin))).status_code == 303
    assert (await of(kim))[0].alt == "Empat petani"


async def test_a_form_of_the_editor_does_not_change_what_readers_see_of_a_photo(kim):
    admin, member = await make.kim_admin(kim), await make.member(kim)
    mine, other, shown = [await make.photo(kim, by) for by in (member, admin, member)]
    await make.told(kim, admin, cover=shown.id)
    said = {one.id: ("Lain", False) for one in (mine, other, shown)}
    await alts.tell(kim.id, await make.acting(member), said)
    assert [one.alt for one in await of(kim)] == ["Lain", "Petani di sawah", "Petani di sawah"]
    await alts.tell(kim.id, await make.acting(admin), said)
    assert {one.alt for one in await of(kim)} == {"Lain"}


async def test_whoever_lets_a_text_out_is_asked_about_the_people_on_its_photos(browser, kim):
    admin = await make.kim_admin(kim)
    asked, agreed = await make.photo(kim, admin, consent=False), await make.photo(kim, admin)
    one = await make.article(kim, admin, blocks=(blocks.Picture(asked.id), blocks.Picture(agreed.id)))
    at, headers = f"/situs/a/{one.id}/terbitkan", await make.signed_in(admin)
    page = await browser.get(at, headers=headers)
    assert f"/foto/{asked.id}/samarkan?dari=terbitkan-{one.id}" in page.text
    assert f"/foto/{agreed.id}/samarkan" not in page.text
    blur = f"/situs/{kim.slug}/foto/{asked.id}/samarkan?dari="
    assert f'href="{at}"' in (await browser.get(f"{blur}terbitkan-{one.id}", headers=headers)).text
    assert "example" not in (await browser.get(f"{blur}//example.org", headers=headers)).text
    sent = {"when": "now", "consent": "on"}
    assert (await browser.post(at, data=sent, headers=headers)).status_code == 303
    assert (await of(kim))[0].consent


async def test_faces_are_blurred_in_every_form_and_the_original_is_gone(browser, kim):
    admin = await make.kim_admin(kim)
    await send(browser, kim, admin, picture(quality=95))
    (before,) = await of(kim)
    old = (await photos.some([before.id]))[before.id]
    assert stripes(await content_of(before)) > 60
    shown = await make.told(kim, admin, blocks=(blocks.Picture(before.id),))
    assert f"/foto/{before.id}-1/" in (await browser.get(shown.path)).text
    at, headers = f"{old.desk_path}/samarkan", await make.signed_in(admin)
    assert 'value="3-2"' in (await browser.get(at, headers=headers)).text
    assert (await browser.post(at, data={"version": 1}, headers=headers)).status_code == 422
    asked = {"version": 1, "cell": ["3-2", "4-2", "3-3", "4-3"]}
    assert (await browser.post(at, data=asked, headers=headers)).status_code == 303
    (photo,) = await of(kim)
    assert (photo.version, photo.blurred) == (2, True)
    new = (await photos.some([photo.id]))[photo.id]
    for one in new.forms:
        assert stripes(await content_of(photo, one.width)) < 30
    page = (await browser.get(shown.path)).text
    assert f"/foto/{photo.id}-2/" in page
    assert f"/foto/{photo.id}-1/" not in page
    for one in old.forms:
        assert (await browser.get(old.path(one), headers=headers)).status_code == 404
        assert await files.store().size(one.key) is None
    assert await files.store().size(old.card) is None
    assert (await browser.post(at, data=asked, headers=headers)).status_code == 403  # of the old photo

    drawn = {"version": 2, "area": ["0,0,200,200", "junk", "990,990,500,500"]}
    assert (await browser.post(at, data=drawn, headers=headers)).status_code == 303


def stripes(content):
    """How much neighbouring pixels of the middle differ."""
    with Image.open(io.BytesIO(content)) as image:
        row = image.convert("L").resize((1080, image.height * 1080 // image.width))
    values = [row.getpixel((x, row.height // 2)) for x in range(450, 630)]
    return max(abs(a - b) for a, b in zip(values, values[2:], strict=False))


async def test_a_photo_taken_away_is_gone_everywhere_and_can_come_back_for_a_week(browser, kim):
    admin = await make.kim_admin(kim)
    photo = await make.photo(kim, admin)
    shown = await make.told(kim, admin, cover=photo.id)
    path = f"/foto/{photo.id}-1/480.webp"
    at, headers = f"/situs/{kim.slug}/foto/{photo.id}", await make.signed_in(admin)
    assert (await browser.get(path)).status_code == 200
    assert (await browser.post(f"{at}/buang", headers=headers)).status_code == 303
    assert (await browser.get(path)).status_code == 404
    assert (await browser.get(path, headers=headers)).status_code == 404
    assert (await browser.post(f"{at}/urungkan", headers=headers)).status_code == 303
    assert (await browser.get(path)).status_code == 200

    await browser.post(f"{at}/buang", headers=headers)
    await photo_removing.sweep(now() + timedelta(days=6))
    assert len(await of(kim)) == 1
    await photo_removing.sweep(now() + timedelta(days=8))
    assert await of(kim) == []
    assert await files.store().size(photo.file) is None
    shown = await make.article_now(shown.id)
    assert shown.cover == photo.id  # the text stays as it was written
    newest = writing.text_of(await articles.revision(shown.newest or 0))
    again = writing.Text("Judul baru", "", newest.blocks, newest.cover)
    await writing.save(shown, await make.acting(admin), again, shown.version)
    await flow.publish(await make.article_now(shown.id), await make.acting(admin))
    assert (await browser.get(shown.path)).status_code == 200


async def test_what_nobody_uses_is_swept_after_three_months(browser, kim):
    admin = await make.kim_admin(kim)
    loose, drafted, covered, shown = [await make.photo(kim, admin) for _n in range(4)]
    await make.article(kim, admin, blocks=(blocks.Picture(drafted.id),))
    await make.article(kim, admin, cover=covered.id)
    await make.told(kim, admin, blocks=(blocks.Picture(shown.id),))
    await photo_removing.sweep(now() + timedelta(days=89))
    assert len(await of(kim)) == 4
    await photo_removing.sweep(now() + timedelta(days=91))
    assert {one.id for one in await of(kim)} == {drafted.id, covered.id, shown.id}
    assert await files.store().size(loose.file) is None


async def test_a_full_disk_is_told_beside_the_field(browser, kim, monkeypatch):
    async def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.store(), "keep", full, raising=False)
    answer = await send(browser, kim, await make.member(kim), picture((400, 300)))
    assert answer.status_code == 422
    assert "Ruang simpan KIMHub sedang penuh" in answer.text
