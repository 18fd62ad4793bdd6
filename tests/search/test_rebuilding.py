"""Entries follow their things, by refreshing some or rebuilding all."""

from collections.abc import Iterator, Sequence

import pytest

from kimhub.core import jobs
from kimhub.core.i18n import lazy_
from kimhub.search import rebuilding, vocabulary, writing
from kimhub.search.finding import search
from kimhub.search.sources import SOURCES, Entry, Source, register
from kimhub.search.tables import SearchEntry, SearchWord
from tests.search.entries import GUEST, entry, names

pytestmark = pytest.mark.usefixtures("database")


class Things:
    """Something to find: what a slice would keep in its tables."""

    def __init__(self) -> None:
        self.titles: dict[int, str] = {}
        self.asked: list[list[int]] = []
        self.breaks_at = 0

    async def all_ids(self, after: int, limit: int) -> Sequence[int]:
        return sorted(thing for thing in self.titles if thing > after)[:limit]

    async def entries_of(self, things: Sequence[int]) -> Sequence[Entry]:
        self.asked.append([*things])
        if self.breaks_at in things:
            raise OSError("the plug was pulled")
        return [entry("topic", thing, self.titles[thing]) for thing in things if thing in self.titles]


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Iterator[Things]:
    before = dict(SOURCES)
    SOURCES.clear()
    made = Things()
    register(Source("topic", lazy_("Topik"), "chat", made.all_ids, made.entries_of, batch=2))
    yield made
    SOURCES.clear()
    SOURCES.update(before)


async def test_refreshing_follows_whatever_happened(things: Things):
    things.titles = {1: "Satu ronda", 2: "Dua ronda", 3: "Tiga ronda"}
    assert await writing.refresh("topic", [1, 2, 3, 4]) == 3
    assert names(await search(GUEST, "ronda")) == ["topic 3", "topic 2", "topic 1"]
    things.titles = {1: "Satu pos", 3: "Tiga ronda"}
    await writing.refresh("topic", [1, 2])
    assert names(await search(GUEST, "ronda")) == ["topic 3"]
    assert await writing.refresh("workshop", [1]) == 0  # nobody registered these


async def test_rebuilding_writes_what_is_and_drops_what_is_not(things: Things):
    await writing.put([entry("topic", 9, "Hantu ronda"), entry("post", 9, "Ronda lain")])
    things.titles = {n: f"Ronda {n}" for n in range(1, 6)}
    told: list[int] = []
    await _age()
    assert await rebuilding.rebuild(["topic"], lambda _kind, count: told.append(count)) == {"topic": 5}
    assert told == [2, 4, 5]
    assert names(await search(GUEST, "ronda", each=9)) == [
        *(f"topic {n}" for n in range(5, 0, -1)),
        "post 9",
    ]
    with pytest.raises(ValueError):
        await rebuilding.rebuild(["hantu"])


async def test_one_that_was_broken_off_goes_on(things: Things):
    things.titles = {n: f"Ronda {n}" for n in range(1, 6)}
    things.breaks_at = 3
    with pytest.raises(OSError):
        await rebuilding.rebuild()
    assert names(await search(GUEST, "ronda")) == ["topic 2", "topic 1"]  # and all is found as before
    things.breaks_at, things.asked = 0, []
    await rebuilding.rebuild()
    assert things.asked == [[3, 4], [5]]
    assert names(await search(GUEST, "ronda", each=9)) == [f"topic {n}" for n in range(5, 0, -1)]
    things.asked = []
    await rebuilding.rebuild()
    assert things.asked == [[1, 2], [3, 4], [5]]  # what was done begins anew


async def test_words_that_are_nowhere_any_more_are_forgotten(things: Things):
    things.titles = {1: "Pelatihan melatih", 2: "Pelatihan rahasia"}
    await rebuilding.rebuild()
    assert await _words() == {"pelatihan": 2, "melatih": 2, "rahasia": 1}
    await writing.put([entry("post", 1, "Dilatih rahasia")])
    assert await _words() == {"pelatihan": 2, "melatih": 2, "dilatih": 1, "rahasia": 2}
    things.titles = {1: "Pelatihan melatih"}
    await writing.drop("topic", [2])
    await jobs.run_due()
    assert "rahasia" in await _words()  # still in the other
    await writing.drop("post", [1])
    await jobs.run_due()
    assert {*await _words()} == {"pelatihan", "melatih", "dilatih"}
    await vocabulary.recount()
    assert await _words() == {"pelatihan": 1, "melatih": 1, "dilatih": 1}


async def _words() -> dict[str, int]:
    return {row["word"]: row["seen"] for row in await SearchWord.select(SearchWord.word, SearchWord.seen)}


async def _age() -> None:
    """What is there was written in an earlier second."""
    await SearchEntry.update({SearchEntry.round: SearchEntry.round - 10}, force=True)
