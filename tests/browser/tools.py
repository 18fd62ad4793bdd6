"""Chromium for the browser paths, and the two judges of a page: axe-core and html-validate.

`python -m tests.browser.tools` says whether a browser was found; `make test` asks it.
"""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import playwright
import pytest
from playwright.async_api import Browser, Page, async_playwright

VENDOR = Path(__file__).parent.parent / "vendor"
# The first is Chromium without windows of its own: drawing tabs and bars that nobody sees is a third.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Playwright's own list, since the last one given counts; and the suggestions below the address line, which
# nobody sees: each window keeps a renderer for them, and that is half of what a window costs. Nor has
# a document a frame of its own, or the next one a process ready: a fifth of what loading a page costs.
LEFT_OUT = (
    *("AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "LensOverlay"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "MediaRouter"),
    *("AimEnabled", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "Translate"),
    *("PreconnectToSearch", "TcpPortRandomizationWin", "ThirdPartyStoragePartitioning"),
    *("ProactivelySwapBrowsingInstance", "RenderDocument", "SpareRendererForSitePerProcess"),
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
)
ARGUMENTS = (
    f"--disable-features={','.join(LEFT_OUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP testserver.local 127.0.0.1",  # the address in the tests' settings
)
JUDGED = {"resultTypes": ["violations"]}  # what axe-core is asked for
MISSING = """\
########################################################################
#  NO CHROMIUM FOUND: the browser paths are NOT tested.                #
#  Install it (Debian: apt install chromium-headless-shell, or         #
#  chromium), or say where it is:                                      #
#  CHROMIUM=/path/to/chromium make test                                #
########################################################################"""


@cache
def find_chromium() -> Path | None:
    """The browser to use: CHROMIUM, one on the PATH, or one that playwright fetched earlier."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named) if os.access(named, os.X_OK) else None
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    fetched = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    candidates = [
        path for pattern in ("chrome", "headless_shell") for path in fetched.glob(f"chromium*/*/{pattern}")
    ]
    return max(candidates, default=None)


def browser_required() -> bool:
    """True where a missing browser is a failure: `.ci/run` sets REQUIRE_BROWSER=1."""
    return os.environ.get("REQUIRE_BROWSER", "") not in {"", "0"}


def chromium_or_skip() -> Path:
    """The browser's path. Without one the test is skipped, or fails where a browser is required."""
    found = find_chromium()
    if found is None and browser_required():
        pytest.fail("no Chromium found, and REQUIRE_BROWSER asks for one")
    if found is None:
        pytest.skip("no Chromium found")
    return found


@asynccontextmanager
async def launch(path: Path | None = None) -> AsyncIterator[Browser]:
    """A headless browser that talks to nobody but the pages it is given."""
    async with async_playwright() as machinery:
        browser = await machinery.chromium.launch(
            executable_path=path or chromium_or_skip(), args=list(ARGUMENTS)
        )
        try:
            yield browser
        finally:
            await browser.close()


async def run_axe(page: Page, *rules: str) -> list[str]:
    """What axe-core finds wrong on the page as it stands, one line per fault and element; by these rules,
    or by all.

    Unless it is there the library is put in by the debugger, so it works under a Content-Security-Policy
    that admits no foreign script.
    """
    await load_axe(page)
    options = JUDGED | ({"runOnly": [*rules]} if rules else {})
    return lines(
        await page.evaluate(
            "options => axe.run(document, options).then(result => result.violations)", options
        )
    )


async def load_axe(page: Page) -> None:
    """See that the library is in the page."""
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(axe_source())


def lines(violations: list[dict[str, Any]]) -> list[str]:
    """What axe-core found, one line per fault and element."""
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']} – {node['target']} – {node['html']}"
        for fault in violations
        for node in fault["nodes"]
    ]


async def validate_html(pages: Iterable[tuple[str, str]]) -> list[str]:
    """What html-validate finds wrong in `(name, html)` pairs, one line per fault.

    A text without a doctype is judged as a fragment. Runs on the Node inside the playwright wheel.
    """
    process = await asyncio.create_subprocess_exec(
        str(node()),
        str(VENDOR / "html-validate.cjs"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, complaint = await process.communicate(json.dumps(list(pages)).encode())
    if process.returncode:
        raise RuntimeError(f"html-validate did not run: {complaint.decode()}")
    return [
        f"{fault['name']}:{fault['line']}:{fault['column']} {fault['rule']}: {fault['message']}"
        for fault in json.loads(output)
    ]


def node() -> Path:
    """The Node that playwright brings along."""
    return Path(playwright.__file__).parent / "driver" / ("node.exe" if sys.platform == "win32" else "node")


@cache
def axe_source() -> str:
    """The library as one script."""
    (path,) = VENDOR.glob("axe-core-*.min.js")
    return path.read_text()


def main() -> int:
    """Exit 1 where a browser is required and missing; say loudly that it is missing in any case."""
    found = find_chromium()
    if found is None:
        print(MISSING, file=sys.stderr)
        return int(browser_required())
    if "--quiet" not in sys.argv:
        print(f"Browser paths run in {found}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
