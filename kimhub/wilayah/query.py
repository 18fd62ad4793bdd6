"""What somebody typed into a place search, read in every sensible way. Pure functions.

"desa mallari kab bone" is "mallari" as a village and "bone" as a regency. "pangkal pinang" may be one name
or two places, one inside the other. A reading is a tuple of groups; every group has to begin a name (or a
word of it) somewhere between the place found and its province.
"""

from dataclasses import dataclass

from kimhub.wilayah.names import words

MAX_TEXT = 100
MAX_WORDS = 6  # of a longer text the first words count
MAX_LITERAL = 4  # "kota agung barat": words that name a kind may also be part of a name
MIN_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Words that stand together in one name, joined. `level` 0: any level."""

    text: str
    level: int = 0
    kind: str = ""


Reading = tuple[Group, ...]

_KINDS: dict[str, tuple[int, str]] = {
    word: kind
    for kind, said in {
        (1, ""): "prov prop provinsi propinsi",
        (2, "regency"): "kab kabupaten",
        (2, "city"): "kota kotamadya kodya",
        (3, ""): "kec kecamatan distrik kapanewon kemantren",
        (4, ""): "desa ds kel kelurahan kalurahan gampong kampung nagari pekon lembang",
    }.items()
    for word in said.split()
}


def readings(text: str) -> list[Reading]:
    """Every way to read the text, those with the fewest groups first; empty when too short to search."""
    said = words(text[:MAX_TEXT])
    if sum(map(len, said)) < MIN_LENGTH:
        return []
    found = dict.fromkeys(_as_address(said))
    if any(word in _KINDS for word in said) and len(said) <= MAX_LITERAL:
        found |= {split: None for split in _splits(said) if not _names_a_kind(split)}
    return sorted(found, key=len)


def _names_a_kind(reading: Reading) -> bool:
    """True when a word like "kab" stands alone beside others: that is the address reading's business."""
    return len(reading) > 1 and any(group.text in _KINDS for group in reading)


def _as_address(said: list[str]) -> list[Reading]:
    """Words after a word such as "kec" name a place of that level; two such words: the second is a name."""
    parts: list[tuple[tuple[int, str], list[str]]] = [((0, ""), [])]
    count = 0
    for word in said:
        kind = _KINDS.get(word)
        if kind and (parts[-1][1] or parts[-1][0] == (0, "")):
            parts.append((kind, []))
        elif count < MAX_WORDS:
            parts[-1][1].append(word)
            count += 1
    found: list[Reading] = [()]
    for (level, kind_name), part in parts:
        if part:
            found = [before + after for before in found for after in _splits(part, level, kind_name)]
    return [reading for reading in found if reading]


def _splits(said: list[str], level: int = 0, kind: str = "") -> list[Reading]:
    """All ways to cut the words into groups; the first group is the one the kind was said of."""
    found: list[Reading] = []
    for cuts in range(2 ** (len(said) - 1)):
        groups = [said[0]]
        for n, word in enumerate(said[1:]):
            if cuts >> n & 1:
                groups.append(word)
            else:
                groups[-1] += word
        found.append((Group(groups[0], level, kind), *(Group(text) for text in groups[1:])))
    return found
