"""What somebody wrote themselves in a letter that answers another: without what it quotes, and without the
signature. Indonesian and English programs; where none of the marks is known, quoted lines go all the same.
"""

import re
from typing import Final

_ATTRIBUTION: Final = re.compile(
    r"(?:on|pada)\b.{4,300}\b(?:wrote|menulis|menyatakan)\s*:|.{3,200}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|menulis)\s*:",
    re.IGNORECASE,
)
_DIVIDER: Final = re.compile(
    r"-{2,}\s*(?:original message|pesan asli|pesan diteruskan|forwarded message)\s*-{2,}"
    r"|_{20,}|-{20,}|begin forwarded message:|mulai pesan yang diteruskan:",
    re.IGNORECASE,
)
_FROM: Final = re.compile(r"\*?(?:from|dari)\*?\s*:\*?\s*\S", re.IGNORECASE)
_SENT: Final = re.compile(r"\*?(?:sent|date|dikirim|terkirim|tanggal)\*?\s*:", re.IGNORECASE)
_DEVICE: Final = re.compile(
    r"(?:sent|dikirim)\b.{0,20}\b(?:from|dari|via|with|dengan|menggunakan)\b.{2,80}"
    r"|(?:get|dapatkan|unduh)\b.{0,20}\boutlook\b.{0,40}",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(r"\s|[-*•>#]|\d+[.)]\s")
WIDTH: Final = 74  # letters, after which programs break the lines of plain letters


def own_words(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The writer's own lines, those a program broke joined again. Lines with one of the `secrets` (parts of
    our letter that are for its reader alone) are never among them."""
    lines = [line.rstrip() for line in text.replace("\u00a0", " ").split("\n")]
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
        # Programs break a long attribution over two or three lines.
        following = [each.strip() for each in lines[at + 1 : at + 3]]
        if any(_ATTRIBUTION.fullmatch(" ".join([bare, *following[:n]])) for n in range(3)):
            return at
        if _DIVIDER.fullmatch(bare):
            return at
        if _FROM.match(bare) and any(_SENT.match(each) for each in following):
            return at
    return len(lines)


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
