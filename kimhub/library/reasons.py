"""Why a version has no text or no pages, as people are told."""

from typing import Final

from kimhub.core.i18n import Lazy, lazy_

REASONS: Final[dict[str, Lazy]] = {
    "kind": lazy_("Jenis berkas ini tidak dibaca di sini. Unduh untuk membukanya."),
    "large": lazy_("Berkas ini terlalu besar untuk dibaca di sini. Unduh untuk membukanya."),
    "locked": lazy_("PDF ini terkunci kata sandi. Unggah yang tidak terkunci supaya isinya bisa dicari."),
    "broken": lazy_("Berkas ini rusak atau tidak lengkap. Simpan ulang, lalu unggah sebagai versi baru."),
    "bomb": lazy_("Isi berkas ini menjadi terlalu besar bila dibuka, jadi tidak dibaca."),
    "entities": lazy_("Berkas ini memuat perintah yang tidak wajar untuk dokumen, jadi tidak dibaca."),
    "pixels": lazy_("Gambar ini terlalu besar. Kecilkan, lalu unggah sebagai versi baru."),
    "slow": lazy_("Membaca berkas ini terlalu lama, jadi dihentikan. Unduh untuk membukanya."),
    "died": lazy_("Berkas ini tidak dapat dibaca dengan aman, jadi dihentikan. Unduh untuk membukanya."),
    "gone": lazy_("Berkasnya tidak ditemukan di tempat penyimpanan. Kabari pengelola KIMHub."),
    "scan": lazy_("Halamannya berupa gambar, jadi belum ada teks yang bisa dibaca atau dicari."),
    "empty": lazy_("Tidak ada tulisan di berkas ini."),
    "office": lazy_("Halaman berkas ini tidak digambar di sini. Baca teksnya, atau unduh."),
    "converter": lazy_("Halaman berkas ini gagal digambar. Baca teksnya, atau unduh."),
}
# Not a failure: there is nothing to read, or nobody here who could.
NOTHING: Final = frozenset({"kind", "large", "locked", "scan", "empty", "office"})


def sentence(reason: str) -> str:
    """For the page; empty when there is no reason."""
    return str(REASONS[reason]) if reason in REASONS else ""


def state_of(reason: str) -> str:
    """The state that goes with a reason."""
    if not reason:
        return "done"
    return "none" if reason in NOTHING else "failed"
