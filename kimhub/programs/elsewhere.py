"""Agreed programs on the pages of organizations (see kimhub.groups.plans)."""

from kimhub.core.prepared import prepare_sql
from kimhub.groups import plans
from kimhub.groups.plans import YearPlan

_agreed = prepare_sql(
    "SELECT '/program/' || p.slug AS path, p.year, v.lines, v.total, p.state,"
    " (SELECT count(*) FROM program_line l"
    " WHERE l.program = p.id AND l.progress = 'done' AND l.agreed IS TRUE) AS done,"
    " (SELECT CAST(coalesce(sum(c.amount), 0) AS BIGINT) FROM program_cost c"
    " WHERE c.program = p.id) AS spent"
    " FROM program p JOIN program_version v ON v.id = p.in_force"
    " WHERE p.organization = :organization AND p.kind = 'program' AND p.state <> 'cancelled'"
    " ORDER BY p.year DESC LIMIT :most",
    YearPlan,
)


@plans.offer
async def agreed(organization_id: int, most: int) -> list[YearPlan]:
    """What is in force, as everybody may know it."""
    return await _agreed(organization=organization_id, most=most)
