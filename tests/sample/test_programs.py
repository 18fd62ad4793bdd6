"""The sample's programs: every state to be seen, sums that are true, and no old matter told as news."""

import subprocess
import sys

import pytest

from kimhub.core import jobs
from kimhub.core.tables import Event, Job
from kimhub.groups import terms
from kimhub.programs import account_views, plan, programs, reading, work
from kimhub.sample import bone, service
from tests.sample.filled import with_bone
from tests.sample.test_trainings import count, rows

pytestmark = pytest.mark.usefixtures("wilayah")


async def test_programs_stand_in_every_state_and_add_up():
    await with_bone()
    year = terms.today().year
    stood = {tuple(row) for row in await rows("SELECT year, state FROM program WHERE kind = 'program'")}
    assert {(year - 1, "closed"), (year, "approved")} <= stood
    assert {state for of, state in stood if of == year + 1} == {
        "draft", "submitted", "in_review", "needs_revision", "approved",
    }  # fmt: skip
    assert await count("SELECT count(*) FROM program WHERE kind = 'template' AND offered") == 1
    for content, digest in await rows("SELECT content, sha256 FROM program_snapshot"):
        assert plan.is_whole(content, digest)
    totals = await rows(
        "SELECT v.total, s.content FROM program_version v JOIN program_snapshot s ON s.version = v.id"
    )
    assert all(total == plan.decode(content).total for total, content in totals)

    slug = (await rows("SELECT slug FROM organization WHERE name = 'KIM Mallari'"))[0][0]
    came_back = await programs.get_program(f"{slug}-{year + 1}")
    assert came_back
    assert came_back.current
    submitted = await reading.version(came_back.current)
    assert submitted
    assert (submitted.total, (await reading.working(came_back)).total) == (37_600_000, 26_000_000)
    assert (
        await count(
            f"SELECT count(*) FROM program_comment WHERE program = {came_back.id} AND sent_at IS NOT NULL"
        )
        == 2
    )
    ((later, sooner),) = await rows(
        "SELECT max(s.content), min(s.content) FROM program p JOIN organization o ON o.id = p.organization"
        " JOIN program_version v ON v.program = p.id JOIN program_snapshot s ON s.version = v.id"
        " WHERE o.name = 'KIM Kajuara'"
    )
    assert later != sooner  # what was settled can be seen
    now_on = await programs.get_program(f"{slug}-{year}")
    assert now_on
    done = await work.of(now_on)
    assert done.planned == 17_700_000
    assert done.spent == sum(one.spent for one in done.everything)
    assert await count("SELECT count(*) FROM program_entry WHERE happened_on > CURRENT_DATE") == 0
    ((facts, digest),) = await rows("SELECT facts, sha256 FROM program_report WHERE state = 'accepted'")
    assert account_views.is_whole(facts, digest)

    # Whoever is told, is told of what waits now, once.
    waiting = "SELECT count(*) FROM notification WHERE kind = 'program_sent' AND needs_action"
    assert await count(waiting) == 4 * await count("SELECT count(*) FROM program WHERE state = 'submitted'")
    assert await count("SELECT count(*) FROM notification WHERE kind = 'program_agreed'") == 0
    assert await count("SELECT count(*) FROM job WHERE task LIKE '%of_programs%'") == 0
    agreed = await Event.select(Event.happened_at).where(Event.kind == "ProgramClosed")
    assert len(agreed) == 1
    await Job.delete().where(Job.task.like("kimhub.library%"))  # what the papers say is read by other tests
    await jobs.run_due()
    before = await count("SELECT count(*) FROM program")
    await service.fill_area(bone.AREA)
    assert await count("SELECT count(*) FROM program") == before


def test_a_process_that_only_fills_can_count():
    """`kimhub demo` loads no pages first: its accepted LPJ said 0 people of 118."""
    asks = "import kimhub.sample.programs; from kimhub.chain.measures import MEASURES; print(*MEASURES)"
    found = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert {"program.people", "program.entries"} <= set(found.stdout.split())
