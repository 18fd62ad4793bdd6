"""Exports of other systems, read in a process that a hostile one only ends."""

from pathlib import Path

import msgspec
import pytest

from kimhub.library import sealed
from kimhub.publishing import moving_reading
from kimhub.publishing.blocks import Text
from kimhub.publishing.from_html import Image
from kimhub.publishing.moving_reading import Found, Unreadable

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Kabar</title>
<item><title>Panen &amp; pesta</title><link>https://a.id/panen</link><pubDate>Wed, 28 Jul 2021 09:00:00 +0800</pubDate>
<category>Panen Raya</category><description><![CDATA[<p>Isi <b>tebal</b></p>]]></description></item>
<item><title>Tanpa tanggal</title><description>Isi</description></item></channel></rss>"""  # noqa: E501
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Kabar</title><entry><title>Satu</title>
<link rel="self" href="https://a.id/self"/><link href="https://a.id/satu"/><published>2023-01-02T03:04:05Z</published>
<author><name>Siti</name></author><category term="pasar"/><content type="html">&lt;p&gt;Isi&lt;/p&gt;</content></entry></feed>"""  # noqa: E501
WXR = """<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/">
<channel><item><title>Foto</title><wp:post_id>7</wp:post_id><wp:post_type>attachment</wp:post_type>
<wp:status>inherit</wp:status><wp:attachment_url>https://a.id/f/Sawah.jpg</wp:attachment_url></item>
<item><title>Berita</title><dc:creator>redaksi</dc:creator><wp:post_id>8</wp:post_id><wp:post_type>post</wp:post_type>
<wp:status>draft</wp:status><wp:post_name>berita-kami</wp:post_name>
<wp:post_date_gmt>2020-05-06 01:02:03</wp:post_date_gmt>
<category domain="post_tag" nicename="x">Cek Fakta</category>
<content:encoded><![CDATA[<!-- wp:paragraph --><p>Isi</p>]]></content:encoded>
<excerpt:encoded>ringkas</excerpt:encoded>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>7</wp:meta_value></wp:postmeta></item>
<item><title>Tentang</title><wp:post_type>page</wp:post_type><wp:status>publish</wp:status>
<content:encoded>Kami</content:encoded></item>
<item><title>Sampah</title><wp:post_type>post</wp:post_type><wp:status>trash</wp:status></item></channel></rss>"""


def written(folder: Path, text: str) -> Path:
    path = folder / "export.xml"
    path.write_text(text, "utf-8")
    return path


def test_rss_gives_titles_days_and_texts(tmp_path: Path):
    assert moving_reading.read(written(tmp_path, RSS)) == [
        Found("Tanpa tanggal", parts=(Text("Isi"),)),
        Found("Panen & pesta", "https://a.id/panen", "2021-07-28T01:00:00+00:00", "", ("panen-raya",),
              (Text("Isi *tebal*"),)),
    ]  # fmt: skip


def test_atom_gives_the_same(tmp_path: Path):
    found = Found(
        "Satu", "https://a.id/satu", "2023-01-02T03:04:05+00:00", "Siti", ("pasar",), (Text("Isi"),)
    )
    assert moving_reading.read(written(tmp_path, ATOM)) == [found]


def test_wordpress_gives_drafts_pages_and_the_picture_at_the_head(tmp_path: Path):
    page, post = moving_reading.read(written(tmp_path, WXR))
    assert (page.title, page.page, page.shown) == ("Tentang", True, True)
    assert post == Found(
        "Berita", "", "2020-05-06T01:02:03+00:00", "redaksi", ("cek-fakta",),
        (Image("https://a.id/f/Sawah.jpg"), Text("Isi")), shown=False,
        slug="berita-kami",
    )  # fmt: skip
    assert moving_reading.basename(post.parts[0].src) == "sawah.jpg"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "xml"),
        ("<html><body>x</body></html>", "kind"),
        ("<rss><channel><item><title>x", "xml"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><rss>&a;</rss>', "xml"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><item>&a;</item></rss>', "xml"),
        ("<rss>" + "<a>" * 60 + "</a>" * 60 + "</rss>", "xml"),
        ("<rss>" + "<item/>" * 2001 + "</rss>", "many"),
    ],
)  # fmt: skip
def test_what_is_none_says_so(tmp_path: Path, text: str, reason: str):
    with pytest.raises(Unreadable, match=reason):
        moving_reading.read(written(tmp_path, text))


async def test_the_process_leaves_what_it_found(tmp_path: Path):
    source = written(tmp_path, RSS)
    for name, text in (("good", RSS), ("bad", "<html/>")):
        folder = tmp_path / name
        folder.mkdir()
        source.write_text(text)
        assert await sealed.ask("kimhub.publishing.moving_worker", folder, {"path": str(source)}, 30) == ""
    found = msgspec.json.decode((tmp_path / "good" / "texts").read_bytes(), type=list[Found])
    assert [one.title for one in found] == ["Tanpa tanggal", "Panen & pesta"]
    assert (tmp_path / "bad" / "failed").read_text() == "kind"
