"""What the check page tells of a printed program: the frozen version, never the working copy.

The code is that of a version. It stands on the program once that is agreed, and on the result of the
review, also on one that sends the program back: whoever scans that learns that nothing is agreed.
"""

from typing import Any, Final

from kimhub.core.amounts import number, rupiah
from kimhub.core.formats import long_date
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.papers import checks
from kimhub.papers.checks import Facts
from kimhub.programs import account_views, accounting, plan, programs, states, wording
from kimhub.programs.views import Program, Version

KIND: Final = "program"
TITLE: Final = lazy_("Program kerja")
ACCOUNT: Final = lazy_("Laporan pertanggungjawaban")
_by_code = prepare_sql(
    "SELECT v.id AS version, v.program, s.content, s.sha256 FROM program_version v"
    " JOIN program_snapshot s ON s.version = v.id WHERE v.code = :code"
)


async def facts_of(code: str) -> Facts | None:
    """The facts of the version with this code; None when there is no such paper."""
    row = await _by_code.first(code=code)
    version = await programs.version_by_id(row["version"]) if row else None
    program = await programs.by_id(row["program"]) if row else None
    if row is None or version is None or program is None:
        return None
    if not plan.is_whole(row["content"], row["sha256"]):
        return _not_valid(program, version, lazy_("Isi versi ini tidak lagi sama dengan yang diajukan."))
    if not version.was_approved:
        reason = (
            lazy_("Pembina meminta perbaikan.")
            if version.state == states.RETURNED
            else lazy_("Belum ada putusan yang berlaku.")
        )
        return _not_valid(program, version, reason)
    whole = plan.decode(row["content"])
    said = [
        *_known(whole.organization, whole.place, whole.year, version, program),
        (lazy_("Banyaknya kegiatan"), number(len(whole.lines))),
        (lazy_("Jumlah anggaran"), rupiah(whole.total)),
    ]
    ended = version.ended_at.astimezone(program.zone).date() if version.ended_at else None
    return Facts(
        TITLE,
        said,
        "replaced" if version.state == states.SUPERSEDED else "valid",
        "",
        ended,
        [lazy_("Sumber dana"), lazy_("Jumlah")],
        [[wording.source(key), rupiah(amount)] for key, amount in plan.by_source(whole).items()],
        lazy_("Anggaran menurut sumber dana"),
    )


def _not_valid(program: Program, version: Version, reason: Any) -> Facts:
    """What is not agreed is nobody else's business: only that it is not."""
    said = _known(program.owner_name, program.owner_place, program.year, version, program)
    return Facts(TITLE, said, "open", reason)


def _known(
    organization: str, place: str, year: int, version: Version, program: Program
) -> list[tuple[Any, str]]:
    decided = long_date(version.decided_at, program.zone, locale="id") if version.decided_at else ""
    by = ", ".join(part for part in (version.decided_name, version.decided_office) if part)
    agreed = version.was_approved
    said: list[tuple[Any, str]] = [
        (lazy_("Kelompok"), f"{organization}, {place}" if place else organization),
        (lazy_("Tahun"), str(year)),
        (lazy_("Versi"), str(version.number)),
        (lazy_("Disetujui pada") if agreed else lazy_("Diputuskan pada"), decided),
        (lazy_("Disetujui oleh") if agreed else lazy_("Diputuskan oleh"), by),
        (lazy_("Nomor hasil telaah"), version.letter_no if version.is_decided else ""),
        (lazy_("Mengetahui"), _and(version.known_name, version.known_office) if version.known_at else ""),
    ]
    return [(label, value) for label, value in said if value]


def _and(name: str, office: str) -> str:
    return ", ".join(part for part in (name, office) if part)


async def facts_of_account(code: str) -> Facts | None:
    """The facts of the LPJ with this code, as it was sent and accepted."""
    one = await accounting.by_code(code)
    report = one.report if one else None
    if one is None or report is None or not report.facts:
        return None
    account = account_views.unpack(report.facts)
    decided = long_date(report.decided_at, one.program.zone, locale="id") if report.decided_at else ""
    said: list[tuple[Any, str]] = [
        (lazy_("Kelompok"), _and(account.organization, account.place)),
        (lazy_("Program kerja tahun"), str(account.year)),
        (lazy_("Masa"), "Semester pertama" if account.period == "half" else "Setahun"),
        (lazy_("Nomor"), report.number),
    ]
    if report.state != accounting.ACCEPTED or not account_views.is_whole(report.facts, report.sha256):
        return Facts(ACCOUNT, said, "open", lazy_("Belum ada putusan yang berlaku."))
    said += [
        (lazy_("Diterima pada"), decided),
        (lazy_("Diterima oleh"), _and(report.decided_name, report.decided_office)),
        (lazy_("Kegiatan terlaksana"), f"{account.done} dari {account.in_plan}"),
        (lazy_("Anggaran"), rupiah(account.planned)),
        (lazy_("Pemasukan"), rupiah(account.received)),
        (lazy_("Pengeluaran"), rupiah(account.spent)),
        (lazy_("Saldo"), rupiah(account.balance)),
    ]
    return Facts(
        ACCOUNT,
        said,
        columns=[lazy_("Sumber dana"), lazy_("Pemasukan"), lazy_("Pengeluaran"), lazy_("Saldo")],
        rows=[
            [wording.source(row.source), rupiah(row.received), rupiah(row.spent), rupiah(row.balance)]
            for row in account.sources
        ],
        caption=lazy_("Keuangan menurut sumber dana"),
    )


checks.register(KIND, facts_of)
checks.register(accounting.KIND, facts_of_account)
