"""The timeline and the shares of money: pure, and right for every plan."""

import itertools
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimhub.core.i18n import use_locale
from kimhub.programs import charts, gantt
from kimhub.programs.plan import Line, Plan

pytestmark = pytest.mark.once


def plan_of(*months: int, year: int = 2026) -> Plan:
    lines = tuple(Line(n + 1, n, name=f"Kegiatan {n}", months=bits) for n, bits in enumerate(months))
    return Plan("KIM Mallari", "Desa Mallari", year, "Program kerja", lines=lines)


def test_stretches_of_months_cover_exactly_the_months_of_every_plan() -> None:
    for bits in range(1 << 12):
        found = gantt.runs(bits)
        covered = [month for first, last in found for month in range(first, last + 1)]
        assert covered == [month for month in range(1, 13) if bits >> (month - 1) & 1]
        assert all(after[0] > before[1] + 1 for before, after in itertools.pairwise(found))


def test_months_are_said_as_people_say_them() -> None:
    with use_locale("id"):
        assert gantt.words(0b1110) == "Februari–April"
        assert gantt.words(0b100100) == "Maret, Juni"
        assert gantt.words(0b1110, short=True) == "Feb–Apr"
        assert gantt.words(0xFFF) == "Sepanjang tahun"
        assert gantt.words(0) == ""


def test_a_bar_begins_and_ends_inside_its_months() -> None:
    lanes = gantt.chart(plan_of(0b1, 1 << 11, 0), date(2026, 11, 22)).lanes
    assert lanes[0].planned == (gantt.Bar("0.70%", "6.93%"),)
    assert lanes[1].planned == (gantt.Bar("92.37%", "6.93%"),)
    assert lanes[2].planned == ()


def test_the_timeline_counts_what_each_month_is_full_of_and_marks_the_current_one() -> None:
    chart = gantt.chart(plan_of(0b1110, 0b0110), date(2026, 3, 1), {2: 0b100})
    assert chart.busy == (0, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    assert chart.month == 3
    assert chart.has_done
    assert [lane.was for lane in chart.lanes] == ["", "Maret"]
    assert gantt.chart(plan_of(0b1), date(2027, 3, 1)).month == 0


# A crowded machine is no fault of it.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.text(max_size=4), st.integers(0, 10**12), max_size=12))
def test_shares_keep_every_rupiah_and_add_up_to_a_hundred(sums: dict[str, int]) -> None:
    found = charts.shares(sums)
    assert {part.key: part.amount for part in found} == sums
    assert [part.key for part in found] == list(sums)
    assert sum(part.percent for part in found) == (100 if sum(sums.values()) else 0)
    for part in found:
        assert (
            abs(part.percent * sum(sums.values()) - part.amount * 100) < sum(sums.values())
            or not part.amount
        )
        assert 0 <= part.width <= 100
        assert bool(part.width) == bool(part.amount)
