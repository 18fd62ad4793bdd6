"""Coming in with a name and a password, then perhaps with a second factor."""

import hmac
import logging
from hashlib import sha256

from kimhub.accounts import passwords, throttle
from kimhub.accounts.devices import Client
from kimhub.accounts.events import SignInRefused
from kimhub.accounts.identity import find_by_identity, fold
from kimhub.accounts.sessions import Opened, open_session
from kimhub.accounts.tables import User
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, TooMany
from kimhub.core.i18n import _
from kimhub.settings import load

security = logging.getLogger("kimhub.security")


async def sign_in(
    identity: str, password: str, client: Client, *, lasting: bool = True, instead_of: str | None = None
) -> tuple[User, Opened]:
    """The person and their new session, half way only where a second factor is still to be given.

    Raises Invalid, with one sentence for every wrong pair whether or not there is such an account, and
    TooMany while the account is closed to this device. Takes as long for a name nobody has.
    """
    if not identity.strip() or not password:
        missing = {} if identity.strip() else {"identity": _("Tulis nomor HP atau nama pengguna Anda.")}
        raise Invalid(**missing, **({} if password else {"password": _("Tulis kata sandi Anda.")}))
    person = await find_by_identity(identity)
    who = person.id if person else f"name:{fold(identity)}"
    try:
        await throttle.count_try("sign-in", who, client)
    except TooMany:
        security.warning("sign-in closed: %s", _trace(person, identity))
        raise
    right = await passwords.matches(person.password if person else "", password[:1000])
    if not person or not right:
        await _refuse(person, identity, "password", client)
        raise Invalid(
            identity=_("Nama atau kata sandi belum cocok. Periksa lagi, huruf besar dan kecil berbeda.")
        )
    if person.status != "active":
        await _refuse(person, identity, "locked", client)
        raise Invalid(identity=_("Akun ini sedang dikunci. Hubungi admin KIM atau pembina Anda."))
    renewed = await passwords.hashed(password) if passwords.is_outdated(person.password) else None
    async with transaction():
        if renewed:
            same = (User.id == person.id) & (User.password == person.password)
            await User.update({User.password: renewed}).where(same)
        await throttle.forgive("sign-in", person.id, client)
        opened = await open_session(
            person.id,
            client.name,
            confirmed=not person.totp_secret,
            lasting=lasting,
            instead_of=instead_of,
        )
    security.info("signed in: account %s, session %s", person.id, opened.id)
    return person, opened


async def check_again(person: User, password: str, client: Client, field: str = "current_password") -> None:
    """Ask for the password once more before something that could lose the account; raises Invalid.

    Guesses count as those of the sign-in page do, so an unlocked phone is no way around its limit.
    """
    if not password:
        raise Invalid(**{field: _("Tulis kata sandi Anda yang sekarang.")})
    try:
        await throttle.count_try("again", person.id, client)
    except TooMany as closed:
        raise Invalid(**{field: throttle.sentence(closed)}) from None
    if not await passwords.matches(person.password, password[:1000]):
        security.warning("wrong password asked again: account %s", person.id)
        raise Invalid(**{field: _("Kata sandi ini belum cocok.")})
    await throttle.forgive("again", person.id, client)


async def _refuse(person: User | None, identity: str, reason: str, client: Client) -> None:
    security.warning("sign-in refused (%s): %s", reason, _trace(person, identity))
    if person:
        async with transaction():
            await publish(SignInRefused(person.id, reason, client.name, client.knows(person.id)))


def _trace(person: User | None, identity: str) -> str:
    """What the log may say: an account's number, or a seal of what was typed (it may be a password)."""
    if person:
        return f"account {person.id}"
    return (
        "no account, name "
        + hmac.new(load().secret_key.encode(), fold(identity).encode(), sha256).hexdigest()[:12]
    )
