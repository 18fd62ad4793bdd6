"""The code by which whoever sets the installation up shows that they sit at its terminal.

`kimhub serve` prints it as long as nothing is set up. It is made from the installation's secret key and the
hour its database was born, so every process knows the same one, a new database has a new one, and it is
kept nowhere.
"""

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import Final

from piccolo.apps.migrations.tables import Migration

from kimhub.accounts.codes import ALPHABET, grouped, read_code
from kimhub.core import limits
from kimhub.core.errors import Invalid, TooMany
from kimhub.core.i18n import _
from kimhub.settings import load

LENGTH: Final = 8  # 500 thousand million codes, of which a stranger may try MOST in PER
MOST: Final = 20
PER: Final = timedelta(minutes=15)


async def current() -> str:
    """The code of this database, as it is printed: `ABCD-EFGH`."""
    first = await Migration.select(Migration.ran_on).order_by(Migration.ran_on).limit(1)
    born = first[0]["ran_on"].isoformat() if first else ""
    seal = hmac.new(load().secret_key.encode(), f"setup:{born}".encode(), sha256).digest()
    number = int.from_bytes(seal)
    letters = []
    for _n in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return grouped("".join(letters))


async def check(typed: str) -> None:
    """Raise Invalid for `code` unless this is the code. Nobody is signed in yet: all tries count."""
    try:
        await limits.spend("setup-code", "", most=MOST, per=PER)
    except TooMany as closed:
        minutes = -(-closed.retry_after // 60)
        raise Invalid(
            code=_("Sudah terlalu sering mencoba. Tunggu %(n)s menit, lalu coba lagi.") % {"n": minutes}
        ) from None
    if not hmac.compare_digest(read_code(typed).encode(), read_code(await current()).encode()):
        raise Invalid(
            code=_("Kode ini belum cocok. Salin kode yang tampil di terminal tempat KIMHub dijalankan.")
        )
    await limits.forgive("setup-code", "")
