"""What stands on the page of one event besides the event itself: rundown, speakers, files, series."""
# ruff: noqa: S608 - every part is written here; what people ask for arrives as a value

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import initials
from kimhub.wilayah.labels import full_name
from kimhub.wilayah.places import Place
from kimhub.wilayah.service import get_wilayah
from kimhub.workshops import policy
from kimhub.workshops.kinds import KINDS
from kimhub.workshops.views import Workshop
from kimhub.workshops.views_lists import kind_name

ROLES: Final = ("opener", "speaker", "moderator")  # in the order they are named


class Item(Struct, frozen=True):
    """A line of the rundown."""

    starts_at: datetime
    ends_at: datetime | None
    title: str
    who: str
    credit_hours: int


class Session(Struct, frozen=True):
    """A day, or a part of one, with its rundown."""

    id: int
    title: str
    room: str
    starts_at: datetime
    ends_at: datetime
    items: list[Item]


class Speaker(Struct, frozen=True):
    id: int
    name: str
    office: str
    bio: str
    role: str

    @property
    def initials(self) -> str:
        return initials(self.name)


class Material(Struct, frozen=True):
    """A file to hand out, or a photo."""

    id: int
    name: str
    mime: str
    alt: str
    for_whom: str
    size: int
    width: int
    height: int
    purpose: str

    @property
    def type(self) -> str:
        """ "PDF": what people call it, by the end of its name."""
        _, dot, ending = self.name.rpartition(".")
        return ending.upper()[:4] if dot else _TYPES.get(self.mime, "")


class Sibling(Struct, frozen=True):
    """Another event of the same series."""

    id: int
    title: str
    slug: str
    state: str
    wilayah_code: str
    starts_at: datetime | None


class Around(Struct, frozen=True):
    sessions: list[Session]
    speakers: list[Speaker]
    materials: list[Material]
    photos: list[Material]
    documents: list[int]  # of the library, whoever may read them
    audience: list[str]  # organizations and places it is for; empty: everybody
    siblings: list[Sibling]
    kind: str
    place: Place | None

    @property
    def has_rundown(self) -> bool:
        return len(self.sessions) > 1 or any(session.items for session in self.sessions)


class _Line(Struct, frozen=True):
    session: int
    title: str
    room: str
    starts_at: datetime
    ends_at: datetime
    item: int | None
    item_starts: datetime | None
    item_ends: datetime | None
    item_title: str | None
    who: str | None
    credit_hours: int | None


class _Row(Struct, frozen=True):
    """Rows of several tables in one shape, so that a page asks once for all of them."""

    what: str
    id: int
    a: str
    b: str
    c: str
    d: str
    n: int
    m: int
    o: int
    at: datetime | None


_TYPES: Final = {"image/webp": "FOTO", "application/pdf": "PDF", "text/plain": "TXT"}
_rundown = prepare_sql(
    "SELECT s.id AS session, s.title, s.room, s.starts_at, s.ends_at, i.id AS item,"
    " i.starts_at AS item_starts, i.ends_at AS item_ends, i.title AS item_title,"
    " coalesce(p.name, i.who) AS who, i.credit_hours"
    " FROM workshop_session s LEFT JOIN workshop_item i ON i.session = s.id"
    " LEFT JOIN workshop_speaker p ON p.id = i.speaker"
    " WHERE s.workshop = :workshop ORDER BY s.starts_at, s.id, i.starts_at, i.id",
    _Line,
)
_NEVER: Final = "CAST(NULL AS {time}) AS at"
_BESIDE: Final = f"""
SELECT * FROM (
 SELECT 'speaker' AS what, id, name AS a, office AS b, bio AS c, role AS d, sort AS n, 0 AS m, 0 AS o,
  {_NEVER} FROM workshop_speaker WHERE workshop = :workshop
 UNION ALL
 SELECT purpose AS what, id, name AS a, mime AS b, alt AS c, for_whom AS d, size AS n, width AS m,
  height AS o, {_NEVER} FROM workshop_file WHERE workshop = :workshop AND purpose IN ('material', 'photo')
 UNION ALL
 SELECT 'audience' AS what, t.id, coalesce(o.name, p.name, '') AS a, coalesce(p.kind, '') AS b,
  t.wilayah_code AS c, '' AS d, 0 AS n, 0 AS m, 0 AS o, {_NEVER} FROM workshop_audience t
  LEFT JOIN organization o ON o.id = t.organization LEFT JOIN wilayah p ON p.code = t.wilayah_code
  WHERE t.workshop = :workshop
 UNION ALL
 SELECT 'sibling' AS what, id, title AS a, slug AS b, state AS c, wilayah_code AS d, 0 AS n, 0 AS m, 0 AS o,
  starts_at AS at FROM workshop WHERE (series = :series OR id = :series) AND id <> :workshop
  AND state <> 'draft'
 UNION ALL
 SELECT 'document' AS what, to_id AS id, '' AS a, '' AS b, '' AS c, '' AS d, 0 AS n, 0 AS m, 0 AS o,
  {_NEVER} FROM chain_link WHERE from_kind = 'workshop' AND from_id = :workshop AND to_kind = 'document'
 UNION ALL
 SELECT 'kind' AS what, id, label AS a, label_en AS b, '' AS c, '' AS d, 0 AS n, 0 AS m, 0 AS o, {_NEVER}
  FROM workshop_kind WHERE code = :kind
) t ORDER BY what, at, n, id
"""
_beside = prepare_sql(_BESIDE.format(time="TEXT"), _Row, postgres=_BESIDE.format(time="timestamptz"))


async def around(one: Workshop) -> Around:
    """Three questions: the rundown, everything beside it, and the place."""
    lines = await _rundown(workshop=one.id)
    rows = await _beside(workshop=one.id, series=one.series or one.id, kind=one.kind)
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.what, []).append(row)
    speakers = [Speaker(row.id, row.a, row.b, row.c, row.d) for row in found.get("speaker", [])]
    added = found.get("kind")
    return Around(
        sessions=_sessions(lines),
        speakers=sorted(speakers, key=lambda one: ROLES.index(one.role) if one.role in ROLES else 1),
        materials=[_material(row) for row in found.get("material", [])],
        photos=[_material(row) for row in found.get("photo", [])],
        documents=[row.id for row in found.get("document", [])],
        audience=[_audience(row) for row in found.get("audience", [])],
        siblings=[Sibling(row.id, row.a, row.b, row.c, row.d, row.at) for row in found.get("sibling", [])],
        kind=str(KINDS[one.kind])
        if one.kind in KINDS
        else kind_name(one.kind, added[0].a if added else "", added[0].b if added else ""),
        place=await get_wilayah(one.wilayah_code),
    )


def for_reader(
    files: Iterable[Material], one: Workshop, actor: Actor, *, confirmed: bool
) -> list[Material]:
    """Those of these files that this person may have."""
    manages = policy.can_manage(actor, one)
    return [
        file
        for file in files
        if manages or file.for_whom == "public" or (file.for_whom == "confirmed" and confirmed)
    ]


def _sessions(lines: list[_Line]) -> list[Session]:
    made = []
    for _id, group in groupby(lines, key=lambda line: line.session):
        part = list(group)
        first = part[0]
        items = [
            Item(
                line.item_starts,
                line.item_ends,
                line.item_title or "",
                line.who or "",
                line.credit_hours or 0,
            )
            for line in part
            if line.item_starts is not None
        ]
        made.append(Session(first.session, first.title, first.room, first.starts_at, first.ends_at, items))
    return made


def _material(row: _Row) -> Material:
    return Material(row.id, row.a, row.b, row.c, row.d, row.n, row.m, row.o, row.what)


def _audience(row: _Row) -> str:
    """ "KIM Mallari", "Kec. Awangpone"."""
    return full_name(_Named(row.c, row.b, row.a)) if row.b else row.a


class _Named(Struct, frozen=True):
    code: str
    kind: str
    name: str
