"""The review over HTTP: reading what changed, remarks at their lines, deciding, taking back."""

import re
from typing import Any
from uuid import uuid4

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization
from kimhub.programs import agreeing, programs, states
from kimhub.programs.tables import BudgetItem, ProgramLine, WorkProgram
from kimhub.programs.tables_review import ReviewComment
from kimhub.programs.views import Program
from tests import make
from tests.client import Client

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
    replied = await us.post(at, htmx=True, quick="1", body="", parent=str(remark.id), key=str(uuid4()))
    assert "Sudah kami perbaiki." in replied.text
    assert "1 catatan sudah dijawab, menunggu pembina" in replied.text
    await ProgramLine.update({ProgramLine.target_count: 35}).where(ProgramLine.id == talk.id)
    await BudgetItem.update({BudgetItem.price: 40_000}).where(BudgetItem.line == talk.id)
    await ProgramLine.update({ProgramLine.dropped: True}).where(ProgramLine.id == camera.id)
    await make.program_line(made, "Studi banding")
    made.goals = "Kabar sampai ke setiap rumah."
    await WorkProgram.update({WorkProgram.goals: made.goals}).where(WorkProgram.id == made.id)
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
