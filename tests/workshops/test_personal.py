"""What is kept of people: handed out, made neutral when they leave, purged when its time has passed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kimhub.accounts.events import UserDeleted
from kimhub.core.db import now
from kimhub.core.jobs import Tick
from kimhub.core.tables import Event
from kimhub.workshops import people, personal
from kimhub.workshops.links import hashed, path_of, secret_of
from kimhub.workshops.tables import Workshop, WorkshopHelper, WorkshopQuestion
from kimhub.workshops.tables_after import CalendarLink, FeedbackGiven, QuizResult, WorkshopMessage
from kimhub.workshops.tables_seats import Registration
from tests import make
from tests.workshops.queue import come, counters, fill, hall, state


async def test_a_person_gets_their_places_with_what_was_noted_about_them(database: Any):
    at, siti, other = await hall(), await make.user("Siti"), await make.user("Ambo")
    question = WorkshopQuestion(workshop=at.id, sort=1, kind="yesno", label="Menginap?")
    await question.save()
    await come(at, siti, answers=f'{{"{question.id}": "ya"}}', note="Vegetarian")
    await come(at, other)
    await make.helper(at, siti, "door")

    (place,) = await personal.places_of(siti.id)
    (task,) = await personal.tasks_of(siti.id)

    assert (place["event"], place["answers"], place["note"]) == (at.title, "Menginap?: Ya", "Vegetarian")
    assert (task["what"], task["role"]) == ("helper", "door")


async def test_tests_and_what_one_wrote_are_handed_out_and_feedback_only_as_given(database: Any):
    at, siti = await hall(), await make.user("Siti")
    place = await come(at, siti)
    await QuizResult(
        registration=place.registration, workshop=at.id, phase="pre", answers="[0]", score=1, out_of=1
    ).save()
    await FeedbackGiven(registration=place.registration).save()
    await WorkshopMessage(workshop=at.id, subset="all", body="Bawa bekal", by=siti.id).save()
    taken, given = await personal.tests_of(siti.id)
    assert (taken["phase"], taken["score"], given) == ("pre", 1, {"event": at.title, "phase": "feedback"})
    (wrote,) = await personal.writings_of(siti.id)
    assert (wrote["what"], wrote["words"]) == ("message", "Bawa bekal")


async def test_who_leaves_frees_the_seat_and_leaves_no_name(database: Any):
    at, siti = await hall(capacity=1), await make.user("Siti Aminah")
    place = await come(at, siti, answers='{"1": "ya"}')
    (waiting,) = await fill(at, 1)
    past = await make.workshop(
        await make.kim(), starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8)
    )
    been = await make.registration(past, siti, note="Rajin")
    await make.helper(at, siti)
    await CalendarLink(user=siti.id, secret="x").save()

    await personal.forget(UserDeleted(siti.id))
    await personal.forget(UserDeleted(siti.id))  # a job may run again

    assert [await state(one) for one in (place, waiting, been.id)] == ["cancelled", "offered", "confirmed"]
    assert not await Registration.exists().where(Registration.user == siti.id)
    kept = await Registration.objects().get(Registration.id == been.id)
    assert kept
    assert ("Siti" in kept.name, kept.note, kept.answers) == (False, "", "{}")
    assert not await WorkshopHelper.exists()
    assert not await CalendarLink.exists()
    assert await counters(at) == (1, 0, 0)


async def test_answers_and_numbers_are_purged_when_the_form_said_so(
    browser: httpx.AsyncClient, database: Any
):
    await make.installed()
    kim, key = await make.kim(), uuid4()
    over = await make.workshop(
        kim, starts_at=now() - timedelta(days=200), ends_at=now() - timedelta(days=199), state="reported"
    )
    fresh = await make.workshop(kim, starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8))
    for at in (over, fresh):
        await make.registration(
            at, None, name="Pak Jaya", phone="+6281255550001", email="a@b.id", answers='{"1": "Kacang"}',
            sex="L", reason="Sakit",
            **({"key": key, "secret": hashed(secret_of(key))} if at is over else {}),
        )  # fmt: skip

    await personal.purge(Tick(now()))
    await personal.purge(Tick(now()))

    rows = {row.workshop: row for row in await Registration.objects()}
    gone, stays = rows[over.id], rows[fresh.id]
    assert (gone.phone, gone.email, gone.answers, gone.secret) == ("", "", "{}", "")
    assert (gone.reason, stays.reason) == ("", "Sakit")
    assert (gone.name, gone.sex, gone.state) == ("Pak Jaya", "L", "confirmed")
    assert (stays.phone, stays.answers) == ("+6281255550001", '{"1": "Kacang"}')
    assert (await browser.get(path_of(key))).status_code == 404
    assert await Event.count().where(Event.kind == "AnswersPurged") == 1
    assert await Workshop.count().where(Workshop.purged_at.is_not_null()) == 1
    late = await make.registration(over, None, walk_in=1, phone="+6281255550002", secret=hashed("x"))
    await personal.purge(Tick(now()))
    row = await Registration.objects().get(Registration.id == late.id)
    assert row
    assert (row.phone, row.secret) == ("", "")
    # An account keeps its number; the team of an event whose time is over sees it no more.
    siti = await make.user("Siti")
    numbers = []
    for at in (over, fresh):
        row = await make.registration(at, siti)
        held = await people.get_held(at.slug, row.id)
        assert held
        numbers.append(list((await people.numbers([held.person])).values()))
    assert numbers == [[], [siti.phone]]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2026, 11, 22), 6, (2027, 5, 22)),
        ((2026, 12, 1), 1, (2027, 1, 1)),
    ],
)
def test_so_many_months_later(day: Any, months: int, later: Any):
    assert personal.months_later(datetime(*day, tzinfo=UTC), months) == datetime(*later, tzinfo=UTC)
