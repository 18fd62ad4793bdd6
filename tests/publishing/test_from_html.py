"""Texts of other systems keep what they say."""

import pytest

from kimhub.publishing.blocks import Heading, Link, Listing, Quote, Table, Text
from kimhub.publishing.from_html import Image, read


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("<p>Satu</p><p>Dua</p>", [Text("Satu\n\nDua")]),
        ("Satu\n\nDua <b> tebal </b>kata", [Text("Satu\n\nDua *tebal* kata")]),
        ("<p>a<br>b</p>", [Text("a\nb")]),
        ("<h2>Judul</h2><p>Isi</p><h4>Kecil</h4>", [Heading("Judul", 2), Text("Isi"), Heading("Kecil", 3)]),
        ("<ul><li>Satu</li><li><b>Dua</b></li></ul>", [Listing("Satu\n*Dua*")]),
        ("<ol><li>Satu<ul><li>dalam</li></ul></li><li>Dua</li></ol>", [Listing("Satu\ndalam\nDua", True)]),
        ("<blockquote><p>Kata</p><p>kepala desa</p></blockquote>", [Quote("Kata\n\nkepala desa")]),
        ('<p>Lihat <a href="https://a.id/x">situs</a>.</p>', [Text("Lihat [situs](https://a.id/x).")]),
        ('<p><a href="javascript:alert(1)">klik</a></p>', [Text("klik")]),
        ("<table><tr><th>Dusun</th><th>Hari</th></tr><tr><td>Satu</td></tr></table>",
         [Table((("Dusun", "Hari"), ("Satu", "")))]),
        ('<figure><img src="a.jpg" alt="Sawah"><figcaption>Panen</figcaption></figure>',
         [Image("a.jpg", "Sawah", "Panen")]),
        ('[caption id="x" width="3"]<img src="a.jpg" /> Panen[/caption]Lalu',
         [Image("a.jpg", "", "Panen"), Text("Lalu")]),
        ('<p>Kata <img src="a.jpg"> lagi</p>', [Text("Kata"), Image("a.jpg"), Text("lagi")]),
        ('<iframe src="//www.youtube.com/embed/abc_1?rel=0"></iframe>',
         [Link("https://www.youtube.com/watch?v=abc_1", "", True)]),
        ("<script>alert(1)</script><style>p{}</style><p onclick=x>Isi &amp; <i>miring</i></p>",
         [Text("Isi & _miring_")]),
        ("[gallery ids='1,2']<!-- wp:paragraph -->Isi<!-- /wp:paragraph -->", [Text("Isi")]),
        ("<p><b>tak <i>tutup</p><p>lalu</b></p>", [Text("tak tutup\n\nlalu")]),
        ("", []),
    ],
)  # fmt: skip
def test_it_becomes_blocks(html: str, parts: list[object]):
    assert read(html) == parts


def test_it_ends_with_nonsense():
    assert read("<" * 50_000) is not None
    assert read("<div>" * 20_000 + "dalam") == [Text("dalam")]
    assert read("<ul><li>" * 5_000 + "x")[:1] is not None
    many = read("<h2>a</h2>" * 5_000)
    assert len(many) == 120
