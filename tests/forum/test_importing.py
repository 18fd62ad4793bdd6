"""A WhatsApp chat becomes a topic: looked at first, with names instead of numbers, once, telling nobody."""

import io
import zipfile
from itertools import pairwise

import pytest
from PIL import Image

from kimhub.core.files import store
from kimhub.core.jobs import run_due
from kimhub.forum import counters, importing
from kimhub.forum.tables import Board, Post, Topic, TopicRead
from kimhub.forum.tables_order import ChatImport
from kimhub.forum.tables_writing import Attachment
from tests import make

CHAT = """\
12/10/24 18.59 - Pesan dan panggilan dienkripsi secara end-to-end.
12/10/24 19.05 - Rahmawati Latif: Besok *posyandu* pukul 08.00.
12/10/24 19.20 - +62 812-3456-7890: Siap, nomor saya 0812 3456 7890
12/10/24 19.21 - Syamsul <b>Bahri</b>: IMG-1.jpg (file terlampir)
13/10/24 07.00 - Syamsul <b>Bahri</b>: <script>alert(1)</script> @6281234567890
13/10/24 07.30 - Rahmawati Latif: Baik.
"""


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


@pytest.fixture
async def admin(kim):
    return await make.kim_admin(kim)


@pytest.fixture
async def board(kim) -> Board:
    return await make.board(kim)


def photo() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (80, 60), "green").save(kept, "JPEG")
    return kept.getvalue()


def archive(text: str = CHAT, **more: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as folder:
        folder.writestr("WhatsApp Chat with KIM.txt", text)
        for name, content in more.items():
            folder.writestr(name.replace("_", "."), content)
    return kept.getvalue()


async def hand_in(browser, board, who, content: bytes, name: str = "chat.txt"):
    headers = await make.signed_in(who)
    return await browser.post(
        f"/forum/p/{board.slug}/impor", files={"file": (name, content)}, headers=headers
    )


async def handed_in(browser, board, who, content: bytes = CHAT.encode(), name: str = "chat.txt") -> str:
    answer = await hand_in(browser, board, who, content, name)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_it_is_looked_at_first_and_no_number_is_shown(browser, board, admin):
    path = await handed_in(browser, board, admin)

    page = await browser.get(path, headers=await make.signed_in(admin))

    assert "5 pesan menjadi 5 tulisan" in page.text
    assert "Peserta 1" in page.text
    assert "3456" not in page.text
    assert "Syamsul &lt;b&gt;Bahri&lt;/b&gt;" in page.text
    assert "<script>alert" not in page.text
    assert await Topic.count() == 0


async def test_it_becomes_a_topic_once(browser, kim, board, admin):
    rahmawati = await make.member(kim, "Rahmawati L.")
    path = await handed_in(browser, board, admin)
    form = {"title": "Posyandu Oktober", "as-0": "rahmawati l.", "name-1": "Pak Syamsul"}
    headers = await make.signed_in(admin)

    for _ in range(2):
        assert (await browser.post(path, data=form, headers=headers)).status_code == 303
    waiting = await browser.get(path, headers=headers)
    while await run_due():
        pass
    done = await browser.get(path, headers=headers)
    assert (done.status_code, done.headers["location"]) == (
        303,
        f"/forum/t/{(await Topic.objects().first()).id}",
    )
    page = await browser.get(
        (await make.topic_view((await Topic.objects().first()).id)).path, headers=headers
    )

    assert "Topik sedang dibuat" in waiting.text
    topic = await Topic.objects().first()
    assert await Topic.count() == 1
    assert (topic.title, topic.last_number, topic.reply_count) == ("Posyandu Oktober", 6, 5)
    assert not (await counters.find_wrong()).any, "each who is named in the chat counts as one who wrote"
    posts = await Post.objects().order_by(Post.number)
    assert [post.number for post in posts] == [1, 2, 3, 4, 5, 6]
    assert [post.byline for post in posts] == ["", "", "Peserta 1", "Pak Syamsul", "Pak Syamsul", ""]
    assert (posts[1].author, posts[2].author) == (rahmawati.id, admin.id)
    assert all(early.created_at <= late.created_at for early, late in pairwise(posts[1:]))
    assert "3456" not in page.text
    assert "<script>alert" not in page.text
    assert "Pak Syamsul" in page.text
    assert "dari WhatsApp" in page.text
    mark = await TopicRead.objects().get(TopicRead.user == admin.id)
    assert mark.last_number == 6
    kept = await ChatImport.objects().first()
    assert (kept.topic, kept.file, kept.plan) == (topic.id, "", "{}")  # the plan has people's numbers


async def test_photos_come_along_drawn_anew(browser, board, admin):
    path = await handed_in(
        browser, board, admin, archive(IMG_1_jpg=photo()).replace(b"IMG.1.jpg", b"IMG-1.jpg"), "c.zip"
    )
    await browser.post(path, data={"title": "Dengan foto"}, headers=await make.signed_in(admin))
    while await run_due():
        pass

    (file,) = await Attachment.objects()
    post = await Post.objects().get(Post.id == file.post)
    assert (file.mime, file.width, post.files) == ("image/webp", 80, 1)
    assert post.body == ""


async def test_a_file_that_is_no_photo_is_only_named(browser, board, admin):
    path = await handed_in(
        browser,
        board,
        admin,
        archive(IMG_1_jpg=b"not a photo").replace(b"IMG.1.jpg", b"IMG-1.jpg"),
        "c.zip",
    )
    await browser.post(path, data={"title": "Tanpa foto"}, headers=await make.signed_in(admin))
    while await run_due():
        pass

    assert await Attachment.count() == 0
    assert (await Post.objects().get(Post.number == 4)).body == "(berkas: IMG-1.jpg)"


async def test_wrong_names_and_numbers_are_said_next_to_the_field_and_nothing_is_lost(
    browser, board, admin
):
    path = await handed_in(browser, board, admin)
    form = {"title": "x", "as-0": "Entah Siapa", "name-1": "0812 3456 7890"}

    answer = await browser.post(path, data=form, headers=await make.signed_in(admin))

    assert answer.status_code == 422
    assert "Tidak ada anggota bernama ini" in answer.text
    assert "Nomor HP tidak boleh ditampilkan" in answer.text
    assert 'value="Entah Siapa"' in answer.text
    assert await run_due() == 0


@pytest.mark.parametrize("content", [b"", b"Halo saja", b"PK\x03\x04rusak", archive("bukan chat")])
async def test_what_is_no_chat_is_refused_in_a_sentence(browser, board, admin, content):
    answer = await hand_in(browser, board, admin, content)

    assert answer.status_code == 422
    assert "Ini bukan ekspor percakapan WhatsApp" in answer.text or "Pilih dulu berkas" in answer.text
    assert await ChatImport.count() == 0


async def test_dropped_it_is_gone(browser, board, admin):
    path = await handed_in(browser, board, admin)
    key = (await ChatImport.objects().first()).file
    headers = await make.signed_in(admin)

    answer = await browser.post(f"{path}/batal", headers=headers)
    late = await browser.post(path, data={"title": "Terlambat"}, headers=headers)

    assert answer.headers["location"] == f"/forum/p/{board.slug}"
    assert late.status_code == 403
    assert await store().size(key) is None
    row = await ChatImport.objects().first()
    assert (row.plan, row.file) == ("{}", "")


async def test_what_nobody_finished_is_swept_after_a_week(browser, board, admin):
    await handed_in(browser, board, admin)
    row = await ChatImport.objects().first()
    assert await importing.sweep() == 0

    await ChatImport.update({ChatImport.created_at: row.created_at - importing.KEPT_FOR}).where(
        ChatImport.id == row.id
    )

    assert await importing.sweep() == 1
    assert await store().size(row.file) is None


async def test_only_moderators_take_chats_in_and_only_their_own(browser, kim, board, admin):
    path = await handed_in(browser, board, admin)
    others = {"member": await make.member(kim, "Siti"), "officer": await make.officer(kim)}

    assert (
        await browser.get(f"/forum/p/{board.slug}/impor", headers=await make.signed_in(admin))
    ).status_code == 200
    refused = await hand_in(browser, board, others["member"], CHAT.encode())
    assert refused.status_code == 403
    for person in others.values():
        assert (await browser.get(path, headers=await make.signed_in(person))).status_code == 404
