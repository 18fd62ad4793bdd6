"""The traps of Litestar 2.25 that cost somebody a 500, a hole or a village's server; each found once."""

import gc
import re
import tempfile
import tracemalloc
from typing import Any

import pytest
from litestar import Litestar

from kimhub.core import db
from kimhub.core.page import cookie_name
from kimhub.forum.tables import Post
from tests import make
from tests.accounts.browsing import PASSWORD, person, send, token_in
from tests.wire import FORM, ask, raw

PARTS = {"Content-Type": "multipart/form-data; boundary=b"}


@pytest.fixture
async def app(visitor: Any) -> Any:
    return visitor._transport.app


@pytest.fixture
async def siti(visitor: Any) -> dict[str, str]:
    return await make.signed_in(await make.user())


async def test_two_handlers_of_one_path_stay_two(app, siti):
    """1: a threaded handler given bare was wrapped twice once another handler of its path followed."""
    for method in ("GET", "POST", "GET", "HEAD", "GET"):
        assert (await ask(app, method, "/coba/dua", raw(siti))).status == 200


@pytest.mark.parametrize(
    "token",
    [
        "%C3%A9" * 140,
        "%FF" * 56,
        "%00" * 56,
        "a" * 56,
        "0" * 100_000,
        "",
        "%F0%9F%98%80",
    ],
)
async def test_a_token_of_any_letters_is_refused_and_breaks_nothing(app, siti, token):
    """2: compare_digest does not take letters beyond ASCII."""
    cookie = raw({"Cookie": siti["Cookie"]})

    in_form = await ask(
        app, "POST", "/coba/tulis", [*cookie, FORM], [f"_csrf_token={token}&body=abc".encode()]
    )
    in_header = await ask(
        app, "POST", "/coba/tulis", [*cookie, FORM, (b"x-csrftoken", token.encode())], [b"body=abc"]
    )
    array = await ask(app, "POST", "/coba/tulis", [*cookie, FORM], [f"_csrf_token[]={token}".encode()])

    assert (in_form.status, in_header.status, array.status) == (403, 403, 403)


async def test_a_file_is_no_token(app, siti):
    """2: a file sent under the token's name."""
    body = b'--b\r\nContent-Disposition: form-data; name="_csrf_token"; filename="t"\r\n\r\n'
    body += siti["X-CSRFToken"].encode() + b"\r\n--b--\r\n"

    heard = await ask(app, "POST", "/coba/tulis", raw(PARTS | {"Cookie": siti["Cookie"]}), [body])

    assert heard.status == 403


async def test_of_two_tokens_both_must_be_ours(app, siti):
    good = siti["X-CSRFToken"]
    for first, second, status in ((good, good, 303), (good, "x", 403), ("x", good, 403)):
        body = f"_csrf_token={first}&_csrf_token={second}&body=abc".encode()
        heard = await ask(app, "POST", "/coba/tulis", [*raw({"Cookie": siti["Cookie"]}), FORM], [body])
        assert heard.status == status


async def test_the_token_of_somebody_else_is_of_no_use(app, siti):
    other = await make.signed_in(await make.user())

    heard = await ask(
        app,
        "POST",
        "/coba/tulis",
        [*raw(siti | {"X-CSRFToken": other["X-CSRFToken"]}), FORM],
        [b"body=abc"],
    )

    assert heard.status == 403


@pytest.mark.parametrize("with_token", [True, False])
async def test_a_text_that_is_no_text_is_refused_in_words(app, siti, with_token):
    """3: an empty file input with a binary body; with the token in the header the handler reads it."""
    headers = PARTS | (siti if with_token else {"Cookie": siti["Cookie"]})
    body = (
        b'--b\r\nContent-Disposition: form-data; name="foto"; filename=""\r\n\r\n\x89PNG\xff\r\n--b--\r\n'
    )

    heard = await ask(app, "POST", "/coba/berkas", raw(headers), [body])

    assert heard.status == 400
    assert "Permintaan ini belum bisa dibaca" in heard.text


@pytest.mark.parametrize(
    "number", ["2147483648", "9223372036854775808", "99999999999999999999", "9" * 4_301]
)
async def test_a_number_no_row_can_have_is_not_found(app, siti, number):
    """4: in the path; in a query that a handler hands to the database; in a form."""
    for method in ("GET", "POST"):
        assert (await ask(app, method, f"/coba/orang/{number}", raw(siti))).status == 404
    assert (await ask(app, "GET", f"/foto/{number}", raw(siti))).status == 404


async def test_a_sign_in_address_is_written_in_ascii(app):
    """5: another script's digits passed {id:int} and broke the header of the redirect."""
    for address in ("/pemberitahuan/%D9%A3", "/pengaturan/é?x=é", "/coba/tulis?q=%D9%A3é%0D%0A"):
        heard = await ask(app, "GET", address)
        assert heard.status in {303, 404}
        assert heard.headers.get("location", "").isascii()


AWAY = (
    "/\t/evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
    "%2F%2Fevil.example",
    "/%5Cevil.example",
    "https:evil.example",
    "https://testserver.local@evil.example",
    "http://testserver.local",
    "javascript:alert(1)",
    " //evil.example",
    "/\r\nLocation: //evil.example",
    "/．/evil.example",
    "///evil.example",
    "/.//evil.example",
    "?x",
    "#x",
)


async def test_nobody_is_sent_away_after_a_form(visitor):
    """6: browsers drop tabs and read a backslash as a slash."""
    who = await person()
    form = {"identity": who.username, "password": PASSWORD, "remember": "on"}
    for wanted in AWAY:
        visitor.cookies.clear()
        answers = [await send(visitor, "/masuk", lanjut=wanted, **form)]
        for headers in ({}, {"HX-Request": "true"}):
            for address, choice in (("/bahasa", {"locale": "en"}), ("/tema", {"theme": "dark"})):
                sent = {"page": "/pengaturan", "headers": headers, "next": wanted, **choice}
                answers.append(await send(visitor, address, **sent))

        for answer in answers:
            where = answer.headers.get("location") or answer.headers.get("hx-redirect") or "/"
            assert re.fullmatch(r"/([^/\\].*)?", where), where
            assert where.isascii()
            assert not re.search(r"[\t\r\n]", where)


@pytest.mark.parametrize(
    "address",
    [
        "/schema",
        "/schema/openapi.json",
        "/schema/openapi.yaml",
        "/schema/swagger",
        "/schema/redoc",
        "/schema/rapidoc",
        "/openapi.json",
        "/docs",
        "/metrics",
        "/debug",
        "/admin",
        "/.git/config",
        "/.env",
        "/secret.key",
        "/data/secret.key",
        "/kimhub.sqlite",
        "/templates/base.html",
        "/pyproject.toml",
    ],
)
async def test_nothing_of_our_inside_has_an_address(app, siti, address):
    """7: Litestar opens /schema by default."""
    assert (await ask(app, "GET", address, raw(siti))).status == 404


@pytest.mark.once
def test_no_other_app_of_litestars_is_open():
    from kimhub.app import create_app

    app = create_app()
    assert app.openapi_config is None
    assert not app.debug
    assert app.cors_config is None
    assert app.response_cache_config.store == Litestar([]).response_cache_config.store  # nothing is stored
    assert {route.path for route in app.routes if route.path.startswith("/schema")} == set()


async def test_a_megabyte_of_text_stays_off_the_pages(visitor):
    """8: maxlength is no promise, and a list shows what was taken."""
    kim = await make.kim()
    siti = await make.member(kim)
    topic = await make.topic(await make.board(kim), siti)
    headers = await make.signed_in(siti)
    before = len((await visitor.get(topic.path, headers=headers)).content)

    for size in (1_000_000, 3_000_000, 59_000):
        for address in (topic.path, "/forum/tulis"):
            form = {"body": "a " * (size // 2), "title": "x" * size if size < 2_000_000 else "x"}
            answer = await visitor.post(address, data=form, headers=headers)
            assert answer.status_code in {400, 413, 422}, (size, address)

    assert await Post.count() == 1
    assert abs(len((await visitor.get(topic.path, headers=headers)).content) - before) < 500


async def test_an_acknowledged_write_survives_the_power(tmp_path, database):
    """9: with NORMAL, WAL lost every post since the database was opened."""
    if db.engine_type() == "postgres":
        assert "synchronous_commit" not in database.config["server_settings"]  # on, as PostgreSQL has it
        return
    from kimhub.core.sqlite import PRAGMAS, OneWriterEngine

    engine = OneWriterEngine(str(tmp_path / "x.sqlite"))
    (row,) = (await engine.fetch("PRAGMA synchronous")).rows
    (mode,) = (await engine.fetch("PRAGMA journal_mode")).rows
    await engine.close_connection_pool()
    assert (row[0], mode[0], PRAGMAS["synchronous"]) == (2, "wal", "FULL")


async def test_what_somebody_typed_is_not_kept_in_memory(visitor, siti):
    """Litestar remembers 1,024 plain forms: 2 GB of anonymous posts, and every password."""
    body = "x" * 50_000
    for number in range(3):
        await visitor.post("/coba/tamu", data={"body": f"{number}{body}"}, headers=siti)
    tracemalloc.start()
    try:
        for number in range(40):
            await visitor.post("/coba/tamu", data={"body": f"{number}{body}", "author": ""}, headers=siti)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kept < 40 * 50_000 / 4


async def test_uploads_leave_no_files_behind(app, siti, monkeypatch, tmp_path):
    """What was spooled to disk goes with its request."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    big = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"x" * 2_500_000

    whole = await ask(app, "POST", "/coba/berkas", raw(PARTS | siti), [big, b"\r\n--b--\r\n"])
    broken = await ask(app, "POST", "/coba/berkas", raw(PARTS | siti), [big])

    assert (whole.status, broken.status) == (200, 400)
    assert list(tmp_path.iterdir()) == []


async def test_the_token_of_a_page_is_the_visitors_own(visitor):
    first = token_in(await visitor.get("/masuk"))
    again = token_in(await visitor.get("/masuk"))
    visitor.cookies.clear()
    other = token_in(await visitor.get("/masuk"))

    assert len({first, again, other}) == 3
    assert cookie_name("visitor") == "visitor"
