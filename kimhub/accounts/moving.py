"""Carrying the login to another phone: a QR on the old one, a button on the new one."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from kimhub.accounts import codes
from kimhub.accounts.devices import Client
from kimhub.accounts.events import LoginMoved
from kimhub.accounts.sessions import Opened, open_session
from kimhub.accounts.tables import OneTimeCode, User
from kimhub.core import limits
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import NotFound
from kimhub.settings import load

security = logging.getLogger("kimhub.security")


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the new phone is asked to agree to."""

    code: OneTimeCode
    person: User


@dataclass(frozen=True, slots=True)
class Progress:
    """What the old phone sees of the transfer it began last."""

    state: str  # none, waiting, used
    device: str = ""
    at: datetime | None = None


async def begin_transfer(user_id: int) -> tuple[str, datetime]:
    """An address that lets another phone in once, within ten minutes, and when it ends."""
    token = codes.random_token()
    async with transaction():
        await limits.spend("move", user_id, most=10, per=timedelta(hours=1))
        await codes.keep(user_id, "move", codes.token_hash(token), codes.TYPED_LIFE, by=user_id)
    return f"{load().base_url}/pindah/{token}", now() + codes.TYPED_LIFE


async def find_transfer(token: str) -> Transfer | None:
    """The transfer behind the address, while it may still be agreed to."""
    code = await codes.find_link("move", token)
    if code is None:
        return None
    person = await User.objects().where((User.id == code.user) & (User.status == "active")).first()
    return Transfer(code, person) if person else None


async def finish_transfer(token: str, client: Client, instead_of: str | None = None) -> tuple[User, Opened]:
    """Let this phone in, half way where a second factor is to be given. Raises NotFound if too late."""
    transfer = await find_transfer(token)
    if transfer is None:
        raise NotFound
    person = transfer.person
    async with transaction():
        if not await codes.take(transfer.code, detail=client.name):
            raise NotFound
        await publish(LoginMoved(person.id, client.name))
        opened = await open_session(
            person.id, client.name, how="move", confirmed=not person.totp_secret, instead_of=instead_of
        )
    security.info("login of account %s moved to another device", person.id)
    return person, opened


async def progress(user_id: int) -> Progress:
    """Whether the other phone has come in."""
    row = (
        await OneTimeCode.select(OneTimeCode.used_at, OneTimeCode.ends_at, OneTimeCode.detail)
        .where((OneTimeCode.user == user_id) & (OneTimeCode.purpose == "move"))
        .order_by(OneTimeCode.id, ascending=False)
        .first()
    )
    if not row:
        return Progress("none")
    if row["used_at"]:
        return Progress("used", row["detail"], row["used_at"])
    return Progress("waiting" if row["ends_at"] > now() else "none")
