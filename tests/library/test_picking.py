"""The one file picker: documents are used in topics, events and programs without copies, and their rights
hold there."""

import re

import pytest
from httpx import AsyncClient

from kimhub.chain import links
from kimhub.chain.tables import ChainLink
from kimhub.library.tables import Document
from kimhub.programs.tables import ProgramLine
from kimhub.workshops.tables import WorkshopFile
from tests import make

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def offered(html: str) -> set[int]:
    return {int(number) for number in re.findall(r'name="document" value="(\d+)"', html)}


async def test_a_document_becomes_material_of_an_event_and_keeps_its_readers(browser: AsyncClient) -> None:
    await make.installed()
    kim, other = await make.kim("KIM Mallari"), await make.kim("KIM Carigading")
    admin, siti = await make.kim_admin(kim), await make.member(kim)
    outsider = await make.member(other, "Orang Lain")
    event = await make.workshop(kim, "Aktivasi situs", slug="aktivasi-situs")
    open_one = await make.document(kim, "Panduan <i>aktivasi</i>", admin, visibility="public")
    inner = await make.document(kim, "Daftar akun", admin, visibility="members")
    theirs = await make.document(other, "Notulen tetangga", outsider, visibility="members")
    here = f"/pustaka/pilih/workshop/{event.id}"
    assert (await browser.get(here)).status_code == 303
    member = await make.signed_in(siti)
    assert (await browser.get(here, headers=member)).status_code == 404
    refused = await browser.post(here, data={"document": str(inner.id)}, headers=member)
    assert refused.status_code == 403

    headers = await make.signed_in(admin)
    page = await browser.get(here, headers=headers)
    assert offered(page.text) == {open_one.id, inner.id}
    assert "Panduan &lt;i&gt;aktivasi" in page.text
    found = await browser.get(f"{here}?q=akun", headers=headers | HTMX)
    assert offered(found.text) == {inner.id}
    assert "<html" not in found.text
    none = await browser.post(here, data={}, headers=headers)
    assert none.status_code == 422
    assert "Pilih satu dokumen dulu" in none.text
    for wrong in (theirs.id, 99_999):
        refused = await browser.post(here, data={"document": str(wrong)}, headers=headers)
        assert refused.status_code == 404
    for one in (open_one, inner, inner):
        tied = await browser.post(here, data={"document": str(one.id)}, headers=headers)
        assert (tied.status_code, tied.headers["location"]) == (303, "/pelatihan/aktivasi-situs")
    assert await ChainLink.count() == 2
    assert await WorkshopFile.count() == 0
    assert offered((await browser.get(here, headers=headers)).text) == set()

    plan = await browser.get("/pelatihan/aktivasi-situs/berkas", headers=headers)
    assert open_one.path in plan.text
    assert inner.path in plan.text
    shown = await browser.get("/pelatihan/aktivasi-situs", headers=await make.signed_in(siti))
    assert open_one.path in shown.text
    assert inner.path in shown.text
    abroad = await browser.get("/pelatihan/aktivasi-situs", headers=await make.signed_in(outsider))
    assert open_one.path in abroad.text
    assert "Daftar akun" not in abroad.text
    browser.cookies.clear()
    guest = await browser.get("/pelatihan/aktivasi-situs")
    assert open_one.path in guest.text
    assert "Daftar akun" not in guest.text

    # both ways: the document says where it is used
    used = await browser.get(open_one.path)
    assert 'href="/pelatihan/aktivasi-situs"' in used.text
    await Document.update({Document.visibility: "officers"}).where(Document.id == open_one.id)
    assert "Panduan" not in (await browser.get("/pelatihan/aktivasi-situs")).text
    link = await ChainLink.select(ChainLink.id).where(ChainLink.to_id == inner.id).first()
    assert link
    headers = await make.signed_in(admin)
    away = f"/kaitan/workshop/{event.id}/lepas"
    assert (await browser.post(away, data={"link": str(link["id"])}, headers=headers)).status_code == 303
    assert "Daftar akun" not in (await browser.get("/pelatihan/aktivasi-situs", headers=headers)).text


async def test_a_topic_and_a_document_lead_to_each_other(browser: AsyncClient) -> None:
    await make.installed()
    kim = await make.kim("KIM Mallari")
    admin, siti = await make.kim_admin(kim), await make.member(kim)
    topic = await make.topic(await make.board(kim), siti, "Usul jadwal baru")
    inner = await make.document(kim, "Notulen Agustus", admin, visibility="officers")
    shared = await make.document(kim, "Jadwal ronda", admin, visibility="members")
    here = f"/pustaka/pilih/topic/{topic.id}"
    headers = await make.signed_in(siti)
    beside = await browser.get(f"{topic.path}/terkait", headers=headers)
    assert f'href="{here}"' in beside.text
    assert offered((await browser.get(here, headers=headers)).text) == {shared.id}
    assert (await browser.post(here, data={"document": str(inner.id)}, headers=headers)).status_code == 404
    tied = await browser.post(here, data={"document": str(shared.id)}, headers=headers)
    assert tied.headers["location"] == topic.path
    assert shared.path in (await browser.get(f"{topic.path}/terkait", headers=headers)).text
    assert topic.path in (await browser.get(shared.path, headers=headers)).text
    # from the document's side it is for those who keep the library
    assert (await browser.get(f"/kaitan/document/{shared.id}", headers=headers)).status_code == 404
    keeper = await make.signed_in(admin)
    assert (await browser.get(f"/kaitan/document/{shared.id}", headers=keeper)).status_code == 200


async def test_a_line_of_a_program_shows_its_evidence_to_whoever_may_read_it(
    browser: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make.installed()
    kim, other = await make.kim("KIM Mallari"), await make.kim("KIM Carigading")
    admin, siti = await make.kim_admin(kim), await make.member(kim)
    outsider = await make.member(other, "Orang Lain")
    program = await make.program(kim, "Diskusi bulanan", "Papan informasi", year=make.today().year)
    await make.agreed(program, admin, await make.pembina())
    first, second = await ProgramLine.select(ProgramLine.id).order_by(ProgramLine.id)
    one = await make.document(kim, "Berita acara diskusi", admin, visibility="members")
    headers = await make.signed_in(admin)
    monkeypatch.setattr(links, "MOST", 1)  # of a document's ties there are as many as it is used
    page = here = ""
    for line in (first, second):
        page = f"/program/{program.slug}/kegiatan/{line['id']}"
        here = f"/pustaka/pilih/program_line/{line['id']}"
        assert f'href="{here}"' in (await browser.get(page, headers=headers)).text
        tied = await browser.post(here, data={"document": str(one.id)}, headers=headers)
        assert (tied.status_code, tied.headers["location"]) == (303, page)
    more = await make.document(kim, "Daftar hadir", admin)
    full = await browser.post(here, data={"document": str(more.id)}, headers=headers)
    assert full.status_code == 422
    used = await browser.get(one.path, headers=headers)
    assert "Papan informasi" in used.text
    assert "Diskusi bulanan" in used.text
    assert one.path in (await browser.get(page, headers=await make.signed_in(siti))).text
    abroad = await browser.get(page, headers=await make.signed_in(outsider))
    assert abroad.status_code == 200
    assert "Berita acara" not in abroad.text
    refused = await browser.post(here, data={"document": str(one.id)}, headers=await make.signed_in(siti))
    assert refused.status_code == 403
