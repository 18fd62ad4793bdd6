"""Faults that libraries of ours had and mended (security.md section 3): none comes back unseen."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest

from kimhub.core import limits
from kimhub.core.assets import asset
from kimhub.core.errors import TooMany
from kimhub.core.rangefile import content_disposition
from tests import make
from tests.accounts.browsing import PASSWORD, person, token_in
from tests.wire import FORM, HOST, ask, raw

HOUR = timedelta(hours=1)


@pytest.fixture
async def app(visitor: Any) -> Any:
    return visitor._transport.app


async def test_the_value_of_a_cookie_is_written_into_no_page(app):
    """csrf_input put it there unescaped (Litestar before 2.22)."""
    for cookie in (
        'visitor="><script>',
        "visitor=%22%3E%3Cscript%3E",
        'csrftoken="><script>',
        "theme=<script>",
    ):
        for address in ("/masuk", "/lupa-sandi", "/coba/umum", "/tidak/ada"):
            heard = await ask(app, "GET", address, raw({"Cookie": cookie}))
            assert "<script>" not in heard.text.replace("<script src=", "")


async def test_without_a_host_no_forwarded_one_counts(app):
    """CVE-2026-48061: AllowedHosts believed X-Forwarded-Host where Host was missing."""
    heard = await ask(app, "GET", "/coba/umum", [(b"x-forwarded-host", b"testserver.local")])

    assert heard.status == 400


@pytest.mark.parametrize(
    "host", [b"testserverXlocal", b"testserver-local", b"atestserver.local", b"testserver."]
)
async def test_a_dot_in_a_host_is_a_dot(app, host):
    """CVE-2026-25479: allowed hosts were read as a regular expression."""
    assert (await ask(app, "GET", "/coba/umum", [(b"host", host)])).status == 400


async def test_a_page_of_one_address_is_not_given_for_another(app):
    """CVE-2026-25480: two cache keys in one file. Ours knows pages by their content only."""
    one = await ask(app, "GET", "/coba/umum?q=a/b")
    other = await ask(
        app, "GET", "/coba/umum?q=a_b", [HOST, (b"if-none-match", one.headers["etag"].encode())]
    )

    assert other.status == 200
    assert one.headers["etag"] != other.headers["etag"]


async def test_guessing_is_counted_whatever_address_is_claimed(visitor, app):
    """CVE-2025-59152: X-Forwarded-For escaped the rate limit. We count per account; neighbours go in."""
    siti, budi = await person(), await person()
    page = await visitor.get("/masuk")
    token, cookie = token_in(page), f"visitor={visitor.cookies['visitor']}"

    async def sign_in(name: str, password: str, number: int) -> int:
        claimed = {
            "Cookie": cookie,
            "X-Forwarded-For": f"198.51.100.{number}",
            "X-Real-IP": f"10.0.0.{number}",
        }
        body = f"_csrf_token={token}&identity={name}&password={password}".encode()
        heard = await ask(
            app, "POST", "/masuk", [*raw(claimed), FORM], [body], client=f"203.0.113.{number}"
        )
        return heard.status

    wrong = [await sign_in(siti.username, "bukan+ini", number) for number in range(12)]
    right = await sign_in(siti.username, PASSWORD.replace(" ", "+"), 200)
    neighbour = await sign_in(budi.username, PASSWORD.replace(" ", "+"), 11)

    assert wrong[:4] == [422] * 4
    assert wrong[-1] == right == 429
    assert neighbour == 303


async def test_tries_sent_at_once_are_counted_each():
    """Litestar before 2.22 lost counts to a race."""

    async def attempt() -> bool:
        try:
            await limits.spend("once", 7, most=5, per=HOUR)
        except TooMany:
            return False
        return True

    passed = await asyncio.gather(*(attempt() for _ in range(20)))

    assert sum(passed) == 5
    assert await limits.spent("once", 7) == 20


@pytest.mark.parametrize(
    "path",
    ["/coba/orang/1%0D%0A2026-01-01 CRITICAL forged", "/x%0Aforged", "/x%E2%80%A8forged", "/x%1b[2Jforged"],
)
async def test_an_address_forges_no_line_of_the_log(app, caplog, path):
    """CR LF in a logged path (Litestar before 2.17)."""
    caplog.set_level(logging.DEBUG)
    headers = await make.signed_in(await make.user())
    for method in ("GET", "POST"):
        await ask(app, method, path, raw(headers))
    await ask(app, "POST", "/coba/tulis", raw({"Cookie": "session=x\ny", "User-Agent": "a\r\nforged"}))

    ours = [record for record in caplog.records if record.name.startswith("kimhub")]
    assert not any(sign in record.getMessage() for record in ours for sign in "\r\n\x1b\u2028")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../kimhub/app.py",
        "/static/..%2fkimhub/app.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%5c..%5cetc%5cpasswd",
        "/static/....//....//etc/passwd",
        "/static//etc/passwd",
        "/static/%00",
        "/static/app.css",
        "/static/",
        "/static",
        "/static/.gitignore",
        "/static/" + "a" * 4_000,
        "/static/%ff",
    ],
)
async def test_only_listed_files_are_static(app, path):
    """CVE-2024-32982."""
    heard = await ask(app, "GET", path)

    assert (heard.status, heard.body) == (404, b"")


async def test_a_listed_file_is_found_by_its_one_name_only(app):
    good = asset("app.css")

    assert (await ask(app, "GET", good)).status == 200
    for path in (
        good.replace("/static/", "/static/x/../"),
        good + "/..",
        good.upper(),
        good + "%00",
        good + ";x",
    ):
        assert (await ask(app, "GET", path)).status == 404, path


async def test_a_form_of_very_many_parts_is_refused(app):
    """CVE-2023-25578: multipart parts without number. The same for plain fields."""
    headers = await make.signed_in(await make.user())
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    many = await ask(
        app,
        "POST",
        "/coba/berkas",
        raw(headers | {"Content-Type": "multipart/form-data; boundary=b"}),
        [part * 20_000, b"--b--\r\n"],
    )
    plain = await ask(app, "POST", "/coba/berkas", [*raw(headers), FORM], [b"a&" * 1_000_000])
    header = await ask(
        app,
        "POST",
        "/coba/berkas",
        raw(headers | {"Content-Type": "multipart/form-data; boundary=b"}),
        [b"--b\r\n", *[b"X: " + b"x" * 60_000 + b"\r\n"] * 40],
    )

    assert (many.status, plain.status, header.status) == (400, 400, 400)


async def test_a_packed_body_is_not_unpacked(app):
    """No bomb can be hidden in a body: what claims to be gzip is read as it stands."""
    import gzip

    headers = await make.signed_in(await make.user())
    heard = await ask(
        app,
        "POST",
        "/coba/tulis",
        [*raw(headers), FORM, (b"content-encoding", b"gzip")],
        [gzip.compress(b"body=" + b"a" * 1_000_000)],
    )

    assert heard.status in {400, 415, 422}


@pytest.mark.once
@pytest.mark.parametrize(
    "name", ['a"; filename="evil.html', "a\r\nX: y", "../../etc/passwd", "é\u202egnp.exe", "\0"]
)
def test_a_file_name_stays_inside_its_header(name: str):
    header = content_disposition(name)

    assert header.startswith("attachment; ")
    assert not any(sign in header for sign in "\r\n\0")
    assert header.count('"') == 2
    assert "/" not in header
