"""The emblem of an organization: small, square, drawn anew."""

import msgspec

from kimhub.core import files
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, transaction
from kimhub.core.kept_files import in_use, release
from kimhub.groups import organizations
from kimhub.groups.events import OrganizationEdited
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Decree, Organization

SIDE = 320  # pixels
MOST_BYTES = 5_000_000
MOST_REQUEST = MOST_BYTES + 100_000


class Logo(msgspec.Struct, frozen=True):
    key: str
    size: int


async def get(slug: str) -> Logo | None:
    """The emblem of an organization everybody may know of."""
    organization = await organizations.get_open(slug)
    if organization is None or not organization.logo:
        return None
    size = await files.store().size(organization.logo)
    return Logo(organization.logo, size) if size else None


async def change(organization: Profile, actor: Actor, upload: files.Upload) -> None:
    """Put a new emblem in the place of the old one. Raises Invalid for `logo`."""
    stored = await files.save_upload(
        upload, allowed=files.IMAGES, square=True, most_px=SIDE, limit=MOST_BYTES, field="logo"
    )
    await _set(organization, actor, stored.key)


async def remove(organization: Profile, actor: Actor) -> None:
    await _set(organization, actor, "")


async def _set(organization: Profile, actor: Actor, key: str) -> None:
    async with transaction():
        await lock_id(Organization, organization.id)
        rows = await Organization.select(Organization.logo, Organization.version).where(
            Organization.id == organization.id
        )
        old, version = rows[0]["logo"], rows[0]["version"] + 1
        if old == key:
            return
        await Organization.update({Organization.logo: key, Organization.version: version}).where(
            Organization.id == organization.id
        )
        assert actor.id is not None
        await publish(OrganizationEdited(organization.id, actor.id, version, {"logo": [old, key]}))
    if old:
        await release(old)


@in_use
async def _shown(key: str) -> bool:
    return await Organization.exists().where(Organization.logo == key)


@in_use
async def _in_a_decree(key: str) -> bool:
    return await Decree.exists().where(Decree.file == key)
