"""Opening an account that came from a list, with what stands on its slip."""

import logging
from datetime import datetime, timedelta
from typing import Final

import msgspec

from kimhub.accounts import codes, passwords, terms, throttle
from kimhub.accounts.devices import Client
from kimhub.accounts.events import PasswordChanged
from kimhub.accounts.identity import find_by_identity, fold
from kimhub.accounts.recovery import facts_about
from kimhub.accounts.tables import OneTimeCode, User
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, TooMany
from kimhub.core.i18n import _
from kimhub.core.phones import phone_display
from kimhub.core.prepared import prepare_sql
from kimhub.groups.activation import LENGTH, seal
from kimhub.groups.member_events import AccountActivated

AGAIN: Final = timedelta(minutes=10)  # a form sent twice finds its code used

security = logging.getLogger("kimhub.security")

# What the account has gained outside the organization whose admin holds the slip.
_beyond = prepare_sql(
    'SELECT EXISTS (SELECT 1 FROM role_assignment r WHERE r."user" = :user'
    " AND (r.organization IS NULL OR r.organization <> :organization)"
    " AND (r.valid_until IS NULL OR r.valid_until > :now))"
    ' OR EXISTS (SELECT 1 FROM membership m WHERE m."user" = :user AND m.organization <> :organization'
    " AND m.state IN ('applied', 'orientation', 'active', 'suspended')) AS beyond"
)


class Opening(msgspec.Struct, frozen=True):
    """An account that waits to be opened with this code."""

    code: str
    name: str = ""
    identity: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.name)


async def opening(code: str) -> Opening:
    """The account behind the link of a slip; one that is not open when the code no longer works."""
    read = codes.read_code(code)
    row = await _working(seal(read))
    person = await _unopened(row.user) if row else None
    if row is None or person is None or await _reaches_beyond(row):
        return Opening(read[: 2 * LENGTH])
    return Opening(
        read, person.name, phone_display(person.phone) if person.phone else person.username or ""
    )


async def activate(identity: str, code: str, password: str, consent: bool, client: Client) -> User:
    """Set the password of the account with what stands on the slip. Raises Invalid; the sentence is the
    same for a wrong name, a wrong code and one that ended. Sent twice it is done once."""
    errors = {} if identity.strip() else {"identity": _("Tulis nomor HP atau nama pengguna Anda.")}
    if not codes.read_code(code):
        errors["code"] = _("Tulis kode dari slip Anda.")
    _check(password, consent, errors)
    person = await find_by_identity(identity)
    who = person.id if person else f"name:{fold(identity)}"
    try:
        await throttle.count_try("activate", who, client)
    except TooMany as closed_now:
        raise Invalid(code=throttle.sentence(closed_now)) from None
    row = await _known(seal(codes.read_code(code)))
    if person is None or row is None or row.user != person.id:
        security.warning("activation code refused: account %s", person.id if person else None)
        raise Invalid(code=wrong_code())
    opened = await _open(row, password, "code")
    await throttle.forgive("activate", person.id, client)
    return opened


async def activate_by_link(code: str, password: str, consent: bool) -> User:
    """The same with the link, which is as good as name and code. Raises Invalid."""
    _check(password, consent, {})
    row = await _known(seal(codes.read_code(code)))
    if row is None:
        raise Invalid(password=wrong_code())
    return await _open(row, password, "password")


def wrong_code() -> str:
    return _("Kode belum cocok, sudah dipakai, atau sudah lewat 14 hari. Minta slip baru kepada admin KIM.")


def _check(password: str, consent: bool, errors: dict[str, str]) -> None:
    try:
        passwords.check_new(password)
    except Invalid as weak:
        errors |= weak.errors
    if not consent:
        errors["consent"] = _("Centang persetujuan ini untuk bergabung.")
    if errors:
        raise Invalid(**errors)


async def _open(row: OneTimeCode, password: str, field: str) -> User:
    person = await User.objects().where((User.id == row.user) & (User.status == "active")).first()
    used = _used_at(row)
    if person and used and now() - used < AGAIN and await passwords.matches(person.password, password):
        return person
    if person is None or used or row.ends_at <= now() or person.password:
        raise Invalid(**{field: wrong_code()})
    passwords.check_new(password, about=facts_about(person))
    kept = await passwords.hashed(password)
    async with transaction():
        await lock_id(User, person.id)
        if await _reaches_beyond(row) or not await codes.take(row):
            raise Invalid(**{field: wrong_code()})
        await User.update({User.password: kept, User.must_change_password: False}).where(
            User.id == person.id
        )
        await codes.cancel_all(person.id)
        await terms.agree(person.id)
        await publish(PasswordChanged(person.id, "activation"))
        await publish(AccountActivated(person.id))
    security.info("account %s activated", person.id)
    return person


async def _reaches_beyond(row: OneTimeCode) -> bool:
    """True when the account has more rights by now than the slip's organization could give: an admin who
    holds the slip would take them over. A code of the dinas opens it then."""
    number = int(row.detail) if row.detail else 0
    return bool(await _beyond.value(user=row.user, organization=number, now=now()))


async def _working(code_hash: str) -> OneTimeCode | None:
    row = await _known(code_hash)
    return row if row and _used_at(row) is None and row.ends_at > now() else None


def _used_at(row: OneTimeCode) -> datetime | None:
    return row.used_at


async def _known(code_hash: str) -> OneTimeCode | None:
    return (
        await OneTimeCode.objects()
        .where((OneTimeCode.code_hash == code_hash) & (OneTimeCode.purpose == "activate"))
        .first()
    )


async def _unopened(user_id: int) -> User | None:
    return (
        await User.objects()
        .where((User.id == user_id) & (User.status == "active") & (User.password == ""))
        .first()
    )
