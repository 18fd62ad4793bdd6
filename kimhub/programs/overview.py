"""Every house of a wilayah and where its program of a year stands; also those that have none."""
# ruff: noqa: S608 - every part is written here; what people ask for arrives as a value

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.i18n import Lazy, lazy_
from kimhub.groups import terms
from kimhub.groups.organizations import asked
from kimhub.programs import desk
from kimhub.wilayah.names import prefix_range

PER_PAGE: Final = 50
MOST_WORDS: Final = 5
FIRST_YEAR: Final = 2010
NEXT_FROM: Final = 7  # from July on offices look at the programs of next year

NONE: Final = "none"
STAGES: Final[dict[str, Lazy]] = {
    NONE: lazy_("Belum membuat"),
    "draft": lazy_("Draf"),
    "village": lazy_("Menunggu kepala desa"),
    "waiting": lazy_("Menunggu pembina"),
    "returned": lazy_("Menunggu KIM"),
    "agreed": lazy_("Disetujui"),
    "closed": lazy_("Ditutup"),
}
TAGS: Final = {
    NONE: "bad", "draft": "", "village": "info", "waiting": "info", "returned": "warn", "agreed": "good",
    "closed": "good",
}  # fmt: skip
FILLS: Final = {"waiting": "f2", "returned": "f3", "agreed": "f4", "closed": "f4"}  # else f0
# An amendment that is written leaves its program agreed; one that was submitted waits for the office.
STAGE: Final = (
    "CASE WHEN p.id IS NULL THEN 'none' WHEN p.state IN ('submitted', 'in_review') THEN 'waiting'"
    " WHEN p.state = 'acknowledging' THEN 'village' WHEN p.state = 'needs_revision' THEN 'returned'"
    " WHEN p.state = 'closed' THEN 'closed' WHEN p.in_force IS NOT NULL THEN 'agreed' ELSE 'draft' END"
)
HOUSES: Final = (
    f"o.kind IN ('kim', 'forum_kim') AND o.legal_status NOT IN ('draft', 'dissolved') AND {desk.SEES}"
)
JOIN: Final = (
    " FROM organization o LEFT JOIN program p ON p.organization = o.id AND p.year = :plan_year"
    " AND p.kind = 'program' AND p.state <> 'cancelled'"
)
BY_STAGE: Final = f"SELECT {STAGE} AS stage, o.id{JOIN} WHERE {HOUSES}"


class Wanted(Struct, frozen=True):
    """What the list is narrowed to."""

    year: int
    district: str = ""
    stage: str = ""
    text: str = ""

    @property
    def query(self) -> dict[str, str]:
        named = {
            "tahun": str(self.year),
            "kecamatan": self.district,
            "tahap": self.stage,
            "q": self.text,
        }
        return {name: value for name, value in named.items() if value}


class House(Struct, frozen=True):
    """An organization with its program of the year, if it has one. `total` and `lines` are those of the
    version in force, else of the one submitted last."""

    id: int
    name: str
    slug: str
    seat: str
    district: str | None
    program: int | None
    program_slug: str | None
    stage: str
    state: str | None
    in_force: int | None
    number: int | None
    lines: int | None
    total: int | None
    submitted_at: datetime | None
    due_on: date | None
    reply_by: date | None
    changed_at: datetime | None
    opens: bool

    @property
    def path(self) -> str:
        """Of the program where the reader may open it, else of the house."""
        return f"/program/{self.program_slug}" if self.opens else f"/kim/{self.slug}"

    @property
    def is_amended(self) -> bool:
        return self.in_force is not None and self.state not in {"approved", "closed"}


class District(Struct, frozen=True):
    """A kecamatan; forums of a whole regency stand under its own code."""

    code: str
    name: str
    counted: tuple[tuple[str, int], ...]

    @property
    def stages(self) -> dict[str, int]:
        """How many houses by stage; those without any are not there."""
        return dict(self.counted)

    @property
    def total(self) -> int:
        return sum(n for _stage, n in self.counted)


class _Count(Struct, frozen=True):
    code: str
    name: str | None
    stage: str
    n: int


_COLUMNS: Final = (
    "o.id, o.name, o.slug, o.wilayah_code AS seat, w.name AS district, p.id AS program,"
    f" p.slug AS program_slug, {STAGE} AS stage, p.state, p.in_force, v.number, v.lines, v.total,"
    " v.submitted_at, v.due_on, p.reply_by, p.changed_at, CASE WHEN p.in_force IS NOT NULL"
    f" OR (p.current IS NOT NULL AND {desk.DECIDES}) THEN TRUE ELSE FALSE END AS opens"
)
_JOINED: Final = (
    f"{JOIN} LEFT JOIN program_version v ON v.id = coalesce(p.in_force, p.current)"
    " LEFT JOIN wilayah w ON w.code = substr(o.wilayah_code, 1, 8)"
)
_PARTS: Final = {
    "district": "o.wilayah_code >= :from_code AND o.wilayah_code < :to_code",
    "stage": f"{STAGE} = :stage",
    "after": "(o.wilayah_code, o.id) > (:code, :id)",
}
_counts = desk.Scoped(
    "SELECT g.code, w.name, g.stage, g.n FROM (SELECT q.code, q.stage, count(q.id) AS n FROM"
    f" (SELECT substr(o.wilayah_code, 1, 8) AS code, {STAGE} AS stage, o.id{JOIN} WHERE {HOUSES}) q"
    " GROUP BY q.code, q.stage) g LEFT JOIN wilayah w ON w.code = g.code ORDER BY w.name, g.code",
    _Count,
)


def plan_year(today: date | None = None) -> int:
    """The year whose programs are drawn up or carried out now."""
    today = today or terms.today()
    return today.year + (today.month >= NEXT_FROM)


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; what means nothing is passed over."""
    year, code, stage = query.get("tahun", ""), query.get("kecamatan", ""), query.get("tahap", "")
    given = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0
    return Wanted(
        given if FIRST_YEAR <= given <= terms.today().year + 5 else plan_year(),
        code if len(code) in {5, 8} and code.replace(".", "").isdigit() and code.isascii() else "",
        stage if stage in STAGES else "",
        query.get("q", "").strip()[:100],
    )


async def by_district(actor: Actor, year: int) -> list[District]:
    """How many houses stand where, kecamatan by kecamatan; one query, whatever their number."""
    names: dict[str, str] = {}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in await _counts(actor, plan_year=year):
        names[row.code] = row.name or row.code
        found[row.code][row.stage] = row.n
    return [District(code, names[code], tuple(stages.items())) for code, stages in found.items()]


def stages_of(districts: list[District], code: str = "") -> dict[str, int]:
    """All together, or those of one kecamatan, each stage there in its order."""
    here = [one for one in districts if not code or one.code == code]
    return {stage: sum(one.stages.get(stage, 0) for one in here) for stage in STAGES}


@cache
def _statement(parts: tuple[str, ...], most: int) -> desk.Scoped[House]:
    # What is no name of a part is a parameter: a word of the name.
    where = " AND ".join([HOUSES, *(_PARTS.get(part, f"' ' || o.search LIKE :{part}") for part in parts)])
    return desk.Scoped(
        f"SELECT {_COLUMNS}{_JOINED} WHERE {where} ORDER BY o.wilayah_code, o.id LIMIT {most}", House
    )


async def page(
    actor: Actor, wanted: Wanted, after: tuple[str, int] | None = None, most: int = PER_PAGE
) -> tuple[list[House], tuple[str, int] | None]:
    """A stretch of the houses, by their place, and where the list goes on."""
    parts: list[str] = []
    values: dict[str, Any] = {"plan_year": wanted.year}
    if wanted.district:
        parts.append("district")
        values["from_code"], values["to_code"] = prefix_range(wanted.district)
        if len(wanted.district) == 5:  # houses of the regency itself
            values["to_code"] = wanted.district + "."
    if wanted.stage:
        parts.append("stage")
        values["stage"] = wanted.stage
    for n, word in enumerate(asked(wanted.text)[:MOST_WORDS]):
        parts.append(f"w{n}")
        values[f"w{n}"] = f"% {word}%"
    if after:
        parts.append("after")
        values["code"], values["id"] = after
    rows = await _statement(tuple(parts), most + 1)(actor, **values)
    shown = rows[:most]
    return shown, (shown[-1].seat, shown[-1].id) if len(rows) > most else None


def read_place(text: str) -> tuple[str, int] | None:
    """Where the list goes on; None for its beginning."""
    code, _, number = text.partition("_")
    if number.isascii() and number.isdigit() and len(number) < 19 and len(code) <= 13:
        return code, int(number)
    return None
