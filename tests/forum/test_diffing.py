"""What changed between two texts: nothing is lost, and what is shown can be read on a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimhub.forum.diffing import Piece, changes, shortened

pytestmark = pytest.mark.once

TEXTS = st.text(alphabet="ab \n.", max_size=40)


def test_words_that_went_stand_before_those_that_came():
    assert changes("Ronda hari Sabtu malam", "Ronda hari Minggu malam") == (
        Piece("same", "Ronda hari"),
        Piece("removed", " Sabtu"),
        Piece("added", " Minggu"),
        Piece("same", " malam"),
    )


@given(TEXTS, TEXTS)
def test_the_stretches_are_both_texts(before, after):
    pieces = changes(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_long_texts_that_share_little_are_not_compared_word_by_word():
    pieces = changes(" ".join(["a", "b"] * 700), " ".join(["b", "c"] * 700))

    assert len(pieces) <= 4


def test_what_stayed_the_same_is_cut_to_what_stands_beside_a_change():
    same = "kata " * 100
    pieces = shortened(changes(f"{same}satu {same}dua {same}", f"{same}tiga {same}empat {same}"))

    assert sum(len(piece.text) for piece in pieces) < 400
    assert [piece.kind for piece in pieces if piece.kind != "same"] == ["removed", "added"] * 2
    assert sum(piece.cut for piece in pieces) == 3
    assert shortened(changes("a b", "a c")) == list(changes("a b", "a c"))
