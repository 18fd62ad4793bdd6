"""An open topic hears of new replies: from this process, from another one, and only what it may."""

import asyncio

import pytest

from kimhub.forum import live
from kimhub.forum.web_live import Listening
from tests import make

pytestmark = pytest.mark.usefixtures("cleaner", "streams")


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


@pytest.fixture
async def siti(kim):
    return await make.member(kim, "Siti")


@pytest.fixture
async def topic(kim, siti):
    return await make.topic(await make.board(kim), siti)


class Phone:
    """An open page at the other end of the stream."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[str] = asyncio.Queue()
        self.left = asyncio.Event()

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message.get("body"):
            self.said.put_nowait(message["body"].decode())

    async def hears(self) -> str:
        return await asyncio.wait_for(self.said.get(), 30)


async def test_a_page_hears_of_a_reply_written_here(topic, siti):
    phone = Phone()
    stream = asyncio.create_task(Listening(topic, topic.last_number)({}, phone.receive, phone.send))
    assert await phone.hears() == f"retry: {5000}\n\n"

    await make.reply(topic.id, siti)

    assert await phone.hears() == "id: 2\ndata: 2\n\n"
    phone.left.set()
    await asyncio.wait_for(stream, 30)
    assert topic.id not in live._listeners


async def test_a_page_that_comes_late_is_told_at_once(topic, siti):
    await make.reply(topic.id, siti)
    phone = Phone()
    stream = asyncio.create_task(
        Listening(await make.topic_view(topic.id), 1)({}, phone.receive, phone.send)
    )

    assert [await phone.hears(), await phone.hears()][1] == "id: 2\ndata: 2\n\n"
    phone.left.set()
    await asyncio.wait_for(stream, 30)


async def test_a_reply_written_by_another_process_is_found_by_looking(topic, siti, monkeypatch):
    with live.listening(topic.id, 1) as page:
        monkeypatch.setattr(live, "grew", lambda *_: None)
        await make.reply(topic.id, siti)
        monkeypatch.undo()
        assert page.number == 1

        await live.look()

        assert page.number == 2
        assert await asyncio.wait_for(page.wait(), 30) == 2


async def test_the_line_says_how_many_and_brings_them(browser, kim, topic, siti):
    budi = await make.member(kim, "Budi")
    headers = await make.signed_in(budi, htmx=True)
    news = f"{topic.path}/baru?sejak=1"
    nothing = await browser.get(news, headers=headers)

    for text in ("Satu.", "Dua."):
        await make.reply(topic.id, siti, text)
    some = await browser.get(news, headers=headers)
    shown = await browser.get(f"{news}&tampil=1", headers=headers)

    assert "balasan baru" not in nothing.text
    assert "2 balasan baru" in some.text
    assert "Satu." not in some.text
    assert all(f">{text}</p>" in shown.text for text in ("Satu.", "Dua."))
    assert 'id="known"' in shown.text
    assert 'value="3"' in shown.text
    assert "<html" not in shown.text


async def test_without_scripts_the_address_leads_to_the_first_new_post(browser, topic, siti):
    answer = await browser.get(f"{topic.path}/baru?sejak=1", headers=await make.signed_in(siti))

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{topic.path}?baru#new"


async def test_only_those_who_may_read_listen(browser, topic, siti):
    stranger = await make.signed_in(await make.user("Orang Lain"))
    signed = await make.signed_in(siti)
    chosen = signed | {"Cookie": signed["Cookie"] + "; hemat=1"}

    for saving in (signed | {"Save-Data": "on"}, chosen):
        assert (await browser.get(f"{topic.path}/langsung", headers=saving)).status_code == 204
    for page in ("langsung", "baru"):
        assert (await browser.get(f"{topic.path}/{page}", headers=stranger)).status_code == 404


async def test_a_full_process_sends_pages_away_to_ask_by_themselves(browser, topic, siti, monkeypatch):
    monkeypatch.setattr(live, "MOST", 1)

    with live.listening(topic.id, 1):
        answer = await browser.get(f"{topic.path}/langsung", headers=await make.signed_in(siti))

    assert answer.status_code == 204
