"""One template, whole or in parts; what is typed stays; what is public is the same for everybody."""

import base64
import gzip
import json
from dataclasses import replace
from typing import Any

import brotli
import pytest

from kimhub import settings
from kimhub.core import flash, page
from kimhub.core.flash import Flash
from kimhub.core.page import Fields, set_cookie
from tests import make
from tests.wire import ask, raw

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
HOSTILE = "</textarea><script>alert(1)</script>\" onfocus=alert(1) hx-get='/x' {{ 7*7 }} &amp;"


@pytest.fixture
async def siti(visitor: Any) -> dict[str, str]:
    return await make.signed_in(await make.user())


@pytest.fixture
def https(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same installation, reached by https."""
    secure = replace(settings.load(), base_url="https://testserver.local")
    for module in ("kimhub.core.page", "kimhub.core.web", "kimhub.core.csrf", "kimhub.core.flash"):
        monkeypatch.setattr(f"{module}.load", lambda: secure)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"HX-Request": "true", "HX-Request-Type": "full"},
        {"HX-Request": "true", "HX-Boosted": "true"},
        {"HX-Request": "true", "HX-Request-Type": "partial", "HX-History-Restore-Request": "true"},
        {"HX-Request": "yes", "HX-Request-Type": "partial"},
        {"HX-Request-Type": "partial"},
    ],
)
async def test_whoever_does_not_ask_for_a_part_gets_the_page(visitor, siti, asked):
    answer = await visitor.post("/coba/tulis", data={"body": "x"}, headers=siti | asked)

    assert answer.status_code == 422
    assert answer.text.startswith("<!doctype html>")
    assert answer.text.rstrip().endswith("</html>")


@pytest.mark.parametrize("asked", [PARTIAL, {"HX-Request": "true"}])
async def test_htmx_gets_the_named_blocks_alone(visitor, siti, asked):
    no = await visitor.post("/coba/tulis", data={"body": "x"}, headers=siti | asked)
    yes = await visitor.post("/coba/tulis", data={"body": "Halo semua"}, headers=siti | asked)

    assert no.text.lstrip().startswith('<form id="entry"')
    assert "<html" not in no.text
    assert yes.text.index('<ul id="entries"><li>Halo semua</li>') < yes.text.index('<form id="entry"')
    assert "<h1>" not in yes.text


async def test_a_cache_is_told_what_the_answer_depends_on(visitor, siti):
    answer = await visitor.get("/coba/tulis", headers=siti)

    assert answer.headers["vary"] == "HX-Request, HX-Request-Type, Accept-Encoding"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_what_was_typed_is_still_there_and_is_text(visitor, siti):
    for asked in ({}, PARTIAL):
        answer = await visitor.post(
            "/coba/tulis", data={"body": "", "author": HOSTILE}, headers=siti | asked
        )

        assert answer.status_code == 422
        assert "Tulis dulu sedikit." in answer.text
        assert "&lt;/textarea&gt;&lt;script&gt;" in answer.text
        assert "<script>alert" not in answer.text
        assert '" onfocus' not in answer.text
        assert "{{ 7*7 }}" in answer.text
        assert "&amp;amp;" in answer.text


async def test_names_titles_and_lists_are_text_too(visitor):
    siti = await make.user(HOSTILE)
    headers = await make.signed_in(siti)

    shown = await visitor.get(f"/coba/orang/{siti.id}", headers=headers)
    listed = await visitor.post("/coba/tulis", data={"body": HOSTILE}, headers=headers | PARTIAL)

    for answer in (shown, listed):
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;" in answer.text


async def test_htmx_gets_the_message_beside_the_part_and_no_cookie(visitor, siti):
    answer = await visitor.post("/coba/tulis", data={"body": "Halo semua"}, headers=siti | PARTIAL)

    assert '<div hx-swap-oob="beforeend:#toasts"><div class="toast"><p>Tersimpan.</p>' in answer.text
    assert "set-cookie" not in answer.headers


async def test_everybody_else_is_sent_on_and_told_once(visitor, siti):
    sent = await visitor.post("/coba/tulis", data={"body": "Halo semua"}, headers=siti)
    first = await visitor.get("/coba/tulis", headers=_with(siti, visitor))
    again = await visitor.get("/coba/tulis", headers=_with(siti, visitor))

    assert (sent.status_code, sent.headers["location"]) == (303, "/coba/tulis")
    assert 'role="status"' in first.text
    assert "Tersimpan." in first.text
    assert "Tersimpan." not in again.text


async def test_a_message_is_text_and_carries_its_undo(visitor):
    person = await make.user()
    headers = await make.signed_in(person)

    await visitor.post(f"/coba/orang/{person.id}", headers=headers)
    undo = await visitor.get("/coba/tulis", headers=_with(headers, visitor))
    await visitor.post("/coba/tulis", data={"body": "panjang", "author": "<b>tebal</b>"}, headers=headers)
    bold = await visitor.get("/coba/tulis", headers=_with(headers, visitor))

    assert '<form class="actions" method="post" action="/coba/urungkan">' in undo.text
    assert "<b>tebal</b>" not in bold.text
    assert "&lt;b&gt;tebal&lt;/b&gt;" in bold.text


async def test_a_picture_that_is_missing_does_not_eat_the_message(visitor, siti):
    await visitor.post("/coba/tulis", data={"body": "Halo semua"}, headers=siti)

    missing = await visitor.get("/favicon.ico", headers=_with(siti, visitor))
    shown = await visitor.get("/coba/tulis", headers=_with(siti, visitor))

    assert missing.status_code == 404
    assert "Tersimpan." not in missing.text
    assert "Tersimpan." in shown.text


async def test_a_message_that_is_too_long_for_a_cookie_is_cut(visitor, siti):
    await visitor.post("/coba/tulis", data={"body": "panjang", "author": "é" * 3_000}, headers=siti)

    shown = await visitor.get("/coba/tulis", headers=_with(siti, visitor))

    assert "ééé" in shown.text
    assert "…" in shown.text


@pytest.mark.parametrize(
    "forged",
    [
        "",
        ".",
        "x.y",
        "é",
        "0" * 32 + "." + base64.urlsafe_b64encode(json.dumps({"text": "Palsu"}).encode()).decode(),
        "%00",
        '"\\303"',
    ],
)
async def test_a_message_somebody_else_wrote_is_not_shown(visitor, siti, forged):
    headers = siti | {"Cookie": f"{siti['Cookie']}; flash={forged}"}

    heard = await ask(visitor._transport.app, "GET", "/coba/tulis", raw(headers))

    assert heard.status == 200
    assert "Palsu" not in heard.text


async def test_a_forged_token_cookie_puts_nothing_into_the_page(visitor):
    """Litestar before 2.22 wrote the cookie's value unescaped into the hidden field."""
    heard = await ask(
        visitor._transport.app, "GET", "/masuk", raw({"Cookie": 'visitor="><script>alert(1)</script>'})
    )

    assert heard.status == 200
    assert "<script>alert" not in heard.text


# Cookies


async def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(visitor, siti):
    sent = await visitor.post("/coba/tulis", data={"body": "Halo semua"}, headers=siti)
    stranger = await visitor.get("/masuk")

    for answer, name in ((sent, "flash"), (stranger, "visitor")):
        (cookie,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith(name)]
        parts = cookie.split("; ")
        assert parts[0].startswith(f"{name}=")
        assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= {*parts}
        assert "Secure" not in parts
        assert not any(part.startswith("Domain") for part in parts)


async def test_over_https_they_stay_on_https_and_on_this_host(visitor, https):
    answer = await visitor.get("/masuk")
    (cookie,) = answer.headers.get_list("set-cookie")

    assert cookie.startswith("__Host-visitor=")
    assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} <= {*cookie.split("; ")}
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.once
def test_a_cookie_for_scripts_says_so(https):
    assert set_cookie("theme", "dark", seconds=60, readable=True) == (
        "theme=dark; Path=/; Max-Age=60; SameSite=Lax; Secure"
    )
    assert set_cookie("session", "", seconds=0).startswith("__Host-session=; Path=/; Max-Age=0")


async def test_over_https_a_cookie_of_the_plain_site_opens_nothing(visitor, https):
    headers = await make.signed_in(await make.user())

    plain = await visitor.get("/coba/tulis", headers=headers)
    marked = await visitor.get(
        "/coba/tulis", headers=headers | {"Cookie": headers["Cookie"].replace("session", "__Host-session")}
    )

    assert (plain.status_code, marked.status_code) == (303, 200)


# Public pages


async def test_a_public_page_is_the_same_bytes_for_everybody(visitor):
    east = await make.member(await make.kim(wilayah_code="91.71.01.1001"), locale="en", theme="dark")
    officer = await make.kim_admin(await make.kim())
    asking: list[dict[str, str]] = [
        {},
        {"Accept-Language": "en", "User-Agent": "x"},
        {"Cookie": "bahasa=en; theme=dark; visitor=abc"},
        await make.signed_in(east),
        await make.signed_in(officer),
        {"Cookie": f"flash={flash.pack(Flash('Hanya untuk Siti'))}"},
    ]
    k = await make.kim("KIM Umum")
    for address in (
        "/coba/umum",
        "/coba/umum?bahasa=en",
        "/",
        "/?bahasa=en",
        f"/k/{k.slug}",
        f"/k/{k.slug}?bahasa=en",
        "/syarat",
        "/privasi",
        "/wilayah/cari",
    ):
        answers = [await visitor.get(address, headers=headers) for headers in asking]
        assert {answer.status_code for answer in answers} == {200}, address
        assert len({answer.content for answer in answers}) == 1, address
        assert len({answer.headers["etag"] for answer in answers}) == 1, address
        for answer in answers:
            assert "set-cookie" not in answer.headers
            assert answer.headers["cache-control"].startswith("public, ")
            assert "Accept-Encoding" in answer.headers["vary"].split(", ")


async def test_a_public_page_speaks_the_language_of_its_address(visitor):
    headers = {"Cookie": "bahasa=en", "Accept-Language": "en"}

    plain = await visitor.get("/coba/umum", headers=headers)
    english = await visitor.get("/coba/umum?bahasa=en")
    neither = await visitor.get("/coba/umum?bahasa=xx%22%3E")

    assert '<html lang="id">' in plain.text
    assert '<html lang="en">' in english.text
    assert '<html lang="id">' in neither.text
    assert "WITA" in plain.text  # the zone of Bone, where this installation is


async def test_a_browser_that_has_a_public_page_is_told_so(visitor):
    first = await visitor.get("/coba/umum")
    etag = first.headers["etag"]
    same = await visitor.get("/coba/umum", headers={"If-None-Match": f'"x", {etag}'})
    other = await visitor.get("/coba/umum?q=lain", headers={"If-None-Match": etag})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    assert "content-length" not in same.headers
    assert same.headers["cache-control"].startswith("public")
    assert other.status_code == 200


async def test_private_pages_are_for_no_cache(visitor, siti):
    own = await visitor.get("/coba/tulis", headers=siti)
    wrong = await visitor.post("/coba/tulis", data={"body": ""}, headers=siti)
    missing = await visitor.get("/coba/orang/9", headers=siti)
    away = await visitor.get("/coba/tulis")
    entry = await visitor.get("/masuk")

    assert own.headers["cache-control"] == wrong.headers["cache-control"] == "private, no-cache"
    assert missing.headers["cache-control"] == away.headers["cache-control"] == "no-store"
    assert entry.headers["cache-control"] in {"no-store", "private, no-cache"}
    assert not any("etag" in answer.headers for answer in (own, wrong, missing, away, entry))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0.0, gzip;q=0", None),
        ("identity", None),
        ("", None),
        ("brotli-dictionary, gzipped", None),
        ("deflate", None),
        (";;,q=,,br ;q=x", "br"),
    ],
)
async def test_pages_travel_as_small_as_the_browser_takes_them(visitor, accepted, encoding):
    heard = await ask(visitor._transport.app, "GET", "/coba/umum", raw({"Accept-Encoding": accepted}))

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert heard.headers.get("content-encoding") == encoding
    assert b"<!doctype html>" in unpack(heard.body)[:20]
    assert heard.headers["content-length"] == str(len(heard.body))


# Redirects


@pytest.mark.parametrize(
    ("then", "location"),
    [
        ("/forum?hal=2#p9", "/forum?hal=2#p9"),
        ("/kim/é b", "/kim/%C3%A9%20b"),
        ("/x\r\nSet-Cookie: a=b", "/x%0D%0ASet-Cookie:%20a=b"),
        ("/a%20b", "/a%20b"),
        ("/\t/evil.example", "/%09/evil.example"),  # browsers would drop the tab, not %09
    ],
)
async def test_a_redirect_fits_into_a_header(visitor, then, location):
    plain = await visitor.get("/coba/jalan", params={"ke": then})
    htmx = await visitor.get("/coba/jalan", params={"ke": then}, headers=PARTIAL)

    assert (plain.status_code, plain.headers["location"]) == (303, location)
    assert (htmx.status_code, htmx.headers["hx-redirect"]) == (204, location)


@pytest.mark.parametrize(
    "then",
    ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "", "\\\\evil", "\t//evil"],
)
async def test_no_redirect_leaves_the_house(visitor, then):
    """Whatever a handler was talked into."""
    plain = await visitor.get("/coba/jalan", params={"ke": then})
    htmx = await visitor.get("/coba/jalan", params={"ke": then}, headers=PARTIAL)

    assert (plain.status_code, htmx.status_code) == (500, 500)
    assert "location" not in plain.headers
    assert "hx-redirect" not in htmx.headers


# Forms


async def test_a_field_over_the_limit_is_named_as_the_trouble_and_kept(visitor, siti):
    text = "Panjang sekali. " * 4_000
    for asked in ({}, PARTIAL):
        answer = await visitor.post("/coba/tulis", data={"body": text}, headers=siti | asked)

        assert answer.status_code == 400
        assert "terlalu panjang. Paling banyak 60.000 huruf" in answer.text
        assert text in answer.text


def part(head: bytes, content: bytes = b"x") -> bytes:
    """A multipart body of one part."""
    return b"--b\r\n" + head + b"\r\n\r\n" + content + b"\r\n--b--\r\n"


TEXT = b'Content-Disposition: form-data; name="body"'
PLAIN = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (PLAIN, b"body=a%00b"),
        (PLAIN, b"a&" * 5_000),
        (PARTS, part(TEXT, b"\xff\xfe")),
        (PARTS, part(TEXT + b"\r\nContent-Type: text/plain; charset=nosuch")),
        (PARTS, part(TEXT + b"\r\nContent-Type: text/plain; charset=hex")),
        (PARTS, part(TEXT + b'; filename="a\x00b"')),
        (PARTS, part(TEXT + b'; filename="\xff"')),
        (PARTS, part(b"Content-Disposition: attachment")),
        (PARTS, part(b"X: " + b"x" * 100_000)),
        (PARTS, b"--b\r\n" + b"x" * 100_000),
        (PARTS, b"--b\r\n" + (TEXT + b"\r\n\r\nx\r\n--b\r\n") * 1_500),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data", b"x"),
    ],
)
@pytest.mark.parametrize("token", ["header", "none"])
async def test_what_is_no_form_is_refused_in_words(visitor, siti, kind, body, token):
    headers = siti if token == "header" else {"Cookie": siti["Cookie"]}
    heard = await ask(
        visitor._transport.app, "POST", "/coba/berkas", raw(headers | {"Content-Type": kind}), [body]
    )

    assert heard.status in ({400} if token == "header" else {400, 403}), heard.text[:300]
    assert "<h1" in heard.text


async def test_a_form_is_kept_nowhere_once_it_was_read(visitor, siti):
    """Litestar's reader of plain forms remembers 1,024 bodies, passwords included."""
    from litestar._parsers import parse_url_encoded_form_data

    before = parse_url_encoded_form_data.cache_info().currsize
    for number in range(3):
        await visitor.post("/coba/tulis", data={"body": f"Rahasia nomor {number}"}, headers=siti)

    assert parse_url_encoded_form_data.cache_info().currsize == before


async def test_check_boxes_files_and_fields_come_apart(visitor, siti):
    answer = await visitor.post(
        "/coba/berkas",
        data={"judul": "Foto <rapat>"},
        files={"foto": ("rapat é.png", b"\x89PNG", "image/png"), "kosong": ("", b"", "image/png")},
        headers=siti | PARTIAL,
    )

    assert "<li>rapat é.png</li>" in answer.text
    assert "<li>Foto &lt;rapat&gt;</li>" in answer.text


@pytest.mark.once
def test_what_a_form_without_a_key_is_told():
    with pytest.raises(page.Unreadable):
        page.form_key({"key": "bukan"})
    assert page.form_key({"key": "6a5f1bd6-9bd5-4f4c-8f4f-1f6a3a1c3d11"}).version == 4


def _with(headers: dict[str, str], visitor: Any) -> dict[str, str]:
    """The headers of a person, with the cookies this browser was given meanwhile."""
    kept = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    return headers | {"Cookie": f"{headers['Cookie']}; {kept}"}


def test_asking_for_the_error_of_a_field_makes_none():
    errors = Fields({"name": "Tulis nama Anda."})

    assert (errors["name"], errors["wilayah"]) == ("Tulis nama Anda.", "")
    assert errors == {"name": "Tulis nama Anda."}
