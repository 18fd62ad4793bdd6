"""Exports made by somebody who means no good, or by a system that writes what ours never would."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from httpx import AsyncClient

from kimhub.core.db import now
from kimhub.publishing import flow, from_html, moving_files, moving_in, moving_writing
from kimhub.publishing.blocks import Text
from kimhub.publishing.from_html import Image
from kimhub.publishing.moving_own import NAME
from kimhub.publishing.moving_reading import basename
from kimhub.publishing.tables import Article
from kimhub.publishing.tables_moving import SiteImport
from tests import make
from tests.publishing.test_moving import archive, handed, moved, picture, taken

BROKEN = "http://[::1"


@pytest.fixture(autouse=True)
async def installation(database: Any) -> None:
    await make.installed()


def own(*told: dict[str, Any], photos: tuple[dict[str, Any], ...] = (), **said: Any) -> bytes:
    """The data of another KIMHub."""
    plain = {"kind": "news", "slug": "x", "shown": True, "body": [{"type": "text", "text": "Isi."}]}
    texts = [plain | {"id": n, "title": f"Kabar {n}"} | one for n, one in enumerate(told, 1)]
    site = {
        "version": 1,
        "house": "KIM",
        "address": "https://a.id/k/x",
        "articles": texts,
        "photos": photos,
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr(NAME, json.dumps(site | said))
    return made.getvalue()


def test_addresses_that_cannot_be_read_lose_themselves_and_nothing_else():
    html = (
        f'<p>Satu <a href="{BROKEN}">dua</a></p><img src="{BROKEN}/a.jpg"><iframe src="{BROKEN}"></iframe>'
    )
    assert from_html.read(html) == [Text("Satu dua"), Image(f"{BROKEN}/a.jpg")]
    assert basename(f"{BROKEN}/a.jpg") == ""


async def test_a_feed_with_such_an_address_moves_in(browser: AsyncClient):
    kim = await make.kim()
    headers = await make.signed_in(await make.kim_admin(kim))
    item = (
        f"<item><title>Satu</title><description>Isi &lt;img src='{BROKEN}/a.jpg'&gt;</description></item>"
    )
    feed = f'<rss version="2.0"><channel>{item}</channel></rss>'.encode()
    path = await handed(browser, kim, feed, "kabar.xml", headers)
    assert (await moved(browser, path, headers)).texts == 1


async def test_what_is_for_members_is_never_for_everybody(browser: AsyncClient, monkeypatch: Any):
    kim = await make.kim()
    headers = await make.signed_in(await make.kim_admin(kim))
    shown: list[str] = []

    async def publish(article: Any, *more: Any) -> None:
        shown.append(article.audience)
        await flow.publish(article, *more)

    monkeypatch.setattr(moving_writing, "flow", type("Flow", (), {"publish": staticmethod(publish)}))
    content = own({"audience": "members"})
    path = await handed(browser, kim, content, "data.zip", headers)
    assert (await moved(browser, path, headers)).texts == 1
    assert shown == ["members"]
    row = await Article.objects().first()
    assert row
    # Somebody opens it to everybody; the same file once more must not close it, nor the other way round.
    await flow.settle(
        await make.article_now(row.id), await make.acting(await make.kim_admin(kim)),
        flow.Settings(audience="public"),
    )  # fmt: skip
    await moved(browser, await handed(browser, kim, content, "data.zip", headers), headers)
    assert (await make.article_now(row.id)).audience == "public"


async def test_what_is_too_long_or_strange_costs_its_text_and_not_the_others(browser: AsyncClient):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    headers = await make.signed_in(admin)
    strange = {
        "tags": ["<a>", "x y", "baik", "t" * 99], "adinda": "Zz9A" * 9, "place": "p\0" * 300,
        "claim": "c" * 3000, "claimed_by": "b" * 3000, "verdict": "v" * 300, "share_text": "s" * 9000,
        "source_name": "n" * 3000, "source_url": "javascript:" + "u" * 3000,
        "evidence": [{"text": "t" * 9000, "source": "s" * 900, "url": "u" * 900}] * 50,
    }  # fmt: skip
    content = own(
        {"title": "j" * 400}, {"lede": "l" * 900}, {"facts": strange}, {"body": [{"type": "text"}] * 500},
        {"body": "no"}, {"kind": "package"}, {"kind": "x"}, {"published_at": "0001-01-01T00:00:00+14:00"},
        {"published_at": "2021-07-28T01:00:00"}, {"published_at": "kemarin"}, {"author_name": "a\0" * 200},
        {"audience": "x"},
        {"cover": 7, "body": [{"type": "photo", "photo": 7}]},
        masthead="m\0" * 99, accent="x", blocks="no", menu='[{"page": "hal/../../x", "words": "x"}]',
        photos=({"id": 7, "file": "tidak-ada.jpg"}, {"id": 8, "file": "../../x", "alt": "\0" * 999}),
    )  # fmt: skip
    report = await moved(browser, await handed(browser, kim, content, "data.zip", headers), headers)
    assert report.problems
    row = await Article.objects().get(Article.title == "Kabar 3")
    assert row
    assert (row.tags, row.adinda, row.verdict, row.source_url) == (
        f" a x-y baik {'t' * 30} ",
        "A",
        "",
        ("javascript:" + "u" * 3000)[:500],
    )
    assert await Article.exists().where(Article.title == "Kabar 9")
    for path in (f"/situs/a/{row.id}", f"/situs/a/{row.id}/banding", f"/k/{kim.slug}/berita/{row.slug}",
                 f"/k/{kim.slug}", "/kabar/atom.xml"):  # fmt: skip
        assert (await browser.get(path, headers=headers)).status_code == 200, path


async def test_a_text_longer_than_ours_may_be_is_told_of(browser: AsyncClient):
    kim = await make.kim()
    headers = await make.signed_in(await make.kim_admin(kim))
    long = "".join(f"<p>{'kata ' * 3000}</p>" for _ in range(20))
    items = f"<item><title>Panjang</title><description><![CDATA[{long}]]></description></item>"
    items += "<item><title>Pendek</title><description>Isi</description></item>"
    feed = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    report = await moved(browser, await handed(browser, kim, feed, "kabar.xml", headers), headers)
    assert report.texts == 1
    assert report.problems[0].startswith("Panjang: ")


async def test_two_admins_may_bring_the_same(browser: AsyncClient):
    kim = await make.kim()
    one, other = await make.kim_admin(kim), await make.kim_admin(kim, "Baharuddin")
    content = archive(Panen__1_jpg=picture(), Panen__2_jpg=picture("blue"), surat__a_txt=b"Isi surat")
    for admin, texts, there in ((one, 1, 0), (other, 0, 1)):
        headers = await make.signed_in(admin)
        report = await moved(browser, await handed(browser, kim, content, "map.zip", headers), headers)
        assert (report.texts, report.there, report.problems) == (texts, there, [])
    assert await Article.count() == 1


async def test_a_broken_archive_is_refused_with_a_sentence(browser: AsyncClient):
    kim = await make.kim()
    headers = await make.signed_in(await make.kim_admin(kim))
    deep = BytesIO()
    with zipfile.ZipFile(deep, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(NAME, "[" * 200_000)
    for content in (
        own({}).replace(b"Isi.", b"Usi."),
        archive(kabar_xml=b"<rss/>").replace(b"<rss", b"<rsz"),
        deep.getvalue(),
    ):  # fmt: skip
        sent = {"file": ("data.zip", content, "application/zip")}
        answer = await browser.post(f"/situs/{kim.slug}/bawa", files=sent, headers=headers)
        assert answer.status_code == 422


async def test_more_than_anybody_wrote_is_refused(browser: AsyncClient, monkeypatch: Any):
    kim = await make.kim()
    headers = await make.signed_in(await make.kim_admin(kim))
    monkeypatch.setattr(moving_files, "MOST_OWN", 3)
    sent = {"file": ("data.zip", own({}, {}, {}, {}), "application/zip")}
    answer = await browser.post(f"/situs/{kim.slug}/bawa", files=sent, headers=headers)
    assert answer.status_code == 422
    assert "terlalu besar" in answer.text


async def test_what_has_run_out_is_not_taken_along_as_shown(browser: AsyncClient):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    one = await make.told(kim, admin, "Lewat")
    await Article.update({Article.expires_at: now()}).where(Article.id == one.id)
    with await taken(browser, kim, "data.zip", await make.signed_in(admin)) as out:
        (told,) = json.loads(out.read(NAME))["articles"]
    assert not told.get("shown")


async def test_what_was_killed_half_way_goes_on(browser: AsyncClient, monkeypatch: Any):
    kim = await make.kim()
    headers = await make.signed_in(await make.kim_admin(kim))
    path = await handed(browser, kim, own({}, {}, {}), "data.zip", headers)
    with monkeypatch.context() as during:

        async def killed(_work: object) -> None:
            raise RuntimeError

        during.setattr(moving_writing._Bringing, "count", killed)
        with pytest.raises(RuntimeError):
            await moved(browser, path, headers)
    assert await Article.count() == 1
    row = await SiteImport.objects().first()
    assert row
    for _ in range(2):  # and once more, though all is there
        await moving_writing.bring(moving_in.ToBring(row.id, row.user))
        found, _key = await moving_in.handed_in(row.id)
        assert found.report
        assert (found.report.texts, found.report.there) == (2, 1)
        assert await Article.count() == 3


async def test_what_never_came_to_its_end_is_forgotten(database: Any):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    for choice, days in (("", 8), ("shown", 8), ("shown", 6)):
        at = now() - timedelta(days=days)
        row = SiteImport(organization=kim.id, user=admin.id, name="a.xml", choice=choice, created_at=at)
        await row.save()
    assert await moving_in.sweep(now() - moving_in.KEPT_FOR) == 2
    assert await SiteImport.count() == 1
