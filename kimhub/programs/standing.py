"""What stands beside a line on the page of its program: how far it is, and remarks nobody answered yet."""

from msgspec import Struct

from kimhub.core.errors import NotFound
from kimhub.core.prepared import prepare_sql
from kimhub.programs import plan
from kimhub.programs.plan import Plan

_progress = prepare_sql(
    "SELECT id, progress FROM program_line"
    " WHERE program = :program AND progress <> 'not_started' ORDER BY id"
)
_remarks = prepare_sql(
    "SELECT line, count(*) AS many FROM program_comment WHERE program = :program AND line IS NOT NULL"
    " AND of_reviewer IS TRUE AND parent IS NULL AND sent_at IS NOT NULL AND resolved_at IS NULL"
    " GROUP BY line ORDER BY line"
)
_snapshot = prepare_sql("SELECT content, sha256 FROM program_snapshot WHERE version = :version")


async def progress(program_id: int) -> dict[int, str]:
    """States of those lines that are no longer untouched (states.PROGRESS), by their ids."""
    return {row["id"]: row["progress"] for row in await _progress(program=program_id)}


async def remarks(program_id: int) -> dict[int, int]:
    """How many remarks of the office, sent and unsettled, a line has, by its id."""
    return {row["line"]: row["many"] for row in await _remarks(program=program_id)}


class Frozen(Struct, frozen=True):
    """A version as it was submitted. `is_whole`: its text still is, to the byte, what was frozen."""

    plan: Plan
    sha256: str
    is_whole: bool


async def frozen(version_id: int) -> Frozen:
    """The snapshot of a version, its fingerprint reckoned anew. Raises NotFound where there is none."""
    row = await _snapshot.first(version=version_id)
    if row is None:
        raise NotFound
    whole = plan.is_whole(row["content"], row["sha256"])
    return Frozen(plan.decode(row["content"]), row["sha256"], whole)
