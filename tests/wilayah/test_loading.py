"""Loading again, and bringing an older list up to date. Uses a province that does not exist."""

import lzma
from pathlib import Path

import pytest

from kimhub.core.db import engine, transaction
from kimhub.wilayah.data import Release
from kimhub.wilayah.loading import load
from kimhub.wilayah.service import children, get_wilayah, loaded_version, search
from tests.wilayah.areas import load_areas

OLD = {
    "99": "Rawa Uji",
    "99.01": "Kabupaten Rawa Uji Hulu",
    "99.01.01": "Danau Uji",
    "2001": "Tebing Uji",
    "2002": "Lembah Uji",
}
NEW = {
    "99": "Rawa Uji",
    "99.01": "Kabupaten Rawa Uji Hulu",
    "99.01.01": "Danau Uji",
    "2001": "Tebing Uji Baru",
    "2003": "Muara Uji",
}


@pytest.fixture
async def edition(wilayah, tmp_path: Path):
    """Makes an edition of the list in a folder; its places go when the test ends."""

    def make(version: str, places: dict[str, str], replaced: str = "") -> Release:
        folder = tmp_path / version
        folder.mkdir()
        lines = [f"#version\t{version}", *(f"{code}\t{name}" for code, name in places.items())]
        (folder / "wilayah.tsv.xz").write_bytes(lzma.compress("\n".join(lines).encode()))
        (folder / "replaced.tsv").write_text(f"#old\tnew\n{replaced}")
        return Release(folder)

    yield make
    async with transaction():
        for table in ("wilayah", "wilayah_word"):
            await engine().fetch(
                f"DELETE FROM {table} WHERE code = '99' OR (code >= '99.' AND code < '99/')"
            )
        await engine().fetch("DELETE FROM wilayah_release WHERE version IN ('old', 'new')")


async def count(table: str) -> int:
    return (await engine().fetch(f"SELECT count(*) FROM {table}")).rows[0][0]


async def test_loading_twice_changes_nothing(wilayah):
    before = [await count("wilayah"), await count("wilayah_word"), await count("wilayah_release")]

    done = await load_areas()

    assert (done.added, done.changed, done.retired) == (0, 0, 0)
    assert [await count("wilayah"), await count("wilayah_word"), await count("wilayah_release")] == before


async def test_a_newer_list_adds_renames_and_retires(edition):
    first = await load(["99"], edition("old", OLD))
    second = await load(["99"], edition("new", NEW, "99.01.01.2002\t99.01.01.2003\n"))

    assert (first.added, first.changed, first.retired) == (5, 0, 0)
    assert (second.added, second.changed, second.retired) == (1, 1, 1)
    assert await loaded_version() == "new"
    assert [place.name for place in await children("99.01.01")] == ["Muara Uji", "Tebing Uji Baru"]


async def test_a_retired_code_is_kept_and_says_what_took_its_place(edition):
    await load(["99"], edition("old", OLD))
    await load(["99"], edition("new", NEW, "99.01.01.2002\t99.01.01.2003\n"))

    gone = await get_wilayah("99.01.01.2002")
    assert gone is not None
    assert gone.path == "Lembah Uji, Kec. Danau Uji, Kab. Rawa Uji Hulu"
    assert gone.retired_on is not None
    assert gone.replaced_by == "99.01.01.2003"
    assert await search("lembah uji") == []


async def test_a_renamed_place_is_found_by_its_new_name_only(edition):
    await load(["99"], edition("old", OLD))
    assert [place.name for place in await search("tebing uji")] == ["Tebing Uji"]

    await load(["99"], edition("new", NEW | {"2001": "Bukit Uji"}))

    assert await search("tebing uji") == []
    assert [place.code for place in await search("bukit uji")] == ["99.01.01.2001"]


async def test_a_code_that_comes_back_is_valid_again(edition):
    old, new = edition("old", OLD), edition("new", NEW)
    await load(["99"], old)
    await load(["99"], new)

    done = await load(["99"], old)

    back = await get_wilayah("99.01.01.2002")
    assert back is not None
    assert (back.retired_on, back.replaced_by) == (None, None)
    assert (done.added, done.changed, done.retired) == (0, 2, 1)
    assert [place.name for place in await search("lembah uji")] == ["Lembah Uji"]


async def test_loading_a_part_never_retires_the_rest(edition):
    await load(["99"], edition("old", OLD))

    mallari = await get_wilayah("73.08.16.2009")
    assert mallari is not None
    assert mallari.retired_on is None
    assert await search("mallari") != []


async def test_a_load_that_fails_leaves_everything_as_it_was(edition):
    class Failing(Release):
        def replaced(self) -> dict[str, str]:  # asked after the places were written
            raise OSError("the disk has gone")

    with pytest.raises(OSError, match="the disk has gone"):
        await load(["99"], Failing(edition("old", OLD).folder))

    assert await get_wilayah("99") is None
    assert await search("tebing uji") == []
