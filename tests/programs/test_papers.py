"""Programs on paper: what is printed agrees with what was agreed, and the code says what holds."""

import io
import re
from datetime import timedelta

import httpx
import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from kimhub.core.amounts import number, rupiah
from kimhub.core.db import now
from kimhub.papers import letterheads
from kimhub.papers.words import breakable, in_words
from kimhub.programs import agreeing, plan, program_pdf, programs, reading
from kimhub.programs.tables import BudgetItem, ProgramLine
from kimhub.programs.tables_review import ReviewComment
from kimhub.programs.tables_versions import ProgramSnapshot
from tests import make
from tests.programs import generated

NASTY = '<b>#set $x$ "kutip" \\u0000 *tebal*'


def text_of(content: bytes) -> str:
    """All of a PDF as one line, without the marks where words may break."""
    read = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    return " ".join(re.sub("[\u00ad\u200b]|\ufffe\r?\n?", "", read).split())


def size_of(content: bytes) -> tuple[int, int]:
    """Of the first page, in millimetres."""
    box = PdfReader(io.BytesIO(content)).pages[0].mediabox
    return round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)


def codes_on(content: bytes) -> list[str]:
    found = []
    for page in pypdfium2.PdfDocument(content):
        drawn = page.render(scale=2, grayscale=True).to_pil()
        found += [one.text for one in zxingcpp.read_barcodes(drawn, formats=zxingcpp.BarcodeFormat.QRCode)]
    return found


@pytest.mark.once
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol rupiah"),
        (11, "sebelas rupiah"),
        (1_115, "seribu seratus lima belas rupiah"),
        (12_745_000, "dua belas juta tujuh ratus empat puluh lima ribu rupiah"),
        (1_000_100_017, "satu miliar seratus ribu tujuh belas rupiah"),
    ],
)
def test_amounts_are_written_out(amount: int, words: str) -> None:
    assert in_words(amount) == words


@pytest.mark.once
def test_long_words_break_between_syllables_and_addresses_anywhere() -> None:
    assert breakable("tanda pertanggungjawaban").replace("\u00ad", "-") == "tanda per-tang-gung-ja-wa-ban"
    assert "\u00ad" not in breakable("https://contoh.id/pertanggungjawaban")
    assert breakable("https://contoh.id/a").count("\u200b") == 1
    assert breakable("") == ""


@pytest.fixture
async def sent(app):
    """A program that lies with the pembina: house with chair and secretary, and three lines."""
    await make.installed()
    kim = await make.kim()
    await make.officer(kim, "Rahmawati Latif", "chair")
    await make.officer(kim, "Andi Nurhayati", "secretary")
    await make.officer(kim, "Bukan Siapa Siapa", "chair", ended_on=make.days(-3))
    admin, pembina = await make.kim_admin(kim), await make.pembina()
    one = await make.program(kim, "Pelatihan menulis", f"Diskusi {NASTY}", "Papan informasi")
    version = await make.submitted(one, admin)
    return kim, one, version, admin, pembina


async def test_a_program_is_printed_as_a_draft_until_it_is_agreed_and_then_with_its_code(
    browser: httpx.AsyncClient, sent
) -> None:
    kim, one, version, admin, pembina = sent
    inside, office = await make.signed_in(admin), await make.signed_in(pembina)
    stranger = await make.signed_in(await make.user())
    path, that = f"/program/{one.slug}/berkas", f"/program/{one.slug}/versi/1"
    assert (await browser.get(path)).status_code == 303
    assert (await browser.get(path, headers=stranger)).status_code == 404
    assert (await browser.get(f"{that}/berkas", headers=stranger)).status_code == 404
    for headers in (inside, office):
        draft = await browser.get(path, headers=headers)
        assert draft.status_code == 200
        assert draft.headers["content-type"] == "application/pdf"
        assert "KONSEP" in (words := text_of(draft.content))
        assert "Periksa keaslian" not in words
    assert size_of(draft.content) == (330, 215)
    assert (await browser.get(f"{that}/hasil", headers=inside)).status_code == 404  # nothing is decided

    await agreeing.approve(one.id, await make.actor_of(pembina), version_id=version.id)
    paper = await browser.get(path, headers=stranger)  # what is agreed is for everybody
    words = text_of(paper.content)
    assert "KONSEP" not in words
    kept = await programs.version_by_id(version.id)
    assert kept
    for said in (
        "PROGRAM KERJA", "Versi 1", "Pelatihan menulis", "#set $x$", number(version.total), "Rahmawati",
        "Andi Nurhayati", "Irma Yusuf", kept.code, in_words(version.total).capitalize(),
    ):  # fmt: skip
        assert said in words
    assert "Bukan Siapa" not in words
    assert words.count(number(version.total)) >= 4  # table, by source, by section, item by item
    assert any(code.endswith(f"/verifikasi/{kept.code}") for code in codes_on(paper.content))

    checked = await browser.get(f"/verifikasi/{kept.code}")
    assert checked.status_code == 200
    for said in (kim.name, rupiah(version.total), "Dana Desa", "Irma Yusuf", "Asli dan berlaku"):
        assert said in checked.text
    assert "Pelatihan menulis" not in checked.text


async def test_the_check_page_answers_from_the_snapshot_and_says_what_holds_no_longer(
    browser: httpx.AsyncClient, sent
) -> None:
    _kim, one, version, admin, pembina = sent
    us, office = await make.actor_of(admin), await make.actor_of(pembina)
    await agreeing.approve(one.id, office, version_id=version.id)
    code = (await programs.version_by_id(version.id)).code
    await BudgetItem.update({BudgetItem.price: 1}, force=True)
    assert rupiah(version.total) in (await browser.get(f"/verifikasi/{code}")).text
    await agreeing.undo(one.id, office, version_id=version.id)
    undone = (await browser.get(f"/verifikasi/{code}")).text
    assert "Belum berlaku" in undone
    assert rupiah(version.total) not in undone
    await agreeing.approve(one.id, office, version_id=version.id)
    await agreeing.amend(one.id, us, "Harga sewa naik.")
    second = await agreeing.submit(one.id, us)
    assert "Asli dan berlaku" in (await browser.get(f"/verifikasi/{code}")).text
    await agreeing.approve(one.id, office, version_id=second.id)
    replaced = (await browser.get(f"/verifikasi/{code}")).text
    assert "Sudah diganti" in replaced
    assert rupiah(version.total) in replaced
    headers = await make.signed_in(admin)
    old = await browser.get(f"/program/{one.slug}/versi/1/berkas", headers=headers)
    assert "DIGANTI" in text_of(old.content)
    await ProgramSnapshot.update({ProgramSnapshot.sha256: "0" * 64}).where(
        ProgramSnapshot.version == second.id
    )
    newer = (await programs.version_by_id(second.id)).code
    assert "Belum berlaku" in (await browser.get(f"/verifikasi/{newer}")).text


async def test_the_result_of_a_review_is_a_letter_of_the_office_for_those_of_the_review(
    browser: httpx.AsyncClient, sent
) -> None:
    _kim, one, version, admin, pembina = sent
    office = await make.actor_of(pembina)
    line = await ProgramLine.objects().get(ProgramLine.name == "Papan informasi")
    known = {"program": one.id, "version": version.id, "author": office.id, "author_name": office.name}
    for body, fields in (
        ("Sebut di mana papannya dipasang.", {"line": line.id, "field": "target"}),
        ("Sudah bagus.", {"resolved_at": now(), "resolved_name": "Irma"}),
        ("Dari versi lain.", {"version": version.id + 1_000, "sent_at": now() - timedelta(days=9)}),
    ):
        await ReviewComment(**known | {"body": body, "of_reviewer": True} | fields).save()
    await agreeing.send_back(one.id, office, version_id=version.id, note=f"Lengkapi sasarannya. {NASTY}")
    path = f"/program/{one.slug}/versi/1/hasil"
    stranger = await make.signed_in(await make.user())
    assert (await browser.get(path, headers=stranger)).status_code == 404
    for person in (admin, pembina):
        letter = await browser.get(path, headers=await make.signed_in(person))
        words = text_of(letter.content)
        for said in (
            "001/TELAAH/", "PERLU PERBAIKAN", "Lengkapi sasarannya.", "#set $x$", "DISKOMINFO",
            "Sebut di mana papannya dipasang.", "3. Papan informasi", "Sasaran", "Terbuka", "Selesai",
            "Irma Yusuf", rupiah(version.total),
        ):  # fmt: skip
            assert said in words
        assert "Dari versi lain" not in words
    assert size_of(letter.content) == (215, 330)
    code = (await programs.version_by_id(version.id)).code
    page = (await browser.get(f"/verifikasi/{code}")).text
    assert "Pembina meminta perbaikan." in page
    assert "001/TELAAH/" in page
    assert "Lengkapi sasarannya" not in page


async def test_a_template_and_paper_of_another_size_are_printed_as_such(app) -> None:
    await make.installed()
    office = await make.agency()
    await letterheads.save(office.id, letterheads.Head(["DISKOMINFO"], town="Watampone", paper="A4"), 1)
    made = await make.program(office, kind="template")
    program = await programs.by_id(made.id)
    content = await program_pdf.make(program, await reading.working(program), None)
    assert size_of(content) == (297, 210)
    assert "TEMPLAT" in text_of(content)
    assert "KONSEP" not in text_of(content)


async def test_sums_on_paper_are_those_of_the_plan(app) -> None:
    await make.installed()
    kim = await make.kim()
    several = generated.plans(60)
    chosen = [min(several, key=size), *several[:6], max(several, key=lambda one: one.total)]
    one_a_year = list({one.year: one for one in chosen}.values())
    for program_id in await generated.store(kim, one_a_year):
        program = await programs.by_id(program_id)
        whole = await reading.working(program)
        words = text_of(await program_pdf.make(program, whole, None))
        if not whole.lines:
            assert "Belum ada kegiatan." in words
            continue
        sums = [whole.total, *plan.by_source(whole).values(), *plan.by_section(whole).values()]
        for amount in (*sums, *(line.amount for line in whole.lines if line.items)):
            assert number(amount) in words.split(), (program_id, amount)
        assert in_words(whole.total).capitalize() in words


def size(whole: plan.Plan) -> int:
    return len(whole.lines)
