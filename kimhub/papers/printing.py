"""Our papers as PDF: the templates of this slice, and what all of them print the same way."""

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from kimhub.core import limits, pdf
from kimhub.core.db import noting
from kimhub.core.pdf import MIME
from kimhub.papers import checks

__all__ = ["MIME", "count", "make", "qr_of"]

TEMPLATES: Final = Path(__file__).parent / "typst"

MOST: Final = 60  # papers made at once for one person, PER
PER: Final = timedelta(minutes=10)


async def count(who: object, most: int = 0) -> None:
    """One more paper that this person waits for. A letter of 300 sheets keeps a core busy for seconds, so
    raises TooMany for a machine that asks again and again. A full disk keeps nobody from a paper."""
    async with noting():
        await limits.spend("paper", who, most=most or MOST, per=PER)


async def make(
    template: str,
    data: Mapping[str, Any],
    files: Mapping[str, bytes] | None = None,
    *,
    tagged: bool = True,
    at: datetime | None = None,
) -> bytes:
    """The paper that `typst/<template>.typ` makes of the data; see core.pdf."""
    return await pdf.make_pdf(TEMPLATES / f"{template}.typ", data, files=files, tagged=tagged, at=at)


def qr_of(code: str) -> dict[str, str]:
    """What a paper prints of its code: the code, where to type it, and the QR code (SVG) that leads there.
    Takes some milliseconds: draw many in a thread."""
    import segno  # with the first paper, not at start

    image = io.BytesIO()
    made = segno.make(checks.address(code), micro=False, error="m")
    made.save(image, kind="svg", xmldecl=False, border=2)
    return {"code": code, "check": checks.printed_address(), "qr": image.getvalue().decode()}
