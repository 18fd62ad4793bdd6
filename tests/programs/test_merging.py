"""Edits laid together: whatever two people do, nobody's words go without being asked about."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimhub.programs.amounts import grouped, hundredths_text, read_count, read_hundredths, read_rupiah
from kimhub.programs.merging import merge

pytestmark = pytest.mark.once

CELLS = st.sampled_from(["name", "when", "indicator:1", "item:2", "item:nab"])
VALUES = st.none() | st.sampled_from(["a", "b", "c"])
LINE = st.dictionaries(CELLS, st.sampled_from(["a", "b", "c"]))
EASY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a crowded machine


def after(line, edits):
    return {cell: value for cell, value in (line | edits).items() if value is not None}


@EASY
@given(LINE, st.dictionaries(CELLS, VALUES), st.dictionaries(CELLS, VALUES))
def test_every_word_of_both_stands_or_is_asked_about(base, hers, his):
    stored = after(base, hers)

    merged = merge(base, stored, his)

    for cell in {*base, *hers, *his}:
        began, there, mine = base.get(cell), stored.get(cell), his.get(cell, base.get(cell))
        now = merged.cells.get(cell)
        if cell in merged.clashes:
            assert began != there != mine != began  # both wrote, and not the same
            assert merged.clashes[cell] == (there, mine)
            assert now == there  # nothing is overwritten before somebody decides
            assert merged.mine.get(cell) == mine
        else:
            assert now == (there if mine == began else mine)
            assert now in (there, mine)


@EASY
@given(LINE, st.dictionaries(CELLS, VALUES), st.dictionaries(CELLS, VALUES))
def test_an_edit_sent_again_changes_nothing_more_and_order_does_not_matter(base, hers, his):
    stored = after(base, hers)
    merged = merge(base, stored, his)
    if merged.clashes:
        return
    assert merge(base, merged.cells, his).cells == merged.cells
    other = merge(base, after(base, his), hers)
    assert not other.clashes
    assert other.cells == merged.cells


@EASY
@given(LINE, st.dictionaries(CELLS, VALUES))
def test_without_a_base_nothing_that_is_there_is_overwritten(stored, his):
    merged = merge(None, stored, his)
    assert {cell: merged.cells[cell] for cell in stored} == stored
    for cell, value in his.items():
        if stored.get(cell) not in (None, value):
            assert cell in merged.clashes


@EASY
@given(st.integers(0, 10**12))
def test_numbers_are_read_as_they_are_shown(value):
    assert read_rupiah(grouped(value)) == value
    assert read_hundredths(hundredths_text(value)) == value
    if value <= 10**6:
        assert read_count(grouped(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50 rb", 50_000),
        ("Rp 1.500.000,00", 1_500_000),
        ("1,5 juta", 1_500_000),
        ("", 0),
        ("75000", 75_000),
    ],
)
def test_money_is_read_as_people_write_it(text, value):
    assert read_rupiah(text) == value


@pytest.mark.parametrize("text", ["banyak", "-5", "1,234,5", "9" * 20])
def test_what_is_no_number_is_not_guessed(text):
    for read in (read_rupiah, read_count, read_hundredths):
        with pytest.raises(ValueError):
            read(text)


def test_a_third_decimal_is_refused():
    assert read_hundredths("12,55") == 1255
    with pytest.raises(ValueError):
        read_hundredths("12,555")
