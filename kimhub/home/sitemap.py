"""What search engines may find: the pages that everybody may read (sitemaps.org)."""
# ruff: noqa: S608 - numbers of ours

from datetime import timedelta
from typing import Final
from xml.etree import ElementTree as Xml

from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql

MIME: Final = "application/xml; charset=utf-8"
MOST: Final = 5000  # of each kind; a file may name 50,000
KEPT: Final = timedelta(days=730)  # events longer past are looked up by nobody
ALWAYS: Final = ("/", "/kim", "/forum", "/pelatihan", "/pelatihan/kalender", "/program", "/pustaka")
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"

_organizations = prepare_sql(
    "SELECT '/k/' || slug AS path FROM organization WHERE legal_status NOT IN ('draft', 'dissolved')"
    f" ORDER BY id LIMIT {MOST}"
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


async def paths() -> list[str]:
    """Addresses without the site's own part."""
    rows = [
        *await _organizations(),
        *await _events(since=now() - KEPT),
        *await _programs(),
        *await _documents(),
        *await _topics(),
    ]
    return [*ALWAYS, *(row["path"] for row in rows)]


def sitemap(base: str, found: list[str]) -> bytes:
    """The file; `base` is the site's address, without a slash at its end."""
    made = Xml.Element("urlset", {"xmlns": _SPACE})
    for path in found:
        Xml.SubElement(Xml.SubElement(made, "url"), "loc").text = f"{base}{path}"
    return Xml.tostring(made, encoding="utf-8", xml_declaration=True)
