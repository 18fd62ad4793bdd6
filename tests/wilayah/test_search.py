"""Search as people type it, over the five sample areas. The same answers on both engines."""

import pytest

from kimhub.wilayah.service import search

pytestmark = pytest.mark.usefixtures("wilayah")

MALLARI = "73.08.16.2009"
PANGKAL_PINANG = "19.71"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("pangkalpinang", PANGKAL_PINANG),
        ("pangkal pinang", PANGKAL_PINANG),
        ("PANGKAL-PINANG", PANGKAL_PINANG),
        ("pangkalp", PANGKAL_PINANG),
        ("pangkal pin", PANGKAL_PINANG),
        ("kota pangkal pinang", PANGKAL_PINANG),
        ("mallari", MALLARI),
        ("mallari awangpone", MALLARI),
        ("awangpone mallari", MALLARI),
        ("mallari bone", MALLARI),
        ("mal awang", MALLARI),
        ("mallari awang pone", MALLARI),
        ("desa mallari", MALLARI),
        ("Desa Mallari, Kec. Awangpone, Kab. Bone, Sulawesi Selatan", MALLARI),
        ("mallari sulsel", MALLARI),
        ("kab bone", "73.08"),
        ("kabupaten bone", "73.08"),
        ("bone", "73.08"),
        ("bulumpare'e", "73.08.16.2012"),
        ("bulumparee", "73.08.16.2012"),
        ("kepulauan bangka", "19"),
        ("babel", "19"),
        ("kota salatiga", "33.73"),
        ("salatiga", "33.73"),
        ("kec sidorejo salatiga", "33.73.01"),
        ("lumajang kab", "35.08"),
    ],
)
async def test_a_place_is_found_as_people_write_it(text: str, first: str):
    found = await search(text)

    assert [place.code for place in found][:1] == [first]


async def test_a_name_comes_before_a_beginning_then_the_higher_then_the_shorter():
    bangka = [place.title for place in await search("bangka", limit=6)]

    assert bangka[0] == "Kab. Bangka"
    assert set(bangka[1:4]) == {"Kab. Bangka Barat", "Kab. Bangka Tengah", "Kab. Bangka Selatan"}
    assert bangka[1] == "Kab. Bangka Barat"
    assert bangka[-1] != "Prov. Kepulauan Bangka Belitung"


async def test_every_result_says_where_it_is():
    (mallari,) = await search("mallari")

    assert mallari.title == "Desa Mallari"
    assert mallari.where == "Kec. Awangpone, Kab. Bone"
    assert mallari.path == "Mallari, Kec. Awangpone, Kab. Bone"


async def test_levels_and_an_area_narrow_the_search():
    every = await search("sidorejo", limit=50)
    villages = await search("sidorejo", levels=(4,), limit=50)
    salatiga = await search("sidorejo", within="33.73", limit=50)

    assert {place.level for place in every} > {place.level for place in villages} == {4}
    assert {place.code[:5] for place in every} > {place.code[:5] for place in salatiga} == {"33.73"}
    assert [place for place in every if place.level == 4] == villages


async def test_an_area_is_a_code_prefix():
    assert [place.code for place in await search("bone", levels=(2,), within="73.08")] == ["73.08"]
    assert await search("bone", within="73.0") == []


async def test_a_kind_that_was_said_is_obeyed():
    assert [place.code for place in await search("kota salatiga", levels=(2,))] == ["33.73"]
    assert await search("kab salatiga", levels=(2,)) == []


@pytest.mark.parametrize(
    "text",
    ["", "x", "zzzzzz", "mallari zzzzzz", "mallari ketapang", "%", "_ _", "' OR 1=1 --", "\\", "zz%zz_zz"],
)
async def test_what_is_nowhere_finds_nothing(text: str):
    assert await search(text) == []


async def test_a_place_is_listed_once_and_never_more_than_asked():
    found = [place.code for place in await search("su", limit=7)]

    assert len(found) == len(set(found)) == 7


async def test_many_letters_typed_one_by_one_lead_to_the_place():
    typed = "mallari bone"
    seen = [[place.code for place in await search(typed[:n])] for n in range(6, len(typed) + 1)]

    assert all(MALLARI in codes for codes in seen)
