"""The few letters this slice sends by e-mail; their secrets are made when they are written."""

from dataclasses import dataclass
from datetime import timedelta

from kimhub.accounts import codes
from kimhub.accounts.events import ResetCodeIssued
from kimhub.accounts.identity import find_by_identity, read_identity
from kimhub.accounts.profile import begin_email
from kimhub.accounts.service import get_user
from kimhub.core import limits
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import TooMany
from kimhub.core.i18n import _, use_locale
from kimhub.core.jobs import enqueue
from kimhub.core.mail import is_configured, send
from kimhub.settings import load


@dataclass(frozen=True, slots=True)
class ResetWanted:
    """Somebody typed this name on the page for forgotten passwords."""

    identity: str


@dataclass(frozen=True, slots=True)
class AddressGiven:
    """An e-mail address that its owner has to confirm."""

    user_id: int
    email: str


async def ask_reset_mail(identity: str) -> None:
    """Queue the same job for any name, so that neither words nor time tell whether it is known.

    Raises TooMany when the same name is asked for again and again.
    """
    if not is_configured():
        return
    async with transaction():
        await limits.spend("forgotten", read_identity(identity)[1], most=3, per=timedelta(hours=1))
        await enqueue(send_reset_mail, ResetWanted(identity[:254]))


async def ask_confirmation(user_id: int, email: str) -> None:
    async with transaction():
        await enqueue(send_confirmation, AddressGiven(user_id, email))


async def send_reset_mail(wanted: ResetWanted) -> None:
    """A link to a new password, if there is such an account and it has an address."""
    person = await find_by_identity(wanted.identity)
    if not person or not person.email or person.status != "active":
        return
    token = codes.random_token()
    try:
        await limits.spend("reset-mail", person.id, most=5, per=timedelta(hours=1))
    except TooMany:  # asked for by phone, by user name and by address in turn
        return
    async with transaction():
        await codes.keep(person.id, "link", codes.token_hash(token), codes.MAILED_LIFE)
        await publish(ResetCodeIssued(None, person.id))
    with use_locale(person.locale):
        text = _(
            "Halo %(name)s,\n\n"
            "ada yang meminta kata sandi baru untuk akun KIMHub Anda. Bila itu Anda, buka tautan ini dalam"
            " 30 menit. Tautan hanya bisa dipakai satu kali:\n\n"
            "%(link)s\n\n"
            "Bila bukan Anda, abaikan surat ini. Kata sandi Anda tidak berubah."
        )
        await send(
            person.email,
            _("Kata sandi baru untuk KIMHub"),
            text % {"name": person.name, "link": f"{load().base_url}/sandi-baru/{token}"},
        )


async def send_confirmation(given: AddressGiven) -> None:
    """A link by which the owner of an address says that it is theirs."""
    person = await get_user(given.user_id)
    if not person:
        return
    token = await begin_email(person.id, given.email)
    with use_locale(person.locale):
        text = _(
            "Halo %(name)s,\n\n"
            "alamat email ini dimasukkan pada akun KIMHub Anda. Buka tautan ini dalam 30 menit untuk"
            " membenarkannya:\n\n"
            "%(link)s\n\n"
            "Bila Anda tidak mengenal akun itu, abaikan surat ini."
        )
        await send(
            given.email,
            _("Benarkan alamat email Anda"),
            text % {"name": person.name, "link": f"{load().base_url}/pengaturan/email/{token}"},
        )
