"""Where money comes from, as people write it: "DD", "APBDes", "kas KIM", "swadaya masyarakat"."""

import re
from typing import Final

from kimhub.core.text import search_norm

# Tried in this order; the keys are those of groups.funding.SOURCES.
_RULES: Final[tuple[tuple[str, str], ...]] = (
    ("bankeu_prov", r"(bankeu|bantuan keuangan|bk) (prov\w*|provinsi)"),
    ("bankeu_kab", r"bankeu( kab\w*)?|bantuan keuangan( kab\w*| kota)?|bkk"),
    ("add", r"add|alokasi dana desa"),
    ("dana_desa", r"dd|dds|dana desa|dana kelurahan"),
    ("apbdes", r"apb ?des(a)?|anggaran desa|pemdes|pemerintah desa|desa"),
    ("usaha_kim", r"usaha( kim| kelompok| sendiri)?|hasil usaha|unit usaha"),
    ("iuran_anggota", r"iuran( anggota| pengurus)?|kas( kim| kelompok| organisasi)?|dana kim"
     r"|internal kim"),
    ("swadaya", r"swadaya( masyarakat| murni| warga)?|mandiri|gotong royong|masyarakat"
     r"|warga|pades|pad ?desa|sendiri"),
    ("apbd_prov", r"apbd (prov\w*|provinsi|i|1|tk i)|provinsi|pemprov|diskominfo prov\w*"),
    ("apbd_kab", r"apbd( kab\w*| kota| ii| 2| tk ii)?|kabupaten|pemkab|pemkot|pemda"
     r"|(diskominfo|dinas\w*)( \w+){0,3}"),
    ("apbn", r"apbn|pusat|kementerian( \w+){0,2}|komdigi|kemkominfo|kominfo"),
    ("hibah_sponsor", r"hibah( \w+){0,2}|sponsor\w*|csr( \w+){0,3}|donatur|donasi|bumdes|bumn"
     r"|pihak ketiga|bantuan"),
    ("lainnya", r"lain lain|lainnya|dll|tidak mengikat"),
)  # fmt: skip
_EXACT: Final = tuple((key, re.compile(rule)) for key, rule in _RULES)
_WITHIN: Final = tuple((key, re.compile(rf"\b(?:{rule})\b")) for key, rule in _RULES)
_PIECES: Final = re.compile(r"[,;/&+]|\bdan\b|\bserta\b")


_TOO_WIDE: Final = frozenset(
    [
        "desa",
        "masyarakat",
        "warga",
        "kabupaten",
        "provinsi",
        "pusat",
        "bantuan",
        "sendiri",
        "dana",
        "usaha",
        "kominfo",
    ]
)


def exactly(bare: str) -> str:
    """The source that these words are and nothing else: for headings, where "Masyarakat" alone is none."""
    if bare in _TOO_WIDE:
        return ""
    return next((key for key, rule in _EXACT if rule.fullmatch(bare)), "")


def read(text: str) -> list[str]:
    """The sources a text names, each once, in its order; empty for what is none of them."""
    found: list[str] = []
    for piece in _PIECES.split(text.casefold()):
        bare = search_norm(piece)
        key = next((key for key, rule in _EXACT if rule.fullmatch(bare)), "") or next(
            (key for key, rule in _WITHIN if rule.search(bare)), ""
        )
        if key and key not in found:
            found.append(key)
    return found
