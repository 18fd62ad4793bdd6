"""Accounts: making them, letting people in, closing them. Other slices import from here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kimhub.accounts import passwords, terms
from kimhub.accounts.events import AccountLocked, AccountUnlocked, UserRegistered
from kimhub.accounts.identity import checked_username, find_by_identity, phone_or_username
from kimhub.accounts.sessions import end_all
from kimhub.accounts.tables import User
from kimhub.core import db
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import LOCALES, _
from kimhub.core.phones import normalise

__all__ = [
    "Registration",
    "account_of",
    "add_person",
    "checked_name",
    "create",
    "find_by_identity",
    "get_user",
    "lock",
    "prepare_registration",
    "register",
    "unlock",
]


@dataclass(frozen=True, slots=True)
class Registration:
    """What a newcomer typed, checked, with the password already hashed: ready for a short transaction."""

    name: str
    phone: str | None
    username: str | None
    password_hash: str
    locale: str
    wilayah_code: str | None
    must_change_password: bool
    agreed: bool


async def prepare_registration(
    *,
    name: str,
    identity: str = "",
    password: str,
    phone: str = "",
    username: str = "",
    locale: str = "id",
    wilayah_code: str | None = None,
    consent: bool = False,
    must_change_password: bool = False,
    about: Iterable[str] = (),
) -> Registration:
    """Check everything at once and hash the password; raises Invalid with a sentence per field.

    The person is found by `identity` (a phone number or a user name, whichever it looks like), or by
    `phone` and `username` where the form has a field for each. `consent` False raises Invalid, but for an
    account somebody else makes (`must_change_password`): the person is asked at the first sign-in.
    `about` is what must not be the password either, such as the name of the KIM. Call it before the
    transaction that also redeems an invitation: hashing takes a while.
    """
    errors: dict[str, str] = {}
    with _collect(errors):
        name = checked_name(name)
    given_phone = given_username = None
    with _collect(errors):
        if identity or not (phone or username):
            given_phone, given_username = phone_or_username(identity)
    with _collect(errors):
        if phone:
            given_phone = normalise(phone)
    with _collect(errors):
        if username:
            given_username = checked_username(username)
    with _collect(errors):
        passwords.check_new(password, about=(name, given_phone, given_username, *about))
    if not (consent or must_change_password):
        errors["consent"] = _("Centang persetujuan ini untuk bergabung.")
    if not errors:
        field = "identity" if identity else ""
        errors |= await _taken(given_phone, given_username, field)
    if errors:
        raise Invalid(**errors)
    return Registration(
        name=name,
        phone=given_phone,
        username=given_username,
        password_hash=await passwords.hashed(password),
        locale=locale if locale in LOCALES else "id",
        wilayah_code=wilayah_code or None,
        must_change_password=must_change_password,
        agreed=consent,
    )


async def create(registration: Registration, by: int | None = None) -> User:
    """Make the account and note the consent. Raises Invalid when somebody took the name meanwhile."""
    row = User(
        name=registration.name,
        phone=registration.phone,
        username=registration.username,
        password=registration.password_hash,
        locale=registration.locale,
        wilayah_code=registration.wilayah_code,
        must_change_password=registration.must_change_password,
    )
    async with transaction():
        person = await _insert(row)
        await publish(UserRegistered(person.id, by))
        if registration.agreed:
            await terms.agree(person.id)
            person.consent_version = terms.VERSION
    return person


async def register(
    *,
    name: str,
    password: str,
    identity: str = "",
    phone: str = "",
    username: str = "",
    locale: str = "id",
    wilayah_code: str | None = None,
    consent: bool = False,
    must_change_password: bool = False,
    about: Iterable[str] = (),
    by: int | None = None,
) -> User:
    """`prepare_registration` and `create` in one go."""
    registration = await prepare_registration(
        name=name,
        identity=identity,
        password=password,
        phone=phone,
        username=username,
        locale=locale,
        wilayah_code=wilayah_code,
        consent=consent,
        must_change_password=must_change_password,
        about=about,
    )
    return await create(registration, by)


async def add_person(name: str, *, phone: str | None = None, username: str | None = None, by: int) -> User:
    """An account for somebody on a list: it has no password, so nobody can sign in to it before a reset
    code was used. Raises Invalid for name, phone or username."""
    row = User(
        name=checked_name(name),
        phone=normalise(phone) if phone else None,
        username=checked_username(username) if username else None,
    )
    async with transaction():
        person = await _insert(row)
        await publish(UserRegistered(person.id, by))
    return person


async def account_of(actor: Actor) -> User:
    """The account of the person who asks. Raises NotFound for a guest."""
    person = await get_user(actor.id) if actor.id is not None else None
    if person is None:
        raise NotFound
    return person


async def get_user(user_id: int) -> User | None:
    """The account, locked or not; None when there is none or the person has left."""
    return await User.objects().where((User.id == user_id) & (User.status != "deleted")).first()


async def lock(user_id: int, by: int | None) -> None:
    """Keep somebody out, at once and on every device."""
    async with transaction():
        await User.update({User.status: "locked"}).where((User.id == user_id) & (User.status == "active"))
        await end_all(user_id)
        await publish(AccountLocked(by, user_id))


async def unlock(user_id: int, by: int | None) -> None:
    async with transaction():
        await User.update({User.status: "active"}).where((User.id == user_id) & (User.status == "locked"))
        await publish(AccountUnlocked(by, user_id))


def checked_name(text: str, field: str = "name") -> str:
    """A person's name: one line, one word will do (domain.md 9). Raises Invalid."""
    name = checked_line(text, field, most=120, empty=_("Tulis nama Anda."))
    if not re.search(r"[^\W\d_]", name):
        raise Invalid(**{field: _("Tulis nama dengan huruf.")})
    if "://" in name or "@" in name:
        raise Invalid(**{field: _("Tulis nama orang saja, tanpa tautan atau alamat.")})
    return name


class _collect:
    """Gather the errors of several checks, so that a form shows all of them at once."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if isinstance(error, Invalid):
            self.errors |= {name: text for name, text in error.errors.items() if name not in self.errors}
            return True
        return False


async def _insert(row: User) -> User:
    try:
        async with db.savepoint():
            (made,) = await User.insert(row).returning(User.id)
    except Exception as error:
        if db.is_unique_violation(error):
            raise Invalid(**await _taken(row.phone, row.username)) from None
        raise
    row.id = made["id"]
    return row


async def _taken(phone: str | None, username: str | None, field: str = "") -> dict[str, str]:
    errors = {}
    if phone and await User.exists().where(User.phone == phone):
        errors[field or "phone"] = _("Nomor HP ini sudah punya akun. Silakan masuk dengan nomor itu.")
    if username and await User.exists().where(User.username == username):
        errors[field or "username"] = _("Nama pengguna ini sudah dipakai orang lain. Pilih yang lain.")
    return errors
