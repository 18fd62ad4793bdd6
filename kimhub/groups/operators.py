"""The operator of the installation, named at the command line of the server."""

from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.groups import rights
from kimhub.groups.events import RoleGranted
from kimhub.groups.tables import RoleAssignment

REASON = "kimhub account create"


async def make_operator(user_id: int, name: str) -> None:
    """Give somebody the role sysadmin; content decisions stay with others (domain.md 6.2)."""
    async with transaction():
        await RoleAssignment.insert(
            RoleAssignment(user=user_id, role="sysadmin", wilayah_code="", valid_from=now(), reason=REASON)
        )
        await rights.touch(user_id)
        await publish(RoleGranted(None, user_id, name, "sysadmin", reason=REASON))
