"""What search engines may find: the pages that everybody may read (sitemaps.org).

/sitemap.xml names the files that hold the addresses: one of the pages of each part, one of sites, and as
many of articles as there are five thousand.
"""
# ruff: noqa: S608 - numbers of ours

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from xml.sax.saxutils import escape

from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import sitemaps

MIME: Final = "application/xml; charset=utf-8"
MOST: Final = 5000  # of each kind; a file may name 50,000
KEPT: Final = timedelta(days=730)  # events longer past are looked up by nobody
ALWAYS: Final = (
    "/",
    "/kabar",
    "/kim",
    "/forum",
    "/pelatihan",
    "/pelatihan/kalender",
    "/program",
    "/pustaka",
)
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'

_organizations = prepare_sql(
    "SELECT '/k/' || slug AS path FROM organization WHERE legal_status NOT IN ('draft', 'dissolved')"
    " ORDER BY id LIMIT 50000"
)
_events = prepare_sql(
    "SELECT '/pelatihan/' || slug AS path FROM workshop WHERE state <> 'draft' AND starts_at > :since"
    f" ORDER BY starts_at DESC LIMIT {MOST}"
)
_programs = prepare_sql(
    "SELECT '/program/' || slug AS path FROM program WHERE in_force IS NOT NULL AND kind = 'program'"
    f" AND state <> 'cancelled' ORDER BY year DESC, id LIMIT {MOST}"
)
_documents = prepare_sql(
    "SELECT '/pustaka/d/' || id || '-' || slug AS path FROM library_document"
    " WHERE removed_at IS NULL AND visibility = 'public' AND status <> 'draft' AND slug <> ''"
    f" ORDER BY id DESC LIMIT {MOST}"
)
_topics = prepare_sql(
    "SELECT '/forum/t/' || t.id || '-' || t.slug AS path FROM topic t JOIN board b ON b.id = t.board"
    " WHERE b.visibility = 'public' AND t.hidden_at IS NULL"
    f" ORDER BY t.last_post_at DESC LIMIT {MOST}"
)


Address = tuple[str, str]  # path without the site's own part, and the day of its last change or ""


async def files() -> list[str]:
    """The names of the files."""
    return ["umum", "situs", *(f"kabar-{number}" for number in range(1, await sitemaps.parts() + 1))]


async def addresses(name: str) -> Iterable[Address] | None:
    """What stands in a file; None for one there is not."""
    if name == "umum":
        rows = [
            *await _events(since=now() - KEPT),
            *await _programs(),
            *await _documents(),
            *await _topics(),
        ]
        return [(path, "") for path in (*ALWAYS, *(row["path"] for row in rows))]
    if name == "situs":
        return [(row["path"], "") for row in await _organizations()]
    return await sitemaps.part(int(name.partition("-")[2])) if name in await files() else None


def index(base: str, names: Iterable[str]) -> bytes:
    """The file that names the others; `base` is the site's address, without a slash at its end."""
    found = "".join(f"<sitemap><loc>{escape(base)}/sitemap/{name}.xml</loc></sitemap>" for name in names)
    return f'{_HEAD}<sitemapindex xmlns="{_SPACE}">{found}</sitemapindex>'.encode()


def sitemap(base: str, found: Iterable[Address]) -> bytes:
    """A file of addresses. Written as text: five thousand elements would take a tenth of a second."""
    start = escape(base)
    urls = "".join(
        f"<url><loc>{start}{escape(path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for path, day in found
    )
    return f'{_HEAD}<urlset xmlns="{_SPACE}">{urls}</urlset>'.encode()
