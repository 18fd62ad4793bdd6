"""LPJ (domain.md 3.6): filled from what is recorded, written, sent, accepted or returned.

What was sent is frozen with its hash until it comes back. Whoever wrote on it or sent it never accepts it;
accepting the LPJ of the year closes the program.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.kept_files import in_use
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, checked_text
from kimhub.papers import checks, numbers
from kimhub.programs import account_facts, agreeing, noting, offices, policy, programs, rules, states
from kimhub.programs.account_facts import Account, Written
from kimhub.programs.events import AccountDecided, AccountSubmitted, AccountTakenBack, AccountUndone
from kimhub.programs.tables_report import AccountabilityReport
from kimhub.programs.tables_work import EntryFile
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
        return account_facts.unpack(report.facts)
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
    texts = {name: getattr(report, name) for name in (*SECTIONS, *_LINES)}
    return texts | {"own_rating": str(report.own_rating or ""), "version": str(report.version)}


# -------------------------------------------------------------------------------------------- writing

_LINES: Final = {"own_rating_reason": REASON, "known_name": 120, "known_office": 160}


async def save(one: ReportOn, actor: Actor, form: Mapping[str, str], photos: Sequence[str]) -> None:
    """Keep what was written, and which photos are shown. Raises Invalid; for `version` when somebody else
    saved after this page was opened (nothing is overwritten); Refused once it was sent."""
    values = _read(form)
    seen = form.get("version", "")
    async with transaction():
        program = await agreeing.held(one.program.id)
        there = await _report.first(program=program.id, period=one.period)
        _check_open(ReportOn(program, one.period, there), actor)
        if seen != str(there.version if there else 0):
            raise Invalid(
                version=_(
                    "Orang lain menyimpan LPJ ini setelah Anda membukanya. Tulisannya tampil di bawah isian"
                    " yang berbeda. Simpan lagi untuk memakai tulisan Anda."
                )
            )
        await _choose(program, one.period, photos, form)
        hands = {*(there.written_by.split() if there else []), str(actor.id)}
        values |= {
            "version": (there.version if there else 0) + 1,
            "written_by": " ".join(sorted(hands, key=int)),
            "changed_at": now(),
        }
        if there is None:
            await AccountabilityReport.insert(
                AccountabilityReport(program=program.id, period=one.period, **values)
            )
        else:
            await _set(there.id, **values)


async def submit(one: ReportOn, actor: Actor) -> None:
    """Send it to the pembina, frozen as it stands. Raises Refused with what is missing; sent twice it goes
    once."""
    async with transaction():
        program = await agreeing.held(one.program.id)
        there = ReportOn(program, one.period, await _report.first(program=program.id, period=one.period))
        if there.state in {SUBMITTED, ACCEPTED}:
            return
        _check_open(there, actor)
        report = there.report
        if gaps := missing(there):
            raise Refused(" ".join(gaps.values()))
        assert report is not None
        account = await account_facts.of(program, one.period, report.written)
        office = await offices.in_house(actor, program)
        number = report.number or await numbers.next_number(program.organization, "account", program.today)
        facts, digest = account_facts.pack(account)
        await _set(
            report.id, state=SUBMITTED, facts=facts, sha256=digest, number=number, submitted_by=actor.id,
            submitted_name=office.name, submitted_office=office.title, submitted_at=now(), note="",
        )  # fmt: skip
        await agreeing.step(program, "account_sent", actor=actor, office=office)
        await publish(AccountSubmitted(report.id, program.id, program.organization, actor.id or 0))


async def take_back(one: ReportOn, actor: Actor) -> None:
    """Before anybody has decided, the house can have it back and write on it. Raises Refused later."""
    async with transaction():
        program = await agreeing.held(one.program.id)
        there = ReportOn(program, one.period, await _report.first(program=program.id, period=one.period))
        if there.report is None or there.state == DRAFT:
            return
        if there.state != SUBMITTED or not can_write(actor, there):
            raise Refused(_("LPJ ini sudah diputuskan, jadi tidak bisa ditarik kembali."))
        await _set(there.report.id, state=DRAFT, facts="", sha256="")
        office = await offices.in_house(actor, program)
        await agreeing.step(program, "account_withdrawn", actor=actor, office=office)
        await publish(AccountTakenBack(there.report.id, program.id, program.organization, actor.id or 0))


async def decide(one: ReportOn, actor: Actor, form: Mapping[str, str]) -> bool:
    """Accept it (the action "accept"), or return it with what is missing; whether it was accepted. Name and
    office are kept as they are on this day (domain.md 0.9).

    Raises Invalid when it is returned without a word or accepted without a rating, or was taken back and
    sent anew meanwhile; Refused when it is decided already, and where a change of the program is open.
    """
    accepted = form.get("action") == "accept"
    note = _text(form.get("note", ""), "note", 2000)
    rating, rating_note = _rating(form.get("rating", ""), "rating"), form.get("rating_note", "")
    rating_note = checked_line(rating_note, "rating_note", most=REASON, least=0)
    if not accepted and len(note) < LEAST:
        raise Invalid(note=_("Tulis apa yang perlu dilengkapi."))
    if accepted and rating is None:
        raise Invalid(rating=_("Beri nilai 1 sampai 5 untuk pelaksanaan program ini."))
    async with transaction():
        program = await agreeing.held(one.program.id)
        there = ReportOn(program, one.period, await _report.first(program=program.id, period=one.period))
        report = there.report
        if not can_decide(actor, there) or report is None:
            raise Refused(_("LPJ ini sudah diputuskan atau ditarik kembali."))
        if str(report.version) != form.get("version") or report.sha256[:16] != form.get("seal"):
            raise Invalid(note=_("LPJ ini dikirim ulang setelah Anda membukanya. Baca dulu yang baru."))
        if not account_facts.is_whole(report.facts, report.sha256):
            raise Refused(_("Isi LPJ ini tidak lagi sama dengan yang dikirim. Minta KIM mengirim ulang."))
        office = await offices.in_agency(actor, program)
        code = report.code
        if accepted and not code:
            code = (await checks.new_codes(KIND))[0]
        await _set(
            report.id, state=ACCEPTED if accepted else RETURNED, decided_by=actor.id, code=code,
            decided_name=office.name, decided_office=office.title, decided_at=now(), note=note,
            rating=rating if accepted else None, rating_note=rating_note if accepted else "",
        )  # fmt: skip
        act = "account_accepted" if accepted else "account_returned"
        await agreeing.step(program, act, actor=actor, office=office, reason=note)
        if accepted and one.period == "year":
            await agreeing.close(program.id, actor, office)
        await noting.touch(program.id)
        await publish(AccountDecided(report.id, program.id, program.organization, actor.id or 0, accepted))
    return accepted


async def undo(one: ReportOn, actor: Actor) -> None:
    """Take one's own decision back within ten minutes, while the house has not written on it: the LPJ lies
    with the office as it was sent, and a program that was closed is open again. Raises Refused."""
    async with transaction():
        program = await agreeing.held(one.program.id)
        there = ReportOn(program, one.period, await _report.first(program=program.id, period=one.period))
        report = there.report
        if report is None or report.decided_at is None or not may_undo(actor, there):
            raise Refused(_("Putusan ini sudah tidak bisa diurungkan."))
        if now() > undo_until(report):
            raise Refused(_("Sudah lewat 10 menit. Putusan tetap berlaku."))
        if account_facts.unpack(report.facts).texts != report.written.texts:
            raise Refused(_("KIM sudah mulai memperbaiki LPJ ini, jadi putusannya tidak bisa diurungkan."))
        office = await offices.in_agency(actor, program)
        await _set(
            report.id, state=SUBMITTED, decided_by=None, decided_name="", decided_office="",
            decided_at=None, note="", rating=None, rating_note="",
        )  # fmt: skip
        await agreeing.step(program, "undone", actor=actor, office=office)
        await agreeing.reopen(program.id, actor, office)
        await noting.touch(program.id)
        accepted_before = report.state == ACCEPTED
        await publish(
            AccountUndone(report.id, program.id, program.organization, actor.id or 0, accepted_before)
        )


def undo_until(report: Report) -> datetime:
    """When a decision stands for good."""
    assert report.decided_at is not None
    return report.decided_at + agreeing.UNDO


def _check_open(one: ReportOn, actor: Actor) -> None:
    if one.state not in {DRAFT, RETURNED}:
        raise Refused(_("LPJ ini sudah dikirim, jadi tidak bisa diubah."))
    if not can_write(actor, one):
        raise Refused(_("Program ini tidak sedang berjalan, jadi LPJ-nya tidak bisa ditulis."))


async def _choose(program: Program, period: str, photos: Sequence[str], form: Mapping[str, str]) -> None:
    """Which photos the LPJ shows; without the field that says they were there nothing changes. Raises
    Invalid for more than the pages hold."""
    if "photos_shown" not in form:
        return
    chosen = {int(one) for one in photos if one.isascii() and one.isdigit() and len(one) < 19}
    there = await account_facts.photos_of(program.id, account_facts.last_day(program.year, period))
    known = {photo.id for photo, _shown in there}
    if len(chosen & known) > account_facts.MOST_PHOTOS:
        raise Invalid(photos=_("Pilih paling banyak %(n)s foto.") % {"n": account_facts.MOST_PHOTOS})
    for shown_now, ids in ((1, chosen & known), (0, known - chosen)):
        if ids:
            await EntryFile.update({EntryFile.in_report: shown_now}).where(EntryFile.id.is_in([*ids]))


def _read(form: Mapping[str, str]) -> dict[str, Any]:
    """The form as values of the row. Raises Invalid with all faults at once."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    readers: list[tuple[str, Any, int]] = [(name, _text, LONGEST) for name in SECTIONS]
    readers += [(name, _line, most) for name, most in _LINES.items()]
    for name, read, most in readers:
        try:
            values[name] = read(form.get(name, ""), name, most)
        except Invalid as no:
            errors |= no.errors
    try:
        values["own_rating"] = _rating(form.get("own_rating", ""), "own_rating")
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid(**errors)
    return values


def _text(typed: str, field: str, most: int) -> str:
    return checked_text(typed, field, most=most) if typed.strip() else ""


def _line(typed: str, field: str, most: int) -> str:
    return checked_line(typed, field, most=most, least=0)


def _rating(typed: str, field: str) -> int | None:
    if not typed.strip():
        return None
    if typed not in {str(n) for n in RATINGS}:
        raise Invalid(**{field: _("Pilih nilai dari 1 sampai 5.")})
    return int(typed)


async def _set(report_id: int, **values: Any) -> None:
    change: dict[Any, Any] = {**values, "changed_at": now()}
    await AccountabilityReport.update(change).where(AccountabilityReport.id == report_id)


@in_use
async def _kept(key: str) -> bool:
    """A photo that was sent with an LPJ stays with it."""
    return await _facts_with.first(key=f"%{key}%") is not None
