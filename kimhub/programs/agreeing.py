"""The steps of a program between house and office: submitted, taken up, returned, agreed, amended, closed.

What is agreed is a frozen snapshot; a later edit is a new version with a review of its own, and the agreed
one stays in force until then (features.md E5). Nothing here is ever decided by the clock (domain.md 3.3).
Every step locks the program's row first, so that two people at once take turns.
"""

from datetime import date, timedelta
from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _, ngettext
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_text
from kimhub.papers import checks, numbers
from kimhub.programs import (
    comments,
    missing,
    offices,
    plan,
    policy,
    programs,
    reading,
    restoring,
    rules,
    standing_lines,
    states,
)
from kimhub.programs.events import (
    AmendmentBegun,
    DecisionUndone,
    DraftDropped,
    ProgramClosed,
    ProgramDecided,
    ProgramSubmitted,
    ProgramTaken,
    ProgramWithdrawn,
)
from kimhub.programs.offices import Office
from kimhub.programs.tables import WorkProgram
from kimhub.programs.tables_versions import ProgramSnapshot, ProgramStep, ProgramVersion
from kimhub.programs.views import Program, Version
from kimhub.programs.village_link import hashed, secret_of

UNDO: Final = timedelta(minutes=10)
LONGEST: Final = 2000
LEAST_REASON: Final = 5


_recorded = prepare_sql(
    "SELECT 1 FROM program p WHERE p.id = :program AND (EXISTS (SELECT 1 FROM program_entry e"
    " WHERE e.program = p.id) OR EXISTS (SELECT 1 FROM program_income i WHERE i.program = p.id)"
    " OR EXISTS (SELECT 1 FROM program_reading r WHERE r.program = p.id))"
)


async def held(program_id: int) -> Program:
    """The program, its row locked until the caller's transaction ends. Raises NotFound."""
    await lock_id(WorkProgram, program_id)
    program = await programs.by_id(program_id)
    if program is None:
        raise NotFound
    return program


async def step(
    program: Program,
    act: str,
    *,
    version: int | None = None,
    actor: Actor | None = None,
    office: Office | None = None,
    reason: str = "",
) -> None:
    """Write a line of the history, inside the caller's transaction."""
    row = ProgramStep(
        program=program.id, version=version, act=act, actor=actor.id if actor else None,
        name=office.name if office else "", office=office.title if office else "", reason=reason,
    )  # fmt: skip
    await ProgramStep.insert(row)


# --------------------------------------------------------------------------------------------- the house


async def obstacles(program: Program, whole: plan.Plan) -> list[str]:
    """What keeps the program from being submitted, as sentences; empty when nothing does."""
    said = missing.sentences(whole)
    rule = await rules.of(program.seat)
    if rule.need_decree and not policy.has_valid_decree(program, program.today):
        said.append(_("SK kelompok belum diperiksa atau sudah berakhir. Unggah SK yang berlaku."))
    return said


async def submit(program_id: int, actor: Actor, *, reason: str = "") -> Version:
    """Freeze the working copy and send it: to the village head where the district wants that, else to the
    pembina. Sent twice it goes once. Raises Refused with what is missing; Invalid (`reason`) for an
    amendment without one."""
    async with transaction():
        program = await held(program_id)
        if not policy.submits(actor, program):
            raise Refused(_("Yang mengajukan ketua, sekretaris, atau admin KIM."))
        if program.state in states.AWAY and program.current is not None:
            there = await programs.version_by_id(program.current)
            assert there is not None
            return there
        if not policy.can_submit(actor, program):
            raise Refused(_("Program ini sedang tidak bisa diajukan."))
        reason = (reason.strip() or program.amends)[:500]
        if program.in_force is not None and len(reason) < LEAST_REASON:
            raise Invalid(reason=_("Tulis alasan perubahannya."))
        whole = await reading.working(program)
        if no := await obstacles(program, whole):
            raise Refused(" ".join(no))
        version = await _freeze(program, whole, actor, reason if program.in_force else "")
        return version


async def _freeze(program: Program, whole: plan.Plan, actor: Actor, reason: str) -> Version:
    office = await offices.in_house(actor, program)
    rule = await rules.of(program.seat)
    acknowledging = rule.acknowledge and len(program.seat) > len("73.08.16")
    state = states.ACKNOWLEDGING if acknowledging else states.SUBMITTED
    row = ProgramVersion(
        program=program.id, number=program.latest + 1, state=state, reason=reason, lines=len(whole.lines),
        total=whole.total, hands=program.hands, submitted_by=actor.id, submitted_name=office.name,
        submitted_office=office.title, submitted_at=now(),
        due_on=None if acknowledging else rule.due(program.today),
    )  # fmt: skip
    version_id = int((await ProgramVersion.insert(row))[0]["id"])
    if acknowledging:
        await change_version(version_id, known_link=hashed(secret_of(version_id)))
    content, digest = plan.encode(whole)
    await ProgramSnapshot.insert(ProgramSnapshot(version=version_id, content=content, sha256=digest))
    hands = " ".join(dict.fromkeys([*program.hands.split(), str(actor.id)]))
    await change(
        program, state, latest=program.latest + 1, current=version_id, reply_by=None, amends=reason,
        hands=hands,
    )  # fmt: skip
    await step(program, "submitted", version=version_id, actor=actor, office=office, reason=reason)
    await publish(
        ProgramSubmitted(program.id, program.organization, version_id, actor.id or 0, acknowledging)
    )
    version = await programs.version_by_id(version_id)
    assert version is not None
    return version


async def take_back(program_id: int, actor: Actor) -> None:
    """Have it in the house again, before somebody has begun to review it. Raises Refused later."""
    async with transaction():
        program = await held(program_id)
        if program.state == states.DRAFT and policy.submits(actor, program):
            return
        if not policy.can_take_back(actor, program) or program.current is None:
            raise Refused(_("Program ini sudah mulai ditelaah. Minta pembina mengembalikannya."))
        await change_version(program.current, state=states.WITHDRAWN, known_link="")
        # Reviewers see what came before, if anything did; what was taken back is the house's again.
        before = [one for one in await programs.versions_of(program.id) if one.state != states.WITHDRAWN]
        await change(program, states.DRAFT, current=before[0].id if before else None)
        office = await offices.in_house(actor, program)
        await step(program, "withdrawn", version=program.current, actor=actor, office=office)
        await publish(ProgramWithdrawn(program.id, program.organization, program.current, actor.id or 0))


async def amend(program_id: int, actor: Actor, reason: str) -> None:
    """Begin to change an agreed program, which stays in force meanwhile. Raises Invalid without a
    reason."""
    reason = _reason(reason, "reason", _("Tulis mengapa program perlu diubah."))[:500]
    async with transaction():
        program = await held(program_id)
        if program.is_amendment and program.state == states.DRAFT and policy.submits(actor, program):
            return
        if not policy.can_amend(actor, program):
            raise Refused(_("Hanya program yang sudah disetujui yang bisa diubah dengan cara ini."))
        await change(program, states.DRAFT, amends=reason)
        office = await offices.in_house(actor, program)
        await step(program, "amended", actor=actor, office=office, reason=reason)
        await publish(AmendmentBegun(program.id, program.organization, actor.id or 0, reason))


async def drop(program_id: int, actor: Actor) -> None:
    """Throw the draft away: of an agreed program the amendment only, and the plan is again what is agreed.
    Raises Refused for what lies with the pembina or is agreed."""
    async with transaction():
        program = await held(program_id)
        if not policy.can_drop(actor, program):
            raise Refused(_("Yang bisa dibuang hanya draf yang ada pada pengurus."))
        office = await offices.in_house(actor, program)
        if program.in_force is None:
            await change(program, states.CANCELLED)
            await step(program, "discarded", actor=actor, office=office)
        else:
            agreed = await reading.version(program.in_force)
            assert agreed is not None
            await restoring.restore(program.id, agreed)
            await change(program, states.APPROVED, current=program.in_force, amends="", reply_by=None)
            await step(program, "dropped", actor=actor, office=office)
        await publish(DraftDropped(program.id, program.organization, actor.id or 0))


# -------------------------------------------------------------------------------------------- the office


async def take(program_id: int, actor: Actor) -> None:
    """Begin to review it, or take the review over from a colleague. From then on the house cannot take it
    back. Raises Refused."""
    async with transaction():
        program = await _reviewable(program_id, actor)
        if program.state == states.IN_REVIEW and program.reviewer == actor.id:
            return
        await _take(program, actor, await offices.in_agency(actor, program))


async def _take(program: Program, actor: Actor, office: Office) -> None:
    assert program.current is not None
    await change_version(program.current, state=states.IN_REVIEW, reviewer=actor.id)
    await change(program, states.IN_REVIEW)
    act = "taken" if program.state == states.SUBMITTED else "handed_over"
    await step(program, act, version=program.current, actor=actor, office=office)
    await publish(
        ProgramTaken(
            program.id,
            program.organization,
            program.current,
            actor.id or 0,
            actor.id or 0,
            program.reviewer,
        )
    )


async def send_back(
    program_id: int, actor: Actor, *, version_id: int, note: str, reply_by: date | None = None
) -> None:
    """Return it with a reason: a message, remarks at its lines, or both (features.md E4). Raises Invalid
    without one, Refused when another version lies there now or it was decided already."""
    note = checked_text(note, "note", most=LONGEST) if note.strip() else ""
    async with transaction():
        program = await _decidable(program_id, actor, version_id)
        if reply_by is not None and reply_by < program.today:
            raise Invalid(reply_by=_("Tanggal ini sudah lewat. Pilih tanggal yang akan datang."))
        sent = await comments.send(program, actor, with_decision=True)
        if not sent and len(note) < LEAST_REASON:
            raise Invalid(
                note=_("Tulis apa yang perlu diperbaiki, di sini atau sebagai catatan pada barisnya.")
            )
        said = ngettext("%(num)d catatan pada barisnya.", "%(num)d catatan pada barisnya.", sent)
        said = said % {"num": sent}
        rule = await rules.of(program.seat)
        await _decide(
            program, actor, states.RETURNED, note or said, reply_by=reply_by or rule.reply_by(program.today)
        )


async def approve(program_id: int, actor: Actor, *, version_id: int, note: str = "") -> None:
    """Agree to the version that was read. It is in force from now on; the one before it is not any more.
    Raises Refused when another version lies there now or it was decided already."""
    note = checked_text(note, "note", most=LONGEST) if note.strip() else ""
    async with transaction():
        program = await _decidable(program_id, actor, version_id)
        await comments.send(program, actor, with_decision=True)
        await _decide(program, actor, states.IN_FORCE, note or _("Sesuai hasil telaah."))


async def _decide(
    program: Program, actor: Actor, verdict: str, note: str, *, reply_by: date | None = None
) -> None:
    """Write the decision with name and office of this day, and what follows from it."""
    assert program.current is not None
    version = await programs.version_by_id(program.current)
    assert version is not None
    office = await offices.in_agency(actor, program)
    approved = verdict == states.IN_FORCE
    if approved and program.in_force is not None:
        await change_version(program.in_force, state=states.SUPERSEDED, ended_at=now())
    letter_no = version.letter_no
    if not letter_no and office.agency is not None:
        letter_no = await numbers.next_number(office.agency, "review", program.today)
    code = version.code or (await checks.new_codes("program"))[0]
    await change_version(
        program.current, state=verdict, decided_by=actor.id, decided_name=office.name,
        decided_office=office.title, decided_at=now(), decision_note=note, letter_no=letter_no, code=code,
        replaced=program.in_force if approved else None, reviewer=actor.id,
    )  # fmt: skip
    if approved:
        await change(program, states.APPROVED, in_force=program.current, amends="", reply_by=None)
        await standing_lines.mark(program.id, program.current)
    else:
        await change(program, states.NEEDS_REVISION, reply_by=reply_by)
    act = "approved" if approved else "returned"
    await step(program, act, version=program.current, actor=actor, office=office, reason=note)
    await publish(
        ProgramDecided(program.id, program.organization, program.current, actor.id or 0, approved)
    )


async def undo(program_id: int, actor: Actor, *, version_id: int) -> None:
    """Take one's own decision back within ten minutes, while the house has not acted on it. Raises Refused.
    Remarks that went out with it stay read."""
    async with transaction():
        program = await held(program_id)
        version = await programs.version_by_id(version_id)
        if version is None or program.current != version_id or not policy.can_undo(actor, program):
            raise Refused(_("Putusan ini sudah tidak bisa diurungkan."))
        if version.decided_by != actor.id:
            raise Refused(_("Hanya yang memutuskan yang bisa mengurungkannya."))
        if version.decided_at is None or now() - version.decided_at > UNDO:
            raise Refused(_("Sudah lewat 10 menit. Putusan tetap berlaku."))
        approved = version.state == states.IN_FORCE
        gone_on = _is_carried_out(program, version) if approved else _has_gone_on(program, version_id)
        if await gone_on:
            raise Refused(_("Putusan ini sudah tidak bisa diurungkan."))
        await change_version(
            version_id, state=states.IN_REVIEW, decided_by=None, decided_name="", decided_office="",
            decided_at=None, decision_note="", replaced=None,
        )  # fmt: skip
        if approved and version.replaced is not None:
            await change_version(version.replaced, state=states.IN_FORCE, ended_at=None)
        in_force = version.replaced if approved else program.in_force
        await change(program, states.IN_REVIEW, in_force=in_force, reply_by=None, amends=version.reason)
        if approved:
            await standing_lines.mark(program.id, in_force)
        office = await offices.in_agency(actor, program)
        await step(program, "undone", version=version_id, actor=actor, office=office)
        await publish(DecisionUndone(program.id, program.organization, version_id, actor.id or 0, approved))


async def _has_gone_on(program: Program, version_id: int) -> bool:
    """The house has written on what came back: taken away again, it would lie there unread by anybody."""
    sent, now_there = await reading.version(version_id), await reading.working(program)
    if sent is None or sent.lines != now_there.lines:
        return True
    return any(getattr(sent, name) != getattr(now_there, name) for name in plan.TEXTS)


async def _is_carried_out(program: Program, version: Version) -> bool:
    """Something was recorded already of a program that was agreed for the first time: without that version
    nobody would see it any more."""
    return version.replaced is None and await _recorded.value(program=program.id) is not None


# ----------------------------------------------------------------------------------------- the account


async def close(program_id: int, actor: Actor, office: Office) -> None:
    """The LPJ of the year was accepted: nothing of the program changes any more. Inside the transaction
    that accepts it. Raises Refused while an amendment is on its way."""
    program = await held(program_id)
    if program.state == states.CLOSED:
        return
    if program.state != states.APPROVED:
        raise Refused(_("Ada perubahan program yang belum diputuskan. Putuskan atau buang dulu."))
    await change(program, states.CLOSED, closed_at=now())
    await step(program, "closed", version=program.in_force, actor=actor, office=office)
    await publish(ProgramClosed(program.id, program.organization, actor.id or 0))


async def reopen(program_id: int, actor: Actor, office: Office) -> None:
    """The acceptance of its LPJ was undone: the program is carried out again. Inside the transaction that
    undoes it."""
    program = await held(program_id)
    if program.state != states.CLOSED:
        return
    await change(program, states.APPROVED, closed_at=None)
    await step(program, "reopened", version=program.in_force, actor=actor, office=office)


# -------------------------------------------------------------------------------------------- the rows


async def _reviewable(program_id: int, actor: Actor) -> Program:
    program = await held(program_id)
    if not policy.can_review(actor, program) or program.current is None:
        raise Refused(_("Program ini sedang tidak menunggu telaah Anda."))
    return program


async def _decidable(program_id: int, actor: Actor, version_id: int) -> Program:
    """Taken up by whoever decides, if nobody had."""
    program = await _reviewable(program_id, actor)
    if program.current != version_id:
        raise Refused(_("Versi yang Anda baca bukan lagi yang terbaru. Muat ulang halaman dan baca dulu."))
    if program.state == states.SUBMITTED or program.reviewer != actor.id:
        await _take(program, actor, await offices.in_agency(actor, program))
    return program


async def change(program: Program, state: str, **values: Any) -> None:
    change: dict[Any, Any] = {"state": state, "rev": WorkProgram.rev + 1, "changed_at": now(), **values}
    await WorkProgram.update(change).where(WorkProgram.id == program.id)


async def change_version(version_id: int, **values: Any) -> None:
    change: dict[Any, Any] = {**values}
    await ProgramVersion.update(change).where(ProgramVersion.id == version_id)


def _reason(text: str, field: str, missing: str) -> str:
    text = checked_text(text, field, most=LONGEST) if text.strip() else ""
    if len(text) < LEAST_REASON:
        raise Invalid(**{field: missing})
    return text
