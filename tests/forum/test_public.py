"""Boards that anybody may read: no session, no script, no token, and nothing more than they should show."""

from uuid import uuid4

import pytest

from kimhub.core.db import transaction
from kimhub.forum.tables import Board, TopicRead
from kimhub.forum.tables_answers import Poll
from tests import make


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def open_board() -> tuple[Board, make.User]:
    kim = await make.kim()
    board = await make.board(kim)
    async with transaction():
        await Board.update({Board.visibility: "public"}).where(Board.id == board.id)
    return board, await make.member(kim)


async def test_a_guest_reads_a_public_topic(browser):
    board, siti = await open_board()
    topic = await make.topic(board, siti, "Panen & pasar", posts=2)

    page = await browser.get(topic.path)

    assert page.status_code == 200
    assert "Balasan nomor 2" in page.text
    assert f'<link rel="canonical" href="http://testserver.local{topic.path}">' in page.text
    assert '<meta property="og:title" content="Panen &amp; pasar' in page.text
    assert '<meta property="og:description" content="Siapa bisa hari Sabtu?">' in page.text
    for absent in ("<script", "_csrf_token", "<form", "small-menu", "set-cookie"):
        assert absent not in page.text
    assert "set-cookie" not in page.headers
    assert await TopicRead.count().where(TopicRead.user != siti.id) == 0


async def test_a_guests_page_is_not_shown_to_somebody_who_signed_in_since(browser):
    board, siti = await open_board()
    topic = await make.topic(board, siti)

    page = await browser.get(topic.path)
    again = await browser.get(topic.path, headers={"If-None-Match": page.headers["etag"]})

    assert again.status_code == 304
    assert page.headers["cache-control"] == "private, no-cache"
    assert "Cookie" in page.headers["vary"]
    assert "Tulis balasan" in (await browser.get(topic.path, headers=await make.signed_in(siti))).text


async def test_the_forum_of_a_guest_lists_public_boards_only(browser):
    board, siti = await open_board()
    closed = await make.board(await make.kim("KIM Tertutup", wilayah_code="73.08.16.2010"))
    open_topic = await make.topic(board, siti, "Terbuka untuk umum")

    for address in ("/forum", f"/forum/p/{board.slug}"):
        page = await browser.get(address)
        assert page.status_code == 200
        assert open_topic.path in page.text
        assert "KIM Tertutup" not in page.text
        assert "<script" not in page.text
    assert (await browser.get(f"/forum/p/{closed.slug}")).status_code == 303
    assert (await browser.get("/forum/rubrik")).status_code == 303
    assert (await browser.get("/forum/tulis")).status_code == 303


async def test_the_forum_without_a_public_board_says_so(browser):
    await make.board(await make.kim())

    page = await browser.get("/forum")

    assert page.status_code == 200
    assert "Belum ada topik terbuka" in page.text


async def test_a_member_of_another_kim_reads_but_does_not_write(browser):
    board, siti = await open_board()
    topic = await make.topic(board, siti)
    other = await make.signed_in(
        await make.member(await make.kim("KIM Lain", wilayah_code="73.09.01.2001"))
    )

    page = await browser.get(topic.path, headers=other)

    assert page.status_code == 200
    assert "Yang membalas adalah anggota rubriknya." in page.text
    assert (await browser.post(topic.path, data={"body": "x"}, headers=other)).status_code == 403


async def test_a_topic_speaks_english_to_guests_who_ask(browser):
    board, siti = await open_board()
    topic = await make.topic(board, siti)

    page = await browser.get(f"{topic.path}?bahasa=en")

    assert '<html lang="en">' in page.text


async def test_a_hidden_public_topic_is_gone_for_guests(browser):
    board, siti = await open_board()
    topic = await make.topic(board, siti)
    kim_admin = await make.signed_in(await make.pembina())

    await browser.post(f"/forum/t/{topic.id}/1/sembunyikan", headers=kim_admin)

    assert (await browser.get(topic.path)).status_code == 303
    assert (await browser.get(topic.path, headers=await make.signed_in(siti))).status_code == 404
    assert topic.path not in (await browser.get("/forum")).text
    assert (await browser.get(topic.path, headers=kim_admin)).status_code == 200


async def test_a_guest_sees_the_label_the_answers_and_the_result_of_a_poll(browser):
    board, siti = await open_board()
    topic = await make.topic(board, siti)
    await make.reply(topic.id, siti, "Tanyakan ke kantor desa.")
    headers = await make.signed_in(siti)
    poll = {"question": "Hari apa?", "options": "Sabtu\nMinggu", "most": "1", "key": str(uuid4())}
    for address, form in (
        (f"{topic.path}/jenis", {"label": "question"}),
        (f"/forum/t/{topic.id}/2/jawaban", {}),
        (f"{topic.path}/jajak", poll),
    ):
        assert (await browser.post(address, data=form, headers=headers)).status_code == 303
    row = await Poll.objects().first()

    under_way = (await browser.get(topic.path)).text
    await browser.post(f"{topic.path}/jajak/{row.id}", data={"choice": "2"}, headers=headers)
    await browser.post(f"{topic.path}/jajak/{row.id}/tutup", headers=headers)
    closed = (await browser.get(topic.path)).text

    assert "Tanya jawab" in under_way
    assert "Jawaban terbaik" in under_way
    assert "Hari apa?" in under_way
    assert "1 suara (100%)" not in under_way, "a guest learns the result when it is one"
    assert "1 suara (100%)" in closed
    for absent in ("<form", "Siapa memilih apa", "_csrf_token"):
        assert absent not in under_way + closed
