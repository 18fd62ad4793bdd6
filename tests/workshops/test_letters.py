"""Surat undangan: filled from what is known, numbered once, checked by a code, taken back with a reason."""

import asyncio
import io
import re
from uuid import uuid4

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from kimhub.papers import printing
from kimhub.workshops import letter_pdf, letters
from kimhub.workshops.tables import Workshop
from kimhub.workshops.tables_after import InvitationLetter
from kimhub.workshops.tables_seats import Delegation
from tests import make

NASTY = "#set page(fill: red) <script>alert(1)</script> $x$ @nama"


@pytest.fixture
async def event(app):
    await make.installed()
    kim = await make.kim()
    await make.officer(kim, "Syamsul Bahri", "chair")
    admin = await make.kim_admin(kim)
    workshop = await make.workshop(kim, "Menulis berita desa", slug="menulis-berita-desa")
    other = await make.kim("KIM Carigading")
    await Delegation(workshop=workshop.id, organization=other.id, seats=2).save()
    return kim, admin, workshop


async def form_of(workshop, **changes) -> dict[str, str]:
    view = await letters.workshops.by_id(workshop.id)
    return await letters.begun(view) | {"key": str(uuid4())} | changes


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


async def test_a_letter_is_filled_in_numbered_once_and_leads_to_its_check_page(browser, event):
    _kim, admin, workshop = event
    headers = await make.signed_in(admin)
    page = f"/pelatihan/{workshop.slug}/surat"
    shown = await browser.get(f"{page}/baru", headers=headers)
    for words in ("Ketua KIM Carigading", "Syamsul Bahri", "Undangan Workshop", "“Menulis berita desa”"):
        assert words in shown.text.replace("&#34;", '"')

    form = await form_of(workshop, opening=f"Dengan hormat,\n{NASTY}", copies="Camat Awangpone\nArsip")
    draft = await browser.post(f"{page}/baru", data=form | {"action": "preview"}, headers=headers)
    assert "KONSEP" in text_of(draft.content)
    assert await InvitationLetter.count() == 0
    for _twice in range(2):
        made = await browser.post(f"{page}/baru", data=form, headers=headers)
        assert made.status_code == 303
    (row,) = await InvitationLetter.select()
    assert re.fullmatch(r"\d+/.+/[IVX]+/\d{4}", row["number"])

    answer = await browser.get(f"{made.headers['location']}/berkas", headers=headers)
    text = " ".join(text_of(answer.content).split())
    for words in (row["number"], "Ketua KIM Carigading", "Hari, tanggal", "09.00", "WITA", "Tembusan",
                  "Camat Awangpone", "<script>", "#set page"):  # fmt: skip
        assert words in text
    image = pypdfium2.PdfDocument(answer.content)[0].render(scale=2).to_pil()
    (code,) = zxingcpp.read_barcodes(image)
    assert code.text.endswith(f"/verifikasi/{row['code']}")
    reader = PdfReader(io.BytesIO(answer.content))
    assert round(float(reader.pages[0].mediabox.height) / 72 * 25.4) == 330

    checked = await browser.get(f"/verifikasi/{row['code']}")
    assert row["number"] in checked.text
    assert "Carigading" not in checked.text  # nobody learns from the code who was invited


async def test_many_addressees_get_a_sheet_each_or_stand_on_a_list(event):
    _kim, _admin, workshop = event
    view = await letters.workshops.by_id(workshop.id)
    many = "\n".join(f"Ketua KIM Desa Nomor {n}" for n in range(1, 13))
    each = letters.read(await form_of(workshop, addressees=many, each="on"))
    listed = letters.read(await form_of(workshop, addressees=many, paper="A4"))
    assert len(PdfReader(io.BytesIO(await letter_pdf.preview(view, each))).pages) == 12
    together = PdfReader(io.BytesIO(await letter_pdf.preview(view, listed)))
    assert len(together.pages) == 2
    assert "(daftar terlampir)" in together.pages[0].extract_text()
    assert (each.enclosure, listed.enclosure) == ("-", "1 berkas")
    assert "Desa Nomor 12" in together.pages[1].extract_text()


async def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(browser, event):
    _kim, admin, workshop = event
    headers = await make.signed_in(admin)
    page = f"/pelatihan/{workshop.slug}/surat/baru"
    form = await form_of(
        workshop, addressees=" ", dated="besok", signer_name="", closing="Sampai jumpa di sana."
    )
    wrong = await browser.post(page, data=form, headers=headers)
    assert wrong.status_code == 422
    for words in (
        "Tulis kepada siapa",
        "Tulis tanggal surat.",
        "Tulis nama penanda tangan.",
        "Sampai jumpa",
    ):
        assert words in wrong.text
    await browser.post(page, data=await form_of(workshop, number="005/X"), headers=headers)
    taken = await browser.post(page, data=await form_of(workshop, number="005/X"), headers=headers)
    assert "Nomor ini sudah dipakai surat lain." in taken.text
    assert await InvitationLetter.count() == 1


async def test_a_number_written_by_hand_ahead_of_the_counter_stops_nobody(browser, event):
    _kim, admin, workshop = event
    headers = await make.signed_in(admin)
    page = f"/pelatihan/{workshop.slug}/surat/baru"
    await browser.post(page, data=await form_of(workshop), headers=headers)
    (first,) = [row["number"] for row in await InvitationLetter.select()]
    ahead = first.replace("001/", "002/", 1)
    await browser.post(page, data=await form_of(workshop, number=ahead), headers=headers)
    third = await browser.post(page, data=await form_of(workshop), headers=headers)
    assert third.status_code == 303
    numbers = [row["number"] for row in await InvitationLetter.select().order_by(InvitationLetter.id)]
    assert numbers == [first, ahead, first.replace("001/", "003/", 1)]


async def test_nothing_is_cut_off_dated_by_a_slip_or_sent_for_what_does_not_take_place(browser, event):
    _kim, admin, workshop = event
    headers = await make.signed_in(admin)
    page = f"/pelatihan/{workshop.slug}/surat/baru"
    long = f"Camat\n{'Ketua ' * 40}"
    wrong = await browser.post(
        page, data=await form_of(workshop, addressees=long, dated="0026-11-01"), headers=headers
    )
    assert "Baris 2 terlalu panjang" in wrong.text
    assert "Periksa tahunnya" in wrong.text
    form = await form_of(workshop)
    for state, words in (("draft", "Terbitkan dulu"), ("cancelled", "dibatalkan")):
        await Workshop.update({Workshop.state: state}).where(Workshop.id == workshop.id)
        for action in ("", "preview"):
            refused = await browser.post(page, data=form | {"action": action}, headers=headers)
            assert refused.status_code == 403
            assert words in refused.text
    assert await InvitationLetter.count() == 0


async def test_a_loop_over_the_file_is_stopped(browser, event, monkeypatch):
    _kim, admin, workshop = event
    headers = await make.signed_in(admin)
    form = await form_of(workshop)
    made = await browser.post(f"/pelatihan/{workshop.slug}/surat/baru", data=form, headers=headers)
    monkeypatch.setattr(printing, "MOST", 1)
    where = f"{made.headers['location']}/berkas"
    answers = [(await browser.get(where, headers=headers)).status_code for _n in range(2)]
    assert answers == [200, 429]


async def test_numbers_of_letters_written_at_once_differ(event):
    _kim, admin, workshop = event
    view = await letters.workshops.by_id(workshop.id)
    actor = await make.acting(admin)
    forms = [letters.read(await form_of(workshop)) for _n in range(5)]
    await asyncio.gather(*(letters.write(view, actor, form, uuid4()) for form in forms))
    numbers = [row["number"] for row in await InvitationLetter.select(InvitationLetter.number)]
    assert len({*numbers}) == 5


async def test_a_letter_is_taken_back_with_a_reason_that_its_check_page_tells(browser, event):
    kim, admin, workshop = event
    headers = await make.signed_in(admin)
    page = f"/pelatihan/{workshop.slug}/surat"
    made = await browser.post(f"{page}/baru", data=await form_of(workshop), headers=headers)
    where = made.headers["location"]
    assert (await browser.post(where, data={"reason": " "}, headers=headers)).status_code == 422
    for _twice in range(2):
        await browser.post(where, data={"reason": "Tanggalnya salah"}, headers=headers)
    (row,) = await InvitationLetter.select()
    assert (row["state"], row["reason"]) == ("revoked", "Tanggalnya salah")
    assert "Tanggalnya salah" in (await browser.get(f"/verifikasi/{row['code']}")).text

    stranger = await make.signed_in(await make.member(kim, "Anggota Biasa"))
    for path in (page, f"{page}/baru", where, f"{where}/berkas"):
        assert (await browser.get(path, headers=stranger)).status_code == 404
    assert (
        await browser.post(f"{page}/baru", data=await form_of(workshop), headers=stranger)
    ).status_code == 403
    second = await make.workshop(kim, slug="acara-lain")
    assert (
        await browser.get(where.replace(workshop.slug, second.slug), headers=headers)
    ).status_code == 404
