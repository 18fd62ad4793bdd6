"""The result of a review (*hasil telaah*) as a letter of the office: the decision, why, and each remark."""

from collections.abc import Sequence
from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.amounts import number, rupiah
from kimhub.core.formats import clock, long_date
from kimhub.core.i18n import use_locale
from kimhub.core.prepared import prepare_sql
from kimhub.papers import letterheads, printing
from kimhub.papers.words import breakable
from kimhub.programs import comments, policy, reading, states
from kimhub.programs.comments import Thread
from kimhub.programs.plan import FIELDS, TEXTS, Plan
from kimhub.programs.program_pdf import paragraphs
from kimhub.programs.programs import VersionOf
from kimhub.programs.views import Program, Version

# The office of whoever decided, as near to the house as there is one.
_agency = prepare_sql(
    "SELECT o.id FROM organization o LEFT JOIN membership m ON m.organization = o.id"
    " AND m.\"user\" = :who AND m.state = 'active' WHERE o.kind = 'agency'"
    " AND (:seat = o.wilayah_code OR :seat LIKE o.wilayah_code || '.%')"
    " ORDER BY m.id IS NULL, length(o.wilayah_code) DESC, o.id LIMIT 1"
)
_OPENING: Final = (
    "Bersama ini kami sampaikan hasil telaah atas program kerja yang diajukan {name} sebagai berikut."
)


def can_see(actor: Actor, one: VersionOf) -> bool:
    """Those of the review, once there is a decision."""
    return one.version.is_decided and policy.sees_review(actor, one.program)


async def make(one: VersionOf, actor: Actor) -> bytes:
    """The letter about a version that was decided on."""
    program, version = one.program, one.version
    agency = await _agency.value(who=version.decided_by, seat=program.seat)
    head = await letterheads.of(int(agency) if agency is not None else program.organization)
    kop, files = await letterheads.for_pdf(head)
    whole = await reading.version(version.id)
    about = [thread for thread in await comments.threads(program, actor) if _belongs(thread, version)]
    assert version.decided_at is not None
    day = version.decided_at.astimezone(program.zone).date()
    with use_locale("id"):
        data = {
            "kop": kop,
            "author": version.decided_office,
            "paper": head.paper,
            "number": version.letter_no or "–",
            "subject": f"Hasil telaah program kerja {program.owner_name} tahun {program.year}",
            "place-and-day": f"{head.town}, {long_date(day)}",
            "to": f"Ketua {program.owner_name}",
            "opening": _OPENING.format(name=program.owner_name),
            "facts": _facts(program, version),
            "agreed": version.was_approved,
            "verdict": "DISETUJUI" if version.was_approved else "PERLU PERBAIKAN",
            "reason": paragraphs(version.decision_note),
            "remarks": _remarks(about, whole),
            "closing": _closing(program, version),
            "signer": {
                "position": version.decided_office,
                "name": version.decided_name,
                "how": f"Lewat KIMHub, {long_date(day)} pukul {clock(version.decided_at, program.zone)}",
            },
            **printing.qr_of(version.code),
        }
    return await printing.make("review", data, files)


def _facts(program: Program, version: Version) -> list[tuple[str, str]]:
    by = ", ".join(part for part in (version.submitted_name, version.submitted_office) if part)
    known = ", ".join(part for part in (version.known_name, version.known_office) if part)
    said = [
        ("Kelompok", f"{program.owner_name}, {letterheads.written_out(program.owner_place)}"),
        ("Tahun", str(program.year)),
        ("Versi", f"{version.number}" + (f" (perubahan: {version.reason})" if version.reason else "")),
        ("Isi", f"{number(version.lines)} kegiatan, anggaran {rupiah(version.total)}"),
        ("Diajukan", f"{long_date(version.submitted_at, program.zone)} oleh {by}"),
        ("Mengetahui", known if version.known_at else ""),
    ]
    return [(label, value) for label, value in said if value]


def _closing(program: Program, version: Version) -> str:
    if version.was_approved:
        return "Program kerja ini berlaku sejak tanggal putusan. Perubahannya diajukan sebagai versi baru."
    if program.reply_by and program.current == version.id and program.state == states.NEEDS_REVISION:
        day = long_date(program.reply_by)
        return f"Kami menunggu perbaikannya paling lambat {day}, lewat KIMHub."
    return "Kami menunggu perbaikannya lewat KIMHub."


def _belongs(thread: Thread, version: Version) -> bool:
    remark = thread.remark
    return remark.of_reviewer and remark.sent_at is not None and remark.version == version.id


def _remarks(threads: Sequence[Thread], whole: Plan | None) -> list[list[str]]:
    """In the order of the plan: number and name of the activity, what of it, the remark, its state."""
    order = {line.id: n for n, line in enumerate(whole.lines, 1)} if whole else {}
    rows = []
    for thread in sorted(threads, key=lambda one: order.get(one.line, 0)):
        line = whole.line(thread.line) if whole else None
        about = f"{order[line.id]}. {line.name}" if line else "Program secara keseluruhan"
        rows.append(
            [breakable(about, 16), _field(thread), breakable(thread.remark.body, 24), _state(thread)]
        )
    return rows


def _field(thread: Thread) -> str:
    words: dict[str, Any] = {**TEXTS, comments.BUDGET: "Anggaran", **FIELDS}
    return str(words.get(thread.field, "Seluruh baris" if thread.line else "–"))


def _state(thread: Thread) -> str:
    if thread.is_settled:
        return "Selesai"
    return "Sudah dijawab" if thread.replies and not thread.awaits_house else "Terbuka"
