"""Feeds: valid by their own rules, whole for whoever reads them elsewhere, and only of what is public."""

import feedparser
import pytest

from kimhub.publishing import blocks, flow
from kimhub.publishing.facts import Evidence, Facts
from tests import make
from tests.publishing import feed_rules
from tests.publishing.feed_rules import ATOM, CONTENT

HOST = "http://testserver.local"


@pytest.fixture
async def kim():
    await make.installed()
    return await make.kim("KIM Mallari", slug="kim-mallari")


@pytest.fixture
async def editor(kim):
    return await make.kim_admin(kim)


async def tell(kim, editor):
    """One of each kind, with all that a text can hold; and what nobody but members may see."""
    photo = await make.photo(kim, editor)
    document = await make.document(kim, "Daftar harga", editor, visibility="public")
    secret = await make.document(kim, "Buku kas", editor, visibility="officers")
    text = (
        blocks.Text("Panen *naik* & ramai: https://contoh.id/a?b=1&c=2 <b>x</b>"),
        blocks.Heading("Harga"),
        blocks.Listing("satu\ndua", ordered=True),
        blocks.Picture(photo.id, "Di sawah"),
        blocks.Quote("Syukur.", "Ambo"),
        blocks.Link("https://contoh.id/video", "Video panen", video=True),
        blocks.Table((("Tempat", "Harga"), ("Lompu", "18\x0b500")), "Harga"),
        blocks.File(document.id),
        blocks.File(secret.id),
    )
    news = await make.told(kim, editor, "Panen <raya> & harga", blocks=text, cover=photo.id)
    facts = Facts(claim="Kirim KTP.", verdict="false", evidence=(Evidence("Tidak ada.", "Kantor desa"),))
    checked = await make.told(kim, editor, "Bantuan pupuk", kind="clarification", facts=facts)
    album = await make.told(
        kim, editor, "Gotong royong", kind="gallery", lede="", blocks=(blocks.Picture(photo.id),)
    )
    await make.told(kim, editor, "Tentang layanan", kind="page")
    await make.told(kim, editor, "Rapat anggota", settings=flow.Settings(audience="members"))
    await make.article(kim, editor, "Masih draf")
    return news, checked, album


async def test_feeds_are_valid_and_hold_the_whole_text(browser, kim, editor):
    news, checked, album = await tell(kim, editor)

    for path, count in (("/kabar", 3), ("/k/kim-mallari", 3), ("/k/kim-mallari/klarifikasi", 1)):
        answer = await browser.get(f"{path}/atom.xml")
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        entries = feed_rules.atom(answer.content, f"{HOST}{path}/atom.xml")
        assert len(entries) == count
        again = await browser.get(f"{path}/atom.xml", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    for path in ("/kabar", "/k/kim-mallari"):
        answer = await browser.get(f"{path}/rss.xml")
        assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
        items = feed_rules.rss(answer.content, f"{HOST}{path}/rss.xml")
        assert [item.findtext("link") for item in items] == [
            f"{HOST}{one.path}" for one in (album, checked, news)
        ]
    told = items[2].findtext(CONTENT)
    assert items[2].findtext("title") == "Panen <raya> & harga"
    for said in ("<strong>naik</strong>", "<h2>Harga</h2>", "<li>dua</li>", "18500", "Daftar harga"):
        assert said in told, said
    assert f"{HOST}/foto/" in told
    assert "Buku kas" not in told
    assert "Kirim KTP." in items[1].findtext(CONTENT)
    assert "Hasil pemeriksaan: Salah" in items[1].findtext(CONTENT)
    assert items[0].find("description") is None


async def test_an_entry_is_known_by_an_address_that_stays(browser, kim, editor):
    article = await make.told(kim, editor, "Judul lama")
    content = (await browser.get("/kabar/atom.xml")).content
    (entry,) = feed_rules.atom(content, f"{HOST}/kabar/atom.xml")
    known = entry.findtext(f"{ATOM}id").removeprefix(HOST)
    await flow.settle(article, await make.acting(editor), flow.Settings(slug="judul-baru"))

    content = (await browser.get("/kabar/atom.xml")).content
    (entry,) = feed_rules.atom(content, f"{HOST}/kabar/atom.xml")
    assert entry.findtext(f"{ATOM}id") == f"{HOST}{known}"
    assert entry.find(f"{ATOM}link").get("href").endswith("/judul-baru")
    there = await browser.get(known)
    assert (there.status_code, there.headers["location"]) == (303, "/k/kim-mallari/berita/judul-baru")

    await flow.archive(article, await make.acting(editor))
    assert (await browser.get(known)).status_code == 404
    assert feed_rules.atom((await browser.get("/kabar/atom.xml")).content, f"{HOST}/kabar/atom.xml") == []


async def test_houses_that_are_not_there_have_no_feeds(browser, kim):
    await make.kim("KIM Draf", slug="kim-draf", legal_status="draft")

    for nothing in ("/k/kim-draf/atom.xml", "/k/tidak-ada/rss.xml", "/k/kim-mallari/hal/atom.xml"):
        assert (await browser.get(nothing)).status_code == 404
    empty = (await browser.get("/k/kim-mallari/rss.xml")).content
    assert feed_rules.rss(empty, f"{HOST}/k/kim-mallari/rss.xml") == []


async def test_a_real_reader_takes_every_feed(browser, kim, editor):
    news, checked, album = await tell(kim, editor)
    titles = {news.title, checked.title, album.title}
    for path, wanted in (
        ("/kabar", titles),
        (f"/k/{kim.slug}", titles),
        (f"/k/{kim.slug}/klarifikasi", {checked.title}),
    ):
        for name, version in (("atom.xml", "atom10"), ("rss.xml", "rss20")):
            answer = await browser.get(f"{path}/{name}")
            read = feedparser.parse(answer.content, response_headers=dict(answer.headers))
            assert (read.bozo, read.version) == (False, version), (path, name)
            assert {entry.title for entry in read.entries} == wanted
            assert all(entry.link.startswith(HOST) and entry.published_parsed for entry in read.entries)
            assert len({entry.id for entry in read.entries}) == len(wanted)
