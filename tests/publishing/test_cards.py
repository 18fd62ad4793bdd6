"""Every page that everybody may read is shown well where its address is passed on: with a title, a sentence
and a light picture of the size WhatsApp and others ask for."""

import io
from typing import Any

import pytest
from PIL import Image

from kimhub.core import files
from kimhub.publishing import blocks
from kimhub.sample import drawings
from tests import make, world
from tests.addresses import Asking, address, routes_of, subjects
from tests.publishing.head_of import Head
from tests.undo import undone

HOST = "http://testserver.local"
SIZE = (1200, 630)
MOST = 100_000  # bytes of a picture; WhatsApp leaves out those of more than 600 KB, and phones load them


async def check(browser: Any, text: str, pictures: dict[str, tuple[int, int]]) -> Head:
    """What the page says of itself, whole and once; its picture is fetched if it is none of `pictures`."""
    head = Head(text)
    assert head.title.strip()
    assert 5 <= len(head.one("description").strip()) <= 400
    (canonical,) = head.link("canonical")
    assert head.one("og:url") == canonical
    assert canonical.startswith(f"{HOST}/")
    assert head.one("og:title").strip()
    assert head.one("og:description").strip()
    assert head.one("og:type") in {"website", "article"}
    assert head.one("og:site_name")
    assert head.one("og:locale") in {"id_ID", "en_GB"}
    assert head.one("twitter:card") == "summary_large_image"
    picture = head.one("og:image")
    assert picture.startswith(f"{HOST}/")
    said = (int(head.one("og:image:width")), int(head.one("og:image:height")))
    if picture not in pictures:
        answer = await browser.get(picture.removeprefix(HOST))
        assert answer.status_code == 200, picture
        assert answer.headers["content-type"] in {"image/png", "image/jpeg"}  # all of them know no other
        assert len(answer.content) <= MOST
        pictures[picture] = Image.open(io.BytesIO(answer.content)).size
    assert said == pictures[picture] == SIZE
    return head


@pytest.mark.once
async def test_every_public_page_says_what_it_is(browser: Any, app: Any, wilayah: None):
    """Every route, asked by a guest: also those not yet written."""
    district = await world.build()
    pictures: dict[str, tuple[int, int]] = {}
    seen = []
    faults = []
    for route in routes_of(app):
        if route.method != "GET":
            continue
        for subject in subjects(route):
            where = address(route, Asking(district, "guest", subject))
            browser.cookies.clear()  # what a form gave a guest; with cookies kept, httpx takes its long way
            async with undone():
                answer = await browser.get(where)
            if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/html"):
                continue
            head = Head(answer.text)
            if not head.link("canonical") or "noindex" in head.meta.get("robots", [""])[0]:
                continue  # forms, what has a secret in its address, what was
            try:
                await check(browser, answer.text, pictures)
            except AssertionError as fault:
                faults.append(f"{where}: {fault}")
            seen.append(route.path)
    assert not faults, "\n".join(faults)
    house = {"/k/{slug}", "/k/{slug}/{segment}", "/k/{slug}/{segment}/{article}", "/k/{slug}/tentang"}
    all_of_us = {"/", "/kabar", "/forum", "/pelatihan", "/program", "/pustaka"}
    assert house | all_of_us | {"/pelatihan/{slug}", "/program/{slug}"} <= {*seen}


async def test_the_picture_of_an_article_is_its_photo_or_its_words(browser: Any):
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    editor = await make.kim_admin(kim)
    plain = await make.told(kim, editor, "Jadwal posyandu & imunisasi")
    other = await make.told(kim, editor, "Ronda malam")
    card = await files.save_content(drawings.card("field"), "image/jpeg", "kartu.jpg")
    photo = await make.photo(kim, editor, card=card.key)
    pictured = await make.told(
        kim, editor, "Panen raya", blocks=(blocks.Text("Isi."), blocks.Picture(photo.id))
    )
    seen: dict[str, tuple[int, int]] = {}
    pages = [(await browser.get(one.path)).text for one in (plain, other, pictured)]
    heads = [await check(browser, page, seen) for page in pages]

    assert heads[0].one("og:title") == "Jadwal posyandu & imunisasi"
    assert heads[0].one("og:type") == "article"
    assert heads[0].one("og:image").startswith(f"{HOST}{plain.path}/kartu.png?v=")
    assert heads[2].one("og:image") == f"{HOST}/foto/{photo.id}-1/kartu.jpg"
    assert heads[2].one("og:image:alt") == "Petani di sawah"
    first, second = [
        (await browser.get(head.one("og:image").removeprefix(HOST))).content for head in heads[:2]
    ]
    assert first != second

    draft = await make.article(kim, editor, "Masih draf")
    for nothing in (f"{draft.path}/kartu.png", "/k/tidak-ada/kartu.png", "/k/kim-mallari/hal/x/kartu.png"):
        assert (await browser.get(nothing)).status_code == 404
