"""An LPJ put together from the records, at this moment.

Sums are those of work.py, so they agree with what the page of the work says on that day.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from kimhub.core.formats import long_date
from kimhub.core.i18n import use_locale
from kimhub.core.prepared import prepare_sql
from kimhub.programs import indicators, programs, wording, work
from kimhub.programs.account_views import (
    NOTHING,
    Account,
    IndicatorFact,
    LineFact,
    ObstacleFact,
    PhotoFact,
    SourceFact,
    Written,
)
from kimhub.programs.indicators import Standing
from kimhub.programs.views import Program
from kimhub.programs.work import LineWork, Work

HALF_ENDS: Final = (6, 30)
MOST_PHOTOS: Final = 24  # four pages of six
MOST_OBSTACLES: Final = 60

_obstacles = prepare_sql(
    'SELECT e.happened_on AS "on", e.line AS line_id, l.name AS line, e.obstacle, e.follow_up'
    " FROM program_entry e JOIN program_line l ON l.id = e.line"
    " WHERE e.program = :program AND e.happened_on <= :until"
    " AND (e.obstacle <> '' OR e.follow_up <> '') ORDER BY e.happened_on, e.id LIMIT :most"
)
_photos = prepare_sql(
    'SELECT f.id, f.file, f.width, f.height, f.alt, e.happened_on AS "on", e.line AS line_id,'
    " l.name AS line, f.in_report FROM program_file f"
    " JOIN program_entry e ON e.id = f.entry JOIN program_line l ON l.id = e.line"
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
    names = {one.line.id: one.line.name for one in done.lines}  # as agreed, not as an amendment has them
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
                ObstacleFact(**_named(row, names))
                for row in await _obstacles(
                    program=program.id, until=until or date.max, most=MOST_OBSTACLES
                )
            ),
            photos=tuple(
                photo for photo, chosen in await photos_of(program.id, until, names) if chosen
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


async def photos_of(
    program_id: int, until: date | None, names: Mapping[int, str] = MappingProxyType({})
) -> list[tuple[PhotoFact, bool]]:
    """All photos of what was done, and whether each is to be shown in the LPJ. `names` are those of lines
    by their ids, where they are known better than by their rows."""
    rows = await _photos(program=program_id, until=until or date.max)
    return [
        (PhotoFact(**_named(row, names)), shown) for row in rows for shown in [bool(row.pop("in_report"))]
    ]


def _named(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    """A row with the name of its line instead of the line's id."""
    line_id = row.pop("line_id")
    return {**row, "line": names.get(line_id, row["line"])}


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
