"""Slips for people from a list: a code with which each opens the own account, good for 14 days and once.

Codes are kept as keyed hashes. Unlike a password a code is random, so a slow hash would only make a list
of 500 slips slow; without the server's secret the hashes tell nothing.
"""

import hmac
import logging
from datetime import timedelta
from hashlib import sha256
from typing import Final

import msgspec

from kimhub.accounts import codes
from kimhub.accounts.tables import OneTimeCode
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.i18n import _
from kimhub.core.phones import phone_display
from kimhub.core.prepared import prepare_sql
from kimhub.groups.member_events import ActivationCodesMade
from kimhub.groups.organizations import Profile
from kimhub.settings import load

LENGTH: Final = 12
LIFE: Final = timedelta(days=14)

security = logging.getLogger("kimhub.security")


class Slip(msgspec.Struct, frozen=True):
    """What goes to one person, shown once. `identity` is what they sign in with."""

    user: int
    name: str
    phone: str | None
    identity: str
    code: str

    @property
    def spoken(self) -> str:
        return codes.grouped(self.code)

    @property
    def link(self) -> str:
        return f"{load().base_url}/aktivasi/{self.code}"


class _Person(msgspec.Struct, frozen=True):
    id: int
    name: str
    phone: str | None
    username: str | None


# Only people of this organization and of no other, without any role: whoever makes the code could use it.
_closed = prepare_sql(
    "SELECT u.id, u.name, u.phone, u.username FROM account u"
    " JOIN membership m ON m.\"user\" = u.id AND m.organization = :organization AND m.state = 'active'"
    " WHERE u.id IN :people AND u.password = '' AND u.status = 'active'"
    ' AND NOT EXISTS (SELECT 1 FROM role_assignment r WHERE r."user" = u.id)'
    ' AND NOT EXISTS (SELECT 1 FROM membership x WHERE x."user" = u.id AND x.organization <> :organization'
    "  AND x.state IN ('applied', 'orientation', 'active', 'suspended'))"
    " ORDER BY lower(u.name), u.id",
    _Person,
)
_any_made = prepare_sql(
    "SELECT 1 AS made FROM one_time_code WHERE \"user\" IN :people AND purpose = 'activate' LIMIT 1"
)


async def closed(organization: Profile, people: list[int]) -> list[_Person]:
    """Those of `people` who still have to open their account."""
    return await _closed(organization=organization.id, people=people) if people else []


async def has_made(people: list[int]) -> bool:
    """True when codes were made for some of them before: new ones put those out of use."""
    return bool(people and await _any_made.first(people=people))


async def make_slips(organization: Profile, actor: Actor, people: list[int]) -> list[Slip]:
    """A new code for each of them who has not opened the account yet; earlier codes stop working."""
    assert actor.id is not None
    async with transaction():
        waiting = await closed(organization, people)
        slips = [
            Slip(
                person.id,
                person.name,
                person.phone,
                phone_display(person.phone) if person.phone else person.username or "",
                codes.random_code(LENGTH),
            )
            for person in waiting
        ]
        if not slips:
            return []
        numbers = [slip.user for slip in slips]
        at = now()
        await OneTimeCode.update({OneTimeCode.ends_at: at}).where(
            OneTimeCode.user.is_in(numbers)
            & (OneTimeCode.purpose == "activate")
            & OneTimeCode.used_at.is_null()
            & (OneTimeCode.ends_at > at)
        )
        rows = [
            OneTimeCode(
                user=slip.user,
                purpose="activate",
                code_hash=seal(slip.code),
                detail=str(organization.id),
                issued_by=actor.id,
                created_at=at,
                ends_at=at + LIFE,
            )
            for slip in slips
        ]
        for i in range(0, len(rows), 200):
            await OneTimeCode.insert(*rows[i : i + 200])
        await publish(ActivationCodesMade(organization.id, actor.id, tuple(numbers)))
    security.info("%s activation codes made by account %s", len(slips), actor.id)
    return slips


def message(organization: Profile, slip: Slip) -> str:
    """What goes to one person by WhatsApp."""
    return _(
        "Assalamualaikum dan salam sejahtera, Bapak/Ibu %(person)s,\n\n"
        "Anda tercatat sebagai anggota *%(name)s* di KIMHub. Buka tautan ini dan buat kata sandi Anda"
        " sendiri:\n%(link)s\n\n"
        "Berlaku 14 hari, hanya untuk Anda. Mohon tidak diteruskan."
    ) % {"person": slip.name, "name": organization.name, "link": slip.link}


def seal(code: str) -> str:
    """The hash a code is kept by."""
    return hmac.new(load().secret_key.encode(), b"activation:" + code.encode(), sha256).hexdigest()
