"""Finding one program: what every handler of this slice loads through `allow(...)`."""

from typing import Final

from msgspec import Struct

from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.programs.views import Program, Step, Version

_JOINED: Final = {
    "owner_name": "o.name",
    "owner_slug": "o.slug",
    "owner_kind": "o.kind",
    "owner_place": "o.place",
    "owner_status": "o.legal_status",
    "owner_term_end": "o.term_end",
    "seat": "o.wilayah_code",
    "submitted_by": "v.submitted_by",
    "submitted_at": "v.submitted_at",
    "due_on": "v.due_on",
    "reviewer": "v.reviewer",
    "decided_by": "v.decided_by",
    "decided_at": "v.decided_at",
}
COLUMNS: Final = ", ".join(
    f"{_JOINED.get(name, f'p.{name}')} AS {name}" for name in Program.__struct_fields__
)
SELECT: Final = (
    f"SELECT {COLUMNS} FROM program p JOIN organization o ON o.id = p.organization"  # noqa: S608
    " LEFT JOIN program_version v ON v.id = p.current"
)
VERSION_COLUMNS: Final = ", ".join(f"v.{name}" for name in Version.__struct_fields__)


def _one(where: str) -> Prepared[Program]:
    return prepare_sql(f"{SELECT} WHERE {where}", Program)


_by_slug = _one("p.slug = :slug")
_by_id = _one("p.id = :id")
_of_year = _one(
    "p.organization = :organization AND p.year = :year AND p.kind = 'program' AND p.state <> 'cancelled'"
)
_version = prepare_sql(
    f"SELECT {VERSION_COLUMNS} FROM program_version v WHERE v.program = :program AND v.number = :number",  # noqa: S608
    Version,
)
_version_by_id = prepare_sql(
    f"SELECT {VERSION_COLUMNS} FROM program_version v WHERE v.id = :id",  # noqa: S608
    Version,
)
_versions = prepare_sql(
    f"SELECT {VERSION_COLUMNS} FROM program_version v WHERE v.program = :program ORDER BY v.number DESC",  # noqa: S608
    Version,
)
_steps = prepare_sql(
    "SELECT s.id, s.version, v.number, s.act, s.name, s.office, s.reason, s.happened_at FROM program_step s"
    " LEFT JOIN program_version v ON v.id = s.version WHERE s.program = :program ORDER BY s.id DESC",
    Step,
)


class LineOf(Struct, frozen=True):
    """A line, for rules that ask for its program. `pic_user` may note what was done."""

    program: Program
    id: int
    name: str
    pic_user: int | None
    pic_name: str
    version: int
    dropped: bool
    progress: str
    progress_reason: str
    work_version: int

    @property
    def path(self) -> str:
        return f"{self.program.path}/kegiatan/{self.id}"


class _LineRow(Struct, frozen=True):
    id: int
    name: str
    pic_user: int | None
    pic_name: str
    version: int
    dropped: bool
    progress: str
    progress_reason: str
    work_version: int


class VersionOf(Struct, frozen=True):
    """A version with its program."""

    program: Program
    version: Version


_line = prepare_sql(
    "SELECT id, name, pic_user, pic_name, version, dropped, progress, progress_reason, work_version"
    " FROM program_line WHERE id = :id AND program = :program",
    _LineRow,
)
_program_of_line = prepare_sql("SELECT program FROM program_line WHERE id = :id")


async def get_program(slug: str) -> Program | None:
    """The program at this address, whatever its state; who may see it is for the rule to say."""
    return await _by_slug.first(slug=slug)


async def by_id(program_id: int) -> Program | None:
    """The same by its id, for jobs and events."""
    return await _by_id.first(id=program_id)


async def of_year(organization_id: int, year: int) -> Program | None:
    """The program of an organization for a year, unless it was thrown away."""
    return await _of_year.first(organization=organization_id, year=year)


async def get_line(slug: str, line_id: int) -> LineOf | None:
    """A line of the program at this address, also when it was taken out of the plan."""
    program = await get_program(slug)
    row = await _line.first(id=line_id, program=program.id) if program else None
    if program is None or row is None:
        return None
    return LineOf(program, *(getattr(row, name) for name in _LineRow.__struct_fields__))


async def line_by_id(line_id: int) -> LineOf | None:
    """The same by its id, for jobs and ties."""
    found = await _program_of_line.value(id=line_id)
    program = await by_id(found) if found is not None else None
    return await get_line(program.slug, line_id) if program else None


async def get_version(slug: str, number: int) -> VersionOf | None:
    """A version of the program at this address."""
    program = await get_program(slug)
    version = await _version.first(program=program.id, number=number) if program else None
    return VersionOf(program, version) if program and version else None


async def version_by_id(version_id: int) -> Version | None:
    return await _version_by_id.first(id=version_id)


async def versions_of(program_id: int) -> list[Version]:
    """All versions, the newest first."""
    return await _versions(program=program_id)


async def history(program_id: int) -> list[Step]:
    """All steps, the newest first."""
    return await _steps(program=program_id)
