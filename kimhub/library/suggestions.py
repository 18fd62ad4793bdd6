"""What a text seems to say about itself: type, number, date, title. A person confirms it, or not.

Only the beginning is looked at: letterheads and titles stand there. The patterns are of what Indonesian
offices write (naskah dinas): "KEPUTUSAN KEPALA DESA ... NOMOR 12 TAHUN 2026 TENTANG ...",
"Nomor : 005/12/DS", "Perihal : Undangan", "Mallari, 3 Februari 2026".
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.library.kinds import KINDS
from kimhub.library.views import Document

LOOKED_AT: Final = 6000  # letters
AT_THE_END: Final = 3000  # where a decree says when it was set
MONTHS: Final = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober",
    "november", "desember",
)  # fmt: skip
_SHORT_MONTHS: Final = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "agu": 8, "ags": 8,
                        "sep": 9, "sept": 9, "okt": 10, "nov": 11, "nop": 11, "nopember": 11, "des": 12,
                        "pebruari": 2}  # fmt: skip
_MONTH_NUMBER: Final = {name: n for n, name in enumerate(MONTHS, 1)} | _SHORT_MONTHS
_MONTH: Final = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
_DATE: Final = re.compile(
    rf"\b(\d{{1,2}})[ \t]{{1,3}}({_MONTH})\.?[ \t]{{1,3}}((?:19|20)\d\d)\b", re.IGNORECASE
)
_SET_ON: Final = re.compile(r"\b(?:ditetapkan|disahkan|dikeluarkan|diundangkan)\b", re.IGNORECASE)
_REASONED: Final = re.compile(r"^[ \t]{0,40}(?:menimbang|mengingat)\b", re.IGNORECASE | re.MULTILINE)
_NUMBER: Final = re.compile(
    r"^[ \t]{0,40}(?:nomor|no\.?|nomer)(?:[ \t]{0,20}[:.][ \t]{0,20}|[ \t]{1,20})"
    r"(\S(?:[^\n]{0,90}?\S)?)(?=[ \t]{3}|\t|\n|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_ABOUT: Final = re.compile(r"^[ \t]{0,40}tentang\b[ \t:]{0,20}(.*)$", re.IGNORECASE | re.MULTILINE)
_SUBJECT: Final = re.compile(
    r"^[ \t]{0,40}(?:perihal|hal)[ \t]{0,20}:[ \t]{0,20}(\S[^\n]{1,150})$", re.IGNORECASE | re.MULTILINE
)
_ENDS_TITLE: Final = re.compile(
    r"^(?:dengan rahmat|menimbang|mengingat|bismillah|pada hari|nomor\b|memperhatikan|bab\b|yang bertanda)",
    re.IGNORECASE,
)
# The first that is found among the first lines, written large: what the paper calls itself.
_TYPES: Final = (
    ("berita_acara", r"berita acara"),
    ("daftar_hadir", r"daftar hadir|absensi"),
    ("notulen", r"notulen|notula|risalah rapat"),
    ("ad_art", r"anggaran dasar|anggaran rumah tangga|ad/art"),
    ("undangan", r"undangan"),
    ("program_kerja", r"program kerja|rencana kerja"),
    ("lpj", r"laporan pertanggung ?jawaban|lpj"),
    ("laporan_kegiatan", r"laporan (?:kegiatan|pelaksanaan|pelatihan)"),
    ("proposal", r"proposal|kerangka acuan|term of reference|rencana anggaran biaya"),
    ("regulasi", r"undang-undang|peraturan|surat edaran|petunjuk teknis|petunjuk pelaksanaan"),
    ("sk", r"surat keputusan|keputusan|sk"),
    ("keuangan", r"buku kas|kuitansi|kwitansi|laporan keuangan"),
    ("buletin", r"buletin|warta"),
    ("formulir", r"formulir|blangko"),
    ("materi", r"modul|materi|panduan|pedoman"),
)
_TYPE_PATTERNS: Final = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _TYPES}
_NAMES: Final = frozenset(
    ("KIM", "SK", "RT", "RW", "AD", "ART", "AD/ART", "TIK", "PKK", "LPJ", "RAB", "BPD")
)
_LITTLE: Final = frozenset(("Dan", "Di", "Ke", "Dari", "Yang", "Untuk", "Pada", "Dengan", "Atau", "Serta"))


class Suggested(Struct, frozen=True, omit_defaults=True):
    """What could be filled in; empty where the text does not say."""

    kind: str = ""
    number: str = ""
    dated_on: date | None = None
    title: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.kind or self.number or self.dated_on or self.title)

    @property
    def pieces(self) -> list[tuple[str, str, str]]:
        """(name of the field, its word, the value in words) of what there is."""
        every = [
            ("title", _("Judul"), self.title),
            ("kind", _("Jenis"), str(KINDS[self.kind].word) if self.kind else ""),
            ("number", _("Nomor"), self.number),
            ("dated_on", _("Tanggal"), long_date(self.dated_on) if self.dated_on else ""),
        ]
        return [piece for piece in every if piece[2]]

    def values(self, names: Iterable[str]) -> dict[str, str]:
        """These pieces, as the fields of the form have them."""
        day = self.dated_on.isoformat() if self.dated_on else ""
        every = {"title": self.title, "kind": self.kind, "number": self.number, "dated_on": day}
        return {name: every[name] for name in names if every.get(name)}


_kept = prepare_sql("SELECT t.suggested FROM library_text t WHERE t.version = :version")


async def of(document: Document) -> Suggested:
    """What the text of the current version of a document suggests and the document does not say yet."""
    kept = await _kept.value(version=document.current) if document.current else None
    return new_of(loads(str(kept or "{}")), document)


def new_of(suggested: Suggested, document: Document) -> Suggested:
    """Without what is told of the document already."""
    return Suggested(
        kind=suggested.kind if suggested.kind != document.kind else "",
        number=suggested.number if suggested.number != document.number else "",
        dated_on=suggested.dated_on if suggested.dated_on != document.dated_on else None,
        title=suggested.title if suggested.title.casefold() != document.title.casefold() else "",
    )


def read_from(text: str) -> Suggested:
    """What a text says about itself. Pure."""
    text = text.replace("\f", "\n").replace("\u00a0", " ")
    end, text = text[LOOKED_AT:][-AT_THE_END:], text[:LOOKED_AT]
    kind = _kind(text)
    return Suggested(kind, _number(text), _date(f"{text}\n{end}"), _title(text, kind))


def dumps(suggested: Suggested) -> str:
    """As it is kept."""
    return json.dumps(suggested.values(("kind", "number", "dated_on", "title")), ensure_ascii=False)


def loads(kept: str) -> Suggested:
    """As `dumps` wrote it; what does not fit any more is left out."""
    said: Mapping[str, str] = json.loads(kept)
    day = said.get("dated_on", "")
    kind = said.get("kind", "")
    return Suggested(
        kind if kind in KINDS else "",
        said.get("number", ""),
        date.fromisoformat(day) if day else None,
        said.get("title", ""),
    )


def _number(text: str) -> str:
    for match in _NUMBER.finditer(text):
        number = " ".join(match[1].split()).rstrip(".,;")
        if any(char.isdigit() for char in number):
            return number
    return ""


def _date(text: str) -> date | None:
    """The date it was set on; else the first there is before the reasons of a decree."""
    first: date | None = None
    reasoned = match.start() if (match := _REASONED.search(text)) else len(text)
    for match in _DATE.finditer(text):
        try:
            day = date(int(match[3]), _MONTH_NUMBER[match[2].casefold()], int(match[1]))
        except ValueError:
            continue
        if _SET_ON.search(text, max(0, match.start() - 120), match.start()):
            return day
        if first is None and match.start() < reasoned:
            first = day
    return first


def _kind(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()][:14]
    for line in lines:
        if len(line) > 120 or not (line.isupper() or line.istitle() or len(line) < 60):
            continue
        for kind, pattern in _TYPE_PATTERNS.items():
            if pattern.search(line) and (line.isupper() or pattern.match(line)):
                return kind
    if match := _SUBJECT.search(text):
        return "undangan" if "undangan" in match[1].casefold() else "surat_masuk"
    return ""


def _title(text: str, kind: str) -> str:
    if (match := _ABOUT.search(text)) and (about := _lines_of(text, match)):
        word = {"sk": "SK tentang", "regulasi": "Peraturan tentang"}.get(kind, "Tentang")
        return f"{word} {_calm(about)}"[:200]
    if match := _SUBJECT.search(text):
        return _calm(" ".join(match[1].split()))[:200]
    if (pattern := _TYPE_PATTERNS.get(kind)) is None:
        return ""
    lines = (" ".join(line.split()) for line in text.splitlines()[:30])
    return next((_calm(line)[:200] for line in lines if pattern.search(line)), "")


def _lines_of(text: str, match: re.Match[str]) -> str:
    """What stands behind "tentang", on its line and the next ones, as far as it is the title."""
    parts = [match[1].strip()] if match[1].strip() else []
    for line in text[match.end() :].splitlines()[1:6]:
        line = " ".join(line.split())
        if not line:
            if parts:
                break
            continue
        if _ENDS_TITLE.match(line) or (parts and parts[0].isupper() and not line.isupper()):
            break
        parts.append(line)
    return " ".join(parts).strip(" .,;:")


def _calm(words: str) -> str:
    """Large letters are for paper: small again, but for what is short for something."""
    if not words.isupper():
        return words
    said = [word if word in _NAMES else word.capitalize() for word in words.split()]
    return " ".join(word.lower() if n and word in _LITTLE else word for n, word in enumerate(said))
