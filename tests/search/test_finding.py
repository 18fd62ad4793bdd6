"""What is typed finds what it should, in the right order, and marks it."""

from datetime import timedelta

import pytest

from kimhub.core.db import engine, engine_type
from kimhub.search import writing
from kimhub.search.finding import complete, listed, search
from kimhub.search.marks import Filters, members_of
from kimhub.search.query import LONGEST
from tests.search.entries import GUEST, MEMBER, START, entry, marked, names

pytestmark = pytest.mark.usefixtures("database")


async def _fill() -> None:
    await writing.put(
        [
            entry("topic", 1, "Pelatihan jurnalistik warga", "Dilaksanakan di balai desa."),
            entry("topic", 2, "Jadwal ronda", "Setelah pelatihan warga, kita ronda malam."),
            entry("topic", 3, "Melatih pengurus baru", "Cara melatih warga yang baru bergabung"),
            entry("document", 4, "Surat Keputusan Pengurus", "Tentang pengangkatan", type="sk", year=2026),
            entry("document", 5, "SK Kepala Desa Mallari", "pengesahan KIM", type="sk", year=2025),
            entry("document", 6, "Notulen rapat", "Rahasia pengurus", readers=frozenset({members_of(12)})),
        ]
    )


async def test_words_are_found_by_their_root_titles_first_then_the_newest():
    await _fill()
    found = await search(GUEST, "pelatihan")
    assert names(found) == ["topic 3", "topic 1", "topic 2"]
    (group,) = found.groups
    assert [one.in_title for one in group.results] == [True, True, False]
    assert marked(group.results[2]) == "Jadwal rondaSetelah [pelatihan] warga, kita ronda malam."
    assert names(await search(GUEST, "pelatihan warga ronda")) == ["topic 2"]
    assert names(await search(GUEST, "pelatihan -ronda")) == ["topic 3", "topic 1"]
    assert names(await search(GUEST, '"warga yang baru"')) == ["topic 3"]
    assert names(await search(GUEST, '"baru warga"')) == []


async def test_abbreviations_find_what_they_stand_for():
    await _fill()
    assert names(await search(GUEST, "SK")) == ["document 5", "document 4"]
    assert names(await search(GUEST, "surat keputusan")) == ["document 5", "document 4"]
    assert names(await search(GUEST, '"surat keputusan"')) == ["document 4"]
    assert names(await search(GUEST, "kades")) == ["document 5"]


async def test_filters_narrow_and_may_stand_alone():
    await _fill()
    assert names(await search(GUEST, "sk", Filters(year=2026))) == ["document 4"]
    assert names(await search(GUEST, "", Filters(type="sk"))) == ["document 5", "document 4"]
    assert names(await search(GUEST, "")) == []
    assert names(await search(GUEST, "-rapat", Filters(type="sk"))) == []
    assert names(await search(GUEST, "pelatihan", Filters(kinds=("document",)))) == []


async def test_who_may_not_read_it_does_not_find_it():
    await _fill()
    assert names(await search(MEMBER, "rahasia")) == ["document 6"]
    assert names(await search(GUEST, "rahasia")) == []
    assert names(await complete(MEMBER, "raha")) == ["document 6"]
    assert names(await complete(GUEST, "raha")) == []
    assert (await search(MEMBER, "rahasya")).meant == "rahasia"
    assert (await search(GUEST, "rahasya")).meant == ""


async def test_a_slip_is_forgiven():
    await _fill()
    assert (await search(GUEST, "Pelatian jurnlistik")).meant == "pelatihan jurnalistik"
    assert (await search(GUEST, "kades Malari")).meant == "kades mallari"
    assert (await search(GUEST, "zzzz qqqq")).meant == ""
    to_the_brim = "Pelatian" + " " * (LONGEST - 9) + "7"  # what was meant is longer: its end is not asked
    assert (await search(GUEST, to_the_brim)).meant == ""
    assert (await listed(GUEST, "jadual ronda", "topic")).meant == "jadwal ronda"


async def test_a_name_in_two_words_is_found_as_one_and_the_other_way_round():
    await writing.put(
        [
            entry("topic", 1, "Kota Pangkalpinang"),
            entry("topic", 2, "Panen di Suka Harja"),
            entry("topic", 3, "Rahasia negara", readers=frozenset({members_of(12)})),
        ]
    )
    assert (await search(GUEST, "pangkal pinang")).meant == "pangkalpinang"
    assert (await search(GUEST, "kota  Pangkal Pinang")).meant == "kota  pangkalpinang"
    assert (await search(GUEST, "panen sukaharja")).meant == "panen suka harja"
    assert (await search(GUEST, "rahasianegara")).meant == (await search(GUEST, "rahas ia")).meant == ""
    assert (await search(MEMBER, "rahasianegara")).meant == "rahasia negara"
    assert (await search(MEMBER, "rahas ia")).meant == "rahasia"


async def test_the_last_word_may_be_unfinished():
    await _fill()
    assert names(await complete(GUEST, "pela")) == ["topic 3", "topic 1", "topic 2"]
    assert names(await complete(GUEST, "surat kep")) == ["document 4"]
    assert names(await complete(GUEST, "pela ")) == []
    assert names(await complete(GUEST, "p")) == []
    assert names(await complete(GUEST, "ronda p")) == ["topic 2"]


async def test_pages_follow_each_other_without_gaps():
    await writing.put([entry("post", n, "Rapat" if n % 3 else "Lain", "rapat desa") for n in range(1, 26)])
    seen: list[int] = []
    after = ""
    while True:
        page = await listed(GUEST, "rapat", "post", after=after, limit=4)
        seen += [one.thing for one in page.results]
        if not (after := page.after):
            break
    assert seen == [*(n for n in range(25, 0, -1) if n % 3), 24, 21, 18, 15, 12, 9, 6, 3]
    begun = await listed(GUEST, "rapat", "post", after="x'--", limit=2)
    assert [one.thing for one in begun.results] == [25, 23]
    assert (await listed(GUEST, "rapat", "nothing")).results == ()


async def test_each_kind_shows_its_first_however_many_newer_there_are_of_others():
    await writing.put(
        [entry("post", n, "Gotong royong", "kerja bakti") for n in range(100, 300)]
        + [entry("topic", n, "Kerja", "bakti") for n in (1, 2, 3)]
        + [entry("document", 9, "Kerja bakti", "")]
    )
    found = await search(GUEST, "kerja bakti", each=2)
    assert names(found) == ["document 9", "topic 3", "topic 2", "post 299", "post 298"]
    assert [group.more for group in found.groups] == [False, True, True]


async def test_a_thing_that_moves_in_time_is_found_once():
    await writing.put([entry("topic", 1, "Lama"), entry("topic", 2, "Lama")])
    await writing.put([entry("topic", 1, "Lama", happened_at=START + timedelta(days=9), rev=3)])
    assert names(await search(GUEST, "lama")) == ["topic 1", "topic 2"]
    await writing.put([entry("topic", 1, "Kuno", rev=2)])  # an older one comes late
    assert names(await search(GUEST, "lama")) == ["topic 1", "topic 2"]
    await writing.put([entry("topic", 1, "Kuno", rev=3, path="/x")])
    assert names(await search(GUEST, "lama")) == ["topic 2"]
    await writing.drop("topic", [2])
    assert names(await search(GUEST, "lama")) == []
    if engine_type() == "sqlite":  # the index holds what the rows say, and nothing else
        await engine().fetch("INSERT INTO search_topic(search_topic, rank) VALUES ('integrity-check', 1)")
