"""Saving how a site looks, without writing over what somebody else just saved."""

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, lock_id, now, savepoint, transaction
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.groups.tables import Organization
from kimhub.publishing import sites
from kimhub.publishing.events import SiteArranged
from kimhub.publishing.site_form import Values
from kimhub.publishing.tables import Site
from kimhub.publishing.views import House


class Newer(Exception):
    """Somebody else saved meanwhile; `theirs` is what stands now."""

    def __init__(self, theirs: House) -> None:
        super().__init__(theirs.version)
        self.theirs = theirs


async def save(house: House, actor: Actor, values: Values, version: str) -> list[str]:
    """Keep the columns of a site; returns the names of those that are different now.

    `version` is the one the form was filled from: raises Newer when it is no longer the newest, Invalid
    when another site has this host name.
    """
    async with transaction():
        await lock_id(Organization, house.id)
        current = await sites.by_id(house.id)
        if current is None:
            raise NotFound
        changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
        if not changed:
            return []
        if version != str(current.version):
            raise Newer(current)
        row = {getattr(Site, name): values[name] for name in changed}
        row |= {Site.version: current.version + 1, Site.changed_by: actor.id, Site.changed_at: now()}
        try:
            async with savepoint():
                if current.site is None:
                    await Site.insert(Site(organization=house.id))
                await Site.update(row).where(Site.organization == house.id)
        except Exception as error:
            if is_unique_violation(error):
                raise Invalid(host=_("Nama ini sudah dipakai situs lain.")) from None
            raise
        await publish(SiteArranged(house.id, actor.id or 0, tuple(changed)))
    return changed
