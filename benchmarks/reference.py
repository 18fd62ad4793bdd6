"""What our pages are measured against: bare uvicorn, bare Litestar, and the reference page R.

R is Litestar and Jinja rendering a page with 20 posts held in memory: a whole document with head,
navigation and foot, no session, no database, no compression.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Litestar, get
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template.config import TemplateConfig

TEMPLATES = Path(__file__).parent / "templates"
BODY = (
    "<p>Kami di desa sudah mencoba jadwal piket bergilir, dan hasilnya lumayan. Setiap orang dapat satu"
    " minggu dalam sebulan untuk memeriksa berita sebelum terbit.</p><p>Yang penting ada"
    " <strong>cadangan</strong> kalau yang piket berhalangan.</p>"
)


@dataclass(frozen=True, slots=True)
class Post:
    number: int
    author: str
    initials: str
    organization: str
    written: str
    moment: str
    thanks: int
    html: str


POSTS = [
    Post(
        n,
        f"Anggota ke-{n}",
        "AK",
        "KIM Mallari",
        f"Senin, 28 Okt pukul 19.{n + 10}",
        "2024-10-28T19:20+08:00",
        n,
        BODY,
    )
    for n in range(1, 21)
]


async def bare_uvicorn(scope: Any, receive: Any, send: Any) -> None:
    """Nothing but the server."""
    if scope["type"] != "http":
        return
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"5")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"halo\n"})


@get("/", media_type="text/plain")
async def hello() -> str:
    return "halo\n"


@get("/")
async def topic() -> Template:
    return Template(
        "reference.html", context={"title": "Bagaimana membagi tugas admin situs KIM?", "posts": POSTS}
    )


def bare_litestar() -> Litestar:
    return Litestar([hello], openapi_config=None, logging_config=None)


def reference_page() -> Litestar:
    engine = JinjaTemplateEngine(directory=TEMPLATES)
    engine.engine.auto_reload = False
    config = TemplateConfig(instance=engine)
    return Litestar([topic], template_config=config, openapi_config=None, logging_config=None)
