"""LPJ: filled from what is recorded, frozen when it is sent, accepted by somebody else, then the end."""

import asyncio
import io
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from python_calamine import CalamineWorkbook

from kimhub.core.amounts import number, rupiah
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.files import save_content
from kimhub.core.kept_files import release
from kimhub.core.tables import Event
from kimhub.programs import (
    account_deciding,
    account_facts,
    account_views,
    account_writing,
    accounting,
    agreeing,
    policy,
    programs,
    states,
    work,
)
from kimhub.programs.tables import BudgetItem, ProgramIndicator, ProgramLine, WorkProgram
from kimhub.programs.tables_report import AccountabilityReport
from kimhub.programs.tables_review import ProgramRules
from kimhub.programs.tables_work import EntryCost, EntryFile, IndicatorReading, ProgramEntry, ProgramIncome
from tests import make
from tests.programs.test_papers import NASTY, size_of, text_of
from tests.world import make_picture

YEAR = make.today().year
FORM = {
    "version": "0", "photos_shown": "1", "summary": f"Berjalan baik. {NASTY}", "quality": "Warga terbantu.",
    "obstacles": "Jaringan lemah.", "recommendations": "Pasang penguat sinyal.", "own_rating": "4",
    "own_rating_reason": "Dua dusun terlambat.", "known_name": "H. Baso", "known_office": "Kepala Desa",
}  # fmt: skip


async def note(line: ProgramLine, day: date, obstacle: str = "", **costs: int) -> int:
    entry = ProgramEntry(
        program=line.program, line=line.id, happened_on=day, what="Berjalan", male=4, female=6,
        obstacle=obstacle, key=uuid4(),
    )  # fmt: skip
    await entry.save()
    for source, amount in costs.items():
        await EntryCost(
            entry=entry.id, line=line.id, program=line.program, source=source, amount=amount
        ).save()
    return int(entry.id)


@pytest.fixture
async def running(app):
    """This year's program, agreed; two of its three lines were worked on, one in each half of the year."""
    await make.installed()
    kim = await make.kim()
    await make.officer(kim, "Rahmawati Latif", "chair")
    admin, pembina = await make.kim_admin(kim), await make.pembina()
    one = await make.program(kim, "Pelatihan menulis", "Diskusi warga", "Papan informasi", year=YEAR)
    counted: dict[Any, Any] = {ProgramIndicator.source: "program.people", ProgramIndicator.unit: "orang"}
    second = await ProgramLine.objects().get(ProgramLine.name == "Diskusi warga")
    await ProgramIndicator.update(counted).where(ProgramIndicator.line == second.id)
    await make.agreed(one, admin, pembina)
    lines = await ProgramLine.objects().where(ProgramLine.program == one.id).order_by(ProgramLine.sort)
    entry = await note(lines[0], date(YEAR, 2, 3), "Listrik padam.", dana_desa=400_000, swadaya=50_001)
    await note(lines[1], date(YEAR, 9, 1), dana_desa=1_000_000)
    for day, source, amount in ((1, "dana_desa", 1_000_000), (8, "iuran_anggota", 70_000)):
        received = date(YEAR, day, 5)
        await ProgramIncome(program=one.id, received_on=received, source=source, amount=amount).save()
    await ProgramLine.update({ProgramLine.progress: states.DONE}).where(ProgramLine.id == lines[0].id)
    indicator = await ProgramIndicator.objects().get(ProgramIndicator.line == lines[0].id)
    await IndicatorReading(
        indicator=indicator.id, program=one.id, value=3100, read_on=date(YEAR, 2, 20),
        verdict="confirmed", typed_name="Budi",
    ).save()  # fmt: skip
    return one, entry, admin, pembina


async def test_an_account_is_written_sent_frozen_and_accepted_and_then_the_program_is_closed(
    browser: httpx.AsyncClient, running
) -> None:
    one, _entry, admin, pembina = running
    path = f"/program/{one.slug}/lpj/tahun"
    house, office = await make.signed_in(admin), await make.signed_in(pembina)
    stranger = await make.signed_in(await make.user())
    assert (await browser.get(path)).status_code == 303
    assert (await browser.get(path, headers=stranger)).status_code == 404
    assert (await browser.get(f"/program/{one.slug}/lpj/bulan", headers=house)).status_code == 404
    led = await browser.get(f"/program/{one.slug}/lpj", headers=house)
    assert led.headers["location"] == path
    empty = await browser.get(path, headers=house)
    assert "Mulai menulis" in empty.text
    assert rupiah(1_450_001) in empty.text
    assert rupiah(-380_001) in empty.text
    for said in ("diketik, dibenarkan pembina", "31 berita", "dihitung dari catatan", "10 orang"):
        assert said in empty.text
    assert "belum diisi" in empty.text

    wrong = FORM | {"own_rating": "9", "summary": "x" * 6001}
    refused = await browser.post(path, headers=house, data=wrong)
    assert refused.status_code == 422
    assert refused.text.count('class="field-error"') == 2
    assert "Pasang penguat sinyal." in refused.text
    assert (await browser.post(path, headers=office, data=FORM)).status_code == 403
    short = await browser.post(path, headers=house, data=FORM | {"own_rating": "", "action": "submit"})
    assert short.status_code == 422
    assert "Beri nilai untuk pelaksanaan" in short.text
    late = await browser.post(path, headers=house, data=FORM | {"summary": "Tulisan orang kedua."})
    assert late.status_code == 422
    assert "Tulisan orang lain" in late.text
    draft = await browser.get(path, headers=office)
    assert "Pasang penguat" not in draft.text  # what is being written is the house's
    sent = await browser.post(path, headers=house, data=FORM | {"version": "1", "action": "submit"})
    assert sent.status_code == 303
    assert sent.headers["location"] == path

    row = await AccountabilityReport.objects().first()
    assert (row.state, row.version, row.number) == (
        "submitted",
        2,
        f"001/LPJ/KIM-MALLARI/{_roman()}/{YEAR}",
    )
    await EntryCost.update({EntryCost.amount: 5}, force=True)  # what was sent stays as it was
    await note(await ProgramLine.objects().first(), date(YEAR, 10, 1), swadaya=999)
    page = await browser.get(path, headers=office)
    assert rupiah(1_450_001) in page.text
    assert "Pasang penguat sinyal." in page.text
    assert "Terima LPJ" in page.text
    assert "Terima LPJ" not in (await browser.get(path, headers=house)).text
    assert (await browser.post(path, headers=house, data=FORM | {"version": "2"})).status_code == 403

    decide, seal = f"{path}/putusan", {"version": "2", "seal": row.sha256[:16]}
    assert (await browser.post(decide, headers=house, data=seal | {"action": "accept"})).status_code == 403
    assert (await browser.post(decide, headers=office, data=seal | {"action": "return"})).status_code == 422
    assert (await browser.post(decide, headers=office, data=seal | {"action": "accept"})).status_code == 422
    other = seal | {"seal": "0" * 16, "action": "accept", "rating": "4"}
    assert (await browser.post(decide, headers=office, data=other)).status_code == 422
    back = seal | {"action": "return", "note": "Lengkapi fotonya."}
    assert (await browser.post(decide, headers=office, data=back)).status_code == 303
    returned = await browser.get(path, headers=house)
    assert "Lengkapi fotonya." in returned.text
    assert rupiah(1_450_001) not in returned.text  # the house is at work on it again
    assert rupiah(1_450_001) in (await browser.get(path, headers=office)).text

    await browser.post(path, headers=house, data=FORM | {"version": "2", "action": "submit"})
    row = await AccountabilityReport.objects().first()
    good = {
        "version": "3",
        "seal": row.sha256[:16],
        "action": "accept",
        "rating": "5",
        "rating_note": "Rapi.",
    }
    assert (await browser.post(decide, headers=office, data=good)).status_code == 303
    assert (await browser.post(decide, headers=office, data=good)).status_code == 403
    row = await AccountabilityReport.objects().first()
    assert (row.state, row.rating, row.decided_name) == ("accepted", 5, "Irma Yusuf")
    assert "Diskominfo" in row.decided_office
    assert row.number.startswith("001/")
    assert (await programs.by_id(one.id)).state == states.CLOSED
    told = [event["kind"] for event in await Event.select(Event.kind).order_by(Event.id)]
    assert [kind for kind in told if kind in {"AccountSubmitted", "AccountDecided", "ProgramClosed"}] == [
        "AccountSubmitted", "AccountDecided", "AccountSubmitted", "ProgramClosed", "AccountDecided",
    ]  # fmt: skip
    assert (await browser.post(path, headers=house, data=FORM | {"version": "3"})).status_code == 403
    assert "Rapi." in (await browser.get(path, headers=stranger)).text  # accepted, it is for everybody
    public = await browser.get(path)
    assert public.status_code == 200
    assert rupiah(1_070_000) in public.text
    assert "Listrik padam." not in public.text
    assert "Irma" not in public.text
    assert "<script" not in public.text
    assert (await browser.get(f"{path}?bahasa=en")).status_code == 200
    assert f'href="{path}"' in (await browser.get(f"/program/{one.slug}")).text
    assert (await browser.get(f"{path}/berkas")).status_code == 303
    checked = (await browser.get(f"/verifikasi/{row.code}")).text
    for said in ("Asli dan berlaku", "Irma Yusuf", row.number, rupiah(1_070_000)):
        assert said in checked


def _roman() -> str:
    months = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
    return months[make.today().month - 1]


async def test_sums_of_an_account_agree_on_screen_on_paper_and_in_the_workbook(
    browser: httpx.AsyncClient, running
) -> None:
    one, entry, admin, pembina = running
    gone = await ProgramLine.objects().get(ProgramLine.name == "Papan informasi")
    await ProgramLine.update({ProgramLine.name: "=1+1"}).where(ProgramLine.name == "Pelatihan menulis")
    await note(gone, date(YEAR, 5, 5), apbn=123_456_789)
    us, office = await make.actor_of(admin), await make.actor_of(pembina)
    await agreeing.amend(one.id, us, "Papan dibuat pihak lain.")
    await ProgramLine.update({ProgramLine.dropped: True}).where(ProgramLine.id == gone.id)
    second = await agreeing.submit(one.id, us)
    await agreeing.approve(one.id, office, version_id=second.id)
    for n in range(7):
        await EntryFile(
            program=one.id, entry=entry, file=await _photo(n), name=f"{n}.webp", mime="image/webp",
            size=1, width=64, height=48, alt=f"Foto ke-{n}" if n else "",
        ).save()  # fmt: skip
    program = await programs.by_id(one.id)
    done = await work.of(program)
    report = await accounting.get_report(one.slug, "tahun")
    account = await account_facts.of(program, "year")
    assert account_views.unpack(account_views.pack(account)[0]) == account
    assert account.spent == done.spent == sum(line.spent for line in account.lines) == 124_906_790
    assert account.planned == done.planned == sum(line.planned for line in account.lines) == 3_000_000
    assert account.balance == done.balance == sum(row.balance for row in account.sources)
    assert [line.no for line in account.lines] == [1, 2, 0]
    headers = await make.signed_in(admin)
    page = await browser.get(report.path, headers=headers)
    paper = await browser.get(f"{report.path}/berkas", headers=headers)
    words = text_of(paper.content)
    assert size_of(paper.content) == (215, 330)
    for amount in (account.spent, account.planned, account.received, account.balance):
        assert rupiah(amount) in page.text
        assert number(amount) in words
    for said in (
        "KONSEP",
        "di luar program yang berlaku",
        "Listrik padam.",
        "Foto ke-6",
        "31",
        "Rahmawati",
    ):
        assert said in words
    book = CalamineWorkbook.from_filelike(
        io.BytesIO((await browser.get(f"{report.path}/unduh", headers=headers)).content)
    )
    assert book.sheet_names == ["Kegiatan", "Keuangan", "Indikator"]
    lines = book.get_sheet_by_name("Kegiatan").to_python()
    assert lines[-1][-2:] == [account.planned, account.spent]
    assert lines[1][2] == "=1+1"
    sums = book.get_sheet_by_name("Keuangan").to_python()[-1]
    assert sums == ["Jumlah", account.planned, account.received, account.spent, account.balance]


async def _photo(n: int) -> str:
    return (await save_content(make_picture(chr(40 + 30 * n)), "image/webp", f"{n}.webp")).key


async def test_photos_are_chosen_and_stay_with_an_account_that_was_sent(
    browser: httpx.AsyncClient, running
) -> None:
    one, entry, admin, _pembina = running
    ids, keys = [], []
    for n in range(25):
        key = await _photo(n) if n < 2 else keys[0]
        row = EntryFile(
            program=one.id, entry=entry, file=key, name=f"{n}.webp", mime="image/webp", size=1, width=64,
            height=48,
        )  # fmt: skip
        await row.save()
        ids.append(str(row.id))
        keys.append(key)
    headers, path = await make.signed_in(admin), f"/program/{one.slug}/lpj/tahun"
    many = await browser.post(path, headers=headers, data=FORM | {"photo[]": ids})
    assert many.status_code == 422
    assert "paling banyak 24 foto" in many.text
    saved = await browser.post(path, headers=headers, data=FORM | {"photo[]": ids[1:2], "action": "submit"})
    assert saved.status_code == 303
    facts = account_views.unpack((await AccountabilityReport.objects().first()).facts)
    assert [str(photo.id) for photo in facts.photos] == ids[1:2]
    await EntryFile.delete(force=True)
    assert await release(keys[1]) is False
    assert await release(keys[0]) is True


async def test_half_a_year_counts_its_days_and_leaves_the_program_open(
    browser: httpx.AsyncClient, running
) -> None:
    one, _entry, admin, pembina = running
    headers, path = await make.signed_in(admin), f"/program/{one.slug}/lpj/semester-1"
    assert (await browser.get(path, headers=headers)).status_code == 404  # the district asks for none
    await ProgramRules(wilayah_code="73.08", half_year=True).save()
    page = await browser.get(path, headers=headers)
    assert rupiah(450_001) in page.text
    assert rupiah(1_450_001) not in page.text
    assert "LPJ semester pertama" in page.text
    await browser.post(path, headers=headers, data=FORM | {"action": "submit"})
    there = await accounting.get_report(one.slug, "semester-1")
    office = await make.actor_of(pembina)
    seen = {"version": "1", "seal": there.report.sha256[:16], "rating": "3", "action": "accept"}
    assert await account_deciding.decide(there, office, seen)
    assert (await programs.by_id(one.id)).state == states.APPROVED
    words = text_of((await browser.get(f"{path}/berkas", headers=headers)).content)
    assert "Semester pertama" in words
    assert "KONSEP" not in words


async def test_the_half_year_calls_lines_as_they_are_agreed_while_they_are_being_changed(running) -> None:
    one, _entry, admin, _pembina = running
    await agreeing.amend(one.id, await make.actor_of(admin), "Nama kegiatan diubah.")
    await ProgramLine.update({ProgramLine.name: "Rahasia"}).where(ProgramLine.program == one.id)
    program = await programs.by_id(one.id)
    account = await account_facts.of(program, "half")
    assert [row.line for row in account.obstacles] == ["Pelatihan menulis"]
    assert "Rahasia" not in account_views.pack(account)[0]


async def test_half_a_year_undone_does_not_open_a_program_that_the_year_has_closed(
    browser: httpx.AsyncClient, running
) -> None:
    one, _entry, admin, pembina = running
    headers, office = await make.signed_in(admin), await make.actor_of(pembina)
    await ProgramRules(wilayah_code="73.08", half_year=True).save()
    for period in ("semester-1", "tahun"):
        path = f"/program/{one.slug}/lpj/{period}"
        await browser.post(path, headers=headers, data=FORM | {"action": "submit"})
        there = await accounting.get_report(one.slug, period)
        seen = {"version": "1", "seal": there.report.sha256[:16], "rating": "3", "action": "accept"}
        assert await account_deciding.decide(there, office, seen)
    with pytest.raises(Refused):
        await account_deciding.undo(await accounting.get_report(one.slug, "semester-1"), office)
    assert (await programs.by_id(one.id)).state == states.CLOSED
    await account_deciding.undo(await accounting.get_report(one.slug, "tahun"), office)
    await account_deciding.undo(await accounting.get_report(one.slug, "semester-1"), office)
    assert (await programs.by_id(one.id)).state == states.APPROVED
    assert (await accounting.get_report(one.slug, "semester-1")).state == accounting.SUBMITTED


async def test_nobody_accepts_what_they_wrote_and_an_open_amendment_comes_first(running) -> None:
    one, _entry, admin, pembina = running
    us, office = await make.actor_of(admin), await make.actor_of(pembina)
    there = await accounting.get_report(one.slug, "tahun")
    await account_writing.save(there, us, FORM, [])
    hands: dict[Any, Any] = {WorkProgram.hands: f"{us.id} {office.id}"}
    await WorkProgram.update(hands, force=True)  # somebody of the house who is in the office by now
    program = await programs.by_id(one.id)
    assert program
    assert not policy.can_judge_account(office, program)
    await WorkProgram.update({WorkProgram.hands: f"{us.id}"}, force=True)
    program = await programs.by_id(one.id)
    assert program
    assert policy.can_judge_account(office, program)
    await AccountabilityReport.update({AccountabilityReport.written_by: f"{us.id} {office.id}"}, force=True)
    there = await accounting.again(there)
    await account_writing.submit(there, us)
    await account_writing.submit(there, us)  # sent twice, it goes once
    there = await accounting.again(there)
    seen = {"version": "1", "seal": there.report.sha256[:16], "rating": "3", "action": "accept"}
    assert not accounting.can_decide(office, there)
    with pytest.raises(Refused):
        await account_deciding.decide(there, office, seen)
    colleague = await make.actor_of(await make.pembina())
    await agreeing.amend(one.id, us, "Harga sewa naik.")
    with pytest.raises(Refused, match="perubahan program"):
        await account_deciding.decide(there, colleague, seen)
    await agreeing.drop(one.id, us)
    await AccountabilityReport.update(
        {AccountabilityReport.facts: there.report.facts.replace("Jaringan", "Jalanan")}, force=True
    )
    with pytest.raises(Refused, match="tidak lagi sama"):
        await account_deciding.decide(there, colleague, seen)
    await account_writing.take_back(there, us)
    again = await accounting.again(there)
    assert (again.state, again.report.facts) == ("draft", "")
    with pytest.raises(Refused):
        await account_deciding.decide(again, colleague, seen)
    await account_writing.submit(again, us)
    sent = await accounting.again(again)
    assert await account_deciding.decide(sent, colleague, seen | {"seal": sent.report.sha256[:16]})
    with pytest.raises(Refused):
        await account_writing.take_back(await accounting.again(sent), us)
    with pytest.raises(Refused):
        await account_writing.save(await accounting.again(sent), us, FORM | {"version": "1"}, [])


async def test_two_who_decide_at_once_decide_once(running) -> None:
    one, _entry, admin, pembina = running
    us, first = await make.actor_of(admin), await make.actor_of(pembina)
    second = await make.actor_of(await make.pembina())
    there = await accounting.get_report(one.slug, "tahun")
    await account_writing.save(there, us, FORM, [])
    await asyncio.gather(account_writing.submit(there, us), account_writing.submit(there, us))
    there = await accounting.again(there)
    seen = {"version": "1", "seal": there.report.sha256[:16], "rating": "3", "action": "accept"}
    ends = await asyncio.gather(
        account_deciding.decide(there, first, seen),
        account_deciding.decide(there, second, seen | {"action": "return", "note": "Lengkapi fotonya."}),
        return_exceptions=True,
    )
    assert sum(isinstance(end, Refused) for end in ends) == 1
    assert await Event.count().where(Event.kind == "AccountSubmitted") == 1
    assert await Event.count().where(Event.kind == "AccountDecided") == 1
    closed = (await programs.by_id(one.id)).state == states.CLOSED
    assert closed is ((await accounting.again(there)).state == "accepted")


async def test_a_decision_on_an_account_can_be_undone_for_ten_minutes(
    browser: httpx.AsyncClient, running
) -> None:
    one, _entry, admin, pembina = running
    us = await make.actor_of(admin)
    there = await accounting.get_report(one.slug, "tahun")
    await account_writing.save(there, us, FORM, [])
    await account_writing.submit(await accounting.again(there), us)
    sent = (await accounting.again(there)).report
    office, house = await make.signed_in(pembina), await make.signed_in(admin)
    decide, undo = f"{there.path}/putusan", {"action": "undo"}
    good = {"version": "1", "seal": sent.sha256[:16], "action": "accept", "rating": "5"}
    assert (await browser.post(decide, headers=office, data=undo)).status_code == 403  # nothing is decided
    await browser.post(decide, headers=office, data=good)
    code = (await accounting.again(there)).report.code
    assert "Urungkan putusan" in (await browser.get(there.path, headers=office)).text
    assert "Urungkan putusan" not in (await browser.get(there.path, headers=house)).text
    assert (await browser.post(decide, headers=house, data=undo)).status_code == 403
    colleague = await make.signed_in(await make.pembina())
    assert (await browser.post(decide, headers=colleague, data=undo)).status_code == 403
    assert (await browser.post(decide, headers=office, data=undo)).status_code == 303
    again = await accounting.again(there)
    assert (again.state, again.report.facts, again.report.rating) == ("submitted", sent.facts, None)
    assert (await programs.by_id(one.id)).state == states.APPROVED
    assert "Belum berlaku" in (await browser.get(f"/verifikasi/{code}")).text
    assert (await browser.get(there.path)).status_code == 303  # for guests it is not there any more
    await browser.post(decide, headers=office, data=good)
    assert (await accounting.again(there)).report.code == code
    await AccountabilityReport.update({AccountabilityReport.decided_at: now() - agreeing.UNDO}, force=True)
    late = await browser.post(decide, headers=office, data=undo)
    assert late.status_code == 403
    assert "Sudah lewat 10 menit" in late.text
    acts = [step.act for step in await programs.history(one.id)][:6]
    assert acts == ["closed", "account_accepted", "reopened", "undone", "closed", "account_accepted"]


async def test_an_account_waits_for_its_year_and_for_words(app) -> None:
    await make.installed()
    kim = await make.kim()
    admin, pembina = await make.kim_admin(kim), await make.pembina()
    one = await make.program(kim, year=YEAR + 1)
    await make.agreed(one, admin, pembina)
    us = await make.actor_of(admin)
    there = await accounting.get_report(one.slug, "tahun")
    assert {*accounting.missing(there)} == {"program", "summary", "own_rating"}
    with pytest.raises(Refused):
        await account_writing.submit(there, us)
    with pytest.raises(Invalid):
        await account_writing.save(there, us, FORM | {"known_name": "x" * 121}, [])
    assert (await WorkProgram.select(WorkProgram.state).first())["state"] == states.APPROVED
    assert await BudgetItem.count() == 1
