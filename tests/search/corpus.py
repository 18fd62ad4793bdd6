"""A fixed corpus in which 200 fixed questions are asked: what KIM keep and write, 420 things of all kinds."""

from datetime import timedelta
from random import Random
from typing import Final

from kimhub.core.actor import Actor, Grant
from kimhub.forum import samples
from kimhub.search import marks
from kimhub.search.sources import Entry
from tests.search.entries import START

VILLAGES: Final = (
    ("Mallari", "73.08.16.2001"), ("Awangpone", "73.08.16"), ("Sukaharja", "61.04.02.2003"),
    ("Sidomulyo", "35.08.01.2005"), ("Kalicacing", "33.73.01.1002"), ("Pangkalpinang", "19.71"),
)  # fmt: skip
# ruff: noqa: E501 - a table
WRITTEN: Final = (
    ("document", "SK Kepala Desa {v} Nomor {n}/2026 tentang Pengukuhan KIM", "Menetapkan susunan pengurus Kelompok Informasi Masyarakat Desa {v} masa bakti 2026-2029.", "sk"),
    ("document", "Keputusan Bupati tentang Forum KIM Kecamatan {v}", "Surat keputusan ini berlaku sejak tanggal ditetapkan.", "sk"),
    ("document", "AD/ART KIM {v}", "Anggaran dasar dan anggaran rumah tangga: nama, tempat kedudukan, asas, tujuan, keanggotaan.", "ad_art"),
    ("document", "Laporan Pertanggungjawaban KIM {v} 2025", "Realisasi anggaran Rp{n}.500.000 untuk pelatihan jurnalistik dan cetak buletin.", "lpj"),
    ("document", "Notulen rapat pengurus {v} bulan Maret", "Hadir sembilan orang. Diputuskan: jadwal piket, iuran anggota, kunjungan ke posyandu.", "notulen"),
    ("document", "Peraturan Desa {v} tentang Badan Usaha Milik Desa", "BUM Desa mengelola air bersih dan pasar desa.", "regulasi"),
    ("document", "Materi bimbingan teknis menulis berita", "Langkah menulis berita: apa, siapa, kapan, di mana, mengapa, bagaimana. Cek fakta sebelum menyebarkan.", "materi"),
    ("document", "Undangan musyawarah perencanaan pembangunan Desa {v}", "Musrenbang digelar di balai desa, mohon hadir tepat waktu.", "undangan"),
    ("document", "Berita acara serah terima komputer {v}", "Diserahkan satu unit komputer dari Dinas Komunikasi dan Informatika.", "berita_acara"),
    ("document", "Daftar penerima Bantuan Langsung Tunai {v}", "Data tidak untuk umum, nomor induk kependudukan disamarkan.", "keuangan"),
    ("workshop", "Bimtek jurnalistik warga di {v}", "Pelatihan dua hari bagi pengurus KIM: memotret, menulis, menyunting video pendek.", "bimtek"),
    ("workshop", "Sosialisasi literasi digital dan anti hoaks", "Sarasehan bersama pemuda karang taruna {v}. Membawa telepon genggam.", "sosialisasi"),
    ("workshop", "Studi banding KIM {v} ke Lumajang", "Rombongan tiga puluh orang belajar mengelola website desa.", "studi_banding"),
    ("program", "Program kerja KIM {v} 2026", "Diseminasi informasi, pendampingan UMKM, pengelolaan media sosial, pelatihan konten.", ""),
    ("house", "KIM {v}", "Kelompok informasi masyarakat di {v}: menyerap, mengolah, menyebarkan informasi.", ""),
    ("person", "Nurhayati {v}", "", ""),
    ("person", "H. Abdul Rachman, S.Kom.", "", ""),
    ("topic", "Jadwal ronda dan keamanan lingkungan {v}", "Siskamling dimulai pukul 22.00. Kentongan dipukul tiap jam.", ""),
    ("topic", "Harga gabah turun, apa yang bisa kita lakukan?", "Petani {v} mengeluh. Gapoktan diminta bertemu Bulog.", ""),
    ("topic", "Cek fakta: kabar vaksin palsu beredar di WhatsApp", "Berita bohong itu sudah dibantah puskesmas. Jangan diteruskan.", ""),
    ("topic", "Sejarah Soerabaja dan Djakarta tempo doeloe", "Arsip koran lama: pasar malam, perdjoangan, tjerita rakjat.", ""),
    ("topic", "Penggunaan Dana Desa untuk jaringan internet {v}", "Usulan tiang wifi di balai dusun, anggaran Rp{n} juta.", ""),
)  # fmt: skip


def corpus() -> list[Entry]:
    """Always the same; a third of it is for members or officers of house 12 and those above."""
    chance, made = Random(6), list[Entry]()
    for number, (village, code) in enumerate(VILLAGES):
        for kind, title, text, type in WRITTEN:
            made.append(_entry(chance, len(made), kind, (title, text), village, code, type, number))
    while len(made) < 420:
        village, code = chance.choice(VILLAGES)
        title = samples.title(chance) if chance.random() < 0.4 else f"Balasan untuk {samples.title(chance)}"
        text = " ".join(samples.sentence(chance) for _ in range(chance.randint(1, 5)))
        kind = chance.choice(("post", "post", "post", "topic"))
        made.append(_entry(chance, len(made), kind, (title, text), village, code, "", 2))
    return made


def _entry(
    chance: Random,
    thing: int,
    kind: str,
    words: tuple[str, str],
    village: str,
    code: str,
    type: str,
    org: int,
) -> Entry:
    title, text = (each.format(v=village, n=chance.randint(2, 90)) for each in words)
    circle = chance.choice(
        (
            {marks.EVERYBODY},
            {marks.EVERYBODY},
            chance.choice(({marks.members_of(10 + org)}, {marks.officers_of(10 + org)}))
            | marks.overseers_of(code),
        )
    )
    at = START - timedelta(hours=chance.randrange(20_000))
    return Entry(
        kind, thing, title, f"/{kind}/{thing}", frozenset(circle), at, text,
        organization=10 + org, house=f"KIM {village}", seat=code, year=at.year, type=type,
    )  # fmt: skip


ACTORS: Final = {
    "tamu": Actor(),
    "anggota": Actor(id=5, grants=(Grant("member", 12, seat="61.04.02.2003"),)),
    "pengurus": Actor(id=6, grants=(Grant("member", 10, seat="73.08.16.2001"), Grant("officer", 10))),
    "pembina": Actor(id=7, grants=(Grant("pembina", 90, "73.08"),)),
}
