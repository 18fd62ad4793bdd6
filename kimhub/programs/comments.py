"""Remarks in a review: written about a program, a line or a field; read by the other side once sent."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.programs import policy
from kimhub.programs.events import CommentsSent
from kimhub.programs.plan import FIELDS, TEXTS
from kimhub.programs.views import Program

WHOLE: Final = 0  # the line of a remark about the program as a whole
# What a remark about the program as a whole can be about, beside its texts.
BUDGET: Final = "budget"
_ORDER: Final = {key: n for n, key in enumerate(("", *TEXTS, BUDGET, *FIELDS))}


class Remark(Struct, frozen=True):
    """A remark or a reply, as its row keeps it."""

    id: int
    version: int | None
    line: int | None
    field: str
    parent: int | None
    body: str
    author: int
    author_name: str
    author_office: str
    of_reviewer: bool
    sent_at: datetime | None
    resolved_at: datetime | None
    resolved_name: str
    created_at: datetime


class Thread(Struct, frozen=True):
    """A remark with the replies to it, the oldest first."""

    remark: Remark
    replies: tuple[Remark, ...] = ()

    @property
    def line(self) -> int:
        return self.remark.line or WHOLE

    @property
    def field(self) -> str:
        """Of plan.FIELDS or plan.TEXTS, "budget", or empty: about the whole line."""
        return self.remark.field

    @property
    def place(self) -> str:
        """Where it stands, as addresses say it: "12-target", "12", "0-goals"."""
        return place(self.line, self.field)

    @property
    def is_settled(self) -> bool:
        return self.remark.resolved_at is not None

    @property
    def awaits_house(self) -> bool:
        """The office asked something that is neither settled nor answered."""
        last = self.replies[-1] if self.replies else self.remark
        return self.remark.of_reviewer and not self.is_settled and last.of_reviewer


_COLUMNS: Final = ", ".join(Remark.__struct_fields__)
_all = prepare_sql(
    f"SELECT {_COLUMNS} FROM program_comment WHERE program = :program ORDER BY id",  # noqa: S608
    Remark,
)
_sent = prepare_sql(
    f"SELECT {_COLUMNS} FROM program_comment WHERE program = :program AND sent_at IS NOT NULL ORDER BY id",  # noqa: S608
    Remark,
)
_one = prepare_sql(
    f"SELECT {_COLUMNS} FROM program_comment WHERE program = :program AND id = :id",  # noqa: S608
    Remark,
)
_unsent = prepare_sql(
    "SELECT count(*) FROM program_comment WHERE program = :program AND sent_at IS NULL"
    " AND of_reviewer IS TRUE"
)
_open = prepare_sql(
    "SELECT count(*) FROM program_comment WHERE program = :program AND sent_at IS NOT NULL"
    " AND of_reviewer IS TRUE AND parent IS NULL AND resolved_at IS NULL"
)
_send = prepare_sql(
    "UPDATE program_comment SET sent_at = :at WHERE program = :program AND sent_at IS NULL"
    " AND of_reviewer IS TRUE RETURNING id"
)
_about = prepare_sql(
    "SELECT count(*) FROM program_comment WHERE version = :version AND sent_at IS NOT NULL"
    " AND of_reviewer IS TRUE AND parent IS NULL AND resolved_at IS NULL"
)


def sees_unsent(actor: Actor, program: Program) -> bool:
    """Remarks that were not sent belong to the office that reviews, and to nobody else."""
    return policy.reviews(actor, program)


def place(line: int | None, field: str) -> str:
    return f"{line or WHOLE}-{field}" if field else str(line or WHOLE)


async def threads(program: Program, actor: Actor) -> list[Thread]:
    """All that this person may read of the review, in the order of the fields; empty for whoever has no
    part in it."""
    if not policy.sees_review(actor, program):
        return []
    rows = await (_all if sees_unsent(actor, program) else _sent)(program=program.id)
    replies: dict[int, list[Remark]] = {}
    for row in rows:
        if row.parent is not None:
            replies.setdefault(row.parent, []).append(row)
    found = [Thread(row, tuple(replies.get(row.id, ()))) for row in rows if row.parent is None]
    return sorted(found, key=lambda one: (_ORDER.get(one.field, len(_ORDER)), one.remark.id))


async def by_line(program: Program, actor: Actor) -> dict[int, list[Thread]]:
    """The same by the id of the line they are about; 0 is the program as a whole."""
    lines: dict[int, list[Thread]] = {}
    for one in await threads(program, actor):
        lines.setdefault(one.line, []).append(one)
    return lines


async def still_open_by_line(program: Program, actor: Actor) -> dict[int, list[Thread]]:
    """Those that are not settled, for whoever writes on the program; nothing is asked for while it was
    never submitted."""
    if program.current is None:
        return {}
    every = await by_line(program, actor)
    left = {line: [one for one in several if not one.is_settled] for line, several in every.items()}
    return {line: several for line, several in left.items() if several}


async def get(program: Program, remark_id: int, actor: Actor) -> Remark | None:
    """One of them, where this person may read it."""
    row = await _one.first(program=program.id, id=remark_id)
    if row is None or not policy.sees_review(actor, program):
        return None
    return row if row.sent_at is not None or sees_unsent(actor, program) else None


async def unsent(program_id: int) -> int:
    """Remarks and replies of the office that the house does not see yet."""
    return int(await _unsent.value(program=program_id))


async def still_open(program_id: int) -> int:
    """Remarks of the office that nobody has marked as settled."""
    return int(await _open.value(program=program_id))


async def send(program: Program, actor: Actor, *, with_decision: bool) -> int:
    """Let the house read what its office has written; inside the caller's transaction. Returns how many;
    with a decision those about this version that had been sent ahead of it count too."""
    sent = len(await _send(program=program.id, at=now()))
    if sent:
        await publish(
            CommentsSent(program.id, program.organization, actor.id or 0, sent, True, with_decision)
        )
    if with_decision and program.current is not None:
        return max(sent, int(await _about.value(version=program.current)))
    return sent
