"""A bench for pages: what a browser made of each is laid on one and the same tab, for all judges in turn.

Loading a page and axe-core into it for every judge took three times as long: axe-core is 550 KB that the
browser has to read, and gets quick only when it has run for a while. The bench is a page of ours without
scripts, so style sheet, fonts, cookies and content policy are those of the product. The page itself was
loaded before, with its scripts, its complaints and its bytes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import Page

from tests.browser.tools import JUDGED, lines, load_axe

KEEP: Final = """() => [
  document.documentElement.scrollWidth - innerWidth, document.documentElement.outerHTML,
  [...document.body.querySelectorAll('*')].map((one, n) => [n, one.scrollLeft]).filter(([, left]) => left),
]"""
# Root, head and body of the paper take the place of those on the bench; style sheets that are there stay.
# Null while something is still to come. Then how far it scrolls sideways, and what can be seen now that
# could not be seen when it lay here first.
LAY: Final = """([name, html, scrolled]) => {
  const papers = window.papers ||= {};
  if (!papers[name]) {
    const made = new DOMParser().parseFromString(html, 'text/html');
    papers[name] = {root: made.documentElement, head: [...made.head.children], body: made.body};
  }
  const paper = papers[name], root = document.documentElement, head = document.head;
  const sheet = one => one.matches('link[rel=stylesheet]') ? one.href : '';
  if (document.body !== paper.body) {
    for (const one of [...root.attributes]) root.removeAttribute(one.name);
    for (const one of paper.root.attributes) root.setAttribute(one.name, one.value);
    const wanted = paper.head.map(sheet);
    for (const one of [...head.children]) if (!sheet(one) || !wanted.includes(sheet(one))) one.remove();
    const there = [...head.children].map(sheet);
    for (const one of paper.head) {
      if (!one.matches('script') && !(sheet(one) && there.includes(sheet(one)))) head.append(one);
    }
    document.body.replaceWith(paper.body);
    const all = paper.body.querySelectorAll('*');
    for (const [index, left] of scrolled) all[index].scrollLeft = left;
  }
  if ([...head.children].some(one => sheet(one) && !one.sheet)) return null;
  if ([...document.images].some(one => !one.complete && one.loading !== 'lazy')) return null;
  const sideways = root.scrollWidth - innerWidth;
  const shown = [...paper.body.querySelectorAll('*')].filter(one => one.checkVisibility());
  const before = paper.shown ||= new Set(shown);
  return [sideways, shown.filter(one => !before.has(one)).map(one => one.cloneNode().outerHTML).join()];
}"""


# The same for one after the other, up to the first that has something to come: how far each scrolls
# sideways, and what is said of it as it lies there.
LAY_ALL: Final = """papers => {
  const lay = %s, say = %s, found = [];
  for (const paper of papers) {
    const laid = lay(paper);
    if (!laid) break;
    found.push([laid[0], say()]);
  }
  return found;
}"""
# The same with axe-core, which has to be there: how far it scrolls sideways, and what is against the rules.
# Where nothing can be seen that was not judged before, only the colours are judged.
JUDGE: Final = """async ([papers, options, few]) => {
  const lay = %s, found = [], judged = window.judged ||= new Set();
  for (const paper of papers) {
    let laid;
    while (!(laid = lay(paper))) await new Promise(done => setTimeout(done, 10));
    const [sideways, onlyNow] = laid, less = few.length && judged.has(onlyNow) ? {runOnly: few} : {};
    if (few.length) judged.add(onlyNow);
    found.push([sideways, (await axe.run(document, {...options, ...less})).violations]);
  }
  return found;
}"""
AT_ONCE: Final = 20


@dataclass(frozen=True)
class Paper:
    """A page as it stands when it is loaded and its scripts have run, or as it came from the server."""

    name: str
    html: str
    # Which elements, and how far: scripts show where one is in a long row.
    scrolled: Sequence[Sequence[int]] = ()

    @property
    def given(self) -> list[Any]:
        return [self.name, self.html, self.scrolled]


async def keep(page: Page, name: str) -> tuple[Paper, int]:
    """This page as a paper, and how many pixels it scrolls sideways."""
    wide, html, scrolled = await page.evaluate(KEEP)
    return Paper(name, html, scrolled), int(wide)


async def lay_all(
    page: Page, papers: list[Paper], say: str = "() => []"
) -> list[tuple[Paper, int, list[str]]]:
    """Show one paper after the other: each with how many pixels it scrolls sideways, and with what this
    function of the page says of it."""
    found: list[tuple[Paper, int, list[str]]] = []
    async with asyncio.timeout(60):
        while left := papers[len(found) : len(found) + AT_ONCE]:
            laid = await page.evaluate(LAY_ALL % (LAY, say), [paper.given for paper in left])
            found += [(paper, int(wide), said) for paper, (wide, said) in zip(left, laid, strict=False)]
            if not laid:
                await asyncio.sleep(0.01)  # as above
    return found


async def judge_all(page: Page, papers: list[Paper], *few: str) -> list[tuple[Paper, int, list[str]]]:
    """Show one paper after the other: each with how many pixels it scrolls sideways, and with what axe-core
    finds; by these few rules where nothing can be seen that was not judged by all."""
    await load_axe(page)
    found: list[tuple[Paper, int, list[str]]] = []
    async with asyncio.timeout(300):
        while left := papers[len(found) : len(found) + AT_ONCE]:
            given = [[paper.given for paper in left], JUDGED, few]
            judged = await page.evaluate(JUDGE % LAY, given)
            found += [
                (paper, int(wide), lines(bad)) for paper, (wide, bad) in zip(left, judged, strict=True)
            ]
    return found
