"""Made-up documents for trying KIMHub out: the office's shared library and those of some houses.

Titles follow mockup 08 and domain.md 5. Days are counted from today.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Paper:
    """A document. `version` is a second file with a note; `replaces` names the title of an older document
    of the same house; `folder` is a way like "Rapat/Notulen"."""

    house: str
    title: str
    kind: str
    lines: tuple[str, ...]
    days: int = 200
    number: str = ""
    visibility: str = ""
    info_class: str = ""
    description: str = ""
    tags: str = ""
    folder: str = ""
    status: str = "official"
    version: tuple[str, int] | None = None  # what is new in it, days ago
    replaces: str = ""
    asked: bool = False  # the office asks everybody to read it
    kept: bool = False  # a favourite of whoever keeps it


_OFFICE: Final = "Diskominfo Kabupaten Bone"
_STEPS: Final = (
    "1. Terima undangan dari Diskominfo sebagai pembina.",
    "2. Buka tautan, isi nama, dan buat kata sandi.",
    "3. Lengkapi profil KIM: nama desa, pengurus, dan nomor kontak.",
    "4. Undang anggota lewat kode KIM, atau catat mereka dari daftar.",
    "5. Unggah dokumen pertama: SK pengurus dan AD/ART.",
    "6. Tulis kegiatan pertama, lalu ajukan program kerja.",
)
_RULES: Final = (
    "BAB I KETENTUAN UMUM",
    "Kelompok Informasi Masyarakat disingkat KIM adalah lembaga layanan publik yang dibentuk",
    "dan dikelola dari, oleh, dan untuk masyarakat, berorientasi pada layanan informasi.",
    "BAB II TUJUAN",
    "KIM bertujuan meningkatkan pengetahuan dan kecerdasan warga, serta menjadi mitra",
    "pemerintah dalam menyebarluaskan informasi pembangunan.",
    "BAB III KEANGGOTAAN DAN PENGURUS",
    "Anggota KIM adalah warga desa yang bersedia menjalankan kegiatan KIM.",
    "Pengurus dipilih dalam musyawarah dan ditetapkan dengan keputusan kepala desa.",
)
_CHECK: Final = (
    "Siapa yang menyampaikan? Sebut nama dan jabatannya.",
    "Apa buktinya? Foto, dokumen, atau saksi.",
    "Kapan dan di mana terjadi? Tulis lengkap.",
    "Sudah dicek ke sumber kedua?",
    "Apakah ada yang dirugikan? Beri ruang jawab.",
    "Foto anak: ada izin orang tua?",
)
_MINUTES: Final = (
    "Rapat dibuka pukul 19.30 WITA di Posko KIM, dihadiri 14 orang.",
    "1. Pasar murah: informasi jadwal dipasang di papan pengumuman tiga hari sebelumnya.",
    "2. Cek fakta: kabar pupuk habis tidak benar; keterangan penyuluh sudah ditulis di forum.",
    "3. Program kerja tahun depan disusun mulai pekan depan oleh sekretaris.",
    "Rapat ditutup pukul 21.40 WITA.",
)

PAPERS: Final[dict[str, tuple[Paper, ...]]] = {
    "bone": (
        Paper(
            _OFFICE, "Petunjuk teknis pembentukan KIM 2018", "regulasi", _RULES, 2400,
            "480/12/Diskominfo/2018", tags="pembentukan, pengurus", folder="Aturan",
        ),
        Paper(
            _OFFICE, "Petunjuk teknis pembentukan dan pembinaan KIM 2024", "regulasi", _RULES, 610,
            "480/31/Diskominfo/2024", description="Dasar pembentukan, pengurus, dan pembinaan KIM di Bone.",
            tags="pembentukan, pengurus", folder="Aturan",
            replaces="Petunjuk teknis pembentukan KIM 2018",
        ),
        Paper(
            _OFFICE, "Panduan aktivasi akun admin KIM", "materi", _STEPS, 240,
            description="Langkah demi langkah dari tautan undangan sampai berita pertama terbit.",
            tags="panduan, akun", folder="Panduan", version=("Bagian lupa sandi ditambah.", 12), asked=True,
        ),
        Paper(
            _OFFICE, "Contoh program kerja dan rencana anggaran KIM", "formulir",
            ("Kegiatan, sasaran, bulan, penanggung jawab, biaya, sumber dana.", *_STEPS), 180,
            tags="program kerja, anggaran", folder="Panduan", kept=True,
        ),
        Paper(
            _OFFICE, "Lembar periksa berita sebelum terbit", "formulir", _CHECK, 150, visibility="public",
            tags="cek fakta, berita", folder="Panduan",
        ),
        Paper(
            _OFFICE, "Surat edaran laporan tengah tahun", "surat_keluar",
            ("Seluruh KIM diminta mengirim laporan tengah tahun paling lambat akhir Juli.",), 130,
            "480/77/Diskominfo",
        ),
        Paper(
            "KIM Mallari", "SK Kepala Desa Mallari tentang pengurus KIM", "sk",
            ("MEMUTUSKAN:", "Menetapkan pengurus Kelompok Informasi Masyarakat Desa Mallari."), 400,
            "141/09/DM/2025", description="Susunan pengurus KIM Mallari.", tags="pengurus",
            folder="Organisasi", kept=True,
        ),
        Paper(
            "KIM Mallari", "AD/ART KIM Mallari", "ad_art", _RULES, 390, folder="Organisasi",
            version=("Pasal tentang masa bakti diubah.", 90),
        ),
        Paper(
            "KIM Mallari", "Notulen rapat bulanan: pasar murah dan pupuk", "notulen", _MINUTES, 38,
            tags="rapat, pasar, pupuk", folder="Rapat",
        ),
        Paper(
            "KIM Mallari", "Daftar hadir rapat bulanan", "daftar_hadir",
            tuple(f"{n}. ..............................." for n in range(1, 15)), 38, folder="Rapat",
        ),
        Paper(
            "KIM Mallari", "Buku kas semester pertama", "keuangan",
            ("Saldo awal 1.250.000", "Iuran anggota 420.000", "Konsumsi rapat 300.000"), 60,
        ),
        Paper(
            "KIM Mallari", "Buletin Marara edisi panen", "buletin",
            ("Panen raya di Dusun Tengnga dimulai.", "Jadwal posyandu dan pasar murah.", *_CHECK[:2]), 25,
            tags="panen, pasar",
        ),
        Paper(
            "KIM Mallari", "Laporan pelatihan foto dengan ponsel", "laporan_kegiatan",
            ("Diikuti 22 orang dari lima dusun.", "Hasil: 40 foto untuk papan informasi."), 70,
            tags="pelatihan, foto",
        ),
        Paper(
            "KIM Mallari", "Proposal warung informasi desa", "proposal",
            ("Latar belakang, tujuan, anggaran, dan jadwal.",), 4, status="draft",
        ),
        Paper(
            "KIM Carigading", "Formulir daftar aspirasi warga", "formulir",
            ("Nama, dusun, aspirasi, kepada siapa, tindak lanjut.",), 95, visibility="public",
            tags="aspirasi",
        ),
        Paper(
            "KIM Carigading", "Berita acara musyawarah pembentukan KIM", "berita_acara", _MINUTES[:1], 700,
        ),
    )
}  # fmt: skip
