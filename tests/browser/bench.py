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
# Null while something is still to come. Then how far it scrolls sideways.
LAY: Final = """([name, html, scrolled]) => {
  const papers = window.__papers ||= {};
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
  return [root.scrollWidth - innerWidth];
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
# What each element looks like to a judge: where it stands, its attributes, what may name it, what kinds of
# children it has, and whether it can be seen. Of texts and addresses only whether they are there.
LOOKS: Final = """() => {
  const free = /^(id|name|value|title|alt|content|placeholder|href|src|srcset|action|d)$|^(data|hx)-/;
  const words = /^(aria-label|datetime|form|formaction|max|min|width|height|viewBox|[cr]?[xy][12]?|r)$/;
  const others = /^(for|list|aria-(labelledby|describedby|controls|owns|details|activedescendant))$/;
  const numbers = window.__numbers ||= new Map(), looks = new Map();
  const number = text => numbers.get(text) ?? (numbers.set(text, numbers.size), numbers.size - 1);
  const found = id => document.getElementById(id) !== null;
  const look = (one, above) => {
    const attributes = [...one.attributes].map(({name, value}) =>
      others.test(name) ? `${name}:${value.split(' ').every(found)}`
      : !free.test(name) && !words.test(name) ? `${name}=${value}`
      : name + (value.trim() ? '' : '='));
    const says = [...one.childNodes].some(child => child.nodeType === 3 && child.data.trim());
    const children = [...new Set([...one.children].map(child => child.localName))];
    looks.set(one, number([above, one.localName, attributes.sort(), says, children.sort(),
      one.labels?.length > 0, one.checkVisibility()].join('|')));
    const here = number(`${above}>${one.localName}.${one.getAttribute('class') ?? ''}`);
    for (const child of one.children) look(child, here);
  };
  look(document.documentElement, '');
  return looks;
}"""
# What each element with words looks like to a judge of colours: its own, those behind it up to the root,
# and by class whatever may lie on top of something else. One letter alone is not judged, so it is no word.
PAINTS: Final = """() => {
  const numbers = window.__numbers ||= new Map(), paints = new Map();
  const number = text => numbers.get(text) ?? (numbers.set(text, numbers.size), numbers.size - 1);
  const word = child => child.nodeType === 3 && child.data.trim().length > 1;
  const paint = (one, below) => {
    const style = getComputedStyle(one), {position, opacity, backgroundColor, backgroundImage} = style;
    if (style.display === 'none') return;
    const flat = position === 'static', bare = flat && opacity === '1' && backgroundImage === 'none';
    const lies = flat ? '' : `${position} ${one.getAttribute('class')}`;
    const here = bare && backgroundColor === 'rgba(0, 0, 0, 0)' ? below
      : number(['on', below, backgroundColor, backgroundImage, opacity, lies].join('|'));
    if (one.matches('input, select, textarea') || [...one.childNodes].some(word)) {
      const {color, fontSize, fontWeight, textShadow} = style;
      paints.set(one, number(['in', here, color, fontSize, fontWeight, textShadow].join('|')));
    }
    for (const child of one.children) paint(child, here);
  };
  paint(document.documentElement, '');
  return paints;
}"""
# What has something new about it: elements of a look that is not among those known, all around them and
# those directly inside.
NEW: Final = """(looks, known) => {
  const news = new Set();
  for (const [one, look] of looks) {
    if (known.has(look)) continue;
    for (let up = one; up && !news.has(up); up = up.parentElement) news.add(up);
    for (const child of one.children) news.add(child);
  }
  return news;
}"""
# Whose colours are new: neither was there a verdict on such colours, nor has it the look of something of
# which nothing could be told (it was disabled, say, or out of sight).
UNSEEN: Final = """(looks, paints, known) => new Set(
  [...paints].filter(([one, paint]) => !known.has(paint) && !known.has(looks.get(one))).map(([one]) => one)
)"""
# Rules that look at elements one by one get those that are new; the others see the whole page as ever.
ONLY_NEW: Final = """colours => {
  if (window.__known) return;
  window.__known = new Set();
  for (const rule of axe._audit.rules) {
    const checks = [...rule.any, ...rule.all, ...rule.none].map(one => axe._audit.checks[one.id ?? one]);
    if (rule.pageLevel || checks.some(check => check.after)) continue;
    const gather = rule.gather, here = colours.includes(rule.id);
    rule.gather = function (...given) {
      const news = here ? window.__newHere : window.__newAnywhere;
      return gather.apply(this, given).filter(node => news.has(node.actualNode));
    };
    for (const check of here ? checks : []) {
      const evaluate = check.evaluate;
      check.evaluate = function (...given) {
        const verdict = evaluate.apply(this, given);
        if (verdict !== undefined) window.__verdicts.add(given[0]);
        return verdict;
      };
    }
  }
}"""
# With axe-core, which has to be there: how far each scrolls sideways, and what is against the rules. All
# rules for what is new anywhere, colours for what is new in this view; nothing twice.
JUDGE: Final = """async ([papers, options, view, colours]) => {
  const lay = %s, looksOf = %s, paintsOf = %s, newOf = %s, unseenOf = %s, judged = [];
  const here = (window.__views ||= {})[view] ||= new Set();
  for (const given of papers) {
    let laid;
    while (!(laid = lay(given))) await new Promise(done => setTimeout(done, 10));
    const paper = window.__papers[given[0]], looks = looksOf(), paints = paintsOf();
    window.__newAnywhere = newOf(looks, window.__known);
    window.__newHere = unseenOf(looks, paints, here);
    window.__verdicts = new Set();
    const all = !paper.judged || window.__newAnywhere.size, less = all ? {} : {runOnly: colours};
    const nothing = !all && !window.__newHere.size;
    const preload = document.querySelector('audio, video') !== null; // else style sheets come for nothing
    const found = nothing ? [] : (await axe.run(document, {...options, ...less, preload})).violations;
    for (const look of looks.values()) window.__known.add(look);
    for (const one of window.__newHere) here.add(looks.get(one));
    for (const one of window.__verdicts) here.add(paints.get(one));
    paper.judged = true;
    judged.push([laid[0], found]);
  }
  return judged;
}"""
COLOURS: Final = ["color-contrast"]  # what is another matter in another view
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


async def judge_all(page: Page, papers: list[Paper], view: str) -> list[tuple[Paper, int, list[str]]]:
    """Show one paper after the other: each with how many pixels it scrolls sideways, and with what axe-core
    finds. What looks like something that was judged before, on whichever paper, is not judged again."""
    await load_axe(page)
    await page.evaluate(ONLY_NEW, COLOURS)
    found: list[tuple[Paper, int, list[str]]] = []
    async with asyncio.timeout(300):
        while left := papers[len(found) : len(found) + AT_ONCE]:
            given = [[paper.given for paper in left], JUDGED, view, COLOURS]
            judged = await page.evaluate(JUDGE % (LAY, LOOKS, PAINTS, NEW, UNSEEN), given)
            found += [
                (paper, int(wide), lines(bad)) for paper, (wide, bad) in zip(left, judged, strict=True)
            ]
    return found


async def clear(page: Page) -> None:
    """Take the papers off the bench; what was judged is remembered."""
    await page.evaluate("window.__papers = {}")
