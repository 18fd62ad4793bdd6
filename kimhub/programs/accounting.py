"""LPJ (domain.md 3.6): filled from what is recorded, written, sent, accepted or returned.

What was sent is frozen with its hash until it comes back. Whoever wrote on it or sent it never accepts it;
accepting the LPJ of the year closes the program.
"""

from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.kept_files import in_use
from kimhub.core.prepared import prepare_sql
from kimhub.programs import account_facts, account_views, agreeing, policy, programs, rules, states
from kimhub.programs.account_views import Account, Written
from kimhub.programs.tables_report import AccountabilityReport
from kimhub.programs.views import Program

KIND: Final = "program_report"  # of the check page
DRAFT, SUBMITTED, RETURNED, ACCEPTED = "draft", "submitted", "returned", "accepted"
STATES: Final[dict[str, Lazy]] = {
    DRAFT: lazy_("Belum dikirim"),
    SUBMITTED: lazy_("Menunggu pembina"),
    RETURNED: lazy_("Perlu dilengkapi"),
    ACCEPTED: lazy_("Diterima"),
}
PERIODS: Final = {"tahun": "year", "semester-1": "half"}  # as addresses say it
ADDRESSES: Final = {period: address for address, period in PERIODS.items()}
TITLES: Final[dict[str, Lazy]] = {"year": lazy_("LPJ setahun"), "half": lazy_("LPJ semester pertama")}
SECTIONS: Final[dict[str, Lazy]] = {
    "summary": lazy_("Ringkasan pelaksanaan"),
    "quality": lazy_("Mutu dan manfaat yang dirasakan"),
    "obstacles": lazy_("Kendala dan cara mengatasinya"),
    "recommendations": lazy_("Saran dan rencana tindak lanjut"),
}
LONGEST: Final = 6000
REASON: Final = 400
LEAST: Final = 5
RATINGS: Final = range(1, 6)
LINES: Final = {"own_rating_reason": REASON, "known_name": 120, "known_office": 160}


class Report(Struct, frozen=True):
    """An LPJ as its row keeps it."""

    id: int
    period: str
    state: str
    summary: str
    quality: str
    obstacles: str
    recommendations: str
    own_rating: int | None
    own_rating_reason: str
    known_name: str
    known_office: str
    number: str
    code: str
    facts: str
    sha256: str
    version: int
    written_by: str
    submitted_by: int | None
    submitted_name: str
    submitted_office: str
    submitted_at: datetime | None
    decided_by: int | None
    decided_name: str
    decided_office: str
    decided_at: datetime | None
    note: str
    rating: int | None
    rating_note: str

    @property
    def written(self) -> Written:
        return Written(
            {name: getattr(self, name) for name in SECTIONS},
            self.own_rating,
            self.own_rating_reason,
            self.known_name,
            self.known_office,
        )

    @property
    def hands(self) -> frozenset[int]:
        """Accounts that wrote on it or sent it: none of them accepts it."""
        sent = [self.submitted_by] if self.submitted_by else []
        return frozenset([*map(int, self.written_by.split()), *sent])


class ReportOn(Struct, frozen=True):
    """A program with its LPJ of a period; `report` is empty until somebody begins to write."""

    program: Program
    period: str
    report: Report | None

    @property
    def path(self) -> str:
        return f"{self.program.path}/lpj/{ADDRESSES[self.period]}"

    @property
    def state(self) -> str:
        return self.report.state if self.report else DRAFT

    @property
    def title(self) -> str:
        return str(TITLES[self.period])

    @property
    def is_open(self) -> bool:
        """It can be written: it was not sent, or came back."""
        return self.state in {DRAFT, RETURNED} and policy.is_carried_out(self.program)


_COLUMNS: Final = ", ".join(Report.__struct_fields__)
_report = prepare_sql(
    f"SELECT {_COLUMNS} FROM program_report WHERE program = :program AND period = :period",  # noqa: S608
    Report,
)
_accepted = prepare_sql(
    f"SELECT {_COLUMNS} FROM program_report WHERE program = :program AND state = 'accepted'"  # noqa: S608
    " ORDER BY period",  # half, year
    Report,
)
_by_code = prepare_sql("SELECT program, period FROM program_report WHERE code = :code")
_facts_with = prepare_sql("SELECT 1 FROM program_report WHERE facts LIKE :key LIMIT 1")


async def get_report(slug: str, period: str) -> ReportOn | None:
    """The LPJ at this address; that of half a year only where the district asks for it, or there is one."""
    program = await programs.get_program(slug)
    known = PERIODS.get(period)
    if program is None or known is None or program.kind != "program":
        return None
    report = await _report.first(program=program.id, period=known)
    if known == "half" and report is None and not (await rules.of(program.seat)).half_year:
        return None
    return ReportOn(program, known, report)


async def by_code(code: str) -> ReportOn | None:
    """The LPJ a printed code stands for."""
    row = await _by_code.first(code=code)
    program = await programs.by_id(row["program"]) if row else None
    if row is None or program is None:
        return None
    return ReportOn(program, row["period"], await _report.first(program=program.id, period=row["period"]))


async def periods(program: Program) -> list[str]:
    """Addresses of the LPJs there are or should be, in the order of the year."""
    half = await get_report(program.slug, "semester-1")
    return ["semester-1", "tahun"] if half else ["tahun"]


async def accepted(program: Program) -> list[ReportOn]:
    """Those that are for everybody, in the order of the year."""
    return [ReportOn(program, row.period, row) for row in await _accepted(program=program.id)]


async def again(one: ReportOn) -> ReportOn:
    """The same as it stands now."""
    return await get_report(one.program.slug, ADDRESSES[one.period]) or one


async def held(one: ReportOn) -> ReportOn:
    """The same within the caller's transaction, which holds the row of the program from here on."""
    program = await agreeing.held(one.program.id)
    return ReportOn(program, one.period, await _report.first(program=program.id, period=one.period))


async def change(report_id: int, **values: Any) -> None:
    """Write this down, inside the caller's transaction."""
    changes: dict[Any, Any] = {**values, "changed_at": now()}
    await AccountabilityReport.update(changes).where(AccountabilityReport.id == report_id)


# ---------------------------------------------------------------------------------------------- rights


def can_see(actor: Actor, one: ReportOn) -> bool:
    """House and office; once accepted everybody, also who is not signed in."""
    if one.state == ACCEPTED and policy.can_see_agreed(actor, one.program):
        return True
    return actor.id is not None and policy.can_see_account(actor, one.program)


def can_take_out(actor: Actor, one: ReportOn) -> bool:
    """Have it as a file: whoever sees it and is signed in."""
    return actor.id is not None and can_see(actor, one)


def can_write(actor: Actor, one: ReportOn) -> bool:
    return policy.can_write_account(actor, one.program)


def can_decide(actor: Actor, one: ReportOn) -> bool:
    """The office, while it lies there; never who wrote on it or sent it."""
    return (
        one.report is not None
        and one.state == SUBMITTED
        and policy.can_judge_account(actor, one.program)
        and actor.id not in one.report.hands
    )


def may_undo(actor: Actor, one: ReportOn) -> bool:
    """Whoever decided may try to take that back; undo() adds: within ten minutes."""
    return (
        one.report is not None
        and one.state in {ACCEPTED, RETURNED}
        and actor.id is not None
        and one.report.decided_by == actor.id
        and policy.oversees(actor, one.program)
    )


def can_judge(actor: Actor, one: ReportOn) -> bool:
    return can_decide(actor, one) or may_undo(actor, one)


# -------------------------------------------------------------------------------------------- reading


async def shown(one: ReportOn, actor: Actor) -> Account:
    """What this person reads. What was sent is as it was sent; what is being written is the house's, so
    others see what the records say, or what had been sent before it came back."""
    report = one.report
    if report and report.facts and (one.state in {SUBMITTED, ACCEPTED} or not can_write(actor, one)):
        return account_views.unpack(report.facts)
    if report and can_write(actor, one):
        return await account_facts.of(one.program, one.period, report.written)
    return await account_facts.of(one.program, one.period)


def missing(one: ReportOn) -> dict[str, str]:
    """What has to be there before it can be sent: sentences by the field they are about."""
    program, report = one.program, one.report
    found: dict[str, str] = {}
    if program.today < date(program.year, 1, 1):
        found["program"] = _("Tahun program ini belum mulai.")
    elif one.period == "year" and program.state != states.APPROVED:
        found["program"] = _("Ada perubahan program yang belum diputuskan. Selesaikan dulu.")
    if not (report and report.summary.strip()):
        found["summary"] = _("Ringkasan pelaksanaan belum ditulis.")
    if not (report and report.own_rating):
        found["own_rating"] = _("Beri nilai untuk pelaksanaan program ini.")
    elif len(report.own_rating_reason.strip()) < LEAST:
        found["own_rating_reason"] = _("Tulis alasan nilai itu.")
    return found


def as_form(one: ReportOn) -> dict[str, str]:
    """The form as it lies before the writer."""
    report = one.report
    if report is None:
        return {"version": "0"}
    texts = {name: getattr(report, name) for name in (*SECTIONS, *LINES)}
    return texts | {"own_rating": str(report.own_rating or ""), "version": str(report.version)}


@in_use
async def _kept(key: str) -> bool:
    """A photo that was sent with an LPJ stays with it."""
    return await _facts_with.first(key=f"%{key}%") is not None
