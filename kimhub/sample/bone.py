"""Kabupaten Bone: KIM Mallari and its neighbours in Awangpone, in every state a KIM can be in."""

from typing import Final

from kimhub.sample.names import BUGIS
from kimhub.sample.plan import GOOD, Area, House, Many, Person, Term

MALLARI: Final = House(
    "73.08.16.2009",
    "KIM Mallari",
    people=(
        Person("rahmawati", "Rahmawati Latif", "chair", ("kim_admin",), demo="kim_admin"),
        Person("syamsul", "Syamsul Bahri", "secretary", demo="officer"),
        Person("rosdiana", "Hj. Rosdiana, S.Pd.", "treasurer"),
        Person("fadil", "Muh. Fadil", "section_head", section="Penyebaran informasi"),
        Person("besse", "Besse Nuraeni Tangke", "section_head", section="Pengumpulan informasi"),
        Person("nurhayati", "Nurhayati", demo="member"),
        Person("ambotang", "Ambo Tang"),
        Person("jumardi", "Jumardi"),
    ),
    invented=7,
    terms=(Term(-2100, -640), Term(-640, 820)),
    applicants=(
        ("Andi Tenri Abeng", "Saya kader posyandu Dusun Tengah, ingin ikut menulis kabar kesehatan."),
        ("Sukmawati", "Bu Nurhayati mengajak saya. Saya bisa hari Jumat."),
        ("Muh. Akbar Lawa", ""),
    ),
    about=(
        "KIM Mallari berdiri dari kebiasaan lama: berkumpul sesudah Asar dan bertukar kabar. Sekarang"
        " kabarnya ditulis, diperiksa, ditempel di papan, dibacakan di masjid, dan dikirim ke ponsel warga."
    ),
    texts={
        "vision": "Warga Mallari tahu lebih dulu, dan yang diketahuinya benar.",
        "mission": (
            "Mengumpulkan kabar dari empat dusun. Memeriksa sebelum menyebarkan. Menyampaikan suara warga"
            " kepada pemerintah desa dan kecamatan."
        ),
        "basis": "Rumput laut, padi, dan perdagangan kecil.",
        "potential": "Pemuda yang pandai memotret, kader posyandu di tiap dusun, posko dekat kantor desa.",
        "achievements": "Posko informasi buka empat hari seminggu; buku tamu 212 orang dalam tujuh bulan.",
    },
)

CARIGADING: Final = House(
    "73.08.16.2016",
    "KIM Carigading",
    people=(
        Person("baharuddin", "Baharuddin", "chair"),
        Person("hasnawati", "Hasnawati Palallo", "secretary", ("kim_admin",), demo="kim_admin"),
        Person("mulyadi", "Mulyadi", demo="member"),
    ),
    invented=9,
    terms=(Term(-300, 795),),
    about="Kabar Carigading dari arisan ke papan: pendek, jelas, dan selalu disebut siapa yang melihat.",
)

FORUM: Final = House(
    "73.08.16",
    "Forum KIM Kecamatan Awangpone",
    "forum_kim",
    people=(
        Person("baharuddin", "Baharuddin", "chair", ("forum_coord",), demo="forum_coord"),
        Person("andirusdi", "Andi Rusdi Mappiare", "section_head", section="Pelatihan", demo="organizer"),
    ),
    invented=3,
    terms=(Term(-400, 700, issuer="kecamatan"),),
    about="Tempat KIM se-Awangpone bertemu tiap dua bulan dan menyatukan kalender.",
)

DINAS: Final = House(
    "73.08",
    "Diskominfo Kabupaten Bone",
    "agency",
    people=(
        Person("irma", "Irma Yusuf", demo="pembina"),
        Person("asdar", "H. Muhammad Asdar Sanusi, S.Sos., M.Si."),
    ),
    invented=2,
    terms=(),
    about="Mendampingi KIM se-Kabupaten Bone: pendataan, pelatihan, dan meneruskan suara warga.",
)

AREA: Final = Area(
    "bone",
    "Kabupaten Bone",
    "73.08",
    BUGIS,
    houses=(
        House(
            "73",
            "Diskominfo Provinsi Sulawesi Selatan",
            "agency",
            people=(Person("nirwana", "Nirwana Tajuddin", demo="province"),),
            invented=1,
            terms=(),
        ),
        DINAS,
        FORUM,
        MALLARI,
        CARIGADING,
        House(
            "73.08.16.2004",
            "KIM Paccing",
            people=(Person("sitti", "Sitti Hajrah Rauf", "chair", ("kim_admin",)),),
            terms=(GOOD,),
        ),
        House(
            "73.08.16.2008",
            "KIM Kading",
            people=(Person("tahir", "H. Tahir Mappe", "chair", ("kim_admin",)),),
            terms=(Term(-1060, 38),),
        ),
        House(
            "73.08.16.2007",
            "KIM Unra",
            people=(Person("marlina", "Marlina Jafar", "chair", ("kim_admin",)),),
            invented=5,
            terms=(Term(-700, 400),),
        ),
        House(
            "73.08.16.2005",
            "KIM Lattekko",
            people=(Person("idris", "Idris", "chair", ("kim_admin",)),),
            terms=(Term(-1250, -150),),
            activity="less_active",
        ),
        House("73.08.16.1001", "KIM Maccope", invented=10, terms=(Term(-640, 455),)),
        House("73.08.16.2002", "KIM Carebbu", invented=7, terms=(Term(-1000, 86),)),
        House("73.08.16.2003", "KIM Cumpiga", invented=6, activity="less_active", admin=False),
        House(
            "73.08.16.2006",
            "KIM Matuju",
            invented=4,
            terms=(Term(-1900, -440),),
            activity="inactive",
            dormant="Pengurus merantau, menunggu musyawarah desa.",
        ),
        House("73.08.16.2010", "KIM Kajuara", invented=8, terms=(Term(-900, 190),)),
        House("73.08.16.2011", "KIM Jaling", invented=6, terms=(Term(-220, 870),)),
        House(
            "73.08.16.2014",
            "KIM Lappoase",
            invented=5,
            state="registered",
            terms=(Term(-12, 1080, "uploaded"),),
        ),
        House(
            "73.08.16.2015",
            "KIM Awolagading",
            invented=5,
            terms=(Term(-1300, -205), Term(-9, 1086, "uploaded")),
        ),
        House("73.08.16.2013", "KIM Abbanuang", invented=2, state="draft", terms=(), activity="inactive"),
        # A second group in the same village: a seat is no key (domain.md 0.1).
        House("73.08.16.2009", "KIM PKK Mallari", invented=5, terms=(Term(-200, 890),)),
    ),
    many=(Many("73.08.21", 3), Many("73.08.09", 2), Many("73.08.08", 2), Many("73.08.19", 2)),
    operators=(
        Person("yusran", "Yusran", demo="sysadmin"),
        Person("wardah", "Wardah", demo="no_membership"),
    ),
)
