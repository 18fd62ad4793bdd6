"""Lists of what everybody reads: of a house, of a wilayah, of the whole installation; the newest first.

Pages follow each other by (published_at, id), which an index holds: the last page costs what
the first does. In the list of a house stands what it passes on too, by the time it did: two rows of
indexes, each read no further than a page.
"""
# ruff: noqa: S608 - every part is written here; values arrive as values

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from kimhub.core.db import now
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.publishing.kinds import ANNOUNCEMENT, EVERYBODY, LISTED, PACKAGE, SHOWN
from kimhub.publishing.views import Line
from kimhub.wilayah.names import prefix_range

PER_PAGE: Final = 20
FEW: Final = 300  # houses that are looked through one by one: those of a kecamatan, of a small regency
# What may be passed on, as policy.is_out says it: all that everybody may read, and packages of offices.
# :now is this moment; `o` is the owner.
IS_OUT: Final = (
    f"(a.shown = '{SHOWN}' AND a.audience = '{EVERYBODY}' AND a.removed_at IS NULL"
    " AND (a.expires_at IS NULL OR a.expires_at > :now))"
)
# What everybody may read at its own address, as policy.is_public says it.
IS_PUBLIC: Final = f"({IS_OUT} AND a.kind <> '{PACKAGE}')"
# What a house `r` passes on as it is; once its own words about it are shown, these stand there instead.
IS_RELAYED: Final = (
    "(r.mode = 'relay' AND r.ended_at IS NULL AND NOT coalesce("
    f"(SELECT {IS_PUBLIC.replace('a.', 'm.')} FROM article m WHERE m.id = r.made), false))"
)
# At least one house shows it so: then everybody may see its photos too.
IS_PASSED_ON: Final = (
    f"({IS_OUT} AND EXISTS (SELECT 1 FROM article_relay r JOIN organization h ON h.id = r.organization"
    f" WHERE r.article = a.id AND h.legal_status <> 'draft' AND {IS_RELAYED}))"
)
FIRST: Final = (datetime(9999, 1, 1, tzinfo=UTC), 0)
_COLUMNS: Final = (
    "a.id, a.organization, o.name AS owner_name, o.slug AS owner_slug, o.place AS owner_place,"
    " a.kind, a.slug, a.title, a.lede, a.verdict, a.place, a.cover, a.photos, a.published_at, a.changed_at"
)
_FROM: Final = "FROM article a JOIN organization o ON o.id = a.organization AND o.legal_status <> 'draft'"
_AS: Final = f"CASE a.kind WHEN '{PACKAGE}' THEN '{ANNOUNCEMENT}' ELSE a.kind END"  # a package passed on
_NEXT: Final = "(a.published_at, a.id) < (:before, :below)"
_ORDER: Final = "ORDER BY a.published_at DESC, a.id DESC LIMIT :most"


def _lines(where: str) -> Prepared[Line]:
    return prepare_sql(
        f"SELECT {_COLUMNS} {_FROM} WHERE {IS_PUBLIC} AND {where} AND {_NEXT} {_ORDER}", Line
    )


_OWN: Final = (
    f"SELECT {_COLUMNS}, '' AS relayed_by, '' AS relayed_slug {_FROM}"
    f" WHERE {IS_PUBLIC} AND a.organization = :house AND a.kind IN :kinds AND {_NEXT} {_ORDER}"
)
_RELAYED_COLUMNS: Final = _COLUMNS.replace(" a.kind,", f" {_AS} AS kind,").replace(
    "a.published_at", "r.at AS published_at"
)
# Which ones first, along their index: each is asked about its article by itself, so that no planner begins
# with the articles.
_RELAYED: Final = (
    f"SELECT {_RELAYED_COLUMNS}, h.name AS relayed_by, h.slug AS relayed_slug FROM ("
    "SELECT r.at, r.article, r.organization FROM article_relay r"
    f" WHERE r.organization = :house AND {IS_RELAYED} AND coalesce((SELECT {IS_OUT} AND {_AS} IN :kinds"
    f" {_FROM} WHERE a.id = r.article), false) AND (r.at, r.article) < (:before, :below)"
    " ORDER BY r.at DESC, r.article DESC LIMIT :most) r"
    " JOIN organization h ON h.id = r.organization JOIN article a ON a.id = r.article"
    " JOIN organization o ON o.id = a.organization"
)
_of_house = prepare_sql(
    f"SELECT * FROM (SELECT * FROM ({_OWN}) own UNION ALL SELECT * FROM ({_RELAYED}) passed) lines"
    " ORDER BY published_at DESC, id DESC LIMIT :most",
    Line,
)
_some = _lines("a.id IN :ids")
_tagged = _lines("a.organization = :house AND a.tags LIKE :tag")
# Of several kinds, without the index by kind: its rows would all have to be put in order first.
_KINDS: Final = "(a.kind || '') IN :kinds"
_everywhere = _lines(_KINDS)
_of_kind = _lines("a.kind = :kind")
_AREA: Final = "(o.wilayah_code = :area OR (o.wilayah_code >= :low AND o.wilayah_code < :high))"
_of_area = _lines(f"{_AREA} AND {_KINDS}")
_of_kind_in_area = _lines(f"{_AREA} AND a.kind = :kind")
_houses_in = prepare_sql(
    f"SELECT count(*) FROM (SELECT 1 FROM organization o WHERE {_AREA} LIMIT {FEW + 1}) few"
)
# Of a small wilayah: house by house, because the newest of the whole installation are hardly ever of it.
_of_houses_in = prepare_sql(
    "WITH o AS MATERIALIZED (SELECT id, name, slug, place FROM organization o"
    f" WHERE legal_status <> 'draft' AND {_AREA})"
    f" SELECT {_COLUMNS} FROM o CROSS JOIN article a WHERE a.organization = o.id AND {IS_PUBLIC}"
    f" AND {_KINDS} AND {_NEXT} {_ORDER}",
    Line,
)
_urgent_in = prepare_sql(
    f"SELECT {_COLUMNS} {_FROM} WHERE {IS_PUBLIC} AND a.urgent_until > :now"
    " AND o.kind = 'agency' AND o.wilayah_code IN :above"
    " ORDER BY a.published_at DESC, a.id DESC LIMIT 3",
    Line,
)
_urgent = prepare_sql(
    f"SELECT {_COLUMNS} {_FROM} WHERE {IS_PUBLIC} AND a.urgent_until > :now"
    " AND (o.kind = 'agency' AND (o.wilayah_code IN :above) OR o.id = :house)"
    " ORDER BY a.published_at DESC, a.id DESC LIMIT 3",
    Line,
)

Mark = tuple[datetime, int]  # the last line of the page before


async def of_house(
    organization_id: int, kinds: Sequence[str] = LISTED, after: Mark = FIRST, most: int = PER_PAGE
) -> list[Line]:
    """What a house tells, and what of others it passes on (`relayed_by`)."""
    return await _of_house(house=organization_id, kinds=list(kinds), **_page(after, most))


async def some(ids: list[int]) -> list[Line]:
    """Those of these that everybody may read, the newest first."""
    return await _some(ids=ids, **_page(FIRST, len(ids))) if ids else []


async def tagged(organization_id: int, tag: str, after: Mark = FIRST, most: int = PER_PAGE) -> list[Line]:
    """What a house tells under a tag."""
    return await _tagged(house=organization_id, tag=f"% {tag} %", **_page(after, most))


async def everywhere(
    kinds: Sequence[str] = LISTED, after: Mark = FIRST, most: int = PER_PAGE
) -> list[Line]:
    """What all houses of the installation tell."""
    if len(kinds) == 1:
        return await _of_kind(kind=kinds[0], **_page(after, most))
    return await _everywhere(kinds=list(kinds), **_page(after, most))


async def of_area(
    code: str, kinds: Sequence[str] = LISTED, after: Mark = FIRST, most: int = PER_PAGE
) -> list[Line]:
    """What the houses of a wilayah tell."""
    low, high = prefix_range(code)
    area = {"area": code, "low": low, "high": high}
    if int(await _houses_in.value(**area)) <= FEW:
        return await _of_houses_in(kinds=list(kinds), **area, **_page(after, most))
    if len(kinds) == 1:
        return await _of_kind_in_area(kind=kinds[0], **area, **_page(after, most))
    return await _of_area(kinds=list(kinds), **area, **_page(after, most))


async def urgent(organization_id: int, seat: str) -> list[Line]:
    """What must be read at once on the site of a house: of the offices above it, and its own."""
    return await _urgent(house=organization_id, above=_above(seat), now=now())


async def urgent_in(code: str) -> list[Line]:
    """What must be read at once in a wilayah: of its offices and of those above."""
    return await _urgent_in(above=_above(code), now=now())


def _above(code: str) -> list[str]:
    """The code with all it lies in; the empty one is the country."""
    parts = code.split(".")
    return ["", *(".".join(parts[:n]) for n in range(1, len(parts) + 1))]


def _page(after: Mark, most: int) -> dict[str, object]:
    return {"before": after[0], "below": after[1], "most": most, "now": now()}
