"""Tables of activities as KIM write them, read into lines."""

from random import Random

import pytest

from kimhub.core.sheets import Row
from kimhub.groups.funding import SOURCES
from kimhub.programs import (
    import_headings,
    import_months,
    import_reading,
    import_sheet,
    import_sources,
    import_values,
)
from kimhub.programs.import_reading import Result
from kimhub.programs.plan import Line

pytestmark = pytest.mark.once


def sheet(text: str) -> list[Row]:
    """Rows of a drawn table; an empty line is an empty row of the sheet."""
    lines = text.strip("\n").split("\n")
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [Row(number, row) for number, row in enumerate(cells, 1) if any(row)]


def read(text: str) -> Result:
    rows = sheet(text)
    return import_reading.read(rows, import_reading.begin(rows))


def costs(line: Line) -> list[tuple[str, int, int, str]]:
    return [(item.label, item.volume, item.price, item.source) for item in line.items]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Feb-Apr", [2, 3, 4]),
        ("Januari s.d. Maret", [1, 2, 3]),
        ("Januari s/d Maret 2026", [1, 2, 3]),
        ("Peb. s.d Nop.", [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        ("tiap bulan", [*range(1, 13)]),
        ("Sepanjang tahun", [*range(1, 13)]),
        ("TW I", [1, 2, 3]),
        ("TW I-II", [1, 2, 3, 4, 5, 6]),
        ("Triwulan 1 dan 3", [1, 2, 3, 7, 8, 9]),
        ("Semester II", [7, 8, 9, 10, 11, 12]),
        ("Triwulan", [3, 6, 9, 12]),
        ("tiap 3 bulan", [3, 6, 9, 12]),
        ("per semester", [6, 12]),
        ("Jan, Mar & Jun", [1, 3, 6]),
        ("mei/juni", [5, 6]),
        ("12 Maret 2026", [3]),
        ("5-7 Mei 2026", [5]),
        ("2026-03-12", [3]),
        ("12/03/2026", [3]),
        ("minggu II Maret", [3]),
        ("3", [3]),
        ("1-3", [1, 2, 3]),
        ("bulan ke-4", [4]),
        ("November - Februari", [1, 2, 11, 12]),
        ("awal tahun", [1]),
        ("bulan puasa", []),
        ("13", []),
        ("-", []),
    ],
)
def test_months(text, months):
    when = import_months.read(text)
    assert [month for month in range(1, 13) if when.months >> (month - 1) & 1] == months
    assert when.understood == (bool(months) or text == "-")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Rp 1.500.000,-", 1_500_000),
        ("1,5 juta", 1_500_000),
        ("500 rb", 500_000),
        ("2400000", 2_400_000),
        ("12 x 150.000", 1_800_000),
        ("30 orang @ Rp15.000", 450_000),
        ("Rp250.000/bulan", 250_000),
        ("nihil", 0),
        ("-", 0),
    ],
)
def test_money(text, amount):
    money = import_values.money(text)
    assert money.understood
    assert money.amount == amount


@pytest.mark.parametrize("text", ["seikhlasnya", "1.000.000 atau 2.000.000", "99999999999999"])
def test_what_is_no_amount_is_said_so(text):
    assert not import_values.money(text).understood


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("No.", "number"),
        ("BIDANG", "section"),
        ("Program Kerja", "name"),
        ("Nama Kegiatan", "name"),
        ("Tujuan Kegiatan", "purpose"),
        ("Sasaran", "target"),
        ("Jumlah Peserta", "target_count"),
        ("Indikator Keberhasilan", "indicator"),
        ("Target", "indicator_target"),
        ("Jadwal Pelaksanaan", "when"),
        ("PJ", "pic"),
        ("Penanggungjawab", "pic"),
        ("Rencana Biaya (Rp)", "amount"),
        ("Sumber Dana", "source"),
        ("Output", "output"),
        ("Hasil yang diharapkan", "outcome"),
        ("Ket.", "note"),
        ("Mei", "month-5"),
        ("TW II", "quarter-2"),
        ("DD", "from-dana_desa"),
        ("Lokasi", "place"),
        ("Realisasi", ""),
        ("Foto", ""),
    ],
)
def test_headings(heading, field):
    assert import_headings.field_of(heading) == field


def test_sources():
    assert import_sources.read("DD dan swadaya") == ["dana_desa", "swadaya"]
    assert import_sources.read("APBD Kabupaten Bone") == ["apbd_kab"]
    assert import_sources.read("Kas KIM") == ["iuran_anggota"]
    for said in ("APBDes", "APB Desa 2027", "Pemdes", "Anggaran Desa", "desa"):
        assert import_sources.read(said) == ["apbdes"], said  # which of its moneys nobody says
    assert import_sources.read("APBDes (DD)") == ["dana_desa"]
    assert import_sources.read("APBDes (ADD)") == ["add"]
    assert import_sources.read("entah") == []


@pytest.mark.parametrize(
    ("text", "goal", "name", "target", "unit"),
    [
        ("48 berita terbit", "", "Berita terbit", 4800, "berita"),
        ("12 kali diskusi", "", "Diskusi", 1200, "kali"),
        ("Papan terpasang: 4 buah", "", "Papan terpasang", 400, "buah"),
        ("Jumlah peserta", "20 orang", "Jumlah peserta", 2000, "orang"),
        ("Terlatihnya 20 orang kader", "", "Terlatihnya 20 orang kader", 2000, "orang"),
        ("Cakupan", "87,5%", "Cakupan", 8750, "%"),
        ("Warga makin kritis", "", "Warga makin kritis", None, ""),
    ],
)
def test_indicators(text, goal, name, target, unit):
    (one,) = import_values.indicators(text, goal)
    assert (one.name, one.target, one.unit) == (name, target, unit)
    assert one.kind == ("kualitatif" if target is None else "kuantitatif")


def test_titles_sections_sums_and_signatures_stand_around_the_activities():
    result = read(
        """
PROGRAM KERJA KELOMPOK INFORMASI MASYARAKAT (KIM) MALLARI
TAHUN ANGGARAN 2026

NO|URAIAN KEGIATAN|TUJUAN|SASARAN|WAKTU PELAKSANAAN||||||||||||PJ|ANGGARAN (Rp.)|SUMBER DANA|KET
||||1|2|3|4|5|6|7|8|9|10|11|12||||
1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20
A|BIDANG PENYEBARAN INFORMASI
1|Pelatihan jurnalistik|Mampu menulis|Anggota KIM (20 orang)||v|v||||||||||Nurhayati|6.400.000|Dana Desa|
B|BIDANG DISKUSI
1|Diskusi bulanan|Warga kritis|30 orang|√|√|√|√|√|√|√|√|√|√|√|√|Muh. Fadil|2.400.000,-|Swadaya|tiap bulan
JUMLAH|||||||||||||||||8.800.000
Mengetahui,
Kepala Desa Mallari||||||||||||||||Ketua KIM
ANDI BASO||||||||||||||||Drs. H. Nurdin
"""
    )
    first, second = (read.line for read in result.lines)
    assert [read.number for read in result.lines] == [8, 10]
    assert (first.section, first.name) == ("Penyebaran informasi", "Pelatihan jurnalistik")
    assert (first.target_group, first.target_count) == ("Anggota KIM", 20)
    assert first.month_list == [2, 3]
    assert costs(first) == [("Pelatihan jurnalistik", 1, 6_400_000, "dana_desa")]
    assert second.section == "Diskusi"
    assert second.months == import_months.ALL
    assert second.amount == 2_400_000
    assert [one.number for one in result.skipped if one.why == "di bawah tabel"] == [12, 13, 14]
    assert any(one.why == "jumlah" and one.number == 11 for one in result.skipped)


def test_budgets_item_by_item():
    result = read(
        """
No|Kegiatan|Waktu|Uraian Belanja|Volume|Satuan|Harga Satuan|Jumlah|Sumber
1|Pelatihan menulis|Feb s.d. April|Konsumsi|30|orang|25.000|750.000|DD
|||ATK|1|paket|500.000|500.000|DD
2|Studi banding|TW III|Sewa bus|1|unit|3.500.000|3.000.000|APBD Kabupaten
|||Total||||4.750.000|
"""
    )
    first, second = result.lines
    assert costs(first.line) == [("Konsumsi", 30, 25_000, "dana_desa"), ("ATK", 1, 500_000, "dana_desa")]
    assert second.line.amount == 3_500_000
    assert any("tidak sama" in note for note in second.notes)
    nested = read(
        """
No|Uraian|Volume|Satuan|Harga Satuan (Rp)|Jumlah (Rp)|Sumber Dana|Waktu|PJ
1|Pelatihan menulis||||1.250.000||Maret|Ani
|a. Konsumsi|30|org|25.000|750.000|DD||
|b. ATK|1|paket|500.000|500.000|DD||
2|Rapat|12|kali|100.000|1.200.000|Kas|tiap bulan|Budi
"""
    )
    assert [read.line.amount for read in nested.lines] == [1_250_000, 1_200_000]
    assert [item.label for item in nested.lines[0].line.items] == ["Konsumsi", "ATK"]


def test_money_in_a_column_for_each_source_and_amounts_in_thousands():
    result = read(
        """
No|Program|Kegiatan|Indikator|Target|Jadwal|Pelaksana|Sumber Dana||
|||||||DD|ADD|Swadaya
1|Diseminasi|Pelatihan|Jumlah peserta terlatih|20 orang|Triwulan I|Ani|1.000.000||250.000
2||Siaran keliling|Jumlah siaran|12 kali|tiap bulan|Budi||500.000|
"""
    )
    first, second = (read.line for read in result.lines)
    assert costs(first) == [("Pelatihan", 1, 1_000_000, "dana_desa"), ("Pelatihan", 1, 250_000, "swadaya")]
    assert (second.section, second.amount) == ("Diseminasi", 500_000)
    assert second.indicators[0].target == 1200
    result = read(
        """
Bidang|Nama Kegiatan|Output|Bulan|Biaya (dalam ribuan)
Informasi|Papan informasi|3 papan|Maret|1500
|Sub total|||1500
"""
    )
    (only,) = result.lines
    assert only.line.amount == 1_500_000
    assert only.line.indicators[0].target == 300  # of the output: there is no column of indicators


def test_tables_with_weeks_without_heading_and_of_names_alone():
    weeks = read(
        """
No|Kegiatan|Januari||||Februari||||PJ|Biaya
||I|II|III|IV|I|II|III|IV||
1|Rapat kerja|x||||||||Ani|150rb
2|Pelatihan||||x|x|x|||Budi|1,5 jt
"""
    )
    assert [read.line.month_list for read in weeks.lines] == [[1], [1, 2]]
    assert [read.line.amount for read in weeks.lines] == [150_000, 1_500_000]
    bare = read(
        """
1|Pelatihan menulis berita|Feb-Apr|1.500.000|DD
2|Diskusi bulanan warga|tiap bulan|2.400.000|swadaya
3|Papan informasi|TW I|500000|DD
"""
    )
    assert [read.line.name for read in bare.lines][2] == "Papan informasi"
    assert [read.line.amount for read in bare.lines] == [1_500_000, 2_400_000, 500_000]
    assert bare.lines[0].line.month_list == [2, 3, 4]
    names = read("1. Pelatihan menulis\n2. Diskusi bulanan\n- Papan informasi")
    assert [read.line.name for read in names.lines] == [
        "Pelatihan menulis",
        "Diskusi bulanan",
        "Papan informasi",
    ]


def test_sections_in_rows_with_their_own_sums():
    result = read(
        """
NO|PROGRAM / KEGIATAN|SASARAN|TARGET|JADWAL|BIAYA|KETERANGAN
I|SEKRETARIAT|||||
1|Rapat rutin pengurus|Pengurus|12 kali|Setiap bulan|Rp. 1.200.000|swadaya
II|PUBLIKASI||||Rp. 2.000.000|
1|Media sosial|Warga|100 konten|Jan s/d Des|Rp. 2.000.000|
"""
    )
    assert [(read.line.section, read.line.amount) for read in result.lines] == [
        ("Sekretariat", 1_200_000),
        ("Publikasi", 2_000_000),
    ]
    assert result.lines[0].line.items[0].source == "swadaya"  # the note names it
    assert result.lines[0].line.indicators[0].name == "Kegiatan terlaksana"
    assert result.lines[0].line.rhythm == "Setiap bulan"


def test_nothing_is_lost_silently():
    long = "Kegiatan yang " + "sangat " * 60 + "panjang"
    result = read(
        f"Kegiatan|Waktu|Biaya\n{long}|bulan puasa|seikhlasnya\nRapat|Mei|1.000.000 dan 2.000.000"
    )
    first, second = result.lines
    assert len(first.line.name) == 200
    assert any("pendekkan" in note for note in first.notes)
    assert any("bulan puasa" in note for note in first.notes)
    assert any("seikhlasnya" in note for note in first.notes)
    assert any("belum kami mengerti" in note for note in second.notes)
    assert second.line.month_list == [5]


def test_every_row_is_a_line_or_said_to_be_left_aside():
    result = read("Kegiatan|Waktu\n" + "\n".join(f"Kegiatan ke {n}|Mei" for n in range(205)))
    assert len(result.lines) == import_reading.MOST
    assert sum("lebih dari" in one.why for one in result.skipped) == 5


def test_people_are_counted_and_named():
    assert import_values.people("20 orang kader PKK") == ("kader PKK", 20)
    assert import_values.people("Anggota KIM (20 orang)") == ("Anggota KIM", 20)
    assert import_values.people("10 pengurus") == ("pengurus", 10)
    assert import_values.people("1.500") == ("", 1500)
    assert import_values.people("20 orang pria, 10 orang wanita") == (
        "20 orang pria, 10 orang wanita",
        None,
    )


def test_how_often_is_counted_in_the_months_it_is_planned_for():
    result = read(
        "Kegiatan|Indikator|Waktu\nForum||Maret, Juli, November\nKursus||Feb-Apr\nRapat||tiap bulan"
    )
    assert [read.line.indicators[0].target for read in result.lines] == [300, 100, 1200]


def test_activities_that_sound_like_headings_stay_activities():
    result = read(
        """
No|Kegiatan|Sasaran|PJ|Waktu
1|Rapat pelaksanaan kegiatan|Peserta pelatihan|Ketua panitia|Mei
2|Penyusunan jadwal|Anggota|Koordinator bidang|Juni
No|Kegiatan|Sasaran|PJ|Waktu
3|Total football antardusun|Warga|Ani|Juli
"""
    )
    assert [read.line.name for read in result.lines] == [
        "Rapat pelaksanaan kegiatan",
        "Penyusunan jadwal",
        "Total football antardusun",
    ]
    assert [one.number for one in result.skipped] == [1, 4]


PIECES = [
    "", "1", "A", "II", "a.", "Kegiatan", "Bidang", "Waktu", "No", "Pelatihan", "x", "-", "Rp 1.500.000,-",
    "1,5 jt", "tiap bulan", "TW I-IV", "Feb s.d", "s/d", "DD dan swadaya Rp5.000", "JUMLAH", "Mengetahui",
    "12 x", "x 12", "%", "100%", "20 orang", "(", "=====", "DD", "Januari", "13", "2026-99-99", "-5", "1e9",
    "\u0663", "²", "½", "Ⅳ", "; ;", "1) a 2) b", "9" * 400, "12 x " * 60,
]  # fmt: skip


def test_whatever_stands_in_a_table_it_is_read():
    chance = Random(5)
    for _round in range(400):
        cells = [
            [chance.choice(PIECES) for _ in range(chance.randint(1, 14))]
            for _ in range(chance.randint(1, 20))
        ]
        rows = [Row(number, row) for number, row in enumerate(cells, 1) if any(row)]
        if not rows:
            continue
        for one in import_reading.read(rows, import_reading.begin(rows)).lines:
            assert 0 < len(one.line.name) <= 200
            assert 0 <= one.line.months <= import_months.ALL
            for item in one.line.items:
                assert item.source in SOURCES
                assert 0 < item.volume <= import_values.MOST_VOLUME
                assert 0 < item.price <= 10**12


def test_what_is_written_in_capitals_or_as_a_volume_is_read_as_it_is_meant() -> None:
    found = read(
        """
NO | NAMA KEGIATAN | WAKTU PELAKSANAAN | PENANGGUNG JAWAB | VOLUME | ANGGARAN | SUMBER DANA
B. | BIDANG PENINGKATAN SDM | | | | |
1 | Pelatihan jurnalistik warga | Feb s.d. April | Ketua | 2 kali | Rp 3.500.000,- | ADD
2 | Majalah dinding | Triwulan | Mulyadi | 40 lembar | 600.000 | Swadaya
"""
    ).lines
    assert [one.line.section for one in found] == ["Peningkatan SDM", "Peningkatan SDM"]
    assert [import_sheet.calm(text) for text in ("Bidang II", "BIDANG UMKM DAN TIK")] == [
        "Bidang II",
        "UMKM dan TIK",
    ]
    indicators = [one.line.indicators[0] for one in found]
    assert [(one.name, one.target) for one in indicators] == [
        ("Kegiatan terlaksana", 200), ("Kegiatan terlaksana", 400),
    ]  # fmt: skip
    assert [one.line.amount for one in found] == [3_500_000, 600_000]
