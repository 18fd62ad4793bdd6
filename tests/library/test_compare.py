"""What is different between two texts: told by lines and words, whatever they are, and in time."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kimhub.library.compare import ADDED, CHANGED, GAP, MOST_LINES, REMOVED, SAME, Line, compare

pytestmark = pytest.mark.once
SHORT = some.lists(some.sampled_from(["satu", "dua tiga", "dua empat", "lima", ""]), max_size=12)


def test_a_word_that_changed_is_told_within_its_line() -> None:
    found = compare("Pasal 6\nAnggota 25 orang\nTamat", "Pasal 6\nAnggota 30 orang\nTamat\nTambahan")
    assert found.lines == [
        Line(SAME, ((SAME, "Pasal 6"),)),
        Line(CHANGED, ((SAME, "Anggota"), (REMOVED, "25"), (ADDED, "30"), (SAME, "orang"))),
        Line(SAME, ((SAME, "Tamat"),)),
        Line(ADDED, ((ADDED, "Tambahan"),)),
    ]
    assert (found.changed, found.added, found.removed, found.is_same, found.cut) == (1, 1, 0, False, False)


def test_what_is_far_from_a_change_is_told_by_its_number() -> None:
    same = [f"baris {n}" for n in range(20)]
    found = compare("\n".join(same), "\n".join([*same[:10], "baru", *same[10:]]))
    assert [line.kind for line in found.lines] == [GAP, SAME, SAME, ADDED, SAME, SAME, GAP]
    assert [line.count for line in found.lines if line.kind == GAP] == [8, 8]
    assert compare("a  b\n\nc\f", "a b\nc").is_same


@given(SHORT, SHORT)
@settings(max_examples=60, deadline=None)
def test_both_texts_can_be_read_out_of_the_difference(before: list[str], after: list[str]) -> None:
    found = compare("\n".join(before), "\n".join(after))

    def without(kind: str) -> list[str]:
        words = [[part for how, part in line.parts if how != kind] for line in found.lines]
        return " ".join(" ".join(parts) for parts in words if parts).split()

    if not any(line.kind == GAP for line in found.lines):
        assert without(ADDED) == " ".join(before).split()
        assert without(REMOVED) == " ".join(after).split()
    assert found.is_same == ([x for x in before if x] == [x for x in after if x])


def test_long_texts_that_share_little_take_little_time() -> None:
    chance = random.Random(7)
    words = [f"kata{n}" for n in range(40)]

    def text() -> str:
        return "\n".join(" ".join(chance.choices(words, k=chance.randint(1, 6))) for _ in range(20_000))

    begun = time.process_time()
    found = compare(text(), text())
    assert found.cut
    assert len(found.lines) <= 2 * MOST_LINES
    a, b = ("a " * 290 + "\n") * 400, ("a " * 280 + " b\n") * 400
    assert compare(a, b).changed == 400
    assert time.process_time() - begun < 20
