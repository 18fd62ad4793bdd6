"""Very many entries to search in: documents of some hundred words, posts of some dozen.

Words follow Zipf's law over real words: those of everyday discussions first, the names of all places of
Indonesia behind them. Each entry belongs to one of 2,000 houses; two in five are not for everybody.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate
from random import Random
from time import perf_counter

from kimhub.core.db import engine, engine_type, now, transaction
from kimhub.forum import samples
from kimhub.search import ids, marks, stems, synonyms, vocabulary, writing
from kimhub.search.asking import TITLE
from kimhub.wilayah.data import Release

HOUSES = 2000
PARAGRAPHS = 30_000
YEARS = timedelta(days=5 * 365)
TYPES = ("sk", "materi", "notulen", "laporan_kegiatan", "surat_masuk", "regulasi")
TOGETHER = 5000  # rows in one transaction


def seats(chance: Random) -> list[str]:
    """Of the houses: villages of a few regencies, so that a pembina has many of them."""
    codes = [code for code, _ in Release().names() if code.count(".") == 3]
    regencies = set(chance.sample(sorted({code[:5] for code in codes}), 40))
    return chance.sample([code for code in codes if code[:5] in regencies], HOUSES)


class Made:
    """Where houses stand, who reads what, and paragraphs to write with."""

    def __init__(self, seed: int = 1) -> None:
        self.chance, self.now = Random(seed), now()
        chance = self.chance
        villages = {code: name for code, name in Release().names() if code.count(".") == 3}
        self.seats = seats(chance)
        self.words = _words(chance, [*villages.values()])
        weights = [*accumulate(1 / (rank + 3) for rank in range(len(self.words)))]
        self.paragraphs = []
        for _ in range(PARAGRAPHS):
            some = chance.choices(self.words, cum_weights=weights, k=chance.randint(8, 30))
            text = " ".join(some).capitalize() + "."
            self.paragraphs.append((text, stems.stems(text), frozenset(some)))
        self.titles = [
            " ".join(chance.choices(self.words, cum_weights=weights, k=5)).capitalize()
            for _ in range(20_000)
        ]
        self.circles = [self._circles(house) for house in range(HOUSES)]
        self.used: set[str] = set()

    def rows(self, documents: int, posts: int) -> Iterator[writing.Row]:
        """The other kinds are there as they would be beside so many."""
        kinds = {
            "document": (documents, 16.0),
            "house": (HOUSES, 1.0),
            "person": (posts // 50, 0.0),
            "program": (documents // 25, 4.0),
            "workshop": (documents // 20, 2.0),
            "topic": (posts // 40, 1.6),
            "post": (posts, 1.6),
        }
        for kind, (count, paragraphs) in kinds.items():
            for number in range(count):
                yield self.row(kind, number + 1, number / count, paragraphs)

    def row(self, kind: str, thing: int, part: float, paragraphs: float) -> writing.Row:
        chance = self.chance
        house = chance.randrange(HOUSES)
        at = self.now - YEARS * (1 - part) - timedelta(seconds=chance.randrange(86_400))
        some = chance.choices(
            self.paragraphs, k=round(chance.expovariate(1 / paragraphs)) if paragraphs else 0
        )
        title = chance.choice(self.titles)
        in_title = stems.stems(title) if kind != "post" else ""  # of_posts: theirs is that of the topic
        for _, _, words in some:
            self.used |= words
        self.used.update(stems.words(title))
        type = chance.choice(TYPES) if kind == "document" else ""
        readers = self.circles[house][chance.choices((0, 1, 2), (6, 3, 1))[0]]
        seconds = ids.seconds_at(at)
        narrowed = marks.of_entry(house, self.seats[house], at.year, type, "")
        narrowed |= marks.of_time(seconds, seconds)
        in_body = " ".join(each for _, each, _ in some)
        forms = synonyms.forms_in(in_title) | synonyms.forms_in(in_body)
        return writing.Row(
            ids.entry_id(kind, thing, at), kind, thing, title,
            " ".join(text for text, _, _ in some)[: writing.EXCERPT], f"/{kind}/{thing}", house, "KIM",
            self.seats[house], at.year, type, "", at, None, 0, 0, f"{in_title} {stems.END}",
            in_body,
            marks.joined(readers | narrowed | forms | {f"{TITLE}{each}" for each in in_title.split()}),
        )  # fmt: skip

    def _circles(self, house: int) -> tuple[frozenset[str], ...]:
        above = marks.overseers_of(self.seats[house])
        return (
            frozenset({marks.EVERYBODY}),
            frozenset({marks.members_of(house), *above}),
            frozenset({marks.officers_of(house), *above}),
        )


async def fill(made: Made, documents: int, posts: int) -> dict[str, float]:
    """Write them all; returns how long it took."""
    begun, rows, waiting = perf_counter(), made.rows(documents, posts), list[writing.Row]()
    took = 0.0
    later = await _without_indexes() if engine_type() == "postgres" else []
    while waiting := [row for _, row in zip(range(TOGETHER), rows, strict=False)]:
        at = perf_counter()
        async with transaction():
            for begin in range(0, len(waiting), writing.ROWS):
                some = waiting[begin : begin + writing.ROWS]
                await engine().fetch(*writing.insertion("search_entry", writing.Row._fields, some))
        took += perf_counter() - at
    at = perf_counter()
    for sql in later:
        await engine().fetch(sql)
    took += perf_counter() - at
    at = perf_counter()
    async with transaction():
        await vocabulary.note([(made.used, ())], set())
    await vocabulary.recount()
    counted = perf_counter() - at
    if engine_type() == "postgres":
        await engine().fetch("VACUUM ANALYZE search_entry")
        await engine().fetch("VACUUM ANALYZE search_word")
    else:
        await engine().fetch("ANALYZE search_word")
    return {"written": took, "words": counted, "all": perf_counter() - begun}


async def _without_indexes() -> list[str]:
    """Drops those of texts, which are made faster at once; returns how."""
    sql = "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%search_entry USING gin%'"
    found = (await engine().fetch(sql)).rows
    for name, _ in found:
        await engine().fetch(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def _words(chance: Random, names: list[str]) -> list[str]:
    """The most frequent first."""
    found: dict[str, None] = {}
    for text in (samples.sentence(chance) for _ in range(4000)):
        found |= dict.fromkeys(stems.words(text))
    rare = dict.fromkeys(word for name in names for word in stems.words(name) if len(word) > 2)
    rest = [word for word in rare if word not in found]
    chance.shuffle(rest)
    return [*found, *rest]
