"""What was announced last, as news: for readers of feeds."""
# ruff: noqa: S608 - every part is written here

from datetime import datetime
from html import escape
from typing import Final

from msgspec import Struct

from kimhub.core.atom import Entry
from kimhub.core.db import now
from kimhub.core.formats import date_time
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import render_markup
from kimhub.core.zones import zone_for
from kimhub.workshops.lists import LONGEST

MOST: Final = 30


class _Row(Struct, frozen=True):
    id: int
    slug: str
    title: str
    purpose: str
    state: str
    mode: str
    venue: str
    wilayah_code: str
    starts_at: datetime
    published_at: datetime
    cancelled_at: datetime | None
    owner_name: str


_latest = prepare_sql(
    "SELECT w.id, w.slug, w.title, w.purpose, w.state, w.mode, w.venue, w.wilayah_code, w.starts_at,"
    " w.published_at, w.cancelled_at, o.name AS owner_name"
    " FROM workshop w JOIN organization o ON o.id = w.organization WHERE w.state <> 'draft'"
    " AND w.starts_at > :since AND w.ends_at > :now AND w.published_at IS NOT NULL"
    f" ORDER BY w.published_at DESC, w.id DESC LIMIT {MOST}",
    _Row,
)


async def entries() -> list[Entry]:
    """Events to come, the one announced last first."""
    moment = now()
    return [_entry(row) for row in await _latest(now=moment, since=moment - LONGEST)]


def _entry(row: _Row) -> Entry:
    where = _("Daring") if row.mode == "online" else row.venue
    said = escape(f"{date_time(row.starts_at, zone_for(row.wilayah_code))}, {where}")
    title = row.title
    if row.state == "cancelled":
        title = _("Dibatalkan: %(title)s") % {"title": title}
    return Entry(
        id=f"/pelatihan/{row.slug}",
        path=f"/pelatihan/{row.slug}",
        title=title,
        author=row.owner_name,
        html=f"<p>{said}</p>{render_markup(row.purpose)}",
        published=row.published_at,
        updated=row.cancelled_at or row.published_at,
    )
