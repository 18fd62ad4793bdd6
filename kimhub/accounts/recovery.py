"""A new password: with a code somebody in charge gives, or with a link sent by e-mail."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from kimhub.accounts import codes, passwords, throttle
from kimhub.accounts.devices import Client
from kimhub.accounts.events import PasswordChanged, ResetCodeIssued
from kimhub.accounts.identity import find_by_identity, fold
from kimhub.accounts.sessions import Opened, end_all, open_session, renew
from kimhub.accounts.sign_in import check_again
from kimhub.accounts.tables import OneTimeCode, User
from kimhub.core import limits
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused, TooMany
from kimhub.core.i18n import _

security = logging.getLogger("kimhub.security")


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code to hand over, shown once. `code` is grouped for reading out."""

    code: str
    ends_at: datetime
    name: str


async def issue_reset_code(by: int | None, user_id: int, *, recovery: bool = False) -> IssuedCode:
    """A code with which this person may set a new password within ten minutes; earlier ones stop working.

    Ask `policy.can_reset` first. `by` is who issues it, None at the server; `recovery` marks an operator's.
    Raises Refused for a locked account, TooMany when somebody issues one after the other.
    """
    person = await User.objects().where((User.id == user_id) & (User.status != "deleted")).first()
    if person is None:
        raise NotFound
    if person.status != "active":
        raise Refused(_("Akun ini sedang dikunci, jadi kata sandinya belum bisa diganti."))
    code = codes.random_code()
    code_hash = await passwords.hashed(code)
    async with transaction():
        if by is not None:
            await limits.spend("reset-issue", by, most=30, per=timedelta(hours=1))
            await limits.spend("reset-issue-for", user_id, most=10, per=timedelta(hours=1))
        await codes.keep(user_id, "reset", code_hash, codes.TYPED_LIFE, by=by)
        # A stranger's wrong codes must not close the door to whoever was just given the right one.
        await throttle.forgive("reset", user_id, Client())
        await publish(ResetCodeIssued(by, user_id, recovery))
    security.info("reset code for account %s issued by %s", user_id, by)
    return IssuedCode(codes.grouped(code), now() + codes.TYPED_LIFE, person.name)


async def redeem_code(
    identity: str, code: str, password: str, client: Client, instead_of: str | None = None
) -> tuple[User, Opened]:
    """Set the password with a code that was handed over, and let the person in on this device alone.

    Raises Invalid; the sentence is the same for a wrong name, a wrong code and one that ended.
    """
    errors = {}
    if not identity.strip():
        errors["identity"] = _("Tulis nomor HP atau nama pengguna Anda.")
    if not codes.read_code(code):
        errors["code"] = _("Tulis kode yang Anda terima.")
    try:
        passwords.check_new(password)
    except Invalid as weak:
        errors |= weak.errors
    if errors:
        raise Invalid(**errors)
    person = await find_by_identity(identity)
    who = person.id if person else f"name:{fold(identity)}"
    try:
        await throttle.count_try("reset", who, client)
    except TooMany as closed:
        raise Invalid(code=throttle.sentence(closed)) from None
    row = await codes.find_typed(person.id if person else None, "reset", code)
    if not person or not row or person.status != "active":
        security.warning("reset code refused: account %s", person.id if person else None)
        raise Invalid(code=wrong_code())
    await throttle.forgive("reset", person.id, client)
    return person, await _set(person, row, password, client, instead_of)


async def find_reset_link(token: str) -> OneTimeCode | None:
    """The link sent by e-mail, while it works."""
    return await codes.find_link("link", token)


async def redeem_link(
    token: str, password: str, client: Client, instead_of: str | None = None
) -> tuple[User, Opened]:
    """The same with a link from an e-mail. Raises NotFound when it no longer works, or Invalid."""
    row = await find_reset_link(token)
    person = (
        await User.objects().where((User.id == row.user) & (User.status == "active")).first()
        if row
        else None
    )
    if not row or not person:
        raise NotFound
    passwords.check_new(password)
    return person, await _set(person, row, password, client, instead_of)


async def change_password(
    person: User, current: str, new: str, client: Client, *, session: int, about: tuple[str, ...] = ()
) -> Opened:
    """A new password by its owner, who knows the old one. Every other session ends, and this one goes on
    under a new token. Raises Invalid."""
    await check_again(person, current, client)
    passwords.check_new(new, about=(*facts_about(person), *about), field="new_password")
    if new == current:
        raise Invalid(new_password=_("Pilih kata sandi yang berbeda dari yang sekarang."))
    kept = await passwords.hashed(new)
    async with transaction():
        await _store(person, kept, "settings")
        await end_all(person.id, but=session)
        return await renew(session)


def facts_about(person: User) -> tuple[str | None, ...]:
    """What strangers may know of somebody: no good as a password."""
    return (person.name, person.username, person.phone, person.email)


def wrong_code() -> str:
    return _("Kode belum cocok atau sudah lewat 10 menit. Periksa lagi, atau minta kode baru.")


async def _set(
    person: User, row: OneTimeCode, password: str, client: Client, instead_of: str | None
) -> Opened:
    """Use the code up, keep the password, and end whatever is signed in: whoever it was, it starts anew."""
    passwords.check_new(password, about=facts_about(person))
    kept = await passwords.hashed(password)
    async with transaction():
        if not await codes.take(row):
            raise Invalid(code=wrong_code())
        await _store(person, kept, "reset")
        await end_all(person.id)
        await throttle.forgive("sign-in", person.id, client)
        return await open_session(
            person.id,
            client.name,
            how="reset",
            confirmed=not person.totp_secret,
            instead_of=instead_of,
        )


async def _store(person: User, kept: str, how: str) -> None:
    await User.update({User.password: kept, User.must_change_password: False}).where(User.id == person.id)
    await codes.cancel_all(person.id)
    await publish(PasswordChanged(person.id, how))
    security.info("password of account %s changed (%s)", person.id, how)
