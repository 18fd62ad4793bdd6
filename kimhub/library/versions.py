"""The history of a document: an earlier file becomes the current one again, as a new version."""

from typing import Final
from uuid import UUID

from kimhub.core.actor import Actor
from kimhub.core.files import Stored
from kimhub.core.i18n import _
from kimhub.library import pages, policy, putting
from kimhub.library.documents import VersionOf

SHOWN: Final = 200


def can_restore(actor: Actor, one: VersionOf) -> bool:
    """Those who may bring a new version."""
    return policy.can_change(actor, one.document) and pages.can_read(actor, one)


async def restore(one: VersionOf, actor: Actor, key: UUID) -> int:
    """Make the file of this version the current one; returns the new version's id. Its bytes are kept
    already, its history stays. Raises Invalid (`file`) when it is current, or the library is full;
    Refused in the archive."""
    past = one.version
    stored = Stored(past.file, past.size, past.mime, past.width, past.height, past.sha256, past.file_name)
    said = _("Versi %(number)s dipulihkan.") % {"number": past.number}
    return await putting.put_version(one.document.id, actor, stored, note=said, key=key, restored=True)
