"""A program on paper: the printed table of domain.md 3.2, what it costs item by item, who signed it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from kimhub.core.amounts import number, percent
from kimhub.core.formats import clock, date_span, long_date, short_date
from kimhub.core.i18n import use_locale
from kimhub.papers import letterheads, printing
from kimhub.papers.letterheads import Head
from kimhub.papers.words import breakable, in_words
from kimhub.programs import plan, signers, states, wording
from kimhub.programs.plan import Line, Plan
from kimhub.programs.views import Program, Version

DRAFT: Final = "KONSEP"
REPLACED: Final = "DIGANTI"
TEMPLATE: Final = "TEMPLAT"
_TALL: Final = 36  # lines of print: half a page across, and more
NO_CODE: Final = {"code": "", "check": "", "qr": ""}


def _is_usual(whole: Plan) -> bool:
    """Whether its title says only what the heading says anyway."""
    usual = {f"program kerja {whole.year}", f"program kerja {whole.organization} {whole.year}".casefold()}
    return whole.title.casefold() in usual


async def make(program: Program, whole: Plan, version: Version | None) -> bytes:
    """The program as a document; without a `version` what is being written."""
    head = await letterheads.of(program.organization)
    kop, files = await letterheads.for_pdf(head)
    day = _day(program, version)
    house = await signers.of(program.organization, day)
    with use_locale("id"):
        data = {
            "kop": kop,
            "author": whole.organization,
            "paper": head.paper,
            "stamp": TEMPLATE if program.is_template else _stamp(version),
            "title": f"Program Kerja {whole.organization} Tahun {whole.year}",
            "house": whole.organization,
            "place": letterheads.written_out(whole.place),
            "year": str(whole.year),
            "subtitle": "" if _is_usual(whole) else whole.title,
            "version": _version(program, version),
            "footer": _footer(whole, version),
            "texts": _texts(whole),
            "lines": [_line(n, line) for n, line in enumerate(whole.lines, 1)],
            "total": number(whole.total),
            "in-words": in_words(whole.total).capitalize(),
            "sources": _shares(
                [(wording.source(key), amount) for key, amount in plan.by_source(whole).items()],
                whole.total,
            ),
            "parts": _shares(
                [(key or "Tanpa bidang", amount) for key, amount in plan.by_section(whole).items()],
                whole.total,
            ),
            "items": [_items(n, line) for n, line in enumerate(whole.lines, 1) if line.items],
            **_signatures(program, version, head, house, day),
        }
    return await printing.make("program", data, files)


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


# ------------------------------------------------------------------------------------------ the table


def _line(n: int, line: Line) -> dict[str, Any]:
    indicators = [wording.indicator(one) for one in line.indicators]
    several = "• " if len(indicators) > 1 else ""
    return {
        "no": str(n),
        "tall": _lines_of(line, indicators) > _TALL,
        "section": breakable(line.section),
        "name": breakable(line.name),
        "adinda": wording.field(line, "adinda"),
        "purpose": breakable(line.purpose),
        "target": breakable(wording.field(line, "target")),
        "indicators": [several + breakable(words) for words in indicators],
        "months": [line.runs_in(month) for month in range(1, plan.MONTHS + 1)],
        "pic": breakable(line.pic_name, 9),
        "amount": number(line.amount) if line.items else "–",
        "sources": [breakable(words, 9) for words in _sources(line)],
        "output": breakable(line.output),
        "outcome": breakable(line.outcome),
        "note": breakable(_note(line), 8),
    }


def _lines_of(line: Line, indicators: Sequence[str]) -> int:
    """About how many lines of print the row needs: the fullest of its columns."""
    listed = sum(1 + len(words) // 20 for words in indicators)
    payers = 4 * len({item.source for item in line.items})
    return max(listed, payers, *(len(text) // 15 for text in (line.purpose, line.outcome, line.note)))


def _sources(line: Line) -> list[str]:
    """Each source; with its share where there are several."""
    sums: dict[str, int] = {}
    for item in line.items:
        sums[item.source] = sums.get(item.source, 0) + item.amount
    if len(sums) == 1:
        return [wording.source(key) for key in sums]
    return [f"{wording.source(key)}: {number(amount)}" for key, amount in sums.items()]


def when_of(line: Line) -> str:
    """Days and rhythm, as far as they are set; the months stand in the grid."""
    days = ""
    if line.starts_on:
        last = line.ends_on or line.starts_on
        days = short_date(last) if last == line.starts_on else date_span(line.starts_on, last)
    return "; ".join(part for part in (days, line.rhythm) if part)


def _note(line: Line) -> str:
    first = "Prioritas utama" if line.priority == 1 else "Bila sempat" if line.priority == 3 else ""
    return "; ".join(part for part in (when_of(line), first, line.note) if part)


def _items(n: int, line: Line) -> dict[str, Any]:
    return {
        "no": str(n),
        "name": line.name,
        "amount": number(line.amount),
        "rows": [
            [item.label, number(item.volume), item.unit, number(item.price), number(item.amount),
             wording.source(item.source)]
            for item in line.items
        ],
    }  # fmt: skip


def _shares(rows: Sequence[tuple[str, int]], total: int) -> list[list[str]]:
    return [[label, number(amount), percent(amount, total, 1)] for label, amount in rows]


# --------------------------------------------------------------------------------------- head and foot


def _texts(whole: Plan) -> list[dict[str, Any]]:
    """What stands before the table; a legal basis is a numbered list."""
    both = bool(whole.vision and whole.mission)
    texts = [
        ("Latar belakang", paragraphs(whole.background), False),
        ("Dasar hukum", paragraphs(whole.legal_basis), True),
        ("Visi dan misi" if both else "Visi", paragraphs(whole.vision), False),
        ("" if both else "Misi", paragraphs(whole.mission), not both),
        ("Tujuan", paragraphs(whole.goals), len(paragraphs(whole.goals)) > 1),
    ]
    return [{"title": title, "parts": parts, "numbered": listed} for title, parts, listed in texts if parts]


def _stamp(version: Version | None) -> str:
    if version is None or not version.was_approved:
        return DRAFT
    return REPLACED if version.state == states.SUPERSEDED else ""


def _version(program: Program, version: Version | None) -> str:
    if version is None:
        return "Naskah yang sedang disusun"
    said = f"Versi {version.number}"
    if version.was_approved and version.decided_at:
        said += f", disetujui {long_date(version.decided_at, program.zone)}"
    else:
        said += f", diajukan {long_date(version.submitted_at, program.zone)}"
    return f"{said}. Perubahan: {version.reason}" if version.reason else said


def _footer(whole: Plan, version: Version | None) -> str:
    named = f"versi {version.number}" if version else "naskah"
    return f"Program Kerja {whole.organization} {whole.year}, {named}"


def _day(program: Program, version: Version | None) -> date:
    return version.submitted_at.astimezone(program.zone).date() if version else program.today


def _signatures(
    program: Program, version: Version | None, head: Head, house: list[dict[str, str]], day: date
) -> dict[str, Any]:
    """Those who sign, and for what is agreed the code."""
    known: dict[str, str] = {}
    agreed: dict[str, str] = {}
    code = NO_CODE
    if version and version.known_at and version.known_name:
        on = long_date(version.known_at, program.zone)
        how = f"Menurut surat yang ditandatangani, {on}" if version.known_file else f"Lewat KIMHub, {on}"
        known = {"position": version.known_office, "name": version.known_name, "how": how}
    if version and version.was_approved and version.decided_at:
        on, at = long_date(version.decided_at, program.zone), clock(version.decided_at, program.zone)
        how = f"Lewat KIMHub, {on} pukul {at}"
        agreed = {"position": version.decided_office, "name": version.decided_name, "how": how}
        code = printing.qr_of(version.code)
    secretary, chair = house
    return {
        "place-and-day": f"{head.town}, {long_date(day)}",
        "secretary": secretary,
        "chair": chair,
        "known": known,
        "agreed": agreed,
        **code,
    }
