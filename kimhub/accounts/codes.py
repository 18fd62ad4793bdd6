"""One-time codes and links: short-lived, used once, kept as hashes only."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from piccolo.columns import Column
from piccolo.columns.combination import And

from kimhub.accounts import passwords
from kimhub.accounts.tables import OneTimeCode
from kimhub.core.db import now, transaction

# No 0 and O, no 1, I and L, no U and V: a code is read out on the telephone and copied from paper.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTWXYZ"
TYPED_LIFE: Final = timedelta(minutes=10)  # ASVS 6.5.5
MAILED_LIFE: Final = timedelta(minutes=30)
KEPT: Final = timedelta(days=30)  # the trace of codes that were given


def random_code(length: int = 8) -> str:
    return "".join(secrets.choice(ALPHABET) for _n in range(length))


def read_code(text: str) -> str:
    """A code as people type it back: small letters, blanks and hyphens do not matter."""
    return "".join(char for char in text[:100].upper() if char.isalnum())


def grouped(code: str) -> str:
    """`ABCD-EFGH`, easier to read out."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def random_token() -> str:
    """For a link: 256 bits, so a plain hash is enough to keep it by."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


async def keep(
    user_id: int, purpose: str, code_hash: str, life: timedelta, *, by: int | None = None, detail: str = ""
) -> None:
    """Make this the only code of its purpose that works for the person."""
    at = now()
    async with transaction():
        await OneTimeCode.update({OneTimeCode.ends_at: at}).where(_open(user_id, purpose, at))
        await OneTimeCode.insert(
            OneTimeCode(
                user=user_id,
                purpose=purpose,
                code_hash=code_hash,
                detail=detail,
                issued_by=by,
                created_at=at,
                ends_at=at + life,
            )
        )


async def find_typed(user_id: int | None, purpose: str, typed: str) -> OneTimeCode | None:
    """The code of this person that was typed; as slow when there is no such person or code."""
    row = None
    if user_id is not None:
        row = await OneTimeCode.objects().where(_open(user_id, purpose, now())).first()
    right = await passwords.matches(row.code_hash if row else "", read_code(typed))
    return row if right else None


async def find_link(purpose: str, token: str) -> OneTimeCode | None:
    """The code behind a link that still works."""
    return (
        await OneTimeCode.objects()
        .where(
            (OneTimeCode.code_hash == token_hash(token))
            & (OneTimeCode.purpose == purpose)
            & OneTimeCode.used_at.is_null()
            & (OneTimeCode.ends_at > now())
        )
        .first()
    )


async def take(code: OneTimeCode, detail: str | None = None) -> bool:
    """Use the code up; False when somebody else was faster, or it ended meanwhile."""
    at = now()
    change: dict[Column | str, object] = {OneTimeCode.used_at: at}
    if detail is not None:
        change[OneTimeCode.detail] = detail
    async with transaction():
        rows = (
            await OneTimeCode.update(change)
            .where((OneTimeCode.id == code.id) & OneTimeCode.used_at.is_null() & (OneTimeCode.ends_at > at))
            .returning(OneTimeCode.id)
        )
    return bool(rows)


async def cancel_all(user_id: int) -> None:
    """End every code of a person that is still open."""
    at = now()
    async with transaction():
        await OneTimeCode.update({OneTimeCode.ends_at: at}).where(
            (OneTimeCode.user == user_id) & OneTimeCode.used_at.is_null() & (OneTimeCode.ends_at > at)
        )


async def erase_of(user_id: int) -> None:
    """Forget every code of a person who leaves: one may name an e-mail address."""
    async with transaction():
        await OneTimeCode.delete().where(OneTimeCode.user == user_id)


async def sweep() -> None:
    """Drop codes that ended long ago."""
    async with transaction():
        await OneTimeCode.delete().where(OneTimeCode.ends_at <= now() - KEPT)


def _open(user_id: int, purpose: str, at: datetime) -> And:
    return (
        (OneTimeCode.user == user_id)
        & (OneTimeCode.purpose == purpose)
        & OneTimeCode.used_at.is_null()
        & (OneTimeCode.ends_at > at)
    )
