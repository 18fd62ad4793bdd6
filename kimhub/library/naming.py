"""What a file may be, by its name: a title and a kind to begin with, for a person to correct."""

import re
from typing import Final

from kimhub.core.files import IMAGES, VIDEOS, extension_of, safe_name
from kimhub.core.text import clean_line

MAX_TITLE: Final = 200
_SIGNS: Final = re.compile(r"[_+]+|(?<=[^\W\d])-(?=[^\W\d])|\s*\(\d{1,2}\)$")
# The first that fits counts; words as they stand in the names of files.
_WORDS: Final = (
    ("daftar_hadir", r"(daftar )?hadir|absen\w*|presensi"),
    ("berita_acara", r"berita acara"),
    ("notulen", r"notulen\w*|notula|risalah"),
    ("undangan", r"undangan"),
    ("ad_art", r"ad ?art|anggaran dasar"),
    ("lpj", r"lpj|pertanggungjawaban"),
    ("proposal", r"proposal|tor|rab|kak"),
    ("sk", r"sk|keputusan"),
    ("regulasi", r"perda|perdes|perbup|permen\w*|peraturan|uu"),
    ("program_kerja", r"program kerja|proker|rkt"),
    ("buletin", r"bul?letin|majalah|warta"),
    ("materi", r"materi|modul|paparan|presentasi|panduan"),
    ("formulir", r"formulir|blangko|contoh|templat\w*"),
    ("laporan_kegiatan", r"laporan"),
    ("keuangan", r"kas|keuangan|kuitansi|kwitansi|nota"),
)


def title(filename: str) -> str:
    """`SK_Pengukuhan-KIM_2024 (1).pdf` reads "SK Pengukuhan KIM 2024"."""
    name = safe_name(filename)
    stem = name.rpartition(".")[0] if extension_of(name) else name
    words = clean_line(_SIGNS.sub(" ", stem).replace(".", " "))
    return (words[:1].upper() + words[1:])[:MAX_TITLE] or name


def kind(filename: str) -> str:
    """A key of KINDS; `lainnya` when the name tells nothing."""
    words = title(filename).lower()
    if found := next((key for key, word in _WORDS if re.search(rf"\b(?:{word})\b", words)), ""):
        return found
    ending = extension_of(filename)
    return "foto" if ending in IMAGES else "video" if ending in VIDEOS else "lainnya"
