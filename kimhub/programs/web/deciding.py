"""Deciding on what was submitted, taking a decision back, taking a review up, and going on to the next."""

from datetime import date

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.flash import Flash
from kimhub.core.formats import clock
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.programs import agreeing, desk, policy, policy_review, programs, states
from kimhub.programs.desk import Cursor, Queued
from kimhub.programs.programs import get_program
from kimhub.programs.views import Program
from kimhub.programs.web import review

HERE = "/program/{slug:str}/tinjau"
DECIDE = allow(policy_review.can_decide_here, program=get_program)
DESK = "/tinjauan"


@post(
    f"{HERE}/putusan",
    name="programs:decide",
    **allow(policy_review.can_try_to_decide, program=get_program),
)
async def decide(program: NamedDependency[Program], actor: Me, form: FormData) -> Page | Redirect:
    """Agree or return, then lead on to the next program that waits. Where another version has come or a
    colleague has decided, say so on a page that has what was typed."""
    try:
        approved = await _decide(program, actor, form)
    except Invalid as no:
        return await review.page(program, actor, form=form, errors=no.errors)
    except Refused as no:
        fresh = await programs.by_id(program.id)
        if fresh is None:
            raise
        if not await _was_so(fresh, actor, form):
            said = await _conflict(fresh, form, str(no))
            if not policy.can_open_review(actor, fresh):
                raise Refused(said) from None
            return await review.page(fresh, actor, form=form, conflict=said)
        approved = form.get("verdict") == "approve"
    then = await _next(program, actor)
    said = _("Program %(name)s disetujui.") if approved else _("Program %(name)s diminta diperbaiki.")
    said = said % {"name": program.owner_name}
    said += " " + (
        _("Berikutnya: %(name)s.") % {"name": then.owner_name}
        if then
        else _("Tidak ada lagi yang menunggu Anda.")
    )
    until = (now() + agreeing.UNDO).astimezone(program.zone)
    said += " " + _("Bisa diurungkan sampai pukul %(time)s.") % {"time": clock(until, program.zone)}
    undo = f"{program.path}/tinjau/urungkan"
    return Redirect(then.review if then else DESK, Flash(said, undo=undo))


@post(f"{HERE}/urungkan", name="programs:undo_decision", **DECIDE)
async def undo(program: NamedDependency[Program], actor: Me, form: FormData) -> Redirect:
    version = _version(form) or program.current or 0
    try:
        await agreeing.undo(program.id, actor, version_id=version)
    except Refused as no:
        return Redirect(f"{program.path}/tinjau", Flash(str(no), "error"))
    said = _("Putusan diurungkan. Catatan yang sudah dikirim tetap bisa dibaca KIM.")
    return Redirect(f"{program.path}/tinjau", said)


@post(f"{HERE}/ambil", name="programs:take_review", **allow(policy.can_review, program=get_program))
async def take(program: NamedDependency[Program], actor: Me) -> Redirect:
    await agreeing.take(program.id, actor)
    return Redirect(f"{program.path}/tinjau", _("Telaah ini sekarang pada Anda."))


@get(f"{HERE}/berikutnya", name="programs:next_review", **DECIDE)
async def go_on(program: NamedDependency[Program], actor: Me) -> Redirect:
    then = await _next(program, actor)
    if then is None:
        return Redirect(DESK, Flash(_("Tidak ada program lain yang menunggu Anda."), "info"))
    return Redirect(then.review)


@get(
    [f"{HERE}/{deed}" for deed in ("putusan", "urungkan", "ambil")],
    name="programs:to_review",
    **allow(policy.can_open_review, program=get_program),
)
async def to_review(program: NamedDependency[Program]) -> Redirect:
    return Redirect(f"{program.path}/tinjau")


async def _decide(program: Program, actor: Actor, form: dict[str, str]) -> bool:
    """True when it was agreed. Raises Invalid, Refused."""
    version, note = _version(form) or 0, form.get("note", "")
    match form.get("verdict"):
        case "approve":
            await agreeing.approve(program.id, actor, version_id=version, note=note)
            return True
        case "return":
            until = _day(form.get("reply_by", ""))
            await agreeing.send_back(program.id, actor, version_id=version, note=note, reply_by=until)
            return False
    raise Invalid(verdict=_("Pilih dulu: minta perbaikan, atau setujui."))


def _version(form: dict[str, str]) -> int | None:
    """The id of the version that was read."""
    given = form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(reply_by=_("Tulis tanggalnya lengkap, misalnya 31-10-2026.")) from None


async def _was_so(program: Program, actor: Actor, form: dict[str, str]) -> bool:
    """The same form came twice: what it asks for has been done by the first."""
    wanted = {"approve": states.APPROVED, "return": states.NEEDS_REVISION}.get(form.get("verdict", ""))
    return (
        program.state == wanted
        and program.decided_by == actor.id
        and form.get("version") == str(program.current)
    )


async def _conflict(program: Program, form: dict[str, str], otherwise: str) -> str:
    """What happened meanwhile, in a sentence."""
    read = await programs.version_by_id(_version(form) or 0)
    if read and read.program == program.id and read.state == states.WITHDRAWN:
        return _("KIM menarik kembali programnya sebelum putusan Anda sampai.")
    current = await programs.version_by_id(program.current) if program.current else None
    if current and current.is_decided:
        verdict = states.VERSION_STATES[current.state]
        return _("%(name)s sudah memutuskan versi %(n)s: %(verdict)s.") % {
            "name": current.decided_name, "n": current.number, "verdict": str(verdict).lower(),
        }  # fmt: skip
    if current and program.state in states.WAITING:
        return _(
            "KIM sudah mengajukan versi %(n)s. Yang tampil sekarang versi itu: baca dulu, lalu putuskan."
        ) % {"n": current.number}
    return otherwise


async def _next(program: Program, actor: Actor) -> Queued | None:
    """The program that has waited longest after this one, else the one that has waited longest of all."""
    if program.submitted_at:
        after = Cursor(program.submitted_at.isoformat(), program.id)
        found = await desk.page(actor, "", after, most=1)
        if found.rows:
            return found.rows[0]
    return next((row for row in (await desk.page(actor, "", most=2)).rows if row.id != program.id), None)


HANDLERS = [decide, undo, take, go_on, to_review]
