"""Photos on their way in: one becomes a light picture, photographed pages become one PDF.

Pages come as one file: a line that says what it is, then each picture behind its length. So they share all
that makes an upload survive a lost connection, and their order is the order in the file.
"""

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Final

from kimhub.core import images
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.images import Picture

if TYPE_CHECKING:  # see core/images.py
    from PIL.Image import Image

MAGIC: Final = b"KIMHUB-HALAMAN 1\n"
MOST_PAGES: Final = 100
MOST_BYTES: Final = 20_000_000  # of one page as it comes
PHOTO_PX: Final = 1920
PHOTO_BYTES: Final = 600_000
PAGE_PX: Final = 1754  # A4 at 150 dots per inch: small print stays readable
PAGE_QUALITY: Final = 72
_LENGTH: Final = struct.Struct(">I")
_A4: Final = (595.28, 841.89)  # points


def photo(path: Path) -> Picture:
    """A light picture of a photo. Raises Invalid (`file`)."""
    large, _small = images.redraw(path, PHOTO_PX, False, "file", PHOTO_BYTES)
    return large


def pages_pdf(source: Path, folder: Path) -> Path:
    """A PDF in `folder`, a page for each picture; one picture in memory at a time. Raises Invalid (`file`).
    The caller deletes it."""
    with NamedTemporaryFile(dir=folder, prefix="part-", delete=False) as out:
        path = Path(out.name)
        try:
            writer = _Writer(out.file)
            for number, one in enumerate(_pictures(source, folder), start=1):
                if number > MOST_PAGES:
                    said = _("Paling banyak %(n)s halaman dalam satu berkas. Bagi menjadi dua.")
                    raise Invalid(file=said % {"n": MOST_PAGES})
                writer.page(one)
            if not writer.pages:
                raise Invalid(file=_broken())
            writer.end()
            return path
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _pictures(source: Path, folder: Path) -> Iterator["Image"]:
    with source.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise Invalid(file=_broken())
        while head := file.read(_LENGTH.size):
            length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
            if not 0 < length <= MOST_BYTES:
                raise Invalid(file=_broken())
            content = file.read(length)
            if len(content) != length:
                raise Invalid(file=_broken())
            with NamedTemporaryFile(dir=folder, prefix="part-") as one:
                one.write(content)
                one.flush()
                yield images.opened(Path(one.name), PAGE_PX)


class _Writer:
    """A PDF of pictures, written as it goes (ISO 32000-1, 7.5)."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.places, self.pages = out, dict[int, int](), list[int]()
        out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")

    def page(self, image: "Image") -> None:
        """A page as large as A4, upright or lying as the picture is."""
        from PIL.Image import Resampling

        image = image.convert("RGB")
        image.thumbnail((PAGE_PX, PAGE_PX), Resampling.LANCZOS, reducing_gap=3.0)
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=PAGE_QUALITY, optimize=True)
        width, height = image.size
        wide, high = _A4 if height >= width else (_A4[1], _A4[0])
        scale = min(wide / width, high / height)
        across, up = width * scale, height * scale
        number = 3 + 3 * len(self.pages)
        self.pages.append(number)
        drawn = f"q {across:.2f} 0 0 {up:.2f} {(wide - across) / 2:.2f} {(high - up) / 2:.2f} cm /P Do Q"
        self._object(
            number,
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {wide} {high}]"
            f"/Resources<</XObject<</P {number + 1} 0 R>>>>/Contents {number + 2} 0 R>>",
        )
        picture = buffer.getvalue()
        self._object(
            number + 1,
            f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB"
            f"/BitsPerComponent 8/Filter/DCTDecode/Length {len(picture)}>>",
            picture,
        )
        self._object(number + 2, f"<</Length {len(drawn)}>>", drawn.encode())

    def end(self) -> None:
        """The list of pages, and where everything lies."""
        kids = " ".join(f"{number} 0 R" for number in self.pages)
        self._object(1, "<</Type/Catalog/Pages 2 0 R>>")
        self._object(2, f"<</Type/Pages/Count {len(self.pages)}/Kids[{kids}]>>")
        start = self.out.tell()
        rows = "".join(f"{self.places[number]:010} 00000 n \n" for number in sorted(self.places))
        size = len(self.places) + 1
        self.out.write(f"xref\n0 {size}\n0000000000 65535 f \n{rows}".encode())
        self.out.write(f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode())

    def _object(self, number: int, head: str, content: bytes | None = None) -> None:
        self.places[number] = self.out.tell()
        self.out.write(f"{number} 0 obj\n{head}\n".encode())
        if content is not None:
            self.out.write(b"stream\n" + content + b"\nendstream\n")
        self.out.write(b"endobj\n")


def _broken() -> str:
    return _("Foto halamannya tidak dapat dibaca. Ambil atau pilih lagi.")
