"""The review over HTTP: reading what changed, remarks at their lines, deciding, taking back."""

import re
from asyncio import gather
from datetime import timedelta
from typing import Any
from uuid import uuid4

from kimhub.accounts.tables import User
from kimhub.core.db import now
from kimhub.groups.tables import Organization
from kimhub.programs import agreeing, comments, programs, remarking, states
from kimhub.programs.tables import BudgetItem, ProgramLine, WorkProgram
from kimhub.programs.tables_review import ReviewComment
from kimhub.programs.tables_versions import ProgramVersion
from kimhub.programs.views import Program
from tests import make
from tests.client import Client
from tests.spy import queries

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Visit:
    """Somebody who is signed in."""

    def __init__(self, browser: Client, headers: dict[str, str]) -> None:
        self.browser, self.headers, self.flash = browser, headers, ""

    async def get(self, path: str, htmx: bool = False) -> Any:
        headers = self.headers | {"Cookie": f"{self.headers['Cookie']}; {self.flash}"}
        self.flash = ""
        return await self.browser.get(path, headers=headers | (HTMX if htmx else {}))

    async def post(self, path: str, htmx: bool = False, **data: object) -> Any:
        more = self.headers | (HTMX if htmx else {})
        answer = await self.browser.post(path, headers=more, data={k: str(v) for k, v in data.items()})
        self.flash = answer.headers.get("set-cookie", "").partition(";")[0]
        return answer


async def visit(browser: Client, person: User) -> Visit:
    return Visit(browser, await make.signed_in(person))


async def program_of(slug: str) -> Program:
    found = await programs.get_program(slug)
    assert found
    return found


async def test_a_pembina_reads_what_changed_writes_at_the_line_and_decides(browser: Client) -> None:
    await make.installed()
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    made = await make.program(kim, "Papan informasi", "Diskusi bulanan", "Pengadaan kamera")
    lines = await ProgramLine.objects().where(ProgramLine.program == made.id).order_by(ProgramLine.sort)
    _board, talk, camera = lines
    here = f"/program/{made.slug}/tinjau"

    assert (await browser.get(here)).status_code == 303  # nobody is signed in
    us = await visit(browser, admin)
    assert (await us.get(here)).status_code == 404  # nothing was submitted
    await make.submitted(made, admin)

    # The first version is shown whole, with a form at every field.
    office = await visit(browser, pembina)
    page = await office.get(here)
    assert page.status_code == 200
    assert "Papan informasi" in page.text
    assert "20 orang: karang taruna dan kader PKK" in page.text
    assert f"{here}/catatan/{talk.id}-target" in page.text
    assert "Februari sampai April" in page.text
    assert "diubah" not in page.text
    assert "tolak" not in page.text.lower()

    # A remark at a field: without scripts a page of its own, with htmx a piece of it.
    at = f"{here}/catatan/{talk.id}-target"
    assert "Catatan untuk Sasaran" in (await office.get(at)).text
    piece = (await office.get(at, htmx=True)).text
    assert piece.strip().startswith('<div class="talk" id="at-')
    key = str(uuid4())
    empty = await office.post(at, htmx=True, body=" ", key=key)
    assert empty.status_code == 422
    assert "Tulis dulu catatannya." in empty.text
    said: Any = {"body": "Sebut siapa yang diundang.", "key": key}
    saved = await office.post(at, htmx=True, **said)
    assert saved.status_code == 200
    assert "Sebut siapa yang diundang." in saved.text
    assert "1 catatan baru belum dikirim" in saved.text
    assert "draft:clear" in saved.headers["hx-trigger"]
    again = await office.post(at, **said)  # sent twice, it is there once
    assert again.status_code == 303
    assert again.headers["location"] == f"{here}#at-{talk.id}-target"
    assert await ReviewComment.count() == 1
    assert (await program_of(made.slug)).state == states.IN_REVIEW  # whoever writes has begun

    # The house sees none of it, not even that there is something.
    us = await visit(browser, admin)
    page = await us.get(here)
    assert "Sebut siapa yang diundang." not in page.text
    assert "Tidak ada catatan yang menunggu" in page.text
    assert "belum dikirim" not in page.text
    remark = await ReviewComment.objects().first()
    assert remark
    silent = await us.post(at, body="?", key=str(uuid4()), parent=str(remark.id))
    assert silent.status_code == 404
    assert (await us.post(f"{at}/beres", remark=str(remark.id), done="1")).status_code == 404
    assert (await us.post(at, remark=str(remark.id), body="lain")).status_code == 404
    assert (await us.post(f"{here}/putusan", verdict="approve")).status_code == 403
    assert (await us.post(f"{here}/kirim")).status_code == 403

    # A decision needs a choice; to return it the remark is reason enough.
    office = await visit(browser, pembina)
    version = (await program_of(made.slug)).current
    unchosen = await office.post(f"{here}/putusan", version=str(version), note="Bagus sekali.")
    assert unchosen.status_code == 422
    assert "Bagus sekali." in unchosen.text
    assert "Pilih dulu" in unchosen.text
    other = await make.program(await make.kim("KIM Kajuara"), slug="kajuara")
    await make.submitted(other, await make.kim_admin(await _house_of(other)))
    decided = await office.post(f"{here}/putusan", version=str(version), verdict="return")
    assert decided.status_code == 303
    assert decided.headers["location"] == "/program/kajuara/tinjau"  # on to the next
    landed = await office.get("/program/kajuara/tinjau")
    assert "diminta diperbaiki" in landed.text
    assert f'action="{here}/urungkan"' in landed.text
    twice = await office.post(f"{here}/putusan", version=str(version), verdict="return")
    assert twice.status_code == 303
    page = await office.get(here)
    assert "1 catatan pada barisnya." in page.text
    assert re.search(r"10 menit lagi", page.text)

    # The house reads it, answers, and changes the line; one more is new, one is gone.
    us = await visit(browser, admin)
    page = await us.get(here)
    assert "1 catatan pembina menunggu jawaban Anda" in page.text
    assert f"{at}?balas={remark.id}" in page.text
    for path in ("sunting", f"kegiatan/{talk.id}/sunting"):  # and where it writes
        page = await us.get(f"/program/{made.slug}/{path}")
        assert page.text.count("Sebut siapa yang diundang.") == 1
        assert f'href="{at}"' in page.text
    replied = await us.post(at, htmx=True, quick="1", body="", parent=str(remark.id), key=str(uuid4()))
    assert "Sudah kami perbaiki." in replied.text
    assert "1 catatan sudah dijawab, menunggu pembina" in replied.text
    await ProgramLine.update({ProgramLine.target_count: 35}).where(ProgramLine.id == talk.id)
    await BudgetItem.update({BudgetItem.price: 40_000}).where(BudgetItem.line == talk.id)
    await ProgramLine.update({ProgramLine.dropped: True}).where(ProgramLine.id == camera.id)
    await make.program_line(made, "Studi banding")
    made.goals = "Kabar sampai ke setiap rumah."
    await WorkProgram.update({WorkProgram.goals: made.goals}).where(WorkProgram.id == made.id)
    for path in (f"{here}?versi=draf", f"/program/{made.slug}/ajukan"):  # before it goes out again
        assert "Lihat apa saja yang berubah" in (own := (await us.get(path)).text) or "~ 1 diubah" in own
    assert "~ 1 diubah" not in (await office.get(f"{here}?versi=draf")).text
    second = await make.submitted(made, admin)

    office = await visit(browser, pembina)
    page = await office.get(here)
    for words in ("~ 1 diubah", "+ 1 baru", "− 1 dihapus", "1 kegiatan lain tidak berubah"):
        assert words in page.text
    assert re.search(r"<del>.{,60}20 orang: karang taruna dan kader PKK</del>", page.text)
    assert re.search(r"<ins>.{,60}35 orang: karang taruna dan kader PKK</ins>", page.text)
    assert re.search(r"<del>.{,60}Rp4.500.000</del> <ins>.{,60}Rp4.200.000</ins>", page.text)
    assert "Rp40.000 = Rp1.200.000" in page.text
    assert "tentang versi 1" in page.text
    assert "0 dari 1 catatan lama beres" in page.text
    whole = await office.get(f"{here}?dengan=0")
    assert "diubah" not in whole.text
    assert "Rp4.200.000" in whole.text
    older = await office.get(f"{here}?versi=1")
    assert "Pengadaan kamera" in older.text
    assert "Yang terbaru versi 2" in older.text
    assert "/putusan" not in older.text
    assert (await office.get(f"{here}?versi=x&dengan=99")).status_code == 200

    # Settled, opened again, settled; then agreed.
    for done, words in (("1", "Ditandai beres oleh Irma Yusuf."), ("", "Tandai beres"), ("1", "Buka lagi")):
        settled = await office.post(f"{at}/beres", htmx=True, remark=str(remark.id), done=done)
        assert words in settled.text
        assert f"{done or 0} dari 1 catatan lama beres" in settled.text
    stale = await office.post(f"{here}/putusan", version=str(version), verdict="approve", note="Lanjutkan.")
    assert stale.status_code == 409
    assert "KIM sudah mengajukan versi 2" in stale.text
    assert "Lanjutkan." in stale.text
    agreed = await office.post(
        f"{here}/putusan", version=str(second.id), verdict="approve", note="Lanjutkan."
    )
    assert agreed.status_code == 303
    assert (await program_of(made.slug)).state == states.APPROVED
    undone = await office.post(f"{here}/urungkan")
    assert undone.status_code == 303
    assert (await program_of(made.slug)).state == states.IN_REVIEW
    await agreeing.approve(made.id, await make.actor_of(pembina), version_id=second.id)

    # A colleague who comes later reads what happened, with the own message still there.
    colleague = await make.pembina(name="Budi")
    office = await visit(browser, colleague)
    late = await office.post(
        f"{here}/putusan", version=str(second.id), verdict="return", note="Kurangi biaya."
    )
    assert late.status_code == 409
    assert "Irma Yusuf sudah memutuskan versi 2" in late.text
    assert "Kurangi biaya." in late.text
    assert "Urungkan" not in (await office.get(here)).text
    refused = await office.post(f"{here}/urungkan")
    assert refused.status_code == 303
    assert (await program_of(made.slug)).state == states.APPROVED


async def _house_of(one: WorkProgram) -> Organization:
    found = await Organization.objects().get(Organization.id == one.organization)
    assert found
    return found


async def test_who_has_no_say_says_nothing(browser: Client) -> None:
    await make.installed()
    kim = await make.kim()
    admin, officer = await make.kim_admin(kim), await make.officer(kim)
    made = await make.program(kim)
    here = f"/program/{made.slug}/tinjau"
    hand = await make.pembina(name="Hasan")  # of the office, but wrote on it
    await WorkProgram.update({WorkProgram.hands: f"{hand.id}"}).where(WorkProgram.id == made.id)
    double = await make.pembina(name="Rahma")
    await make.join(double, kim)
    await make.granted(double, "kim_admin", kim)  # in the house as well
    version = await make.submitted(made, admin)
    stranger = await make.pembina("73.09", "Orang Maros")
    member = await make.member(await make.kim("KIM Lain"), "Warga Lain")
    adviser = await make.forum_coord(
        await make.organization("Forum KIM Awangpone", kind="forum", wilayah_code="73.08.16")
    )
    decision: Any = {"verdict": "approve", "version": version.id}
    for person, opens, comments_too in (
        (stranger, False, False),
        (member, False, False),
        (hand, True, False),
        (double, True, True),  # as one of the house, whose word is no decision
        (officer, True, True),
        (admin, True, True),
        (adviser, True, True),
    ):
        who = await visit(browser, person)
        assert (await who.get(here)).status_code == (200 if opens else 404), person.name
        for deed in ("putusan", "urungkan"):
            assert (await who.post(f"{here}/{deed}", **decision)).status_code == 403, person.name
        for deed in ("kirim", "ambil"):
            assert (await who.post(f"{here}/{deed}")).status_code == 403, person.name
        assert (await who.get(f"{here}/berikutnya")).status_code == 404
        written = await who.post(f"{here}/catatan/0", body="Tolong dilengkapi.", key=uuid4())
        assert written.status_code == (303 if comments_too else 403), person.name
        assert (await who.get(f"{here}/catatan/7-mana")).status_code == 404
    there = await program_of(made.slug)
    assert (there.state, there.reviewer) == (states.SUBMITTED, None)

    # Advice is read at once by both sides, and asks for no answer.
    advice = await ReviewComment.objects().get(ReviewComment.author == adviser.id)
    assert advice
    assert advice.sent_at is not None
    assert not advice.of_reviewer
    assert advice.author_office == remarking.ADVISER
    us = await visit(browser, admin)
    page = (await us.get(here)).text
    assert page.count("Tolong dilengkapi.") == 4
    assert "Masukan" in page
    assert "Tidak ada catatan yang menunggu" in page
    assert (await us.post(f"{here}/catatan/0/beres", remark=advice.id, done=1)).status_code == 303
    assert "Ditandai beres oleh" in (await us.get(here)).text
    there = await program_of(made.slug)
    assert not (await comments.by_line(there, await make.actor_of(member)))
    assert not (await comments.by_line(there, await make.actor_of(stranger)))


async def test_remarks_wait_until_they_are_sent_and_can_be_reworded_till_then(browser: Client) -> None:
    await make.installed()
    kim, irma, budi = await make.kim(), await make.pembina(), await make.pembina(name="Budi Hartono")
    admin = await make.kim_admin(kim)
    made = await make.program(kim)
    await make.submitted(made, admin)
    here = f"/program/{made.slug}/tinjau"
    line = await ProgramLine.objects().get(ProgramLine.program == made.id)
    assert line
    at = f"{here}/catatan/{line.id}"
    office = await visit(browser, irma)
    await office.post(at, body="Kapan?", key=uuid4())
    remark = await ReviewComment.objects().first()
    assert remark
    form = await office.get(f"{at}?ubah={remark.id}", htmx=True)
    assert "Hapus catatan" in form.text
    assert "Kapan?</textarea>" in form.text
    await office.post(at, remark=remark.id, body="Kapan tepatnya?")

    # A colleague reads it before the house does, and may not put other words into her mouth.
    colleague = await visit(browser, budi)
    page = (await colleague.get(here)).text
    assert "Kapan tepatnya?" in page
    assert "Sedang ditelaah Irma Yusuf." in page
    assert "Ambil alih telaah" in page
    assert "Hapus catatan" not in (await colleague.get(f"{at}?ubah={remark.id}", htmx=True)).text
    assert (await colleague.post(at, remark=remark.id, body="lain")).status_code != 303
    house = await make.actor_of(admin)
    assert await comments.by_line(await program_of(made.slug), house) == {}
    seen = (await program_of(made.slug)).rev
    await office.post(at, body="Satu lagi.", key=uuid4())
    assert (await program_of(made.slug)).rev == seen  # not even a number tells of it
    second = await ReviewComment.objects().get(ReviewComment.body == "Satu lagi.")
    assert second
    gone = await office.post(at, htmx=True, remark=second.id, action="remove")
    assert "Satu lagi." not in gone.text
    assert "1 catatan baru belum dikirim" in gone.text

    sent = await office.post(f"{here}/kirim")
    assert sent.status_code == 303
    assert "1 catatan dikirim ke KIM." in (await office.get(here)).text
    threads = await comments.by_line(await program_of(made.slug), house)
    assert [one.remark.body for one in threads[line.id]] == ["Kapan tepatnya?"]
    assert threads[line.id][0].awaits_house
    late = await office.post(at, remark=remark.id, body="lain")
    assert late.status_code != 303
    assert "sudah dikirim" in late.text
    us = await visit(browser, admin)
    foreign = await us.post(f"{at}/beres", remark=remark.id, done=1)
    assert foreign.status_code != 303  # what the office asked the office settles
    # What was sent ahead is reason enough to return it.
    current = (await program_of(made.slug)).current
    taken = await colleague.post(f"{here}/ambil")
    assert taken.status_code == 303
    assert (await program_of(made.slug)).reviewer == budi.id
    decided = await colleague.post(f"{here}/putusan", verdict="return", version=current)
    assert decided.status_code == 303
    assert (await program_of(made.slug)).state == states.NEEDS_REVISION


async def test_taking_a_decision_back_has_its_time(browser: Client) -> None:
    await make.installed()
    kim, pembina = await make.kim(), await make.pembina()
    made = await make.program(kim)
    version = await make.agreed(made, await make.kim_admin(kim), pembina)
    here = f"/program/{made.slug}/tinjau"
    office = await visit(browser, pembina)
    assert "Urungkan putusan" in (await office.get(here)).text
    await ProgramVersion.update(
        {ProgramVersion.decided_at: now() - agreeing.UNDO - timedelta(seconds=1)}
    ).where(ProgramVersion.id == version.id)
    assert "Urungkan putusan" not in (await office.get(here)).text
    await office.post(f"{here}/urungkan", version=version.id)
    assert "Sudah lewat 10 menit." in (await office.get(here)).text
    assert (await program_of(made.slug)).state == states.APPROVED


async def test_a_review_asks_the_database_little(browser: Client) -> None:
    await make.installed()
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    made = await make.program(kim, *(f"Kegiatan {n}" for n in range(12)))
    office, us = await make.actor_of(pembina), await make.actor_of(admin)
    first = await agreeing.submit(made.id, us)
    await agreeing.send_back(made.id, office, version_id=first.id, note="Tambah sasarannya.")
    await ProgramLine.update({ProgramLine.target_count: 50}).where(ProgramLine.program == made.id)
    await agreeing.submit(made.id, us)
    await agreeing.take(made.id, office)
    who = await visit(browser, pembina)
    page = await who.get(f"/program/{made.slug}/tinjau")
    assert "~ 12 diubah" in page.text
    counted = []
    for remarks in (0, 3):
        for line in await ProgramLine.select(ProgramLine.id).limit(remarks):
            at = await remarking.get_place(made.slug, str(line["id"]))
            assert at
            await remarking.write(at, office, "Mengapa?", uuid4())
        with queries() as seen:
            page = await who.get(f"/program/{made.slug}/tinjau")
        assert page.text.count("Mengapa?") == remarks
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 6


async def test_of_two_who_decide_at_once_one_does_and_the_other_is_told(browser: Client) -> None:
    await make.installed()
    kim, irma, budi = await make.kim(), await make.pembina(), await make.pembina(name="Budi Hartono")
    admin = await make.kim_admin(kim)
    made = await make.program(kim)
    version = await make.submitted(made, admin)
    here = f"/program/{made.slug}/tinjau"
    one, other = await visit(browser, irma), await visit(browser, budi)
    answers = await gather(
        one.post(f"{here}/putusan", verdict="approve", version=version.id, note="Lanjutkan."),
        other.post(f"{here}/putusan", verdict="return", version=version.id, note="Kurangi biayanya."),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    first = answers[0].status_code == 303
    lost = answers[first]
    assert ("Irma Yusuf" if first else "Budi Hartono") + " sudah memutuskan versi 1" in lost.text
    assert ("Kurangi biayanya." if first else "Lanjutkan.") in lost.text
    there = await program_of(made.slug)
    assert there.state == (states.APPROVED if first else states.NEEDS_REVISION)
    steps = [step.act for step in await programs.history(made.id)]
    assert sum(act in {"approved", "returned"} for act in steps) == 1


async def test_what_was_taken_back_meanwhile_is_not_decided(browser: Client) -> None:
    await make.installed()
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    made = await make.program(kim)
    version = await make.submitted(made, admin)
    here = f"/program/{made.slug}/tinjau"
    office, said = await visit(browser, pembina), "Lanjutkan, dan kabari kami bila ada kendala."
    await agreeing.take_back(made.id, await make.actor_of(admin))
    late = await office.post(f"{here}/putusan", verdict="approve", version=version.id, note=said)
    assert late.status_code == 403  # nothing was ever submitted that the office still may read
    assert "KIM menarik kembali programnya sebelum putusan Anda sampai." in late.text
    assert said in late.text
    wrote = await office.post(f"{here}/catatan/0", body=said, key=uuid4())
    assert wrote.status_code == 403
    assert said in wrote.text  # what was typed is given back
    us, reviewer = await make.actor_of(admin), await make.actor_of(pembina)
    second = await make.submitted(made, admin)
    await agreeing.send_back(made.id, reviewer, version_id=second.id, note="Kurangi biayanya.")
    third = await make.submitted(made, admin)
    wrong = await office.post(f"{here}/putusan", verdict="return", version=third.id, reply_by="kapan")
    assert wrong.status_code == 422
    assert (await office.post(f"{here}/putusan", verdict="approve", version="x")).status_code == 409
    await agreeing.take_back(made.id, us)
    late = await office.post(f"{here}/putusan", verdict="approve", version=third.id, note=said)
    assert late.status_code == 409
    assert "KIM menarik kembali programnya sebelum putusan Anda sampai." in late.text
    assert said in late.text
    page = (await office.get(f"{here}?versi=3")).text
    assert "Versi 2 diajukan" in page  # what was taken back is the house's again
    assert "Versi 3" not in page
    assert (await program_of(made.slug)).state == states.DRAFT


async def test_the_house_finds_what_is_asked_at_the_top(browser: Client) -> None:
    await make.installed()
    kim, pembina = await make.kim(), await make.pembina()
    admin = await make.kim_admin(kim)
    made = await make.program(kim, "Papan informasi", background="", goals="")
    house, office = await visit(browser, admin), await visit(browser, pembina)
    asked = await house.get(f"/program/{made.slug}/ajukan")
    assert "Latar belakang dan tujuan masih kosong." in asked.text  # said, and no obstacle
    version = await make.submitted(made, admin)
    here = f"/program/{made.slug}/tinjau"
    await office.post(f"{here}/catatan/0", body="Siapa yang merawat papannya?", key=uuid4())
    await office.post(f"{here}/putusan", version=version.id, verdict="return")
    remark = await ReviewComment.objects().get(ReviewComment.program == made.id)
    assert remark
    page = (await house.get(here)).text
    assert f'href="#r{remark.id}">Siapa yang merawat papannya?' in page
    assert f'id="r{remark.id}"' in page
    assert f'href="#r{remark.id}"' not in (await office.get(here)).text
