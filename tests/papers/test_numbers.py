"""Numbers of papers: none twice, none left out, written as the house writes them."""

import asyncio
from datetime import date

import pytest

from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.papers import checks, letterheads, numbers
from tests import make

DAY = date(2024, 11, 9)


async def take(organization_id: int, on: date = DAY, kind: str = "letter") -> str:
    async with transaction():
        return await numbers.next_number(organization_id, kind, on)


async def test_twenty_at_once_get_twenty_numbers_without_a_gap() -> None:
    house = await make.kim()
    got = await asyncio.gather(*(take(house.id) for _n in range(20)))
    assert sorted(got) == [f"{n:03}/KIM-MALLARI/XI/2024" for n in range(1, 21)]


async def test_a_number_whose_paper_failed_is_given_to_the_next() -> None:
    house = await make.kim()
    await take(house.id)

    async def fail() -> None:
        async with transaction():
            await numbers.next_number(house.id, "letter", DAY)
            raise RuntimeError("no paper")

    with pytest.raises(RuntimeError, match="no paper"):
        await fail()
    assert await take(house.id) == "002/KIM-MALLARI/XI/2024"


async def test_years_kinds_and_houses_are_counted_each_by_itself() -> None:
    house, other = await make.kim(), await make.kim("KIM Lain")
    assert await take(house.id) == "001/KIM-MALLARI/XI/2024"
    assert await take(house.id, date(2025, 1, 2)) == "001/KIM-MALLARI/I/2025"
    assert await take(house.id, kind="certificate") == "001/SERT/KIM-MALLARI/XI/2024"
    assert await take(other.id) == "001/KIM-LAIN/XI/2024"
    async with transaction():
        many = await numbers.next_numbers(house.id, "letter", DAY, 3)
    assert many == [f"00{n}/KIM-MALLARI/XI/2024" for n in (2, 3, 4)]


async def test_the_next_number_follows_the_book_of_the_house_but_never_comes_twice() -> None:
    house = await make.kim()
    await numbers.set_next(house.id, "letter", 2024, 40)
    assert await take(house.id) == "040/KIM-MALLARI/XI/2024"
    with pytest.raises(Invalid) as no:
        await numbers.set_next(house.id, "letter", 2024, 40)
    assert "40" in no.value.errors["next"]
    await numbers.set_next(house.id, "letter", 2024, 41)
    await numbers.set_pattern(house.id, "letter", "470/{no}/{kode}-{tahun}")
    await numbers.set_pattern(house.id, "letter", "471/{no}/{kode}-{tahun}")
    assert await take(house.id) == "471/041/KIM-MALLARI-2024"
    shown = {series.kind: series for series in await numbers.series_of(house.id, 2024)}
    assert (shown["letter"].next, shown["letter"].given, shown["report"].next) == (42, 41, 1)


@pytest.mark.once
@pytest.mark.parametrize(
    "typed",
    ["{no}/{kode}", "{tahun}", "{no}/{no}/{tahun}", "{no}{tahun}{nama}", "{no}/{tahun}{", "{no}}/{tahun}",
     "{no}/{tahun}" + "x" * 60],
)  # fmt: skip
def test_a_pattern_that_would_repeat_itself_or_says_nothing_is_refused(typed: str) -> None:
    assert numbers.checked_pattern(" {no} / {tahun} ", "p") == "{no} / {tahun}"
    with pytest.raises(Invalid):
        numbers.checked_pattern(typed, "p")


async def test_a_letterhead_comes_from_the_register_without_typing() -> None:
    await make.installed()
    kim = await letterheads.of((await make.kim(contact_phone="+6281234567890")).id)
    assert kim.lines == ["KOMUNITAS INFORMASI MASYARAKAT", "KIM MALLARI"]
    assert kim.below == ["Desa Mallari, Kecamatan Awangpone, Kabupaten Bone"]  # nobody's own number
    assert (kim.town, kim.short, kim.paper) == ("Awangpone", "KIM-MALLARI", "F4")
    office = await letterheads.of(
        (await make.agency(contact_phone="+6248121001", address="Jl. Ahmad Yani 2")).id
    )
    assert office.lines == ["PEMERINTAH KABUPATEN BONE", "DISKOMINFO BONE"]
    assert office.below == ["Jl. Ahmad Yani 2", "Telepon (0481) 21001"]
    regency = await make.organization(
        "Diskominfo Kabupaten Bone",
        kind="agency",
        wilayah_code="73.08",
        place="Kab. Bone, Sulawesi Selatan",
    )
    whole = await letterheads.of(regency.id)
    assert whole.lines == ["PEMERINTAH KABUPATEN BONE", "DISKOMINFO KABUPATEN BONE"]
    assert whole.short == "DISKOMINFO-BONE"
    long = await make.kim("Kelompok Informasi Masyarakat Sukses Makmur Sentosa Abadi")
    named = await letterheads.of(long.id)
    assert named.lines == ["KELOMPOK INFORMASI MASYARAKAT SUKSES MAKMUR SENTOSA ABADI"]
    assert named.short == "KELOMPOK-INFORMASI"


async def test_codes_are_short_clear_and_their_own() -> None:
    async with transaction():
        codes = await checks.new_codes("sertifikat-uji", 50)
    assert len({*codes}) == 50
    assert all(len(code) == 9 and code[4] == "-" and not {*code} & {*"01OILUV"} for code in codes)
