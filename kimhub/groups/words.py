"""What the codes of this slice are called on pages (domain.md 6.1)."""

from typing import Final

from kimhub.core.i18n import lazy_

KINDS: Final = {
    "kim": lazy_("KIM"),
    "forum_kim": lazy_("Forum KIM"),
    "agency": lazy_("Dinas"),
}

# `expired` is computed: a verified organization whose decree has run out.
STATES: Final = {
    "draft": lazy_("Draf"),
    "registered": lazy_("Terdaftar"),
    "verified": lazy_("Terverifikasi"),
    "expired": lazy_("SK berakhir"),
    "dissolved": lazy_("Bubar"),
}
STATE_TAGS: Final = {
    "draft": "",
    "registered": "info",
    "verified": "good",
    "expired": "warn",
    "dissolved": "bad",
}

ACTIVITY: Final = {
    "active": lazy_("Aktif"),
    "less_active": lazy_("Kurang aktif"),
    "inactive": lazy_("Tidak aktif"),
    "dormant": lazy_("Vakum"),
}
ACTIVITY_TAGS: Final = {"active": "good", "less_active": "", "inactive": "warn", "dormant": "warn"}

ISSUERS: Final = {
    "desa": lazy_("Kepala desa"),
    "kelurahan": lazy_("Lurah"),
    "kecamatan": lazy_("Camat"),
    "kabupaten": lazy_("Bupati"),
    "kota": lazy_("Wali kota"),
    "provinsi": lazy_("Gubernur"),
}

DECREE_STATES: Final = {
    "uploaded": lazy_("Menunggu diperiksa"),
    "returned": lazy_("Perlu diperbaiki"),
    "verified": lazy_("Sudah diperiksa"),
    "superseded": lazy_("Sudah diganti"),
}

DECREE_TAGS: Final = {"uploaded": "info", "returned": "warn", "verified": "good", "superseded": ""}

END_REASONS: Final = {
    "term_over": lazy_("Masa bakti selesai"),
    "resigned": lazy_("Mengundurkan diri"),
    "replaced": lazy_("Diganti"),
    "died": lazy_("Meninggal dunia"),
}

ROLES: Final = {
    "member": lazy_("Anggota KIM"),
    "officer": lazy_("Pengurus KIM"),
    "kim_admin": lazy_("Admin KIM"),
    "forum_coord": lazy_("Koordinator forum"),
    "pembina": lazy_("Pembina"),
    "province": lazy_("Pembina provinsi"),
    "sysadmin": lazy_("Pengelola KIMHub"),
}

FIELDS: Final = {
    "name": lazy_("Nama"),
    "national_no": lazy_("Nomor induk"),
    "founded_on": lazy_("Tanggal berdiri"),
    "address": lazy_("Alamat sekretariat"),
    "contact_phone": lazy_("Nomor kontak"),
    "about": lazy_("Tentang"),
    "vision": lazy_("Visi"),
    "mission": lazy_("Misi"),
    "basis": lazy_("Basis kegiatan"),
    "potential": lazy_("Potensi"),
    "achievements": lazy_("Prestasi"),
    "logo": lazy_("Lambang"),
}
