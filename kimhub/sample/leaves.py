"""Plain PDF files of a few lines, for the sample: real ones, with text that can be read and searched."""

from collections.abc import Sequence
from typing import Final

WIDTH, HEIGHT = 595, 842  # A4 in points
LEFT, TOP, STEP = 64, 770, 18
ROWS: Final = 36  # lines of a page


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """A title and its lines, as many pages as they need; each line has to fit by itself."""
    pages = [lines[start : start + ROWS] for start in range(0, len(lines), ROWS)] or [()]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        drawn = _drawn(title if number == 0 else "", page)
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {5 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return _joined(parts)


def _drawn(title: str, lines: Sequence[str]) -> bytes:
    said = [b"BT", b"/F1 18 Tf", b"%d %d Td" % (LEFT, TOP), b"%d TL" % (STEP * 2), _text(title), b"T*"]
    said += [b"/F1 11 Tf", b"%d TL" % STEP]
    for line in lines:
        said += [_text(line), b"T*"]
    return b"\n".join([*said, b"ET"])


def _text(line: str) -> bytes:
    content = line.encode("cp1252", "replace")
    for sign in (b"\\", b"(", b")"):
        content = content.replace(sign, b"\\" + sign)
    return b"(" + content + b") Tj"


def _joined(parts: Sequence[bytes]) -> bytes:
    """The objects with the table that says where each begins."""
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(made))
    return made + end + trailer
