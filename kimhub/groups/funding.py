"""Where money comes from (domain.md 3.2): costs of events and lines of a program name the same sources."""

from typing import Final

from kimhub.core.i18n import Lazy, lazy_

SOURCES: Final[dict[str, Lazy]] = {
    "dana_desa": lazy_("Dana Desa"),
    "add": lazy_("Alokasi Dana Desa (ADD)"),
    # What the village pays without saying from which of its moneys: its budget holds both of the above,
    # its own revenue and more.
    "apbdes": lazy_("APBDes"),
    "swadaya": lazy_("Swadaya masyarakat"),
    "iuran_anggota": lazy_("Iuran anggota"),
    "usaha_kim": lazy_("Usaha KIM"),
    "apbd_kab": lazy_("APBD kabupaten atau kota"),
    "apbd_prov": lazy_("APBD provinsi"),
    "apbn": lazy_("APBN"),
    "bankeu_kab": lazy_("Bantuan keuangan kabupaten"),
    "bankeu_prov": lazy_("Bantuan keuangan provinsi"),
    "hibah_sponsor": lazy_("Hibah atau sponsor"),
    "lainnya": lazy_("Lainnya"),
}
