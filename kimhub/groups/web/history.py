"""What happened in an organization, for its admins and those who watch over it."""

import re

from litestar import Request, get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.page import Page
from kimhub.core.zones import zone_for
from kimhub.groups import history, organizations, policy
from kimhub.groups.organizations import Profile
from kimhub.groups.web.inside import tabs


@get("/kim/{slug:str}/riwayat", name="groups:history",
     **allow(policy.can_read_history, organization=organizations.get))  # fmt: skip
async def show_history(request: Request, organization: NamedDependency[Profile], actor: Me) -> Page:
    before = request.query_params.get("sebelum", "")
    number = int(before) if re.fullmatch(r"[0-9]{1,18}", before) else 0
    lines, more = await history.of(organization, number)
    return Page(
        "groups/history.html",
        section="groups",
        organization=organization,
        tabs=tabs(actor, organization),
        inside=policy.can_look_inside(actor, organization),
        lines=lines,
        continued=bool(number),
        more=f"/kim/{organization.slug}/riwayat?sebelum={more}" if more else "",
        zone=zone_for(organization.wilayah_code),
    )


handlers = [show_history]
