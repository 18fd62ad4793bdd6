"""A topic that stays open while others write in it."""

import pytest
from playwright.async_api import Browser, Page, expect

from kimhub.forum.tables import Post
from tests import make, world
from tests.browser.test_paths import phone, press, says
from tests.world import World

pytestmark = pytest.mark.usefixtures("cleaner", "streams")


@pytest.fixture
async def district(site: str) -> World:
    return await world.build()


def number_of(topic: str) -> int:
    return int(topic.partition("-")[0])


async def texts(page: Page) -> list[str]:
    return [text.strip() for text in await page.locator(".post .prose").all_inner_texts()]


async def test_new_replies_announce_themselves_and_wait_to_be_asked_for(
    chromium: Browser, site: str, district: World
):
    topic = district.topics["a"]
    async with phone(chromium, site, district, "member") as page:
        async with page.expect_request("**/langsung?*"):
            await page.goto(f"/forum/t/{topic}")
        before = await texts(page)
        await page.fill("[name=body]", "Sedang saya tulis")

        await make.reply(number_of(topic), district.people["officer"], "Kabar dari balai desa.")
        await says(page, "1 balasan baru. Tampilkan")
        assert await texts(page) == before
        await page.get_by_text("1 balasan baru. Tampilkan").click()

        await expect(page.locator(".post .prose").last).to_have_text("Kabar dari balai desa.")
        await expect(page.locator("[name=body]")).to_have_value("Sedang saya tulis")
        await expect(page.locator("#live")).to_be_empty()
        await press(page, "Kirim")
        await expect(page.locator(".post .prose").last).to_have_text("Sedang saya tulis")
        assert await texts(page) == [*before, "Kabar dari balai desa.", "Sedang saya tulis"]
        await expect(page.locator("#live")).to_be_empty()


async def test_two_phones_write_at_once_and_each_sees_every_post_once(
    chromium: Browser, site: str, district: World
):
    topic = district.topics["a"]
    async with (
        phone(chromium, site, district, "member") as one,
        phone(chromium, site, district, "officer") as two,
    ):
        for page in (one, two):
            await page.goto(f"/forum/t/{topic}")
        for page, text in ((one, "Dari ponsel satu."), (two, "Dari ponsel dua.")):
            await page.fill("[name=body]", text)
            await press(page, "Kirim")
            await expect(page.locator(".post .prose").last).to_have_text(text)

        await expect(one.get_by_text("1 balasan baru. Tampilkan")).to_be_visible()
        await one.get_by_text("1 balasan baru. Tampilkan").click()
        await expect(one.locator(".post .prose").last).to_have_text("Dari ponsel dua.")
        assert await texts(one) == await texts(two)
        assert len(await texts(one)) == await Post.count().where(Post.topic == number_of(topic))
