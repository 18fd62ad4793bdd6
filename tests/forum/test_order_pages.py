"""Pages of order: history, taking words back, moving, splitting, merging; plain and by htmx."""

import re
from datetime import timedelta

import pytest

from kimhub.core.db import now
from kimhub.forum import unread
from kimhub.forum.tables import Board, Post, Topic
from kimhub.forum.tables_order import Act, PostEdit
from tests import make

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene() -> dict[str, object]:
    kim = await make.kim()
    siti, budi = await make.member(kim, "Siti"), await make.member(kim, "Wahyu")
    board = await make.board(kim)
    return {
        "board": board,
        "siti": siti,
        "budi": budi,
        "topic": await make.topic(board, siti, "Jadwal ronda", posts=3),
        "author": await make.signed_in(siti),
        "member": await make.signed_in(budi),
        "officer": await make.signed_in(await make.officer(kim)),
        "pembina": await make.signed_in(await make.pembina()),
        "stranger": await make.signed_in(await make.user("Orang jauh")),
    }


# ------------------------------------------------------------------------------------------- history


async def test_an_edit_leaves_its_text_before_and_a_diff_to_read(browser):
    here = await scene()
    topic = here["topic"]
    post = f"/forum/t/{topic.id}/2"

    await browser.post(f"{post}/sunting", data={"body": "Balasan nomor dua saja"}, headers=here["author"])

    page = await browser.get(topic.path, headers=here["member"])
    assert f'<a href="{post}/riwayat">disunting</a>' in page.text
    shown = (await browser.get(f"{post}/riwayat", headers=here["member"])).text
    assert re.search(r"<del>[^−]*−2</del>", shown)
    assert re.search(r"<ins>[^+]*\+dua saja</ins>", shown)
    assert "Pakai teks ini lagi" not in shown, "not for others"
    assert "Pakai teks ini lagi" in (await browser.get(f"{post}/riwayat", headers=here["author"])).text
    assert (await browser.get(f"{post}/riwayat", headers=here["stranger"])).status_code == 404
    assert (await browser.get(f"{post}/riwayat")).headers["location"].startswith("/masuk")
    never = await browser.get(f"/forum/t/{topic.id}/3/riwayat", headers=here["member"])
    assert "belum pernah disunting" in never.text


async def test_an_earlier_text_and_title_come_back_within_the_quarter_of_an_hour(browser):
    here = await scene()
    topic = here["topic"]
    post = f"/forum/t/{topic.id}/1"
    changed = {"title": "Ronda bulan depan", "body": "Sudah penuh."}
    await browser.post(f"{post}/sunting", data=changed, headers=here["author"])
    edit = await PostEdit.objects().first()
    assert (edit.body, edit.title) == ("Siapa bisa hari Sabtu?", "Jadwal ronda")

    version = {"version": str(edit.id)}
    assert (await browser.post(f"{post}/riwayat", data=version, headers=here["member"])).status_code == 403
    assert (await browser.post(f"{post}/riwayat", data=version, headers=here["officer"])).status_code == 403
    no_such = await browser.post(f"{post}/riwayat", data={"version": "0"}, headers=here["author"])
    assert no_such.status_code == 404
    answer = await browser.post(f"{post}/riwayat", data=version, headers=here["author"])

    assert answer.status_code == 303
    row = await Post.objects().get((Post.topic == topic.id) & (Post.number == 1))
    assert (row.body, (await Topic.objects().get(Topic.id == topic.id)).title) == (
        "Siapa bisa hari Sabtu?",
        "Jadwal ronda",
    )
    assert await PostEdit.count() == 2
    await Post.update({Post.created_at: now() - timedelta(minutes=16)}).where(Post.id == row.id)
    late = await browser.post(f"{post}/riwayat", data=version, headers=here["author"])
    assert late.status_code == 403
    assert "Pakai teks ini lagi" not in (await browser.get(f"{post}/riwayat", headers=here["author"])).text


async def test_the_history_of_a_hidden_post_is_for_moderators(browser):
    here = await scene()
    post = f"/forum/t/{here['topic'].id}/2"
    await browser.post(f"{post}/sunting", data={"body": "Kata kasar"}, headers=here["author"])

    await browser.post(f"{post}/sembunyikan", headers=here["officer"])

    assert (await browser.get(f"{post}/riwayat", headers=here["member"])).status_code == 404
    assert (await browser.get(f"{post}/riwayat", headers=here["author"])).status_code == 404
    assert "Kata kasar" in (await browser.get(f"{post}/riwayat", headers=here["officer"])).text


# ------------------------------------------------------------------------------- taking words back


@pytest.mark.parametrize("htmx", [False, True])
async def test_an_author_takes_a_post_back_and_returns_it(browser, htmx):
    here = await scene()
    topic = here["topic"]
    post, fragment = f"/forum/t/{topic.id}/2", HTMX if htmx else {}

    assert (await browser.post(f"{post}/hapus", headers=here["member"])).status_code == 403
    assert (await browser.post(f"{post}/hapus", headers=here["officer"])).status_code == 403
    for _ in range(2):
        answer = await browser.post(f"{post}/hapus", headers=here["author"] | fragment)
    assert answer.status_code in {204, 303, 403}

    page = (await browser.get(topic.path, headers=here["member"])).text
    assert "Balasan nomor 2" not in page
    assert "Tulisan ke-2 dihapus penulisnya." in page
    assert "1 balasan." in page
    own = (await browser.get(topic.path, headers=here["author"])).text
    assert f'formaction="{post}/kembalikan"' in own
    assert (await browser.post(f"{post}/kembalikan", headers=here["officer"])).status_code == 403
    await browser.post(f"{post}/kembalikan", headers=here["author"] | fragment)
    assert "Balasan nomor 2" in (await browser.get(topic.path, headers=here["member"])).text
    assert await Act.count() == 0, "no moderator did anything"


async def test_what_a_moderator_hid_no_author_returns(browser):
    here = await scene()
    post = f"/forum/t/{here['topic'].id}/2"

    await browser.post(f"{post}/sembunyikan", headers=here["officer"])

    assert (await browser.post(f"{post}/kembalikan", headers=here["author"])).status_code == 403


async def test_a_first_post_takes_its_topic_along_while_nobody_else_replied(browser):
    here = await scene()
    topic, board = here["topic"], here["board"]
    post = f"/forum/t/{topic.id}/1"

    answer = await browser.post(f"{post}/hapus", headers=here["author"])
    assert answer.headers["location"] == f"/forum/p/{board.slug}"
    assert (await browser.get(topic.path, headers=here["member"])).status_code == 404
    assert (await Board.objects().get(Board.id == board.id)).topic_count == 0
    assert (await browser.post(f"{post}/kembalikan", headers=here["author"])).status_code == 303
    assert (await browser.get(topic.path, headers=here["member"])).status_code == 200
    assert (await Board.objects().get(Board.id == board.id)).topic_count == 1

    await make.reply(topic.id, here["budi"])
    await browser.post(f"{post}/hapus", headers=here["author"])
    page = await browser.get(topic.path, headers=here["member"])
    assert page.status_code == 200, "others' words are theirs"
    assert "Siapa bisa hari Sabtu?" not in page.text
    assert "Saya bisa." in page.text


# ------------------------------------------------------------------------------------------- moving


async def test_a_topic_moves_with_its_address_and_a_way_back(browser):
    here = await scene()
    topic, board, area = here["topic"], here["board"], await make.area_board()
    address = f"{topic.path}/pindah"

    assert (await browser.get(address, headers=here["member"])).status_code == 404
    assert (
        await browser.post(address, data={"board": area.slug}, headers=here["member"])
    ).status_code == 403
    none = await browser.get(address, headers=here["officer"])
    assert "Tidak ada rubrik lain yang Anda urus" in none.text
    refused = await browser.post(address, data={"board": area.slug}, headers=here["officer"])
    assert refused.status_code == 422
    form = await browser.get(address, headers=here["pembina"])
    assert f'value="{area.slug}"' in form.text
    assert "Anggota semua KIM di wilayah ini dan pembinanya." in form.text, (
        "who will read it is said before"
    )

    moved = await browser.post(
        address, data={"board": area.slug, "reason": "Untuk semua"}, headers=here["pembina"]
    )

    assert (moved.status_code, moved.headers["location"]) == (303, topic.path)
    assert area.name in (await browser.get(topic.path, headers=here["member"])).text
    assert topic.path not in (await browser.get(f"/forum/p/{board.slug}", headers=here["member"])).text
    for slug, words in ((board.slug, "memindahkan topik"), (area.slug, "memindahkan ke sini topik")):
        assert words in (await browser.get(f"/forum/p/{slug}/catatan", headers=here["member"])).text
    back = await browser.post(f"{address}?ke={board.slug}", headers=here["pembina"])
    assert back.status_code == 303
    assert (await make.topic_view(topic.id)).board == board.id


async def test_a_narrower_board_shuts_the_old_address_for_those_outside(browser):
    here = await scene()
    board = here["board"]
    kim = await make.kim("KIM Kedua")
    secret = await make.board(kim)
    await Board.update({Board.visibility: "officers"}).where(Board.id == secret.id)
    split = f"{here['topic'].path}/pisah"
    await browser.post(split, data={"post": "2", "title": "Soal kas"}, headers=here["pembina"])
    made = await Topic.objects().get(Topic.title == "Soal kas")

    await browser.post(f"/forum/t/{made.id}/pindah", data={"board": secret.slug}, headers=here["pembina"])

    old = f"/forum/t/{here['topic'].id}-jadwal-ronda?p=2"
    followed = await browser.get(old, headers=here["member"])
    assert followed.headers["location"] == f"/forum/t/{made.id}?p=1", "its title is not told"
    assert (await browser.get(followed.headers["location"], headers=here["member"])).status_code == 404
    assert (await browser.get(f"/forum/t/{made.id}-soal-kas", headers=here["pembina"])).status_code == 200
    log = (await browser.get(f"/forum/p/{board.slug}/catatan", headers=here["member"])).text
    assert f"/forum/t/{made.id}" not in log


async def test_ticked_replies_become_a_topic(browser):
    here = await scene()
    topic = here["topic"]
    address = f"{topic.path}/pisah"

    assert (await browser.get(address, headers=here["member"])).status_code == 404
    form = await browser.get(address, headers=here["officer"])
    assert 'name="post" value="2"' in form.text
    assert 'name="post" value="1"' not in form.text
    nothing = await browser.post(address, data={"title": "Lampu jalan"}, headers=here["officer"])
    assert nothing.status_code == 422
    assert 'value="Lampu jalan"' in nothing.text
    ticked = await browser.post(address, data={"title": "", "post": "3"}, headers=here["officer"])
    assert ticked.status_code == 422
    assert 'value="3" checked' in ticked.text

    answer = await browser.post(
        address, data={"title": "Lampu jalan", "post": ["2", "3"]}, headers=here["officer"]
    )

    made = await Topic.objects().get(Topic.title == "Lampu jalan")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/forum/t/{made.id}")
    page = (await browser.get(topic.path, headers=here["member"])).text
    assert "Tulisan ke-2 dipindahkan pengurus." in page
    assert "Balasan nomor 2" not in page
    assert (
        "Balasan nomor 2"
        in (await browser.get(f"/forum/t/{made.id}-lampu-jalan", headers=here["member"])).text
    )
    edit = await browser.get(f"/forum/t/{topic.id}/2/sunting", headers=here["author"])
    assert "Balasan nomor 2" in edit.text, "acts at the old address reach the post"


async def test_a_merged_topics_addresses_lead_to_where_its_posts_are(browser):
    here = await scene()
    topic = here["topic"]
    other = await make.topic(here["board"], here["siti"], "Ronda malam", posts=2)
    address = f"{other.path}/gabung"

    assert (await browser.get(address, headers=here["member"])).status_code == 404
    form = await browser.get(address, headers=here["officer"])
    assert topic.title in form.text
    for typed in ("abc", str(other.id), "999999"):
        wrong = await browser.get(address, params={"alamat": typed}, headers=here["officer"])
        assert wrong.status_code == 422, typed
    check = await browser.get(
        address, params={"alamat": f"https://kim.example/forum/t/{topic.id}-x?p=3"}, headers=here["officer"]
    )
    assert check.status_code == 200
    assert "tidak bisa dibatalkan" in check.text
    assert (await browser.post(address, data={"ke": topic.id}, headers=here["member"])).status_code == 403

    answer = await browser.post(
        address, data={"ke": topic.id, "reason": "Sama"}, headers=here["officer"] | HTMX
    )

    assert answer.headers["hx-redirect"] == f"/forum/t/{topic.id}?p=4"
    for old, new in (
        (f"{other.path}?p=2", topic.at(5)),
        (f"/forum/t/{other.id}?p=1", topic.at(4)),
        (other.path, topic.at(4)),
    ):
        led = await browser.get(old, headers=here["member"])
        assert (led.status_code, led.headers["location"]) == (303, new), old
    reply = await browser.post(
        other.path,
        data={"body": "Setuju", "key": "6f9a1c1e-4a53-4a4e-9d5c-0a4f7e1f1a11"},
        headers=here["member"],
    )
    assert reply.headers["location"] == topic.at(6), (
        "a page that was open sends its reply to the right place"
    )
    lists = (await browser.get(f"/forum/p/{here['board'].slug}", headers=here["member"])).text
    assert f"/forum/t/{other.id}-" not in lists
    hidden = await browser.get(
        f"/forum/p/{here['board'].slug}?saring=disembunyikan", headers=here["officer"]
    )
    assert "Ronda malam" not in hidden.text


async def test_the_line_of_new_posts_stands_before_the_first_one_unread(browser):
    here = await scene()
    topic = here["topic"]
    other = await make.topic(here["board"], here["siti"], "Ronda malam", posts=2)
    await unread.mark_read(here["budi"].id, topic.id, 1)
    await unread.mark_read(here["budi"].id, other.id, 2)
    await browser.post(f"{other.path}/gabung", data={"ke": topic.id}, headers=here["officer"])
    await make.reply(topic.id, here["siti"], "Paling baru")

    page = (await browser.get(f"{topic.path}?baru", headers=here["member"])).text

    assert "3 tulisan baru" in page
    assert page.index('id="p1"') < page.index('id="new"') < page.index('id="p2"')
