"""Documents: what people wrote is shown, never run; nothing comes from elsewhere."""

import asyncio
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from kimhub.core.pdf import make_pdf

pytestmark = pytest.mark.once

HOSTILE = '#eval("1 + 1") $x^2$ *tebal* _miring_ @label <x> // \\ #include "/etc/passwd" #read("lain.txt")'
SHOWS = "#let data = json(bytes(sys.inputs.data))\n#set page(width: 300mm, height: 60mm)\n#data.words"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (tmp_path / "lain.txt").write_text("rahasia")
    (folder / "a.typ").write_text(SHOWS)
    return folder / "a.typ"


def text_of(document: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(document)).pages)


async def test_what_people_wrote_stands_on_the_paper_letter_by_letter(template: Path) -> None:
    document = await make_pdf(template, {"words": HOSTILE})
    assert HOSTILE.replace(" ", "") in text_of(document).replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("path", ["../lain.txt", "/../lain.txt", "/etc/passwd"])
async def test_a_template_reads_nothing_outside_its_folder(template: Path, path: str) -> None:
    template.with_name("b.typ").write_text(f'#read("{path}")')
    with pytest.raises(RuntimeError):
        await make_pdf(template.with_name("b.typ"), {})


async def test_a_template_cannot_ask_for_a_package(template: Path) -> None:
    template.with_name("b.typ").write_text('#import "@preview/tablex:0.0.8": tablex')
    with pytest.raises(RuntimeError, match=r"b\.typ asks for a package"):
        await make_pdf(template.with_name("b.typ"), {})


async def test_it_gets_the_pictures_it_is_given_and_no_file_of_another_name(template: Path) -> None:
    template.write_text('#image("kode.svg")')
    square = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    assert (await make_pdf(template, {}, files={"kode.svg": square})).startswith(b"%PDF-")
    for name in ("../kode.svg", "a.typ", "Kode.svg", "kode.svg/x"):
        with pytest.raises(ValueError, match="a-z"):
            await make_pdf(template, {}, files={name: square})


async def test_its_fonts_are_inside_and_pages_go_on_meanwhile(template: Path) -> None:
    made = asyncio.create_task(make_pdf(template, {"words": "Kata " * 20_000}))
    turns = 0
    while not made.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10  # the loop was free
    for page in pypdf.PdfReader(BytesIO(await made)).pages[:3]:
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert fonts
        for font in fonts:
            (inner,) = font["/DescendantFonts"]
            assert "/FontFile3" in inner["/FontDescriptor"] or "/FontFile2" in inner["/FontDescriptor"]


def test_our_own_templates_run_no_text_as_code() -> None:
    for source in Path("kimhub/papers/typst").glob("*.typ"):
        words = source.read_text()
        assert "eval(" not in words
        assert '"@' not in words
