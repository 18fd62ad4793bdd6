"""When something does not work: a page that says what to do and keeps what was typed, no more."""

import errno
import re
from typing import Any

import asyncpg
import pytest

from kimhub.core import db, problems
from kimhub.core.page import Page
from kimhub.core.tables import Bucket
from tests import make
from tests.core.house import failures
from tests.wire import FORM, ask, raw

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
LONG = "Sudah saya tulis panjang-panjang, jangan sampai hilang."
STATUS = {
    "invalid": (422, "Permintaan ini belum bisa dibaca"),
    "missing": (404, "Halaman ini tidak ada"),
    "refused": (403, "Topik ini sudah dikunci &lt;b&gt;."),
    "often": (429, "Terlalu cepat, tunggu sebentar"),
    "full": (507, "Ruang simpan penuh"),
    "no-space": (507, "Ruang simpan penuh"),
    "busy": (503, "KIMHub sedang sibuk"),
    "bug": (500, "Ada yang salah di pihak kami"),
    "range": (404, "Halaman ini tidak ada"),
}


@pytest.fixture
async def siti(visitor: Any) -> dict[str, str]:
    return await make.signed_in(await make.user())


@pytest.mark.parametrize("way", STATUS)
async def test_every_failure_has_a_page_and_the_same_as_a_part(visitor, siti, way):
    status, words = STATUS[way]

    page = await visitor.get(f"/coba/gagal?cara={way}", headers=siti)
    part = await visitor.get(f"/coba/gagal?cara={way}", headers=siti | PARTIAL)

    for answer in (page, part):
        assert answer.status_code == status
        assert words in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-security-policy"]
        assert not re.search(r"Traceback|RuntimeError|0x7f|sqlite|\.py\b|litestar", answer.text, re.I)
    assert page.text.startswith("<!doctype html>")
    assert part.text.lstrip().startswith('<section id="error"')
    assert (part.headers["hx-retarget"], part.headers["hx-reswap"]) == ("#error", "outerHTML")
    assert "hx-retarget" not in page.headers


@pytest.mark.parametrize("way", STATUS)
@pytest.mark.parametrize("asked", [{}, PARTIAL])
async def test_what_was_typed_is_in_the_page_that_says_it_was_not_saved(visitor, siti, way, asked):
    secret = "rahasia-rahasia-rahasia-rahasia"
    typed = {
        "body": f"{LONG} <script>",
        "password": secret,
        "new_password": secret,
        "code": secret,
        "recovery_code": secret,
        "token": secret,
        "_csrf_token": siti["X-CSRFToken"],
        "key": "6a5f1bd6-9bd5-4f4c-8f4f-1f6a3a1c3d11",
    }

    answer = await visitor.post(f"/coba/gagal?cara={way}", data=typed, headers=siti | asked)

    assert answer.status_code == STATUS[way][0]
    assert f"{LONG} &lt;script&gt;</textarea>" in answer.text
    assert secret not in answer.text
    assert siti["X-CSRFToken"] not in answer.text
    assert "6a5f1bd6" not in answer.text


async def test_how_long_to_wait_is_said_to_machines_too(visitor, siti):
    often = await visitor.get("/coba/gagal?cara=often", headers=siti)
    busy = await visitor.get("/coba/gagal?cara=busy", headers=siti)

    assert (often.headers["retry-after"], busy.headers["retry-after"]) == ("77", "5")


async def test_a_bug_is_in_the_log_with_its_trace(visitor, siti, caplog):
    await visitor.get("/coba/gagal?cara=bug", headers=siti)

    (record,) = [record for record in caplog.records if record.name == "kimhub.core.problems"]
    assert record.exc_info
    assert "rahasia dalam 0x7f" in caplog.text


async def test_the_page_speaks_the_readers_language(visitor):
    headers = await make.signed_in(await make.user(locale="en"))

    known = await visitor.get("/coba/gagal?cara=missing", headers=headers)
    unrouted = await visitor.get("/tidak/ada", headers=headers)
    stranger = await visitor.get("/tidak/ada", headers={"Cookie": "bahasa=en"})

    for answer in (known, unrouted, stranger):
        assert answer.status_code == 404
        assert '<html lang="en"' in answer.text


async def test_where_no_route_leads_the_person_is_still_known(visitor, siti):
    mine = await visitor.get("/tidak/ada", headers=siti)
    strangers = await visitor.get("/tidak/ada")
    part = await visitor.get("/tidak/ada", headers=siti | PARTIAL)

    assert 'href="/beranda"' in mine.text
    assert 'href="/masuk"' in strangers.text
    assert part.text.lstrip().startswith("<section")


async def test_the_wrong_method_is_told_the_right_ones(visitor, siti):
    answer = await visitor.put("/coba/tulis", headers=siti)
    form_address = await visitor.get("/coba/tamu", headers=siti)

    assert answer.status_code == form_address.status_code == 405
    assert {"GET", "POST"} <= {*answer.headers["allow"].split(", ")}
    assert "POST" in form_address.headers["allow"]
    assert "Alamat ini bukan halaman" in form_address.text


async def test_a_body_over_the_limit_is_told_so_before_it_is_read(visitor, siti):
    app = visitor._transport.app
    announced = await ask(
        app, "POST", "/coba/tulis", [*raw(siti), FORM, (b"content-length", b"40000000")], [b"x"] * 40
    )
    chunked = await ask(
        app, "POST", "/coba/tulis", [*raw(siti), FORM], (b"x" * 65_536 for _ in range(1_000))
    )
    part = await ask(
        app,
        "POST",
        "/coba/tulis",
        [*raw(siti | PARTIAL), FORM, (b"content-length", b"40000000")],
    )
    negative = await ask(
        app, "POST", "/coba/tulis", [*raw(siti), FORM, (b"content-length", b"x")], [b"body=x"]
    )

    assert [heard.status for heard in (announced, chunked, part)] == [413, 413, 413]
    assert announced.read == 0
    assert chunked.read <= 2_000_000 + 65_536
    assert "Kiriman terlalu besar" in announced.text
    assert "Kiriman terlalu besar" in part.text
    assert negative.status == 400


async def test_what_another_site_sent_is_not_shown(visitor, siti):
    for sent in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://["},
    ):
        answer = await visitor.post("/coba/tulis", data={"body": LONG}, headers=siti | sent)
        assert answer.status_code == 403
        assert LONG not in answer.text

    expired = await visitor.post("/coba/tulis", data={"body": LONG}, headers={"Cookie": siti["Cookie"]})
    assert expired.status_code == 403
    assert LONG in expired.text


async def test_a_wait_that_is_too_long_ends_in_words(visitor, siti, monkeypatch):
    """A body that stops coming: the answer arrives although the sender never finishes."""
    import asyncio

    monkeypatch.setattr("kimhub.core.web.BODY_SECONDS", 0.05)
    sent: list[Any] = []
    first = True

    async def receive() -> Any:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": b"body=a", "more_body": True}
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/coba/tulis",
        "raw_path": b"/coba/tulis",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "headers": [*raw({"Cookie": siti["Cookie"]}), FORM],
        "client": ("203.0.113.7", 1),
        "server": ("testserver.local", 80),
        "state": {},
    }
    async with asyncio.timeout(20):
        await visitor._transport.app(scope, receive, send)

    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]


# The disk


async def test_a_disk_that_is_full_is_said_and_nothing_is_lost(visitor, siti, house_app, database):
    await make.user("Sudah ada")
    sqlite = database.connections().writer.raw if db.engine_type() == "sqlite" else None
    if sqlite:
        sqlite.execute("PRAGMA max_page_count=1")  # as many pages as there are
    try:
        heard = await ask(house_app, "GET", "/coba/penuhi", raw(siti))
        reading = await visitor.get("/coba/tulis", headers=siti)
    finally:
        if sqlite:
            sqlite.execute("PRAGMA max_page_count=1073741823")

    assert (heard.status, "Ruang simpan penuh" in heard.text) == (507, True)
    assert reading.status_code == 200
    assert await Bucket.count() == 0  # nothing of what failed, and the next writer is served
    if sqlite:
        assert sqlite.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    async with db.transaction():
        await Bucket.insert(Bucket(key="lagi", tries=0, resets_at=db.now()))
    assert await Bucket.count() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (asyncpg.DiskFullError("could not extend file"), 507),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), 507),
        (OSError(errno.EIO, "Input/output error"), 500),
        (asyncpg.DeadlockDetectedError("deadlock detected"), 503),
        (asyncpg.TooManyConnectionsError("sorry, too many clients already"), 503),
        (asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"), 503),
        (asyncpg.AdminShutdownError("terminating connection"), 503),
        (asyncpg.UniqueViolationError("duplicate key"), 500),
        (ValueError("x"), 500),
    ],
)
def test_what_the_database_says_becomes_a_status(error: Exception, status: int):
    problem = problems.Problem(error, None)  # type: ignore[arg-type]

    assert problem.status()[0] == status


# The page of last resort


async def test_a_broken_error_page_has_a_plain_one_behind_it(visitor, siti, monkeypatch, caplog):
    async def broken(*_: object) -> Page:
        raise RuntimeError("rahasia")

    monkeypatch.setattr(problems.Problem, "page", broken)
    heard = await ask(visitor._transport.app, "GET", "/tidak/ada", raw(siti))

    assert heard.status == 500
    assert "Ada yang salah" in heard.text
    assert "rahasia" not in heard.text
    assert heard.headers["x-content-type-options"] == "nosniff"
    assert heard.headers["cache-control"] == "no-store"
    assert "no error page" in caplog.text


async def test_a_template_that_breaks_keeps_the_status(visitor, siti, monkeypatch):
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("rahasia")

    monkeypatch.setattr("kimhub.core.shell.render", broken)
    page = await ask(visitor._transport.app, "GET", "/tidak/ada", raw(siti))
    bug = await ask(visitor._transport.app, "GET", "/coba/tulis", raw(siti))

    assert (page.status, bug.status) == (404, 500)
    assert "Ada yang salah" in page.text


async def test_without_the_database_there_is_still_a_page(visitor, siti, monkeypatch):
    async def gone(*_: object) -> None:
        raise ConnectionRefusedError("the database is away")

    monkeypatch.setattr("kimhub.accounts.sessions.find", gone)
    known = await visitor.get("/coba/tulis", headers=siti)
    unrouted = await visitor.get("/tidak/ada", headers=siti)

    assert (known.status_code, unrouted.status_code) == (503, 404)
    assert "KIMHub sedang sibuk" in known.text
    assert "away" not in known.text


@pytest.mark.once
def test_every_way_to_fail_is_tried_here():
    assert {*failures()} == {*STATUS, "first"}
