"""The shell, the components and the error pages, made from the templates alone, without app or database.

`tools/look.py` takes pictures of them, the tests here judge them. `serve` answers a browser's requests with
them and with the files of `static/`, under the content policy of the product.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup
from playwright.async_api import BrowserContext, Route

from kimhub.core.actor import Actor, Home
from kimhub.core.assets import lean
from kimhub.core.flash import Flash
from kimhub.core.i18n import use_locale
from kimhub.core.templates import environment
from kimhub.core.web import POLICY

SITE = "http://kimhub.invalid"
STATIC = Path(__file__).parent.parent.parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HASH = re.compile(r"[-.][0-9a-f]{8,}(?=\.)")

MEMBER = Actor(
    id=7,
    name="Rahmawati Latif",
    initials="RL",
    unread=3,
    home=Home(1, "KIM Mallari", "mallari", "kim", "73.08.14.2009", "Kec. Awangpone, Bone"),
)
STRANGER = Actor()
INSTALLATION = {"name": "KIMHub Bone", "place": "Kabupaten Bone", "card": "/kartu/umum.png"}
SECTIONS = [
    ("home", "/beranda", "home", "Beranda"),
    ("forum", "/forum", "forum", "Forum"),
    ("groups", "/kim", "people", "KIM"),
]
FORM = {"seats": "empat puluh", "kind": "x", "about": "Bawa ponsel masing-masing.", "area": "j"}
ERRORS = {
    "name": "Tulis nama lengkap",
    "seats": "Kuota harus angka, misalnya 40",
    "password": "Kata sandi paling sedikit 10 huruf",
    "area": "Pilih bidang",
    "kind": "Pilih jenis kegiatan",
    "agree": "Setujui tata tertib untuk melanjutkan",
    "photo": "Foto terlalu besar",
}
TYPED = [("body", "Teman-teman, akun admin situs kita sudah aktif.")]
PROBLEMS = (400, 403, 404, 405, 413, 429, 500, 503)


def pages() -> dict[str, str]:
    """Path and HTML of every page, each in a state that shows something."""
    when = datetime(2024, 10, 28, 11, 20, tzinfo=UTC)
    return {
        "/gallery": render("dev_components.html", moment=when),
        "/gallery-wrong": render("dev_components.html", moment=when, form=FORM, errors=ERRORS),
        "/member": shell("base.html", flash=Flash("Tersimpan. Anggota lain dikabari.", undo="/urungkan/1")),
        "/stranger": shell("base.html", actor=STRANGER, section=""),
        "/public": shell("public.html", actor=STRANGER),
        "/offline": render("offline.html", actor=STRANGER),
        **{f"/error-{code}": error(code) for code in PROBLEMS},
        "/error-507": error(507, typed=TYPED),
        "/error-404-stranger": error(404, actor=STRANGER),
    }


def render(template: str, **context: Any) -> str:
    """A template of ours as the member sees it."""
    with use_locale("id"):
        return environment().get_template(template).render(standard() | context)


def shell(template: str, main: str = "<h1>Contoh</h1>", **context: Any) -> str:
    """A shell with `main` inside."""
    child = "{% extends '" + template + "' %}{% block title %}Contoh{% endblock %}{% block main %}"
    if "composer." in main:
        main += '{% endblock %}{% block head %}<script src="{{ asset("composer.js") }}" defer></script>'
    with use_locale("id"):
        return environment().from_string(child + main + "{% endblock %}").render(standard() | context)


def error(problem: int, **context: Any) -> str:
    """The error page for a status."""
    return render("error.html", **{"problem": problem, "reason": "", "typed": []} | context)


def standard() -> dict[str, Any]:
    """What `Page` puts into every template, with invented people."""
    field = Markup('<input type="hidden" name="_csrf_token" value="0">')
    return {
        "actor": MEMBER,
        "installation": INSTALLATION,
        "sections": SECTIONS,
        "section": "home",
        "path": "/beranda",
        "flash": None,
        "form": {},
        "errors": {},
        "csrf_input": lambda: field,
    }


async def serve(context: BrowserContext, content: Mapping[str, str]) -> None:
    """Answer this browser's requests to SITE with `content` and our static files; 404 to all others."""

    async def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0].partition("#")[0]
        file = STATIC / HASH.sub("", path.removeprefix("/static/"))
        headers = {"content-security-policy": POLICY, "referrer-policy": "same-origin"}
        if path in content:
            await route.fulfill(
                body=content[path], content_type="text/html; charset=utf-8", headers=headers
            )
        elif path.startswith("/static/") and file.is_file():
            body = lean(file.read_bytes(), file.name)
            await route.fulfill(body=body, content_type=TYPES[file.suffix], headers=headers)
        else:
            await route.fulfill(status=404)

    await context.route(f"{SITE}/**", answer)
