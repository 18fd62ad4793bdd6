"""Money, people and what is measured, out of cells that people fill in freely."""

import re
from typing import Final

import msgspec
from msgspec import Struct

from kimhub.core.i18n import _
from kimhub.core.parsing import parse_money, parse_number
from kimhub.core.text import search_norm
from kimhub.groups import adinda
from kimhub.programs import import_sources
from kimhub.programs.amounts import MOST_HUNDREDTHS, MOST_RUPIAH
from kimhub.programs.plan import HUNDREDTHS, Indicator

MOST_VOLUME: Final = 1_000_000
_LONGEST: Final = 160  # of a cell that is read as money or a number
_UNIT: Final = r"[^\W\d_][\w/-]{0,28}"
# Numbers are bounded, and none begins within another: a cell of a thousand digits takes no time.
_TIMES: Final = re.compile(
    rf"(?<![\d.,])(?P<volume>\d[\d.]{{0,9}})\s*(?P<unit>{_UNIT})?\s*(?:[x×*@]|\bkali\b)\s*@?\s*"
    r"(?P<price>(?:rp\.?\s*)?\d[\d.,]{0,18}(?:\s*(?:rb|ribu|jt|juta))?)",
    re.IGNORECASE,
)
_MONEY: Final = re.compile(
    r"(?<![\d.,])(?:(?:rp\.?\s*)?\d{1,3}(?:[.,]\d{3}){1,5}(?:,\d{2})?(?!\d)"
    r"|(?:rp\.?\s*)\d[\d.,]{0,18}(?:\s*(?:rb|ribu|jt|juta)\b)?"
    r"|\d[\d.,]{0,18}\s*(?:rb|ribu|jt|juta)\b|\d{4,15})",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(r"(nihil|tidak ada|tanpa biaya|gratis|nol|0|non budget|swadaya|kosong)?")
_PEOPLE: Final = re.compile(
    r"\(?\s*(?:±|\+/-|minimal|sekitar|kurang lebih)?\s*(\d[\d.]*)\s*"
    r"(?:orang|org|peserta|jiwa|warga|anggota|pax|siswa|pelajar|kader|pengurus)\b\s*(?:peserta\b)?\s*\)?[:,]?\s*(?:dari\s)?",
    re.IGNORECASE,
)
_AT_THE_FRONT: Final = re.compile(
    rf"(?:minimal|sebanyak|±)?\s*(\d[\d.,]*)\s*(%|{_UNIT})\s*(.*)", re.IGNORECASE
)
_AT_THE_END: Final = re.compile(
    rf"(.*?\S)\s*(?:[:=]|sebanyak|minimal|sejumlah|adalah|-)\s*(\d[\d.,]*)\s*(%|{_UNIT})?\.?",
    re.IGNORECASE,
)
_WITHIN: Final = re.compile(
    r"(\d[\d.,]*)\s*(%|orang|peserta|kali|berita|artikel|konten|video|kegiatan|dokumen|unit|paket|buah|kelompok"
    r"|dusun|desa|rt|rw|laporan|pertemuan|edisi|postingan|siaran|warga|kader|hari|bulan)\b",
    re.IGNORECASE,
)
_SEVERAL: Final = re.compile(r"\s*(?:;|\n|(?:^|\s)(?:\(?\d{1,2}[.)]|[•●▪*-])\s+(?=[^\W\d_]))\s*")
_PRIORITY: Final = {
    **dict.fromkeys(("1", "i", "utama", "tinggi", "sangat tinggi", "mendesak", "prioritas"), 1),
    **dict.fromkeys(("3", "iii", "rendah", "kecil", "bila sempat"), 3),
}
_CYCLE: Final = {
    "akses": "A", "diskusi": "D", "implementasi": "I", "jejaring": "N", "diseminasi": "d", "aspirasi": "a",
}  # fmt: skip


class Money(Struct, frozen=True):
    """What a cell of money says. `understood` is false for words that are no amount to us."""

    volume: int = 1
    unit: str = ""
    price: int = 0
    understood: bool = True

    @property
    def amount(self) -> int:
        return self.volume * self.price


def money(text: str, scale: int = 1) -> Money:
    """`Rp 1.500.000,-`, `1,5 juta`, `12 x 150.000`, `30 orang @ Rp15.000`, `Rp250.000/bulan`, `nihil`."""
    text = " ".join(text[:_LONGEST].split())
    if not re.search(r"\w", text) or _NOTHING.fullmatch(search_norm(text)):
        return Money()
    amount = parse_money(text)
    if amount is not None:
        return _money(1, "", amount * (scale if amount < 10**6 else 1))
    if (match := _TIMES.search(text)) and (price := parse_money(match["price"])) is not None:
        volume = int(match["volume"].replace(".", "") or 0)
        if 0 < volume <= MOST_VOLUME:
            return _money(volume, match["unit"] or "", price)
    found = [parse_money(part) for part in _MONEY.findall(text)]
    if len(found) == 1 and found[0] is not None:
        return _money(1, "", found[0])
    return Money(understood=False)


def _money(volume: int, unit: str, price: int) -> Money:
    return Money(volume, unit, price) if 0 <= price <= MOST_RUPIAH else Money(understood=False)


def by_source(text: str) -> list[tuple[str, int]]:
    """ "DD Rp1.000.000, swadaya Rp500.000": each source with its amount; empty for anything else."""
    found: list[tuple[str, int]] = []
    for piece in re.split(r"[;+&\n]|,(?!\d)|\bdan\b", text[:_LONGEST]):
        if not piece.strip():
            continue
        amounts = [parse_money(part) for part in _MONEY.findall(piece)]
        sources = import_sources.read(_MONEY.sub(" ", piece))
        if len(amounts) != 1 or amounts[0] is None or len(sources) != 1 or amounts[0] > MOST_RUPIAH:
            return []
        found.append((sources[0], amounts[0]))
    return found if len(found) > 1 else []


def count(text: str, most: int = MOST_VOLUME) -> int | None:
    """A whole number above zero, also with a word behind it ("30 orang"); None where there is none."""
    match = re.match(r"\s*(?:±|minimal)?\s*(\d[\d.,]*)", text)
    number = parse_number(match[1].rstrip(".,")) if match else None
    if number is None or number != int(number) or not 0 < number <= most:
        return None
    return int(number)


def people(text: str) -> tuple[str, int | None]:
    """Who, and how many of them: "20 orang kader PKK" -> ("kader PKK", 20)."""
    if re.fullmatch(r"[\d.]+", text.strip()):
        return "", count(text)
    if len(text) > 2 * _LONGEST:
        return text, None
    found = list(_PEOPLE.finditer(text))
    if len(found) != 1:
        return text, None
    number = int(found[0][1].replace(".", "") or 0)
    if not 0 < number <= MOST_VOLUME:
        return text, None
    words = found[0][0]
    group = "" if re.search(r"warga|anggota|siswa|pelajar|kader|pengurus", words, re.IGNORECASE) else words
    if not group:  # "20 kader PKK": the word that counts is part of who they are
        return re.sub(r"[\d.±]+\s*", "", text, count=1).strip(" ()-:,"), number
    rest = f"{text[: found[0].start()].rstrip(' (,:-')} {text[found[0].end() :].lstrip(' ),:-')}"
    return " ".join(rest.split()), number


def indicators(text: str, target: str = "") -> list[Indicator]:
    """What a line is measured by: one indicator, or several where the cell is a list. `target` is what the
    column of targets says, which goes to the first of them."""
    names = [part.strip(" .,-")[: 2 * _LONGEST] for part in _SEVERAL.split(text) if part.strip(" .,-")][:6]
    goals = [part.strip()[:_LONGEST] for part in _SEVERAL.split(target) if part.strip()]
    if not names:
        return [_of_goal(goals[0])] if goals else []
    if len(goals) != len(names):
        goals = [target[:_LONGEST], *[""] * (len(names) - 1)]
    return [_one(name, goal) for name, goal in zip(names, goals, strict=True)]


def _of_goal(goal: str) -> Indicator:
    """A target that stands alone: "12 kali" says how often it takes place."""
    one = _one(goal, "")
    if search_norm(one.name) in {"kali", "x", ""}:
        return msgspec.structs.replace(one, name=_("Kegiatan terlaksana"), unit=one.unit or _("kali"))
    return one


def _one(name: str, goal: str) -> Indicator:
    if goal and (match := _AT_THE_FRONT.fullmatch(goal.strip())):
        unit = " ".join(part for part in (match[2], match[3]) if part)
        return _counted(name, match[1], unit[:40])
    if goal and (value := _hundredths(goal)) is not None:
        return Indicator(0, "kuantitatif", name, "", value)
    if match := _AT_THE_FRONT.fullmatch(name):
        if match[3] and match[2].casefold() in {"kali", "x"}:  # "12 kali diskusi" counts discussions
            return _counted(match[3][:1].upper() + match[3][1:], match[1], match[2])
        words = " ".join(part for part in (match[2], match[3]) if part and part != "%")
        return _counted(words[:1].upper() + words[1:] or name, match[1], match[2])
    if match := _AT_THE_END.fullmatch(name):
        return _counted(match[1], match[2], match[3] or "")
    if match := _WITHIN.search(name):
        return _counted(name, match[1], match[2])
    return Indicator(0, "kualitatif", name if not goal else f"{name}: {goal}")


def _counted(name: str, number: str, unit: str) -> Indicator:
    value = _hundredths(number)
    if value is None:
        return Indicator(0, "kualitatif", f"{name} {number} {unit}".strip())
    return Indicator(0, "kuantitatif", name, unit, value)


def _hundredths(text: str) -> int | None:
    number = parse_number(text.strip().rstrip(".,"))
    if number is None or number < 0 or number * HUNDREDTHS > MOST_HUNDREDTHS:
        return None
    value = number * HUNDREDTHS
    return int(value) if value == value.to_integral_value() else None


def priority(text: str) -> int:
    return _PRIORITY.get(search_norm(text), 2)


def cycle(text: str) -> str:
    """Letters of ADINDA of a cell that names them, by letter or by word."""
    bare = re.sub(r"[\s,;/&+.-]", "", text)
    if bare and set(bare) <= set(adinda.ADINDA):
        return adinda.letters(bare)
    said = search_norm(text)
    return adinda.letters("".join(letter for word, letter in _CYCLE.items() if word in said))
