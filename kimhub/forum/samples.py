"""Made-up discussions in everyday Indonesian, for trying KIMHub out and for measuring it.

The same seed gives the same words. Nobody in them is real.
"""

from random import Random
from typing import Final, NamedTuple

from kimhub.core.text import render_markup

KINDS: Final = 6000  # different texts; a million posts choose among them


class Text(NamedTuple):
    body: str
    html: str


# fmt: off
PEOPLE: Final = (
    "Bu Aminah", "Pak Baso", "Kak Fitri", "Bu Hasnah", "Pak Ruslan", "ibu-ibu PKK", "anak karang taruna",
    "kader posyandu", "pak kepala dusun", "bu bidan", "kelompok tani", "pengurus masjid", "guru SD",
    "pendamping desa", "penyuluh pertanian", "warga RT 03",
)
PLACES: Final = (
    "balai desa", "posyandu", "pasar", "lapangan", "sekolah dasar", "kantor kecamatan", "rumah Pak Dusun",
    "jembatan gantung", "saluran irigasi", "masjid", "dermaga kecil", "gapura desa", "warung kopi",
)
WHEN: Final = (
    "hari Sabtu pagi", "besok sore", "minggu depan", "setelah salat Asar", "Senin pagi", "awal bulan depan",
    "tadi pagi", "kemarin malam", "dua hari lalu", "selesai panen", "sebelum hujan", "akhir pekan ini",
)
THINGS: Final = (
    "papan informasi", "jadwal ronda", "berita posyandu", "foto kegiatan", "harga gabah", "bantuan pupuk",
    "data warga penerima bantuan", "pengeras suara", "program kerja", "surat undangan", "laporan kegiatan",
    "situs KIM", "grup WhatsApp dusun", "lembar periksa berita", "daftar hadir", "video pendek",
)
DEEDS: Final = (
    "memeriksa", "membagikan", "menempelkan", "menyusun", "memperbaiki", "mencatat", "menanyakan",
    "memotret", "mengumpulkan", "merapikan", "meneruskan", "melengkapi",
)
SENTENCES: Final = (
    "Terima kasih, sudah saya catat.",
    "Saya setuju dengan usulan itu.",
    "{who} bersedia {deed} {thing} {when}.",
    "Di tempat kami {thing} biasanya kami tempel di {where}.",
    "Mohon dicek lagi, saya dengar dari {who} jadwalnya pindah ke {when}.",
    "Kalau hujan, kita pindah ke {where} saja.",
    "Sudah ada yang {deed} {thing}?",
    "Kemarin {who} bertanya soal {thing}, saya belum tahu jawabannya.",
    "Fotonya saya kirim {when}, sinyal di sini sedang susah.",
    "Usul saya, {thing} dibuat bergiliran supaya tidak berhenti di satu orang.",
    "Pesan berantai itu belum benar, kantor desa belum mengumumkan apa-apa.",
    "Kita kumpul di {where} {when}, bawa catatan masing-masing.",
    "Dana swadaya masih ada sedikit, cukup untuk mencetak {thing}.",
    "Nanti saya tanyakan ke {who} lalu saya kabari di sini.",
    "Yang belum pernah ikut pelatihan silakan mendaftar dulu.",
    "Mohon maaf baru membalas, tadi sedang di sawah.",
    "Warga di sekitar {where} menanyakan kapan {thing} diperbarui.",
    "Pembina menyarankan kita {deed} {thing} sebelum dilaporkan.",
    "Bagus sekali, boleh kami tiru di desa kami?",
    "Jangan lupa izin dulu sebelum memotret anak-anak di {where}.",
    "Saya lampirkan catatannya di bawah, silakan dikoreksi.",
    "Kata {who}, airnya mulai naik di dekat {where}. Hati-hati.",
    "Alhamdulillah {thing} sudah selesai, tinggal dibagikan {when}.",
    "Siapa yang bisa menggantikan saya {when}?",
    "Jumlahnya *{number} orang*, termasuk dari dusun sebelah.",
    "Biayanya kira-kira Rp{number}0.000, dibagi rata.",
    "Lihat contohnya di https://kim.example.go.id/berita/{number}",
)
TITLES: Final = (
    "Jadwal {thing} bulan ini",
    "Siapa bisa {deed} {thing} {when}?",
    "Bagaimana cara {deed} {thing} supaya tidak lupa?",
    "Cek fakta: kabar tentang {thing} dari {who}",
    "Usulan: pertemuan di {where} {when}",
    "Tanya: {thing} untuk warga di sekitar {where}",
    "Berbagi pengalaman {deed} {thing}",
    "Kerja bakti di {where} {when}",
    "Catatan rapat {when}",
    "Minta masukan untuk {thing}",
    "Pengumuman {thing} di {where}",
    "Pelatihan menulis berita di {where}",
)
# fmt: on


def texts(chance: Random, kinds: int = KINDS) -> list[Text]:
    """Posts of one to six sentences, some with a list, rendered as real ones are."""
    made = []
    for _ in range(kinds):
        lines = [sentence(chance) for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6)))]
        body = " ".join(lines)
        if len(lines) > 3:
            body = f"{lines[0]}\n\n" + "\n".join(f"- {line}" for line in lines[1:])
        made.append(Text(body, render_markup(body)))
    return made


def title(chance: Random) -> str:
    filled = _fill(chance.choice(TITLES), chance)
    return filled[0].upper() + filled[1:120]


def sentence(chance: Random) -> str:
    filled = _fill(chance.choice(SENTENCES), chance)
    return filled[0].upper() + filled[1:]


def _fill(pattern: str, chance: Random) -> str:
    return pattern.format(
        who=chance.choice(PEOPLE),
        where=chance.choice(PLACES),
        when=chance.choice(WHEN),
        thing=chance.choice(THINGS),
        deed=chance.choice(DEEDS),
        number=chance.randint(5, 95),
    )
