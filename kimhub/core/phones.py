"""Telephone numbers as people write them, kept as `+628…`.

An account has a mobile number, for it is also the way to WhatsApp; an office may have a landline.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from kimhub.core.errors import Invalid
from kimhub.core.i18n import _

# Mobile numbers have 10 to 13 digits: 08, a digit that is not 0, and 7 to 10 more.
_MOBILE: Final = re.compile(r"8[1-9]\d{7,10}")
# An area code of 2 or 3 digits that does not begin with 8 or 0, and 5 to 8 digits.
_LANDLINE: Final = re.compile(r"[2-79]\d{6,10}")
_DECORATION: Final = re.compile(r"[\s().\-/‐-―_]+")
_LINK: Final = re.compile(
    r"(?i)(?:https?://)?(?:www\.)?(?:wa\.me/|api\.whatsapp\.com/send\?phone=)|tel:|whatsapp:"
)
_SPREADSHEET: Final = re.compile(r"(\d{9,})\.0")


def normalise(text: str, field: str = "phone", *, landline: bool = False) -> str:
    """`+628…` from `08…`, `+62…`, `62…`, `8…` (a spreadsheet ate the 0) or a wa.me link.

    Raises Invalid with a sentence for `field` when it cannot be a mobile number of Indonesia; with
    `landline` an office's number is taken too.
    """
    national = _national(text)
    if national is None:
        raise Invalid(**{field: _("Tulis nomor HP dengan angka, misalnya 0812-3456-7890.")})
    if _MOBILE.fullmatch(national) and not _one_digit(national):
        return f"+62{national}"
    if national.startswith("+"):
        raise Invalid(**{field: _("Pakai nomor HP Indonesia yang berawalan 08 atau +62.")})
    if _LANDLINE.fullmatch(national):
        if landline:
            return f"+62{national}"
        raise Invalid(**{field: _("Ini nomor telepon rumah. Pakai nomor HP yang berawalan 08.")})
    if national.startswith("8") and len(national) < 9:
        raise Invalid(
            **{field: _("Nomor HP ini kurang lengkap. Nomor HP terdiri atas 10 sampai 13 angka.")}
        )
    if national.startswith("8") and len(national) > 12:
        raise Invalid(**{field: _("Nomor HP ini terlalu panjang. Tulis satu nomor, 10 sampai 13 angka.")})
    raise Invalid(**{field: _("Nomor ini bukan nomor HP. Nomor HP berawalan 08, misalnya 0812-3456-7890.")})


def is_phone(text: str) -> bool:
    """Whether somebody who may type a phone number or a user name has typed a phone number."""
    try:
        return bool(normalise(text))
    except Invalid:
        return False


def phone_display(phone: str) -> str:
    """`0812-0000-0101` from `+6281200000101`; what is no number of ours stays as it is."""
    if not phone.startswith("+62"):
        return phone
    digits = "0" + phone[3:]
    if digits.startswith("08"):
        return "-".join(part for part in (digits[:4], digits[4:8], digits[8:]) if part)
    area = 3 if digits[1:3] in _BIG_CITIES else 4
    return f"({digits[:area]}) {digits[area:]}"


def whatsapp_link(phone: str, text: str = "") -> str:
    """`https://wa.me/62812…`, with a message ready to send; empty for a landline."""
    if not phone.startswith("+628"):
        return ""
    return f"https://wa.me/{phone[1:]}" + (f"?text={quote(text, safe='')}" if text else "")


def share_link(text: str) -> str:
    """A link that opens WhatsApp with `text`, for the person to choose who gets it."""
    return f"https://wa.me/?text={quote(text, safe='')}"


def mask(phone: str) -> str:
    """`0812-••••-0101`: enough to know one's own number again, not enough to call it."""
    shown = phone_display(phone)
    digits = [i for i, char in enumerate(shown) if char.isdigit()]
    hidden = set(digits[4:-4])
    return "".join("•" if i in hidden else char for i, char in enumerate(shown))


# Something in running text that can be called: it begins as numbers here do and has 9 to 14 digits.
_IN_TEXT: Final = re.compile(r"(?<![\d,.])(?:\+?62|0)(?:[\s().-]{0,2}\d){8,13}(?![\d])")


def without_numbers(text: str) -> str:
    """The text with every telephone number covered: for what leaves KIMHub."""
    return _IN_TEXT.sub("•••", text)


_BIG_CITIES: Final = frozenset(("21", "22", "24", "31", "61"))


def _national(text: str) -> str | None:
    """The digits after the country code; `+…` for another country; None when it is not written so."""
    written = unicodedata.normalize("NFKC", text[:100]).strip()
    written = _LINK.sub("", written).partition("?")[0]
    written = "".join(char for char in written if unicodedata.category(char) != "Cf")
    if number := _SPREADSHEET.fullmatch(written):
        written = number[1]
    digits = _DECORATION.sub("", written)
    plus = digits.startswith("+")
    digits = digits.removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return None
    if digits.startswith("0062"):
        digits = digits[4:]
    elif digits.startswith("62"):
        digits = digits[2:]
    elif plus:
        return f"+{digits}"
    return digits.removeprefix("0")


def _one_digit(national: str) -> bool:
    """8888888888 and the like, typed to get past the field."""
    return len(set(national)) == 1
