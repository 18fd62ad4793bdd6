"""Leaving for good: the row stays, empty of the person; what they wrote stands under a neutral name."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from kimhub.accounts import codes
from kimhub.accounts.devices import Client
from kimhub.accounts.events import UserDeleted
from kimhub.accounts.photos import discard
from kimhub.accounts.sessions import end_all
from kimhub.accounts.sign_in import check_again
from kimhub.accounts.tables import Consent, RecoveryCode, User
from kimhub.core.bus import publish
from kimhub.core.db import lock, now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _

security = logging.getLogger("kimhub.security")

GONE: Final = "Anggota yang sudah keluar"

Check = Callable[[int, bool], Awaitable[str]]
_checks: list[Check] = []


def before_leaving(check: Check) -> Check:
    """Ask the function first, for instance whether a KIM would be left without an admin.

    It is given the person's id and returns a sentence that says what must be done before, or nothing. It is
    asked for the page, and once more inside the transaction that empties the account: then its second
    argument is True, and it locks what its answer rests on.
    What other slices keep of the person they empty on the event UserDeleted.
    """
    _checks.append(check)
    return check


async def obstacles(user_id: int, *, leaving: bool = False) -> list[str]:
    """What has to be settled before this person can leave; `leaving`: in the transaction that does it."""
    return [said for check in _checks if (said := await check(user_id, leaving))]


async def leave(person: User, form: dict[str, str], client: Client) -> None:
    """Empty the account at its owner's wish. Raises Invalid; nothing has changed then."""
    if form.get("sure") != "on":
        raise Invalid(sure=_("Centang ini bila Anda yakin."))
    await check_again(person, form.get("current_password", ""), client)
    await erase(person)


async def erase(person: User) -> None:
    """Empty the account and close it on every device. Raises Invalid while something is not settled."""
    at = now()
    async with transaction():
        if said := await obstacles(person.id, leaving=True):
            raise Invalid(sure=" ".join(said))
        await lock(person)
        await User.update(
            {
                User.name: GONE,
                User.username: None,
                User.phone: None,
                User.email: None,
                User.password: "",
                User.wilayah_code: None,
                User.photo: "",
                User.phone_visible: False,
                User.status: "deleted",
                User.totp_secret: "",
                User.totp_pending: "",
                User.last_seen_at: None,
                User.rights_rev: User.rights_rev + 1,
            }
        ).where(User.id == person.id)
        await end_all(person.id)
        await codes.erase_of(person.id)
        await RecoveryCode.delete().where(RecoveryCode.user == person.id)
        await Consent.update({Consent.withdrawn_at: at}).where(
            (Consent.user == person.id) & Consent.withdrawn_at.is_null()
        )
        await publish(UserDeleted(person.id))
    await discard(person.photo)
    security.info("account %s emptied at its owner's wish", person.id)
