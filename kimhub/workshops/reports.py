"""Laporan kegiatan (domain.md 2.3, 12): filled from what is known, written, sent, accepted or returned.

An event is "selesai" only with its report (features.md D14). Whoever sent it never accepts it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_text
from kimhub.papers import numbers
from kimhub.workshops import policy, report_costs, report_facts, states, steps, workshops
from kimhub.workshops.events import ReportDecided, ReportSubmitted, ReportTakenBack
from kimhub.workshops.report_costs import Cost
from kimhub.workshops.report_facts import Facts
from kimhub.workshops.tables import Workshop as WorkshopRow
from kimhub.workshops.tables_after import WorkshopReport
from kimhub.workshops.views import Workshop

DRAFT, SUBMITTED, RETURNED, ACCEPTED = "draft", "submitted", "returned", "accepted"
LONGEST: Final = 6000
MOST_PEOPLE: Final = 100_000
SECTIONS: Final[dict[str, Lazy]] = {
    "background": lazy_("Latar belakang"),
    "aim": lazy_("Tujuan"),
    "course": lazy_("Jalannya kegiatan"),
    "results": lazy_("Hasil dan pokok bahasan"),
    "decisions": lazy_("Keputusan"),
    "evaluation": lazy_("Kendala dan evaluasi"),
    "follow_up": lazy_("Tindak lanjut dan saran"),
}
OWED: Final = ("course", "results", "follow_up")  # without these there is nothing to accept


class Report(Struct, frozen=True):
    """A report as its row keeps it."""

    id: int
    state: str
    background: str
    aim: str
    course: str
    results: str
    decisions: str
    evaluation: str
    follow_up: str
    extra_male: int
    extra_female: int
    number: str
    version: int
    submitted_by: int | None
    submitted_at: datetime | None
    decided_name: str
    decided_at: datetime | None
    note: str
    facts: str

    @property
    def kept(self) -> Facts | None:
        """What was so on the day it was accepted."""
        return report_facts.unpacked(self.facts)


class ReportOn(Struct, frozen=True):
    """An event with its report; `report` is empty until somebody begins to write."""

    workshop: Workshop
    report: Report | None

    @property
    def state(self) -> str:
        return self.report.state if self.report else DRAFT

    @property
    def is_open(self) -> bool:
        """It can be written: it was not sent, or came back."""
        return self.state in {DRAFT, RETURNED} and self.workshop.state in {states.OPEN, states.FINISHED}


_COLUMNS: Final = ", ".join(Report.__struct_fields__)
_report = prepare_sql(f"SELECT {_COLUMNS} FROM workshop_report WHERE workshop = :workshop", Report)  # noqa: S608
_begin = prepare_sql(
    "INSERT INTO workshop_report (workshop, state, background, aim, course, results, decisions, evaluation,"
    " follow_up, extra_male, extra_female, number, version, decided_name, note, facts, created_at,"
    " changed_at) VALUES (:workshop, 'draft', '', '', '', '', '', '', '', 0, 0, '', 1, '', '', '{}', :at,"
    " :at)"
    " ON CONFLICT (workshop) DO NOTHING"
)
_office = prepare_sql(
    'SELECT a.name, o.name AS office FROM account a LEFT JOIN membership m ON m."user" = a.id'
    " AND m.state = 'active' LEFT JOIN organization o ON o.id = m.organization AND o.kind = 'agency'"
    " WHERE a.id = :me ORDER BY o.id IS NULL, o.id LIMIT 1"
)


async def get_report(slug: str) -> ReportOn | None:
    """The report of this event."""
    workshop = await workshops.get_workshop(slug)
    return ReportOn(workshop, await _report.first(workshop=workshop.id)) if workshop else None


async def again(one: ReportOn) -> ReportOn:
    """The same as it stands now."""
    return await get_report(one.workshop.slug) or one


def can_write(actor: Actor, one: ReportOn) -> bool:
    return policy.can_report(actor, one.workshop)


def can_see(actor: Actor, one: ReportOn) -> bool:
    """The team and whoever accepts it; once accepted also everybody of the house that held it."""
    if can_write(actor, one) or policy.can_accept_report(actor, one.workshop):
        return True
    return one.state == ACCEPTED and actor.has(one.workshop.organization)


def can_decide(actor: Actor, one: ReportOn) -> bool:
    """Whoever may accept it; never whoever sent it."""
    sent_by = one.report.submitted_by if one.report else None
    return (
        one.state == SUBMITTED
        and policy.can_accept_report(actor, one.workshop)
        and actor.id is not None
        and actor.id != sent_by
    )


def missing(one: ReportOn) -> dict[str, str]:
    """What has to be there before it can be sent: sentences by the field they are about."""
    report = one.report
    found = {}
    if one.workshop.state == states.OPEN:
        found["attendance"] = _("Presensi belum ditutup. Selesaikan dulu kegiatannya.")
    for name in OWED:
        if not (report and getattr(report, name).strip()):
            found[name] = _("Bagian “%(part)s” belum ditulis.") % {"part": str(SECTIONS[name])}
    return found


def as_form(one: ReportOn) -> dict[str, str]:
    """The form as it lies before the writer; what the plan says already stands in a new one."""
    if one.report is None:
        return {
            "version": "0",
            "background": one.workshop.legal_basis and f"Dasar: {one.workshop.legal_basis}",
            "aim": one.workshop.purpose[:LONGEST],
            "extra_male": "0",
            "extra_female": "0",
        }
    fields = {name: getattr(one.report, name) for name in SECTIONS}
    counts = {"extra_male": str(one.report.extra_male), "extra_female": str(one.report.extra_female)}
    return fields | counts | {"version": str(one.report.version)}


async def save(one: ReportOn, actor: Actor, form: Mapping[str, str], costs: list[Cost]) -> None:
    """Keep what was written. Raises Invalid; Refused when it was sent meanwhile, or somebody else saved
    after this page was opened (nothing is overwritten)."""
    errors: dict[str, str] = {}
    values: dict[Any, Any] = {}
    for name in SECTIONS:
        typed = form.get(name, "")
        try:
            values[getattr(WorkshopReport, name)] = (
                checked_text(typed, name, most=LONGEST) if typed.strip() else ""
            )
        except Invalid as no:
            errors |= no.errors
    for name in ("extra_male", "extra_female"):
        typed = form.get(name, "").strip() or "0"
        if typed.isascii() and typed.isdigit() and len(typed) < 10 and int(typed) <= MOST_PEOPLE:
            values[getattr(WorkshopReport, name)] = int(typed)
        else:
            errors[name] = _("Tulis jumlah orang dengan angka.")
    if errors:
        raise Invalid(**errors)
    seen = form.get("version", "")
    async with transaction():
        await lock_id(WorkshopRow, one.workshop.id)
        await _begin(workshop=one.workshop.id, at=now())
        there = await _report.first(workshop=one.workshop.id)
        assert there is not None
        check_open(await fresh(one.workshop.id))
        first = one.report is None and there.version == 1
        if seen != str(there.version) and not (first and seen == "0"):
            raise Invalid(
                version=_(
                    "Orang lain menyimpan laporan ini setelah Anda membukanya. Tulisannya tampil di bawah"
                    " isian yang berbeda. Simpan lagi untuk memakai tulisan Anda."
                )
            )
        values |= {
            WorkshopReport.version: there.version + 1,
            WorkshopReport.written_by: actor.id,
            WorkshopReport.changed_at: now(),
        }
        await WorkshopReport.update(values).where(WorkshopReport.id == there.id)
        await report_costs.replace(one.workshop.id, costs)


def check_open(one: ReportOn) -> None:
    """Raises Refused for a report that was sent, and for one of an event that was called off."""
    if one.state not in {DRAFT, RETURNED}:
        raise Refused(_("Laporan ini sudah dikirim, jadi tidak bisa diubah."))
    if not one.is_open:
        raise Refused(_("Kegiatan ini tidak berlangsung, jadi tidak ada laporannya."))


async def fresh(workshop_id: int) -> ReportOn:
    """As it stands within the caller's transaction, which holds the row of the event. Raises NotFound."""
    workshop = await workshops.by_id(workshop_id)
    if workshop is None:
        raise NotFound
    return ReportOn(workshop, await _report.first(workshop=workshop_id))


async def submit(one: ReportOn, actor: Actor) -> None:
    """Send it to the pembina. Raises Refused with what is missing; sent twice it goes once."""
    async with transaction():
        await lock_id(WorkshopRow, one.workshop.id)
        there = await fresh(one.workshop.id)
        workshop = there.workshop
        if there.state in {SUBMITTED, ACCEPTED}:
            return
        check_open(there)
        if gaps := missing(there):
            raise Refused(" ".join(gaps.values()))
        assert there.report is not None
        number = there.report.number or await numbers.next_number(
            workshop.organization, "report", now().astimezone(workshop.zone).date()
        )
        change: dict[Any, Any] = {
            WorkshopReport.state: SUBMITTED,
            WorkshopReport.submitted_by: actor.id,
            WorkshopReport.submitted_at: now(),
            WorkshopReport.number: number,
        }
        await WorkshopReport.update(change).where(WorkshopReport.id == there.report.id)
        await publish(ReportSubmitted(workshop.id, actor.id or 0))


async def take_back(one: ReportOn, actor: Actor) -> None:
    """Before anybody has decided, it can be taken back and written on."""
    async with transaction():
        await lock_id(WorkshopRow, one.workshop.id)
        changed = await (
            WorkshopReport.update({WorkshopReport.state: DRAFT})
            .where((WorkshopReport.workshop == one.workshop.id) & (WorkshopReport.state == SUBMITTED))
            .returning(WorkshopReport.id)
        )
        if changed:
            await publish(ReportTakenBack(one.workshop.id, actor.id or 0))


async def decide(one: ReportOn, actor: Actor, *, accepted: bool, note: str, version: str) -> None:
    """Accept it, or return it with what is missing. Name and office are kept as they are on this day
    (domain.md 0.9). `version` is that of the text that was read.

    Raises Invalid when it is returned without a word, or was taken back and written anew meanwhile; Refused
    when it is decided already.
    """
    note = checked_text(note, "note", most=600) if note.strip() else ""
    if not accepted and len(note) < 5:
        raise Invalid(note=_("Tulis apa yang perlu dilengkapi."))
    who = await _office.first(me=actor.id)
    said = ", ".join(part for part in (who["name"], who["office"]) if part) if who else actor.name
    async with transaction():
        await lock_id(WorkshopRow, one.workshop.id)
        there = await fresh(one.workshop.id)
        if there.state == SUBMITTED and there.report and str(there.report.version) != version:
            said_so = _("Laporan ini ditulis ulang setelah Anda membukanya. Baca dulu yang baru di bawah.")
            raise Invalid(note=said_so)
        if not can_decide(actor, there):
            raise Refused(_("Laporan ini sudah diputuskan atau ditarik kembali."))
        facts = await report_facts.of(there.workshop) if accepted else None
        change: dict[Any, Any] = {
            WorkshopReport.state: ACCEPTED if accepted else RETURNED,
            WorkshopReport.decided_by: actor.id,
            WorkshopReport.decided_name: said[:200],
            WorkshopReport.decided_at: now(),
            WorkshopReport.note: note,
        }
        if facts is not None:
            change[WorkshopReport.facts] = report_facts.packed(facts)
        changed = await (
            WorkshopReport.update(change)
            .where((WorkshopReport.workshop == one.workshop.id) & (WorkshopReport.state == SUBMITTED))
            .returning(WorkshopReport.id)
        )
        if not changed:
            raise Refused(_("Laporan ini sudah diputuskan atau ditarik kembali."))
        if accepted:
            await steps.mark_reported(one.workshop.id)
        await publish(ReportDecided(one.workshop.id, actor.id or 0, accepted, note))
