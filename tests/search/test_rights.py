"""Whatever a search shows is what its reader may read: random entries, people and questions against a slow
model, for results, pages, completions, snippets and suggestions. And no text at all is an error."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimhub.core.actor import Actor
from kimhub.core.db import now, transaction
from kimhub.search import finding, marks, vocabulary, writing
from kimhub.search.finding import complete, listed, search
from kimhub.search.kinds import NUMBERS
from kimhub.search.marks import Filters
from kimhub.search.query import parse
from kimhub.search.sources import Entry
from kimhub.search.tables import SearchEntry, SearchWord
from tests.search import slow
from tests.search.entries import GUEST, MEMBER, entry, names
from tests.search.test_marks import ACTORS, CODES

pytestmark = pytest.mark.usefixtures("database")
BEGUN = now()
EASY = settings(
    max_examples=25,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = ("rapat", "rapat", "ronda", "desa", "pelatihan", "melatih", "sk", "surat", "keputusan", "rahasia")
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
READERS = st.one_of(
    st.just({marks.EVERYBODY}),
    st.just({marks.SIGNED_IN}),
    st.integers(1, 3).map(lambda org: {marks.members_of(org)}),
    st.integers(1, 3).map(lambda org: {marks.officers_of(org)}),
    st.integers(1, 4).map(lambda user: {marks.person(user)}),
    CODES.map(marks.overseers_of),
    CODES.map(lambda code: {marks.belonging_below(code)}),
)
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["post", "post", "post", *NUMBERS]),
            "title": TEXT,
            "text": TEXT,
            "readers": st.lists(READERS, max_size=2).map(lambda some: frozenset().union(*some)),
            "happened_at": st.integers(-30_000, 10_000).map(lambda hours: BEGUN + timedelta(hours=hours)),
            "organization": st.none() | st.integers(1, 3),
            "seat": CODES,
            "year": st.sampled_from([None, 2025, 2026]),
        }
    ),
    max_size=40,
)
QUERIES = st.sampled_from(
    (
        "rapat", "ronda desa", "pelatihan", "SK", "surat keputusan", '"rapat desa"', "rapat -ronda",
        "rahasia", 'desa -"rapat ronda"', "", "rapt", "rahasya", '"surat keputusan" desa', "kepuusan ronda",
    )
)  # fmt: skip
FILTERS = st.builds(
    Filters,
    kinds=st.sampled_from([(), (), ("post",), ("topic", "document")]),
    organization=st.sampled_from([None, None, 1]),
    seat=st.sampled_from(["", "", "73.08", "73.0"]),
    year=st.sampled_from([None, None, 2026]),
)


async def _fill(made: list[dict[str, Any]]) -> list[Entry]:
    entries = [entry(thing=thing, **values) for thing, values in enumerate(made, 1)]
    async with transaction():
        await SearchEntry.delete(force=True)
        await SearchWord.delete(force=True)
        await writing.put(entries)
    return [one for one in entries if one.readers]


@EASY
@given(made=ENTRIES, actor=ACTORS | st.just(GUEST), text=QUERIES, filters=FILTERS, each=st.integers(1, 2))
async def test_a_search_shows_what_the_model_says(
    made: list[dict[str, Any]], actor: Actor, text: str, filters: Filters, each: int
):
    entries = await _fill(made)
    query = parse(text)
    expected = slow.hits(entries, actor, query, filters)
    found = await search(actor, text, filters, each, counted=3)
    if query.terms or filters != Filters():
        by_kind = {kind: [one.thing for one in expected if one.kind == kind] for kind in NUMBERS}
        assert {
            group.kind: ([one.thing for one in group.results], group.more) for group in found.groups
        } == {kind: (some[:each], len(some) > each) for kind, some in by_kind.items() if some}
        assert found.counts == {kind: min(len(some), 4) for kind, some in by_kind.items() if some}
        seen, after = list[int](), ""
        while page := await listed(actor, text, "post", filters, after, limit=3):
            seen += [one.thing for one in page.results]
            if not (after := page.after):
                break
        narrow = Filters(("post",), filters.organization, filters.seat, filters.year)
        assert seen == [one.thing for one in slow.hits(entries, actor, query, narrow)]
    texts = {(one.kind, one.thing): f"{one.title} {one.text}" for one in expected}
    for group in found.groups:
        for one in group.results:
            words = f"{''.join(p.text for p in one.title)} {''.join(p.text for p in one.snippet)}"
            assert words == texts[one.kind, one.thing]
    if found.meant:
        assert not expected
        assert slow.hits(entries, actor, parse(found.meant), filters)


@EASY
@given(made=ENTRIES, actor=ACTORS, text=st.sampled_from(["ra", "ronda ke", "su", "desa pel"]))
async def test_completions_show_what_the_model_says(made: list[dict[str, Any]], actor: Actor, text: str):
    entries = await _fill(made)
    query = await finding._finished(parse(text))
    expected = slow.hits(entries, actor, query)
    found = await complete(actor, text, each=2)
    firsts = [one for kind in NUMBERS for one in [each for each in expected if each.kind == kind][:2]]
    assert names(found) == [f"{one.kind} {one.thing}" for one in firsts]


HOSTILE = (
    "", " ", "-", '"', '""', '"""', "- -", "-\"", "*", "rapat*", "^rapat", "title_stems : rapat",
    "marks:qzall", "qzall", "qzm12", "qtrahasia", "NEAR(rapat ronda)", "NEAR/2", "rapat AND", "OR",
    "NOT rapat", "AND OR NOT", "rapat & ronda", "!rapat", "rapat <-> ronda", "rapat:*",
    "rapat:ABCD", "'rapat'", "''", "\\", "\\'", "$1", "?", ":a", "%", "_", "%rahasia%",
    "rapat\0ronda", "\0", "\ud800", "😀", "👨‍👩‍👧 ronda", "ро́нда", "رنده", "輪番",
    "rapat;DROP TABLE search_entry", "' OR 1=1 --", '" OR "', '"rapat" "', "{rapat}", "(rapat",
    "rapat)", "+rapat", "a" * 10_000, "rapat " * 2_000, '"' * 10_000, "-" * 10_000, "- " * 5_000,
    "😀" * 10_000, "\0" * 10_000, "é" * 10_000, "1e5", "1e5abc", "0x1f", "12.5", "1/2/2026",
    "\u202erapat", "ﬁ ﬂ", "½", "²", "\n\r\t", "i̇stanbul",
)  # fmt: skip


async def test_no_text_is_an_error_and_none_gets_around_the_rights():
    await writing.put(
        [
            entry("document", 1, "Rahasia", "rapat ronda qzall", readers=frozenset({marks.members_of(12)})),
            entry("topic", 2, "Ronda", "rapat 1e5abc"),
        ]
    )
    for text in HOSTILE:
        for actor, there in ((GUEST, {"topic 2"}), (MEMBER, {"topic 2", "document 1"})):
            for found in (await search(actor, text), await complete(actor, text)):
                assert {*names(found)} <= there
            page = await listed(actor, text, "document")
            assert {f"document {one.thing}" for one in page.results} <= there
    assert names(await search(GUEST, "qzall")) == []
    assert names(await search(MEMBER, "qzall")) == ["document 1"]  # as a word of its text
    assert names(await search(GUEST, "1e5abc")) == ["topic 2"]
    assert names(await search(GUEST, "rapat:* ronda")) == ["topic 2"]
    odd = Filters(kinds=("x'|", "document"), seat="' | 'qzall", type='"', status="\0", year=-5)
    assert names(await search(MEMBER, "rapat", odd)) == []


async def test_things_without_readers_are_nowhere():
    await writing.put([entry("topic", 1, "Rahasia", readers=frozenset())])
    assert await SearchEntry.count() == 0
    assert await vocabulary.completions("raha") == ()


@given(text=st.text(max_size=60))
@settings(max_examples=150, database=None, deadline=None)
def test_any_text_is_a_question_of_plain_words(text: str):
    query = parse(text)
    for term in query.terms:
        for way in term.ways:
            assert all(each.isascii() and each.isalnum() for each in way.stems)
