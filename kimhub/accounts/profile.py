"""What people say of themselves, and how they want to see the house."""

import logging
from datetime import timedelta
from typing import Final

from kimhub.accounts import codes, terms
from kimhub.accounts.devices import Client
from kimhub.accounts.events import EmailChanged, ProfileChanged
from kimhub.accounts.identity import checked_username, taken
from kimhub.accounts.service import checked_name
from kimhub.accounts.sign_in import check_again
from kimhub.accounts.tables import User
from kimhub.core import db, limits
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import LOCALES, _
from kimhub.core.mail import check_address
from kimhub.core.phones import normalise

security = logging.getLogger("kimhub.security")

THEMES: Final = ("", "light", "dark")


async def update_profile(person: User, form: dict[str, str], wilayah_code: str | None) -> None:
    """Save name, place and who sees the phone number; other fields do not count. Raises Invalid."""
    name = checked_name(form.get("name", ""))
    visible = form.get("phone_visible") == "on"
    await _save(person, {"name": name, "phone_visible": visible, "wilayah_code": wilayah_code})


async def update_contacts(person: User, form: dict[str, str], client: Client, mail: bool) -> str:
    """Save user name and phone number after the password was asked again (ASVS 7.5.1).

    Returns a new e-mail address that still has to be confirmed, empty when there is none to confirm: it
    counts once its owner opens the link sent there. `mail` says whether this installation sends e-mail.
    """
    errors: dict[str, str] = {}
    username: str | None = None
    phone: str | None = None
    email: str | None = person.email
    try:
        username = checked_username(form["username"]) if form.get("username", "").strip() else None
    except Invalid as error:
        errors |= error.errors
    try:
        phone = normalise(form["phone"]) if form.get("phone", "").strip() else None
    except Invalid as error:
        errors |= error.errors
    if mail:
        try:
            email = check_address(form["email"]) if form.get("email", "").strip() else None
        except Invalid as error:
            errors |= error.errors
    if not errors and not username and not phone:
        errors["phone"] = _("Isi nomor HP atau nama pengguna: dengan itu Anda masuk.")
    if errors:
        raise Invalid(**errors)
    if (username, phone, email) == (person.username, person.phone, person.email):
        return ""
    await check_again(person, form.get("current_password", ""), client)
    await limits.spend("contacts", person.id, most=10, per=timedelta(days=1))
    if phone and await taken(User.phone, phone, but=person.id):
        raise Invalid(phone=_("Nomor HP ini dipakai akun lain."))
    if username and await taken(User.username, username, but=person.id):
        raise Invalid(username=_("Nama pengguna ini sudah dipakai orang lain. Pilih yang lain."))
    change: dict[str, object] = {"username": username, "phone": phone}
    if email is None:
        change["email"] = None
    try:
        await _save(person, change)
    except Exception as error:
        if db.is_unique_violation(error):  # somebody else was faster
            raise Invalid(phone=_("Nomor HP atau nama pengguna ini baru saja dipakai akun lain.")) from None
        raise
    security.info("contacts of account %s changed", person.id)
    return email if email and email != person.email else ""


async def begin_email(person_id: int, email: str) -> str:
    """The address to send to `email`, by which its owner confirms it."""
    token = codes.random_token()
    async with transaction():
        await codes.keep(
            person_id, "email", codes.token_hash(token), codes.MAILED_LIFE, by=person_id, detail=email
        )
    return token


async def find_email(token: str) -> str | None:
    """The e-mail address a confirmation link is for, while it works."""
    code = await codes.find_link("email", token)
    return code.detail if code else None


async def confirm_email(token: str) -> None:
    """The address now belongs to the account. Raises NotFound for a link that no longer works."""
    code = await codes.find_link("email", token)
    if code is None or await taken(User.email, code.detail, but=code.user):
        raise NotFound
    async with transaction():
        if not await codes.take(code, detail=""):
            raise NotFound
        await User.update({User.email: code.detail}).where(User.id == code.user)
        await publish(EmailChanged(code.user))
    security.info("e-mail of account %s confirmed", code.user)


async def choose_locale(user_id: int, locale: str) -> None:
    if locale in LOCALES:
        async with transaction():
            await User.update({User.locale: locale}).where(User.id == user_id)


async def choose_theme(user_id: int, theme: str) -> None:
    if theme in THEMES:
        async with transaction():
            await User.update({User.theme: theme}).where(User.id == user_id)


async def set_photo(person: User, key: str) -> None:
    """Keep a new photo (`key` in the file store, empty to go without) and the consent that goes with it."""
    async with transaction():
        if person.photo or not key:
            await terms.withdraw(person.id, "photo")
        if key:
            await terms.agree(person.id, "photo")
        await User.update({User.photo: key}).where(User.id == person.id)
        await publish(ProfileChanged(person.id, ("photo",)))


async def _save(person: User, change: dict[str, object]) -> None:
    """Write what differs, and say in the trail which fields those were."""
    changed = {name: value for name, value in change.items() if getattr(person, name) != value}
    if not changed:
        return
    async with transaction():
        await User.update(changed).where(User.id == person.id)  # type: ignore[arg-type]
        await publish(ProfileChanged(person.id, tuple(changed)))
