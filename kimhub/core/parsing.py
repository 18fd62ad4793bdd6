"""Dates, times, money and numbers read from what people type or paste.

Each function returns None for what it cannot read: the service says so in a sentence that fits its field.
"""

import re
import unicodedata
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Final

_MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "jan januari january",
            "feb peb februari pebruari february",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agustus aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov nop november nopember",
            "des desember dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?")
_NUMERIC: Final = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})")
_WRITTEN: Final = re.compile(
    r"(?:[^\W\d]+\s*,?\s+)?(\d{1,2})\s*[-/. ]?\s*([^\W\d]+)\.?\s*[-/., ]?\s*(\d{4})"
)
_CLOCK: Final = re.compile(r"(?:(?:pukul|jam|pkl\.?)\s*)?(\d{1,2})(?:\s*[.:]\s*([0-5]\d))?(?:[.:][0-5]\d)?")
_CLOCK_TAIL: Final = re.compile(r"\s*(?:wib|wita|wit)$")
_SCALES: Final = {
    "": 1,
    "rb": 10**3,
    "ribu": 10**3,
    "jt": 10**6,
    "juta": 10**6,
    "miliar": 10**9,
    "m": 10**9,
}
_MONEY: Final = re.compile(
    r"(?:rp|idr)?\s*\.?\s*([\d.,\s]*\d)\s*(?:,\s*[-–—]+|[-–—]+)?\s*(rb|ribu|jt|juta|miliar|m)?"
)
_ENGLISH_THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+")  # sen have two digits only
_MISSED_DOT: Final = re.compile(r"\d{4,6}\.\d{3}")  # `1500.000`: one dot of the thousands was forgotten
_LARGEST: Final = 10**15  # far above any budget here, far below what a database's bigint holds


def parse_date(text: str) -> date | None:
    """From `31/10/2024`, `31-10-24`, `31 Oktober 2024`, `Kamis, 31 Okt 2024` or `2024-10-31`."""
    written = _plain(text)
    if match := _ISO.fullmatch(written):
        return _date(match[1], match[2], match[3])
    if match := _NUMERIC.fullmatch(written):
        return _date(match[3] if len(match[3]) == 4 else f"20{match[3]}", match[2], match[1])
    if (match := _WRITTEN.fullmatch(written)) and (month := _MONTHS.get(match[2])):
        return _date(match[3], str(month), match[1])
    return None


def parse_time(text: str) -> time | None:
    """From `09.05`, `9:05`, `0905`, `9`, `pukul 9.05 WITA`. The zone is said elsewhere and left aside."""
    written = _CLOCK_TAIL.sub("", _plain(text))
    if re.fullmatch(r"\d{3,4}", written):
        written = f"{written[:-2]}:{written[-2:]}"
    match = _CLOCK.fullmatch(written)
    if not match or int(match[1]) > 23:
        return None
    return time(int(match[1]), int(match[2] or 0))


def parse_number(text: str) -> Decimal | None:
    """From `1.234,5`, `1234,5`, `1,234.5`, `-3`, `86%`. A lone dot before three digits parts thousands, as
    Indonesians write; before fewer it is a decimal point, as phones type it."""
    written = _plain(text).removesuffix("%").replace(" ", "")
    sign = -1 if written.startswith(("-", "−")) else 1
    digits = _decimal(written.lstrip("-−+"))
    return None if digits is None or abs(digits) > _LARGEST else sign * digits


def parse_money(text: str) -> int | None:
    """Whole rupiah from `Rp1.250.000`, `1250000`, `1.250.000,00`, `Rp 1.250.000,-`, `1,5 juta`, `500 rb`.

    Sen are dropped only when they are zero: an amount is never rounded silently.
    """
    match = _MONEY.fullmatch(_plain(text))
    if not match:
        return None
    digits = match[1].replace(" ", "")
    if not match[2] and _ENGLISH_THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    if not match[2] and _MISSED_DOT.fullmatch(digits):
        digits = digits.replace(".", "")
    amount = _decimal(digits)
    if amount is None:
        return None
    amount *= _SCALES[match[2] or ""]
    return int(amount) if amount == amount.to_integral_value() and amount <= _LARGEST else None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text[:100]).lower().split())


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day)) if 1900 <= int(year) <= 2200 else None
    except ValueError:
        return None


def _decimal(digits: str) -> Decimal | None:
    """The unsigned number in `digits`, whichever of dot and comma parts its thousands."""
    if not re.fullmatch(r"[0-9.,]{1,30}", digits):
        return None
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d*)?", digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+\.\d*|\d{1,3}(,\d{3}){2,}", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d*[.,]?\d+|\d+[.,]", digits):
        digits = digits.replace(",", ".")
    else:
        return None
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
