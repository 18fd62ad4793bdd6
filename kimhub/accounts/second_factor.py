"""The second factor: codes of an authenticator app, and recovery codes for the day the phone is lost."""

import hmac
import logging
import secrets
from datetime import datetime
from typing import Final

import pyotp

from kimhub.accounts import codes, passwords, throttle
from kimhub.accounts.devices import Client
from kimhub.accounts.events import (
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorOff,
    SecondFactorOn,
    SignedIn,
    SignInRefused,
)
from kimhub.accounts.sessions import Opened, end_all, renew
from kimhub.accounts.sign_in import check_again
from kimhub.accounts.tables import RecoveryCode, Session, User
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, TooMany
from kimhub.core.i18n import _

security = logging.getLogger("kimhub.security")

STEP: Final = 30  # seconds, RFC 6238
TOLERANCE: Final = 1  # steps a phone's clock may be off
RECOVERY_CODES: Final = 10


async def begin_setup(person: User) -> None:
    """Make a secret to be shown as a QR; it protects nothing until a code from it was right."""
    if person.totp_secret:
        raise Invalid(code=_("Verifikasi dua langkah sudah aktif."))
    async with transaction():
        await User.update({User.totp_pending: pyotp.random_base32(32)}).where(User.id == person.id)


def setup_link(person: User, site: str) -> str:
    """The otpauth address that authenticator apps read from the QR."""
    label = person.username or person.phone or person.name
    return pyotp.TOTP(person.totp_pending).provisioning_uri(name=label, issuer_name=site)


async def switch_on(person: User, code: str, client: Client, session: int) -> list[str]:
    """Protect the account from now on; returns the recovery codes, which nobody sees again.

    Other sessions end: they were opened without the second factor. Raises Invalid.
    """
    if person.totp_secret or not person.totp_pending:
        raise Invalid(code=_("Mulai lagi dari awal halaman ini."))
    await _count(person, client)
    step = step_of(person.totp_pending, code, after=0)
    if step is None:
        raise Invalid(code=wrong_code())
    recovery, rows = await _new_recovery_codes(person)
    async with transaction():
        fresh = (
            (User.id == person.id) & (User.totp_secret == "") & (User.totp_pending == person.totp_pending)
        )
        changed = (
            await User.update(
                {User.totp_secret: person.totp_pending, User.totp_pending: "", User.totp_step: step}
            )
            .where(fresh)
            .returning(User.id)
        )
        if not changed:
            raise Invalid(code=_("Mulai lagi dari awal halaman ini."))
        await _replace_recovery_codes(person, rows)
        await end_all(person.id, but=session)
        await Session.update({Session.confirmed_at: now()}).where(Session.id == session)
        await publish(SecondFactorOn(person.id))
    await throttle.forgive("code", person.id, client)
    security.info("second factor on: account %s", person.id)
    return recovery


async def switch_off(person: User, password: str, code: str, client: Client) -> None:
    """Needs the password and a code (or a recovery code). Raises Invalid."""
    await check_again(person, password, client)
    await _prove(person, code, client)
    await remove(person.id, by=person.id)


async def remove(user_id: int, by: int | None) -> None:
    """Switch the second factor off without a code: only for the owner after proof, or at the server."""
    async with transaction():
        await User.update({User.totp_secret: "", User.totp_pending: ""}).where(User.id == user_id)
        await RecoveryCode.delete().where(RecoveryCode.user == user_id)
        await publish(SecondFactorOff(by, user_id))
    security.info("second factor off: account %s, by %s", user_id, by)


async def new_recovery_codes(person: User, code: str, client: Client) -> list[str]:
    """Ten new recovery codes instead of the old ones. Raises Invalid."""
    await _prove(person, code, client)
    recovery, rows = await _new_recovery_codes(person)
    async with transaction():
        await _replace_recovery_codes(person, rows)
        await publish(RecoveryCodesMade(person.id))
    return recovery


async def confirm(person: User, code: str, client: Client, session: int) -> Opened:
    """Come in fully: the session of somebody half way goes on under a new token. Raises Invalid."""
    await _prove(person, code, client)
    async with transaction():
        opened = await renew(session)
        await publish(SignedIn(person.id, session, client.name, "code"))
    return opened


async def recovery_codes_left(user_id: int) -> int:
    return await RecoveryCode.count().where((RecoveryCode.user == user_id) & RecoveryCode.used_at.is_null())


def step_of(secret: str, code: str, after: int, at: datetime | None = None) -> int | None:
    """The step whose code this is, if near now and after the last one taken: no code works twice."""
    typed = "".join(char for char in code if char.isdigit())
    if len(typed) != 6 or not typed.isascii():
        return None
    totp = pyotp.TOTP(secret)
    present = int((at or now()).timestamp()) // STEP
    found = None
    for step in range(present - TOLERANCE, present + TOLERANCE + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed) and step > after:
            found = step
    return found


def wrong_code() -> str:
    return _("Kode belum cocok. Tunggu kode berikutnya di aplikasi, lalu coba lagi.")


async def _prove(person: User, code: str, client: Client) -> None:
    """Take a code of the app or a recovery code; raises Invalid."""
    if not code.strip():
        raise Invalid(code=_("Tulis kode dari aplikasi Anda."))
    await _count(person, client)
    typed = codes.read_code(code)
    taken = await (_take_step(person, code) if len(typed) == 6 else _take_recovery_code(person, typed))
    if not taken:
        security.warning("second factor refused: account %s", person.id)
        async with transaction():
            await publish(SignInRefused(person.id, "code", client.name, client.knows(person.id)))
        raise Invalid(code=wrong_code())
    await throttle.forgive("code", person.id, client)


async def _take_step(person: User, code: str) -> bool:
    step = step_of(person.totp_secret, code, person.totp_step) if person.totp_secret else None
    if step is None:
        return False
    async with transaction():
        mine = (User.id == person.id) & (User.totp_step < step)
        return bool(await User.update({User.totp_step: step}).where(mine).returning(User.id))


async def _take_recovery_code(person: User, typed: str) -> bool:
    rows = (
        await RecoveryCode.select(RecoveryCode.id, RecoveryCode.code_hash)
        .where((RecoveryCode.user == person.id) & RecoveryCode.used_at.is_null())
        .order_by(RecoveryCode.id)
    )
    if not rows or not typed:
        return False
    salt = bytes.fromhex(rows[0]["code_hash"].partition(":")[0])
    kept = await passwords.salted(typed, salt)
    for row in rows:
        if hmac.compare_digest(row["code_hash"], kept):
            async with transaction():
                free = (RecoveryCode.id == row["id"]) & RecoveryCode.used_at.is_null()
                used = (
                    await RecoveryCode.update({RecoveryCode.used_at: now()})
                    .where(free)
                    .returning(RecoveryCode.id)
                )
                if used:
                    await publish(RecoveryCodeUsed(person.id, len(rows) - 1))
            return bool(used)
    return False


async def _count(person: User, client: Client) -> None:
    try:
        await throttle.count_try("code", person.id, client)
    except TooMany as closed:
        raise Invalid(code=throttle.sentence(closed)) from None


async def _new_recovery_codes(person: User) -> tuple[list[str], list[RecoveryCode]]:
    salt = secrets.token_bytes(16)
    made = [codes.random_code(10) for _n in range(RECOVERY_CODES)]
    rows = [RecoveryCode(user=person.id, code_hash=await passwords.salted(code, salt)) for code in made]
    return [f"{code[:5]}-{code[5:]}" for code in made], rows


async def _replace_recovery_codes(person: User, rows: list[RecoveryCode]) -> None:
    await RecoveryCode.delete().where(RecoveryCode.user == person.id)
    await RecoveryCode.insert(*rows)
