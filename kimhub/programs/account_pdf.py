"""The LPJ on paper (domain.md 3.6): planned against real, money by source, indicators, words, photos."""

from typing import Any, Final

from kimhub.core.amounts import number, percent
from kimhub.core.formats import clock, long_date, short_date
from kimhub.core.i18n import use_locale
from kimhub.papers import letterheads, printing
from kimhub.papers.pictures import for_paper
from kimhub.papers.words import breakable, in_words
from kimhub.programs import accounting, signers, states, wording
from kimhub.programs.account_views import HOW, Account, IndicatorFact, LineFact
from kimhub.programs.accounting import ReportOn
from kimhub.programs.amounts import hundredths_text
from kimhub.programs.program_pdf import NO_CODE, paragraphs

PHOTO_PX: Final = 1000  # 8.5 cm at 300 dpi
PHOTO_MM: Final = (85, 68)  # the room of each


async def make(one: ReportOn, account: Account) -> bytes:
    """What stands in the LPJ at this moment; once sent, as it was sent."""
    program, report = one.program, one.report
    head = await letterheads.of(program.organization)
    kop, files = await letterheads.for_pdf(head)
    sent = report and report.state in {accounting.SUBMITTED, accounting.ACCEPTED} and report.submitted_at
    day = sent.astimezone(program.zone).date() if sent else program.today
    secretary, chair = await signers.of(program.organization, day)
    photos: list[dict[str, Any]] = []
    for n, photo in enumerate(account.photos):
        if content := await for_paper(photo.file, PHOTO_PX):
            name = f"photo-{n}.jpg"
            files[name] = content
            tall = photo.height * PHOTO_MM[0] > photo.width * PHOTO_MM[1]
            on = long_date(photo.on, locale="id")
            photos.append({"file": name, "alt": photo.caption, "of": photo.line, "on": on, "tall": tall})
    with use_locale("id"):
        half = account.period == "half"
        title = f"Laporan Pertanggungjawaban Program Kerja {account.organization} Tahun {account.year}"
        data: dict[str, Any] = {
            "kop": kop,
            "author": account.organization,
            "paper": head.paper,
            "stamp": "" if one.state == accounting.ACCEPTED else "KONSEP",
            "title": title + (", semester pertama" if half else ""),
            "house": account.organization,
            "year": str(account.year),
            "period": "Semester pertama (Januari sampai Juni)" if half else "",
            "number": report.number if report else "",
            "basis": _basis(account),
            "figures": _figures(account),
            "texts": {name: paragraphs(account.texts.get(name, "")) for name in accounting.SECTIONS},
            "lines": [_line(line) for line in account.lines],
            "line-sums": [
                number(account.people), number(sum(line.planned for line in account.lines)),
                number(sum(line.spent for line in account.lines)),
            ],
            "sources": [
                [wording.source(row.source), number(row.planned), number(row.received), number(row.spent),
                 number(row.balance), percent(row.spent, row.planned)]
                for row in account.sources
            ],
            "sums": [
                number(account.planned), number(account.received), number(account.spent),
                number(account.balance), percent(account.spent, account.planned),
            ],
            "in-words": in_words(account.balance).capitalize(),
            "indicators": [_indicator(row) for row in account.indicators],
            "obstacles": [
                [short_date(row.on), breakable(row.line, 14), breakable(row.obstacle or "–", 18),
                 breakable(row.follow_up or "–", 18)]
                for row in account.obstacles
            ],
            "ratings": _ratings(one, account),
            "photos": photos,
            "place-and-day": f"{head.town}, {long_date(day)}",
            "secretary": secretary,
            "chair": chair,
            "known": _known(account),
            **_accepted(one),
        }  # fmt: skip
    return await printing.make("lpj", data, files)


def _basis(account: Account) -> str:
    agreed = f" yang disetujui {account.agreed_by} pada {account.agreed_on}" if account.agreed_on else ""
    until = f" sampai dengan {long_date(account.until)}" if account.until else ""
    return (
        f"Laporan ini disusun atas Program Kerja {account.organization} tahun {account.year} versi"
        f" {account.version}{agreed}, menurut catatan pelaksanaan{until}."
    )


def _figures(account: Account) -> list[tuple[str, str]]:
    share = percent(account.done, account.in_plan)
    absorbed = percent(account.spent, account.planned)
    return [
        ("Kegiatan terlaksana", f"{account.done} dari {account.in_plan} ({share})"),
        ("Catatan pelaksanaan", f"{number(account.entries)} kali, {number(account.people)} peserta"),
        ("Bulan berkegiatan", f"{account.months_active} bulan"),
        ("Anggaran terpakai", f"Rp{number(account.spent)} dari Rp{number(account.planned)} ({absorbed})"),
        ("Saldo", f"{'-' if account.balance < 0 else ''}Rp{number(abs(account.balance))}"),
    ]


def _line(line: LineFact) -> list[str]:
    state = str(states.PROGRESS[line.progress])
    if line.reason:
        state += f": {line.reason}"
    done = f"{line.entries} kali" if line.entries else "–"
    if line.last_on:
        done += f", terakhir {short_date(line.last_on)}"
    name = line.name if line.no else f"{line.name} (di luar program yang berlaku)"
    return [
        str(line.no) if line.no else "–",
        breakable(name, 14),
        breakable(line.when or "–"),
        done,
        number(line.people) if line.people else "–",
        number(line.planned),
        number(line.spent),
        breakable(state),
    ]


def _indicator(row: IndicatorFact) -> list[str]:
    value = hundredths_text(row.value)
    if row.value is None and row.rating:
        value = f"{row.rating} dari 5"
    unit = f" {row.unit}" if row.unit else ""
    return [
        f"{row.no or '–'}",
        breakable(row.name + (f". {row.words}" if row.words else ""), 16),
        (hundredths_text(row.target) + unit) if row.target is not None else "–",
        (value + unit if row.value is not None else value) or "–",
        f"{row.share}%" if row.share is not None else "–",
        str(HOW[row.how]),
    ]


def _ratings(one: ReportOn, account: Account) -> list[list[str]]:
    found = []
    if account.own_rating:
        found.append(["Penilaian KIM sendiri", f"{account.own_rating} dari 5", account.own_rating_reason])
    report = one.report
    if report and report.state == accounting.ACCEPTED and report.rating:
        found.append(["Penilaian pembina", f"{report.rating} dari 5", report.rating_note or report.note])
    return found


def _known(account: Account) -> dict[str, str]:
    if not account.known_name:
        return {}
    return {"position": account.known_office, "name": account.known_name}


def _accepted(one: ReportOn) -> dict[str, Any]:
    """Whoever accepted it, and the code."""
    report = one.report
    if report is None or report.state != accounting.ACCEPTED or report.decided_at is None:
        return {"agreed": {}, **NO_CODE}
    on, at = long_date(report.decided_at, one.program.zone), clock(report.decided_at, one.program.zone)
    how = f"Lewat KIMHub, {on} pukul {at}"
    agreed = {"position": report.decided_office, "name": report.decided_name, "how": how}
    return {"agreed": agreed, **printing.qr_of(report.code)}
