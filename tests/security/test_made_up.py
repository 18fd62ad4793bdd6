"""Every route, asked for with values nobody should send: it may say no, it may not break."""

import logging
import re
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import httpx
import pytest

import kimhub
from kimhub.core.access import Access
from kimhub.core.db import engine_type
from tests import world
from tests.addresses import EVERYWHERE, PARAMETER, Asking, Route, address, form, routes_of, subjects
from tests.matrix import LET_IN, row, rows
from tests.undo import undone
from tests.world import World

ROLES = ("kim_admin", "pembina", "sysadmin", "member", "applicant", "guest")
GIVEN = {"actor", "form", "files", "choices", "request"}
HUGE = "99999999999999999999"
IN_PATH = ("0", "-1", "2147483648", HUGE, "9" * 5_000, "%D9%A3", "%00", "..%2f..", "%FF", "a" * 3_000)
IN_QUERY = ("", "%00", "-1", HUGE, "%D9%A3", "%FF%FE", "9999-99-99", "x" * 5_000)
READ = re.compile(r"""query(?:_params)?\.get\("(\w+)\"""")
KIMHUB = Path(kimhub.__file__).parent
IN_A_FIELD = "9" * 25
IN_ALL_FIELDS = ("-٣ \u202e<b>'\"; -- \ufffe", "é" * 500 + "e" * 49_500)
PARTS = "multipart/form-data; boundary=b"
NAMED = b'--b\r\nContent-Disposition: form-data; name="body"'
NO_TEXT = NAMED + b"\r\n\r\n\xff\r\n"
NO_NAME = NAMED + b'; filename="../../\xe2\x80\xae.exe"\r\n\r\nx\r\n--b--\r\n'
BODIES = (("application/json", b'{"body": ["x"]}'), (PARTS, NO_TEXT + NO_NAME))


@pytest.fixture
async def made(wilayah: None, caplog: pytest.LogCaptureFixture) -> World:
    caplog.set_level(logging.ERROR, "kimhub.security")
    return await world.build()


async def test_no_address_breaks_a_page(app: Any, browser: httpx.AsyncClient, made: World):
    """Where a loader finds nothing it finds nothing for the next route either that asks it the same."""
    faults, asked, nowhere = [], loaders(app), set()
    for route in routes_of(app):
        if "{" in route.path:
            for name, value, where in strange_addresses(address(route, Asking(made, "kim_admin")), route):
                question = (route.method, asked[route], name, value)
                if question in nowhere:
                    continue
                answer = await send(browser, made, "kim_admin", route.method, where)
                if answer.status_code >= 500:
                    faults.append(f"{answer.status_code} {route.method} {where[:80]}")
                if answer.status_code == 404:
                    nowhere.add(question)

    assert len(nowhere) > 1_000
    assert faults == []


async def test_no_query_breaks_a_page(app: Any, browser: httpx.AsyncClient, made: World):
    faults = []
    for route, names in queries(app):
        where = address(route, Asking(made, "kim_admin", subjects(route)[0]))
        for name in names:
            for value in IN_QUERY:
                for role in ("kim_admin", "guest"):
                    asked = f"{where}?{name}={value}&{name}=x&{name}[]=y"
                    answer = await send(browser, made, role, "GET", asked)
                    if answer.status_code >= 500:
                        faults.append(f"{answer.status_code} {asked[:80]} by {role}")

    assert faults == []


async def test_whatever_pages_look_for_behind_the_question_mark_breaks_none(
    app: Any, browser: httpx.AsyncClient, made: World
):
    """Pages that read the query themselves: every name that any of them knows, all at once.

    What is no text is the same to both engines, and tried on SQLite only; numbers are not.
    """
    values = ("-1", HUGE) if engine_type() == "postgres" else ("-1", HUGE, "%00", "%FF%FE")
    names = {name for path in KIMHUB.rglob("*.py") for name in READ.findall(path.read_text())}
    faults = []
    for route in (route for route in routes_of(app) if route.method == "GET"):
        where = address(route, Asking(made, "kim_admin", subjects(route)[0]))
        for value in values:
            query = "&".join(f"{name}={value}" for name in sorted(names))
            answer = await send(browser, made, "kim_admin", "GET", f"{where}?{query}")
            if answer.status_code >= 500:
                faults.append(f"{answer.status_code} {where}?…={value}")

    assert len(names) > 15
    assert faults == []


async def test_no_form_breaks_what_it_is_sent_to(app: Any, browser: httpx.AsyncClient, made: World):
    """Each field of a form in turn is replaced, what most forms ask for at once, and then all of it; the
    rest is as somebody would send it. With a key that is none nothing else would be looked at.

    How a body is read has nothing to do with the engine: PostgreSQL gets the values.
    """
    faults, known = [], rows()
    for route in routes_of(app):
        if route.method != "POST":
            continue
        role = who_may(known[row(route, subjects(route)[0])])
        ask = Asking(made, role, subjects(route)[0])
        where, good = address(route, ask), form(route, ask)
        asked = [name for name in good["data"] if name != "key"]
        usual = [name for name in asked if good["data"][name] == EVERYWHERE.get(name)]
        replaced = [
            dict.fromkeys(names, IN_A_FIELD) for names in ([one] for one in asked if one not in usual)
        ]
        replaced += [
            dict.fromkeys(usual, IN_A_FIELD),
            *(dict.fromkeys(asked, one) for one in IN_ALL_FIELDS),
        ]
        bodies = BODIES
        if engine_type() == "postgres":
            bodies = ()
        else:
            replaced.append({"key": IN_A_FIELD})
        tries: list[tuple[str, dict[str, Any], dict[str, str]]] = [
            (repr(values)[:80], good | {"data": good["data"] | values}, {}) for values in replaced
        ]
        tries += [(kind, {"content": body}, {"Content-Type": kind}) for kind, body in bodies]
        for what, sent, headers in tries:
            answer = await send(browser, made, role, "POST", where, sent, headers)
            if answer.status_code >= 500:
                faults.append(f"{answer.status_code} POST {where} {what} by {role}")

    assert faults == []


def who_may(cells: dict[str, str]) -> str:
    """The first role that is let in, so that what was sent is looked at; anybody where nobody is."""
    return next((role for role in ROLES if cells[role] in LET_IN), ROLES[0])


async def send(
    browser: httpx.AsyncClient,
    made: World,
    role: str,
    method: str,
    where: str,
    sent: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """Ask, and take back whatever that did."""
    answers = []
    async with undone():
        browser.cookies.clear()
        known = made.headers(role) | (headers or {})
        answers.append(await browser.request(method, where, headers=known, **sent or {}))
    return answers[0]


def loaders(app: Any) -> dict[Route, tuple[object, ...]]:
    """What looks up the parameters of each route, and what they are: nothing else has seen them by then."""
    found: dict[Route, tuple[object, ...]] = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:
            if isinstance(access := handler.opt.get("allow"), Access):
                wanted = tuple(part[0] for part in PARAMETER.finditer(route.path))
                for method in getattr(handler, "http_methods", ()):
                    path = PARAMETER.sub(r"{\1}", route.path)
                    found[Route(str(method), path)] = (access.load or handler.fn, *wanted)
    return found


def strange_addresses(where: str, route: Route) -> Iterator[tuple[str, str, str]]:
    """Each parameter in turn with each strange value, and the address that has it there."""
    parts, names = where.split("/"), route.path.split("/")
    for place, name in enumerate(names):
        if PARAMETER.fullmatch(name):
            for value in IN_PATH:
                yield name, value, "/".join([*parts[:place], value, *parts[place + 1 :]])


def queries(app: Any) -> Iterator[tuple[Route, list[str]]]:
    """Every page with the names of what may stand behind its question mark."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:
            is_ours = isinstance(handler.opt.get("allow"), Access)
            if is_ours and "GET" in getattr(handler, "http_methods", ()):
                names = {*signature(handler.fn).parameters} - GIVEN - {*route.path_parameters}
                names -= {*handler.resolve_dependencies()}
                if names:
                    yield Route("GET", PARAMETER.sub(r"{\1}", route.path)), sorted(names)
