"""Writing with files, quotes, names, a preview and drafts: every step by plain forms and by htmx."""

import io
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from kimhub.accounts import sessions
from kimhub.accounts.tables import User
from kimhub.core.db import now, transaction
from kimhub.core.errors import TooMany
from kimhub.core.files import store, thumbnail_key
from kimhub.forum import attachments, drafts, left_behind, mentions, moderation, web_posts
from kimhub.forum.tables import Post
from kimhub.forum.tables_writing import Attachment, Draft
from tests import make
from tests.spy import queries


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


@pytest.fixture
async def kim(database):
    return await make.kim()


def picture(colour: str = "red", size: tuple[int, int] = (1200, 800)) -> bytes:
    """A JPEG that says where it was taken."""
    image, exif = Image.new("RGB", size, colour), Image.Exif()
    exif[0x010E] = "Rumah Siti, 4.53 S 120.33 E"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def form(token: dict[str, str], body: str = "Lihat fotonya", **more: Any) -> dict[str, Any]:
    return {"body": body, "key": str(uuid4()), "seen": "1", "action": "send"} | more


PHOTO = ("files", ("IMG_1.jpg", picture(), "image/jpeg"))
PLAN = (
    "files",
    ("rencana.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "application/pdf"),
)


async def talk(kim, name: str = "Siti"):
    """(topic, the member's headers, the member)"""
    siti = await make.member(kim, name)
    return await make.topic(await make.board(kim), siti), siti


async def test_a_reply_brings_a_photo_and_a_file_along_by_a_plain_form(browser, kim):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti)

    answer = await browser.post(topic.path, headers=headers, data=form(headers), files=[PHOTO, PLAN])

    assert answer.status_code == 303
    post = await Post.objects().get(Post.number == 2)
    assert post.files == 2
    page = (await browser.get(topic.path, headers=headers)).text
    shown = re.search(r'<img src="(/forum/berkas/\d+)" width="960" height="640" loading="lazy"', page)
    assert shown
    assert re.search(r'href="/forum/berkas/\d+">rencana.pdf</a> <span class="meta">Unduh, \d+ ', page)
    photo = await browser.get(shown[1], headers=headers)
    assert (photo.status_code, photo.headers["content-type"]) == (200, "image/webp")
    assert photo.headers["x-content-type-options"] == "nosniff"
    assert "private" in photo.headers["cache-control"]
    assert b"Rumah Siti" not in photo.content
    part = await browser.get(shown[1], headers=headers | {"Range": "bytes=0-9"})
    assert (part.status_code, len(part.content)) == (206, 10)


async def test_a_photo_may_go_without_words_but_nothing_may_not(browser, kim):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti)

    empty = await browser.post(topic.path, headers=headers, data=form(headers, ""))
    sent = await browser.post(topic.path, headers=headers, data=form(headers, ""), files=[PHOTO])

    assert (empty.status_code, sent.status_code) == (422, 303)
    assert await Post.count() == 2


async def test_a_file_sent_ahead_goes_with_the_form_once(browser, kim):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti, htmx=True)

    line = await browser.post("/forum/berkas", headers=headers, files=[PHOTO])
    assert line.status_code == 200
    file_id = re.search(r'name="file" value="(\d+)"', line.text)[1]
    assert "IMG_1.webp" in line.text
    data = form(headers) | {"file": file_id, f"alt-{file_id}": "Pos ronda dari depan"}
    for _twice in range(2):
        sent = await browser.post(topic.path, headers=headers, data=data)
        assert sent.status_code == 200

    assert (await Post.count(), await Attachment.count()) == (2, 1)
    assert 'alt="Pos ronda dari depan"' in sent.text
    row = await Attachment.objects().first()
    assert (row.alt, row.number) == ("Pos ronda dari depan", 1)


async def test_an_upload_belongs_to_who_sent_it(browser, kim):
    topic, siti = await talk(kim)
    budi = await make.member(kim, "Budi")
    mine, other = await make.signed_in(siti), await make.signed_in(budi)
    line = await browser.post("/forum/berkas", headers=mine, files=[PHOTO])
    file_id = re.search(r'name="file" value="(\d+)"', line.text)[1]

    assert (await browser.get(f"/forum/berkas/{file_id}", headers=mine)).status_code == 200
    assert (await browser.get(f"/forum/berkas/{file_id}", headers=other)).status_code == 404
    await browser.post(topic.path, headers=other, data=form(other) | {"file": file_id})

    assert (await Attachment.objects().first()).post is None
    assert (await Post.objects().get(Post.number == 2)).files == 0


async def test_a_file_is_for_readers_of_its_post(browser, kim):
    topic, siti = await talk(kim)
    far = await make.kim("KIM Jauh", wilayah_code="73.09.01.2001")
    headers = await make.signed_in(siti)
    await browser.post(topic.path, headers=headers, data=form(headers), files=[PHOTO])
    path = f"/forum/berkas/{(await Attachment.objects().first()).id}"
    stranger = await make.signed_in(await make.member(far, "Orang Jauh"))
    chair = await make.officer(kim)

    assert (await browser.get(path, headers=headers)).status_code == 200
    assert (await browser.get(path, headers=stranger)).status_code == 404
    browser.cookies.clear()
    assert (await browser.get(path)).status_code == 303

    found = await moderation_post(topic, 2)
    await moderation.hide(found, await make.acting(chair))
    assert (await browser.get(path, headers=headers)).status_code == 404
    assert (await browser.get(path, headers=await make.signed_in(chair))).status_code == 200


async def test_only_its_author_takes_a_file_away_and_only_while_edits_are_allowed(browser, kim):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti)
    other = await make.signed_in(await make.member(kim, "Budi"))
    await browser.post(topic.path, headers=headers, data=form(headers), files=[PHOTO])
    path = f"/forum/berkas/{(await Attachment.objects().first()).id}"

    assert (await browser.post(f"{path}/hapus", headers=other)).status_code == 403
    assert (await browser.post(f"{path}/hapus", headers=headers)).status_code == 303
    assert (await browser.get(path, headers=headers)).status_code == 404
    assert path not in (await browser.get(topic.path, headers=headers)).text
    assert (await browser.post(f"{path}/urungkan", headers=headers)).status_code == 303
    assert path in (await browser.get(topic.path, headers=headers)).text

    async with transaction():
        await Post.update({Post.created_at: now() - timedelta(minutes=16)}).where(Post.topic == topic.id)
    assert (await browser.post(f"{path}/hapus", headers=headers)).status_code == 403
    assert (await browser.get(path, headers=headers)).status_code == 200


async def test_a_wrong_file_keeps_the_text_and_the_other_files(browser, kim):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti)
    large = ("files", ("besar.jpg", b"\xff\xd8\xff\xe0" + bytes(attachments.LARGEST), "image/jpeg"))
    shell = ("files", ("lucu.jpg", b"#!/bin/sh\necho", "image/jpeg"))

    for wrong, why in [(large, "besar.jpg: Berkas ini terlalu besar. Paling besar"), (shell, "lucu.jpg: ")]:
        answer = await browser.post(topic.path, headers=headers, data=form(headers), files=[PHOTO, wrong])

        assert answer.status_code == 422
        assert why in answer.text
        assert "Lihat fotonya</textarea>" in answer.text
        assert len(re.findall(r'name="file" value="\d+"', answer.text)) == 1
    assert await Post.count() == 1


async def test_there_is_a_limit_to_how_many_and_how_often(browser, kim):
    topic, siti = await talk(kim)
    actor, headers = await make.acting(siti), await make.signed_in(siti)
    many = [
        ("files", (f"{n}.jpg", picture(size=(20, 20)), "image/jpeg")) for n in range(attachments.MOST + 1)
    ]

    answer = await browser.post(topic.path, headers=headers, data=form(headers), files=many)

    assert answer.status_code == 422
    assert "Paling banyak 6 foto atau berkas." in answer.text
    for _ in range(attachments.UPLOADS - attachments.MOST):
        await attachments.keep(actor, Sent(picture(size=(20, 20))))
    with pytest.raises(TooMany):
        await attachments.keep(actor, Sent(picture(size=(20, 20))))


class Sent:
    """An upload in memory."""

    filename = "x.jpg"

    def __init__(self, content: bytes) -> None:
        self.file = io.BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        return self.file.read(size)


async def test_uploads_come_back_with_the_draft_to_their_owner_only(browser, kim):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti)
    sent = await browser.post("/forum/berkas", headers=headers, files=[PHOTO])
    number = re.search(r'name="file" value="(\d+)"', sent.text)[1]
    place = drafts.place_of(topic.id)

    for where, page in ((place, topic.path), ("topic", "/forum/tulis")):
        words = {"place": where, "body": "", "file": number, f"alt-{number}": "Pos ronda"}
        saved = await browser.post("/forum/draf", headers=headers, data=words)
        shown = (await browser.get(page, headers=headers)).text

        assert saved.status_code == 204
        assert shown.count(f'name="file" value="{number}"') == 1
        assert 'value="Pos ronda"' in shown

    budi = await make.signed_in(await make.member(kim, "Budi"))
    await browser.post("/forum/draf", headers=budi, data=words | {"place": place, "body": "Punya siapa?"})
    assert f'value="{number}"' not in (await browser.get(topic.path, headers=budi)).text
    assert (await Attachment.objects().first()).alt == "Pos ronda"

    await browser.post(topic.path, headers=headers, data=form(headers, file=number))
    assert f'name="file" value="{number}"' not in (await browser.get("/forum/tulis", headers=headers)).text
    assert f'name="file" value="{number}"' not in (await browser.get(topic.path, headers=headers)).text


async def test_with_save_data_a_photo_is_a_link_that_says_its_weight(browser, kim):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti)
    await browser.post(topic.path, headers=headers, data=form(headers), files=[PHOTO])

    light = (await browser.get(topic.path, headers=headers | {"Save-Data": "on"})).text
    chosen = (
        await browser.get(topic.path, headers=headers | {"Cookie": headers["Cookie"] + "; hemat=1"})
    ).text
    whole = (await browser.get(topic.path, headers=headers)).text

    for page in (light, chosen):
        assert re.search(
            r'<a class="btn" href="/forum/berkas/\d+"[^>]*>.*Muat foto \(\d+(,\d+)? [KM]B\)', page
        )
        assert 'src="/forum/berkas' not in page
    assert 'src="/forum/berkas' in whole


async def test_posts_with_files_cost_one_more_query_for_a_page(browser, kim):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti)
    counts = []
    for _ in range(2):
        await browser.post(topic.path, headers=headers, data=form(headers), files=[PHOTO])
        web_posts.forget()
        with queries() as asked:
            await browser.get(topic.path, headers=headers)
        counts.append(len(asked))

    assert counts[0] == counts[1]


async def test_what_is_never_sent_is_swept_after_a_day_and_nothing_else(browser, kim):
    topic, siti = await talk(kim)
    headers, actor = await make.signed_in(siti), await make.acting(siti)
    await browser.post(topic.path, headers=headers, data=form(headers), files=[PHOTO])
    sent = await Attachment.objects().first()
    same = await attachments.keep(actor, Sent(PHOTO[1][1]))
    other = await attachments.keep(actor, Sent(picture("blue")))
    assert same.file == sent.file
    assert await attachments.sweep() == 0
    async with transaction():
        await Attachment.update({Attachment.created_at: now() - timedelta(hours=25)}, force=True)

    assert await attachments.sweep() == 2

    assert await store().size(sent.file)
    assert not await store().size(other.file)
    assert not await store().size(thumbnail_key(other.file))


# ------------------------------------------------------------------------------------- preview and quotes


@pytest.mark.parametrize("htmx", [False, True])
async def test_a_preview_shows_what_readers_will_see_and_keeps_everything(browser, kim, htmx):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti, htmx=htmx)
    data = form(headers, "Besok *kumpul*") | {"action": "preview", "place": f"topic-{topic.id}"}

    page = await browser.post(topic.path, headers=headers, data=data, files=[PHOTO])

    assert page.status_code == 200
    assert ("<html" in page.text) != htmx
    assert '<div class="prose" hx-ignore><p>Besok <strong>kumpul</strong></p></div>' in page.text
    assert "Besok *kumpul*</textarea>" in page.text
    assert f'name="key" value="{data["key"]}"' in page.text
    assert re.search(r'name="file" value="\d+"', page.text)
    assert await Post.count() == 1
    assert (await Draft.objects().first()).body == "Besok *kumpul*"


async def test_a_topic_can_be_looked_at_before_it_is_sent(browser, kim):
    siti = await make.member(kim)
    board = await make.board(kim)
    headers = await make.signed_in(siti)
    data = form(headers, "Siapa *bisa*?") | {"title": "Ronda", "board": board.slug, "place": "topic"}

    page = await browser.post(
        "/forum/tulis", headers=headers, data=data | {"action": "preview"}, files=[PHOTO]
    )
    file_id = re.search(r'name="file" value="(\d+)"', page.text)[1]
    assert "<strong>bisa</strong>" in page.text
    sent = await browser.post("/forum/tulis", headers=headers, data=data | {"file": file_id})

    assert sent.status_code == 303
    assert (await Post.objects().first()).files == 1
    assert await Draft.count() == 0


async def test_a_post_can_be_quoted_by_its_link(browser, kim):
    topic, siti = await talk(kim)
    await make.reply(topic.id, siti, "> lama\nSaya bisa *Minggu*.\nJam delapan.")
    budi = await make.signed_in(await make.member(kim, "Budi"))

    page = (await browser.get(f"{topic.path}?kutip=2", headers=budi)).text

    assert (
        f"&gt; [Siti menulis](/forum/t/{topic.id}?p=2):\n&gt; Saya bisa *Minggu*.\n&gt; Jam delapan.\n"
        in page
    )
    assert f'href="/forum/t/{topic.id}?kutip=2#write"' in page
    answer = await browser.post(
        topic.path,
        headers=budi,
        data=form(budi, f"> [Siti menulis](/forum/t/{topic.id}?p=2):\n> Saya bisa\n\nBaik"),
    )
    assert answer.status_code == 303
    html = (await Post.objects().get(Post.number == 3)).html
    assert (
        f'<cite><a href="/forum/t/{topic.id}?p=2" rel="nofollow ugc noopener">Siti menulis</a></cite>'
        in html
    )


# ------------------------------------------------------------------------------------------------ drafts


async def test_a_draft_is_found_on_any_device_until_it_is_sent(browser, kim):
    topic, siti = await talk(kim)
    headers, place = await make.signed_in(siti), f"topic-{topic.id}"
    other = await make.signed_in(await make.member(kim, "Budi"))

    saved = await browser.post("/forum/draf", headers=headers, data={"place": place, "body": "Saya pikir"})
    assert saved.status_code == 204
    assert "Saya pikir</textarea>" in (await browser.get(topic.path, headers=headers)).text
    assert "Saya pikir" not in (await browser.get(topic.path, headers=other)).text
    listed = (await browser.get("/forum/draf", headers=headers)).text
    assert topic.title in listed
    assert "Saya pikir" in listed
    data = form(headers, "Saya pikir begitu")
    await browser.post(topic.path, headers=headers, data=data)
    late = {"place": place, "body": "Saya pikir begi", "key": data["key"]}
    await browser.post(
        "/forum/draf", headers=headers, data=late
    )  # it was under way while the post was sent

    assert await Draft.count() == 0
    assert "Saya pikir begi</textarea>" not in (await browser.get(topic.path, headers=headers)).text


async def test_a_new_topics_draft_has_title_and_board(browser, kim):
    siti, board = await make.member(kim), await make.board(kim)
    area = await make.area_board()
    headers = await make.signed_in(siti)
    data = {"place": "topic", "title": "Ronda", "board": area.slug, "body": "Siapa?"}

    await browser.post("/forum/draf", headers=headers, data=data)
    page = (await browser.get("/forum/tulis", headers=headers)).text

    assert 'value="Ronda"' in page
    assert f'<option value="{area.slug}" selected' in page
    assert "Siapa?</textarea>" in page
    assert board.slug in page


async def test_drafts_can_be_thrown_away_and_are_nobody_elses(browser, kim):
    topic, siti = await talk(kim)
    headers, place = await make.signed_in(siti), f"topic-{topic.id}"
    other = await make.signed_in(await make.member(kim, "Budi"))
    await browser.post("/forum/draf", headers=headers, data={"place": place, "body": "Rahasia"})

    await browser.post("/forum/draf/hapus", headers=other, data={"place": place})
    assert await Draft.count() == 1
    assert "Rahasia" not in (await browser.get("/forum/draf", headers=other)).text
    gone = await browser.post("/forum/draf/hapus", headers=headers, data={"place": place})

    assert gone.headers["location"] == "/forum/draf"
    assert await Draft.count() == 0


async def test_drafts_have_places_and_limits(kim):
    topic, siti = await talk(kim)
    actor = await make.acting(siti)

    for place in ("topic", f"topic-{topic.id}"):
        assert await drafts.save(actor, {"place": place, "body": "x"})
    for place in ("", "topic-", "topic-x", "topic--1", "x", "topic-1-2" * 9):
        assert not await drafts.save(actor, {"place": place, "body": "x"})
    for number in range(drafts.MOST + 5):
        await drafts.save(actor, {"place": f"topic-{number + 1000}", "body": "x"})

    assert await Draft.count() == drafts.MOST
    assert not await drafts.save(actor, {"place": "topic-1050", "body": "  "}), "an empty one is no draft"
    assert await Draft.count() == drafts.MOST - 1


async def test_a_session_that_ended_meanwhile_gives_back_what_was_written(browser, kim):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti)
    await sessions.end_all(siti.id)
    data = form(headers, "Sebuah tulisan panjang dari bukit")

    plain = await browser.post(topic.path, headers=headers, data=data)
    scripted = await browser.post(topic.path, headers=headers | {"HX-Request": "true"}, data=data)
    foreign = await browser.post(topic.path, headers=headers | {"Sec-Fetch-Site": "cross-site"}, data=data)

    assert plain.status_code == 401
    assert "Sebuah tulisan panjang dari bukit</textarea>" in plain.text
    assert 'href="/masuk' in plain.text
    assert scripted.headers["hx-redirect"].startswith("/masuk")
    assert (foreign.status_code, "Sebuah" in foreign.text) == (303, False)
    assert await Post.count() == 1


async def test_a_photo_along_with_it_does_not_lose_what_was_written(browser, kim):
    topic, siti = await talk(kim)
    headers = await make.signed_in(siti)
    await sessions.end_all(siti.id)
    photo = ("camera", ("IMG_1.jpg", b"\xff\xd8" + bytes(3_000_000), "image/jpeg"))
    data = form(headers, "Sebuah tulisan panjang dari bukit")

    given = await browser.post(topic.path, headers=headers, data=data, files=[photo])
    endless = await browser.post(
        topic.path, headers=headers, data=form(headers, "x" * 500_000), files=[photo]
    )

    assert given.status_code == 401
    assert "Sebuah tulisan panjang dari bukit</textarea>" in given.text
    assert endless.status_code == 303


async def left(browser, topic, headers, person, text: str, **more: str):
    """A page was open, the session ended, and what was typed is sent."""
    page = (await browser.get(topic.path, headers=headers)).text
    token = re.search(r'name="_csrf_token" value="([^"]+)"', page)[1]
    await sessions.end_all(person.id)
    cookie = {"Cookie": headers["Cookie"]}
    data = {"_csrf_token": token, "place": f"topic-{topic.id}", "key": str(uuid4()), "body": text} | more
    return await browser.post(topic.path, headers=cookie, data=data), data, cookie


async def test_what_was_typed_until_the_session_ended_waits_for_its_writer_and_nobody_else(browser, kim):
    topic, siti = await talk(kim)
    budi = await make.member(kim, "Budi Santoso")
    answer, data, cookie = await left(
        browser, topic, await make.signed_in(siti), siti, "Panjang dari bukit"
    )

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/masuk?lanjut=/forum/t/{topic.id}%3Ftulis%23write"
    flash = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
    page = await browser.get(answer.headers["location"], headers=flash)
    assert "tersimpan sebagai draf" in page.text
    assert "dari bukit" not in page.text
    assert await Post.count() == 1
    back = f"/forum/t/{topic.ref}?tulis"
    other = await make.signed_in(budi)  # who takes the phone next
    for address in (back, "/forum/draf"):
        assert "dari bukit" not in (await browser.get(address, headers=other)).text
    mine = await make.signed_in(siti)
    assert "Panjang dari bukit</textarea>" in (await browser.get(back, headers=mine)).text
    assert "Panjang dari bukit" in (await browser.get("/forum/draf", headers=mine)).text

    # Whoever is not signed in adds to a draft and takes nothing from it.
    await browser.post(topic.path, headers=cookie, data=data)
    await browser.post(topic.path, headers=cookie, data=data | {"body": "Lain sama sekali"})
    scripted = await browser.post(
        topic.path, headers=cookie | {"HX-Request": "true"}, data=data | {"body": "Panjang"}
    )
    assert scripted.headers["hx-redirect"].startswith("/masuk")
    (draft,) = await Draft.objects()
    assert (draft.user, draft.body) == (siti.id, "Panjang dari bukit\n\nLain sama sekali")


async def test_what_a_form_cannot_prove_or_has_no_room_for_is_given_back_to_copy(browser, kim, monkeypatch):
    topic, siti = await talk(kim)
    budi = await make.member(kim, "Budi Santoso")
    words = "Sebuah tulisan panjang dari bukit"
    answer, data, cookie = await left(browser, topic, await make.signed_in(siti), siti, words)
    assert answer.status_code == 303
    async with transaction():
        await Draft.delete(force=True)

    forged = data["_csrf_token"].replace(f"-{siti.id}-", f"-{budi.id}-")
    foreign = await browser.post(topic.path, headers=cookie | {"Sec-Fetch-Site": "cross-site"}, data=data)
    assert foreign.headers["location"].startswith("/masuk")
    assert "set-cookie" not in foreign.headers
    for wrong in ({"_csrf_token": forged}, {"place": "sesuatu"}, {"body": words * 400}):
        given = await browser.post(topic.path, headers=cookie, data=data | wrong)
        assert given.status_code == 401
        assert words in given.text
    monkeypatch.setattr(left_behind, "MOST", 1)
    assert (await browser.post(topic.path, headers=cookie, data=data)).status_code == 401, "too often"
    assert not await Draft.count()
    monkeypatch.undo()
    async with transaction():
        await User.update({User.status: "locked"}).where(User.id == siti.id)
    assert (await browser.post(topic.path, headers=cookie, data=data)).status_code == 401
    assert not await Draft.count()


# ----------------------------------------------------------------------------------------------- mentions


async def test_names_are_offered_of_people_who_take_part_and_never_a_phone(browser, kim):
    topic, siti = await talk(kim)
    far = await make.kim("KIM Jauh", wilayah_code="73.09.01.2001")
    await make.member(kim, "Budi Santoso", username="budi.s", phone="+6281234567890")
    await make.member(kim, "Andi Budiman", username="andi")
    await make.member(far, "Budi Jauh", username="budijauh")
    headers = await make.signed_in(siti)

    found = await browser.get(f"/forum/t/{topic.id}/orang?q=bud", headers=headers)

    assert re.findall(r'data-name="([^"]+)"', found.text) == ["andi", "budi.s"]
    assert "Budi Santoso" in found.text
    assert kim.name in found.text
    assert "812345" not in found.text
    board = await make.board(kim)
    again = await browser.get(f"/forum/p/{board.slug}/orang?q=budi%20s", headers=headers)
    assert re.findall(r'data-name="([^"]+)"', again.text) == ["budi.s"]


async def test_names_are_for_those_who_may_write_there(browser, kim):
    topic, _siti = await talk(kim)
    far = await make.kim("KIM Jauh", wilayah_code="73.09.01.2001")
    headers = await make.signed_in(await make.member(far, "Orang Jauh"))

    assert (await browser.get(f"/forum/t/{topic.id}/orang?q=s", headers=headers)).status_code == 404
    browser.cookies.clear()
    assert (await browser.get(f"/forum/t/{topic.id}/orang?q=s")).status_code == 303


async def test_on_an_areas_board_the_members_of_its_organizations_are_offered(kim):
    area = await make.area_board()
    siti = await make.member(kim)
    near = await make.kim("KIM Carigading", wilayah_code="73.08.16.2010")
    await make.member(near, "Budi", username="budi")
    await make.member(kim, "Budi Keluar", state="ended", username="keluar")

    found = await mentions.offer(await make.acting(siti), "BUD", await board_view(area))

    assert [person.username for person in found] == ["budi"]
    assert await mentions.offer(await make.acting(siti), "%", await board_view(area)) == []


async def board_view(board):
    from kimhub.forum import boards

    found = await boards.get_board(board.slug)
    assert found
    return found


async def moderation_post(topic, number: int):
    from kimhub.forum import reading

    found = await reading.get_post(str(topic.id), number)
    assert found
    return found
