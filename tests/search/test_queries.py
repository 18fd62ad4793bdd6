"""200 fixed questions in a fixed corpus: both engines answer what is written down in queries.expected.

`WRITE_EXPECTED=1 pytest tests/search/test_queries.py` writes it anew; then read what changed.
"""

import os
from pathlib import Path

import pytest

from kimhub.search import writing
from kimhub.search.finding import complete, listed, search
from tests.search import slow
from tests.search.corpus import ACTORS, corpus
from tests.search.entries import names

pytestmark = pytest.mark.usefixtures("database")
FOLDER = Path(__file__).parent
EXPECTED = FOLDER / "queries.expected"


async def test_200_questions_are_answered_the_same_on_both_engines():
    await writing.put(corpus())
    asked = (FOLDER / "queries.txt").read_text().splitlines()
    assert len(asked) >= 200
    lines = []
    for number, text in enumerate(asked):
        who = [*ACTORS][number % len(ACTORS)]
        found = await search(ACTORS[who], text, each=3)
        begun = await complete(ACTORS[who], text, each=2)
        page = await listed(ACTORS[who], text, "document", limit=8)
        shown = [" ".join(names(found)), found.meant, " ".join(names(begun))]
        shown.append(" ".join(str(one.thing) for one in page.results) + (" ..." if page.after else ""))
        lines.append(" | ".join((text, who, *shown)))
    answered = "\n".join(lines) + "\n"
    if os.environ.get("WRITE_EXPECTED"):
        EXPECTED.write_text(answered)
    assert answered == EXPECTED.read_text()


async def test_the_answers_written_down_are_those_of_the_model():
    entries = {f"{one.kind} {one.thing}": one for one in corpus()}
    for line in EXPECTED.read_text().splitlines():
        text, who, found, _meant, _begun, _page = line.split(" | ")
        things = found.split()
        for kind, thing in zip(things[::2], things[1::2], strict=True):
            assert slow.readable(entries[f"{kind} {thing}"], ACTORS[who])
            assert slow.matches(entries[f"{kind} {thing}"], slow.parse(text))
