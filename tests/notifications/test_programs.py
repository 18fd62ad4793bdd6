"""What people hear about programs: whose turn it is, what was answered, once each, and nobody else."""

from typing import Any

import pytest

from kimhub.core import jobs
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.notifications import service
from kimhub.notifications.sentences import sentence
from kimhub.programs import agreeing, events
from kimhub.programs.tables import ProgramIndicator, ProgramLine
from kimhub.programs.tables_report import AccountabilityReport
from kimhub.programs.tables_review import ReviewComment, StandIn
from kimhub.programs.tables_work import IndicatorReading
from tests import make


@pytest.fixture
async def house(app: Any) -> Any:
    """A program of KIM Mallari, its admin, two of its office, and the pembina of another regency."""
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    bone = await make.agency("Diskominfo Bone", "73.08")
    irma, asdar = await make.member(bone, "Irma Yusuf"), await make.member(bone, "Asdar")
    stranger = await make.pembina("73.17", "Orang Luwu")
    return kim, admin, irma, asdar, stranger, await make.program(kim)


async def happen(*what: Any) -> None:
    async with transaction():
        for one in what:
            await publish(one)
    await jobs.run_due()


async def said(person: Any) -> list[str]:
    """The unread sentences of an inbox, newest first, those that wait for the person with a star."""
    found = await service.entries(await make.acting(person), "unread")
    return [("* " if entry.needs_action else "") + sentence(entry) for entry in found]


async def test_a_review_from_the_submission_to_the_agreement(house):
    kim, admin, irma, asdar, stranger, program = house
    year = program.year
    writer, reviewer = await make.actor_of(admin), await make.actor_of(irma)
    await StandIn(away=asdar.id, instead=irma.id, since=make.days(-1), until=make.days(3)).save()
    first = await agreeing.submit(program.id, writer)
    await jobs.run_due()
    assert await said(irma) == [f"* KIM Mallari mengajukan program kerja {year}"]
    assert await said(asdar) == await said(stranger) == await said(admin) == []

    await agreeing.take(program.id, reviewer)
    await jobs.run_due()
    assert await said(irma) == []

    for n in range(2):
        await ReviewComment(
            program=program.id, version=first.id, body=f"Catatan {n}", author=irma.id,
            author_name="Irma", of_reviewer=True,
        ).save()  # fmt: skip
    await agreeing.send_back(program.id, reviewer, version_id=first.id, note="")
    await jobs.run_due()
    (returned,) = await said(admin)
    assert returned.startswith(f"* Program kerja {year} perlu perbaikan: 2 catatan pada barisnya, jawab")

    await agreeing.undo(program.id, reviewer, version_id=first.id)
    await jobs.run_due()
    (undone,) = await said(admin)
    assert undone.startswith("Putusan atas program kerja")

    await agreeing.send_back(program.id, reviewer, version_id=first.id, note="Tulis targetnya.")
    await jobs.run_due()
    second = await agreeing.submit(program.id, writer)
    await jobs.run_due()
    assert not [one for one in await said(admin) if one.startswith("*")]
    assert await said(irma) == [f"* KIM Mallari mengajukan lagi program kerja {year}, versi 2"]

    await happen(events.ReviewOverdue(program.id, kim.id, second.id))
    assert len(await said(asdar)) == 1  # the whole office, whoever stands in
    await agreeing.approve(program.id, reviewer, version_id=second.id)
    await jobs.run_due()
    assert await said(irma) == await said(asdar) == await said(stranger) == []
    assert f"Program kerja {year} KIM Mallari disetujui dan berlaku" in await said(admin)


async def test_what_was_taken_back_waits_for_nobody(house):
    _kim, admin, irma, _asdar, _stranger, program = house
    await agreeing.submit(program.id, await make.actor_of(admin))
    await jobs.run_due()
    await agreeing.take_back(program.id, await make.actor_of(admin))
    await jobs.run_due()
    assert await said(irma) == []


async def test_remarks_on_their_own_and_answers_reach_the_other_side(house):
    kim, admin, irma, asdar, _stranger, program = house
    await agreeing.submit(program.id, await make.actor_of(admin))
    await agreeing.take(program.id, await make.actor_of(irma))
    await jobs.run_due()
    await happen(
        events.CommentsSent(program.id, kim.id, irma.id, 1, True, False),
        events.CommentsSent(program.id, kim.id, admin.id, 1, False, False),
    )
    assert len(await said(admin)) == 1
    assert await said(irma) == [f"KIM Mallari menjawab catatan pada program kerja {program.year}"]
    assert await said(asdar) == []
    await happen(events.CommentsSent(program.id, kim.id, irma.id, 1, True, True))
    assert len(await said(admin)) == 1


async def test_reminders_late_lines_numbers_and_stand_ins(house):
    kim, admin, irma, asdar, stranger, program = house
    siti = await make.officer(kim, "Siti", "section_head")
    line = await ProgramLine.objects().get(ProgramLine.program == program.id)
    await happen(events.HousesReminded((kim.id,), program.year, "program", "Tinggal dua minggu.", irma.id))
    expected = f"* Program kerja {program.year} KIM Mallari ditunggu: Tinggal dua minggu."
    assert await said(admin) == await said(siti) == [expected]
    await make.agreed(program, admin, irma)
    await jobs.run_due()
    assert not [one for one in await said(siti) if one.startswith("*")]

    await ProgramLine.update({ProgramLine.pic_user: siti.id}).where(ProgramLine.id == line.id)
    late = events.LineLate(program.id, kim.id, line.id)
    await happen(late, late)
    assert [one for one in await said(siti) if "lewat waktunya" in one] == [
        f"* “{line.name}” sudah lewat waktunya dan belum terlaksana. Catat apa yang terjadi"
    ]
    assert not [one for one in await said(admin) if "lewat waktunya" in one]
    await happen(events.ProgressNoted(program.id, kim.id, line.id, siti.id, "done"))
    assert not [one for one in await said(siti) if "lewat waktunya" in one]

    reading = IndicatorReading(
        indicator=1, program=program.id, value=100, read_on=make.days(0), typed_by=siti.id,
        typed_name="Siti", verdict="doubted", verdict_note="Fotonya tidak terbaca.", verdict_at=now(),
    )  # fmt: skip
    found = await ProgramIndicator.objects().get(ProgramIndicator.line == line.id)
    assert found
    reading.indicator = found.id
    await reading.save()
    await happen(events.ReadingJudged(program.id, kim.id, reading.id, irma.id, False))
    assert "* Pembina meragukan angka “Berita terbit”: Fotonya tidak terbaca." in await said(siti)

    await happen(events.StandInSet(irma.id, asdar.id, "2026-12-01", "2026-12-05", irma.id))
    assert await said(asdar) == [
        "Anda menggantikan Irma Yusuf menelaah program kerja sampai 5 Desember 2026"
    ]
    assert await said(stranger) == []


async def test_an_account_waits_for_the_office_until_it_is_decided(house):
    kim, admin, irma, asdar, stranger, program = house
    await make.agreed(program, admin, irma)
    row = AccountabilityReport(program=program.id, state="submitted", submitted_at=now())
    await row.save()
    await jobs.run_due()
    await happen(events.AccountSubmitted(row.id, program.id, kim.id, admin.id))
    sent = f"* KIM Mallari mengirim LPJ {program.year} untuk Anda periksa"
    assert sent in await said(irma)
    assert sent in await said(asdar)
    assert await said(stranger) == []
    returned: Any = {"state": "returned", "note": "Lengkapi fotonya.", "decided_at": now()}
    await AccountabilityReport.update(returned).where(AccountabilityReport.id == row.id)
    await happen(events.AccountDecided(row.id, program.id, kim.id, irma.id, False))
    assert sent not in await said(irma)
    assert sent not in await said(asdar)
    assert f"* LPJ {program.year} KIM Mallari perlu dilengkapi: Lengkapi fotonya." in await said(admin)
    undone: Any = {"state": "submitted", "note": "", "decided_at": None}
    await AccountabilityReport.update(undone).where(AccountabilityReport.id == row.id)
    await happen(events.AccountUndone(row.id, program.id, kim.id, irma.id, False))
    assert sent in await said(asdar)
    assert not [one for one in await said(admin) if one.startswith("*")]
    accepted: Any = {"state": "accepted", "decided_at": now()}
    await AccountabilityReport.update(accepted).where(AccountabilityReport.id == row.id)
    await happen(
        events.AccountSubmitted(row.id, program.id, kim.id, admin.id),
        events.AccountDecided(row.id, program.id, kim.id, irma.id, True),
    )
    assert f"LPJ {program.year} KIM Mallari diterima. Terima kasih" in await said(admin)
    assert not [one for one in await said(admin) if one.startswith("*")]
