"""Every page there is: for each GET route the people to whom it shows something worth looking at."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.addresses import Asking, Route, address, routes_of, subjects
from tests.compiled import SHARED
from tests.undo import undone
from tests.world import World

# Whoever sees the most controls first; a stranger often sees another page at the same address.
LOOKERS = ("kim_admin", "pembina", "sysadmin", "forum_coord", "newcomer", "guest")


Choice = tuple[Route, str, str]  # who asks for which route of whose things
_worth: list[Choice] = []  # the same in every world, so it is found out once per run


@dataclass(frozen=True)
class Found:
    path: str
    role: str
    html: str
    route: Route | None = None

    @property
    def scripts(self) -> set[str]:
        return {*re.findall(r'<script[^>]* src="([^"]+)"', self.html)}

    @property
    def parts(self) -> set[str]:
        """What the page is made of: each element with its classes and kind."""
        tags: list[str] = re.findall(r"<[a-z][^>]*>", self.html)
        return {
            " ".join(re.findall(r"^<\w+|class=\"[^\"]*\"|type=\"\w+\"|rows=|required", tag)) for tag in tags
        }

    def __str__(self) -> str:
        return f"{self.path} ({self.role})"


async def find_pages(app: Any, browser: httpx.AsyncClient, world: World, query: str = "") -> list[Found]:
    """The pages in the order of their addresses, with `query` added to each."""
    if not _worth:
        _worth.extend(_known() or _remember(await choose(app, browser, world)))
    pages = [await look(browser, route, ask, query) for route, ask in worth(world)]
    return [page for page in pages if page]


def worth_loading(pages: list[Found]) -> list[Found]:
    """The first page of each route, and whichever has a script that none before it had: the others look
    different, and that is all."""
    loaded: dict[Route | None, set[str]] = {}
    found = []
    for page in pages:
        if page.route not in loaded or not page.scripts <= loaded[page.route]:
            found.append(page)
            loaded[page.route] = loaded.get(page.route, set()) | page.scripts
    return found


def _known() -> list[Choice]:
    """What another process of this run has chosen."""
    path = Path(os.environ[SHARED], "pages.json")
    found = json.loads(path.read_text()) if path.exists() else []
    return [(Route(*route), role, subject) for route, role, subject in found]


def _remember(chosen: list[Choice]) -> list[Choice]:
    folder = Path(os.environ[SHARED])
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"pages-{os.getpid()}.json"
    draft.write_text(json.dumps([[(route.method, route.path), *who] for route, *who in chosen]))
    draft.replace(folder / "pages.json")
    return chosen


async def choose(app: Any, browser: httpx.AsyncClient, world: World) -> list[Choice]:
    """Whom to ask for which page: of one route those that have something the earlier ones had not."""
    chosen: list[Choice] = []
    for route in (route for route in routes_of(app) if route.method == "GET"):
        seen: set[str] = set()
        for subject in subjects(route):
            for role in LOOKERS:
                ask = Asking(world, role, subject)
                page = await look(browser, route, ask)
                if page and not page.parts <= seen:
                    chosen.append((route, role, subject))
                    seen |= page.parts
    return chosen


def worth(world: World) -> list[tuple[Route, Asking]]:
    return [(route, Asking(world, role, subject)) for route, role, subject in _worth]


async def look(browser: httpx.AsyncClient, route: Route, ask: Asking, query: str = "") -> Found | None:
    """The page this person sees there; None for a redirect, a refusal or a file."""
    path = address(route, ask) + query
    async with undone():
        browser.cookies.clear()
        answer = await browser.get(path, headers=ask.world.headers(ask.role))
    is_page = answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    return Found(path, ask.role, answer.text, route) if is_page else None
