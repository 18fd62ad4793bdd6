"""Certificates of one person: handed out with their data. When somebody leaves, the paper they hold must
still be found genuine: what is printed on it stays, and nothing leads from it to an account any more."""

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.export import exports
from kimhub.core.actor import Actor
from kimhub.core.bus import on
from kimhub.core.db import transaction
from kimhub.core.i18n import lazy_
from kimhub.workshops import certificate_lists
from kimhub.workshops.tables_after import Certificate


@exports("certificates", lazy_("Sertifikat"))
async def certificates(user_id: int) -> list[dict[str, object]]:
    return [
        {
            "number": entry.number,
            "name": entry.name,
            "role": entry.role_name,
            "event": entry.printed.event,
            "issued_on": entry.issued_on,
            "code": entry.code,
            "state": entry.state,
            "reason": entry.reason,
        }
        for entry in await certificate_lists.own(Actor(id=user_id))
    ]


@on(UserDeleted)
async def let_go(event: UserDeleted) -> None:
    async with transaction():
        await Certificate.update({Certificate.user: None}).where(Certificate.user == event.actor_id)
