"""Papers to be read, made by code: small, and with exactly what a test needs."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache

from PIL import Image


def pdf(pages: Sequence[str], *, extra: str = "", catalog: str = "", size: str = "0 0 595 842") -> bytes:
    """A PDF of these pages, a line each; `extra` are further objects from number 100 on, `catalog` what the
    catalog says besides."""
    objects: dict[int, str] = {}
    kids = []
    for n, words in enumerate(pages):
        stream = f"BT /F1 18 Tf 60 780 Td ({words}) Tj ET" if words else ""
        objects[10 + 2 * n] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{size}] /Contents {11 + 2 * n} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects[11 + 2 * n] = f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"
        kids.append(f"{10 + 2 * n} 0 R")
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>"
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects[3] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    body = "%PDF-1.7\n" + "".join(f"{n} 0 obj\n{what}\nendobj\n" for n, what in sorted(objects.items()))
    return f"{body}{extra}trailer\n<< /Root 1 0 R /Size 500 >>\n%%EOF\n".encode("latin-1")


@cache
def webp() -> bytes:
    """The smallest picture there is."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "WEBP")
    return buffer.getvalue()


def packed(members: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, *, before: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A DOCX with this in its body; `before` stands where a document type would."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = (
        f'<?xml version="1.0"?>{before}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    )
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **(more or {})})


def odt(body: str, *, before: str = "", kind: str = "text") -> bytes:
    """An ODT (or, by `kind`, an ODP)."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "text", "table")
    )
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content {names}><office:body>{body}'
        "</office:body></office:document-content>"
    )
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content})


def pptx(slides: Sequence[str]) -> bytes:
    """A PPTX; each slide says a line."""
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    made: dict[str, str | bytes] = {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}
    for n, words in enumerate(slides, 1):
        made[f"ppt/slides/slide{n}.xml"] = f'<s xmlns:a="{space}"><a:p><a:t>{words}</a:t></a:p></s>'
    return packed(made)
