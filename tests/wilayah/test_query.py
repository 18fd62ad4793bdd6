"""How a typed text is read."""

import pytest

from kimhub.wilayah.query import MAX_WORDS, Group, readings

pytestmark = pytest.mark.once


def test_words_may_be_one_name_or_several_places():
    assert readings("Pangkal pinang") == [(Group("pangkalpinang"),), (Group("pangkal"), Group("pinang"))]


def test_a_word_for_a_kind_speaks_of_the_name_after_it():
    address = (Group("mallari", 4), Group("awangpone", 3), Group("bone", 2, "regency"))

    assert readings("Desa Mallari, Kec. Awangpone, Kab. Bone") == [address]
    assert readings("kota salatiga")[0] == (Group("salatiga", 2, "city"),)


def test_a_word_for_a_kind_may_also_be_a_name():
    assert readings("kota") == [(Group("kota"),)]
    assert (Group("kotaagung"),) in readings("kota agung")
    assert (Group("kota", 3), Group("kediri", 2, "city")) in readings("kec kota kota kediri")


def test_a_word_for_a_kind_at_the_end_waits_for_its_name():
    assert (Group("mallari"),) in readings("mallari kec")


@pytest.mark.parametrize("text", ["", " ", "x", "'", "–", "😀"])
def test_what_is_too_short_to_search_has_no_reading(text: str):
    assert readings(text) == []


def test_a_long_text_costs_no_more_than_its_first_words():
    assert readings("a b c d e f g h") == readings("a b c d e f")
    assert len(readings("ab " * 500)) <= 2 ** (MAX_WORDS - 1)
