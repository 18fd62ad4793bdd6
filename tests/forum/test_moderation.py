import re

import pytest

from kimhub.core.tables import Event
from kimhub.forum import acts
from kimhub.forum.tables import Board, Post
from tests import make


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


async def scene(browser) -> dict[str, object]:
    kim = await make.kim()
    siti = await make.member(kim)
    board = await make.board(kim)
    return {
        "board": board,
        "topic": await make.topic(board, siti, "Jadwal ronda", posts=3),
        "member": await make.signed_in(siti),
        "officer": await make.signed_in(await make.officer(kim)),
    }


@pytest.mark.parametrize(
    ("deed", "undo", "event", "opposite"),
    [
        ("sematkan", "lepas", "TopicPinned", "TopicUnpinned"),
        ("kunci", "buka", "TopicLocked", "TopicUnlocked"),
    ],
)
async def test_a_topic_is_pinned_and_locked_with_a_way_back(browser, deed, undo, event, opposite):
    here = await scene(browser)
    path = here["topic"].path

    assert (await browser.post(f"{path}/{deed}", headers=here["member"])).status_code == 403
    for _ in range(2):
        answer = await browser.post(f"{path}/{deed}", headers=here["officer"])
        assert (answer.status_code, answer.headers["location"]) == (303, path)
    flash = {"Cookie": f"{here['officer']['Cookie']}; {answer.headers['set-cookie'].partition(';')[0]}"}
    shown = await browser.get(path, headers=here["officer"] | flash)
    assert f'action="{path}/{undo}"' in shown.text
    await browser.post(f"{path}/{undo}", headers=here["officer"])

    kinds = [row["kind"] for row in await Event.select(Event.kind).order_by(Event.id)]
    assert kinds[-2:] == [event, opposite], "doing it twice is one event"


async def test_a_locked_topic_offers_no_reply(browser):
    here = await scene(browser)
    path = here["topic"].path
    await browser.post(f"{path}/kunci", headers=here["officer"])

    page = await browser.get(path, headers=here["member"])
    refused = await browser.post(path, data={"body": "Masih?"}, headers=here["member"])

    assert "Topik ini sudah ditutup" in page.text
    assert 'id="body"' not in page.text
    assert refused.status_code == 403
    assert "Tulis balasan" in (await browser.get(path, headers=here["officer"])).text


async def test_a_hidden_post_leaves_its_place(browser):
    here = await scene(browser)
    topic = here["topic"]
    address = f"/forum/t/{topic.id}/2/sembunyikan"

    assert (await browser.post(address, headers=here["member"])).status_code == 403
    answer = await browser.post(address, headers=here["officer"])

    assert (answer.status_code, answer.headers["location"]) == (303, f"{topic.path}#p2")
    page = await browser.get(topic.path, headers=here["member"])
    assert "Balasan nomor 2" not in page.text
    assert "Tulisan ke-2 disembunyikan pengurus." in page.text
    assert 'id="p3"' in page.text
    assert "1 balasan." in page.text
    moderator = await browser.get(topic.path, headers=here["officer"])
    assert "Balasan nomor 2" in moderator.text
    assert f'formaction="/forum/t/{topic.id}/2/tampilkan"' in moderator.text
    assert f'href="/forum/t/{topic.id}/3/sembunyikan"' in moderator.text

    await browser.post(f"/forum/t/{topic.id}/2/tampilkan", headers=here["officer"])
    page = await browser.get(topic.path, headers=here["member"])
    assert "Balasan nomor 2" in page.text
    assert (await Post.objects().get(Post.number == 2)).deleted_by is None


async def test_hiding_the_first_post_hides_the_topic(browser):
    here = await scene(browser)
    topic, board = here["topic"], here["board"]

    answer = await browser.post(f"/forum/t/{topic.id}/1/sembunyikan", headers=here["officer"])

    assert answer.headers["location"] == f"/forum/p/{board.slug}"
    assert (await browser.get(topic.path, headers=here["member"])).status_code == 404
    for address in ("/forum", f"/forum/p/{board.slug}"):
        assert topic.path not in (await browser.get(address, headers=here["member"])).text
    hidden = f"/forum/p/{board.slug}?saring=disembunyikan"
    assert topic.path in (await browser.get(hidden, headers=here["officer"])).text
    assert topic.path not in (await browser.get(hidden, headers=here["member"])).text
    assert (await Board.objects().get(Board.id == board.id)).topic_count == 0

    await browser.post(f"/forum/t/{topic.id}/1/tampilkan", headers=here["officer"])
    assert (await browser.get(topic.path, headers=here["member"])).status_code == 200
    assert (await Board.objects().get(Board.id == board.id)).topic_count == 1


async def test_the_address_of_a_button_leads_back_to_the_topic(browser):
    here = await scene(browser)
    topic = here["topic"]

    for deed in ("sematkan", "lepas", "kunci", "buka"):
        answer = await browser.get(f"{topic.path}/{deed}", headers=here["member"])
        assert (answer.status_code, answer.headers["location"]) == (303, topic.path)
    answer = await browser.get(f"/forum/t/{topic.id}/3/sembunyikan", headers=here["member"])
    assert (answer.status_code, answer.headers["location"]) == (303, f"{topic.path}#p3")


async def test_the_coordinator_keeps_order_on_the_kecamatans_board_only(browser):
    here = await scene(browser)
    forum = await make.organization(
        "Forum KIM Awangpone", kind="forum_kim", wilayah_code="73.08.16", place="Kec. Awangpone"
    )
    coordinator = await make.forum_coord(forum)
    area = await make.board(forum)
    topic = await make.topic(area, coordinator)
    headers = await make.signed_in(coordinator)

    assert (await browser.post(f"{topic.path}/sematkan", headers=headers)).status_code == 303
    assert (await browser.post(f"{topic.path}/sematkan", headers=here["officer"])).status_code == 403
    assert (await browser.post(f"{here['topic'].path}/sematkan", headers=headers)).status_code == 403


@pytest.mark.parametrize("htmx", [False, True])
async def test_a_reason_is_asked_for_and_told_to_all_readers(browser, htmx):
    here = await scene(browser)
    topic, board = here["topic"], here["board"]
    address = f"/forum/t/{topic.id}/2/sembunyikan"
    fragment = {"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {}

    form = await browser.get(address, headers=here["officer"])
    too_long = await browser.post(address, data={"reason": "x" * 501}, headers=here["officer"] | fragment)
    answer = await browser.post(
        address, data={"reason": "Iklan pinjaman"}, headers=here["officer"] | fragment
    )

    assert 'name="reason"' in form.text
    assert "Balasan nomor 2" in form.text
    assert too_long.status_code == 422
    assert "x" * 501 in too_long.text, "what was typed is kept"
    assert answer.status_code == (204 if htmx else 303)
    log = await browser.get(f"/forum/p/{board.slug}/catatan", headers=here["member"])
    assert "Iklan pinjaman" in log.text
    assert "menyembunyikan tulisan" in log.text
    assert f'href="/forum/t/{topic.id}?p=2"' in log.text
    assert (await browser.get(f"/forum/p/{board.slug}/catatan")).status_code == 303, "it names people"
    stranger = await make.signed_in(await make.user("Orang jauh"))
    assert (await browser.get(f"/forum/p/{board.slug}/catatan", headers=stranger)).status_code == 404


async def test_the_log_names_a_hidden_topic_to_moderators_only(browser):
    here = await scene(browser)
    topic, board = here["topic"], here["board"]
    log = f"/forum/p/{board.slug}/catatan"
    assert "Belum ada catatan" in (await browser.get(log, headers=here["member"])).text

    await browser.post(f"{topic.path}/sematkan", data={"reason": "Penting"}, headers=here["officer"])
    await browser.post(f"/forum/t/{topic.id}/1/sembunyikan", headers=here["officer"])

    assert "Jadwal ronda" in (await browser.get(log, headers=here["officer"])).text
    seen = (await browser.get(log, headers=here["member"])).text
    assert "menyembunyikan topik" in seen
    assert f"/forum/t/{topic.id}" not in seen


async def test_the_log_is_read_page_by_page(browser, monkeypatch):
    monkeypatch.setattr(acts, "PER_PAGE", 2)
    here = await scene(browser)
    topic = here["topic"]
    for deed in ("sematkan", "kunci", "lepas"):
        await browser.post(f"{topic.path}/{deed}", headers=here["officer"])

    first = await browser.get(f"/forum/p/{here['board'].slug}/catatan", headers=here["member"])
    found = re.search(r'href="([^"]+sebelum=\d+)"', first.text)
    assert found
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    more = await browser.get(found[1], headers=here["member"] | htmx)

    assert "melepas sematan topik" in first.text
    assert "menutup topik" in first.text
    assert "menyematkan topik" not in first.text
    assert "menyematkan topik" in more.text
    assert "<html" not in more.text
    assert "Itu semuanya." in more.text


async def test_what_an_author_has_withdrawn_no_moderator_puts_back(browser):
    here = await scene(browser)
    topic = here["topic"]
    post = f"/forum/t/{topic.id}/2"

    await browser.post(f"{post}/hapus", headers=here["member"])
    answer = await browser.post(f"{post}/tampilkan", headers=here["officer"])

    assert answer.status_code == 403
    assert "dihapus penulisnya sendiri" in answer.text
    page = await browser.get(topic.path, headers=here["officer"])
    assert "Balasan nomor 2" in page.text, "moderators still see it"
    assert "Dihapus penulisnya" in page.text
