"""Sites at host names of their own: what of a site stands where (core/hosts.py)."""

from typing import Final

from kimhub.core import hosts
from kimhub.publishing import looks, sites
from kimhub.publishing.kinds import PACKAGE, SEGMENTS

# First parts of addresses below /k/<slug>; everything else is at the main address.
PARTS: Final = frozenset(
    (
        *(segment for segment, kind in SEGMENTS.items() if kind != PACKAGE),
        *looks.PAGES,
        "label",
        "terusan",
        "atom.xml",
        "rss.xml",
        "agenda.ics",
        "lambang.webp",
        "kartu.png",
    )
)


@hosts.offer
async def own_hosts() -> dict[str, hosts.Own]:
    """All sites that have a name of their own."""
    return {name: hosts.Own(f"/k/{slug}", PARTS) for name, slug in (await sites.named()).items()}
