"""Numbers, money, shares and file sizes as people write them in Indonesian and in English."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from kimhub.core.i18n import current_locale

Number = int | float | Decimal

_SWAP: Final = str.maketrans(",.", ".,")


def number(value: Number, decimals: int | None = None, *, locale: str | None = None) -> str:
    """`1.234,5`. Without `decimals` as many as there are, at most two."""
    if type(value) is int and not decimals:  # most are: nothing to round
        whole = f"{value:,}"
        return whole.translate(_SWAP) if (locale or current_locale()) == "id" else whole
    places = 2 if decimals is None else decimals
    rounded = round_half_up(value, places)
    text = f"{rounded:,.{places}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.translate(_SWAP) if (locale or current_locale()) == "id" else text


def rupiah(value: Number, *, locale: str | None = None) -> str:
    """`Rp1.250.000`: no space, no cents; `-Rp500` below zero."""
    text = number(value, 0, locale=locale)
    return f"-Rp{text[1:]}" if text.startswith("-") else f"Rp{text}"


def percent(part: Number, whole: Number = 100, decimals: int = 0, *, locale: str | None = None) -> str:
    """`86%` of 86 in 100; `–` when the whole is nothing."""
    if not whole:
        return "–"
    share = Decimal(str(part)) * 100 / Decimal(str(whole))
    return f"{number(share, decimals, locale=locale)}%"


def size(length: int, *, locale: str | None = None) -> str:
    """A file's size as phones say it, in thousands: `640 B`, `180 KB`, `1,2 MB`."""
    if length < 1000:
        return f"{length} B"
    amount, unit = length / 1000, "KB"
    for larger in ("MB", "GB", "TB"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    shown = round_half_up(amount, 1 if unit != "KB" and amount < 100 else 0)
    return f"{number(shown, locale=locale)} {unit}"


def round_half_up(value: Number, places: int = 0) -> Decimal:
    """Rounded as people learn it at school (Python rounds half to even)."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
