"""How active an organization is, computed once a day from what its members do here."""

from datetime import timedelta
from typing import Final

from kimhub.core.db import now, transaction
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.groups import events
from kimhub.groups.tables import Organization

DAYS: Final = 90
SEEN_DAYS: Final = 30
ENOUGH: Final = 6  # two a month

# The same sentence stands on the pembina's page, so that nobody wonders.
RULE: Final = lazy_(
    "Aktif: anggota membuat paling sedikit 6 tulisan atau kegiatan dalam 90 hari terakhir. "
    "Kurang aktif: 1 sampai 5, atau ada anggota yang membuka KIMHub dalam 30 hari terakhir. "
    "Tidak aktif: selain itu. Dihitung sekali sehari. Vakum hanya ditetapkan pembina, dengan alasan."
)

# Keeping the books is no activity of the group: what this slice itself records does not count.
_BOOKS: Final = tuple(sorted(name for name, kind in vars(events).items() if isinstance(kind, type)))

_levels = prepare_sql(
    "SELECT o.id, o.activity_level AS was, CASE"
    " WHEN coalesce(d.deeds, 0) >= :enough THEN 'active'"
    " WHEN coalesce(d.deeds, 0) > 0 OR coalesce(s.seen, 0) > 0 THEN 'less_active'"
    " ELSE 'inactive' END AS level"
    " FROM organization o"
    " LEFT JOIN (SELECT m.organization, count(*) AS deeds FROM event e"
    "  JOIN membership m ON m.\"user\" = e.actor AND m.state = 'active'"
    "  WHERE e.happened_at >= :since AND e.organization IS NOT NULL AND e.kind NOT IN :books"
    "  GROUP BY m.organization) d ON d.organization = o.id"
    " LEFT JOIN (SELECT m.organization, count(*) AS seen FROM membership m"
    '  JOIN account u ON u.id = m."user"'
    "  WHERE m.state = 'active' AND u.last_seen_at >= :seen_since"
    "  GROUP BY m.organization) s ON s.organization = o.id"
    " WHERE o.legal_status <> 'dissolved'"
)


async def compute() -> int:
    """Bring every organization's level up to date; returns how many changed."""
    at = now()
    rows = await _levels(
        enough=ENOUGH,
        since=at - timedelta(days=DAYS),
        seen_since=at - timedelta(days=SEEN_DAYS),
        books=list(_BOOKS),
    )
    changed = 0
    for level in ("active", "less_active", "inactive"):
        ids = [row["id"] for row in rows if row["level"] == level and row["was"] != level]
        for start in range(0, len(ids), 500):
            async with transaction():
                await Organization.update({Organization.activity_level: level}).where(
                    Organization.id.is_in(ids[start : start + 500])
                )
        changed += len(ids)
    return changed
