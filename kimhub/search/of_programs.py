"""Work programs as they were agreed, for everybody. What is being written, submitted or reviewed is not
there: its house and its office have pages of their own."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from kimhub.core.bus import on
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.programs import events as programs
from kimhub.programs import reading
from kimhub.programs.plan import Plan
from kimhub.search import circles, writing
from kimhub.search.again import belonging
from kimhub.search.sources import Entry, Source, register
from kimhub.search.told import OfProgram

KIND: Final = "program"


class Program(Struct, frozen=True):
    id: int
    slug: str
    year: int
    state: str
    rev: int
    in_force: int
    organization: int
    house: str
    seat: str
    decided_at: datetime | None


_ids = prepare_sql("SELECT id FROM program WHERE id > :after ORDER BY id LIMIT :most")
_some = prepare_sql(
    "SELECT p.id, p.slug, p.year, p.state, p.rev, p.in_force, p.organization, o.name AS house,"
    " o.wilayah_code AS seat, v.decided_at FROM program p JOIN organization o ON o.id = p.organization"
    " JOIN program_version v ON v.id = p.in_force WHERE p.id IN :ids AND p.kind = 'program'",
    Program,
)
belonging(KIND, "house", "SELECT id FROM program WHERE organization = :ref AND id > :after ORDER BY id")


async def all_ids(after: int, most: int) -> Sequence[int]:
    return [row[0] for row in await _ids.rows(after=after, most=most)]


async def entries_of(ids: Sequence[int]) -> Sequence[Entry]:
    found = []
    for one in await _some(ids=list(ids)):
        if plan := await reading.version(one.in_force):
            found.append(_entry(one, plan))
    return found


def _entry(one: Program, plan: Plan) -> Entry:
    return Entry(
        kind=KIND,
        thing=one.id,
        title=plan.title,
        path=f"/program/{one.slug}",
        readers=circles.PUBLIC,
        happened_at=one.decided_at or datetime(one.year, 1, 1, tzinfo=UTC),
        text="\n".join(text for text in _texts(plan) if text),
        organization=one.organization,
        house=one.house,
        seat=one.seat,
        year=one.year,
        status="closed" if one.state == "closed" else "in_force",
        rev=one.rev,
    )


def _texts(plan: Plan) -> Iterator[str]:
    """What its public page says; persons in charge are not on it."""
    yield from (plan.background, plan.goals)
    for line in plan.lines:
        said = (line.name, line.purpose, line.target_group, line.output, line.outcome)
        yield " · ".join(text for text in said if text)


register(Source(KIND, lazy_("Program kerja"), "program", all_ids, entries_of, batch=20))


@on(
    programs.ProgramDecided,
    programs.DecisionUndone,
    programs.AmendmentBegun,
    programs.DraftDropped,
    programs.ProgramClosed,
    programs.AccountDecided,
    programs.AccountUndone,
)
async def follow_program(event: OfProgram) -> None:
    await writing.refresh(KIND, [event.program_id])
