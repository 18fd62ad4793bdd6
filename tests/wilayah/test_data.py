"""The official list as it is packed, and how its lines become rows."""

import lzma
from collections import Counter
from hashlib import sha256

import pytest

from kimhub.wilayah.data import ATTRIBUTION, FOLDER, Release
from kimhub.wilayah.names import chain, is_within, kind_of, make_row, prefix_range, words
from tests.wilayah.areas import AREAS

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def rows():
    return Release().rows()


def test_the_list_has_as_many_places_as_the_decree(rows):
    kinds = Counter(row.kind for row in rows)

    assert Counter(row.level for row in rows) == {1: 38, 2: 514, 3: 7_285, 4: 83_762}
    assert (kinds["regency"], kinds["city"]) == (416, 98)
    assert (kinds["kelurahan"], kinds["desa"], kinds["desa_adat"]) == (8_496, 75_252, 14)
    assert Release().version == "300.2.2-2138/2025"


def test_no_place_is_there_twice_or_hangs_in_the_air(rows):
    codes = {row.code for row in rows}

    assert len(codes) == len(rows) == 91_599
    assert {row.parent for row in rows if row.level > 1} < codes
    assert {row.parent for row in rows if row.level == 1} == {""}
    assert [row.code for row in rows] == sorted(codes)


def test_every_place_fits_its_columns_and_can_be_found(rows):
    assert max(len(row.name) for row in rows) <= 80
    assert max(len(word) for row in rows for word, _ in row.words) <= 80
    assert all(row.norm and row.norm.isascii() and row.norm.isalnum() for row in rows)
    assert all(row.words[0] == (row.norm, 0) for row in rows)


def test_the_data_carries_its_licence_and_says_where_it_is_from():
    text = lzma.decompress((FOLDER / "wilayah.tsv.xz").read_bytes())
    about = (FOLDER / "README.md").read_text()

    assert (FOLDER / "LICENSE.md").read_text().startswith("# Open Database License (ODbL)")
    assert sha256(text).hexdigest() in about
    assert "idn-area-data © Fityan" in about
    assert ATTRIBUTION == "Data wilayah: idn-area-data © Fityan, ODbL 1.0"


def test_a_part_of_the_list_brings_along_what_it_lies_in():
    rows = Release().rows(AREAS)

    above = {row.code for row in rows if not any(is_within(row.code, area) for area in AREAS)}
    assert above == {"33", "35", "61", "73"}
    assert len(rows) == 1_386 + len(above)


@pytest.mark.parametrize(
    ("code", "official", "kind", "name", "norm"),
    [
        ("73", "Sulawesi Selatan", "province", "Sulawesi Selatan", "sulawesiselatan"),
        ("73.08", "Kabupaten Bone", "regency", "Bone", "bone"),
        ("19.71", "Kota Pangkal Pinang", "city", "Pangkal Pinang", "pangkalpinang"),
        ("31.71", "Kota Administrasi Jakarta Pusat", "city", "Administrasi Jakarta Pusat", "jakartapusat"),
        ("35.71.02", "Kota", "district", "Kota", "kota"),
        ("73.08.16.2009", "Mallari", "desa", "Mallari", "mallari"),
        ("35.13.15.2017", 'Soka"an', "desa", 'Soka"an', "sokaan"),
        ("53.07.01.2021", "Regapu’u", "desa", "Regapu’u", "regapuu"),
        ("91.03.01.3007", "Desa Adat Yoboi", "desa_adat", "Yoboi", "yoboi"),
        ("12.07.28.1007", "Lubuk Pakam I,II", "kelurahan", "Lubuk Pakam I,II", "lubukpakamiii"),
    ],
)
def test_a_name_is_kept_without_the_words_its_kind_says(code, official, kind, name, norm):
    row = make_row(code, official)

    assert (row.kind, row.name, row.norm) == (kind, name, norm)


def test_a_place_is_found_from_each_word_of_its_name_and_by_its_nickname():
    row = make_row("19", "Kepulauan Bangka Belitung")

    assert row.words == (
        ("kepulauanbangkabelitung", 0),
        ("bangkabelitung", 1),
        ("belitung", 2),
        ("babel", 0),
    )
    assert row.terms == " kepulauanbangkabelitung bangkabelitung belitung babel "


def test_subtrees_are_code_prefixes_and_not_text_prefixes():
    assert is_within("35.08", "35.08")
    assert is_within("35.08.01.2001", "35.08")
    assert is_within("35.08", "")
    assert not is_within("35.081", "35.08")
    assert not is_within("35", "35.08")


def test_a_range_holds_a_subtree_and_nothing_else():
    low, high = prefix_range("35.08")

    inside = [
        code
        for code in ("35", "35.08", "35.08.01", "35.08.99.2999", "35.081", "35.09")
        if low <= code < high
    ]
    assert inside == ["35.08", "35.08.01", "35.08.99.2999"]
    assert all(prefix_range("")[0] <= code < prefix_range("")[1] for code in ("11", "96.05.10.2010"))


def test_a_code_knows_what_it_lies_in_and_what_it_is():
    assert chain("73.08.16.2009") == ["73", "73.08", "73.08.16", "73.08.16.2009"]
    assert chain("") == []
    assert [kind_of(code) for code in ("35.29", "35.71", "35.08.01.1001")] == [
        "regency",
        "city",
        "kelurahan",
    ]


def test_words_are_compared_without_case_quotes_signs_and_accents():
    assert words("  Ma'rang—KÀSSI (II) ") == ["marang", "kassi", "ii"]
