"""Taking a line of another KIM's agreed program into one's own draft: its origin stays known, and the other
KIM sees that it was taken."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from kimhub.chain import links
from kimhub.chain.links import Tied
from kimhub.core.actor import Actor
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import search_norm
from kimhub.programs import bringing, editing, policy, programs, reading, states, work
from kimhub.programs.plan import Line
from kimhub.programs.programs import LineOf
from kimhub.programs.views import Program
from kimhub.programs.work import LineWork

KIND: Final = "program_line"  # of the chain
# What may stay behind: who did it and what it cost elsewhere is not what it will be here.
PARTS: Final = ("indicators", "items", "months")


class Origin(Struct, frozen=True):
    """Where an adopted line came from. `path` is its page, while its program is agreed."""

    id: int
    house: str
    year: int
    path: str
    agreed: bool


class Achieved(Struct, frozen=True):
    """What came of the line where it was planned first; `ties` are workshops, topics and the like."""

    worked: LineWork
    ties: tuple[Tied, ...]


_origins = prepare_sql(
    "SELECT l.id, o.name AS house, p.year, '/program/' || p.slug || '/kegiatan/' || l.id AS path,"
    " p.in_force IS NOT NULL AS agreed FROM program_line l JOIN program p ON p.id = l.program"
    " JOIN organization o ON o.id = p.organization WHERE l.id IN :ids",
    Origin,
    postgres=(
        "SELECT l.id, o.name AS house, p.year,"
        " '/program/' || p.slug || '/kegiatan/' || CAST(l.id AS text) AS path,"
        " p.in_force IS NOT NULL AS agreed FROM program_line l JOIN program p ON p.id = l.program"
        " JOIN organization o ON o.id = p.organization WHERE l.id IN :ids"
    ),
)
# Other houses that carry the line on: in a program that was agreed, or is being written by now.
_credit = prepare_sql(
    "SELECT count(DISTINCT p.organization) FROM program_line l JOIN program p ON p.id = l.program"
    " JOIN program_line f ON f.id = l.adopted_from JOIN program mine ON mine.id = f.program"
    " WHERE l.adopted_from = :line AND l.dropped IS FALSE AND p.state <> 'cancelled'"
    " AND p.kind = 'program' AND p.organization <> mine.organization"
)
_takers = prepare_sql(
    "SELECT DISTINCT o.name, p.year, p.slug FROM program_line l JOIN program p ON p.id = l.program"
    " JOIN organization o ON o.id = p.organization WHERE l.adopted_from = :line AND l.dropped IS FALSE"
    " AND p.in_force IS NOT NULL AND p.kind = 'program' ORDER BY p.year DESC, o.name LIMIT 50"
)
_writable = prepare_sql(
    f"{programs.SELECT} WHERE p.organization IN :houses AND p.state IN ('draft', 'needs_revision')"
    " ORDER BY p.year DESC, o.search, p.id LIMIT 20",
    Program,
)
_by_key = prepare_sql("SELECT id, program FROM program_line WHERE key = :key")


async def origins(lines: Sequence[Line]) -> dict[int, Origin]:
    """By the id of an adopted line: where it came from. No query where none was adopted."""
    ids = sorted({line.adopted_from for line in lines if line.adopted_from is not None})
    known = {one.id: one for one in await _origins(ids=ids)} if ids else {}
    return {line.id: known[line.adopted_from] for line in lines if line.adopted_from in known}


async def credit_of(line_id: int) -> int:
    """How many houses have taken the line over ("Diadopsi 3 KIM")."""
    return int(await _credit.value(line=line_id))


async def takers(line_id: int) -> list[tuple[str, int, str]]:
    """Who has it in an agreed program: house, year, address."""
    return [(row["name"], row["year"], f"/program/{row['slug']}") for row in await _takers(line=line_id)]


async def content(one: LineOf) -> Line | None:
    """The line as it was agreed (of a template as it stands); None when it is not in there."""
    whole = await reading.shown(one.program, working_copy=one.program.is_template)
    return whole.line(one.id)


async def achieved(one: LineOf, actor: Actor) -> Achieved | None:
    """What came of it, as far as this person may see; None for a template."""
    if one.program.is_template:
        return None
    done = (await work.of(one.program)).line(one.id)
    strip = await links.strip(actor, KIND, one.id)
    return Achieved(done, strip.before + strip.after) if done else None


async def materials(origin: Origin | None, actor: Actor) -> tuple[Tied, ...]:
    """What is tied to the line an adopted one came from: to read on with. No query for other lines."""
    if origin is None or not origin.agreed:
        return ()
    strip = await links.strip(actor, KIND, origin.id)
    return strip.before + strip.after


async def drafts(actor: Actor) -> list[Program]:
    """The programs this person is writing now: into these a line can be taken."""
    houses = sorted({grant.organization for grant in actor.grants if grant.organization is not None})
    found = await _writable(houses=houses) if houses else []
    return [one for one in found if policy.can_write(actor, one)]


async def twins(program: Program, line: Line) -> list[Line]:
    """Lines of a draft that look like this one already."""
    name = search_norm(line.name)
    return [
        each
        for each in await reading.lines_of(program.id)
        if each.adopted_from == line.id or search_norm(each.name) == name
    ]


async def adopt(
    one: LineOf, actor: Actor, target: int, parts: Sequence[str], key: UUID
) -> tuple[Program, int]:
    """Take the line into the draft `target` with the chosen PARTS; returns the draft and the new line. Sent
    twice it is taken once. Raises Invalid, Refused."""
    line = await content(one)
    if line is None:
        raise Refused(_("Kegiatan ini tidak ada di program yang disetujui."))
    async with transaction():
        if not any(draft.id == target for draft in await drafts(actor)):
            raise Invalid(target=_("Pilih program yang sedang Anda susun."))
        program = await editing.writable(target, actor)
        if made := await _by_key.first(key=key):
            if made["program"] != program.id:
                raise Refused(_("Formulir ini sudah dipakai. Muat ulang halaman, lalu coba lagi."))
            return program, int(made["id"])
        taken = _taken(line, one, parts)
        (line_id,) = await bringing.bring(program, actor, [taken], "adopted", keys=[key])
        return program, line_id


def _taken(line: Line, one: LineOf, parts: Sequence[str]) -> Line:
    """The line without persons and days. Numbers of the other KIM are no baseline here."""
    indicators = tuple(msgspec.structs.replace(each, baseline=None) for each in line.indicators)
    return msgspec.structs.replace(
        line,
        pic_user=None,
        pic_name="",
        starts_on=None,
        ends_on=None,
        note="",
        months=line.months if "months" in parts else 0,
        indicators=indicators if "indicators" in parts else (),
        items=line.items if "items" in parts else (),
        adopted_from=None if one.program.is_template else line.id,
    )


def progress_words(done: LineWork) -> tuple[str, str]:
    """The state of the line in a word, and the kind of its tag."""
    return str(states.PROGRESS[done.progress]), states.PROGRESS_TAGS[done.progress]
