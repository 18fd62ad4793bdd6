"""Signed-in devices: the cookie holds a random token, the database its hash."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec

from kimhub.accounts.events import SessionEnded, SignedIn, SignedOut
from kimhub.accounts.tables import Session, User
from kimhub.core.bus import publish
from kimhub.core.db import noting, now, transaction
from kimhub.core.prepared import Prepared, Together, prepare_sql
from kimhub.settings import load

SEEN_EVERY: Final = timedelta(minutes=10)
SHARED_PHONE: Final = timedelta(hours=12)  # where "remember me" was not ticked
HALF_WAY: Final = timedelta(minutes=15)  # to give the second factor


class Visit(msgspec.Struct, frozen=True):
    """One row per request: the session and what every page needs of its owner."""

    id: int
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
    has_second_factor: bool
    consent_version: str
    must_change_password: bool


class Device(msgspec.Struct, frozen=True):
    """A line in somebody's list of devices."""

    id: int
    device: str
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: its token goes into a cookie that lives `seconds`, and is kept nowhere else."""

    id: int
    token: str
    seconds: int


# Kept rows hold no secret: of the one for the second factor only that there is one.
_visit = prepare_sql(
    'SELECT s.id, s.last_seen_at, s.ends_at, s.confirmed_at, s."user", a.name, a.locale, a.theme, a.status,'
    " a.rights_rev, a.unread, a.totp_secret <> '' AS has_second_factor, a.consent_version,"
    ' a.must_change_password FROM signed_in_device s JOIN account a ON a.id = s."user"'
    " WHERE s.token_hash = :token_hash",
    Visit,
    kept=2000,
)


async def open_session(
    user_id: int,
    device: str = "",
    *,
    how: str = "password",
    confirmed: bool = True,
    lasting: bool = True,
    instead_of: str | None = None,
) -> Opened:
    """Let a person in with a token made now, whatever the browser sent (no session fixation).

    The session of the token `instead_of` ends. `confirmed=False` is half way: the second factor is still
    to be given, and there is little time.
    """
    token = secrets.token_urlsafe(32)
    at = now()
    life = timedelta(days=load().session_absolute_days) if lasting else SHARED_PHONE
    if not confirmed:
        life = HALF_WAY
    async with transaction():
        if instead_of:
            await Session.delete().where(Session.token_hash == hash_token(instead_of))
        row = Session(
            token_hash=hash_token(token),
            user=user_id,
            device=device[:80],
            created_at=at,
            last_seen_at=at,
            ends_at=at + life,
            confirmed_at=at if confirmed else None,
            lasting=lasting,
        )
        (made,) = await Session.insert(row).returning(Session.id)
        await User.update({User.last_seen_at: at}).where(User.id == user_id)
        if confirmed:
            await publish(SignedIn(user_id, made["id"], device[:80], how))
    return Opened(made["id"], token, int(life.total_seconds()))


async def begin(user_id: int, device: str = "", confirmed: bool = True) -> str:
    """Open a session and return its token, the only time anybody sees it."""
    return (await open_session(user_id, device, confirmed=confirmed)).token


def with_session(query: Prepared[Any]) -> Together:
    """A query that is asked in one go with the session; its `:me` is who the session belongs to."""
    return Together(_visit, query, {"me": "user"})


async def find(token: str) -> Visit | None:
    """The session of `token`; None if it ended, idled too long, or its owner may not come in.

    Notes at most every ten minutes that the device was seen.
    """
    return await _let_in(await _visit.first(token_hash=hash_token(token)))


async def find_with(token: str, also: Together, values: dict[str, Any]) -> tuple[Visit | None, Any]:
    """The same, and the row of `also` (see `with_session`) for whom it lets in."""
    visit, row = await also.first(token_hash=hash_token(token), **values)
    visit = await _let_in(visit)
    return visit, row if visit else None


async def _let_in(visit: Visit | None) -> Visit | None:
    if visit is None:
        return None
    at = now()
    unseen = at - visit.last_seen_at
    if visit.status != "active" or visit.ends_at <= at or unseen >= timedelta(load().session_idle_days):
        return None
    if unseen >= SEEN_EVERY:
        async with noting():
            await Session.update({Session.last_seen_at: at}).where(Session.id == visit.id)
            await User.update({User.last_seen_at: at}).where(User.id == visit.user)
    return visit


async def get_session(session_id: int) -> Session | None:
    return await Session.objects().get(Session.id == session_id)


async def devices_of(user_id: int) -> list[Device]:
    """Where this person is signed in now, the device seen last first."""
    at = now()
    idle = timedelta(days=load().session_idle_days)
    rows = (
        await Session.select(Session.id, Session.device, Session.created_at, Session.last_seen_at)
        .where((Session.user == user_id) & (Session.ends_at > at) & (Session.last_seen_at > at - idle))
        .order_by(Session.last_seen_at, Session.id, ascending=False)
    )
    return [Device(**row) for row in rows]


async def sign_out(session_id: int, user_id: int) -> None:
    """End the session somebody is in."""
    async with transaction():
        await end(session_id)
        await publish(SignedOut(user_id, session_id))


async def end_device(session: Session) -> None:
    """End one of somebody's sessions, at their wish."""
    async with transaction():
        await end(session.id)
        await publish(SessionEnded(session.user, session.id))


async def end_others(user_id: int, but: int) -> None:
    """End a person's sessions on every other device, at their wish."""
    async with transaction():
        await end_all(user_id, but)
        await publish(SessionEnded(user_id, None))


async def end(session_id: int) -> None:
    async with transaction():
        await Session.delete().where(Session.id == session_id)


async def end_all(user_id: int, but: int | None = None) -> None:
    """End a person's sessions on every device, except `but`."""
    async with transaction():
        query = Session.delete().where(Session.user == user_id)
        await (query.where(Session.id != but) if but is not None else query)


async def renew(session_id: int) -> Opened:
    """Exchange the token of a session that goes on, after somebody proved anew who they are."""
    token = secrets.token_urlsafe(32)
    at = now()
    async with transaction():
        row = await Session.objects().get(Session.id == session_id)
        if row is None:
            raise LookupError(session_id)
        life = timedelta(days=load().session_absolute_days) if row.lasting else SHARED_PHONE
        await Session.update(
            {
                Session.token_hash: hash_token(token),
                Session.ends_at: at + life,
                Session.confirmed_at: at,
                Session.last_seen_at: at,
            }
        ).where(Session.id == session_id)
    return Opened(session_id, token, int(life.total_seconds()))


async def sweep() -> None:
    """Drop the sessions nobody can use any more."""
    at = now()
    idle = timedelta(days=load().session_idle_days)
    async with transaction():
        await Session.delete().where((Session.ends_at <= at) | (Session.last_seen_at <= at - idle))


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()
