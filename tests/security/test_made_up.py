"""Every route, asked for with values nobody should send: it may say no, it may not break."""

import re
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import httpx
import pytest

import kimhub
from kimhub.core.access import Access
from tests import world
from tests.addresses import PARAMETER, Asking, Route, address, form, routes_of, subjects
from tests.undo import undone
from tests.world import World

ROLES = ("kim_admin", "pembina", "sysadmin", "member", "applicant", "guest")
GIVEN = {"actor", "form", "files", "choices", "request"}
HUGE = "99999999999999999999"
IN_PATH = ("0", "-1", "2147483648", HUGE, "9" * 5_000, "%D9%A3", "%00", "..%2f..", "%FF", "a" * 3_000)
IN_QUERY = ("", "%00", "-1", HUGE, "%D9%A3", "%FF%FE", "9999-99-99", "x" * 5_000)
READ = re.compile(r"""query(?:_params)?\.get\("(\w+)\"""")
KIMHUB = Path(kimhub.__file__).parent
IN_EACH_FIELD = "9" * 25
IN_ALL_FIELDS = ("-٣ \u202e<b>'\"; -- \ufffe", "é" * 500 + "e" * 49_500)
PARTS = "multipart/form-data; boundary=b"
NAMED = b'--b\r\nContent-Disposition: form-data; name="body"'
BODIES = (
    ("application/x-www-form-urlencoded", b""),
    ("application/json", b'{"body": ["x"]}'),
    (PARTS, NAMED + b"\r\n\r\n\xff\r\n--b--\r\n"),
    (PARTS, NAMED + b'; filename="../../\xe2\x80\xae.exe"\r\n\r\nx\r\n--b--\r\n'),
)


@pytest.fixture
async def made(wilayah: None) -> World:
    return await world.build()


async def test_no_address_breaks_a_page(app: Any, browser: httpx.AsyncClient, made: World):
    faults = []
    for route in routes_of(app):
        if "{" in route.path:
            for where in strange_addresses(address(route, Asking(made, "kim_admin")), route):
                answer = await send(browser, made, "kim_admin", route.method, where)
                if answer.status_code >= 500:
                    faults.append(f"{answer.status_code} {route.method} {where[:80]}")

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
    """Pages that read the query themselves: every name that any of them knows, all at once."""
    names = {name for path in KIMHUB.rglob("*.py") for name in READ.findall(path.read_text())}
    faults = []
    for route in (route for route in routes_of(app) if route.method == "GET"):
        where = address(route, Asking(made, "kim_admin", subjects(route)[0]))
        for value in ("-1", HUGE, "%00", "%FF%FE"):
            query = "&".join(f"{name}={value}" for name in sorted(names))
            answer = await send(browser, made, "kim_admin", "GET", f"{where}?{query}")
            if answer.status_code >= 500:
                faults.append(f"{answer.status_code} {where}?…={value}")

    assert len(names) > 15
    assert faults == []


async def test_no_form_breaks_what_it_is_sent_to(app: Any, browser: httpx.AsyncClient, made: World):
    """Each field in turn is replaced; the rest is as somebody would send it."""
    faults = []
    for route in routes_of(app):
        if route.method != "POST":
            continue
        role = await who_may(browser, made, route)
        ask = Asking(made, role, subjects(route)[0])
        where, good = address(route, ask), form(route, ask)
        tries: list[tuple[str, dict[str, Any], dict[str, str]]] = [
            (f"{name}={IN_EACH_FIELD}", good | {"data": good["data"] | {name: IN_EACH_FIELD}}, {})
            for name in good["data"]
        ]
        tries += [
            (value[:20], good | {"data": dict.fromkeys(good["data"], value)}, {}) for value in IN_ALL_FIELDS
        ]
        tries += [(kind, {"content": body}, {"Content-Type": kind}) for kind, body in BODIES]
        for what, sent, headers in tries:
            answer = await send(browser, made, role, "POST", where, sent, headers)
            if answer.status_code >= 500:
                faults.append(f"{answer.status_code} POST {where} {what} by {role}")

    assert faults == []


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


async def who_may(browser: httpx.AsyncClient, made: World, route: Route) -> str:
    """The first role that is let in, so that what was sent is looked at; anybody where nobody is."""
    for role in ROLES:
        ask = Asking(made, role, subjects(route)[0])
        answer = await send(browser, made, role, "POST", address(route, ask), form(route, ask))
        if answer.status_code not in {403, 404}:
            return role
    return ROLES[0]


def strange_addresses(where: str, route: Route) -> Iterator[str]:
    """The address with each of its parameters in turn replaced."""
    parts, names = where.split("/"), route.path.split("/")
    for place, name in enumerate(names):
        if PARAMETER.fullmatch(name):
            for value in IN_PATH:
                yield "/".join([*parts[:place], value, *parts[place + 1 :]])


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
