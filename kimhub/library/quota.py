"""How much a library may keep. The office above it may raise that."""

from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.groups.organizations import Profile
from kimhub.library import policy, putting
from kimhub.library.events import QuotaChanged
from kimhub.library.tables import LibraryQuota

MEGABYTE: Final = 1_000_000
LEAST, MOST = 100, 500_000  # megabytes a library may be given
_kept = prepare_sql(
    "SELECT d.kind, count(*) AS number, sum(v.size) AS size FROM library_version v"
    " JOIN library_document d ON d.id = v.document WHERE d.organization = :house"
    " GROUP BY d.kind ORDER BY 3 DESC, 1"
)
_thrown = prepare_sql(
    "SELECT coalesce(sum(v.size), 0) FROM library_version v JOIN library_document d ON d.id = v.document"
    " WHERE d.organization = :house AND d.removed_at IS NOT NULL"
)


def can_see(actor: Actor, house: Profile) -> bool:
    """Those who keep the library, and the office above."""
    return policy.can_keep(actor, house) or policy.oversees(actor, house.wilayah_code)


def can_raise(actor: Actor, house: Profile) -> bool:
    return policy.oversees(actor, house.wilayah_code)


async def by_kind(house: int) -> list[tuple[str, int, int]]:
    """(kind, versions, bytes), what takes most room first."""
    return [(row["kind"], int(row["number"]), int(row["size"])) for row in await _kept(house=house)]


async def in_bin(house: int) -> int:
    """Bytes that would be free if the bin were emptied."""
    return int(await _thrown.value(house=house))


async def give(house: Profile, actor: Actor, typed: str) -> None:
    """Let it keep so many megabytes. Raises Invalid (`most`)."""
    digits = typed.strip().replace(".", "")
    if not (digits.isascii() and digits.isdigit() and LEAST <= int(digits[:9]) <= MOST):
        said = _("Tulis angka antara %(least)s dan %(most)s MB.")
        raise Invalid(most=said % {"least": LEAST, "most": MOST})
    most = int(digits) * MEGABYTE
    async with transaction():
        await putting.take_room(house.id, 0)
        if (await putting.room(house.id)).most == most:
            return
        values: dict[Any, Any] = {
            LibraryQuota.most: most, LibraryQuota.warned: False, LibraryQuota.changed_by: actor.id,
            LibraryQuota.changed_at: now(),
        }  # fmt: skip
        await LibraryQuota.update(values).where(LibraryQuota.organization == house.id)
        await publish(QuotaChanged(house.id, actor.id or 0, most))
