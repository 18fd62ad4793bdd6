"""Opening an account that came from a list: a code on a slip of paper, good for 14 days and once.

Codes are kept as keyed hashes. Unlike a password a code is random, so a slow hash would only make a list
of 500 slips slow; without the server's secret the hashes tell nothing.
"""

import hmac
import logging
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec

from kimhub.accounts import codes, passwords, terms, throttle
from kimhub.accounts.devices import Client
from kimhub.accounts.events import PasswordChanged
from kimhub.accounts.identity import find_by_identity, fold
from kimhub.accounts.recovery import facts_about
from kimhub.accounts.tables import OneTimeCode, User
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, TooMany
from kimhub.core.i18n import _
from kimhub.core.phones import phone_display
from kimhub.core.prepared import prepare_sql
from kimhub.groups.member_events import AccountActivated, ActivationCodesMade
from kimhub.groups.organizations import Profile
from kimhub.settings import load

LENGTH: Final = 12
LIFE: Final = timedelta(days=14)
AGAIN: Final = timedelta(minutes=10)  # a form sent twice finds its code used

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


class Opening(msgspec.Struct, frozen=True):
    """An account that waits to be opened with this code."""

    code: str
    name: str = ""
    identity: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.name)


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
                code_hash=_seal(slip.code),
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
        "Assalamualaikum dan salam sejahtera, Bapak/Ibu %(person)s.\n\n"
        "Anda tercatat sebagai anggota *%(name)s* di KIMHub. Buka tautan ini dan buat kata sandi Anda"
        " sendiri:\n%(link)s\n\n"
        "Berlaku 14 hari, hanya untuk Anda. Mohon tidak diteruskan."
    ) % {"person": slip.name, "name": organization.name, "link": slip.link}


async def opening(code: str) -> Opening:
    """The account behind the link of a slip; one that is not open when the code no longer works."""
    read = codes.read_code(code)
    row = await _working(_seal(read))
    person = await _unopened(row.user) if row else None
    if person is None:
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
    row = await _known(_seal(codes.read_code(code)))
    if person is None or row is None or row.user != person.id:
        security.warning("activation code refused: account %s", person.id if person else None)
        raise Invalid(code=wrong_code())
    opened = await _open(row, password, "code")
    await throttle.forgive("activate", person.id, client)
    return opened


async def activate_by_link(code: str, password: str, consent: bool) -> User:
    """The same with the link, which is as good as name and code. Raises Invalid."""
    _check(password, consent, {})
    row = await _known(_seal(codes.read_code(code)))
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
        if not await codes.take(row):
            raise Invalid(password=wrong_code())
        await User.update({User.password: kept, User.must_change_password: False}).where(
            User.id == person.id
        )
        await codes.cancel_all(person.id)
        await terms.agree(person.id)
        await publish(PasswordChanged(person.id, "activation"))
        await publish(AccountActivated(person.id))
    security.info("account %s activated", person.id)
    return person


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


def _seal(code: str) -> str:
    return hmac.new(load().secret_key.encode(), b"activation:" + code.encode(), sha256).hexdigest()
