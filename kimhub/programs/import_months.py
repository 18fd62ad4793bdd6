"""Months as people write them in a plan: "Feb-Apr", "Januari s.d. Maret", "TW I", "tiap bulan"."""

import re
from typing import Final

from msgspec import Struct

from kimhub.core.parsing import parse_date
from kimhub.core.text import search_norm
from kimhub.programs.plan import MONTHS

ALL: Final = (1 << MONTHS) - 1
_NAMES: Final = (
    "jan januari january", "feb peb februari pebruari february", "mar mrt maret march", "apr april",
    "mei may", "jun juni june", "jul juli july", "agu ags agt agst agus agustus aug august",
    "sep sept september", "okt oktober oct october", "nov nop november nopember",
    "des desember dec december",
)  # fmt: skip
NAMED: Final = {name: month for month, names in enumerate(_NAMES, 1) for name in names.split()}
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
                 "xi": 11, "xii": 12}  # fmt: skip
_QUARTER: Final = re.compile(r"(?:tw|triwulan|tri wulan|tribulan|kuartal|kwartal|q) ?(iv|i{1,3}|[1-4])")
_HALF: Final = re.compile(r"(?:smt|sem|semester) ?(i{1,2}|[12])")
_RHYTHM: Final = re.compile(
    r"\b(tiap|setiap|per|bulanan|mingguan|harian|rutin|berkala|sepanjang|selama|setahun|insidentil|insidental"
    r"|kondisional|menyesuaikan|tentatif|terus menerus|berkelanjutan|kontinu|12 bulan|1 tahun|satu tahun)\b"
)
_PARTS: Final = (("tw|triwulan|tri wulan|tribulan|kuartal|kwartal|q", 3, 4), ("smt|semester", 6, 2))
_SEASONS: Final = {"awal tahun": 0b1, "pertengahan tahun": 0b1100000, "akhir tahun": 1 << 11}
# A quarter or half of the year that is not numbered is meant as a rhythm: once in each, at its end.
_EVERY: Final = (
    (re.compile(r"\b(?:tri ?wulan(?:an)?|tribulan|k[uw]artal(?:an)?|(?:tiap|setiap|per) (?:3|tiga) bulan"
                r"|(?:3|tiga) (?:bulanan|bulan sekali))\b"), 0b100100100100),
    (re.compile(r"\b(?:semester(?:an)?|(?:tiap|setiap|per) (?:6|enam) bulan"
                r"|(?:6|enam) (?:bulanan|bulan sekali))\b"), 0b100000100000),
)  # fmt: skip
_RANGE: Final = re.compile(
    r"\s*(?:\bs\s*[/.]?\s*d\b\.?|\bsampai(?: dengan)?\b|\bhingga\b|\bto\b|[-–—~])\s*"
)
_PIECES: Final = re.compile(r"[,;&+/\n]|\bdan\b|\bserta\b|\batau\b")
_YEARS: Final = re.compile(r"\b(?:19|20)\d\d\b|['’]\d\d\b")
_NUMBER: Final = re.compile(r"\b\d{1,2}\b")
_TOKEN: Final = re.compile(r"[a-z]+|\d+")


class When(Struct, frozen=True):
    """`understood` is false when something was written that says no month to us."""

    months: int = 0
    rhythm: str = ""
    understood: bool = True


def month_of(bare: str) -> int:
    """The month a heading names; 0 for none."""
    return NAMED.get(re.sub(r"^bulan | ?(19|20)?\d\d$", "", bare), 0)


def quarter_of(bare: str) -> int:
    match = _QUARTER.fullmatch(bare)
    return number_of(match[1]) if match else 0


def half_of(bare: str) -> int:
    match = _HALF.fullmatch(bare)
    return number_of(match[1]) if match else 0


def number_of(bare: str) -> int:
    """1 to 12 in digits or Roman numerals; 0 for anything else."""
    if bare.isascii() and bare.isdigit() and len(bare) < 3:
        return int(bare) if int(bare) <= MONTHS else 0
    return _ROMAN.get(bare, 0)


def quarter(number: int) -> int:
    """The bits of a quarter."""
    return 0b111 << (number - 1) * 3


def half(number: int) -> int:
    return 0b111111 << (number - 1) * 6


def read(text: str) -> When:
    """The months a text speaks of. What says how often ("tiap bulan") is kept as the rhythm, and stands for
    the whole year when no month is named."""
    text = " ".join(text[:200].split())
    if not re.search(r"\w", text):
        return When()
    if day := parse_date(text):
        return When(1 << (day.month - 1))
    plain = _YEARS.sub(" ", text.casefold())
    said = _RHYTHM.search(search_norm(plain))
    rhythm = text[:80] if said else ""
    months = _seasons(plain) | _quarters(plain)
    if not months:
        months = _named(plain) or _numbered(plain)
    if not months and (every := next((bits for rule, bits in _EVERY if rule.search(plain)), 0)):
        months, rhythm = every, rhythm or text[:80]
    if not months and said:
        months = ALL
    if not months and re.search(r"\d\s*(x|kali)\b", plain):
        return When(0, text[:80], understood=False)
    return When(months, rhythm, bool(months))


def _seasons(plain: str) -> int:
    return sum(bits for words, bits in _SEASONS.items() if words in plain)


def _quarters(plain: str) -> int:
    """Quarters and halves, also "TW I-II" and "Triwulan 1 dan 3"."""
    bits = 0
    bare = re.sub(r"\s*(s\s*/\s*d|s\.\s*d\.?|sampai|hingga|–|—)\s*", "-", plain.replace(".", " "))
    for word, size, most in (
        (r"tw|triwulan|tri wulan|tribulan|kuartal|kwartal|q", 3, 4),
        (r"smt|semester", 6, 2),
    ):
        one = r"(?:iv|i{1,3}|[1-4])"
        pattern = rf"\b(?:{word})\s*({one}(?:\s*(?:-|,|&|/|dan)\s*(?:(?:{word})\s*)?{one})*)\b"
        for match in re.finditer(pattern, bare):
            parts = re.findall(rf"(-)?\s*(?:(?:{word})\s*)?({one})\b", match[1])
            last = 0
            for dash, number in parts:
                this = min(number_of(number), most)
                first = last + 1 if dash and last else this
                for each in range(min(first, this), this + 1):
                    bits |= ((1 << size) - 1) << (each - 1) * size
                last = this
    return bits


def _named(plain: str) -> int:
    """Months by their names: singly, and from one to the other."""
    bits = 0
    for piece in _PIECES.split(_RANGE_SLASH.sub(" - ", plain)):
        ends = [_months_in(end) for end in _RANGE.split(piece)]
        told = [months for months in ends if months]
        if len(told) > 1:
            bits |= between(told[0][0], told[-1][-1])
        elif told:
            for month in told[0]:
                bits |= 1 << (month - 1)
    return bits


_RANGE_SLASH: Final = re.compile(r"\bs\s*/\s*d\b\.?")  # before the slash parts anything


def between(first: int, last: int) -> int:
    """From one month to another; over the end of the year where the first is later."""
    if first > last:
        return between(first, MONTHS) | between(1, last)
    return sum(1 << (month - 1) for month in range(first, last + 1))


def _months_in(text: str) -> list[int]:
    return [NAMED[word] for word in _TOKEN.findall(text) if word in NAMED]


def _numbered(plain: str) -> int:
    """ "3", "2, 5, 8", "bulan 1-3", "bulan ke-4", "03/2026": numbers alone, none of them over twelve."""
    bare = re.sub(r"\b(bulan|bln|ke)\b", " ", plain)
    if re.search(r"[a-z]{3,}", re.sub(r"\b(dan|sampai|dengan|hingga)\b", " ", bare)):
        return 0
    bits = 0
    for piece in _PIECES.split(_RANGE_SLASH.sub(" - ", bare)):
        ends = [int(number) for number in _NUMBER.findall(piece)]
        if any(not 1 <= number <= MONTHS for number in ends) or len(ends) > 2:
            return 0
        if ends:
            bits |= between(ends[0], ends[-1])
    return bits
