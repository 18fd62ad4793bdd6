"""Places by their code."""

import pytest

from kimhub.core.db import engine, engine_type
from kimhub.wilayah.service import (
    ancestors,
    children,
    get_wilayah,
    get_wilayah_many,
    loaded_version,
    prefix_range,
)

pytestmark = pytest.mark.usefixtures("wilayah")


async def test_a_place_knows_what_it_lies_in():
    mallari = await get_wilayah("73.08.16.2009")

    assert mallari is not None
    assert [step.title for step in mallari.above] == ["Kec. Awangpone", "Kab. Bone", "Sulawesi Selatan"]
    assert (mallari.level, mallari.kind, mallari.label, mallari.retired_on) == (4, "desa", "Desa", None)


@pytest.mark.parametrize("code", ["", "7", "73.8", "99.99", "73.08.16.2009x", "' OR 1=1"])
async def test_a_code_that_is_none_has_no_place(code: str):
    assert await get_wilayah(code) is None


async def test_the_path_leaves_out_what_goes_without_saying():
    places = await get_wilayah_many(["73", "73.08", "73.08.16", "73.08.16.2009", "99"])

    assert {code: place.path for code, place in places.items()} == {
        "73": "Sulawesi Selatan",
        "73.08": "Bone, Sulawesi Selatan",
        "73.08.16": "Awangpone, Kab. Bone, Sulawesi Selatan",
        "73.08.16.2009": "Mallari, Kec. Awangpone, Kab. Bone",
    }


async def test_ancestors_are_the_prefixes_of_the_code():
    assert [place.code for place in await ancestors("73.08.16.2009")] == ["73", "73.08", "73.08.16"]
    assert await ancestors("73") == []


async def test_children_are_one_level_below_by_name():
    villages = await children("73.08.16")

    assert len(villages) == 18
    assert [place.name for place in villages][:3] == ["Abbanuang", "Awolagading", "Bulumpare'e"]
    assert len(await children("35.08")) == 21
    assert [place.code for place in await children("")][:2] == ["33", "35"]
    assert await children("73.08.16.2009") == []


async def test_the_installation_knows_its_edition():
    assert await loaded_version() == "300.2.2-2138/2025"


async def test_codes_are_compared_byte_by_byte_whatever_the_language_of_the_database():
    if engine_type() == "postgres":
        found = await engine().fetch(
            "SELECT DISTINCT collation_name FROM information_schema.columns"
            " WHERE table_name LIKE 'wilayah%'"
            " AND column_name IN ('code', 'parent', 'replaced_by', 'norm', 'word')"
        )
        assert [row[0] for row in found.rows] == ["C"]
    low, high = prefix_range("73.08")
    found = await engine().fetch(f"SELECT count(*) FROM wilayah WHERE code >= '{low}' AND code < '{high}'")
    assert found.rows[0][0] == 1 + 27 + 372
