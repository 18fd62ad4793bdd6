"""Signed-in devices: the cookie holds a random token, the database its hash."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from kimhub.accounts.tables import Session, User
from kimhub.core.db import now, transaction
from kimhub.core.prepared import prepare
from kimhub.settings import load

SEEN_EVERY = timedelta(minutes=10)


class Visit(msgspec.Struct, frozen=True):
    """One row per request: the session and what every page needs of its owner."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    ends_at: datetime
    confirmed_at: datetime | None
    user: int
    name: str
    locale: str
    theme: str
    status: str
    rights_rev: int
    unread: int
    totp_secret: str
    consent_version: str
    must_change_password: bool


_visit = prepare(
    lambda p: Session.select(
        Session.id,
        Session.created_at,
        Session.last_seen_at,
        Session.ends_at,
        Session.confirmed_at,
        Session.user,
        Session.user.name.as_alias("name"),
        Session.user.locale.as_alias("locale"),
        Session.user.theme.as_alias("theme"),
        Session.user.status.as_alias("status"),
        Session.user.rights_rev.as_alias("rights_rev"),
        Session.user.unread.as_alias("unread"),
        Session.user.totp_secret.as_alias("totp_secret"),
        Session.user.consent_version.as_alias("consent_version"),
        Session.user.must_change_password.as_alias("must_change_password"),
    ).where(Session.token_hash == p.token_hash),
    into=Visit,
)


async def begin(user_id: int, device: str = "", confirmed: bool = False) -> str:
    """Open a session and return its token, the only time anybody sees it."""
    token = secrets.token_urlsafe(32)
    at = now()
    async with transaction():
        await Session.insert(
            Session(
                token_hash=hash_token(token),
                user=user_id,
                device=device[:80],
                created_at=at,
                last_seen_at=at,
                ends_at=at + timedelta(days=load().session_absolute_days),
                confirmed_at=at if confirmed else None,
            )
        )
        await User.update({User.last_seen_at: at}).where(User.id == user_id)
    return token


async def find(token: str) -> Visit | None:
    """The session of `token`; None if it ended, idled too long, or its owner may not come in.

    Notes at most every ten minutes that the device was seen.
    """
    rows = await _visit(token_hash=hash_token(token))
    if not rows:
        return None
    visit: Visit = rows[0]
    at = now()
    idle = timedelta(days=load().session_idle_days)
    if visit.status != "active" or visit.ends_at <= at or visit.last_seen_at + idle <= at:
        return None
    if visit.last_seen_at + SEEN_EVERY <= at:
        async with transaction():
            await Session.update({Session.last_seen_at: at}).where(Session.id == visit.id)
            await User.update({User.last_seen_at: at}).where(User.id == visit.user)
    return visit


async def end(session_id: int) -> None:
    async with transaction():
        await Session.delete().where(Session.id == session_id)


async def end_all(user_id: int, but: int | None = None) -> None:
    """End a person's sessions on every device, except `but`."""
    async with transaction():
        query = Session.delete().where(Session.user == user_id)
        await (query.where(Session.id != but) if but is not None else query)


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()
