"""Planned against real: every sum is the same however it is added up, also of what is out of the plan."""

from datetime import date
from uuid import uuid4

import pytest

from kimhub.programs import agreeing, indicators, programs, states, work
from kimhub.programs.plan import Indicator, Line
from kimhub.programs.tables import ProgramIndicator, ProgramLine
from kimhub.programs.tables_work import EntryCost, ProgramEntry, ProgramIncome
from tests import make
from tests.spy import queries

YEAR = 2026


@pytest.fixture
async def agreed(app):
    """Three lines agreed; two of them were worked on."""
    await make.installed()
    kim = await make.kim()
    admin, pembina = await make.kim_admin(kim), await make.pembina()
    one = await make.program(kim, "Pelatihan", "Diskusi", "Papan informasi", year=YEAR)
    await make.agreed(one, admin, pembina)
    lines = await ProgramLine.objects().where(ProgramLine.program == one.id).order_by(ProgramLine.sort)
    return one, lines, admin, pembina


async def _entry(line, day, male=0, female=0, **costs):
    entry = ProgramEntry(
        program=line.program, line=line.id, happened_on=day, what="Berjalan", male=male, female=female,
        key=uuid4(),
    )  # fmt: skip
    await entry.save()
    for source, amount in costs.items():
        await EntryCost(
            entry=entry.id, line=line.id, program=line.program, source=source, amount=amount
        ).save()
    return entry


async def test_sums_agree_however_they_are_added_up(agreed):
    one, (first, second, third), admin, pembina = agreed
    await _entry(first, date(YEAR, 2, 3), 4, 6, dana_desa=400_000, swadaya=50_000)
    await _entry(first, date(YEAR, 4, 9), 1, 2)
    await _entry(second, date(YEAR, 9, 1), 5, 5, dana_desa=100_001)
    await ProgramIncome(
        program=one.id, received_on=date(YEAR, 1, 5), source="dana_desa", amount=1_000_000
    ).save()
    await ProgramIncome(
        program=one.id, received_on=date(YEAR, 8, 5), source="iuran_anggota", amount=70_000
    ).save()
    await ProgramLine.update({ProgramLine.progress: states.DONE}).where(ProgramLine.id == first.id)
    program = await programs.get_program(one.slug)
    with queries() as asked:
        found = await work.of(program)
    assert len(asked) <= 5
    assert found.planned == 4_500_000 == sum(line.planned for line in found.lines)
    assert found.spent == 550_001 == sum(line.spent for line in found.everything)
    assert found.received == 1_070_000
    assert found.balance == 519_999 == sum(source.balance for source in found.sources)
    assert [source.source for source in found.sources] == ["dana_desa", "iuran_anggota", "swadaya"]
    assert (found.male, found.female, found.entries, found.months_active) == (10, 13, 3, 3)
    assert found.done == 1
    assert found.lines[0].months == 0b1010
    assert sum(found.counts.values()) == 3
    (totals,) = (await work.totals([one.id])).values()
    assert (totals.spent, totals.received, totals.entries) == (found.spent, found.received, found.entries)
    assert (totals.male, totals.female, totals.done) == (10, 13, 1)

    half = await work.of(program, until=date(YEAR, 6, 30))
    assert (half.spent, half.received, half.entries) == (450_000, 1_000_000, 2)

    # An amendment takes the second line out: what was recorded of it stays, and counts.
    by, office = await make.actor_of(admin), await make.actor_of(pembina)
    await agreeing.amend(one.id, by, "Dana berkurang")
    await ProgramLine.update({ProgramLine.dropped: True}).where(ProgramLine.id.is_in([second.id, third.id]))
    during = await work.of(await programs.get_program(one.slug))
    assert (len(during.lines), len(during.outside)) == (3, 0)
    version = await agreeing.submit(one.id, by, reason="Dana berkurang")
    await agreeing.approve(one.id, office, version_id=version.id)
    after = await work.of(await programs.get_program(one.slug))
    assert [line.line.name for line in after.lines] == ["Pelatihan"]
    assert [(line.line.name, line.in_plan) for line in after.outside] == [("Diskusi", False)]
    assert (after.spent, after.people) == (found.spent, found.people)
    assert sum(line.spent for line in after.everything) == after.spent


async def test_a_program_without_anything_has_empty_sums(agreed):
    one, *_rest = agreed
    found = await work.of(await programs.get_program(one.slug))
    assert (found.spent, found.balance, found.people, found.months_active) == (0, 0, 0, 0)
    assert (await work.totals([one.id]))[one.id].spent == 0
    assert await work.totals([]) == {}


def test_a_line_is_late_once_its_time_is_over():
    line = work.LineWork(Line(1, 1, name="Pelatihan", months=0b1110), YEAR)
    assert line.due == date(YEAR, 4, 30)
    assert not line.is_late(date(YEAR, 4, 30))
    assert line.is_late(date(YEAR, 5, 1))
    for change in ({"progress": states.DONE}, {"progress": states.LINE_CANCELLED}, {"in_plan": False}):
        assert not work.LineWork(line.line, YEAR, **change).is_late(date(YEAR, 5, 1))
    later = work.LineWork(line.line, YEAR, states.POSTPONED, postponed_to=date(YEAR, 6, 1))
    assert not later.is_late(date(YEAR, 5, 1))
    assert later.is_late(date(YEAR, 6, 2))
    assert work.LineWork(Line(2, 1), YEAR).due is None


async def test_counting_costs_the_same_for_one_line_and_for_three(agreed):
    one, lines, admin, pembina = agreed
    for row in await ProgramIndicator.objects().where(
        ProgramIndicator.line.is_in([line.id for line in lines])
    ):
        row.source = "program.people"
        await row.save()
    by, office = await make.actor_of(admin), await make.actor_of(pembina)
    await agreeing.amend(one.id, by, "Dihitung dari catatan")
    version = await agreeing.submit(one.id, by)
    await agreeing.approve(one.id, office, version_id=version.id)
    await _entry(lines[0], date(YEAR, 2, 3), 4, 6)
    await _entry(lines[0], date(YEAR, 3, 3), 1, 0)
    await _entry(lines[2], date(YEAR, 5, 3), 2, 2)
    await _entry(lines[2], date(YEAR - 1, 12, 3), 9, 9)  # of the year before
    program = await programs.get_program(one.slug)
    whole = (await work.of(program)).plan
    with queries() as single:
        (first,) = await indicators.of(program, whole, line_id=lines[0].id)
    with queries() as several:
        found = await indicators.of(program, whole)
    assert len(several) == len(single) == 2
    assert [standing.value for standing in found] == [1100, 0, 400]
    assert first.value == 1100
    for standing in found:
        rows = await indicators.rows_of(
            program, standing.line.id, standing.indicator, date(YEAR, 1, 1), date(YEAR, 12, 31)
        )
        assert indicators.total(rows) == standing.value
        assert len(rows) == standing.rows
    assert [one.value for one in await indicators.of(program, whole, until=date(YEAR, 2, 28))] == [
        1000,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("target", "baseline", "value", "share"),
    [
        (4800, None, 3100, 64),
        (4800, 2000, 4800, 100),
        (300, 1000, 650, 50),  # less is better: halfway from 10 to 3
        (300, 1000, 1200, 0),
        (0, None, 100, None),
        (None, None, 100, None),
        (4800, None, None, None),
    ],
)
def test_a_share_is_of_the_target_or_of_the_way_down(target, baseline, value, share):
    indicator = Indicator(1, "kuantitatif", "Berita", target=target, baseline=baseline)
    assert indicators.Standing(Line(1, 1), indicator, value).share == share


def test_what_is_expected_grows_with_the_months_that_are_over():
    line = Line(1, 1, months=0b1111)
    assert [indicators.expected(line, YEAR, date(YEAR, month, 15)) for month in (1, 2, 4, 6)] == [
        0,
        25,
        75,
        100,
    ]
    assert indicators.expected(line, YEAR, date(YEAR, 1, 31)) == 25
    assert indicators.expected(line, YEAR, date(YEAR - 1, 12, 31)) == 0
    assert indicators.expected(line, YEAR, date(YEAR + 1, 1, 1)) == 100
    assert indicators.expected(Line(1, 1), YEAR, date(YEAR, 6, 1)) == 0
