"""What an LPJ says (domain.md 3.6): put together from the records, and kept as it was when it was sent.

As with a plan, everything that only looks at an account (page, PDF, XLSX, check page) takes this value.
Sums are those of work.py, so they agree with what the page of the work says on that day.
"""

from datetime import date
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct

from kimhub.core.formats import long_date
from kimhub.core.i18n import Lazy, lazy_, use_locale
from kimhub.core.prepared import prepare_sql
from kimhub.programs import indicators, programs, states, wording, work
from kimhub.programs.indicators import Standing
from kimhub.programs.views import Program
from kimhub.programs.work import LineWork, Work

HALF_ENDS: Final = (6, 30)
MOST_PHOTOS: Final = 24  # four pages of six
MOST_OBSTACLES: Final = 60

# How a number came about (features.md E10).
HOW: Final[dict[str, Lazy]] = {
    "computed": lazy_("dihitung dari catatan"),
    "typed": lazy_("diketik, belum diperiksa pembina"),
    "confirmed": lazy_("diketik, dibenarkan pembina"),
    "doubted": lazy_("diketik, diragukan pembina"),
    "none": lazy_("belum diisi"),
}


class LineFact(Struct, frozen=True):
    """A planned line with what became of it. `no` is its number in the plan, 0 where it is out of it."""

    no: int
    id: int
    section: str
    name: str
    target: str
    when: str
    planned: int
    spent: int
    progress: str
    reason: str
    entries: int
    male: int
    female: int
    last_on: date | None
    output: str

    @property
    def people(self) -> int:
        return self.male + self.female


class SourceFact(Struct, frozen=True):
    """Rupiah."""

    source: str
    planned: int
    received: int
    spent: int

    @property
    def balance(self) -> int:
        return self.received - self.spent


class IndicatorFact(Struct, frozen=True):
    """Values in hundredths; `share` in per cent of the target."""

    no: int
    line: str
    name: str
    kind: str
    unit: str
    target: int | None
    value: int | None
    share: int | None
    how: str
    words: str = ""
    rating: int | None = None


class ObstacleFact(Struct, frozen=True):
    on: date
    line: str
    obstacle: str
    follow_up: str


class PhotoFact(Struct, frozen=True):
    """`file` is the key in the file store."""

    id: int
    file: str
    width: int
    height: int
    alt: str
    on: date
    line: str

    @property
    def caption(self) -> str:
        return self.alt or self.line


class Account(Struct, frozen=True):
    """`texts` are those of accounting.SECTIONS; `until` ends what is counted."""

    organization: str
    place: str
    year: int
    period: str
    version: int
    agreed_on: str
    agreed_by: str
    until: date | None
    lines: tuple[LineFact, ...]
    sources: tuple[SourceFact, ...]
    indicators: tuple[IndicatorFact, ...]
    obstacles: tuple[ObstacleFact, ...]
    photos: tuple[PhotoFact, ...]
    months_active: int
    texts: dict[str, str]
    own_rating: int | None = None
    own_rating_reason: str = ""
    known_name: str = ""
    known_office: str = ""

    @property
    def planned(self) -> int:
        """Rupiah."""
        return sum(one.planned for one in self.sources)

    @property
    def received(self) -> int:
        """Rupiah."""
        return sum(one.received for one in self.sources)

    @property
    def spent(self) -> int:
        """Rupiah; the same by source and by line."""
        return sum(one.spent for one in self.sources)

    @property
    def balance(self) -> int:
        """Rupiah."""
        return self.received - self.spent

    @property
    def in_plan(self) -> int:
        """How many lines were planned."""
        return sum(1 for line in self.lines if line.no)

    @property
    def done(self) -> int:
        return sum(1 for line in self.lines if line.no and line.progress == states.DONE)

    @property
    def unfinished(self) -> int:
        """Lines nobody has said of what became of them."""
        open_ = {states.NOT_STARTED, states.ONGOING}
        return sum(1 for line in self.lines if line.no and line.progress in open_)

    @property
    def entries(self) -> int:
        return sum(line.entries for line in self.lines)

    @property
    def people(self) -> int:
        return sum(line.people for line in self.lines)


class Written(Struct, frozen=True):
    """What people wrote for an LPJ, beside what is recorded."""

    texts: dict[str, str]
    own_rating: int | None = None
    own_rating_reason: str = ""
    known_name: str = ""
    known_office: str = ""


NOTHING: Final = Written({})
_obstacles = prepare_sql(
    'SELECT e.happened_on AS "on", l.name AS line, e.obstacle, e.follow_up FROM program_entry e'
    " JOIN program_line l ON l.id = e.line WHERE e.program = :program AND e.happened_on <= :until"
    " AND (e.obstacle <> '' OR e.follow_up <> '') ORDER BY e.happened_on, e.id LIMIT :most",
    ObstacleFact,
)
_photos = prepare_sql(
    'SELECT f.id, f.file, f.width, f.height, f.alt, e.happened_on AS "on", l.name AS line, f.in_report'
    " FROM program_file f JOIN program_entry e ON e.id = f.entry JOIN program_line l ON l.id = e.line"
    " WHERE f.program = :program AND f.width > 0 AND e.happened_on <= :until"
    " ORDER BY l.sort, l.id, e.happened_on, f.id LIMIT 200"
)


async def of(program: Program, period: str, written: Written = NOTHING) -> Account:
    """The account as the records have it at this moment."""
    until = last_day(program.year, period)
    done = await work.of(program, until=until)
    standing = await indicators.of(program, done.plan, until=until)
    version = await programs.version_by_id(program.in_force) if program.in_force else None
    numbers = {line.id: n for n, line in enumerate(done.plan.lines, 1)}
    by = [version.decided_name, version.decided_office] if version else []
    with use_locale("id"):
        return Account(
            organization=done.plan.organization,
            place=done.plan.place,
            year=program.year,
            period=period,
            version=version.number if version else 0,
            agreed_on=(
                long_date(version.decided_at, program.zone) if version and version.decided_at else ""
            ),
            agreed_by=", ".join(part for part in by if part),
            until=until,
            lines=_lines(done, numbers),
            sources=tuple(
                SourceFact(one.source, one.planned, one.received, one.spent) for one in done.sources
            ),
            indicators=tuple(_indicator(one, numbers) for one in standing),
            obstacles=tuple(
                await _obstacles(program=program.id, until=until or date.max, most=MOST_OBSTACLES)
            ),
            photos=tuple(
                photo for photo, chosen in await photos_of(program.id, until) if chosen
            )[:MOST_PHOTOS],
            months_active=done.months_active,
            texts=written.texts,
            own_rating=written.own_rating,
            own_rating_reason=written.own_rating_reason,
            known_name=written.known_name,
            known_office=written.known_office,
        )  # fmt: skip


def last_day(year: int, period: str) -> date | None:
    """The last day an account counts; a year's counts all there is, also what was noted late."""
    return date(year, *HALF_ENDS) if period == "half" else None


async def photos_of(program_id: int, until: date | None) -> list[tuple[PhotoFact, bool]]:
    """All photos of what was done, and whether each is to be shown in the LPJ."""
    rows = await _photos(program=program_id, until=until or date.max)
    return [
        (PhotoFact(**{name: row[name] for name in PhotoFact.__struct_fields__}), bool(row["in_report"]))
        for row in rows
    ]


def pack(account: Account) -> tuple[str, str]:
    """The account as text, and the SHA-256 of that text."""
    content = msgspec.json.encode(account)
    return content.decode(), sha256(content).hexdigest()


def unpack(content: str) -> Account:
    return msgspec.json.decode(content, type=Account)


def is_whole(content: str, digest: str) -> bool:
    """The text is, to the byte, what was sent."""
    return sha256(content.encode()).hexdigest() == digest


def _lines(done: Work, numbers: dict[int, int]) -> tuple[LineFact, ...]:
    return tuple(_line(one, numbers.get(one.line.id, 0) if one.in_plan else 0) for one in done.everything)


def _line(one: LineWork, no: int) -> LineFact:
    return LineFact(
        no=no,
        id=one.line.id,
        section=one.line.section,
        name=one.line.name,
        target=wording.field(one.line, "target"),
        when=wording.when(one.line),
        planned=one.planned if no else 0,
        spent=one.spent,
        progress=one.progress,
        reason=one.reason,
        entries=one.entries,
        male=one.male,
        female=one.female,
        last_on=one.last_on,
        output=one.line.output,
    )


def _indicator(one: Standing, numbers: dict[int, int]) -> IndicatorFact:
    reading = one.reading
    if one.is_computed:
        how = "computed"
    elif reading is None:
        how = "none"
    else:
        how = reading.verdict or "typed"
    return IndicatorFact(
        no=numbers.get(one.line.id, 0),
        line=one.line.name,
        name=one.indicator.name,
        kind=one.indicator.kind,
        unit=one.indicator.unit,
        target=one.indicator.target,
        value=one.value,
        share=one.share,
        how=how,
        words=reading.words if reading else "",
        rating=reading.rating if reading else None,
    )
