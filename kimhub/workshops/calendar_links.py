"""The secret address of one's own calendar: made, looked up, taken back. Only its hash is kept."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct

from kimhub.accounts.export import exports
from kimhub.accounts.tables import User
from kimhub.core.actor import Actor
from kimhub.core.db import lock_id, noting, now, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.workshops.tables_after import CalendarLink

MOST: Final = 5  # for the phone, the laptop, the family
NOTED_EVERY: Final = timedelta(hours=1)  # calendars ask all day long


class Link(Struct, frozen=True):
    """A link that works, as its owner sees it; nobody can show its secret again."""

    id: int
    user: int
    created_at: datetime
    used_at: datetime | None
    locale: str


_SELECT: Final = (
    'SELECT l.id, l."user", l.created_at, l.used_at, a.locale FROM calendar_link l'
    " JOIN account a ON a.id = l.\"user\" AND a.status = 'active' WHERE l.revoked_at IS NULL"
)
_by_secret = prepare_sql(f"{_SELECT} AND l.secret = :secret", Link)
_by_id = prepare_sql(f"{_SELECT} AND l.id = :id", Link)
_of = prepare_sql(f'{_SELECT} AND l."user" = :me ORDER BY l.id', Link)


def hashed(secret: str) -> str:
    """As the table keeps it."""
    return sha256(secret.encode()).hexdigest()


async def of(actor: Actor) -> list[Link]:
    """The links of this person that still work."""
    return await _of(me=actor.id or 0)


async def make(actor: Actor) -> str:
    """A new link; returns its secret, which nobody sees again. Raises Refused when there are MOST."""
    secret = secrets.token_urlsafe(24)
    async with transaction():
        await lock_id(User, actor.id or 0)
        if len(await of(actor)) >= MOST:
            raise Refused(_("Sudah ada %(n)s tautan. Cabut dulu yang tidak dipakai.") % {"n": MOST})
        await CalendarLink.insert(CalendarLink(user=actor.id, secret=hashed(secret)))
    return secret


async def get_link(link_id: int) -> Link | None:
    """A link that still works, by its number."""
    return await _by_id.first(id=link_id)


def is_own(actor: Actor, link: Link) -> bool:
    return actor.id is not None and link.user == actor.id


async def revoke(link: Link) -> None:
    """Whoever asks with it from now on gets nothing."""
    change: dict[Any, Any] = {CalendarLink.revoked_at: now()}
    async with transaction():
        still = (CalendarLink.id == link.id) & CalendarLink.revoked_at.is_null()
        await CalendarLink.update(change).where(still)


async def find(name: str) -> Link | None:
    """The link of an address that ends with `<secret>.ics`; None when it was taken back, or its owner's
    account is closed."""
    secret, dot, _ics = name.rpartition(".ics")
    return await _by_secret.first(secret=hashed(secret)) if dot and not _ics else None


async def note_use(link: Link) -> None:
    """So that its owner sees which one is in use; at most once in NOTED_EVERY."""
    moment = now()
    if link.used_at and moment - link.used_at < NOTED_EVERY:
        return
    change: dict[Any, Any] = {CalendarLink.used_at: moment}
    async with noting():
        await CalendarLink.update(change).where(CalendarLink.id == link.id)


@exports("calendar_links", lazy_("Tautan kalender"))
async def links_of(user_id: int) -> list[dict[str, object]]:
    """When each link was made and used last; what it carries nobody knows but its owner."""
    return [{"created_at": link.created_at, "used_at": link.used_at} for link in await _of(me=user_id)]
