"""Photos of a site on a phone: several at once over a bad line, and faces covered with a finger."""

import io
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, Route, expect

from kimhub.core.files import save_content
from kimhub.groups.tables import Organization
from kimhub.publishing.tables import Photo
from kimhub.publishing.views_photos import Variant, dump_forms
from tests import make
from tests.browser.phones import window

FILM = bytes(600_000)  # what some phones put behind a photo: enough to make it smaller before it is sent


@pytest.fixture
async def house(site: str) -> Organization:
    await make.installed()
    return await make.kim()


@pytest.fixture
async def phone(chromium: Browser, site: str, house: Organization) -> AsyncIterator[Page]:
    """The phone of an admin of the house."""
    async with window(chromium, site, await make.kim_admin(house)) as page:
        yield page


def content(kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(out, kind, **more)
    return out.getvalue()


def file(name: str, kind: str, behind: bytes = b"", **more: Any) -> dict[str, Any]:
    return {"name": name, "mimeType": f"image/{kind.lower()}", "buffer": content(kind, **more) + behind}


async def test_several_photos_come_one_by_one_and_a_lost_one_is_tried_again(phone, house):
    page = phone
    await page.goto(f"/situs/{house.slug}/foto")
    lost = []

    async def judge(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(len(route.request.post_data_buffer or b""))
            await route.abort("internetdisconnected")
        else:
            await route.continue_()

    await page.route(f"**/situs/{house.slug}/foto", judge)
    moving = file("bergerak.gif", "GIF", save_all=True, append_images=[Image.new("RGB", (800, 600))])
    await page.locator("[type=file]").set_input_files([file("IMG_1.jpg", "JPEG", FILM), moving])
    await expect(page.locator("[data-progress] [role=status]")).to_have_text("1 foto terkirim.")
    await expect(page.locator("[data-wrong]")).to_contain_text("bergerak.gif: Gambar bergerak")
    await expect(page.locator("#fresh .shot")).to_have_count(1)
    assert len(lost) == 1
    assert lost[0] < len(FILM) / 2
    (photo,) = await Photo.objects()
    assert photo.width * 3 == photo.height * 4


async def test_faces_are_covered_with_a_finger_or_with_boxes(phone, house):
    drawn = await save_content(content("WEBP"), "image/webp", "foto.webp")
    forms = dump_forms([Variant(800, 600, drawn.mime, drawn.key, drawn.size)])
    photo = await make.photo(house, file=drawn.key, width=800, height=600, variants=forms)
    at = f"/situs/{house.slug}/foto/{photo.id}"
    page = phone
    await page.goto(f"{at}/samarkan")
    box = await page.locator("canvas").bounding_box()
    assert box
    await page.mouse.move(box["x"] + 40, box["y"] + 40)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 140, box["y"] + 120)
    await page.mouse.up()
    await page.touchscreen.tap(box["x"] + 250, box["y"] + 150)
    await expect(page.locator("[data-said]")).to_have_text("2 bagian dipilih.")
    await page.locator("[data-undo]").click()
    await expect(page.locator("[name=area]")).to_have_count(1)
    await page.locator("#blur .primary").click()
    await expect(page).to_have_url(re.compile(f"{at}$"))
    assert (await Photo.objects().get(Photo.id == photo.id)).version == 2

    await page.goto(f"{at}/samarkan")
    await page.locator("[data-boxes]").click()
    await expect(page.locator(".cover-grid input").first).to_be_focused()
    await page.keyboard.press("Space")
    await page.locator("#blur .primary").click()
    await expect(page).to_have_url(re.compile(f"{at}$"))
    assert (await Photo.objects().get(Photo.id == photo.id)).version == 3
