"""Numbers of a plan as its forms show and read them: 1.500.000 and 12,5, whatever the reader's language."""

from typing import Final

from kimhub.core.parsing import parse_money, parse_number
from kimhub.programs.plan import HUNDREDTHS

MOST_RUPIAH: Final = 10**12  # of a price, and of what an item costs: sums of thousands stay in a bigint
MOST_COUNT: Final = 10**6
MOST_HUNDREDTHS: Final = 10**14
MOST_ROWS: Final = 60  # indicators of a line, and items


def read_rupiah(text: str) -> int:
    """`1.500.000`, `Rp 1500000`, `1,5 juta` -> 1500000; 0 for nothing. Raises ValueError."""
    if not text.strip():
        return 0
    value = parse_money(text)
    if value is None or not 0 <= value <= MOST_RUPIAH:
        raise ValueError(text)
    return value


def read_count(text: str) -> int | None:
    """`1.200` -> 1200; None for nothing. Raises ValueError."""
    value = _scaled(text, 1)
    if value is not None and value > MOST_COUNT:
        raise ValueError(text)
    return value


def read_hundredths(text: str) -> int | None:
    """`48` -> 4800, `1.200,5` -> 120050; None for nothing. Raises ValueError, also for a third decimal."""
    return _scaled(text, HUNDREDTHS)


def grouped(value: int | None) -> str:
    """1500000 -> `1.500.000`; nothing for None."""
    return "" if value is None else f"{value:,}".replace(",", ".")


def hundredths_text(value: int | None) -> str:
    """120050 -> `1.200,5`; nothing for None."""
    if value is None:
        return ""
    whole, rest = divmod(value, HUNDREDTHS)
    decimals = f"{rest:02}".rstrip("0")
    return grouped(whole) + (f",{decimals}" if decimals else "")


def _scaled(text: str, by: int) -> int | None:
    if not text.strip():
        return None
    value = parse_number(text)
    if value is None or value < 0 or value * by != int(value * by) or value * by > MOST_HUNDREDTHS:
        raise ValueError(text)
    return int(value * by)
