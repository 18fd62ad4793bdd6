"""Look at pages as people will see them: screenshots, and a list of what is wrong with each.

`python tools/look.py` renders the shell, the gallery of components and the error pages from the templates alone.
`python tools/look.py --server http://127.0.0.1:8000 /masuk /kim` looks at pages of a running server; `--cookie
name=value` signs in. Every page is opened on a phone (360x800) and a desk (1280x900), in light and dark, with and
without JavaScript; pictures go to build/look/. Complaints are console errors, breaches of the content policy,
sideways scrolling, targets under 24 px, and, when axe-core is found (tests/vendor/axe.min.js or --axe), what it
finds. Ends with 1 if there is any.
"""

import argparse
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
OUT = ROOT / "build" / "look"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
SIZES = {"phone": (360, 800), "desk": (1280, 900)}
MEASURE = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const small = [...document.querySelectorAll('a, button, input, select, summary')].filter(e => {
    const box = e.getBoundingClientRect();
    const inText = e.matches('p a, li a, dd a, td a, th a') && getComputedStyle(e).display === 'inline';
    return box.width > 1 && box.height > 1 && !inText && !e.closest('.vh, label') && Math.min(box.width, box.height) < 24;
  }).map(e => e.outerHTML.slice(0, 90));
  return { wide, small };
}"""


def main() -> int:
    options = read_options()
    server = None
    if options.server:
        base, paths = options.server, options.paths or ["/"]
    else:
        server = serve(own_pages())
        base, paths = f"http://127.0.0.1:{server.server_port}", options.paths or list(own_pages())
    axe = find_axe(options.axe)
    OUT.mkdir(parents=True, exist_ok=True)
    complaints = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for path in paths:
            for view in views(options.quick):
                complaints += look(browser, base, path, view, axe, options.cookie)
        browser.close()
    if server:
        server.shutdown()
    print("\n".join(complaints) or f"nothing to complain about; pictures in {OUT.relative_to(ROOT)}")
    return 1 if complaints else 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--server", default="")
    parser.add_argument("--cookie", action="append", default=[])
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--axe", default="")
    parser.add_argument("--quick", action="store_true", help="phone in light and desk in dark only")
    return parser.parse_args()


def views(quick: bool) -> list[tuple[str, str, bool]]:
    """Size, colour scheme, JavaScript."""
    if quick:
        return [("phone", "light", True), ("desk", "dark", True)]
    return [(size, theme, True) for size in SIZES for theme in ("light", "dark")] + [("phone", "light", False)]


def look(
    browser: Browser, base: str, path: str, view: tuple[str, str, bool], axe: str, cookies: list[str]
) -> list[str]:
    """Take the picture; return one line per complaint."""
    size, theme, scripts = view
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,  # type: ignore[arg-type]
        java_script_enabled=scripts,
        bypass_csp=False,
    )
    context.add_cookies([{"name": c.partition("=")[0], "value": c.partition("=")[2], "url": base} for c in cookies])
    page = context.new_page()
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    response = page.goto(base + path, wait_until="load")
    expected = f"status of {response.status}" if response else ""
    name = f"{path.strip('/').replace('/', '-') or 'home'}-{size}-{theme}{'' if scripts else '-nojs'}"
    page.screenshot(path=OUT / f"{name}.png", full_page=True)
    if scripts:
        measured = page.evaluate(MEASURE)
        if measured["wide"] > 0:
            found.append(f"scrolls sideways by {measured['wide']} px")
        found += [f"small target {element}" for element in measured["small"]]
        found += run_axe(page, axe)
    context.close()
    return [f"{name}: {line}" for line in found if not (expected and expected in line)]


def run_axe(page: Page, axe: str) -> list[str]:
    """What axe-core finds; the script is evaluated by the debugger, so no content policy stands in its way."""
    if not axe:
        return []
    page.evaluate(axe)
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"axe {violation['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for violation in result["violations"]
        for node in violation["nodes"][:3]
    ]


def find_axe(given: str) -> str:
    for candidate in (Path(given) if given else None, *sorted((ROOT / "tests" / "vendor").glob("axe*.js"))):
        if candidate and candidate.is_file():
            return candidate.read_text()
    print("axe-core was not found: its checks are left out", file=sys.stderr)
    return ""


def own_pages() -> dict[str, Callable[[], str]]:
    """Pages made from the templates alone, with a person and facts that show every state."""
    sys.path.insert(0, str(ROOT))
    from kimhub.core.flash import Flash
    from kimhub.core.page import environment

    env = environment()
    env.globals |= {
        "asset": lambda name: f"/static/{name}",
        "sections": [
            ("home", "/beranda", "home", "Beranda"),
            ("forum", "/forum", "forum", "Forum"),
            ("groups", "/kim", "people", "KIM"),
        ],
        "installation": SimpleNamespace(name="KIMHub Bone", place="Kabupaten Bone"),
    }
    home = SimpleNamespace(name="KIM Mallari", slug="mallari", place="Kec. Awangpone, Bone")
    person = SimpleNamespace(
        id=7, name="Rahmawati Latif", initials="RL", home=home, unread=3, locale="id", theme=""
    )
    stranger = SimpleNamespace(id=None, name="", initials="", home=None, unread=0, locale="id", theme="")
    field = '<input type="hidden" name="_csrf_token" value="x">'
    common: dict[str, Any] = {
        "actor": person, "path": "/", "section": "home", "flash": None, "csrf_input": lambda: Markup(field),
        "form": {}, "errors": {},
    }  # fmt: skip
    wrong = {
        "form": {"seats": "empat puluh", "kind": "x", "about": "Bawa ponsel masing-masing.", "area": "j"},
        "errors": {
            "name": "Tulis nama lengkap", "seats": "Kuota harus angka, misalnya 40", "kind": "Pilih jenis kegiatan",
            "password": "Kata sandi paling sedikit 10 huruf", "agree": "Setujui tata tertib untuk melanjutkan",
            "photo": "Foto terlalu besar", "area": "Pilih bidang",
        },
    }  # fmt: skip
    moment = datetime(2024, 10, 28, 11, 20, tzinfo=UTC)
    typed = [("body", "Teman-teman, akun admin situs kita sudah aktif.")]

    def render(name: str, **more: Any) -> str:
        return env.get_template(name).render(common | more)

    def error(problem: int, **more: Any) -> Callable[[], str]:
        return partial(render, "error.html", problem=problem, reason="", **{"typed": [], **more})

    return {
        "/gallery": partial(render, "dev_components.html", moment=moment),
        "/gallery-wrong": partial(render, "dev_components.html", moment=moment, **wrong),
        "/base": partial(render, "base.html", flash=Flash("Tersimpan. Anggota lain dikabari.", undo="/u/1")),
        "/base-signed-out": partial(render, "base.html", actor=stranger, section=""),
        "/public": partial(render, "public.html", actor=stranger),
        "/offline": partial(render, "offline.html", actor=stranger),
        **{f"/error/{code}": error(code) for code in (400, 403, 404, 405, 413, 429, 500, 503)},
        "/error/507": error(507, typed=typed),
        "/error/404-signed-out": error(404, actor=stranger),
    }


def serve(pages: dict[str, Callable[[], str]]) -> ThreadingHTTPServer:
    """A server on a free port for our own pages and the files of static/, under the product's policy."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            asset = ROOT / "static" / path.removeprefix("/static/")
            if path in pages:
                body, kind = pages[path]().encode(), "text/html; charset=utf-8"
            elif path.startswith("/static/") and asset.is_file():
                body, kind = asset.read_bytes(), TYPES[asset.suffix]
            else:
                body, kind = b"", "text/plain"
            self.send_response(200 if body else 404)
            for name, value in chunk_headers(kind, len(body)):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def chunk_headers(kind: str, length: int) -> Iterator[tuple[str, str]]:
    yield "content-type", kind
    yield "content-length", str(length)
    yield "content-security-policy", POLICY


if __name__ == "__main__":
    sys.exit(main())
