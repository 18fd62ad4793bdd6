"""Who looks at a page, and what they look for."""

from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.async_api import Browser, ConsoleMessage, Page, Response

from tests.browser.bench import Paper, clear, judge_all, keep, lay_all
from tests.browser.weight import Scale, own_scripts
from tests.world import World

LOUD = {"error", "warning"}
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
View = tuple[int, int, Literal["light", "dark"]]
VIEWS: list[View] = [(320, 640, "light"), (1280, 900, "dark")]
# A control that does nothing without scripts, and a form that cannot be sent.
DEAD = """() => [...document.querySelectorAll('[hx-get], [hx-post], form')].filter(element => {
  if (element.matches('a[href], form [name], form button, button[form]')) return false;
  if (element.matches('[hx-trigger^="every"], [hx-trigger="live"]')) return false;
  if (element.tagName !== 'FORM') return true;
  if (!element.getClientRects().length) return false; // the table of a program is for wider screens
  const button = element.querySelector('button:not([type=button]), input[type=submit]')
    || (element.id && document.querySelector(`button[form="${element.id}"]`));
  return !element.action || !button || !button.getClientRects().length;
}).map(element => element.outerHTML.slice(0, 160))"""


@dataclass
class Seen:
    """What was wrong with the pages looked at, and what each cost."""

    faults: list[str] = field(default_factory=list)
    costs: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def own_scripts(self) -> set[int]:
        """What our own scripts on a page weigh together."""
        return {own_scripts(cost) for cost in self.costs.values()}

    async def with_eyes_of(self, page: Page) -> "Eyes":
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Network.enable")
        return Eyes(self, listen(page), Scale(devtools))


@dataclass
class Eyes:
    """They see what a browser complains about and loads while a page is looked at."""

    seen: Seen
    said: list[str]
    scale: Scale

    async def look(self, name: str, judged: Awaitable[list[str]]) -> None:
        faults = await judged
        self.seen.faults += [f"{name}: {line}" for line in [*self.said, *faults]]
        self.said.clear()
        self.seen.costs[name] = self.scale.take()


async def visit(page: Page, name: str, url: str, papers: list[Paper]) -> list[str]:
    """What is wrong with a page as it loads on a phone; as it stands then it is added to `papers`."""
    await page.goto(url)
    paper, wide = await keep(page, name)
    papers.append(paper)
    return too_wide(wide, 360)


async def judge_plain(bench: Page, papers: list[Paper]) -> list[str]:
    """What is wrong where scripts do not run, on the smallest phone and on a desk.

    No style begins below 480 px (`test_look.py` sees to it): what fits the smallest phone fits
    all others.
    """
    said: list[str] = []
    for width, say in ((320, DEAD), (1280, "() => []")):
        await bench.set_viewport_size({"width": width, "height": 800})
        for paper, wide, dead in await lay_all(bench, papers, say):
            faults = [f"does nothing without scripts: {element}" for element in dead]
            said += [f"{paper.name}: {fault}" for fault in faults + too_wide(wide, width)]
    return said


async def judge(page: Page, papers: list[Paper], seen: Seen, views: Sequence[View] = VIEWS) -> None:
    """What is wrong on the smallest phone in light and on a desk in dark, or in these views.

    A fault is told of the first paper that has it: what looks like something judged is not judged again.
    """
    for width, height, theme in views:
        await page.set_viewport_size({"width": width, "height": height})
        await page.emulate_media(color_scheme=theme)
        for paper, wide, found in await judge_all(page, papers, f"{width} {theme}"):
            faults = [f"{width} {theme}: {fault}" for fault in found]
            seen.faults += [f"{paper.name}: {fault}" for fault in too_wide(wide, width) + faults]
    await clear(page)


def too_wide(over: int, width: int) -> list[str]:
    return [f"scrolls sideways by {over} px at {width}"] if over > 0 else []


def listen(page: Page) -> list[str]:
    """What the browser complains about from now on: scripts, the content policy, files not found."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in LOUD:
            said.append(f"console: {message.text}")

    def check(response: Response) -> None:
        if response.status >= 400:
            said.append(f"{response.status} of {response.url}")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.on("response", check)
    return said


@asynccontextmanager
async def visitor(
    chromium: Browser, site: str, made: World, role: str, **options: Any
) -> AsyncIterator[Page]:
    """A page of a browser in which this person is signed in."""
    context = await chromium.new_context(**options)
    if role != "guest":
        await context.add_cookies([{"name": "session", "value": made.tokens[role], "url": site}])
    yield await context.new_page()
    await context.close()


async def become(page: Page, site: str, made: World, role: str) -> None:
    """Let somebody else sit down: their session, and nothing kept of what the last one saw.

    A browser context of their own would do the same for 0.4 s of computing.
    """
    context = page.context
    await context.clear_cookies()
    if role != "guest":
        await context.add_cookies([{"name": "session", "value": made.tokens[role], "url": site}])
    devtools = await context.new_cdp_session(page)
    await devtools.send("Network.clearBrowserCache")
    await devtools.detach()
