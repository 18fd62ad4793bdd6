"""Events on the pages of organizations and on the front page (see kimhub.groups.agenda)."""

from kimhub.core.i18n import _
from kimhub.groups import agenda
from kimhub.groups.agenda import Line
from kimhub.workshops import lists
from kimhub.workshops.views_lists import Wanted


@agenda.offer
async def coming(most: int, slug: str, code: str) -> list[Line]:
    """The next events of an organization or a place, as everybody may know them."""
    rows = await lists.next_of(most, Wanted(kim=slug, wilayah=code))
    return [
        Line(
            title=row.title,
            path=row.path,
            kind=row.kind_name,
            where=_("Daring") if row.mode == "online" else row.venue,
            day=row.first_day,
            starts_at=row.starts_at,
            ends_at=row.ends_at if row.first_day == row.last_day else None,
            zone=row.zone,
            cancelled=row.state == "cancelled",
        )
        for row in rows
        if row.starts_at and row.first_day
    ]
