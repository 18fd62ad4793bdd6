"""Every route, tried by every role: who gets in is what matrix.txt says, and nothing else.

`WRITE_MATRIX=1 pytest tests/test_matrix.py` writes the table anew. A change in it is a change of
policy: read it against domain.md 6.3, line by line.

Rules are plain functions of what was read, so what PostgreSQL can get wrong is the reading: there each
route is tried by one who gets in and by one who does not, by others at each route.
"""

import difflib
import logging
import os
from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from kimhub.core.db import engine_type
from tests import world
from tests.addresses import Asking, Route, address, form, routes_of, subjects
from tests.matrix import LET_IN, SHUT_OUT, TABLE, line_of, row, rows
from tests.undo import undone
from tests.world import ROLES

HEADS = dict(zip(ROLES, world.SHORT.split(), strict=True))
LEGEND = """\
# Who gets in: + yes, ~ yes but the form is not accepted (422), L asked to sign in, x refused (403),
# . not there (404). In brackets: whose thing is asked for, where it is not KIM Mallari's.
"""


async def test_everybody_gets_in_where_the_matrix_says_and_nowhere_else(
    app: Any, browser: httpx.AsyncClient, wilayah: None, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.ERROR, "kimhub.security")
    made = await world.build()
    lines = [LEGEND + "".join(f"#   {head} {role}\n" for role, head in HEADS.items()).rstrip()]
    faults: list[str] = []
    anew = bool(os.environ.get("WRITE_MATRIX"))
    known = rows() if engine_type() == "postgres" and not anew else {}
    for route in routes_of(app):
        for subject in subjects(route):
            cells = dict(known.get(row(route, subject), {}))
            for role in one_in_one_out(cells, len(lines)) if cells else ROLES:
                cells[role] = await outcome(browser, route, Asking(made, role, subject), faults)
            lines.append(line_of(row(route, subject), cells))
    head = f"{'#':61} {' '.join(HEADS.values())}"
    table = "\n".join([lines[0], head, *lines[1:]]) + "\n"

    if anew:
        TABLE.write_text(table)
    assert faults == []
    assert difference(TABLE.read_text(), table) == ""


def one_in_one_out(cells: dict[str, str], turn: int) -> Iterable[str]:
    """A role that gets in, and one that does not; other ones at every turn."""
    for letters in (LET_IN, SHUT_OUT):
        if those := [role for role in ROLES if cells[role] in letters]:
            yield those[turn % len(those)]


async def outcome(browser: httpx.AsyncClient, route: Route, ask: Asking, faults: list[str]) -> str:
    """How this person fares: one letter."""
    where = address(route, ask)
    sent = form(route, ask) if route.method == "POST" else {}
    async with undone():
        browser.cookies.clear()
        answer = await browser.request(route.method, where, headers=ask.world.headers(ask.role), **sent)
    if answer.status_code in {200, 204, 301, 303}:
        then = answer.headers.get("location", "") + answer.headers.get("hx-redirect", "")
        return "L" if then.startswith("/masuk") and ask.role == "guest" else "+"
    if answer.status_code == 401 and ask.role == "guest":  # the same, with what was typed given back
        return "L"
    letter = {403: "x", 404: ".", 422: "~"}.get(answer.status_code)
    if letter is None:
        faults.append(f"{route.method} {where} by {ask.role}: {answer.status_code}")
    return letter or "!"


def difference(old: str, new: str) -> str:
    """The changed lines, under the names of the columns."""
    changed = [
        line
        for line in difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    return "\n".join([" " * 62 + " ".join(HEADS.values()), *changed]) if changed else ""
