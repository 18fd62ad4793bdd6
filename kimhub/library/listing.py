"""Lists of documents: what a person may read, narrowed by what they look for, the newest first."""

from collections import Counter
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct, structs

from kimhub.core.actor import Actor
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.core.text import search_norm
from kimhub.groups.organizations import asked
from kimhub.library import documents, seen
from kimhub.library.seen import Sight
from kimhub.library.views import Document

PER_PAGE: Final = 30
MOST_WORDS: Final = 5
COUNTED: Final = 2_000
FROM: Final = "FROM library_document d JOIN organization o ON o.id = d.organization"


class Wanted(Struct, frozen=True):
    """What is looked for; empty means everything. `house` and `folder` are where it lies; `at_top` means in
    no folder."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    tag: str = ""
    year: int = 0
    status: str = ""
    owner: str = ""
    house: int = 0
    folder: int = 0
    at_top: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked for besides where it lies."""
        return bool(self.text or self.kinds or self.tag or self.year or self.status or self.owner)

    @property
    def query(self) -> list[tuple[str, str]]:
        """As the address says it."""
        every = [("q", self.text), *(("jenis", kind) for kind in self.kinds), ("tag", self.tag)]
        every += [
            ("tahun", str(self.year) if self.year else ""),
            ("status", self.status),
            ("kim", self.owner),
        ]
        return [(name, value) for name, value in every if value]


class Found(Struct, frozen=True):
    """A page of a list. `next` is the id after which it goes on."""

    rows: list[Document]
    next: int | None


class Facets(Struct, frozen=True):
    """How many there are of each kind, whatever kinds were asked for; the years there are documents of, the
    latest first; and how many the list has. None: too many to count."""

    kinds: dict[str, int]
    years: list[int]
    total: int | None


class Shelf(Struct, frozen=True):
    """A library somebody has a part in."""

    id: int
    name: str
    slug: str
    kind: str
    place: str

    @property
    def path(self) -> str:
        return f"/pustaka/o/{self.slug}"


_shelves = prepare_sql(
    "SELECT id, name, slug, kind, place FROM organization WHERE id IN :mine"
    " OR (kind = 'agency' AND wilayah_code IN :above) ORDER BY kind = 'agency', name, id LIMIT 30",
    Shelf,
)


async def shelves(actor: Actor) -> list[Shelf]:
    """The libraries of this person's houses, and of the offices above them."""
    values = seen.of(actor).values
    if not values:
        return []
    return await _shelves(mine=values["member_of"], above=values["member_below"])


async def found(actor: Actor, wanted: Wanted, after: int | None = None) -> Found:
    """A page of what this person may read."""
    where, values = _where(seen.of(actor), wanted)
    if after is not None:
        where, values = f"{where} AND d.id < :after", values | {"after": after}
    sql = f"{documents.SELECT} WHERE {where} ORDER BY d.id DESC LIMIT {PER_PAGE + 1}"
    rows = await _statement(sql, Document)(**values)
    page = rows[:PER_PAGE]
    return Found(page, page[-1].id if len(rows) > PER_PAGE else None)


async def every(actor: Actor, wanted: Wanted, most: int) -> list[Document]:
    """All of it that this person may read, at most so many, the newest first."""
    where, values = _where(seen.of(actor), wanted)
    sql = f"{documents.SELECT} WHERE {where} ORDER BY d.id DESC LIMIT {most}"
    found: list[Document] = await _statement(sql, Document)(**values)
    return found


async def count(actor: Actor, wanted: Wanted) -> int:
    """How many there are of it for this person."""
    where, values = _where(seen.of(actor), wanted)
    return int(await _statement(f"SELECT count(*) {FROM} WHERE {where}", None).value(**values))


async def facets(actor: Actor, wanted: Wanted) -> Facets:
    """What the list could be narrowed by, and how many there are: counted as far as COUNTED, for numbers
    beyond that help nobody choose, and counting a hundred thousand takes half a second."""
    where, values = _where(seen.of(actor), structs.replace(wanted, kinds=(), year=0))
    sql = f"SELECT d.kind, d.year {FROM} WHERE {where} LIMIT {COUNTED + 1}"
    rows = await _statement(sql, None).rows(**values)
    if len(rows) > COUNTED:
        return Facets({}, [], None)
    kinds = Counter(str(kind) for kind, year in rows if not wanted.year or year == wanted.year)
    total = sum(number for kind, number in kinds.items() if not wanted.kinds or kind in wanted.kinds)
    years = sorted({int(year) for _kind, year in rows if year is not None}, reverse=True)
    return Facets(dict(kinds), years, total)


async def by_folder(actor: Actor, wanted: Wanted) -> dict[int, int]:
    """How many documents lie in each folder itself."""
    where, values = _where(seen.of(actor), wanted)
    sql = f"SELECT d.folder, count(*) {FROM} WHERE {where} AND d.folder IS NOT NULL GROUP BY d.folder"
    return {int(folder): int(number) for folder, number in await _statement(sql, None).rows(**values)}


def _where(sight: Sight, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    parts, values = [sight.where], dict(sight.values)
    if wanted.house:
        parts.append("d.organization = :house")
        values["house"] = wanted.house
    if wanted.folder:
        parts.append("d.folder = :folder")
        values["folder"] = wanted.folder
    elif wanted.at_top:
        parts.append("d.folder IS NULL")
    for n, word in enumerate(search_norm(wanted.text).split()[:MOST_WORDS]):
        parts.append(f"lower(d.title || ' ' || d.number || ' ' || d.tags) LIKE :word{n}")
        values[f"word{n}"] = f"%{word}%"  # letters and digits only
    for n, word in enumerate(asked(wanted.owner)[:MOST_WORDS]):
        parts.append(f"' ' || o.search LIKE :owner{n}")
        values[f"owner{n}"] = f"% {word}%"
    if wanted.kinds:
        parts.append("d.kind IN :kinds")
        values["kinds"] = list(wanted.kinds)
    if wanted.tag:
        parts.append("d.tags LIKE :tag")
        values["tag"] = f"% {wanted.tag} %"
    if wanted.year:
        parts.append("d.year = :year")
        values["year"] = wanted.year
    if wanted.status:
        parts.append("d.status = :status")
        values["status"] = wanted.status
    return " AND ".join(parts), values


@lru_cache(maxsize=200)
def _statement(sql: str, into: Any) -> Prepared[Any]:
    return prepare_sql(sql, into) if into else prepare_sql(sql)
