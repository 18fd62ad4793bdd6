"""What somebody wrote themselves in a letter that answers another: without what it quotes, and without the
signature. Indonesian and English programs; where none of the marks is known, quoted lines go all the same.
"""

import re
from typing import Final

# With an address or an hour: "Pada rapat kemarin Budi menulis:" is somebody's own line.
_ATTRIBUTION: Final = re.compile(
    r"-*\s*(?=.*(?:@|\d[.:]\d\d))(?:(?:on|pada)\b.{4,300}\b(?:wrote|menulis|menyatakan)"
    r"|.{3,200}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|menulis))\s*(?::|-+)",
    re.IGNORECASE,
)
_DIVIDER: Final = re.compile(
    r"-{2,}\s*(?:original message|pesan asli|pesan diteruskan|forwarded message)\s*-{2,}"
    r"|begin forwarded message:|mulai pesan yang diteruskan:",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"[_-]{10,}")
_FROM: Final = re.compile(r"\*?(?:from|dari)\*?\s*:\*?\s*\S", re.IGNORECASE)
_SENT: Final = re.compile(r"\*?(?:sent|date|dikirim|terkirim|tanggal)\*?\s*:", re.IGNORECASE)
_DEVICE: Final = re.compile(
    r"(?:(?:sent|dikirim)\b.{0,20}\b(?:from|dari|via|with|dengan|menggunakan|for|untuk)\b"
    r"|(?:get|dapatkan|unduh)\b).{0,40}\b(?:iphone|ipad|android|outlook|yahoo|gmail|samsung|galaxy|windows|mail"
    r"|xiaomi|redmi|oppo|vivo|realme|huawei|ponsel|perangkat|phone|mobile|hp)\b.{0,40}",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(r"\s|[-*•>#]|\d+[.)]\s")
LONG: Final = 400  # letters: no program writes a longer line about a letter
LONGEST: Final = 200_000  # letters that are looked at: a post has ten thousand
WIDTH: Final = 74  # letters, after which programs break the lines of plain letters


def own_words(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The writer's own lines, those a program broke joined again. Lines with one of the `secrets` (parts of
    our letter that are for its reader alone) are never among them."""
    lines = [line.rstrip() for line in text[:LONGEST].replace("\u00a0", " ").split("\n")]
    lines = [line for line in lines if not any(secret in line.lower() for secret in secrets)]
    end = _end(lines)
    own = _without_signature([line for line in lines[:end] if not _is_quoted(line)])
    if not own:  # answered below what was quoted, or between its lines
        below = lines[end:]
        start = next((at for at, line in enumerate(below) if _is_quoted(line)), None)
        rest = [] if start is None else [line for line in below[start:] if not _is_quoted(line)]
        own = _without_signature(rest[: _end(rest)])
    return "\n".join(_joined(own)).strip()


def _end(lines: list[str]) -> int:
    """Where the letter that is answered begins."""
    for at, line in enumerate(lines):
        bare = line.strip()
        if not bare or bare.startswith(">"):
            continue
        following = [each.strip() for each in lines[at + 1 : at + 3]]
        if _begins_attribution([bare, *following]) or _DIVIDER.fullmatch(bare):
            return at
        # "Dari: ... Tanggal: ..." also heads a note of one's own: only with an address, or below a rule.
        ruled = at > 0 and bool(_RULE.fullmatch(lines[at - 1].strip()))
        if _FROM.match(bare) and ("@" in bare or ruled) and any(_SENT.match(each) for each in following):
            return at - ruled
    return len(lines)


def _begins_attribution(lines: list[str]) -> bool:
    """Programs break a long one over two or three lines; a line of one's own just above it, such as "Pada
    malam Minggu saya bisa.", is no beginning of it."""
    for most in range(1, len(lines) + 1):
        some = lines[:most]
        if not some[-1] or len(some[-1]) > LONG:
            return False
        if _ATTRIBUTION.fullmatch(" ".join(some)):
            return not any(_ATTRIBUTION.fullmatch(" ".join(some[at:])) for at in range(1, most))
    return False


def _without_signature(lines: list[str]) -> list[str]:
    """Nothing below the line of two dashes, nor what a telephone says of itself."""
    cut = next((at for at, line in enumerate(lines) if line.strip() == "--" and at), len(lines))
    kept = lines[:cut]
    while kept and (not kept[-1].strip() or _DEVICE.fullmatch(kept[-1].strip())):
        kept.pop()
    return kept


def _joined(lines: list[str]) -> list[str]:
    """A line that ends where the next word would not have fitted was broken by a program."""
    made: list[str] = []
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else ""
        word = line.split(" ", 1)[0]
        fits = len(before) + 1 + len(word) <= WIDTH
        if before and line and not fits and not _LISTED.match(line):
            made[-1] += f" {line}"
        else:
            made.append(line)
    return made


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")
