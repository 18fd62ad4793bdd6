"""The outermost layer: what every answer carries, and what is turned away before anybody looks."""

from typing import Any

import pytest

from kimhub.core.assets import asset
from tests import make
from tests.wire import FORM, HOST, ask, raw

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture
async def app(visitor: Any) -> Any:
    return visitor._transport.app


@pytest.fixture
async def siti(visitor: Any) -> dict[str, str]:
    return await make.signed_in(await make.user())


def is_guarded(headers: dict[str, str]) -> bool:
    policy = headers.get("content-security-policy", "")
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    strict = (
        parts.get("default-src") == "'none'"
        and parts.get("script-src") == "'self'"
        and parts.get("object-src") == "'none'"
        and parts.get("base-uri") == "'none'"
        and parts.get("frame-ancestors") == "'none'"
        and parts.get("form-action") == "'self'"
    )
    return (
        strict
        and "unsafe" not in policy
        and all(headers.get(name) == value for name, value in ALWAYS.items())
    )


async def test_every_kind_of_answer_carries_the_security_headers(app, siti):
    known = raw(siti)
    etag = (await ask(app, "GET", "/coba/umum")).headers["etag"]
    partial = raw(siti | {"HX-Request": "true"})
    answers = [
        (200, await ask(app, "GET", "/coba/tulis", known)),
        (200, await ask(app, "GET", "/coba/umum")),
        (200, await ask(app, "GET", asset("app.css"))),
        (200, await ask(app, "GET", "/healthz")),
        (204, await ask(app, "OPTIONS", "/coba/tulis", known)),
        (204, await ask(app, "GET", "/coba/gagal?cara=first", partial)),
        (303, await ask(app, "GET", "/coba/tulis")),
        (304, await ask(app, "GET", "/coba/umum", [HOST, (b"if-none-match", etag.encode())])),
        (400, await ask(app, "GET", "/coba/tulis?n=x", known)),
        (400, await ask(app, "GET", "/coba/umum", [(b"host", b"evil.example")])),
        (403, await ask(app, "POST", "/coba/tulis", raw({"Cookie": siti["Cookie"]}))),
        (404, await ask(app, "GET", "/tidak/ada")),
        (404, await ask(app, "GET", "/static/tidak-ada.css")),
        (405, await ask(app, "DELETE", "/coba/tulis", known)),
        (405, await ask(app, "POST", "/static/tidak-ada.css")),
        (405, await ask(app, "TRACE", "/coba/tulis", known)),
        (413, await ask(app, "POST", "/coba/tulis", [*known, FORM, (b"content-length", b"9000000")])),
        (414, await ask(app, "GET", "/coba/umum?q=" + "a" * 9_000)),
        (422, await ask(app, "POST", "/coba/tulis", [*known, FORM], [b"body=x"])),
        (429, await ask(app, "GET", "/coba/gagal?cara=often", known)),
        (500, await ask(app, "GET", "/coba/gagal?cara=bug", known)),
        (503, await ask(app, "GET", "/coba/gagal?cara=busy", known)),
        (507, await ask(app, "GET", "/coba/gagal?cara=full", known)),
    ]

    assert [heard.status for _, heard in answers] == [status for status, _ in answers]
    assert [status for status, heard in answers if not is_guarded(heard.headers)] == []
    assert not any("server" in heard.headers or "x-powered-by" in heard.headers for _, heard in answers)
    assert all(
        len({k for k, _ in h.pairs if k != "set-cookie"})
        == len([k for k, _ in h.pairs if k != "set-cookie"])
        for _, h in answers
    )


async def test_text_says_its_charset(app, siti):
    for address in ("/coba/tulis", "/coba/umum", "/tidak/ada", asset("app.css"), asset("app.js")):
        heard = await ask(app, "GET", address, raw(siti))
        assert heard.headers["content-type"].endswith("; charset=utf-8"), address


async def test_what_breaks_outside_every_handler_is_answered_too(app, monkeypatch, caplog):
    async def broken(*_: object) -> None:
        raise RuntimeError("rahasia")

    monkeypatch.setattr("kimhub.core.web.Site._read", broken)
    heard = await ask(app, "GET", "/coba/umum")

    assert heard.status == 500
    assert is_guarded(heard.headers)
    assert "rahasia" not in heard.text
    assert "no answer" in caplog.text


@pytest.mark.parametrize(
    ("hosts", "known"),
    [
        ([b"testserver.local"], True),
        ([b"TestServer.Local"], True),
        ([b"testserver.local:8443"], True),
        ([b"evil.example"], False),
        ([b"testserver.local.evil.example"], False),
        ([b"testserverxlocal"], False),
        ([b"eviltestserver.local"], False),
        ([b"evil.example:80@testserver.local"], False),
        ([b"testserver.local@evil.example"], False),
        ([b"testserver.local:80:80"], False),
        ([b"testserver.local/evil.example"], False),
        ([b"testserver.local "], False),
        ([b"testserver.local,evil.example"], False),
        ([b"127.0.0.1"], False),
        ([b""], False),
        ([b"\xff"], False),
        ([b"[::1"], False),
        ([], False),
        ([b"testserver.local", b"evil.example"], False),
        ([b"testserver.local", b"testserver.local"], False),
    ],
)
async def test_only_our_own_name_is_answered(app, hosts, known):
    heard = await ask(app, "GET", "/coba/umum", [(b"host", host) for host in hosts])

    assert heard.status == (200 if known else 400)
    assert b"evil" not in heard.body


async def test_the_name_a_proxy_forwards_counts_for_nothing(app):
    forged = [
        (b"x-forwarded-host", b"evil.example"),
        (b"x-forwarded-for", b"127.0.0.1"),
        (b"x-forwarded-proto", b"https"),
        (b"forwarded", b"host=evil.example;proto=https"),
        (b"x-original-url", b"/coba/tulis"),
        (b"x-http-method-override", b"DELETE"),
        (b"x-script-name", b"/evil"),
    ]

    heard = await ask(app, "GET", "/coba/umum", [HOST, *forged])
    plain = await ask(app, "GET", "/coba/umum")
    missing = await ask(app, "GET", "/coba/umum", forged)
    away = await ask(app, "GET", "/coba/tulis", [HOST, *forged])

    assert heard.body == plain.body
    assert (missing.status, away.headers["location"]) == (400, "/masuk?lanjut=/coba/tulis")


async def test_loopback_has_three_names(app, monkeypatch):
    from dataclasses import replace

    from kimhub import settings

    local = replace(settings.load(), base_url="http://127.0.0.1:8000", allowed_hosts=("Kim.Example.ID",))
    monkeypatch.setattr("kimhub.core.web.load", lambda: local)

    for name in (b"127.0.0.1:8000", b"localhost:8000", b"[::1]:8000", b"kim.example.id"):
        assert (await ask(app, "GET", "/coba/umum", [(b"host", name)])).status == 200, name
    assert (await ask(app, "GET", "/coba/umum", [HOST])).status == 400


@pytest.mark.parametrize(
    "address", ["/coba/umum", "/coba/tulis", "/tidak/ada", "/healthz", "/coba/gagal?cara=bug"]
)
async def test_head_is_get_without_a_body(app, siti, address):
    got = await ask(app, "GET", address, raw(siti))
    head = await ask(app, "HEAD", address, raw(siti))

    same = {"content-type", "cache-control", "vary", "etag", "location"}
    assert (head.status, head.body) == (got.status, b"")
    assert {k: v for k, v in head.pairs if k in same} == {k: v for k, v in got.pairs if k in same}


async def test_head_on_a_form_address_changes_nothing(app, siti):
    heard = await ask(app, "HEAD", "/coba/tamu", raw(siti))

    assert (heard.status, heard.body) == (405, b"")


async def test_options_names_the_methods_and_nothing_else(app):
    heard = await ask(app, "OPTIONS", "/coba/tulis")

    assert (heard.status, heard.body) == (204, b"")
    assert "OPTIONS" in heard.headers["allow"]
    assert not any(name.startswith("access-control") for name, _ in heard.pairs)


async def test_no_other_site_may_read_our_answers(app, siti):
    asked = [*raw(siti), (b"origin", b"https://evil.example"), (b"access-control-request-method", b"POST")]
    for method in ("GET", "OPTIONS"):
        heard = await ask(app, method, "/coba/tulis", asked)
        assert not any(name.startswith("access-control") for name, _ in heard.pairs)


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
async def test_a_request_is_not_read_back(app, siti, method):
    heard = await ask(app, method, "/coba/tulis", raw(siti | {"X-Secret": "rahasia"}))

    assert (heard.status, heard.body) == (405, b"")
    assert "GET" in heard.headers["allow"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "PROPFIND", "FOO"])
async def test_methods_we_do_not_know_change_nothing(app, siti, method):
    assert (await ask(app, method, "/coba/tulis", raw(siti))).status == 405


async def test_over_https_browsers_are_told_to_stay_there(app, monkeypatch):
    from dataclasses import replace

    from kimhub import settings

    secure = replace(settings.load(), base_url="https://testserver.local")
    plain = await ask(app, "GET", "/coba/umum")
    monkeypatch.setattr("kimhub.core.web.load", lambda: secure)
    strict = await ask(app, "GET", "/coba/umum")

    assert "strict-transport-security" not in plain.headers
    assert strict.headers["strict-transport-security"] == "max-age=31536000"
    assert strict.headers["cross-origin-opener-policy"] == "same-origin"
