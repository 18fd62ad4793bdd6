"""Carrying out: noted on a phone by several people, money by the treasurer alone, counted from records."""

import asyncio
import io
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from kimhub.chain import links
from kimhub.chain.tables import ChainLink
from kimhub.core.db import now
from kimhub.core.errors import Refused
from kimhub.core.files import store
from kimhub.core.flash import unpack
from kimhub.core.kept_files import release
from kimhub.core.tables import Event
from kimhub.programs import agreeing, entries, indicators, late, programs, removed_entries, states, work
from kimhub.programs.costs import Cost
from kimhub.programs.tables import ProgramIndicator, ProgramLine, WorkProgram
from kimhub.programs.tables_work import (
    EntryCost,
    EntryFile,
    IndicatorReading,
    ProgramEntry,
    ProgramIncome,
    RemovedEntry,
)
from kimhub.workshops.tables_door import Attendance
from tests import make
from tests.world import make_picture

NASTY = "<script>alert(1)</script>"
YEAR = make.today().year
TODAY = make.today().isoformat()


class Scene:
    """A KIM whose program of this year is agreed, with two lines, and its people."""


@pytest.fixture
async def scene(app):
    await make.installed()
    found = Scene()
    found.kim = await make.kim()
    found.admin, found.pembina = await make.kim_admin(found.kim), await make.pembina()
    found.secretary = await make.officer(found.kim, "Sekretaris")
    found.treasurer = await make.officer(found.kim, "Bendahara", "treasurer")
    found.member = await make.member(found.kim, "Anggota")
    found.row = await make.program(found.kim, "Pelatihan menulis", "Diskusi bulanan", year=YEAR)
    await make.agreed(found.row, found.admin, found.pembina)
    found.lines = await (
        ProgramLine.objects().where(ProgramLine.program == found.row.id).order_by(ProgramLine.sort)
    )
    found.path = f"/program/{found.row.slug}"
    found.line = f"{found.path}/kegiatan/{found.lines[0].id}"
    return found


def _note(**more):
    return {
        "key": str(uuid4()), "happened_on": TODAY, "what": f"Sepuluh warga belajar. {NASTY}",
        "place": "Balai desa", "male": "4", "female": "6", "obstacle": "Listrik padam",
        "follow_up": "Pinjam genset",
    } | more  # fmt: skip


COSTS = {
    "label[]": ["Konsumsi", "", "Sewa kursi"], "source[]": ["dana_desa", "", "swadaya"],
    "amount[]": ["Rp450.000", "", "75000"],
}  # fmt: skip


def _jpeg_with_a_place() -> bytes:
    kept = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Kamera rahasia"
    Image.new("RGB", (2400, 1200), (90, 120, 60)).save(kept, "JPEG", exif=exif)
    return kept.getvalue()


async def test_an_entry_is_noted_read_corrected_and_taken_away(browser, scene):
    secretary = await make.signed_in(scene.secretary)
    assert "Pelatihan menulis" in (await browser.get(f"{scene.path}/catat", headers=secretary)).text
    form = (await browser.get(f"{scene.line}/catat", headers=secretary)).text
    assert "Apa yang dikerjakan?" in form
    assert 'name="amount[]"' not in form  # the secretary notes no money
    empty = await browser.post(f"{scene.line}/catat", data=_note(what=" ", male="-3"), headers=secretary)
    assert empty.status_code == 422
    assert "Tulis apa yang dikerjakan." in empty.text
    assert "Balai desa" in empty.text
    ahead = (now() + timedelta(days=3)).date().isoformat()
    assert (
        await browser.post(f"{scene.line}/catat", data=_note(happened_on=ahead), headers=secretary)
    ).status_code == 422
    assert not await ProgramEntry.exists()

    note = _note()
    photo = {"file": ("foto.jpg", _jpeg_with_a_place(), "image/jpeg")}
    for _twice in range(2):
        sent = await browser.post(f"{scene.line}/catat", data=note, files=photo, headers=secretary)
        assert sent.status_code == 303
    (entry,) = await ProgramEntry.select()
    assert await Event.count().where(Event.kind == "ProgressNoted") == 1
    (file,) = await EntryFile.select()
    assert file["mime"] == "image/webp"
    assert max(file["width"], file["height"]) <= 1600
    shown = (await browser.get(scene.line, headers=secretary)).text
    for words in ("Sepuluh warga belajar.", "Balai desa", "10 orang", "Listrik padam", "Berjalan"):
        assert words in shown
    assert NASTY not in shown

    at = f"{scene.line}/catatan/{entry['id']}"
    picture = await browser.get(f"{scene.path}/berkas/{file['id']}", headers=secretary)
    assert b"Kamera rahasia" not in picture.content
    assert (
        await browser.get(f"{scene.path}/berkas/{file['id']}/kecil", headers=secretary)
    ).status_code == 200
    assert (await browser.get(f"{scene.path}/berkas/{file['id']}")).status_code == 303
    changed = _note(version="1", what="Dua belas warga belajar.")
    assert (await browser.post(at, data=changed, headers=secretary)).status_code == 303
    late_one = await browser.post(at, data=changed | {"what": "Versi lain."}, headers=secretary)
    assert late_one.status_code == 422
    assert "Orang lain mengubah" in late_one.text
    assert "Versi lain." in late_one.text
    assert "Dua belas warga belajar." in late_one.text
    fragment = await browser.post(
        at, data=changed, headers=await make.signed_in(scene.secretary, htmx=True)
    )
    assert fragment.status_code == 422
    assert "<html" not in fragment.text

    # A member brings a photo, and takes only that one away again; a paper is for officers.
    member = await make.signed_in(scene.member)
    assert (await browser.get(f"{scene.line}/catat", headers=member)).status_code == 404
    assert (await browser.post(at, data=changed, headers=member)).status_code == 403
    theirs = {"file": ("b.webp", make_picture("b"), "image/webp")}
    sent = await browser.post(f"{at}/foto", data={"alt": "Warga"}, files=theirs, headers=member)
    assert sent.status_code == 303
    paper = {"file": ("daftar.txt", b"Nama-nama", "text/plain")}
    assert (await browser.post(f"{at}/foto", files=paper, headers=member)).status_code == 422
    assert (await browser.post(f"{at}/foto", files=paper, headers=secretary)).status_code == 303
    own = (await EntryFile.select().where(EntryFile.created_by == scene.member.id).first())["id"]
    kept = (await EntryFile.select().where(EntryFile.mime == "text/plain").first())["id"]
    assert (
        await browser.post(f"{scene.path}/berkas/{file['id']}/hapus", headers=member)
    ).status_code == 403
    assert (await browser.get(f"{scene.path}/berkas/{kept}", headers=member)).status_code == 404
    assert (await browser.get(f"{scene.path}/berkas/{kept}", headers=secretary)).status_code == 200
    said = await browser.post(
        f"{scene.path}/berkas/{own}/sunting", data={"alt": "Warga menulis"}, headers=member
    )
    assert said.status_code == 303
    assert "Warga menulis" in (await browser.get(scene.line, headers=member)).text
    assert (await browser.post(f"{scene.path}/berkas/{own}/hapus", headers=member)).status_code == 303

    # Somebody of another house reads what was done, but neither obstacles nor papers; guests nothing.
    other = await make.signed_in(await make.member(await make.kim("KIM Cempalagi")))
    page = (await browser.get(scene.line, headers=other)).text
    assert "Dua belas warga belajar." in page
    assert "Listrik padam" not in page
    assert "daftar.txt" not in page
    assert (await browser.get(scene.line)).status_code == 303
    assert (await browser.post(at, data=changed, headers=other)).status_code == 403

    assert (await browser.post(f"{at}/hapus", headers=secretary)).status_code == 303
    assert not await ProgramEntry.exists()
    assert not await EntryFile.exists()


async def test_an_entry_that_was_removed_comes_back_whole(browser, scene):
    treasurer, secretary = await make.signed_in(scene.treasurer), await make.signed_in(scene.secretary)
    sent = await browser.post(
        f"{scene.line}/catat", data=_note(key=str(uuid4())) | COSTS,
        files={"file": ("a.png", make_picture("a"), "image/png")}, headers=treasurer,
    )  # fmt: skip
    assert sent.status_code == 303
    there = [await table.select().order_by("id") for table in (ProgramEntry, EntryCost, EntryFile)]
    ((entry,), spent, (file,)) = there
    assert len(spent) == 2
    gone = await browser.post(f"{scene.line}/catatan/{entry['id']}/hapus", headers=treasurer)
    assert gone.status_code == 303
    assert (await ProgramEntry.count(), await EntryCost.count(), await EntryFile.count()) == (0, 0, 0)
    (kept,) = await RemovedEntry.select()
    said = unpack(re.findall(r"flash=([^;]+)", gone.headers["set-cookie"])[0])
    assert said
    assert said.undo == f"{scene.line}/catat?kembalikan={kept['id']}"
    undo = said.undo
    assert not await release(file["file"])  # what can come back is still shown

    assert (await browser.post(undo, headers=secretary)).status_code == 403  # who took it away
    back = await browser.post(undo, headers=treasurer)
    assert back.status_code == 303
    bare = {"id", "entry"}
    for before, table in zip(there, (ProgramEntry, EntryCost, EntryFile), strict=True):
        after = await table.select().order_by("id")
        assert [{k: v for k, v in row.items() if k not in bare} for row in after] == [
            {k: v for k, v in row.items() if k not in bare} for row in before
        ]
    assert (await browser.get(back.headers["location"], headers=treasurer)).status_code == 200
    assert (await browser.post(undo, headers=treasurer)).status_code == 403  # once
    await removed_entries.let_go(removed_entries.Removed(kept["id"]))
    assert await store().size(file["file"])

    # Later than ten minutes nothing comes back, and then its files go.
    (entry,) = await ProgramEntry.select()
    await browser.post(f"{scene.line}/catatan/{entry['id']}/hapus", headers=treasurer)
    (kept,) = await RemovedEntry.select()
    late: Any = {RemovedEntry.removed_at: now() - removed_entries.UNDO - timedelta(seconds=1)}
    await RemovedEntry.update(late, force=True)
    again = await browser.post(f"{scene.line}/catat?kembalikan={kept['id']}", headers=treasurer)
    assert again.status_code == 403
    assert "sudah tidak bisa dikembalikan" in again.text
    for odd in ("", "x", "99999999"):
        refused = await browser.post(f"{scene.line}/catat?kembalikan={odd}", headers=treasurer)
        assert refused.status_code == 403
    await removed_entries.let_go(removed_entries.Removed(kept["id"]))
    assert await store().size(file["file"]) is None
    assert not await RemovedEntry.exists()


async def test_money_is_for_the_treasurer_and_every_sum_is_the_same(browser, scene):
    secretary, treasurer = await make.signed_in(scene.secretary), await make.signed_in(scene.treasurer)
    no = await browser.post(f"{scene.line}/catat", data=_note() | COSTS, headers=secretary)
    assert no.status_code == 403
    assert not await ProgramEntry.exists()
    wrong = COSTS | {"source[]": ["dana_desa", "", "kantong"], "amount[]": ["banyak", "", "75000"]}
    refused = await browser.post(f"{scene.line}/catat", data=_note() | wrong, headers=treasurer)
    assert refused.status_code == 422
    assert "Baris biaya" in refused.text
    assert 'value="banyak"' in refused.text
    yes = await browser.post(f"{scene.line}/catat", data=_note() | COSTS, headers=treasurer)
    assert yes.status_code == 303
    (entry,) = await ProgramEntry.select()
    at = f"{scene.line}/catatan/{entry['id']}"
    # The secretary corrects the words: the money stays. It cannot be added, nor taken away with the note.
    words = _note(version="1", what="Diperbaiki.")
    assert (await browser.post(at, data=words, headers=secretary)).status_code == 303
    assert (await browser.post(at, data=words | COSTS, headers=secretary)).status_code == 403
    assert (await browser.post(f"{at}/hapus", headers=secretary)).status_code == 403
    costs = await EntryCost.select(EntryCost.amount).order_by(EntryCost.sort)
    assert [row["amount"] for row in costs] == [450_000, 75_000]

    income = {"key": str(uuid4()), "amount": "1.000.000", "source": "dana_desa", "received_on": TODAY}
    money = f"{scene.path}/dana"
    assert (await browser.post(money, data=income, headers=secretary)).status_code == 403
    assert (
        await browser.post(money, data=income | {"amount": "-5", "source": "x"}, headers=treasurer)
    ).status_code == 422
    proof = {"proof": ("kuitansi.txt", b"Terima satu juta", "text/plain")}
    for _twice in range(2):
        sent = await browser.post(money, data=income, files=proof, headers=treasurer)
        assert sent.status_code == 303
    (kept,) = await ProgramIncome.select()
    assert await EntryFile.count().where(EntryFile.income == kept["id"]) == 1
    one = f"{money}/{kept['id']}"
    assert (await browser.get(one, headers=secretary)).status_code == 404
    better = income | {"version": "1", "amount": "1.250.000"}
    assert (await browser.post(one, data=better, headers=treasurer)).status_code == 303
    assert (await browser.post(one, data=better, headers=treasurer)).status_code == 422
    shown = (await browser.get(money, headers=secretary)).text
    assert "Rp1.250.000" in shown
    assert "Rp725.000" in shown  # 1.250.000 - 525.000
    pembina = await make.signed_in(scene.pembina)
    page = (await browser.get(f"{scene.path}/pelaksanaan", headers=pembina)).text
    assert "Rp525.000" in page
    done = await work.of(await programs.get_program(scene.row.slug))
    assert done.spent == sum(row["amount"] for row in costs)
    for outsider in (scene.member, await make.member(await make.kim("KIM Lain"))):
        headers = await make.signed_in(outsider)
        assert (await browser.get(money, headers=headers)).status_code == 404
        hidden = (await browser.get(f"{scene.path}/pelaksanaan", headers=headers)).text
        assert "Rp525.000" in hidden  # as on the page for everybody
        assert "Rp1.250.000" not in hidden
        assert "Sewa kursi" not in (await browser.get(scene.line, headers=headers)).text
        assert "Pelatihan menulis" in hidden
    assert (await browser.post(f"{one}/hapus", headers=treasurer)).status_code == 303
    assert not await ProgramIncome.exists()

    # Closed by its LPJ, nothing is noted any more.
    await WorkProgram.update({WorkProgram.state: states.CLOSED}).where(WorkProgram.id == scene.row.id)
    for path, form in ((money, income), (f"{scene.line}/catat", _note()), (at, words)):
        assert (await browser.post(path, data=form, headers=treasurer)).status_code == 403
    assert "Diperbaiki." in (await browser.get(scene.line, headers=treasurer)).text


async def test_one_form_sent_twice_at_once_is_one_entry_with_its_money_once(scene):
    line = await programs.get_line(scene.row.slug, scene.lines[0].id)
    by, key = await make.actor_of(scene.treasurer), uuid4()
    spent = [Cost(0, "Konsumsi", "dana_desa", 300_000)]

    async def send() -> int:
        return await entries.add(line, by, _note(done="on"), spent, key)

    made = await asyncio.gather(*[send() for _n in range(4)])
    assert len({*made}) == 1
    assert await ProgramEntry.count() == 1
    assert await EntryCost.count() == 1
    assert await Event.count().where(Event.kind == "EntryNoted") == 1
    there = await programs.get_line(scene.row.slug, line.id)
    assert there.progress == states.DONE
    with pytest.raises(Refused):  # somebody else's key
        await entries.add(line, await make.actor_of(scene.secretary), _note(), None, key)


async def test_progress_needs_a_day_or_a_reason_and_two_people_do_not_overwrite_each_other(browser, scene):
    secretary = await make.signed_in(scene.secretary)
    at = f"{scene.line}/kemajuan"
    for form in (
        {"progress": "postponed"},
        {"progress": "cancelled", "reason": "-"},
        {"progress": "ongoing", "share": "120"},
        {"progress": "gone"},
    ):
        assert (await browser.post(at, data=form | {"version": "1"}, headers=secretary)).status_code == 422
    put_off = {"progress": "postponed", "postponed_to": f"{YEAR + 1}-02-01", "reason": "Banjir"}
    assert (await browser.post(at, data=put_off | {"version": "1"}, headers=secretary)).status_code == 303
    other = await browser.post(at, data={"progress": "done", "version": "1"}, headers=secretary)
    assert other.status_code == 422
    assert "Ditunda" in other.text
    shown = (await browser.get(scene.line, headers=secretary)).text
    assert "Banjir" in shown
    assert "1 Februari" in shown
    called_off = {"progress": "cancelled", "reason": "Dana tidak turun", "version": "2"}
    assert (await browser.post(at, data=called_off, headers=secretary)).status_code == 303
    again = {"progress": "ongoing", "share": "40", "version": "3"}
    assert (await browser.post(at, data=again, headers=secretary)).status_code == 303
    row = await ProgramLine.select().where(ProgramLine.id == scene.lines[0].id).first()
    assert (row["progress"], row["share"], row["progress_reason"]) == ("ongoing", 40, "")
    member = await make.signed_in(scene.member)
    assert (await browser.post(at, data=again, headers=member)).status_code == 403
    strange = f"{scene.path}/kegiatan/{scene.lines[0].id + 900}/kemajuan"
    assert (await browser.get(strange, headers=secretary)).status_code == 404


async def test_what_an_amendment_drops_keeps_its_records(browser, scene):
    by, office = await make.actor_of(scene.admin), await make.actor_of(scene.pembina)
    treasurer = await make.signed_in(scene.treasurer)
    await browser.post(f"{scene.line}/catat", data=_note() | COSTS, headers=treasurer)
    await agreeing.amend(scene.row.id, by, "Dana berkurang")
    await ProgramLine.update({ProgramLine.dropped: True}).where(ProgramLine.id == scene.lines[0].id)
    new = await make.program_line(scene.row, "Papan informasi")
    # Not agreed yet: the line of the version in force is still carried out, the new one is not.
    still = await browser.post(f"{scene.line}/catat", data=_note(), headers=treasurer)
    assert still.status_code == 303
    early = f"{scene.path}/kegiatan/{new.id}"
    assert "belum disetujui" in (await browser.get(early, headers=treasurer)).text
    assert (await browser.get(f"{early}/catat", headers=treasurer)).status_code == 404
    assert (await browser.post(f"{early}/catat", data=_note(), headers=treasurer)).status_code == 403
    outsider = await make.signed_in(await make.member(await make.kim("KIM Lain")))
    assert (await browser.get(early, headers=outsider)).status_code == 404
    version = await agreeing.submit(scene.row.id, by)
    await agreeing.approve(scene.row.id, office, version_id=version.id)
    page = (await browser.get(scene.line, headers=treasurer)).text
    assert "Keluar dari rencana" in page
    assert "Sepuluh warga belajar." in page
    assert (await browser.post(f"{scene.line}/catat", data=_note(), headers=treasurer)).status_code == 403
    whole = (await browser.get(f"{scene.path}/pelaksanaan", headers=treasurer)).text
    assert "keluar dari rencana" in whole
    assert "Rp525.000" in whole


async def test_typed_numbers_are_marked_and_judged_by_the_office(browser, scene):
    (indicator,) = await ProgramIndicator.select().where(ProgramIndicator.line == scene.lines[0].id)
    at = f"{scene.line}/indikator/{indicator['id']}"
    secretary, pembina = await make.signed_in(scene.secretary), await make.signed_in(scene.pembina)
    typed = {"key": str(uuid4()), "value": "12,5", "words": "Rekap bulanan", "read_on": TODAY}
    for wrong in ({"value": "banyak"}, {"value": "1,234567"}, {"read_on": "besok"}):
        assert (await browser.post(at, data=typed | wrong, headers=secretary)).status_code == 422
    for _twice in range(2):
        proof = {"proof": ("rekap.txt", b"Rekap", "text/plain")}
        sent = await browser.post(at, data=typed, files=proof, headers=secretary)
        assert sent.status_code == 303
    (reading,) = await IndicatorReading.select()
    assert reading["value"] == 1250
    assert await EntryFile.count().where(EntryFile.reading == reading["id"]) == 1
    judged = f"{at}/angka/{reading['id']}"
    waits = "menunggu penegasan Anda"
    assert waits in (await browser.get(f"{scene.path}/pelaksanaan", headers=pembina)).text
    assert waits not in (await browser.get(f"{scene.path}/pelaksanaan", headers=secretary)).text
    confirm = {"action": "confirm"}
    assert (await browser.post(judged, data=confirm, headers=secretary)).status_code == 403
    doubt = await browser.post(judged, data={"action": "doubt", "note": ""}, headers=pembina)
    assert doubt.status_code == 422
    assert "Tulis apa yang membuat angka ini diragukan." in doubt.text
    said = {"action": "doubt", "note": "Buktinya tidak terbaca"}
    assert (await browser.post(judged, data=said, headers=pembina)).status_code == 303
    assert "Buktinya tidak terbaca" in (await browser.get(at, headers=secretary)).text
    assert (await browser.post(judged, data=confirm, headers=pembina)).status_code == 303
    shown = (await browser.get(at, headers=secretary)).text
    assert "Dibenarkan" in shown
    assert "Irma Yusuf" in shown
    whole = (await browser.get(f"{scene.path}/pelaksanaan", headers=secretary)).text
    assert "12,5 berita" in whole
    assert waits not in (await browser.get(f"{scene.path}/pelaksanaan", headers=pembina)).text
    assert "26%" in whole  # 12,5 of 48
    other = await make.signed_in(await make.pembina("73.09", "Pembina Lain"))
    assert (await browser.post(judged, data=confirm, headers=other)).status_code == 403


async def test_a_counted_number_is_the_sum_of_its_rows_and_shows_only_what_one_may_see(browser, scene):
    row = await ProgramIndicator.objects().get(ProgramIndicator.line == scene.lines[0].id)
    row.source, row.target, row.unit = "workshop.people", 2000, "orang"
    await row.save()
    by, office = await make.actor_of(scene.admin), await make.actor_of(scene.pembina)
    await agreeing.amend(scene.row.id, by, "Indikator dihitung")
    version = await agreeing.submit(scene.row.id, by)
    await agreeing.approve(scene.row.id, office, version_id=version.id)
    end = now().replace(year=YEAR, month=1, day=15)
    event = await make.workshop(
        scene.kim, "Menulis berita", starts_at=end - timedelta(hours=3), ends_at=end, state="finished"
    )
    for name in ("Siti", "Budi", "Ani"):
        place = await make.registration(event, await make.member(scene.kim, name))
        (session,) = await _sessions(event.id)
        await Attendance(
            registration=place.id, session=session, workshop=event.id, at=end, method="list"
        ).save()
    program = await programs.get_program(scene.row.slug)
    (standing, *_rest) = await indicators.of(program, (await work.of(program)).plan)
    assert standing.value == 0  # nothing is tied yet
    secretary = await make.signed_in(scene.secretary)
    tie = {"other": f"workshop-{event.id}"}
    tied = await browser.post(f"/kaitan/program_line/{scene.lines[0].id}", data=tie, headers=secretary)
    assert tied.status_code == 303
    (standing, *_rest) = await indicators.of(program, (await work.of(program)).plan)
    assert (standing.value, standing.share, standing.rows) == (300, 15, 1)
    page = (await browser.get(f"{scene.line}/indikator/{row.id}", headers=secretary)).text
    assert "Menulis berita" in page
    assert f'href="/pelatihan/{event.slug}"' in page
    assert "Menulis berita" in (await browser.get(scene.line, headers=secretary)).text
    assert "Pelatihan menulis" in (await browser.get(f"/pelatihan/{event.slug}", headers=secretary)).text
    typed = {"key": str(uuid4()), "value": "99", "read_on": TODAY}
    assert (
        await browser.post(f"{scene.line}/indikator/{row.id}", data=typed, headers=secretary)
    ).status_code == 403

    # A topic of the house's own board counts for everybody, and its title is for members only.
    row.source, row.breadth = "forum.topics", "house"
    await row.save()
    await agreeing.amend(scene.row.id, by, "Dihitung dari forum")
    version = await agreeing.submit(scene.row.id, by)
    await agreeing.approve(scene.row.id, office, version_id=version.id)
    await make.topic(await make.board(scene.kim), scene.admin, "Rahasia dapur kami")
    outsider = await make.signed_in(await make.member(await make.kim("KIM Lain")))
    at = f"{scene.line}/indikator/{row.id}"
    for headers, sees in ((secretary, True), (outsider, False)):
        page = (await browser.get(at, headers=headers)).text
        assert ("Rahasia dapur kami" in page) is sees
        assert "1 orang</td></tr></tfoot>" in page


async def test_an_event_is_begun_from_a_line_and_says_what_it_fulfils(browser, scene):
    line = scene.lines[1]
    admin = await make.signed_in(scene.admin)
    begun = f"/pelatihan/baru?dari=program_line-{line.id}"
    assert f'href="{begun}"' in (await browser.get(f"{scene.path}/kegiatan/{line.id}", headers=admin)).text
    assert "Diskusi bulanan" in (await browser.get(begun, headers=admin)).text
    end = await links.get_end("program_line", line.id, await make.actor_of(scene.member))
    assert end
    assert not end.kept
    assert (await browser.get(f"/kaitan/program_line/{line.id}", headers=admin)).status_code == 200
    member = await make.signed_in(scene.member)
    assert (await browser.get(f"/kaitan/program_line/{line.id}", headers=member)).status_code == 404
    assert not await ChainLink.exists()


async def test_late_lines_are_told_of_once_in_a_fortnight(scene):
    first, second = scene.lines
    day = make.today().replace(month=6, day=20)
    assert await late.tell(day) == 2
    assert await late.tell(day + timedelta(days=3)) == 0
    await ProgramLine.update({ProgramLine.progress: states.DONE}).where(ProgramLine.id == first.id)
    assert await late.tell(day + timedelta(days=14)) == 1
    told = await Event.select(Event.payload).where(Event.kind == "LineLate")
    assert len(told) == 3
    assert str(second.id) in str(told[-1]["payload"])
    await WorkProgram.update({WorkProgram.state: states.CLOSED}).where(WorkProgram.id == scene.row.id)
    assert await late.tell(day + timedelta(days=40)) == 0


async def _sessions(workshop_id):
    from kimhub.workshops.tables import WorkshopSession

    rows = await WorkshopSession.select(WorkshopSession.id).where(WorkshopSession.workshop == workshop_id)
    return [row["id"] for row in rows]
