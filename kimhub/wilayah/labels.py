"""The word in front of a place's name, which differs by region.

Sources: domain.md section 9 (DIY, Aceh, Berau); the others are general knowledge. The official list itself
only knows desa, kelurahan and desa adat. A district can set its own words later: pass them as `words`.
"""

from collections.abc import Mapping
from typing import Protocol

from kimhub.wilayah.names import chain

Words = Mapping[tuple[str, str], str]  # (code prefix, kind) -> word; the longest prefix wins

DEFAULT: Words = {
    ("", "province"): "Prov.",
    ("", "regency"): "Kab.",
    ("", "city"): "Kota",
    ("", "district"): "Kec.",
    ("", "desa"): "Desa",
    ("", "kelurahan"): "Kel.",
    ("", "desa_adat"): "Desa Adat",
    ("11", "desa"): "Gampong",
    ("13", "desa"): "Nagari",
    ("15.08", "desa"): "Dusun",  # Bungo
    ("18.02", "desa"): "Kampung",  # Lampung Tengah
    ("18.04", "desa"): "Pekon",  # Lampung Barat
    ("18.05", "desa"): "Kampung",  # Tulang Bawang
    ("18.06", "desa"): "Pekon",  # Tanggamus
    ("18.08", "desa"): "Kampung",  # Way Kanan
    ("18.10", "desa"): "Pekon",  # Pringsewu
    ("18.12", "desa"): "Tiyuh",  # Tulang Bawang Barat
    ("18.13", "desa"): "Pekon",  # Pesisir Barat
    ("34", "district"): "Kapanewon",
    ("34.71", "district"): "Kemantren",
    ("34", "desa"): "Kalurahan",
    ("64.03", "desa"): "Kampung",  # Berau
    ("64.07", "desa"): "Kampung",  # Kutai Barat
    ("64.11", "desa"): "Kampung",  # Mahakam Ulu
    ("73.18", "desa"): "Lembang",  # Tana Toraja
    ("73.26", "desa"): "Lembang",  # Toraja Utara
    **{(code, "district"): "Distrik" for code in ("91", "92", "93", "94", "95", "96")},
    **{(code, "desa"): "Kampung" for code in ("91", "92", "93", "94", "95", "96")},
}


class Named(Protocol):
    """Anything with a code, a kind and a name: a Place, a Step of its chain."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...


_WHOLE = {"Prov.": "provinsi", "Kab.": "kabupaten", "Kec.": "kecamatan", "Kel.": "kelurahan"}


def level_label(place: Named, words: Words | None = None) -> str:
    """ "Kab.", "Kec.", "Desa", "Gampong" ...: what this kind of place is called where it lies."""
    return _label(place.code, place.kind, words)


def level_word(code: str, kind: str, words: Words | None = None) -> str:
    """ "kecamatan", "kapanewon", "desa", "gampong" ...: what this kind of place is called in and below a
    wilayah, as a word of a sentence."""
    label = _label(code, kind, words)
    return _WHOLE.get(label, label.lower())


def _label(code: str, kind: str, words: Words | None) -> str:
    for table in (words or {}, DEFAULT):
        for prefix in (*reversed(chain(code)), ""):
            if word := table.get((prefix, kind)):
                return word
    return ""


def full_name(place: Named, words: Words | None = None) -> str:
    """ "Kab. Bone", "Desa Mallari"; a name that already begins with the word is not given it twice."""
    label = level_label(place, words)
    return place.name if place.name.startswith(f"{label} ") else f"{label} {place.name}"
