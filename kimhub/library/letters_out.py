"""The agenda of a year taken out: as a workbook, or as pages for the binder."""

from pathlib import Path
from typing import Final

from kimhub import papers
from kimhub.core import workbooks
from kimhub.core.formats import long_date, numeric_date
from kimhub.core.i18n import _, use_locale
from kimhub.core.pdf import make_pdf
from kimhub.groups.organizations import Profile
from kimhub.library import letters
from kimhub.library.letters import DIRECTIONS, IN, NATURES, Letter
from kimhub.papers import letterheads

TEMPLATE: Final = Path(papers.__file__).parent / "typst" / "list.typ"
_WIDTHS: Final = (0, 3, 2, 2, 4, 5, 2, 3)


async def workbook(house: Profile, direction: str, year: int) -> bytes:
    """Lines in the order of their numbers; what was struck out says so."""
    lines = (await letters.whole_year(house, direction, year))[::-1]
    rows = [[one.agenda_no, one.number, one.dated_on, one.received_on, *_rest(one)] for one in lines]
    title = f"{DIRECTIONS[direction]} {year}"
    return await workbooks.make_workbook(title, _header(direction), rows)


async def pages(house: Profile, direction: str, year: int) -> bytes:
    """The agenda as PDF, with the letterhead; papers speak Indonesian."""
    lines = (await letters.whole_year(house, direction, year))[::-1]
    kop, files = await letterheads.for_pdf(await letterheads.of(house.id))
    with use_locale("id"):
        rows = [
            [
                str(one.agenda_no),
                one.number,
                *(numeric_date(day) if day else "" for day in (one.dated_on, one.received_on)),
                *_rest(one),
            ]
            for one in lines
        ]
        data = {
            "kop": kop,
            "title": f"Agenda {str(DIRECTIONS[direction]).lower()} {year}",
            "below": [house.name],
            "header": _header(direction),
            "widths": list(_WIDTHS),
            "rows": rows,
            "note": f"Dicetak {long_date(letters.today(house))}",
        }
    return await make_pdf(TEMPLATE, data, files=files)


def _header(direction: str) -> list[str]:
    came = direction == IN
    return [
        _("No. agenda"), _("Nomor surat"), _("Tanggal surat"), _("Diterima") if came else _("Dikirim"),
        _("Dari") if came else _("Kepada"), _("Perihal"), _("Sifat"), _("Keterangan"),
    ]  # fmt: skip


def _rest(one: Letter) -> list[str]:
    if one.is_struck:
        return ["", _("(dicoret)"), "", ""]
    return [one.other, one.subject, str(NATURES[one.nature]), one.note]
