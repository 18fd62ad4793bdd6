"""The names a person is found by: a phone number, a user name, or a confirmed e-mail address."""

import re
import unicodedata
from typing import Final

from piccolo.columns import Column
from piccolo.columns.combination import Where
from piccolo.columns.operators.comparison import Equal

from kimhub.accounts.tables import User
from kimhub.core.cleaning import clean_line
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.phones import is_phone, normalise

_USERNAME: Final = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]")
# Names that sound as if the house itself spoke.
_RESERVED: Final = frozenset(
    (
        "admin",
        "administrator",
        "anggota",
        "kimhub",
        "kominfo",
        "moderator",
        "operator",
        "pembina",
        "root",
        "system",
    )
)


async def find_by_identity(text: str) -> User | None:
    """The account somebody means who typed this; None when there is none, or it was deleted."""
    column, value = read_identity(text)
    if not value:
        return None
    person = await User.objects().where(Where(column, value, operator=Equal)).first()
    return person if person and person.status != "deleted" else None


def read_identity(text: str) -> tuple[Column, str]:
    """The column to look in and the value to look for."""
    if is_phone(text):
        return User.phone, normalise(text)
    written = fold(text)
    return (User.email, written) if "@" in written else (User.username, written)


def fold(text: str) -> str:
    """As identities are kept: NFKC, lower case, nothing invisible."""
    return unicodedata.normalize("NFKC", clean_line(text[:300])).strip().lower()


def checked_username(text: str, field: str = "username") -> str:
    """A user name as it is kept; raises Invalid for `field`. ASCII only: no look-alikes."""
    name = fold(text)
    if not name.isascii() or not re.fullmatch(r"[a-z0-9._-]*", name):
        raise Invalid(
            **{
                field: _(
                    "Nama pengguna hanya memakai huruf a–z, angka, titik, garis bawah, dan tanda hubung."
                )
            }
        )
    if not 3 <= len(name) <= 40:
        raise Invalid(**{field: _("Nama pengguna terdiri atas 3 sampai 40 huruf.")})
    if not _USERNAME.fullmatch(name):
        raise Invalid(
            **{field: _("Nama pengguna perlu satu huruf, serta diawali dan diakhiri huruf atau angka.")}
        )
    if name in _RESERVED:
        raise Invalid(**{field: _("Nama pengguna ini tidak boleh dipakai. Pilih yang lain.")})
    return name


def phone_or_username(text: str, field: str = "identity") -> tuple[str | None, str | None]:
    """What a newcomer wants to be found by: `(phone, None)` or `(None, username)`; raises Invalid."""
    if not text.strip():
        raise Invalid(**{field: _("Tulis nomor HP atau nama pengguna.")})
    if "@" in text:
        raise Invalid(**{field: _("Tulis nomor HP atau nama pengguna. Email boleh ditambahkan nanti.")})
    if re.search(r"[A-Za-z]", unicodedata.normalize("NFKC", text)) and not is_phone(text):
        return None, checked_username(text, field)
    return normalise(text, field), None


async def taken(column: Column, value: str, but: int | None = None) -> bool:
    """True when another account has this phone number, user name or e-mail address."""
    row = await User.select(User.id).where(Where(column, value, operator=Equal)).first()
    return row is not None and row["id"] != but
