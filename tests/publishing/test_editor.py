"""The desk of a house and the editor, without a script: every button keeps the text first."""

from collections.abc import Mapping
from typing import Any

from kimhub.publishing import articles, blocks
from kimhub.publishing.tables import Article as ArticleRow
from kimhub.publishing.views import Article
from tests import make

KEY = "6f1f2c1e-58ab-4c0d-9d3a-0d4b7a4d1c01"


def form_for(*row: Mapping[str, str], **fields: Any) -> dict[str, Any]:
    """The editor's form with these blocks: their fields without the number."""
    made: dict[str, Any] = {"title": "Panen raya", "kind": "news", "key": KEY, "version": "1"} | fields
    made["block"] = [str(n) for n in range(len(row))]
    for n, one in enumerate(row):
        made |= {f"{name}-{n}": value for name, value in one.items()}
    return made


def words(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


async def blocks_of(article_id: int) -> tuple[blocks.Block, ...]:
    now = await make.article_now(article_id)
    return (await articles.revision(now.newest or 0)).blocks


async def only_article() -> Article:
    row = await ArticleRow.objects().first()
    assert row
    return await make.article_now(row.id)


async def test_from_an_empty_desk_to_a_published_article_without_a_script(browser, database):
    await make.installed()
    kim = await make.kim()
    admin = await make.signed_in(await make.kim_admin(kim))
    desk = f"/situs/{kim.slug}"
    assert (await browser.get("/situs", headers=admin)).headers["location"] == desk
    assert "Belum ada tulisan" in (await browser.get(desk, headers=admin)).text
    page = await browser.get(f"{desk}/tulis", headers=admin)
    assert 'name="type-0" value="text"' in page.text

    made = await browser.post(
        f"{desk}/tulis", headers=admin, data=form_for(words("Panen naik."), do="add:heading")
    )
    one = await only_article()
    assert made.headers["location"] == f"{one.desk_path}/sunting?di=1#b1"
    again = await browser.post(
        f"{desk}/tulis", headers=admin, data=form_for(words("Panen naik."), do="add:heading")
    )
    assert again.headers["location"] == made.headers["location"], "sent twice, it is done once"
    assert await ArticleRow.count() == 1

    one = await only_article()
    text = form_for(
        words("Panen naik."),
        {"type": "heading", "text": "Dua narasumber", "level": "3"},
        version=one.version,
    )
    moved = await browser.post(f"{one.desk_path}/sunting", headers=admin, data=text | {"do": "up:1"})
    assert moved.headers["location"].endswith("#b0")
    assert await blocks_of(one.id) == (blocks.Heading("Dua narasumber"), blocks.Text("Panen naik."))
    one = await only_article()
    text = form_for(
        {"type": "heading", "text": "Dua narasumber"}, words("Panen naik."), version=one.version
    )
    sent = await browser.post(f"{one.desk_path}/sunting", headers=admin, data=text | {"do": "publish"})
    assert sent.headers["location"] == f"{one.desk_path}/terbitkan"
    assert "Jadwal, pembaca, alamat" in (await browser.get(sent.headers["location"], headers=admin)).text
    form = {"when": "now", "audience": "public", "info_class": "berkala"}
    out = await browser.post(f"{one.desk_path}/terbitkan", headers=admin, data=form)
    assert out.headers["location"] == one.desk_path
    assert (await only_article()).shown == "shown"
    assert "Diterbitkan" in (await browser.get(one.desk_path, headers=admin)).text
    assert await articles.get_public(kim.slug, "berita", "panen-raya")
