"""Remarks in a review: written about a program, a line or a field; read by the other side once sent."""

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.programs.events import CommentsSent
from kimhub.programs.views import Program

_unsent = prepare_sql(
    "SELECT count(*) FROM program_comment WHERE program = :program AND sent_at IS NULL"
    " AND of_reviewer IS TRUE AND parent IS NULL"
)
_open = prepare_sql(
    "SELECT count(*) FROM program_comment WHERE program = :program AND sent_at IS NOT NULL"
    " AND of_reviewer IS TRUE AND parent IS NULL AND resolved_at IS NULL"
)
_send = prepare_sql(
    "UPDATE program_comment SET sent_at = :at WHERE program = :program AND sent_at IS NULL"
    " AND of_reviewer IS TRUE RETURNING id"
)


async def unsent(program_id: int) -> int:
    """Remarks of the office that the house does not see yet."""
    return int(await _unsent.value(program=program_id))


async def still_open(program_id: int) -> int:
    """Remarks of the office that nobody has marked as settled."""
    return int(await _open.value(program=program_id))


async def send(program: Program, actor: Actor, *, with_decision: bool) -> int:
    """Let the house read what its office has written; inside the caller's transaction. Returns how many."""
    sent = len(await _send(program=program.id, at=now()))
    if sent:
        await publish(
            CommentsSent(program.id, program.organization, actor.id or 0, sent, True, with_decision)
        )
    return sent
