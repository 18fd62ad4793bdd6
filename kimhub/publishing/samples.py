"""Made-up articles for trying KIMHub out: a village with a lively site, its neighbours, and an office.

Facts of what is told are those of domain.md 8, in words of our own; days are counted from today. Who writes
is named by the handles of the sample's people.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from kimhub.publishing.blocks import Block, Heading, Link, Listing, Picture, Quote, Table, Text
from kimhub.publishing.facts import Evidence, Facts
from kimhub.publishing.kinds import (
    ANNOUNCEMENT,
    CLARIFICATION,
    DONE,
    DRAFT,
    GALLERY,
    IN_REVIEW,
    NEWS,
    PAGE,
    PRODUCT,
    RETURNED,
    SCHEDULED,
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A photo, in the sample a drawing of sample.drawings; `alt` says what is to be seen."""

    scene: str
    alt: str
    caption: str = ""
    credit: str = ""


_NONE: Final = Facts()


@dataclass(frozen=True, slots=True)
class Story:
    """An article. `told` is the day it came out, as a number of days from today or a date; a Picture in the
    text stands for the drawing of that number, counted from 1; `by` is a handle, empty for whoever leads.
    """

    house: str
    title: str
    lede: str
    blocks: tuple[Block, ...]
    told: int | date = -3
    kind: str = NEWS
    by: str = ""
    state: str = DONE
    facts: Facts = _NONE
    drawings: tuple[Drawn, ...] = ()
    audience: str = ""
    info_class: str = ""
    banner: int = 0  # days it stands above all sites below
    note: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """What a house has set of its site."""

    house: str
    masthead: str
    motto: str = ""


FRONTS: Final = {
    "bone": (
        Front("KIM Mallari", "Kabar Mallari", "Situs resmi Kelompok Informasi Masyarakat Desa Mallari"),
        Front("KIM Carigading", "Suara Carigading", "Pendek, jelas, disebut siapa yang melihat"),
    ),
    "lumajang": (Front("KIM Tukum Mandiri", "Tukum Mandiri", "Kabar warga Desa Tukum"),),
}

_VILLAGE: Final = Drawn(
    "village", "Dua rumah panggung, sebuah pengeras suara di tiang, dan gunung di belakangnya", "Ilustrasi."
)
_SEAWEED: Final = Drawn(
    "sea",
    "Bentangan tali rumput laut di air tenang dengan satu perahu",
    "Panen di Dusun Lompu.",
    "Muh. Fadil",
)
_FIELD: Final = Drawn("field", "Petak sawah menguning di bawah langit pagi", "Sawah Dusun Tengah.")
_MEETING: Final = Drawn(
    "meeting",
    "Warga duduk melingkar di balai dengan papan tulis di depan",
    "Rapat Forum KIM.",
    "Besse Nuraeni",
)

BONE: Final = (
    Story(
        "KIM Mallari",
        "Panen rumput laut naik, pengepul datang langsung ke Lompu",
        "Cuaca tenang tiga minggu terakhir. Warga Dusun Lompu menjemur lebih dari empat ton sejak awal"
        " bulan.",
        (
            Text(
                "Para-para di pinggir Dusun Lompu penuh sejak Senin. Menurut catatan kelompok tani,"
                " yang dijemur"
                " bulan ini sudah lebih dari empat ton, hampir dua kali bulan lalu."
            ),
            Picture(1),
            Heading("Harga masih berubah"),
            Text(
                "Pengepul sekarang datang sendiri ke dusun. Harga kering yang kami catat di tiga tempat"
                " pada"
                " hari yang sama tidak sama, jadi tanyakan dulu sebelum menimbang."
            ),
            Table(
                (
                    ("Tempat", "Kering bersih", "Kering biasa"),
                    ("Lompu", "Rp18.500/kg", "Rp15.000/kg"),
                    ("Pasar Awangpone", "Rp19.000/kg", "Rp15.500/kg"),
                    ("Bajoe", "Rp19.250/kg", "Rp16.000/kg"),
                ),
                "Harga yang kami tanyakan, Selasa pagi",
            ),
            Quote(
                "Kalau dijemur di para-para, bukan di pasir, selisihnya terasa.",
                "Ambo Tang, petani rumput laut",
            ),
            Text("Jadwal timbang bersama berikutnya ditempel di papan kantor desa."),
        ),
        told=-2,
        by="fadil",
        facts=Facts(tags=("rumput-laut", "harga"), adinda="Ad", place="Dusun Lompu"),
        drawings=(_SEAWEED,),
    ),
    Story(
        "KIM Mallari",
        "Pengurus KIM belajar mengaktifkan akun admin situs",
        "Enam pengurus mencoba sendiri: membuka tautan undangan, membuat kata sandi, dan menulis kabar"
        " pertama.",
        (
            Text(
                "Pelatihan di Aula Kantor Desa berlangsung dua jam. Setiap orang memakai ponselnya"
                " sendiri; yang"
                " baru pertama kali didampingi satu orang yang sudah pernah."
            ),
            Heading("Yang dipelajari"),
            Listing(
                "Membuka tautan undangan dari pembina\nMengisi profil KIM\nMengundang anggota lewat kode\n"
                "Menulis kabar dan mengirimnya ke redaktur"
            ),
            Text("Catatan dan daftar hadirnya disimpan di pustaka KIM."),
        ),
        told=-5,
        by="syamsul",
        facts=Facts(tags=("pelatihan",), adinda="A", place="Aula Kantor Desa Mallari"),
    ),
    Story(
        "KIM Mallari",
        "Pesan berantai soal bantuan pupuk: ini penjelasan kantor desa",
        "Pesan yang meminta foto KTP untuk bantuan pupuk tidak berasal dari pemerintah desa. Jangan"
        " dikirimi data.",
        (
            Text(
                "Sejak Jumat malam beredar pesan di beberapa grup warga: bantuan pupuk dibagikan bagi"
                " siapa saja"
                " yang mengirim foto KTP dan nomor rekening ke sebuah nomor."
            ),
            Text(
                "Kami menanyakan ke kantor desa dan penyuluh pertanian kecamatan. Keduanya menjawab"
                " sama: pupuk"
                " bersubsidi hanya lewat kelompok tani yang sudah tercatat, dan tidak pernah diminta"
                " lewat pesan."
            ),
        ),
        told=-7,
        kind=CLARIFICATION,
        by="rahmawati",
        facts=Facts(
            tags=("cek-fakta", "pertanian"),
            adinda="Ad",
            place="Desa Mallari",
            claim="Kirim foto KTP dan nomor rekening ke nomor ini untuk mendapat bantuan pupuk dua karung.",
            claimed_by="Pesan berantai di grup WhatsApp warga",
            verdict="false",
            evidence=(
                Evidence("Pupuk bersubsidi hanya disalurkan lewat kelompok tani.", "Kantor Desa Mallari"),
                Evidence("Tidak ada pendaftaran lewat pesan.", "Penyuluh pertanian Kecamatan Awangpone"),
            ),
            share_text=(
                "SALAH: pesan bantuan pupuk yang meminta foto KTP. Kantor desa dan penyuluh tidak"
                " pernah meminta"
                " data lewat pesan. Jangan dikirimi."
            ),
        ),
    ),
    Story(
        "KIM Mallari",
        "Jadwal posyandu bulan ini di empat dusun",
        "Dibuka pukul 08.00 WITA. Bawa buku KIA; balita ditimbang dan ibu hamil diperiksa bidan.",
        (
            Table(
                (
                    ("Dusun", "Hari", "Tempat"),
                    ("Lompu", "Senin pekan pertama", "Rumah Bu Nurhayati"),
                    ("Tengah", "Selasa pekan pertama", "Balai dusun"),
                    ("Ajangale", "Senin pekan kedua", "Musala Al-Ikhlas"),
                    ("Labakkang", "Selasa pekan kedua", "Rumah kader"),
                ),
                "Jadwal posyandu",
            ),
            Text("Kalau hujan deras, tetap buka. Pertanyaan boleh ke kader di dusun masing-masing."),
        ),
        told=-9,
        kind=ANNOUNCEMENT,
        by="nurhayati",
        facts=Facts(tags=("posyandu", "kesehatan"), adinda="d", place="Desa Mallari"),
        info_class="berkala",
    ),
    Story(
        "KIM Mallari",
        "Gotong royong dan panen: sebulan dalam gambar",
        "Tiga tempat, tiga pagi. Semua yang tampak sudah setuju dimuat.",
        (Picture(1), Picture(2), Picture(3)),
        told=-12,
        kind=GALLERY,
        by="fadil",
        facts=Facts(tags=("gotong-royong",), adinda="I", place="Desa Mallari"),
        drawings=(_FIELD, _SEAWEED, _VILLAGE),
    ),
    Story(
        "KIM Mallari",
        "Kerupuk rumput laut Dusun Lompu",
        "Digoreng sendiri atau dibeli mentah, bungkus 250 gram.",
        (
            Picture(1),
            Text("Dibuat dari rumput laut panen sendiri, tanpa pengawet. Tahan sebulan bila tertutup."),
        ),
        told=-7,
        kind=PRODUCT,
        by="fadil",
        facts=Facts(
            tags=("makanan",),
            place="Dusun Lompu",
            price="15000",
            price_from=True,
            seller="Kelompok Wanita Lompu",
            phone="+6281200000191",
            phone_agreed=True,
        ),
        drawings=(_SEAWEED,),
    ),
    Story(
        "KIM Mallari",
        "Posko informasi buka empat hari seminggu",
        "Senin sampai Kamis, sesudah Asar. Ada koran dinding, formulir layanan, dan orang yang bisa"
        " ditanya.",
        (
            Text(
                "Posko di sebelah kantor desa sekarang dijaga bergiliran. Yang paling sering ditanyakan"
                " warga:"
                " cara mengurus kartu keluarga, jadwal dokter, dan bantuan sosial."
            ),
            Text("Buku tamunya sudah 212 nama dalam tujuh bulan."),
        ),
        told=-33,
        by="besse",
        facts=Facts(tags=("posko", "layanan"), adinda="Ad", place="Posko KIM Mallari"),
    ),
    Story(
        "KIM Mallari",
        "Penguatan KIM Mallari: belajar mengelola informasi untuk memutus rantai Covid-19",
        "Pemerintah Desa Mallari mengumpulkan puluhan pengurus KIM dan aparat desa. Dua narasumber,"
        " dari Dinas"
        " Kominfo dan kalangan akademisi, berbagi cara mengelola informasi desa.",
        (
            Text(
                "Pemerintah Desa Mallari, Kecamatan Awangpone, menggelar penguatan kapasitas Kelompok"
                " Informasi"
                " Masyarakat pada Rabu, 28 Juli 2021. Kegiatan berbentuk sosialisasi itu bertema sistem"
                " informasi manajemen untuk memutus mata rantai Covid-19."
            ),
            Picture(1),
            Heading("Dua narasumber"),
            Text(
                "Narasumber datang dari Dinas Kominfo Kabupaten Bone dan dari kalangan akademisi yang juga"
                " praktisi media. Keduanya membahas peran KIM sebagai lembaga layanan publik milik"
                " warga, dan"
                " cara desa mengelola informasi."
            ),
            Quote("KIM diharapkan menjadi wahana informasi warga sekaligus mitra dialog pemerintah."),
            Text(
                "Puluhan pengurus KIM dan aparat desa hadir, bersama Babinsa dan Bhabinkamtibmas, dengan"
                " mengikuti protokol kesehatan. Landasannya Undang-Undang Nomor 14 Tahun 2008."
            ),
        ),
        told=date(2021, 7, 28),
        facts=Facts(
            tags=("penguatan-kim",),
            adinda="A",
            place="Desa Mallari",
            source_name="Arsip kabar desa, Juli 2021",
        ),
        drawings=(_VILLAGE,),
    ),
    Story(
        "KIM Mallari",
        "Layanan di kantor desa",
        "Surat apa saja, syaratnya, dan berapa lama.",
        (
            Listing("Surat keterangan usaha: KTP dan KK, sehari\nSurat domisili: KTP, hari itu juga"),
            Text("Semua layanan gratis."),
        ),
        told=-60,
        kind=PAGE,
        facts=Facts(place="Kantor Desa Mallari"),
    ),
    Story(
        "KIM Mallari",
        "Hasil rapat kas: giliran jaga dan ganti paket data",
        "Untuk anggota: daftar giliran bulan depan dan cara mengajukan ganti paket data.",
        (Text("Struk diserahkan ke bendahara sebelum tanggal 25. Gilirannya ada di papan Kas dan rapat."),),
        told=-10,
        by="rosdiana",
        audience="members",
    ),
    Story(
        "KIM Mallari",
        "Maulid di Masjid Nurul Iman: siapa memasak apa",
        "Ibu-ibu empat dusun sudah membagi tugas dapur.",
        (Text("Beras dari Lompu, ikan dari Labakkang, kue dari Tengah dan Ajangale."),),
        by="nurhayati",
        state=IN_REVIEW,
        facts=Facts(tags=("maulid",), adinda="d", place="Masjid Nurul Iman"),
    ),
    Story(
        "KIM Mallari",
        "Jembatan kayu ke kebun mulai lapuk",
        "",
        (Text("Dua papan di tengah sudah patah. Perlu foto dan tanggal kejadian."),),
        by="nurhayati",
        state=RETURNED,
        note="Tambahkan kapan Ibu melihatnya dan siapa yang bisa dihubungi di desa.",
    ),
    Story(
        "KIM Mallari",
        "Lomba cerdas cermat KIM tingkat kabupaten",
        "Pendaftaran dibuka pekan depan.",
        (Text("Satu regu tiga orang. Syarat lengkap diumumkan bersama undangan dari Diskominfo."),),
        told=1,
        kind=ANNOUNCEMENT,
        by="syamsul",
        state=SCHEDULED,
        facts=Facts(tags=("lomba",)),
    ),
    Story(
        "KIM Mallari",
        "Air bersih di Dusun Ajangale",
        "",
        (Text("Baru catatan: pompa mati sejak Sabtu, tanyakan ke kepala dusun."),),
        by="besse",
        state=DRAFT,
    ),
    Story(
        "KIM Carigading",
        "Dua kelompok tani berbagi satu pompa, begini pembagiannya",
        "Giliran ditulis di papan gardu: pagi untuk hulu, sore untuk hilir, Jumat libur.",
        (
            Picture(1),
            Text(
                "Musim tanam kali ini airnya pas-pasan. Dua kelompok tani di Carigading sepakat memakai"
                " pompa"
                " bergiliran dan menulisnya di papan, supaya tidak ada yang merasa didahului."
            ),
            Text("Kesepakatan dibuat di baruga, disaksikan kepala dusun, dan berlaku sampai panen."),
        ),
        told=-1,
        by="hasnawati",
        facts=Facts(tags=("pertanian", "air"), adinda="DI", place="Desa Carigading"),
        drawings=(_FIELD,),
    ),
    Story(
        "KIM Carigading",
        "Baruga dipakai latihan menulis kabar dengan ponsel",
        "Minggu sore, terbuka bagi warga. Bawa ponsel dan satu cerita.",
        (
            Text("Latihan dipandu pengurus yang sudah pernah ikut bimtek. Tidak dipungut biaya."),
            Link("https://www.example.org/panduan-menulis", "Panduan menulis kabar singkat"),
        ),
        told=-6,
        kind=ANNOUNCEMENT,
        by="hasnawati",
        facts=Facts(tags=("pelatihan",), adinda="A", place="Baruga Carigading"),
    ),
    Story(
        "Forum KIM Kecamatan Awangpone",
        "Mengapa tiap kecamatan perlu forum KIM",
        "Delapan belas desa dan kelurahan, satu kalender. Forum bertemu tiap dua bulan.",
        (
            Text(
                "Forum menyatukan kalender, supaya dua desa tidak mengadakan pelatihan di hari yang"
                " sama, dan"
                " supaya kabar penting sampai ke desa yang belum punya KIM."
            ),
            Picture(1),
        ),
        told=-14,
        by="baharuddin",
        facts=Facts(tags=("forum-kim",), adinda="N", place="Kecamatan Awangpone"),
        drawings=(_MEETING,),
    ),
    Story(
        "KIM Paccing",
        "Pasar desa pindah sementara ke lapangan",
        "Atap pasar diperbaiki selama dua pekan. Hari pasar tetap Rabu dan Sabtu.",
        (Text("Kendaraan roda empat memutar lewat jalan kantor desa. Pedagang sayur di sisi timur."),),
        told=-4,
        kind=ANNOUNCEMENT,
        facts=Facts(tags=("pasar",), adinda="d", place="Desa Paccing"),
    ),
    Story(
        "KIM Kading",
        "Pemuda Kading menanam bakau di muara",
        "Empat ratus bibit, dua hari, dan janji menengoknya sebulan sekali.",
        (
            Picture(1),
            Text("Bibitnya dari persemaian warga. Penanaman dipilih saat surut, pukul enam pagi."),
        ),
        told=-8,
        facts=Facts(tags=("lingkungan",), adinda="I", place="Muara Kading"),
        drawings=(_SEAWEED,),
    ),
    Story(
        "Diskominfo Kabupaten Bone",
        "Waspada gelombang tinggi di pesisir timur sampai Rabu",
        "Nelayan perahu kecil diminta tidak melaut. Nomor darurat ada di bawah.",
        (
            Text(
                "Gelombang 2,5 sampai 4 meter diperkirakan terjadi di Teluk Bone bagian barat. Perahu"
                " di bawah"
                " sepuluh GT sebaiknya tetap di tambatan."
            ),
            Listing(
                "Pindahkan perahu ke tempat terlindung\nIkuti kabar dari posko desa\nDarurat: telepon 112"
            ),
        ),
        told=-1,
        kind=ANNOUNCEMENT,
        info_class="serta_merta",
        banner=3,
        facts=Facts(tags=("cuaca",), adinda="A", place="Pesisir timur Bone"),
    ),
    Story(
        "Diskominfo Kabupaten Bone",
        "KIM se-Kabupaten Bone menyusun program kerja bersama",
        "Setiap KIM membawa rancangan sendiri dan pulang dengan daftar yang bisa diajukan.",
        (
            Text("Lokakarya dibagi per kecamatan. Contoh program kerja disiapkan di KIMHub."),
            Quote("Mulai dari yang pasti bisa dikerjakan.", "Pembina KIM"),
        ),
        told=-20,
        facts=Facts(tags=("program-kerja",), adinda="N", place="Watampone"),
    ),
)
