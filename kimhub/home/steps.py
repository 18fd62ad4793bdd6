"""First steps: what somebody new to leading a KIM or an office does, in this order."""

from msgspec import Struct

from kimhub.core.i18n import _
from kimhub.home.service import Home, House


class Step(Struct, frozen=True):
    text: str
    href: str
    hint: str
    done: bool


def steps(home: Home) -> list[Step]:
    """Of the first house that has some left; empty when everything was done."""
    for house in home.houses:
        made = _of_office(house, home) if house.row.kind == "agency" else _of_kim(house)
        if house.leads and house.row.legal_status != "dissolved" and not all(step.done for step in made):
            return made
    return []


def _of_kim(house: House) -> list[Step]:
    row = house.row
    at = f"/kim/{row.slug}"
    return [
        Step(
            _("Lengkapi profil"),
            f"{at}/sunting",
            _("Tentang, visi, dan cara dihubungi: ini yang dilihat warga."),
            bool(row.described),
        ),
        Step(
            _("Unggah SK"),
            f"{at}/sk",
            _("Foto surat keputusannya cukup. Pembina yang memeriksa."),
            bool(row.decrees),
        ),
        Step(
            _("Undang anggota"),
            f"{at}/undangan",
            _("Bagikan tautan ke grup WhatsApp, atau tunjukkan QR saat rapat."),
            row.members > 1,
        ),
        Step(
            _("Mulai topik pertama"),
            "/forum/tulis",
            _("Satu pertanyaan sederhana sudah cukup untuk memulai."),
            bool(row.topics),
        ),
    ]


def _of_office(house: House, home: Home) -> list[Step]:
    row = house.row
    led = home.figures.get("kims", 0) > 0 and not any(
        need.why == "leaderless" and need.total == home.figures.get("kims") for need in home.needs
    )
    return [
        Step(
            _("Lengkapi profil dinas"),
            f"/kim/{row.slug}/sunting",
            _("Alamat dan nomor yang bisa dihubungi warga dan KIM."),
            bool(row.described),
        ),
        Step(
            _("Catat KIM pertama"),
            "/kim/baru",
            _("Satu per satu beserta SK-nya."),
            home.figures.get("kims", 0) > 0,
        ),
        Step(
            _("Aktifkan admin KIM"),
            "/kim",
            _("Buka halaman sebuah KIM, lalu kirim tautan aktivasi kepada ketuanya."),
            led,
        ),
        Step(
            _("Undang rekan sedinas"),
            f"/kim/{row.slug}/undangan",
            _("Petugas lain ikut mendampingi wilayah yang sama."),
            row.members > 1,
        ),
    ]
