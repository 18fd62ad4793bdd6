"""Made-up events for trying KIMHub out, modelled on the five news items of domain.md 8.

Places, offices and themes are real; who speaks and who comes is invented, and all days are counted from
today, so that there is always something coming and something past.
"""

from dataclasses import dataclass, field
from typing import Final

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, SATURDAY, SUNDAY = 0, 1, 2, 3, 5, 6


@dataclass(frozen=True, slots=True)
class Talker:
    name: str
    office: str
    role: str = "speaker"


@dataclass(frozen=True, slots=True)
class Line:
    """Of the rundown: clock time in minutes after the start of its session, and who speaks (by number)."""

    after: int
    lasts: int
    title: str
    talker: int | None = None
    who: str = ""
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """`house` is the organization's name; `day` the first `weekday` that many days from today.

    `come` people sign up from houses in `codes`, those in `first` before all others; `states` are states
    that some of them have besides a seat or a place in the line.
    """

    key: str
    house: str
    kind: str
    title: str
    day: int
    weekday: int
    place: str
    venue: str
    begins: tuple[int, int] = (9, 0)
    minutes: int = 360
    days: int = 1
    theme: str = ""
    purpose: str = ""
    audience: str = ""
    bring: str = ""
    contact: str = ""  # handle
    state: str = "open"
    reason: str = ""
    mode: str = "onsite"
    capacity: int | None = 50
    per_house: int | None = None
    approval: bool = False
    guests: bool = False
    admission: str = "open"
    opens: int | None = None  # days from today
    certificates: bool = False
    hours: int = 0
    come: int = 0
    codes: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    states: dict[str, str] = field(default_factory=dict)
    delegations: tuple[tuple[str, int, bool], ...] = ()  # code of an office, seats, answered
    talkers: tuple[Talker, ...] = ()
    lines: tuple[Line, ...] = ()
    material: str = ""
    helper: str = ""


_SITE: Final = Event(
    key="situs",
    house="KIM Mallari",
    kind="workshop",
    title="Aktivasi akun admin dan pengelolaan situs KIM",
    day=5,
    weekday=SATURDAY,
    place="73.08.16.2009",
    venue="Aula Kantor Desa Mallari",
    theme="Situs sendiri, kabar sendiri",
    purpose=(
        "Belajar mengaktifkan akun admin, mengisi profil KIM, dan menerbitkan berita pertama.\n\n"
        "- Ponsel sendiri cukup; laptop tidak wajib\n- Makan siang disediakan\n- Tidak dipungut biaya"
    ),
    audience="Pengurus dan anggota KIM se-Kecamatan Awangpone",
    bring="Ponsel dengan baterai penuh, foto kegiatan KIM",
    contact="rahmawati",
    capacity=40,
    per_house=4,
    guests=True,
    certificates=True,
    hours=6,
    come=34,
    codes=("73.08.16",),
    first=("baharuddin", "mulyadi", "besse", "syamsul"),
    never=("nurhayati", "wardah", "irma"),
    talkers=(
        Talker("Harsono Kadir, S.Kom.", "Bidang informasi publik, Diskominfo Kab. Bone"),
        Talker("Dewi Maryam", "Wartawan dan pengajar jurnalistik warga"),
        Talker("Syamsul Bahri", "Sekretaris KIM Mallari", "moderator"),
    ),
    lines=(
        Line(0, 30, "Pembukaan dan perkenalan", who="Pengurus KIM Mallari"),
        Line(30, 75, "KIM sebagai mitra informasi warga dan pemerintah", 0, hours=2),
        Line(120, 75, "Simulasi aktivasi akun admin", 0, hours=2),
        Line(255, 75, "Menulis dan menerbitkan berita pertama", 1, hours=2),
        Line(330, 30, "Tanya jawab dan rencana tindak lanjut", 2),
    ),
    material="Panduan singkat aktivasi akun admin KIM",
)
_PHONE: Final = Event(
    key="ponsel",
    house="Forum KIM Kecamatan Awangpone",
    kind="pelatihan",
    title="Menulis berita kegiatan desa dengan ponsel",
    day=12,
    weekday=SUNDAY,
    place="73.08.16.2016",
    venue="Baruga Desa Carigading",
    begins=(13, 30),
    minutes=180,
    purpose="Satu foto, lima kalimat, siap tempel. Peserta pulang membawa satu berita jadi.",
    audience="Siapa saja yang ingin menulis kabar desanya",
    bring="Ponsel",
    contact="andirusdi",
    capacity=20,
    come=25,
    codes=("73.08.16",),
    first=("mulyadi", "syamsul"),
    never=("nurhayati", "rahmawati"),
    states={"nurhayati": "offered"},
    talkers=(Talker("Dewi Maryam", "Wartawan dan pengajar jurnalistik warga"),),
    lines=(
        Line(0, 60, "Mencari inti kabar", 0),
        Line(60, 90, "Menulis dan memotret di sekitar baruga", 0),
        Line(150, 30, "Membaca hasil bersama"),
    ),
    helper="mulyadi",
)
_PROGRAM: Final = Event(
    key="proker",
    house="Diskominfo Kabupaten Bone",
    kind="bimtek",
    title="Menyusun program kerja dan rencana anggaran KIM tahun depan",
    day=24,
    weekday=WEDNESDAY,
    days=2,
    place="73.08.21",
    venue="Ruang rapat Diskominfo Kabupaten Bone",
    mode="both",
    purpose="Dari daftar keinginan menjadi program kerja: sasaran, jadwal, biaya, dan sumber dananya.",
    audience="Ketua dan bendahara KIM se-Kabupaten Bone",
    contact="irma",
    capacity=60,
    per_house=2,
    approval=True,
    certificates=True,
    hours=12,
    come=9,
    codes=("73.08",),
    never=("nurhayati",),
    states={"rahmawati": "confirmed", "rosdiana": "asked", "hasnawati": "asked"},
    talkers=(
        Talker("H. Muhammad Asdar Sanusi, S.Sos., M.Si.", "Diskominfo Kabupaten Bone", "opener"),
        Talker("Andi Nurlela Situju, S.E.", "Perencana, Bappeda Kab. Bone"),
    ),
    lines=(Line(0, 30, "Pembukaan", 0), Line(30, 120, "Sasaran dan indikator", 1, hours=3)),
)
_MEETING: Final = Event(
    key="rakor",
    house="Forum KIM Kecamatan Awangpone",
    kind="rakor",
    title="Rapat koordinasi Forum KIM Awangpone",
    day=17,
    weekday=SATURDAY,
    place="73.08.16.2004",
    venue="Posko KIM Paccing",
    begins=(15, 30),
    minutes=120,
    capacity=None,
    contact="baharuddin",
    come=8,
    codes=("73.08.16",),
    first=("rahmawati", "sitti"),
)
_VISIT: Final = Event(
    key="belajar",
    house="KIM Mallari",
    kind="studi_banding",
    title="Kunjungan belajar ke KIM Carigading",
    day=33,
    weekday=SATURDAY,
    place="73.08.16.2016",
    venue="Posko KIM Carigading",
    state="draft",
    capacity=15,
    contact="syamsul",
)
_FILM: Final = Event(
    key="layar",
    house="KIM Carigading",
    kind="pertura",
    title="Layar tancap dan pertunjukan rakyat: cegah kabar bohong",
    day=9,
    weekday=SATURDAY,
    place="73.08.16.2016",
    venue="Lapangan Desa Carigading",
    begins=(19, 30),
    minutes=150,
    state="cancelled",
    reason="Lapangan tergenang sesudah hujan tiga hari. Kami kabari bila ada hari baru.",
    capacity=None,
    come=6,
    codes=("73.08.16",),
    first=("nurhayati",),
)
_MALLARI: Final = Event(
    key="kapasitas",
    house="KIM Mallari",
    kind="sosialisasi",
    title="Penguatan kapasitas KIM: mengenal KIM dan sistem informasi desa",
    day=-45,
    weekday=WEDNESDAY,
    place="73.08.16.2009",
    venue="Aula Kantor Desa Mallari",
    minutes=210,
    theme="Sistem informasi yang memutus kabar bohong",
    purpose="KIM sebagai wahana informasi dan mitra dialog antara warga dan pemerintah desa.",
    audience="Pengurus KIM, aparat desa, dan tokoh masyarakat",
    state="finished",
    contact="rahmawati",
    capacity=30,
    certificates=True,
    hours=4,
    come=26,
    codes=("73.08.16",),
    first=("nurhayati", "mulyadi", "baharuddin"),
    talkers=(
        Talker("Dr. Sulaeman Mappiare, M.I.Kom.", "Akademisi dan praktisi media"),
        Talker("Harsono Kadir, S.Kom.", "Bidang informasi publik, Diskominfo Kab. Bone"),
    ),
    lines=(
        Line(0, 30, "Pembukaan oleh kepala desa"),
        Line(30, 75, "Memahami KIM dan tugasnya", 0, hours=2),
        Line(120, 75, "Sistem informasi desa", 1, hours=2),
    ),
    material="Bahan paparan: memahami KIM",
)
_PAST_MEETING: Final = Event(
    key="rakor-lalu",
    house="Forum KIM Kecamatan Awangpone",
    kind="rakor",
    title="Rapat koordinasi Forum KIM Awangpone, pembagian tugas liputan",
    day=-80,
    weekday=SATURDAY,
    place="73.08.16.2009",
    venue="Posko KIM Mallari",
    begins=(15, 30),
    minutes=120,
    state="finished",
    capacity=None,
    come=12,
    codes=("73.08.16",),
    first=("rahmawati", "sitti", "tahir"),
)
_KETAPANG: Final = Event(
    key="pembinaan",
    house="Diskominfo Kabupaten Ketapang",
    kind="sosialisasi",
    title="Sosialisasi dan pembinaan KIM se-Kabupaten Ketapang",
    day=-30,
    weekday=TUESDAY,
    place="61.04.17",
    venue="Ruang Rapat Utama Kantor Bupati",
    minutes=240,
    theme="Masyarakat yang cerdas, aktual, kreatif, dan paham teknologi informasi",
    purpose="Memperkuat kelembagaan dan kemampuan anggota mencari, mengolah, dan memakai informasi.",
    audience="Dua orang dari tiap KIM",
    state="finished",
    per_house=2,
    capacity=60,
    certificates=True,
    hours=5,
    come=38,
    codes=("61.04",),
    talkers=(Talker("Syarifah Nurhasanah Mahmud, S.Sos.", "Diskominfo Kabupaten Ketapang"),),
    lines=(Line(0, 30, "Pembukaan"), Line(30, 90, "Tugas KIM dan siklus ADINDA", 0, hours=3)),
)
_KETAPANG_NEXT: Final = Event(
    key="lanjutan",
    house="Diskominfo Kabupaten Ketapang",
    kind="fgd",
    title="Menata data 19 KIM: siapa aktif, siapa butuh pendampingan",
    day=16,
    weekday=THURSDAY,
    place="61.04.17",
    venue="Aula Diskominfo Ketapang",
    mode="both",
    capacity=40,
    come=11,
    codes=("61.04",),
)
_BABEL: Final = Event(
    key="pemberdayaan",
    house="Diskominfo Provinsi Kepulauan Bangka Belitung",
    kind="bimtek",
    title="Pemberdayaan dan penguatan KIM: dari cara lama ke kemitraan digital",
    day=19,
    weekday=MONDAY,
    place="19.71.01",
    venue="Hotel di pusat kota Pangkal Pinang",
    minutes=420,
    purpose="Simulasi aktivasi akun admin, situs gratis untuk tiap KIM, dan peran dinas sebagai pembina.",
    audience="Petugas Diskominfo tujuh kabupaten dan kota beserta perangkat desa dan kelurahan",
    admission="delegation",
    capacity=42,
    certificates=True,
    hours=8,
    delegations=(
        ("19.01", 5, True),
        ("19.02", 5, True),
        ("19.03", 5, True),
        ("19.04", 5, False),
        ("19.05", 5, True),
        ("19.06", 5, False),
        ("19.71", 5, True),
    ),
    talkers=(Talker("Mulkan Tarmizi, S.I.Kom.", "Tim kemitraan komunikasi publik"),),
    lines=(
        Line(0, 45, "Pembukaan"),
        Line(45, 105, "Peraturan tentang KIM dan peran dinas", 0, hours=3),
        Line(180, 150, "Simulasi aktivasi akun admin", 0, hours=4),
    ),
)
_LUMAJANG: Final = Event(
    key="forum",
    house="Diskominfo Kabupaten Lumajang",
    kind="sosialisasi",
    title="Sosialisasi pembentukan Forum KIM kecamatan se-Kabupaten Lumajang",
    day=-24,
    weekday=THURSDAY,
    place="35.08.15",
    venue="Ruang Nararya Kirana, Lantai 3, Kantor Bupati",
    minutes=240,
    purpose="Memahami forum kecamatan, menimbang potensi dan kendala, mengenali sumber daya.",
    audience="Camat, staf kecamatan, dan pengurus forum",
    state="finished",
    capacity=70,
    per_house=2,
    come=42,
    codes=("35.08",),
    first=("wiwik", "sulastri"),
    talkers=(Talker("Endah Susilowati, S.Sos.", "Diskominfo Kabupaten Lumajang"),),
)
_LUMAJANG_NEXT: Final = Event(
    key="berita",
    house="KIM Tukum Mandiri",
    kind="pelatihan",
    title="Kelas foto dan video pendek untuk kabar desa",
    day=8,
    weekday=SUNDAY,
    place="35.08.09.2006",
    venue="Balai Desa Tukum",
    minutes=240,
    contact="sulastri",
    capacity=25,
    come=17,
    codes=("35.08",),
    first=("wiwik",),
    never=("endah",),
)
_SALATIGA: Final = Event(
    key="proker-salatiga",
    house="Diskominfo Kota Salatiga",
    kind="workshop",
    title="Workshop pemberdayaan KIM: menyusun program kerja",
    day=26,
    weekday=TUESDAY,
    days=2,
    place="33.73.01",
    venue="Aula Diskominfo Kota Salatiga",
    theme="Dua puluh tiga kelurahan, dua puluh tiga program kerja",
    purpose="Pengetahuan dasar KIM, mengelola informasi, lalu menyusun program kerja tiap KIM.",
    audience="Ketua dan sekretaris KIM",
    capacity=46,
    per_house=2,
    certificates=True,
    hours=12,
    come=31,
    codes=("33.73",),
    first=("yuniarti", "ratih"),
    talkers=(Talker("Dyah Ayu Wibowo", "Diskominfo Kota Salatiga", "moderator"),),
)

EVENTS: Final[dict[str, tuple[Event, ...]]] = {
    "bone": (_SITE, _PHONE, _PROGRAM, _MEETING, _VISIT, _FILM, _MALLARI, _PAST_MEETING),
    "ketapang": (_KETAPANG, _KETAPANG_NEXT),
    "babel": (_BABEL,),
    "lumajang": (_LUMAJANG, _LUMAJANG_NEXT),
    "salatiga": (_SALATIGA,),
}
MATERIAL: Final = (
    "{title}\n\nData contoh dari KIMHub.\n\n1. Buka kimhub lewat ponsel.\n2. Masuk dengan nomor HP.\n"
    "3. Ikuti langkah di layar; bila macet, tanyakan kepada panitia.\n"
)
