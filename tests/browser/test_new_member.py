"""Somebody's first day, on a small phone: they join by a link, find what they have not read, vote, and
reply with a photo. No dead end, no English word, nothing wider than the phone or above its budget."""

import io
import re
from typing import Final
from uuid import uuid4

import pytest
from PIL import Image
from playwright.async_api import Browser, FilePayload, Page, expect

from kimhub.forum import polling
from kimhub.forum.polling import Sheet
from kimhub.forum.tables import Post
from kimhub.forum.views import TopicView
from tests import make, world
from tests.browser.judges import SIDEWAYS, listen
from tests.browser.test_paths import both, phone, press
from tests.browser.weight import FIRST, Scale
from tests.world import World

ENGLISH: Final = re.compile(
    r"\b(?:the|and|you|your|with|post|posts|topic|topics|reply|send|save|cancel|vote|poll|unread|new|search|"
    r"settings|back|next|close|edit|delete|file|photo|join|sign|board|follow|share|copy|print|report|thanks|"
    r"draft|quote|more|show|hide|read|members?|name|password)\b",
    re.IGNORECASE,
)
SEEN: Final = """() => [...document.querySelectorAll(
  'h1, h2, h3, button, label, legend, summary, nav a, a.btn, .hint, .notice, [role=status]')]
  .filter(element => element.checkVisibility()).map(element => element.innerText.trim()).filter(Boolean)"""


class Judge:
    """Looks at every page somebody comes to; `faults` is what was wrong."""

    def __init__(self, page: Page, scale: Scale) -> None:
        self.page, self.scale = page, scale
        self.said = listen(page)
        self.faults: list[str] = []

    async def look(self, name: str) -> None:
        await self.page.wait_for_load_state("load")
        words = await self.page.evaluate(SEEN)
        assert words, name
        self.faults += [f"{name}: English in {text!r}" for text in words if ENGLISH.search(text)]
        if await self.page.evaluate(SIDEWAYS) > 0:
            self.faults.append(f"{name}: wider than the phone")
        if (cost := sum(self.scale.take().values())) > FIRST:
            self.faults.append(f"{name}: {cost} bytes")
        self.faults += [f"{name}: {line}" for line in self.said]
        self.said.clear()


@pytest.fixture
async def district(site: str) -> World:
    return await world.build()


@pytest.fixture
async def talk(district: World) -> TopicView:
    """Three posts and a question to everybody."""
    officer = district.people["officer"]
    topic = await make.topic(district.houses["a"].board, officer, "Hari apa kita kerja bakti?", posts=3)
    sheet = Sheet("Pilih harinya", ["Sabtu pagi", "Minggu sore"], 1, secret=False, closes_at=None)
    await polling.open_poll(topic, await make.acting(officer), sheet, uuid4())
    return topic


def photo() -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#2f6f8f").save(out, "JPEG")
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@both
async def test_the_first_day_of_a_member(
    chromium: Browser, site: str, district: World, talk: TopicView, scripts: bool
):
    async with phone(chromium, site, scripts=scripts, fresh=True) as page:
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Network.enable")
        judge = Judge(page, Scale(devtools))

        await page.goto(f"/undangan/{district.houses['a'].things['code']}")
        await judge.look("invitation")
        await page.fill("[name=name]", "Hasnah Baru")
        await page.fill("[name=identity]", "hasnah.baru")
        await page.fill("[name=password]", "gerobak mangga tujuh")
        await page.check("[name=consent]")
        await press(page, "Buat akun dan bergabung")
        await expect(page).to_have_url(f"{site}/kim/kim-mallari")
        await judge.look("welcome")

        await page.get_by_role("link", name="Forum", exact=True).first.click()
        await expect(page).to_have_url(f"{site}/forum")
        await judge.look("forum")
        await page.locator(".chips").get_by_role("link", name=re.compile("^Belum dibaca")).click()
        await expect(page).to_have_url(f"{site}/forum?saring=belum-dibaca")
        await judge.look("unread")
        waiting = page.locator(".topic-row").filter(has_text=talk.title)
        await expect(waiting.locator(".fresh")).to_contain_text("3")
        await waiting.get_by_role("link").click()
        await expect(page.locator("h1")).to_have_text(talk.title)
        await expect(page.locator("#p1")).to_be_visible()
        await judge.look("topic")

        await page.get_by_label("Sabtu pagi").check()
        await press(page, "Kirim suara")
        await expect(page.get_by_text("Pilihan Anda")).to_be_visible()
        await judge.look("vote")

        await page.fill("#body", "Saya ikut, ini cangkulnya.")
        if scripts:
            async with page.expect_response("**/forum/berkas"):
                await page.set_input_files("#files", [photo()])
            await expect(page.locator("[data-files] [name=file]")).to_have_count(1)
            await judge.look("photo chosen")
        else:
            await page.set_input_files("#files", [photo()])
        await press(page, "Kirim")
        fresh = page.locator("#p4")
        await expect(fresh).to_contain_text("Saya ikut, ini cangkulnya.")
        await expect(fresh.locator("img")).to_be_visible()
        await expect(page.locator("#body")).to_have_value("")
        await judge.look("reply")

        await page.goto("/forum?saring=belum-dibaca")
        await expect(page.get_by_role("link", name=talk.title)).to_have_count(0)
        await judge.look("nothing of it is unread")

    assert judge.faults == []
    assert await Post.count().where((Post.topic == talk.id) & (Post.files == 1)) == 1
