"""Made-up articles of the other places of the sample (domain.md 8, seeds 1 to 4)."""

from datetime import date
from typing import Final

from kimhub.publishing.blocks import Heading, Listing, Picture, Text
from kimhub.publishing.facts import Facts
from kimhub.publishing.kinds import ANNOUNCEMENT, PRODUCT
from kimhub.publishing.samples import BONE, Drawn, Story

STORIES: Final[dict[str, tuple[Story, ...]]] = {
    "bone": BONE,
    "ketapang": (
        Story(
            "Diskominfo Kabupaten Ketapang",
            "Sembilan belas KIM di empat kecamatan mendapat pembinaan",
            "Sosialisasi di ruang rapat kantor bupati membahas tugas KIM dan cara mengolah informasi.",
            (
                Text(
                    "Sosialisasi dan pembinaan KIM se-Kabupaten Ketapang berlangsung Selasa, 11 Agustus"
                    " 2020."
                    " Sembilan belas kelompok dibentuk dengan satu keputusan bupati dan tersebar di empat"
                    " kecamatan."
                ),
                Heading("Penguatan ke dalam"),
                Text("Kelembagaan, sarana, dan keterampilan mengumpulkan serta memakai informasi."),
            ),
            told=date(2020, 8, 11),
            facts=Facts(tags=("pembinaan",), adinda="A", place="Kantor Bupati Ketapang"),
        ),
    ),
    "babel": (
        Story(
            "Diskominfo Provinsi Kepulauan Bangka Belitung",
            "Tujuh kabupaten dan kota berlatih mengaktifkan akun admin KIM",
            "Peserta mencoba langsung: dari undangan, kata sandi, sampai mengunggah kegiatan pertama.",
            (
                Text(
                    "Pemberdayaan dan penguatan KIM digelar di Pangkalpinang, Senin, 11 Desember 2023."
                    " Setiap kabupaten dan kota mengirim pendamping bersama perangkat desa dan kelurahan."
                ),
                Listing(
                    "Satu situs gratis bagi setiap KIM\nSetiap kegiatan dapat diunggah\nDinas menjadi"
                    " pembina"
                ),
            ),
            told=date(2023, 12, 11),
            facts=Facts(tags=("pelatihan",), adinda="A", place="Pangkalpinang"),
        ),
    ),
    "lumajang": (
        Story(
            "KIM Tukum Mandiri",
            "Bank sampah Tukum buka dua kali sebulan",
            "Botol, kardus, dan minyak jelantah ditimbang lalu dicatat di buku tabungan.",
            (
                Picture(1),
                Text("Penimbangan di balai desa tiap Sabtu pekan pertama dan ketiga, pukul 07.00 WIB."),
            ),
            told=-3,
            facts=Facts(tags=("lingkungan",), adinda="I", place="Balai Desa Tukum"),
            drawings=(
                Drawn("village", "Rumah-rumah desa dan tiang pengeras suara dengan gunung di belakang"),
            ),
        ),
        Story(
            "KIM Tukum Mandiri",
            "Tas dari bungkus kopi bekas",
            "Dianyam di bank sampah, warnanya tidak pernah sama.",
            (Text("Kuat menahan lima kilogram. Pesan tiga hari sebelumnya."),),
            told=-5,
            kind=PRODUCT,
            facts=Facts(
                tags=("kerajinan",), price="45000", seller="Bank Sampah Tukum", place="Balai Desa Tukum"
            ),
        ),
        Story(
            "KIM Tukum Mandiri",
            "Jalur truk pasir dialihkan selama perbaikan jembatan",
            "Pengalihan berlaku dua pekan. Pejalan kaki tetap boleh lewat.",
            (Text("Rambu dipasang mulai Senin. Warga yang keberatan dapat menulis di papan balai desa."),),
            told=-11,
            kind=ANNOUNCEMENT,
            facts=Facts(tags=("jalan",), adinda="d", place="Desa Tukum"),
        ),
        Story(
            "Diskominfo Kabupaten Lumajang",
            "Forum KIM dibentuk di dua puluh satu kecamatan",
            "Sosialisasi mengajak camat dan stafnya memetakan potensi, hambatan, dan sumber daya.",
            (
                Text(
                    "Sosialisasi pembentukan Forum KIM kecamatan se-Kabupaten Lumajang digelar Kamis,"
                    " 31 Oktober 2024."
                ),
            ),
            told=date(2024, 10, 31),
            facts=Facts(tags=("forum-kim",), adinda="N", place="Kantor Bupati Lumajang"),
        ),
    ),
    "salatiga": (
        Story(
            "Diskominfo Kota Salatiga",
            "Lokakarya pemberdayaan: tiap KIM pulang dengan program kerja",
            "Pengetahuan umum tentang KIM, pengelolaan informasi, lalu menyusun program kerja bersama.",
            (Text("Dua puluh tiga kelurahan, dua puluh tiga rancangan program kerja."),),
            told=-45,
            facts=Facts(tags=("program-kerja",), adinda="N", place="Salatiga"),
        ),
    ),
}
