"""Writing remarks: at a line or field, in reply, settled or not, and sent ahead of the decision.

What the office writes waits until it decides or sends it; what the house or an adviser writes is read at
once. Every act locks the program's row, as every step of agreeing.py does.
"""

from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_text
from kimhub.programs import agreeing, comments, offices, policy, policy_review, states
from kimhub.programs.comments import BUDGET, Remark
from kimhub.programs.diff import HOUSE
from kimhub.programs.events import CommentsSent
from kimhub.programs.offices import Office
from kimhub.programs.plan import FIELDS, TEXTS
from kimhub.programs.programs import get_program
from kimhub.programs.tables import WorkProgram
from kimhub.programs.tables_review import ReviewComment
from kimhub.programs.views import Program

LONGEST: Final = 2000
ADVISER: Final = "Koordinator forum"

_line_there = prepare_sql("SELECT id FROM program_line WHERE program = :program AND id = :id")
_by_key = prepare_sql("SELECT id FROM program_comment WHERE key = :key")


class Place(Struct, frozen=True):
    """Where a remark may stand: a line, one of its fields, or (line 0) something of the whole program."""

    program: Program
    line: int
    field: str

    @property
    def name(self) -> str:
        return comments.place(self.line, self.field)

    @property
    def path(self) -> str:
        return f"{self.program.path}/tinjau/catatan/{self.name}"


async def get_place(slug: str, place: str) -> Place | None:
    """The place in the program at this address: "12-target", "12", "0-goals"; also of a line that was taken
    out, because an older version still shows it."""
    number, _dash, field = place.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    line = int(number)
    if field and field not in (FIELDS if line else {*TEXTS, *HOUSE, BUDGET}):
        return None
    program = await get_program(slug)
    if program is None or (line and await _line_there.value(program=program.id, id=line) is None):
        return None
    return Place(program, line, field)


async def write(at: Place, actor: Actor, body: str, key: UUID, parent: int | None = None) -> int:
    """The id of the remark, or of the one that was written with this form before. Raises Invalid (`body`),
    Refused when the review is over."""
    body = checked_text(body, "body", most=LONGEST, empty=_("Tulis dulu catatannya."))
    async with transaction():
        program = await agreeing.held(at.program.id)
        if (there := await _by_key.value(key=key)) is not None:
            return int(there)
        if not policy.can_comment(actor, program):
            raise Refused(_("Program ini sedang tidak menerima catatan."))
        line, field = at.line or None, at.field
        if parent is not None:
            first = await comments.get(program, parent, actor)
            if first is None or first.parent is not None:
                raise NotFound
            line, field = first.line, first.field
        reviewing = policy.reviews(actor, program) and not policy.writes(actor, program)
        if reviewing and program.state == states.SUBMITTED:
            await agreeing.take(program.id, actor)
        office = await _office(actor, program, reviewing)
        row = ReviewComment(
            program=program.id, version=program.current, line=line, field=field, parent=parent, body=body,
            author=actor.id, author_name=office.name, author_office=office.title, of_reviewer=reviewing,
            sent_at=None if reviewing else now(), key=key,
        )  # fmt: skip
        made = int((await ReviewComment.insert(row))[0]["id"])
        if not reviewing:
            await _seen_anew(program)
            await publish(CommentsSent(program.id, program.organization, actor.id or 0, 1, False, False))
        return made


async def rewrite(at: Place, actor: Actor, remark_id: int, body: str) -> None:
    """Change the own remark before it is sent. Raises Invalid (`body`), Refused once it was."""
    body = checked_text(body, "body", most=LONGEST, empty=_("Tulis dulu catatannya."))
    async with transaction():
        remark = await _own_unsent(at, actor, remark_id)
        await ReviewComment.update({ReviewComment.body: body}).where(ReviewComment.id == remark.id)


async def remove(at: Place, actor: Actor, remark_id: int) -> None:
    """Take the own remark away before it is sent. Raises Refused once it was."""
    async with transaction():
        remark = await _own_unsent(at, actor, remark_id)
        await ReviewComment.delete().where(
            (ReviewComment.id == remark.id) | (ReviewComment.parent == remark.id)
        )


async def settle(at: Place, actor: Actor, remark_id: int, *, done: bool) -> None:
    """Say that a remark is dealt with, or that it is not after all. Raises Refused for somebody else's."""
    async with transaction():
        program = await agreeing.held(at.program.id)
        remark = await comments.get(program, remark_id, actor)
        if remark is None or remark.parent is not None:
            raise NotFound
        if not policy_review.settles(actor, program, remark):
            raise Refused(_("Catatan ini ditandai beres oleh yang menulisnya."))
        if (remark.resolved_at is not None) == done:
            return
        name = (await offices.acting(actor, program)).name if done else ""
        change: dict[Any, Any] = {
            ReviewComment.resolved_at: now() if done else None,
            ReviewComment.resolved_name: name,
        }
        await ReviewComment.update(change).where(ReviewComment.id == remark.id)
        await _seen_anew(program)


async def send_now(program_id: int, actor: Actor) -> int:
    """Let the house read what the office wrote, before it decides. Returns how many. Raises Refused when
    there is nothing to review any more."""
    async with transaction():
        program = await agreeing.held(program_id)
        if not policy.can_review(actor, program):
            raise Refused(_("Program ini sedang tidak menunggu telaah Anda."))
        if program.state == states.SUBMITTED:
            await agreeing.take(program.id, actor)
        sent = await comments.send(program, actor, with_decision=False)
        if sent:
            await _seen_anew(program)
        return sent


async def _own_unsent(at: Place, actor: Actor, remark_id: int) -> Remark:
    program = await agreeing.held(at.program.id)
    remark = await comments.get(program, remark_id, actor)
    if remark is None:
        raise NotFound
    if not policy_review.rewrites(actor, program, remark):
        raise Refused(_("Catatan ini sudah dikirim, jadi tidak bisa diubah lagi."))
    return remark


async def _office(actor: Actor, program: Program, reviewing: bool) -> Office:
    if reviewing:
        return await offices.in_agency(actor, program)
    if policy.writes(actor, program):
        return await offices.in_house(actor, program)
    return Office((await offices.in_agency(actor, program)).name, ADVISER)


async def _seen_anew(program: Program) -> None:
    change: dict[Any, Any] = {"rev": WorkProgram.rev + 1}
    await WorkProgram.update(change).where(WorkProgram.id == program.id)
