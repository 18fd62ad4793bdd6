"""Made-up work programs for trying KIMHub out: a house with its year, and neighbours in every state.

What is planned follows domain.md 3 and 8; years are counted from today, so that there is always a year that
is carried out and one that is drawn up. Persons in charge are handles of the sample's people.
"""

from dataclasses import dataclass, field, replace
from typing import Final

ALL_YEAR: Final = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator: typed (`reached`, with what the pembina said), or counted from records (`source`)."""

    name: str
    target: int
    unit: str = ""
    baseline: int | None = None
    source: str = ""
    breadth: str = "line"
    reached: int | None = None
    verdict: str = ""
    kind: str = "kuantitatif"


@dataclass(frozen=True, slots=True)
class Cost:
    label: str
    volume: int
    unit: str
    price: int
    source: str


@dataclass(frozen=True, slots=True)
class Done:
    """An entry, in a month of the year: what happened, who came (men, women), what it cost."""

    month: int
    what: str
    male: int = 0
    female: int = 0
    spent: int = 0
    source: str = ""
    obstacle: str = ""
    follow_up: str = ""
    place: str = "Posko KIM"


@dataclass(frozen=True, slots=True)
class Deed:
    """A planned line with what became of it. `late`: its time passed and nobody finished it."""

    name: str
    section: str
    adinda: str
    months: tuple[int, ...]
    target: str = ""
    count: int | None = None
    pic: str = ""
    purpose: str = ""
    output: str = ""
    outcome: str = ""
    rhythm: str = ""
    priority: int = 2
    indicators: tuple[Measured, ...] = ()
    costs: tuple[Cost, ...] = ()
    done: tuple[Done, ...] = ()
    late: bool = False
    event: str = ""  # title of one of the house's events that shows it


@dataclass(frozen=True, slots=True)
class Round:
    """A submission so many days ago, and what came of it. `remarks`: number of the line from 1 (0: the
    program), field, words, whether the house has settled it."""

    days: float
    verdict: str = ""  # approved, returned, taken; empty: it waits
    answered: float = 0  # days ago
    note: str = ""
    remarks: tuple[tuple[int, str, str, bool], ...] = ()
    reply_in: int = 14


@dataclass(frozen=True, slots=True)
class Program:
    """`house` is the organization's name, `ahead` the year counted from this one; `before` are the lines as
    they were when the first round was sent."""

    house: str
    ahead: int
    deeds: tuple[Deed, ...]
    rounds: tuple[Round, ...] = ()
    before: tuple[Deed, ...] = ()
    background: str = ""
    goals: str = ""
    incomes: tuple[tuple[int, str, int, str], ...] = ()  # month, source, Rupiah, label
    account: dict[str, str] = field(default_factory=dict)
    template: bool = False


_COLLECT, _WORK, _SPREAD = "Pengumpulan informasi", "Pengelolaan informasi", "Penyebaran informasi"
LEGAL: Final = (
    "Undang-Undang Nomor 14 Tahun 2008 tentang Keterbukaan Informasi Publik\n"
    "Peraturan Menteri Komunikasi dan Informatika Nomor 4 Tahun 2024\n"
    "Peraturan Menteri Dalam Negeri Nomor 18 Tahun 2018 tentang Lembaga Kemasyarakatan Desa"
)
_WHY: Final = (
    "Kabar di desa masih lebih banyak beredar dari mulut ke mulut. Warga perlu tahu lebih dulu, dan yang"
    " diketahuinya harus benar: jadwal posyandu, harga hasil panen, bantuan, dan peringatan cuaca."
)
_GOALS: Final = (
    "Kabar desa sampai ke semua dusun dalam sehari. Warga ikut memeriksa kabar yang meragukan. Aspirasi"
    " warga diteruskan dan jawabannya kembali kepada yang bertanya."
)

# ------------------------------------------------------------------------------- KIM Mallari, three years

_TRAIN: Final = Deed(
    "Pelatihan menulis berita dengan ponsel",
    _SPREAD,
    "Id",
    (2, 3, 4),
    "Pengurus KIM, karang taruna, dan kader PKK",
    20,
    "nurhayati",
    "Setiap dusun punya dua orang yang bisa menulis dan memotret kabar.",
    "20 orang terlatih, 20 berita pertama terbit",
    "Kabar dusun terbit tanpa menunggu pengurus.",
    priority=1,
    indicators=(
        Measured("Anggota terlatih", 20, "orang", 12),
        Measured("Berita terbit di situs KIM", 48, "berita", 31),
    ),
    costs=(
        Cost("Honor pelatih", 2, "orang", 750_000, "dana_desa"),
        Cost("Konsumsi peserta", 60, "porsi", 35_000, "dana_desa"),
        Cost("Paket data peserta", 20, "orang", 50_000, "dana_desa"),
        Cost("Cetak bahan", 20, "set", 40_000, "dana_desa"),
        Cost("Sewa proyektor dan pengeras suara", 2, "hari", 500_000, "dana_desa"),
    ),
)
_BOARDS: Final = Deed(
    "Papan informasi di pasar dan tiga dusun",
    _SPREAD,
    "Ad",
    (3, 4, 5),
    "Warga pasar dan tiga dusun",
    900,
    "syamsul",
    "Warga tanpa ponsel pintar ikut tahu kabar yang sama.",
    "4 papan, kabarnya diganti tiap Jumat",
    "Warga membaca kabar yang sama dengan yang di ponsel.",
    indicators=(Measured("Papan yang dirawat", 4, "papan"),),
    costs=(
        Cost("Papan besi dan kaca", 4, "buah", 750_000, "dana_desa"),
        Cost("Cat dan huruf", 4, "set", 150_000, "dana_desa"),
        Cost("Alat tulis", 1, "paket", 250_000, "dana_desa"),
    ),
)
_TALK: Final = Deed(
    "Diskusi bulanan: cek fakta bersama warga",
    _WORK,
    "D",
    ALL_YEAR,
    "Warga empat dusun",
    240,
    "fadil",
    "Warga terbiasa memeriksa kabar sebelum meneruskan.",
    "12 pertemuan dengan catatan hasil",
    "Kabar bohong berhenti di grup warga sendiri.",
    "tiap bulan, Jumat pekan kedua",
    indicators=(Measured("Warga hadir dalam diskusi bulanan", 240, "orang", 142, "program.people"),),
    costs=(Cost("Konsumsi pertemuan", 12, "kali", 200_000, "swadaya"),),
)
_WISHES: Final = Deed(
    "Menampung dan meneruskan aspirasi warga",
    _COLLECT,
    "a",
    ALL_YEAR,
    "Warga Desa Mallari",
    None,
    "rahmawati",
    "Yang ditanyakan warga sampai kepada yang bisa menjawab, dan jawabannya kembali.",
    "Buku aspirasi dan kotak di tiap dusun",
    "Warga melihat pertanyaannya dijawab.",
    indicators=(Measured("Aspirasi diteruskan dan dijawab", 36, "aspirasi", 19),),
    costs=(
        Cost("Kotak saran", 5, "buah", 100_000, "swadaya"),
        Cost("Fotokopi dan alat tulis", 12, "bulan", 62_500, "swadaya"),
    ),
)
_FORUM: Final = Deed(
    "Pertemuan forum KIM Kecamatan Awangpone",
    _COLLECT,
    "N",
    tuple(range(3, 12)),
    "Pengurus KIM",
    6,
    "syamsul",
    "Berbagi bahan dan kalender dengan KIM lain.",
    "6 pertemuan diikuti",
    "",
    "tiap bulan ganjil",
    priority=3,
    indicators=(Measured("Pertemuan forum diikuti", 6, "kali"),),
    costs=(Cost("Transport utusan", 6, "kali", 700_000, "apbd_kab"),),
)
_VISIT: Final = Deed(
    "Studi banding tata kelola digital KIM",
    _WORK,
    "N",
    (8,),
    "Pengurus KIM dan aparat desa",
    20,
    "rosdiana",
    "Belajar dari KIM yang situsnya sudah ramai dibaca.",
    "Laporan kunjungan dan tiga hal yang ditiru",
    "",
    priority=3,
    indicators=(Measured("Hal yang ditiru sesudah kunjungan", 3, "hal"),),
    costs=(
        Cost("Sewa kendaraan", 1, "kali", 4_500_000, "apbd_kab"),
        Cost("Konsumsi dua hari", 40, "porsi", 50_000, "apbd_kab"),
        Cost("Cendera mata", 2, "buah", 700_000, "apbd_kab"),
    ),
)
_CAMERA: Final = Deed(
    "Pengadaan kamera dan tripod",
    _SPREAD,
    "d",
    (2,),
    "Seksi penyebaran informasi",
    None,
    "fadil",
    indicators=(Measured("Kamera tersedia", 1, "set"),),
    costs=(Cost("Kamera, lensa, dan tripod", 1, "set", 11_500_000, "dana_desa"),),
)
_NEXT: Final = Program(
    "KIM Mallari",
    1,
    (_TRAIN, _BOARDS, _TALK, _WISHES, _FORUM, _VISIT),
    (
        Round(
            9,
            "returned",
            3,
            "Arahnya sudah baik. Dua hal di barisnya perlu dilengkapi, dan pengadaan kamera sebaiknya"
            " menunggu perubahan anggaran desa.",
            (
                (
                    1,
                    "target",
                    "Sasaran peserta belum disebut. Tulis jumlah orang dan unsur yang diundang.",
                    True,
                ),
                (
                    5,
                    "when",
                    "Sebut daerah tujuan dan alasan memilihnya. November terlalu dekat tutup buku.",
                    False,
                ),
            ),
            7,
        ),
    ),
    (
        replace(
            _TRAIN,
            target="Pengurus KIM",
            count=None,
            costs=(*_TRAIN.costs, Cost("Sewa laptop", 5, "unit", 500_000, "dana_desa")),
        ),
        _BOARDS,
        _WISHES,
        _FORUM,
        replace(_VISIT, months=(11,)),
        _CAMERA,
    ),
    _WHY,
    _GOALS,
)
_NOW: Final = Program(
    "KIM Mallari",
    0,
    (
        Deed(
            "Pelatihan dasar pengelolaan informasi",
            _WORK,
            "I",
            (2, 3),
            "Anggota KIM",
            12,
            "besse",
            "Anggota bisa mencari, memeriksa, dan menulis kabar.",
            "12 anggota terlatih",
            "",
            indicators=(Measured("Anggota terlatih", 12, "orang", 4, reached=12, verdict="confirmed"),),
            costs=(
                Cost("Honor pelatih", 2, "orang", 750_000, "dana_desa"),
                Cost("Konsumsi", 40, "porsi", 35_000, "dana_desa"),
                Cost("Bahan dan sertifikat", 20, "set", 55_000, "dana_desa"),
            ),
            done=(
                Done(
                    2,
                    "Hari pertama: mencari inti kabar dan memotret di sekitar kantor desa.",
                    5,
                    7,
                    1_980_000,
                    "dana_desa",
                    place="Aula Kantor Desa Mallari",
                ),
                Done(
                    3,
                    "Hari kedua: menulis berita pertama dan memeriksanya bersama.",
                    5,
                    7,
                    1_900_000,
                    "dana_desa",
                    "Dua peserta tidak punya ponsel yang bisa memotret.",
                    "Dipasangkan dengan peserta lain.",
                    "Aula Kantor Desa Mallari",
                ),
            ),
            event="Penguatan kapasitas KIM: mengenal KIM dan sistem informasi desa",
        ),
        Deed(
            "Papan informasi di pasar dan tiga dusun",
            _SPREAD,
            "Ad",
            (3, 4, 5),
            "Warga pasar dan dusun",
            600,
            "syamsul",
            "Kabar sampai kepada yang tidak memegang ponsel.",
            "4 papan terpasang",
            "",
            indicators=(Measured("Papan terpasang", 4, "papan", reached=4, verdict="confirmed"),),
            costs=(Cost("Papan besi dan kaca", 4, "buah", 750_000, "dana_desa"),),
            done=(
                Done(
                    4,
                    "Dua papan dipasang di pasar dan Dusun Tengah bersama karang taruna.",
                    9,
                    2,
                    800_000,
                    "dana_desa",
                    place="Pasar Mallari",
                ),
                Done(
                    6,
                    "Dua papan terakhir dipasang; tukang baru selesai bulan ini.",
                    7,
                    1,
                    800_000,
                    "dana_desa",
                    "Kaca pesanan terlambat tiga pekan.",
                    "Pesan di toko lain untuk tahun depan.",
                    "Dusun Lappo",
                ),
            ),
        ),
        Deed(
            "Diskusi bulanan bersama warga",
            _WORK,
            "D",
            ALL_YEAR,
            "Warga empat dusun",
            240,
            "fadil",
            "Warga membahas kabar yang beredar, bukan sekadar meneruskannya.",
            "12 pertemuan",
            "",
            "tiap bulan",
            indicators=(
                Measured("Warga hadir dalam diskusi bulanan", 240, "orang", None, "program.people"),
            ),
            costs=(Cost("Konsumsi pertemuan", 12, "kali", 100_000, "swadaya"),),
            done=(
                Done(1, "Membahas jadwal tanam dan kabar pupuk.", 9, 6, 105_000, "swadaya"),
                Done(2, "Cek fakta: pesan berantai bantuan tunai.", 7, 9, 105_000, "swadaya"),
                Done(3, "Harga rumput laut dan cara menjemur.", 12, 5, 105_000, "swadaya"),
                Done(5, "Jadwal posyandu dan kabar imunisasi.", 3, 16, 105_000, "swadaya"),
                Done(6, "Persiapan lomba desa.", 11, 8, 105_000, "swadaya"),
                Done(8, "Cek fakta: kabar penculikan anak yang ternyata lama.", 8, 12, 105_000, "swadaya"),
                Done(9, "Aturan dana desa yang baru, bersama sekretaris desa.", 10, 9, 105_000, "swadaya"),
                Done(10, "Musim hujan: siapa mengabari siapa.", 9, 8, 105_000, "swadaya"),
            ),
        ),
        Deed(
            "Menampung dan meneruskan aspirasi",
            _COLLECT,
            "a",
            ALL_YEAR,
            "Warga Desa Mallari",
            None,
            "rahmawati",
            "",
            "Buku aspirasi",
            indicators=(
                Measured("Aspirasi diteruskan dan dijawab", 22, "aspirasi", reached=19),
                Measured("Warga merasa didengar", 1, "", kind="kualitatif"),
            ),
            costs=(Cost("Fotokopi dan alat tulis", 10, "bulan", 100_000, "swadaya"),),
            done=(
                Done(
                    3,
                    "Tujuh pertanyaan tentang jalan tani diteruskan kepada kepala desa.",
                    0,
                    0,
                    150_000,
                    "swadaya",
                ),
                Done(7, "Jawaban dinas tentang lampu jalan dibacakan di masjid.", 0, 0, 150_000, "swadaya"),
            ),
        ),
        Deed(
            "Liputan lomba desa dan perayaan Agustus",
            _SPREAD,
            "d",
            (8,),
            "Seluruh warga",
            None,
            "besse",
            "",
            "Buletin dan 12 berita",
            "",
            indicators=(
                Measured("Berita terbit di situs KIM", 36, "berita", 22, reached=31, verdict="doubted"),
            ),
            costs=(
                Cost("Dokumentasi dan cetak foto", 1, "paket", 3_000_000, "apbd_kab"),
                Cost("Cetak buletin", 500, "lembar", 2_000, "dana_desa"),
            ),
            done=(
                Done(
                    8,
                    "Empat hari meliput; dua belas berita terbit dan buletin dibagikan.",
                    6,
                    5,
                    2_625_000,
                    "apbd_kab",
                    place="Lapangan Desa Mallari",
                ),
            ),
        ),
        Deed(
            "Aktivasi situs KIM",
            _SPREAD,
            "d",
            (8, 9, 10),
            "Pengurus KIM",
            8,
            "fadil",
            "",
            "Situs dengan profil, program, dan agenda",
            "",
            priority=1,
            indicators=(Measured("Kegiatan yang terlaksana", 1, "kegiatan", None, "workshop.held"),),
            costs=(
                Cost("Pendamping", 3, "kali", 1_000_000, "apbd_kab"),
                Cost("Paket data", 10, "orang", 150_000, "apbd_kab"),
            ),
            done=(
                Done(
                    9,
                    "Profil dan foto pengurus dikumpulkan; akun admin dicoba bersama.",
                    4,
                    4,
                    3_500_000,
                    "apbd_kab",
                    "Sambungan di posko sering putus.",
                    "Dilanjutkan di kantor desa.",
                ),
            ),
            late=True,
            event="Aktivasi akun admin dan pengelolaan situs KIM",
        ),
    ),
    (Round(330, "approved", 322, "Sesuai hasil telaah. Selamat bekerja."),),
    (),
    _WHY,
    _GOALS,
    (
        (2, "dana_desa", 8_000_000, "Pencairan Dana Desa"),
        (4, "apbd_kab", 7_500_000, "Bantuan kegiatan Diskominfo"),
        (1, "swadaya", 1_500_000, "Iuran warga dan donatur"),
    ),
)
_LAST: Final = Program(
    "KIM Mallari",
    -1,
    (
        Deed(
            "Pengenalan KIM di empat dusun",
            _SPREAD,
            "dA",
            (2, 3),
            "Warga empat dusun",
            120,
            "rahmawati",
            "",
            "4 pertemuan",
            "",
            indicators=(Measured("Warga yang hadir", 120, "orang", None, "program.people"),),
            costs=(Cost("Konsumsi", 120, "orang", 20_000, "dana_desa"),),
            done=(
                Done(2, "Dua dusun pertama.", 28, 35, 1_240_000, "dana_desa"),
                Done(3, "Dua dusun terakhir, hujan tapi ramai.", 24, 31, 1_100_000, "dana_desa"),
            ),
        ),
        Deed(
            "Diskusi warga",
            _WORK,
            "D",
            tuple(range(3, 13)),
            "Warga",
            100,
            "fadil",
            "",
            "10 pertemuan",
            "",
            "tiap bulan",
            indicators=(Measured("Pertemuan", 10, "kali", None, "program.entries"),),
            costs=(Cost("Konsumsi", 10, "kali", 80_000, "swadaya"),),
            done=tuple(
                Done(month, f"Pertemuan ke-{n}: kabar dusun dan cek fakta.", 6, 7, 80_000, "swadaya")
                for n, month in enumerate((3, 4, 5, 7, 8, 9, 10, 11), 1)
            ),
        ),
        Deed(
            "Situs dan papan kabar",
            _SPREAD,
            "d",
            (6, 7),
            "Warga",
            None,
            "besse",
            "",
            "31 berita",
            "",
            indicators=(Measured("Berita terbit", 30, "berita", reached=31, verdict="confirmed"),),
            costs=(Cost("Paket data", 12, "bulan", 100_000, "dana_desa"),),
            done=(Done(7, "Berita ke-20 terbit dari ponsel anggota.", 3, 4, 1_200_000, "dana_desa"),),
        ),
    ),
    (Round(690, "approved", 682, "Sesuai hasil telaah."),),
    (),
    _WHY,
    _GOALS,
    ((2, "dana_desa", 3_600_000, "Dana Desa"), (1, "swadaya", 700_000, "Iuran warga")),
    {
        "summary": "Tiga kegiatan yang direncanakan terlaksana semua. Pengenalan KIM menjangkau 118 warga"
        " di empat dusun, dan diskusi warga berlangsung delapan kali dari sepuluh yang direncanakan.",
        "quality": "Warga mulai bertanya lebih dulu ke posko sebelum meneruskan kabar bantuan.",
        "obstacles": "Dua diskusi batal karena panen. Tahun ini jadwalnya mengikuti kalender tanam.",
        "recommendations": "Melatih dua penulis di tiap dusun supaya kabar tidak bertumpu pada pengurus.",
        "own_rating": "4",
        "own_rating_reason": "Semua kegiatan terlaksana, dua pertemuan kurang.",
        "known_name": "Andi Baso Manggabarani",
        "known_office": "Kepala Desa Mallari",
    },
)

# ------------------------------------------------------------------------------------------ the neighbours


def _simple(name: str, months: tuple[int, ...], rupiah: int, source: str, **more: object) -> Deed:
    """A line with one indicator and one cost."""
    known: dict[str, object] = {
        "section": _SPREAD,
        "adinda": "d",
        "target": "Warga desa",
        "count": 60,
        "pic": "*",  # an officer of the house
        "indicators": (Measured("Kegiatan terlaksana", len(months), "kali"),),
        "costs": (Cost("Pelaksanaan", 1, "paket", rupiah, source),),
    }
    return Deed(name, months=months, **(known | more))  # type: ignore[arg-type]


_COMMON: Final = (
    _simple("Buletin desa dua bulanan", (2, 4, 6, 8, 10, 12), 3_600_000, "dana_desa"),
    _simple("Kelas ponsel untuk ibu-ibu PKK", (3, 4), 2_850_000, "dana_desa", adinda="I", section=_WORK),
    _simple(
        "Ronda kabar: cek fakta di grup dusun", ALL_YEAR, 1_200_000, "swadaya", adinda="D", section=_WORK
    ),
    _simple("Papan pengumuman di masjid dan pasar", (5, 6), 2_100_000, "dana_desa"),
    _simple(
        "Mendengar warga: meja aspirasi saat musyawarah",
        (1, 7),
        900_000,
        "swadaya",
        adinda="a",
        section=_COLLECT,
    ),
    _simple("Liputan pesta panen", (9,), 7_750_000, "apbd_kab"),
    _simple(
        "Kunjungan ke redaksi koran daerah", (10,), 3_800_000, "apbd_kab", adinda="N", section=_COLLECT
    ),
)
_FEW: Final = _COMMON[:3]
_FORUM_DEEDS: Final = (
    _simple(
        "Rapat koordinasi dua bulanan", (1, 3, 5, 7, 9, 11), 4_200_000, "apbd_kab", adinda="N", count=38
    ),
    _simple("Bengkel berita antar-KIM", (2, 8), 6_500_000, "apbd_kab", adinda="I", section=_WORK, count=40),
    _simple("Kalender bersama kecamatan", ALL_YEAR, 1_500_000, "iuran_anggota", adinda="N"),
    _simple("Pekan KIM Awangpone", (10,), 12_000_000, "apbd_kab", adinda="Nd", count=400),
    _simple("Cek fakta bersama puskesmas", (4, 9), 2_400_000, "apbd_kab", adinda="D", section=_WORK),
    _simple(
        "Pendampingan KIM yang tertidur", (3, 6, 9), 3_000_000, "apbd_kab", section=_COLLECT, adinda="N"
    ),
    _simple("Buku kecil: cara kerja KIM", (6,), 1_600_000, "hibah_sponsor"),
)
_BACK: Final = "Tolong lengkapi yang ditandai, lalu ajukan lagi."
_HALF: Final = tuple(
    replace(
        one,
        done=(
            Done(
                one.months[0],
                f"{one.name} dimulai bersama warga.",
                8,
                11,
                one.costs[0].price // 3,
                one.costs[0].source,
            ),
        ),
    )
    for one in _COMMON[:4]
)
_UNFINISHED: Final = (
    replace(_FEW[0], pic="", indicators=()),
    replace(_FEW[1], months=()),
    Deed("Kegiatan Ramadan", "", "", (3,)),
)

PROGRAMS: Final[dict[str, tuple[Program, ...]]] = {
    "bone": (
        Program(
            "Diskominfo Kabupaten Bone",
            1,
            (
                replace(_TALK, pic="", costs=(Cost("Konsumsi pertemuan", 12, "kali", 150_000, "swadaya"),)),
                replace(_WISHES, pic=""),
                replace(_TRAIN, pic="", costs=_TRAIN.costs[:2]),
                replace(_BOARDS, pic=""),
            ),
            background=_WHY,
            goals=_GOALS,
            template=True,
        ),
        _LAST,
        _NOW,
        _NEXT,
        Program("KIM Carigading", 0, _HALF, (Round(325, "approved", 318),), background=_WHY, goals=_GOALS),
        Program("KIM Maccope", 0, _HALF[:3], (Round(320, "approved", 311),), background=_WHY, goals=_GOALS),
        Program("KIM Paccing", 0, _FEW, (Round(316, "approved", 309),), background=_WHY, goals=_GOALS),
        Program("KIM Carigading", 1, _COMMON[:6], (Round(4.2),), background=_WHY, goals=_GOALS),
        Program(
            "Forum KIM Kecamatan Awangpone", 1, _FORUM_DEEDS, (Round(1.3),), background=_WHY, goals=_GOALS
        ),
        Program("KIM Paccing", 1, _COMMON[:4], (Round(16.2, "taken", 6),), background=_WHY, goals=_GOALS),
        Program(
            "KIM Kajuara",
            1,
            (
                replace(_COMMON[1], target="Ibu-ibu PKK dari Dusun Latteko dan Dusun Lapasa", count=24),
                _COMMON[2],
                replace(
                    _COMMON[3],
                    costs=(Cost("Papan kayu 60 × 90 cm, terpasang", 6, "buah", 350_000, "dana_desa"),),
                ),
                *_COMMON[4:6],
            ),
            (
                Round(
                    12,
                    "returned",
                    8,
                    _BACK,
                    (
                        (1, "target", "Berapa ibu yang diundang, dan dari dusun mana?", True),
                        (3, "items", "Harga papan dihitung per buah, bukan per paket.", True),
                    ),
                ),
                Round(0.2),
            ),
            (replace(_COMMON[1], target="Ibu-ibu PKK", count=None), *_COMMON[2:6]),
            background=_WHY,
            goals=_GOALS,
        ),
        Program(
            "KIM Unra",
            1,
            _FEW,
            (
                Round(
                    11,
                    "returned",
                    2,
                    _BACK,
                    (
                        (
                            1,
                            "indicators",
                            "Berapa eksemplar tiap terbit? Itu indikator yang lebih berarti.",
                            False,
                        ),
                        (2, "pic", "Penanggung jawab belum menjabat sampai tahun depan.", False),
                        (
                            3,
                            "when",
                            "Setiap bulan cukup berat untuk delapan orang. Pertimbangkan dua bulan sekali.",
                            False,
                        ),
                    ),
                    5,
                ),
            ),
            background=_WHY,
            goals=_GOALS,
        ),
        Program(
            "KIM Kading",
            1,
            _FEW,
            (
                Round(
                    26,
                    "returned",
                    18,
                    _BACK,
                    ((0, "", "SK berakhir sebentar lagi: siapkan yang baru.", False),),
                    -2,
                ),
            ),
            background=_WHY,
            goals=_GOALS,
        ),
        Program("KIM Maccope", 1, _COMMON[:5], (Round(13, "approved", 4),), background=_WHY, goals=_GOALS),
        Program("KIM Carebbu", 1, _COMMON[2:6], (Round(15, "approved", 7),), background=_WHY, goals=_GOALS),
        Program("KIM Jaling", 1, _UNFINISHED, background=_WHY),
    ),
    "salatiga": tuple(
        Program(house, 1, _COMMON[n % 3 : n % 3 + 3], background=_WHY, goals=_GOALS)
        for n, house in enumerate(("KIM Sidorejo Lor", "KIM Salatiga", "KIM Bugel", "KIM Kauman Kidul"))
    ),
}
