"""Invented news, plain and plenty: for trying how pages feel with years of it."""

from random import Random
from typing import Any, Final

TAGS: Final = (
    "panen",
    "posyandu",
    "pasar",
    "cek-fakta",
    "gotong-royong",
    "pelatihan",
    "air-bersih",
    "umkm",
)
_WHO: Final = ("Warga", "Kader PKK", "Karang taruna", "Petani", "Nelayan", "Pengurus", "Ibu-ibu dasawisma")
_DID: Final = (
    "membersihkan saluran air", "belajar menulis berita", "menanam mangrove", "memeriksa kabar berantai",
    "menyiapkan posyandu", "mencatat harga pasar", "memperbaiki jalan tani", "membuka pasar murah",
)  # fmt: skip
_WHEN: Final = (
    "hari Minggu",
    "menjelang musim hujan",
    "bersama pemerintah desa",
    "di balai desa",
    "sejak pagi",
)
_SENTENCES: Final = (
    "Kegiatan dimulai pukul tujuh pagi dan selesai sebelum salat zuhur.",
    "Kepala desa mengajak semua dusun mengirim wakilnya.",
    "Hasilnya dibagikan di papan pengumuman dan lewat pengeras suara masjid.",
    "Setiap keluarga menyumbang tenaga, sebagian menyumbang makanan.",
    "Pengurus mencatat nama yang hadir dan menyiapkan laporan singkat.",
    "Biaya diambil dari swadaya warga, tanpa mengurangi anggaran lain.",
    "Bulan depan kegiatan serupa diadakan di dusun tetangga.",
    "Warga yang punya pertanyaan dapat datang ke posko informasi setiap Sabtu.",
)


def title(chance: Random, house: str) -> str:
    return (
        f"{chance.choice(_WHO)} {house.removeprefix('KIM ')} {chance.choice(_DID)} {chance.choice(_WHEN)}"
    )


def lede(chance: Random) -> str:
    return " ".join(chance.sample(_SENTENCES, 2))


def body(chance: Random) -> list[dict[str, Any]]:
    """Blocks of an article of some 300 words."""
    blocks: list[dict[str, Any]] = [{"type": "text", "text": _paragraphs(chance, 3)}]
    blocks.append({"type": "heading", "text": "Apa berikutnya"})
    blocks.append({"type": "list", "text": "\n".join(chance.sample(_SENTENCES, 3))})
    blocks.append({"type": "text", "text": _paragraphs(chance, 3)})
    blocks.append({"type": "quote", "text": chance.choice(_SENTENCES), "who": chance.choice(_WHO)})
    return blocks


def _paragraphs(chance: Random, many: int) -> str:
    return "\n\n".join(" ".join(chance.sample(_SENTENCES, 4)) for _ in range(many))
