"""Types of documents with what is usual for each, classes of information, who may read (domain.md 5)."""

from dataclasses import dataclass
from typing import Final

from kimhub.core.i18n import Lazy, lazy_

PUBLIC, MEMBERS, OFFICERS, PEMBINA = "public", "members", "officers", "pembina"
VISIBILITIES: Final[dict[str, Lazy]] = {
    PUBLIC: lazy_("Semua orang"),
    MEMBERS: lazy_("Anggota dan pembina"),
    OFFICERS: lazy_("Pengurus dan pembina"),
    PEMBINA: lazy_("Admin dan pembina"),
}
EXEMPT: Final = "dikecualikan"
CLASSES: Final[dict[str, Lazy]] = {
    "berkala": lazy_("Berkala"),
    "serta_merta": lazy_("Serta merta"),
    "setiap_saat": lazy_("Setiap saat"),
    EXEMPT: lazy_("Dikecualikan"),
}
# What is exempt from publication is never read by all, nor by all members (UU KIP 17; domain.md 4.2).
NARROW: Final = frozenset({OFFICERS, PEMBINA})

DRAFT, OFFICIAL, SUPERSEDED, ARCHIVED = "draft", "official", "superseded", "archived"
STATUSES: Final[dict[str, Lazy]] = {
    DRAFT: lazy_("Draf"),
    OFFICIAL: lazy_("Berlaku"),
    SUPERSEDED: lazy_("Sudah diganti"),
    ARCHIVED: lazy_("Arsip"),
}
STATUS_TAGS: Final = {DRAFT: "", OFFICIAL: "good", SUPERSEDED: "warn", ARCHIVED: ""}


@dataclass(frozen=True, slots=True)
class Kind:
    """`years` it is kept before a person looks whether it may go; None: for good."""

    word: Lazy
    visibility: str
    info_class: str
    years: int | None = None


KINDS: Final[dict[str, Kind]] = {
    "sk": Kind(lazy_("SK"), PUBLIC, "setiap_saat"),
    "ad_art": Kind(lazy_("AD/ART"), PUBLIC, "setiap_saat"),
    "regulasi": Kind(lazy_("Regulasi"), PUBLIC, "berkala"),
    "program_kerja": Kind(lazy_("Program kerja"), PUBLIC, "berkala"),
    "lpj": Kind(lazy_("LPJ"), PUBLIC, "berkala"),
    "proposal": Kind(lazy_("Proposal, TOR, atau RAB"), OFFICERS, "setiap_saat", 5),
    "surat_masuk": Kind(lazy_("Surat masuk"), OFFICERS, "setiap_saat", 5),
    "surat_keluar": Kind(lazy_("Surat keluar"), OFFICERS, "setiap_saat", 5),
    "undangan": Kind(lazy_("Undangan"), OFFICERS, "setiap_saat", 5),
    "notulen": Kind(lazy_("Notulen"), MEMBERS, "setiap_saat", 10),
    "berita_acara": Kind(lazy_("Berita acara"), MEMBERS, "setiap_saat", 10),
    "daftar_hadir": Kind(lazy_("Daftar hadir"), OFFICERS, EXEMPT, 2),
    "materi": Kind(lazy_("Materi pelatihan"), MEMBERS, "berkala"),
    "formulir": Kind(lazy_("Formulir dan contoh"), MEMBERS, "berkala"),
    "laporan_kegiatan": Kind(lazy_("Laporan kegiatan"), MEMBERS, "berkala", 10),
    "buletin": Kind(lazy_("Buletin"), PUBLIC, "berkala"),
    "foto": Kind(lazy_("Foto"), MEMBERS, "setiap_saat"),
    "video": Kind(lazy_("Video"), MEMBERS, "setiap_saat"),
    "keuangan": Kind(lazy_("Keuangan"), OFFICERS, EXEMPT, 10),
    "lainnya": Kind(lazy_("Lainnya"), MEMBERS, "setiap_saat"),
}
BROUGHT_BY_MEMBERS: Final = frozenset({"foto"})
