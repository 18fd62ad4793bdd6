"""Further boards: who opens, changes, orders and archives them, and what becomes of their address."""

from uuid import uuid4

import pytest

from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, Refused
from kimhub.forum import boards, managing
from kimhub.forum.managing import Fields
from kimhub.forum.tables import Board
from kimhub.forum.tables_order import Act
from tests import make


@pytest.fixture(autouse=True)
async def installed(database):
    await make.installed()


FORM = {"name": "Ruang pengurus", "description": "Urusan dapur", "visibility": "officers", "icon": "people"}


async def names(board: Board) -> list[str]:
    return [each.name for each in await managing.house(await make.board_view(board.slug))]


async def test_an_officer_opens_a_board_for_officers(browser):
    kim = await make.kim()
    board, budi = await make.board(kim), await make.officer(kim)
    headers, key = await make.signed_in(budi), str(uuid4())

    form = await browser.get(f"/forum/p/{board.slug}/rubrik/baru", headers=headers)
    assert form.status_code == 200
    made = await browser.post(
        f"/forum/p/{board.slug}/rubrik/baru",
        data=FORM | {"key": key, "hold_newcomers": "on"},
        headers=headers,
    )
    again = await browser.post(
        f"/forum/p/{board.slug}/rubrik/baru", data=FORM | {"key": key}, headers=headers
    )

    assert made.status_code == again.status_code == 303
    assert made.headers["location"] == again.headers["location"]
    row = await Board.objects().get(Board.slug == made.headers["location"].removeprefix("/forum/p/"))
    assert row
    assert (row.name, row.visibility, row.icon, row.organization) == (
        "Ruang pengurus",
        "officers",
        "people",
        kim.id,
    )
    assert row.hold_newcomers is True
    assert await Board.count().where(Board.organization == kim.id) == 2
    page = await browser.get(made.headers["location"], headers=headers)
    assert "Ruang pengurus" in page.text
    siti = await make.signed_in(await make.member(kim))
    assert (await browser.get(made.headers["location"], headers=siti)).status_code == 404
    assert await Act.count().where((Act.board == row.id) & (Act.act == "board_open")) == 1


async def test_members_and_strangers_manage_nothing(browser):
    kim = await make.kim()
    board = await make.board(kim)
    siti = await make.signed_in(await make.member(kim))
    other = await make.signed_in(
        await make.officer(await make.kim("KIM Lain", wilayah_code="73.08.16.2010"))
    )

    for headers in (siti, other):
        for path in ("rubrik", "rubrik/baru", "sunting"):
            page = await browser.get(f"/forum/p/{board.slug}/{path}", headers=headers)
            assert page.status_code == 404
        for path in ("rubrik/baru", "sunting", "naik", "turun", "arsipkan", "buka"):
            sent = FORM | {"key": str(uuid4())}
            answer = await browser.post(f"/forum/p/{board.slug}/{path}", data=sent, headers=headers)
            assert answer.status_code == 403
    assert await names(board) == ["KIM Mallari"]
    assert "Atur rubrik" not in (await browser.get(f"/forum/p/{board.slug}", headers=siti)).text


async def test_the_coordinator_manages_the_kecamatan_and_the_pembina_what_lies_below(database):
    forum = await make.organization("Forum KIM Awangpone", kind="forum_kim", wilayah_code="73.08.16")
    board = await make.board(forum)
    await make.further_board(board, await make.forum_coord(forum), "Tanya jawab")
    kim_board = await make.board(await make.kim())
    await make.further_board(kim_board, await make.pembina(), "Bimbingan")

    assert await names(board) == ["Forum KIM Awangpone", "Tanya jawab"]
    assert await names(kim_board) == ["KIM Mallari", "Bimbingan"]
    view = await make.board_view((await make.further_board(board, await make.pembina("73.08"))).slug)
    assert (view.kind, view.wilayah_code, view.organization) == ("area", "73.08.16", forum.id)


async def test_wrong_fields_are_said_and_everything_typed_stays(browser):
    kim = await make.kim()
    board = await make.board(kim)
    headers = await make.signed_in(await make.officer(kim))
    wrong = {
        "name": "x",
        "description": "y" * 301,
        "visibility": "nobody",
        "icon": "bomb",
        "key": str(uuid4()),
    }

    page = await browser.post(f"/forum/p/{board.slug}/rubrik/baru", data=wrong, headers=headers)

    assert page.status_code == 422
    assert "Perbaiki isian:" in page.text
    assert "y" * 301 in page.text
    with pytest.raises(Invalid) as no:
        managing.checked(Fields("x", "y" * 301, "nobody", "bomb"))
    assert set(no.value.errors) == {"name", "description", "visibility", "icon"}


async def test_the_address_stays_when_the_name_changes(browser):
    kim = await make.kim()
    board = await make.board(kim)
    headers = await make.signed_in(await make.officer(kim))

    form = await browser.get(f"/forum/p/{board.slug}/sunting", headers=headers)
    assert 'value="KIM Mallari"' in form.text
    sent = FORM | {"name": "Obrolan Mallari", "visibility": "public"}
    answer = await browser.post(f"/forum/p/{board.slug}/sunting", data=sent, headers=headers)

    assert answer.status_code == 303
    view = await make.board_view(board.slug)
    assert (view.name, view.visibility, view.hold_newcomers) == ("Obrolan Mallari", "public", False)
    assert "Obrolan Mallari" in (await browser.get(f"/forum/p/{board.slug}")).text


@pytest.mark.parametrize("htmx", [False, True])
async def test_boards_are_put_in_order_with_plain_buttons(browser, htmx: bool):
    kim = await make.kim()
    board, budi = await make.board(kim), await make.officer(kim)
    second = await make.further_board(board, budi, "Tanya jawab")
    third = await make.further_board(board, budi, "Foto")
    headers = await make.signed_in(budi, htmx)

    answer = await browser.post(f"/forum/p/{third.slug}/naik", headers=headers)
    assert answer.status_code == (200 if htmx else 303)
    if htmx:
        assert answer.text.lstrip().startswith('<div id="house">')
    assert await names(board) == ["KIM Mallari", "Foto", "Tanya jawab"]
    await browser.post(f"/forum/p/{board.slug}/turun", headers=headers)
    await browser.post(f"/forum/p/{second.slug}/turun", headers=headers)  # the last stays the last

    assert await names(board) == ["Foto", "KIM Mallari", "Tanya jawab"]
    mine = await boards.boards_for(await make.acting(budi))
    assert [each.name for each in mine][:3] == ["Foto", "KIM Mallari", "Tanya jawab"]


async def test_an_archived_board_is_read_only_unlisted_and_can_be_taken_back(browser):
    kim = await make.kim()
    board, budi = await make.board(kim), await make.officer(kim)
    second = await make.further_board(board, budi, "Tanya jawab")
    topic = await make.topic(second, budi, "Masih terbaca")
    headers = await make.signed_in(budi)

    answer = await browser.post(f"/forum/p/{second.slug}/arsipkan", headers=headers)

    assert answer.headers["location"] == f"/forum/p/{second.slug}/rubrik"
    page = await browser.get(f"/forum/p/{second.slug}", headers=headers)
    assert "Rubrik ini sudah diarsipkan" in page.text
    assert "Masih terbaca" in page.text
    assert "Tulis topik" not in page.text
    assert topic.path not in (await browser.get("/forum", headers=headers)).text
    assert "Tanya jawab" not in (await browser.get("/forum/rubrik", headers=headers)).text.split("<main")[1]
    denied = await browser.post(topic.path, data={"body": "x", "key": str(uuid4())}, headers=headers)
    assert denied.status_code == 403
    started = await browser.post(
        "/forum/tulis",
        data={"board": second.slug, "title": "Baru", "body": "Isi", "key": str(uuid4())},
        headers=headers,
    )
    assert started.status_code == 422

    await browser.post(f"/forum/p/{second.slug}/buka", headers=headers)

    assert topic.path in (await browser.get("/forum", headers=headers)).text
    acts = await Act.select(Act.act).where(Act.board == second.id).order_by(Act.id)
    assert [row["act"] for row in acts] == ["board_open", "board_archive", "board_reopen"]


async def test_one_board_stays_open(database):
    kim = await make.kim()
    board, budi = await make.board(kim), await make.officer(kim)
    second = await make.further_board(board, budi)
    actor = await make.acting(budi)
    await managing.archive(await make.board_view(board.slug), actor)
    await managing.archive(await make.board_view(board.slug), actor)  # twice is once

    with pytest.raises(Refused):
        await managing.archive(await make.board_view(second.slug), actor)


async def test_a_house_has_not_any_number_of_boards(database, monkeypatch):
    monkeypatch.setattr(managing, "MOST", 2)
    kim = await make.kim()
    board, budi = await make.board(kim), await make.officer(kim)
    await make.further_board(board, budi)

    with pytest.raises(Refused):
        await make.further_board(board, budi, "Ketiga")


async def test_a_forum_takes_over_all_boards_of_its_area(database):
    area = await make.area_board()
    further = await make.further_board(area, await make.pembina(), "Tanya jawab")
    forum = await make.organization("Forum KIM Awangpone", kind="forum_kim", wilayah_code="73.08.16")
    await boards.ensure_board(forum)

    assert await names(further) == ["Forum KIM Awangpone", "Tanya jawab"]


async def test_going_back_to_the_address_of_a_button_leads_to_the_page(browser):
    kim = await make.kim()
    board = await make.board(kim)
    headers = await make.signed_in(await make.officer(kim))

    for deed in ("naik", "turun", "arsipkan", "buka"):
        page = await browser.get(f"/forum/p/{board.slug}/{deed}", headers=headers)
        assert (page.status_code, page.headers["location"]) == (303, f"/forum/p/{board.slug}/rubrik")


async def test_some_boards_are_given_back_as_far_as_they_may_be_read(database):
    kim = await make.kim()
    board, other = await make.board(kim), await make.board(await make.kim("KIM Lain"))
    siti = await make.acting(await make.member(kim))

    assert [each.id for each in await boards.some([other.id, board.id, 2**40], siti)] == [board.id]
    assert await boards.some([board.id], Actor()) == []
