"""What other sites show of ours: a frame that only the agenda may be put into, and oEmbed by its rules."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree as Xml

import pytest

from kimhub.core import hosts
from kimhub.core.db import now
from kimhub.publishing import flow
from kimhub.publishing.tables import Site
from tests import make

HOST = "http://testserver.local"


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim('KIM <Mallari> & "kawan"', slug="kim-mallari")


async def ask(browser, url: str, **more: str):
    return await browser.get("/oembed", params={"url": f"{HOST}{url}", **more})


def rich_or_link(said: dict) -> None:
    """What oembed.com 2.3.4 asks of an answer."""
    assert said["version"] == "1.0"
    assert said["type"] in {"rich", "link"}
    if said["type"] == "rich":
        assert said["html"]
        assert (int(said["width"]), int(said["height"])) > (0, 0)
    thumbnail = [name for name in said if name.startswith("thumbnail_")]
    assert len(thumbnail) in {0, 3}  # all of the picture or nothing
    for name, value in said.items():
        if name.endswith("_url"):
            assert value.startswith(HOST)


async def test_the_agenda_may_stand_in_a_frame_and_nothing_else_may(browser, kim):
    soon = await make.workshop(kim, "Menulis <kabar>", starts_at=now() + timedelta(days=3))
    await make.workshop(kim, "Rahasia", state="draft", starts_at=now() + timedelta(days=4))

    shown = await browser.get("/k/kim-mallari/agenda/sematan")
    assert "frame-ancestors *" in shown.headers["content-security-policy"]
    assert "script-src 'self'" in shown.headers["content-security-policy"]
    assert f"/pelatihan/{soon.slug}" in shown.text
    assert "Menulis &lt;kabar&gt;" in shown.text
    assert "Rahasia" not in shown.text
    assert "<script" not in shown.text
    assert "<form" not in shown.text
    assert "set-cookie" not in shown.headers
    for other in ("/", "/kabar", "/k/kim-mallari", "/k/kim-mallari/agenda", f"/pelatihan/{soon.slug}"):
        assert "frame-ancestors 'none'" in (await browser.get(other)).headers["content-security-policy"]
    assert (await browser.get("/k/tidak-ada/agenda/sematan")).status_code == 404


async def test_oembed_gives_the_frame_of_an_agenda(browser, kim):
    for path in ("/k/kim-mallari", "/k/kim-mallari/agenda"):
        answer = await ask(browser, path, maxwidth="300")
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        assert answer.headers["access-control-allow-origin"] == "*"
        said = json.loads(answer.content)
        rich_or_link(said)
        assert (said["type"], said["width"], said["height"]) == ("rich", 300, 420)
        frame = re.fullmatch(
            r'<iframe src="([^"<>]+)" title="([^"<>]+)" width="300" height="420"[^<>]*></iframe>',
            said["html"],
        )
        assert frame
        assert frame[1] == f"{HOST}/k/kim-mallari/agenda/sematan"
        assert frame[2] == "Agenda KIM Mallari  kawan"
    xml = Xml.fromstring((await ask(browser, "/k/kim-mallari", format="xml")).content)  # noqa: S314
    assert xml.tag == "oembed"
    rich_or_link({one.tag: one.text for one in xml})
    assert xml.findtext("author_name") == kim.name


async def test_oembed_tells_of_a_public_article_and_of_nothing_else(browser, kim):
    editor = await make.kim_admin(kim)
    one = await make.told(kim, editor, "Panen raya & harga")
    draft = await make.article(kim, editor, "Masih draf")
    members = await make.told(kim, editor, "Rapat", settings=flow.Settings(audience="members"))

    said = json.loads((await ask(browser, one.path)).content)
    rich_or_link(said)
    assert (said["type"], said["title"]) == ("link", "Panen raya & harga")
    assert "html" not in said
    picture = await browser.get(said["thumbnail_url"].removeprefix(HOST))
    assert picture.status_code == 200

    for nothing in (draft.path, members.path, "/k/tidak-ada", "/beranda", "/k/kim-mallari/berita", ""):
        assert (await ask(browser, nothing)).status_code == 404
    elsewhere = await browser.get("/oembed", params={"url": f"https://contoh.id{one.path}"})
    assert elsewhere.status_code == 404
    await Site(organization=kim.id, host="kabar.contoh.id").save()
    hosts.forget()
    own = f"https://kabar.contoh.id{one.path.removeprefix('/k/kim-mallari')}"
    assert (await browser.get("/oembed", params={"url": own})).json()["title"] == "Panen raya & harga"
    hosts.forget()
    assert (await browser.get("/oembed")).status_code == 404
    assert (await ask(browser, one.path, format="yaml")).status_code == 400
