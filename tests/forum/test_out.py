"""What leaves public boards: feeds, cards, canonical addresses; and nothing of the others."""

import io
from xml.etree import ElementTree as Xml

import pytest
from PIL import Image

from kimhub.core import cards
from kimhub.forum.tables import Board, Topic
from tests import make

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


@pytest.fixture
async def siti(kim):
    return await make.member(kim, "Siti")


async def open_board(kim, visibility: str = "public") -> Board:
    board = await make.board(kim)
    await Board.update({Board.visibility: visibility}).where(Board.id == board.id)
    board.visibility = visibility
    return board


async def test_a_public_board_has_a_feed_of_its_topics(browser, kim, siti):
    board = await open_board(kim)
    hidden = await make.topic(board, siti, "Yang disembunyikan")
    first = await make.topic(board, siti, "Jadwal <posyandu> & ronda")
    pinned = await make.topic(board, siti, "Tata tertib")
    await Topic.update({Topic.hidden_at: first.created_at}).where(Topic.id == hidden.id)
    await Topic.update({Topic.pinned_at: first.created_at}).where(Topic.id == pinned.id)

    answer = await browser.get(f"/forum/p/{board.slug}/atom.xml")
    feed = Xml.fromstring(answer.content)  # noqa: S314 - our own answer

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=300"
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["Tata tertib", "Jadwal <posyandu> & ronda"]
    links = [entry.find(f"{ATOM}link").get("href") for entry in feed.iter(f"{ATOM}entry")]
    assert links[1] == f"http://testserver.local{first.path}"
    again = await browser.get(
        f"/forum/p/{board.slug}/atom.xml", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


async def test_a_feed_of_nothing_is_still_a_feed(browser, kim):
    board = await open_board(kim)

    answer = await browser.get(f"/forum/p/{board.slug}/atom.xml")

    assert answer.status_code == 200
    assert list(Xml.fromstring(answer.content).iter(f"{ATOM}entry")) == []  # noqa: S314


@pytest.mark.parametrize("visibility", ["members", "officers"])
async def test_what_is_not_public_does_not_leave_the_house(browser, kim, siti, visibility):
    topic = await make.topic(await make.board(kim), siti)
    board = await open_board(kim, visibility)

    for headers in ({}, await make.signed_in(siti)):
        feed = await browser.get(f"/forum/p/{board.slug}/atom.xml", headers=headers)
        card = await browser.get(f"/forum/t/{topic.id}/kartu.png", headers=headers)
        assert (feed.status_code, card.status_code) in {(404, 404), (303, 303)}


async def test_a_shared_link_has_a_light_picture(browser, kim, siti):
    topic = await make.topic(await open_board(kim), siti, "Bagaimana membagi tugas admin situs KIM?")

    page = await browser.get(topic.path)
    address = page.text.partition('property="og:image" content="http://testserver.local')[2].partition('"')[
        0
    ]
    card = await browser.get(address)

    assert f'<link rel="canonical" href="http://testserver.local{topic.path}">' in page.text
    assert card.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(card.content)).size == (1200, 630)
    assert len(card.content) < 40_000


async def test_a_hidden_topic_has_no_picture(browser, kim, siti):
    topic = await make.topic(await open_board(kim), siti)
    assert (await browser.get(f"/forum/t/{topic.id}/kartu.png")).status_code == 200

    await Topic.update({Topic.hidden_at: topic.created_at}).where(Topic.id == topic.id)

    assert (await browser.get(f"/forum/t/{topic.id}/kartu.png")).status_code != 200


@pytest.mark.once
@pytest.mark.parametrize("title", ["", "a", "Kata " * 60, "tanpaspasi" * 40, "Ñandú, 漢字 🎉 <b>&amp;"])
def test_any_title_makes_a_picture(title):
    assert len(cards.draw(title, title, title)) < 40_000


async def test_robots_are_told_what_is_not_for_them(browser):
    await make.installed()
    answer = await browser.get("/robots.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Disallow: /undangan/" in answer.text.splitlines()
