"""A program between house and office."""

from datetime import timedelta

import pytest

from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.programs import agreeing, plan, programs, reading, states
from kimhub.programs.tables import ProgramLine, WorkProgram
from kimhub.programs.tables_versions import ProgramVersion
from kimhub.programs.tables_work import ProgramEntry
from tests import make


async def test_what_was_agreed_stays_in_force_while_it_is_amended() -> None:
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    us, office = await make.actor_of(admin), await make.actor_of(pembina)
    made = await make.program(kim, "Papan informasi", "Diskusi bulanan")
    first = await agreeing.submit(made.id, us)
    assert (await agreeing.submit(made.id, us)).id == first.id  # sent twice, it goes once
    with pytest.raises(Refused):
        await agreeing.approve(made.id, us, version_id=first.id)  # nobody agrees to the own
    await agreeing.approve(made.id, office, version_id=first.id)
    there = await programs.by_id(made.id)
    assert there
    assert there.state == states.APPROVED
    assert there.in_force == first.id
    with pytest.raises(Invalid):
        await agreeing.amend(made.id, us, "")
    await agreeing.amend(made.id, us, "Harga sewa naik.")
    await ProgramLine.update({ProgramLine.name: "Papan baru"}).where(
        (ProgramLine.program == made.id) & (ProgramLine.name == "Papan informasi")
    )
    agreed = await reading.version(first.id)
    assert agreed
    assert agreed.lines[0].name == "Papan informasi"
    second = await agreeing.submit(made.id, us)
    there = await programs.by_id(made.id)
    assert there
    assert there.in_force == first.id
    assert second.number == 2
    assert second.reason
    await agreeing.approve(made.id, office, version_id=second.id)
    old = await programs.version_by_id(first.id)
    assert old
    assert old.state == states.SUPERSEDED
    assert old.ended_at
    await agreeing.undo(made.id, office, version_id=second.id)
    there = await programs.by_id(made.id)
    assert there
    assert there.state == states.IN_REVIEW
    assert there.in_force == first.id
    old = await programs.version_by_id(first.id)
    assert old
    assert (old.state, old.ended_at) == (states.IN_FORCE, None)


async def test_a_return_has_a_reason_and_the_house_writes_again() -> None:
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    us, office = await make.actor_of(admin), await make.actor_of(pembina)
    made = await make.program(kim)
    version = await agreeing.submit(made.id, us)
    with pytest.raises(Invalid):
        await agreeing.send_back(made.id, office, version_id=version.id, note=" ")
    there = await programs.by_id(made.id)
    assert there
    assert there.state == states.SUBMITTED
    await agreeing.send_back(made.id, office, version_id=version.id, note="Sebut siapa yang diundang.")
    there = await programs.by_id(made.id)
    assert there
    assert there.state == states.NEEDS_REVISION
    assert there.is_writable
    assert there.reply_by
    history = await programs.history(made.id)
    assert [step.act for step in history] == ["returned", "taken", "submitted"]
    assert history[0].reason
    assert history[0].office
    again = await agreeing.submit(made.id, us)
    with pytest.raises(Refused):
        await agreeing.approve(made.id, office, version_id=version.id)  # that is not what lies there now
    await agreeing.take_back(made.id, us)
    found = await programs.version_by_id(again.id)
    assert found
    assert found.state == states.WITHDRAWN


async def test_after_ten_minutes_a_decision_stands() -> None:
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    made = await make.program(kim)
    version = await make.agreed(made, admin, pembina)
    await ProgramVersion.update({ProgramVersion.decided_at: now() - timedelta(minutes=11)}).where(
        ProgramVersion.id == version.id
    )
    with pytest.raises(Refused):
        await agreeing.undo(made.id, await make.actor_of(pembina), version_id=version.id)


async def test_a_return_stands_once_the_house_has_written_on_what_came_back() -> None:
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    us, office = await make.actor_of(admin), await make.actor_of(pembina)
    made = await make.program(kim)
    version = await agreeing.submit(made.id, us)
    await agreeing.send_back(made.id, office, version_id=version.id, note="Sebut siapa yang diundang.")
    await agreeing.undo(made.id, office, version_id=version.id)  # nothing was written yet
    await agreeing.send_back(made.id, office, version_id=version.id, note="Sebut siapa yang diundang.")
    await ProgramLine.update({ProgramLine.target_group: "kader PKK"}).where(ProgramLine.program == made.id)
    with pytest.raises(Refused):
        await agreeing.undo(made.id, office, version_id=version.id)
    there = await programs.by_id(made.id)
    assert there
    assert there.state == states.NEEDS_REVISION
    again = await agreeing.submit(made.id, us)
    sent = await reading.version(again.id)
    assert sent
    assert sent.lines[0].target_group == "kader PKK"


async def test_an_agreement_stands_once_something_was_carried_out() -> None:
    kim, pembina = await make.kim(), await make.pembina()
    made = await make.program(kim, year=make.today().year)
    version = await make.agreed(made, await make.kim_admin(kim), pembina)
    line = await ProgramLine.objects().get(ProgramLine.program == made.id)
    assert line
    await ProgramEntry(program=made.id, line=line.id, happened_on=make.days(0), what="Rapat").save()
    with pytest.raises(Refused):
        await agreeing.undo(made.id, await make.actor_of(pembina), version_id=version.id)
    there = await programs.by_id(made.id)
    assert there
    assert there.in_force == version.id


async def test_an_amendment_thrown_away_leaves_what_was_agreed() -> None:
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    us = await make.actor_of(admin)
    made = await make.program(kim, "Papan informasi", "Diskusi bulanan")
    version = await make.agreed(made, admin, pembina)
    await agreeing.amend(made.id, us, "Ada kegiatan baru.")
    await make.program_line(made, "Studi banding")
    await ProgramLine.update({ProgramLine.dropped: True}).where(
        (ProgramLine.program == made.id) & (ProgramLine.name == "Papan informasi")
    )
    await agreeing.drop(made.id, us)
    there = await programs.by_id(made.id)
    assert there
    assert there.state == states.APPROVED
    agreed, written = await reading.version(version.id), await reading.working(there)
    assert agreed
    assert [line.name for line in written.lines] == [line.name for line in agreed.lines]
    assert written.total == agreed.total == 3_000_000


async def test_it_is_not_submitted_with_gaps_or_without_a_decree() -> None:
    kim = await make.kim()
    us = await make.actor_of(await make.kim_admin(kim))
    made = await make.program(kim)
    await ProgramLine.update({ProgramLine.pic_name: ""}).where(ProgramLine.program == made.id)
    with pytest.raises(Refused, match="penanggung jawab"):
        await agreeing.submit(made.id, us)
    young = await make.kim("KIM Baru", legal_status="registered")
    theirs = await make.program(young)
    with pytest.raises(Refused, match="SK"):
        await agreeing.submit(theirs.id, await make.actor_of(await make.kim_admin(young)))


async def test_a_snapshot_is_the_same_to_the_byte() -> None:
    kim = await make.kim()
    made = await make.program(kim, "Papan informasi")
    there = await programs.by_id(made.id)
    assert there
    whole = await reading.working(there)
    content, digest = plan.encode(whole)
    assert plan.is_whole(content, digest)
    assert plan.decode(content) == whole
    assert not plan.is_whole(content.replace("Papan", "Papar"), digest)
    assert await WorkProgram.count() == 1
