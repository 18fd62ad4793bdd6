"""Against guessing: slower after a few wrong answers, closed for a while after many.

Counted per account, never per address, for a village shares one. A device that was let in to the account
before has a counter of its own (OWASP "device cookies"): a stranger who guesses cannot lock the owner out.
"""

from datetime import timedelta
from typing import Final

from kimhub.accounts.devices import Client
from kimhub.accounts.passwords import Busy
from kimhub.core import limits
from kimhub.core.db import transaction
from kimhub.core.errors import TooMany
from kimhub.core.i18n import _, ngettext

STEPS: Final = (
    ("1m", 5, timedelta(minutes=1)),
    ("15m", 10, timedelta(minutes=15)),
    ("1d", 40, timedelta(days=1)),
)


async def count_try(what: str, account: int | str, client: Client) -> None:
    """Count a try before its answer is looked at; raises TooMany while the account is closed here.

    `account` is its id, or the name itself where nobody has it: both close alike, so nobody learns which.
    """
    who = _who(account, client)
    async with transaction():
        for step, most, per in STEPS:
            await limits.spend(f"{what}-{step}", who, most=most, per=per)


async def forgive(what: str, account: int | str, client: Client) -> None:
    """The right answer came: start counting anew."""
    async with transaction():
        for step, _most, _per in STEPS:
            await limits.forgive(f"{what}-{step}", _who(account, client))


def sentence(closed: TooMany) -> str:
    """Why, and how long, for the person who waits."""
    if isinstance(closed, Busy):
        return _("Banyak orang sedang masuk. Tunggu beberapa detik, lalu coba lagi.")
    minutes = -(-closed.retry_after // 60)
    if minutes > 90:
        hours = -(-minutes // 60)
        wait = ngettext("%(n)s jam", "%(n)s jam", hours) % {"n": hours}
    else:
        wait = ngettext("%(n)s menit", "%(n)s menit", minutes) % {"n": minutes}
    return _("Sudah terlalu sering mencoba. Demi keamanan akun, tunggu %(wait)s lalu coba lagi.") % {
        "wait": wait
    }


def _who(account: int | str, client: Client) -> str:
    known = isinstance(account, int) and client.knows(account)
    return f"{account}:{client.nonce}" if known else f"{account}"
