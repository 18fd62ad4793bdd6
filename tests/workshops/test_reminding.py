"""Reminders: when they are due, once each, again after a postponement; and reports asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from kimhub.core.db import now
from kimhub.core.jobs import Tick
from kimhub.core.tables import Event
from kimhub.workshops import reminding
from kimhub.workshops.tables import Workshop
from tests import make

START = datetime(2026, 12, 10, 1, 0, tzinfo=UTC)
ALL = "7d 1d 2h"


@pytest.mark.once
@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(days=8), []),
        (timedelta(days=7), ["7d"]),
        (timedelta(days=5, minutes=1), ["7d"]),
        (timedelta(days=5), []),  # too late to say "in a week"
        (timedelta(days=1), ["1d"]),
        (timedelta(hours=12), []),
        (timedelta(hours=2), ["2h"]),
        (timedelta(hours=1), []),
        (timedelta(0), []),
    ],
)
def test_each_is_due_at_its_time_and_not_when_it_would_be_untrue(before, expected):
    assert reminding.due(ALL, "", START, START - before) == expected


@pytest.mark.once
def test_what_went_out_goes_out_again_only_for_another_date():
    sent = reminding.mark("1d", START)
    assert reminding.due(ALL, sent, START, START - timedelta(days=1)) == []
    later = START + timedelta(days=7)
    assert reminding.due(ALL, sent, later, later - timedelta(days=1)) == ["1d"]
    assert reminding.due("2h 9x", "", START, START - timedelta(days=1)) == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("after", "week"), [(timedelta(days=2), 0), (timedelta(days=3), 1), (timedelta(days=10), 2)]
)
def test_the_report_is_asked_for_weekly_after_three_days(after, week):
    assert reminding.week_of(START, START + after) == week


async def test_the_job_reminds_once_and_leaves_out_what_is_cancelled_or_draft(database):
    await make.installed()
    kim = await make.kim()
    soon = now() + timedelta(hours=23, minutes=30)
    coming = await make.workshop(kim, starts_at=soon, ends_at=soon + timedelta(hours=3))
    await make.workshop(kim, starts_at=soon, ends_at=soon + timedelta(hours=3), state="cancelled")
    await make.workshop(kim, starts_at=soon, ends_at=soon + timedelta(hours=3), state="draft")
    for _again in range(2):
        await reminding.remind(Tick(now()))
    told = await Event.select(Event.payload).where(Event.kind == "ReminderDue")
    assert len(told) == 1
    assert f'"workshop_id": {coming.id}' in told[0]["payload"].replace('":', '": ').replace(":  ", ": ")


async def test_a_report_is_owed_until_it_is_sent(database):
    await make.installed()
    kim = await make.kim()
    end = now() - timedelta(days=4)
    over = await make.workshop(kim, starts_at=end - timedelta(hours=5), ends_at=end, state="finished")
    await make.workshop(
        kim, starts_at=end - timedelta(days=400), ends_at=end - timedelta(days=400), state="finished"
    )
    for _again in range(2):
        await reminding.ask_for_reports(Tick(now()))
    assert await Event.count().where(Event.kind == "ReportOwed") == 1
    assert (await Workshop.select(Workshop.nagged_week).where(Workshop.id == over.id).first())[
        "nagged_week"
    ] == 1
