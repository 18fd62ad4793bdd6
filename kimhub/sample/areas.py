"""The areas of the sample: Bone in detail, four others so that lists are long and borders can be tried."""

from typing import Final

from kimhub.sample import bone
from kimhub.sample.names import BANGKA, JAWA, KETAPANG
from kimhub.sample.plan import GOOD, Area, House, Many, Person, Shared, Term

# domain.md 8, seed 1: one decree of the bupati formed 19 groups in 4 kecamatan.
_NINETEEN: Final = (Term(-1, None),)

KETAPANG_AREA: Final = Area(
    "ketapang",
    "Kabupaten Ketapang",
    "61.04",
    KETAPANG,
    houses=(
        House(
            "61.04",
            "Diskominfo Kabupaten Ketapang",
            "agency",
            (Person("utin", "Utin Kartika Rahmadi", demo="pembina"), Person("hermansyah", "Hermansyah")),
            invented=2,
            terms=(),
        ),
    ),
    many=(
        Many("61.04.16", 5, _NINETEEN),
        Many("61.04.01", 5, _NINETEEN),
        Many("61.04.17", 5, _NINETEEN),
        Many("61.04.18", 4, _NINETEEN),
    ),
    shared=Shared(
        "470/kominfo-b/2018",
        "kabupaten",
        "Pembentukan Kelompok Informasi Masyarakat Kabupaten Ketapang",
        -2800,
    ),
)

BABEL_AREA: Final = Area(
    "babel",
    "Provinsi Kepulauan Bangka Belitung",
    "19",
    BANGKA,
    houses=(
        House(
            "19",
            "Diskominfo Provinsi Kepulauan Bangka Belitung",
            "agency",
            (Person("herlina", "Herlina Romli", demo="province"), Person("tamrin", "Tamrin")),
            invented=3,
            terms=(),
        ),
        *(
            House(code, f"Diskominfo {place}", "agency", invented=2, terms=())
            for code, place in (
                ("19.01", "Kabupaten Bangka"),
                ("19.02", "Kabupaten Belitung"),
                ("19.03", "Kabupaten Bangka Selatan"),
                ("19.04", "Kabupaten Bangka Tengah"),
                ("19.05", "Kabupaten Bangka Barat"),
                ("19.06", "Kabupaten Belitung Timur"),
                ("19.71", "Kota Pangkal Pinang"),
            )
        ),
        House(
            "19.71.01.1006",
            people=(Person("suryadi", "Suryadi Matnur", "chair", ("kim_admin",)),),
            invented=9,
        ),
    ),
    many=(*(Many(f"19.0{n}.01", 2) for n in range(1, 7)), Many("19.71.01", 1)),
)

_LUMAJANG_KECAMATAN: Final = tuple(f"35.08.{n:02}" for n in range(1, 22))

LUMAJANG_AREA: Final = Area(
    "lumajang",
    "Kabupaten Lumajang",
    "35.08",
    JAWA,
    houses=(
        House(
            "35.08",
            "Diskominfo Kabupaten Lumajang",
            "agency",
            (
                Person("endah", "Endah Susilowati, S.Sos.", demo="pembina"),
                Person("imamsyafii", "Imam Syafi'i"),
            ),
            invented=3,
            terms=(),
        ),
        *(
            House(
                code,
                kind="forum_kim",
                people=(Person("wiwik", "Wiwik Rahayu Handayani", "chair", ("forum_coord",)),)
                if code == "35.08.09"
                else (),
                invented=4 if code == "35.08.09" else 5,
                terms=(Term(-380, 715, issuer="kecamatan"),),
            )
            for code in _LUMAJANG_KECAMATAN
        ),
        House(
            "35.08.09.2006",
            "KIM Tukum Mandiri",
            people=(
                Person("sulastri", "Sulastri Kusuma", "chair", ("kim_admin",), demo="kim_admin"),
                Person("wagiman", "Wagiman", "secretary"),
                Person("dwi", "Dwi Prasetyaningsih", "section_head", section="Pengelolaan informasi"),
            ),
            invented=9,
        ),
        House("35.08.15.2005", "KIM Kutorenon", invented=8),
        House("35.08.08.2005", "KIM Sumbersari", invented=7),
        House("35.08.08.2003", "KIM Sibedjo", invented=8, terms=(Term(-1040, 55),)),
        House("35.08.15", "KIM Minak Koncar", invented=12, activity="active"),
    ),
    many=tuple(Many(code, 2) for code in _LUMAJANG_KECAMATAN),
)

SALATIGA_AREA: Final = Area(
    "salatiga",
    "Kota Salatiga",
    "33.73",
    JAWA,
    houses=(
        House(
            "33.73",
            "Diskominfo Kota Salatiga",
            "agency",
            (Person("prasetyo", "Prasetyo Utomo Nugroho"), Person("dyah", "Dyah Ayu Wibowo")),
            invented=2,
            terms=(),
        ),
        House(
            "33.73.01.1001",
            people=(Person("yuniarti", "Yuniarti Astuti", "chair", ("kim_admin",)),),
            terms=(GOOD,),
        ),
        House(
            "33.73.03.1002",
            people=(Person("ratih", "Ratih Kusumawardani, S.Pd.", "chair", ("kim_admin",)),),
        ),
        House("33.73.04.1003", people=(Person("giyono", "Giyono", "secretary", ("kim_admin",)),)),
    ),
    many=tuple(Many(f"33.73.0{n}", 9) for n in range(1, 5)),
)

AREAS: Final = (bone.AREA, KETAPANG_AREA, BABEL_AREA, LUMAJANG_AREA, SALATIGA_AREA)
