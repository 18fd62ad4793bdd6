"""Look at pages as people will see them: pictures, and a list of what is wrong with each.

`python tools/look.py` looks at the shell, the gallery of components and the error pages, made from the
templates alone (tests/browser/gallery.py). `--server http://127.0.0.1:8000 /masuk /kim` looks at pages
of a running server; `--cookie name=value` signs in. Every page is opened on a phone (360x800) and a desk
(1280x900), in light and dark, and on a phone without JavaScript; pictures go to build/look/. Complaints are
console errors, breaches of the content policy, sideways scrolling, targets under 24 px, and what axe-core
and html-validate find. Ends with 1 if there is any.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Browser

ROOT = Path(__file__).parent.parent
OUT = ROOT / "build" / "look"
sys.path.insert(0, str(ROOT))

from tests.browser import gallery  # noqa: E402 - found through the path set above
from tests.browser.tools import launch, run_axe, validate_html  # noqa: E402

SIZES = {"phone": (360, 800), "desk": (1280, 900)}
SMALLEST = 24  # px, WCAG 2.2, 2.5.8
View = tuple[str, str, bool]  # size, colour scheme, JavaScript
MEASURE = """smallest => ({
  wide: document.documentElement.scrollWidth - innerWidth,
  small: [...document.querySelectorAll('a, button, input, select, summary')].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && Math.min(box.width, box.height) < smallest
      && !element.closest('.vh, label') && getComputedStyle(element).display !== 'inline';
  }).map(element => element.outerHTML.slice(0, 90)),
})"""


async def main() -> int:
    options = read_options()
    OUT.mkdir(parents=True, exist_ok=True)
    content = {} if options.server else gallery.pages()
    base, paths = options.server or gallery.SITE, options.paths or list(content) or ["/"]
    complaints = await validate_html([(path, content[path]) for path in paths if path in content])
    async with launch() as browser:
        for path in paths:
            for view in views(options.quick):
                complaints += await look(browser, base, path, view, content, options.cookie)
    print("\n".join(complaints) or f"nothing to complain about; pictures in {OUT.relative_to(ROOT)}")
    return 1 if complaints else 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--server", default="")
    parser.add_argument("--cookie", action="append", default=[])
    parser.add_argument("--quick", action="store_true", help="a phone in light and a desk in dark only")
    return parser.parse_args()


def views(quick: bool) -> list[View]:
    if quick:
        return [("phone", "light", True), ("desk", "dark", True)]
    both = [(size, theme, True) for size in SIZES for theme in ("light", "dark")]
    return [*both, ("phone", "light", False)]


async def look(
    browser: Browser, base: str, path: str, view: View, content: dict[str, str], cookies: list[str]
) -> list[str]:
    """Take the picture; return one line per complaint."""
    size, theme, scripts = view
    width, height = SIZES[size]
    scheme: Any = theme
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts
    )
    if content:
        await gallery.serve(context, content)
    for name, _, value in (cookie.partition("=") for cookie in cookies):
        await context.add_cookies([{"name": name, "value": value, "url": base}])
    page = await context.new_page()
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    response = await page.goto(base + path)
    status = f"status of {response.status}" if response else "no answer"
    name = f"{path.strip('/').replace('/', '-') or 'home'}-{size}-{theme}{'' if scripts else '-plain'}"
    await page.screenshot(path=OUT / f"{name}.png", full_page=True)
    if scripts:
        measured = await page.evaluate(MEASURE, SMALLEST)
        if measured["wide"] > 0:
            found.append(f"scrolls sideways by {measured['wide']} px")
        found += [f"small target {element}" for element in measured["small"]]
        found += await run_axe(page)
    await context.close()
    return [f"{name}: {line}" for line in found if status not in line]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
