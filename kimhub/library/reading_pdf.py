"""Text and page pictures of a PDF, by PDFium.

Ours is built without a JavaScript engine and its form module is never started: scripts, launch actions and
links out of the file stay letters (docs/dependencies.md).
"""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from kimhub.library.reading_office import MOST_LETTERS, PAGE, Unreadable
from kimhub.library.reading_pictures import HIGH, WIDE, keep_page

if TYPE_CHECKING:
    from kimhub.library.reading_worker import Found

MOST_PAGES: Final = 100_000  # more is no document somebody reads
MOST_READ: Final = 2000
MOST_PICTURES: Final = 20
MOST_RECOGNISED: Final = 20
FEW: Final = 16  # letters of a page; a scan has at most a page number
SHARP: Final = 2100  # pixels of the longer side of what is given to OCR: some 180 dpi of A4


def read_pdf(path: Path, orders: dict[str, Any], found: "Found", *, pictures_only: bool = False) -> None:
    """Text of the pages, then pictures of the first, then OCR of those without text. Raises Unreadable."""
    try:
        document = pdfium.PdfDocument(path)
        pages = len(document)
    except pdfium.PdfiumError as error:
        raise Unreadable(
            "locked" if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD else "broken"
        ) from error
    if not 0 < pages <= MOST_PAGES:
        raise Unreadable("broken" if pages <= 0 else "bomb")
    found.say(pages=pages)
    texts: list[str] = []
    if not pictures_only:
        texts = _texts(document, min(pages, MOST_READ))
        if any(text.strip() for text in texts):
            found.text(PAGE.join(texts))
    for number in range(1, min(pages, MOST_PICTURES) + 1):
        with contextlib.suppress(pdfium.PdfiumError):  # one broken page leaves the others
            keep_page(number, _picture(document, number - 1, WIDE, HIGH), found)
    if orders["ocr"] and not pictures_only:
        _recognise(document, texts, orders, found)


def _texts(document: pdfium.PdfDocument, pages: int) -> list[str]:
    texts: list[str] = []
    left = MOST_LETTERS
    for number in range(pages):
        text = ""
        with contextlib.suppress(pdfium.PdfiumError):
            page = document[number]
            reader = page.get_textpage()
            count = min(reader.count_chars(), left)
            text = reader.get_text_range(0, count) if count > 0 else ""
            reader.close()
            page.close()
        texts.append(text.replace(PAGE, "\n"))
        left -= len(text)
        if left <= 0:
            break
    return texts


def _picture(document: pdfium.PdfDocument, index: int, wide: int, high: int) -> Any:
    page = document[index]
    width, height = page.get_size()
    if not (0 < width < 1e7 and 0 < height < 1e7):
        raise pdfium.PdfiumError("no size")
    scale = min(wide / width, high / height)
    if min(width, height) * scale < 1:
        raise pdfium.PdfiumError("a line")
    image = page.render(scale=scale, may_draw_forms=False, draw_annots=True).to_pil().convert("RGB")
    page.close()
    return image


def _recognise(
    document: pdfium.PdfDocument, texts: list[str], orders: dict[str, Any], found: "Found"
) -> None:
    from kimhub.library.reading_converters import recognised

    empty = [number for number, text in enumerate(texts) if len(text.strip()) < FEW]
    done = False
    for number in empty[:MOST_RECOGNISED]:
        with contextlib.suppress(pdfium.PdfiumError):
            if text := recognised(_picture(document, number, SHARP, SHARP), orders, found.folder):
                texts[number] = text
                done = True
    if done:
        found.text(PAGE.join(texts)[:MOST_LETTERS], "ocr")
