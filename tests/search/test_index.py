"""What is written is found, and what is gone is not, on both engines."""

from typing import Any

from kimhub.core.db import engine, engine_type
from kimhub.search import stems, tidying, writing
from kimhub.search.tables import SearchEntry
from tests.search.entries import entry


async def _hits(words: str) -> list[int]:
    """The ids of entries with all of these stems, by the index alone."""
    if engine_type() == "sqlite":
        match = " ".join(f'"{word}"' for word in words.split())
        sql = f"SELECT rowid AS id FROM search_topic WHERE search_topic MATCH '{match}' ORDER BY rowid"
    else:
        query = " & ".join(words.split())
        sql = f"SELECT id FROM search_entry WHERE tsv @@ to_tsquery('simple', '{query}') ORDER BY id"
    return [row["id"] for row in (await engine().fetch(sql)).dicts()]


async def test_the_index_follows_the_rows(database: Any):
    row = SearchEntry(
        kind="topic", thing=1, title="Pelatihan", path="/x", title_stems=stems.stems("Pelatihan warga"),
        body_stems=stems.stems("Dilaksanakan di balai desa, 2.050 orang"), marks="rall ktopic",
    )  # fmt: skip
    await row.save()
    assert await _hits("latih laksana rall 2 050") == [row.id]
    assert await _hits("pelatihan") == []
    await SearchEntry.update({SearchEntry.marks: "rm12 ktopic"}).where(SearchEntry.id == row.id)
    assert await _hits("latih rall") == []
    assert await _hits("latih rm12") == [row.id]
    await SearchEntry.delete().where(SearchEntry.id == row.id)
    assert await _hits("latih") == []


async def test_tidying_leaves_one_piece_and_finds_the_same(database: Any):
    for n in range(7):
        await writing.put([entry("topic", n, "Pelatihan warga", f"kata{n}")])
    await writing.drop("topic", [3])
    before = await _hits("latih warga")
    assert len(before) == 6
    await tidying.tidy()
    assert await _hits("latih warga") == before
    assert await _hits(stems.stem("kata3")) == []
    if engine_type() == "sqlite":
        pieces = await engine().fetch("SELECT count(DISTINCT segid) AS n FROM search_topic_idx")
        assert pieces.dicts() == [{"n": 1}]
        await engine().fetch("INSERT INTO search_topic(search_topic, rank) VALUES ('integrity-check', 1)")


def test_words_of_one_root_have_one_stem():
    assert stems.stems("Pelatihan, melatih; DILATIH") == "latih latih latih"
    assert stems.words("Café “Mallari” é") == ["cafe", "mallari", "e"]
    many = stems.stems("a " * 20_000).split()
    assert (len(many), many.count("a")) == (stems.MOST, stems.OFTEN)  # what a tsvector can count


def test_the_old_spelling_is_that_of_today():
    for old, new in (("Soerabaja", "Surabaya"), ("Djakarta", "Jakarta"), ("Tjokroaminoto", "Cokroaminoto")):
        assert stems.stem(old.lower()) == stems.stem(new.lower())
    assert stems.modern("panjang") == "panjang"


def test_no_word_of_a_text_is_a_mark_or_a_number_with_letters():
    assert stems.stems("qzall qtlatih 2e9ab 2050") == "qqzall qqtlatih q2e9ab 2050"
