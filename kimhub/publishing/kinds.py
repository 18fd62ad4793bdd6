"""Kinds of articles, what state their texts are in, and who reads them (domain.md 2.1, 4)."""

from dataclasses import dataclass
from typing import Final

from kimhub.core.i18n import Lazy, lazy_

NEWS, ANNOUNCEMENT, GALLERY, CLARIFICATION, PRODUCT, PAGE, PACKAGE = (
    "news",
    "announcement",
    "gallery",
    "clarification",
    "product",
    "page",
    "package",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """`segment` is its part of the address. `listed`: stands with others in lists by date. `apart`: has a
    list of its own beside those."""

    word: Lazy
    many: Lazy
    segment: str
    icon: str
    listed: bool = True
    apart: bool = False


KINDS: Final[dict[str, Kind]] = {
    NEWS: Kind(lazy_("Berita"), lazy_("Berita"), "berita", "news"),
    ANNOUNCEMENT: Kind(lazy_("Pengumuman"), lazy_("Pengumuman"), "pengumuman", "megaphone"),
    GALLERY: Kind(lazy_("Galeri"), lazy_("Galeri"), "galeri", "image"),
    CLARIFICATION: Kind(lazy_("Klarifikasi"), lazy_("Klarifikasi"), "klarifikasi", "check"),
    PRODUCT: Kind(lazy_("Produk warga"), lazy_("Produk warga"), "umkm", "money", listed=False, apart=True),
    PAGE: Kind(lazy_("Halaman"), lazy_("Halaman"), "hal", "document", listed=False),
    PACKAGE: Kind(lazy_("Bahan informasi"), lazy_("Bahan informasi"), "bahan", "mailbox", listed=False),
}
SEGMENTS: Final = {kind.segment: key for key, kind in KINDS.items()}
LISTED: Final = tuple(key for key, kind in KINDS.items() if kind.listed)

# What the public sees of an article.
NEVER, SHOWN, ARCHIVED, HIDDEN = "never", "shown", "archived", "hidden"
# How far the newest text is; DONE: it is the one that is (or was) shown.
DRAFT, IN_REVIEW, RETURNED, SCHEDULED, DONE = "draft", "in_review", "returned", "scheduled", "done"

# The state as people see it (domain.md 10): one word made of the two above.
STATES: Final[dict[str, Lazy]] = {
    DRAFT: lazy_("Draf"),
    IN_REVIEW: lazy_("Menunggu redaktur"),
    RETURNED: lazy_("Perlu diperbaiki"),
    SCHEDULED: lazy_("Terjadwal"),
    SHOWN: lazy_("Terbit"),
    ARCHIVED: lazy_("Arsip"),
    HIDDEN: lazy_("Ditarik"),
}
STATE_TAGS: Final = {IN_REVIEW: "turn", RETURNED: "warn", SCHEDULED: "", SHOWN: "good", HIDDEN: "bad"}

EVERYBODY, MEMBERS = "public", "members"
AUDIENCES: Final[dict[str, Lazy]] = {
    EVERYBODY: lazy_("Semua orang"),
    MEMBERS: lazy_("Anggota saja"),
}

AT_ONCE: Final = "serta_merta"  # what threatens life or order is told immediately (UU KIP 14/2008, 10)

# Who lets articles out besides the admins and those whom they name as editors.
BY_ADMINS, BY_OFFICERS = "admins", "officers"
PUBLISHERS: Final[dict[str, Lazy]] = {
    BY_ADMINS: lazy_("Admin dan redaktur yang ditunjuk"),
    BY_OFFICERS: lazy_("Semua pengurus"),
}

VERDICTS: Final[dict[str, Lazy]] = {
    "true": lazy_("Benar"),
    "misleading": lazy_("Menyesatkan"),
    "false": lazy_("Salah"),
    "altered": lazy_("Foto atau video diubah"),
    "old": lazy_("Kejadian lama"),
    "unproven": lazy_("Belum terbukti"),
}
VERDICT_TAGS: Final = {
    "true": "good", "misleading": "warn", "false": "bad", "altered": "bad", "old": "warn",
}  # fmt: skip
# For machines: 1 is false, 5 is true (schema.org ClaimReview, reviewRating).
RATINGS: Final = {"false": 1, "altered": 1, "misleading": 2, "old": 2, "unproven": 3, "true": 5}
