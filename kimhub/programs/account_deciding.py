"""The office and an LPJ: accepted, returned with what is missing, and for ten minutes undone."""

from collections.abc import Mapping
from datetime import datetime

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.text import checked_line
from kimhub.papers import checks
from kimhub.programs import account_views, accounting, agreeing, noting, offices, states
from kimhub.programs.account_writing import read_rating, read_text
from kimhub.programs.accounting import ACCEPTED, LEAST, REASON, RETURNED, SUBMITTED, Report, ReportOn
from kimhub.programs.events import AccountDecided, AccountUndone


async def decide(one: ReportOn, actor: Actor, form: Mapping[str, str]) -> bool:
    """Accept it (the action "accept"), or return it with what is missing; whether it was accepted. Name and
    office are kept as they are on this day (domain.md 0.9).

    Raises Invalid when it is returned without a word or accepted without a rating, or was taken back and
    sent anew meanwhile; Refused when it is decided already, and where a change of the program is open.
    """
    accepted = form.get("action") == "accept"
    note = read_text(form.get("note", ""), "note", 2000)
    rating, rating_note = read_rating(form.get("rating", ""), "rating"), form.get("rating_note", "")
    rating_note = checked_line(rating_note, "rating_note", most=REASON, least=0)
    if not accepted and len(note) < LEAST:
        raise Invalid(note=_("Tulis apa yang perlu dilengkapi."))
    if accepted and rating is None:
        raise Invalid(rating=_("Beri nilai 1 sampai 5 untuk pelaksanaan program ini."))
    async with transaction():
        there = await accounting.held(one)
        program = there.program
        report = there.report
        if not accounting.can_decide(actor, there) or report is None:
            raise Refused(_("LPJ ini sudah diputuskan atau ditarik kembali."))
        if str(report.version) != form.get("version") or report.sha256[:16] != form.get("seal"):
            raise Invalid(note=_("LPJ ini dikirim ulang setelah Anda membukanya. Baca dulu yang baru."))
        if not account_views.is_whole(report.facts, report.sha256):
            raise Refused(_("Isi LPJ ini tidak lagi sama dengan yang dikirim. Minta KIM mengirim ulang."))
        office = await offices.in_agency(actor, program)
        code = report.code
        if accepted and not code:
            code = (await checks.new_codes(accounting.KIND))[0]
        await accounting.change(
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
        there = await accounting.held(one)
        program = there.program
        report = there.report
        if report is None or report.decided_at is None or not accounting.may_undo(actor, there):
            raise Refused(_("Putusan ini sudah tidak bisa diurungkan."))
        if now() > undo_until(report):
            raise Refused(_("Sudah lewat 10 menit. Putusan tetap berlaku."))
        if one.period != "year" and program.state == states.CLOSED:
            raise Refused(_("Putusan ini sudah tidak bisa diurungkan."))
        if account_views.unpack(report.facts).texts != report.written.texts:
            raise Refused(_("KIM sudah mulai memperbaiki LPJ ini, jadi putusannya tidak bisa diurungkan."))
        office = await offices.in_agency(actor, program)
        await accounting.change(
            report.id, state=SUBMITTED, decided_by=None, decided_name="", decided_office="",
            decided_at=None, note="", rating=None, rating_note="",
        )  # fmt: skip
        await agreeing.step(program, "undone", actor=actor, office=office)
        if one.period == "year":
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
