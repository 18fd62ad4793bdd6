"""Row numbers as people type them from a sheet of paper: "1-14, 17, 20"."""

import re
from typing import Final

from kimhub.core.errors import Invalid
from kimhub.core.i18n import _

MOST_TEXT: Final = 2_000
_RANGE_SIGN: Final = re.compile(
    r"\s*(?:[-\u2010-\u2015\u2212~]|\bs\s*\.?\s*/?\s*d\b\.?|\bsampai\b|\bhingga\b)\s*"
)
_BETWEEN: Final = re.compile(r"[,;\s]+|\bdan\b|\.(?=\s|$)")
_PART: Final = re.compile(r"([0-9]{1,4})(?:-([0-9]{1,4}))?")


def read(text: str, last: int) -> list[int]:
    """The numbers, each once, in order. Raises Invalid for `numbers`, naming what cannot be read and what
    lies beyond `last`, the last row with a name."""
    if len(text) > MOST_TEXT:
        raise Invalid(numbers=_("Ini terlalu panjang. Tulis nomor barisnya saja."))
    found: set[int] = set()
    strange: list[str] = []
    beyond: list[str] = []
    for part in filter(None, _BETWEEN.split(_RANGE_SIGN.sub("-", text.lower().strip()))):
        match = _PART.fullmatch(part)
        if match is None:
            strange.append(part[:20])
            continue
        first, second = int(match[1]), int(match[2] or match[1])
        low, high = min(first, second), max(first, second)
        if low < 1 or high > last:
            beyond.append(part)
        else:
            found.update(range(low, high + 1))
    if strange or beyond:
        raise Invalid(numbers=_explained(strange, beyond, last))
    if not found:
        raise Invalid(numbers=_("Tulis nomor baris yang bertanda tangan, misalnya 1-14, 17, 20."))
    return sorted(found)


def written(numbers: list[int]) -> str:
    """`1-14, 17, 20`."""
    parts: list[list[int]] = []
    for number in sorted({*numbers}):
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in parts)


def _explained(strange: list[str], beyond: list[str], last: int) -> str:
    said = []
    if strange:
        words = ", ".join(f"“{part}”" for part in strange[:5])
        said.append(_("%(words)s bukan nomor baris. Tulis misalnya 1-14, 17, 20.") % {"words": words})
    if beyond:
        text = _("%(words)s di luar lembar ini: barisnya 1 sampai %(last)s.")
        said.append(text % {"words": ", ".join(beyond[:5]), "last": last})
        said.append(_("Nama yang ditulis tangan di baris kosong dicatat lewat Peserta datang langsung."))
    return " ".join(said)
