"""A form changes what it asks for, whatever else is sent along (ASVS 15.3.3)."""

import logging
import re
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from kimhub.core.db import engine, transaction
from tests import world
from tests.addresses import Asking, Route, address, form, routes_of, subjects
from tests.undo import undone
from tests.world import World

pytestmark = pytest.mark.once  # what is written is compared row by row, numbers included

ROLES = (
    "kim_admin",
    "officer",
    "pembina",
    "sysadmin",
    "forum_coord",
    "province",
    "newcomer",
    "guest",
    "member",
    "admin_b",
)
TABLES = """SELECT name FROM pragma_table_list
WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"""
KEPT = ("migration", "wilayah", "bucket", "schedule", "board_version", "reader_version")
# What nobody of the small world can do there, for want of the right state or file: other tests send these.
OTHERWISE_TRIED = {
    "/tinjauan/pengganti",  # nobody of the world has a colleague in the office
    "/pustaka/d/{ref}/versi/{number}/pulihkan",  # its only version is the current one
    "/pustaka/unggahan/{key}",  # a piece is no form, and of the world's upload nothing has come yet
    "/pustaka/unggahan/{key}/simpan",
    "/forum/menunggu/{pending_id}",
    "/forum/menunggu/{pending_id}/tarik",
    "/forum/p/{slug}/impor",
    "/forum/t/{ref}/{number}/kembalikan",
    "/forum/t/{ref}/{number}/riwayat",
    "/kim/{slug}/aktivasi",
    "/ikut/{secret}/umpan-balik",  # the workshop of the world has not begun
    "/pelatihan/{slug}/umpan-balik",
    "/pelatihan/{slug}/sesi/{session_id}/hapus",
    "/situs/{slug}/foto/{photo_id}/samarkan",  # the world's photo is no picture
}
# Fields that a form does ask for, under names that would do harm elsewhere.
OWN = {
    "/pustaka/d/{ref}/sunting": {"number", "valid_until"},
    "/pustaka/o/{slug}/surat/baru": {"number"},
    "/pustaka/o/{slug}/surat/{letter_id}/sunting": {"number"},
    "/pelatihan/{slug}/surat/baru": {"number"},
    "/ikut/{secret}": {"email"},
    "/situs/a/{article_id}/pengaturan": {"slug"},
    "/situs/a/{article_id}/terbitkan": {"slug"},
    "/program/{slug}/kegiatan/baru": {"purpose"},
    "/program/{slug}/kegiatan/{line_id}/sunting": {"purpose"},
}
PEOPLE = (
    *("author", "user_id", "account", "owner", "created_by", "uploaded_by", "granted_by", "decided_by"),
    *("verified_by", "actor", "actor_id", "deleted_by", "member"),
)
TIMES = (
    *("created_at", "verified_at", "valid_from", "valid_until", "ends_at", "deleted_at", "edited_at"),
    *("pinned_at", "locked_at", "hidden_at", "dissolved_on", "joined_on", "left_on"),
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)?" r'|(?<="at": )\d+')
SECRETS = {
    *("token_hash", "code", "code_hash", "password", "totp_pending", "html", "lease_until"),
    *("secret", "door_code"),
}


Rows = dict[str, list[tuple[Any, ...]]]


def smuggled(made: World) -> dict[str, str]:
    """Names of columns and the like, each with a value that would do harm."""
    other, thief = made.houses["b"], str(made.people["admin_b"].id)
    return {
        **dict.fromkeys(PEOPLE, thief),
        "organization": str(other.organization.id),
        "organization_id": str(other.organization.id),
        "board_id": str(other.board.id),
        "topic": made.topics["b"],
        **dict.fromkeys(("wilayah_code", "seat"), "73"),
        **dict.fromkeys(("role", "roles"), "sysadmin"),
        **dict.fromkeys(("state", "legal_status", "activity_override"), "verified"),
        **dict.fromkeys(
            ("id", "session", "version_id", "rights_rev", "unread", "uses", "number", "rev"), "77"
        ),
        **dict.fromkeys(("admin", "is_admin", "verified", "auto_accept", "confirmed", "lasting"), "1"),
        **dict.fromkeys(TIMES, "2031-01-01"),
        **dict.fromkeys(("slug", "kind", "status", "badge", "home", "logo", "photo", "file"), "agency"),
        **dict.fromkeys(("password_hash", "totp_secret", "consent_version", "purpose"), "x"),
        "email": "thief@example.org",
        "html": "<script>1</script>",
        "member_count": "500",
    }


async def dump(tables: Iterable[str]) -> Rows:
    """Every row of these tables, without what differs between two runs of the same deed."""
    kept: Rows = {}
    for table in sorted(tables):
        rows = (await engine().fetch(f'SELECT * FROM "{table}"')).dicts()
        kept[table] = [tuple((name, plain(name, value)) for name, value in row.items()) for row in rows]
    return kept


@pytest.fixture
async def tables(database: Any) -> AsyncIterator[list[str]]:
    """The tables of tests. SQLite itself notes which of them are written, whoever writes: a statement, a
    trigger, a reference that is followed. To read all 125 after each deed is what would take longest."""
    names = [name for (name,) in (await engine().fetch(TABLES)).rows if not name.startswith(KEPT)]
    changes = [(name, deed) for name in names for deed in ("INSERT", "UPDATE", "DELETE")]
    await engine().fetch("CREATE TEMP TABLE written (name TEXT PRIMARY KEY)")
    for name, deed in changes:
        await engine().fetch(
            f'CREATE TEMP TRIGGER "{deed}_{name}" AFTER {deed} ON main."{name}"'
            f" BEGIN INSERT INTO written VALUES ('{name}') ON CONFLICT DO NOTHING; END"
        )
    yield names
    for name, deed in changes:
        await engine().fetch(f'DROP TRIGGER temp."{deed}_{name}"')
    await engine().fetch("DROP TABLE temp.written")


def plain(name: str, value: Any) -> Any:
    if name in {"payload", "data"}:
        return MOMENT.sub("then", value)
    if isinstance(value, (datetime, date, UUID)) or name in SECRETS or name.endswith("_at"):
        return value is not None and value != ""
    return value


async def written() -> list[str]:
    """The tables written since this was last asked. Only in a transaction: reads outside go elsewhere."""
    names = [name for (name,) in (await engine().fetch("SELECT name FROM written")).rows]
    await engine().fetch("DELETE FROM written")
    return names


async def send(
    browser: httpx.AsyncClient, route: Route, ask: Asking, fields: dict[str, Any], looking: bool = True
) -> tuple[bool, Rows]:
    """Whether the deed was done, and every row of what it wrote; of a refusal only where somebody is
    looking."""
    async with undone():
        browser.cookies.clear()
        answer = await browser.request(
            "POST", address(route, ask), headers=ask.world.headers(ask.role), **fields
        )
        refused = answer.headers.get("location", "").startswith("/masuk?") or answer.status_code > 399
        return not refused, await dump(await written()) if looking or not refused else {}


async def test_no_form_takes_more_than_it_asks_for(
    app: Any,
    browser: httpx.AsyncClient,
    wilayah: None,
    tables: list[str],
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level(logging.ERROR, "kimhub.security")
    made = await world.build()
    untried, changed = [], []
    before = await dump(tables)
    async with transaction():
        assert {*await written()} >= {name for name in tables if before[name]}
    for route in (route for route in routes_of(app) if route.method == "POST"):
        tries = [Asking(made, role, subject) for subject in subjects(route) for role in ROLES]
        for ask in tries:
            fields = form(route, ask)
            succeeded, plainly = await send(browser, route, ask, fields, looking=False)
            if succeeded:
                break
        else:
            untried.append(route.path)
            continue
        more = {
            name: value for name, value in smuggled(made).items() if name not in OWN.get(route.path, ())
        }
        extended = fields | {"data": more | fields["data"]}
        succeeded, richly = await send(browser, route, ask, extended)
        if not succeeded:
            plainly = {}  # the field is one of the form's own, and the value was refused
        changed += [
            f"{route.path} by {ask.role}: {name}"
            for name in {**plainly, **richly}
            if plainly.get(name, before[name]) != richly.get(name, before[name])
        ]

    assert changed == []
    assert set(untried) == OTHERWISE_TRIED


def test_smuggling_is_noticed():
    """The comparison sees a changed value and does not see a changed time."""
    now, later = datetime(2026, 1, 1), datetime(2026, 1, 2)  # noqa: DTZ001

    assert plain("state", "verified") != plain("state", "draft")
    assert plain("created_at", now) == plain("created_at", later)
    assert plain("key", uuid4()) == plain("key", uuid4())
