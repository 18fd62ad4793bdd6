"""The deadline of a decision: a reminder the day before, and word to its proposer when time is up.

Nobody speaks after the deadline. What came of it is for a person to say: agreement is not counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.jobs import enqueue
from kimhub.core.prepared import prepare_sql
from kimhub.forum import audience
from kimhub.forum.events_deadlines import DecisionDue, DecisionLate
from kimhub.forum.views import TopicView

BEFORE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    decision_id: int


class Waiting(Struct, frozen=True):
    """A decision nobody has closed, where it stands now."""

    id: int
    topic: int
    proposer: int
    closes_at: datetime
    organization: int | None


_waiting = prepare_sql(
    'SELECT d.id, d.topic, d."user" AS proposer, d.closes_at, b.organization FROM decision d'
    " JOIN topic t ON t.id = d.topic JOIN board b ON b.id = t.board"
    " WHERE d.id = :decision AND d.closed_at IS NULL AND d.closes_at IS NOT NULL",
    Waiting,
)
_voices = prepare_sql('SELECT "user" AS id FROM decision_voice WHERE decision = :decision')


async def set_for(decision_id: int, closes_at: datetime) -> None:
    """Queue what the deadline brings, inside the caller's transaction. Of one that is near nobody is
    reminded: they have only just heard of it."""
    if closes_at - BEFORE > now():
        await enqueue(come_near, Due(decision_id), at=closes_at - BEFORE)
    await enqueue(pass_by, Due(decision_id), at=closes_at)


async def waiting(decision_id: int) -> Waiting | None:
    """The decision; None once it is closed."""
    return await _waiting.first(decision=decision_id)


async def come_near(due: Due) -> None:
    """Say that a day is left, unless the worker comes to it only after the deadline."""
    if (found := await waiting(due.decision_id)) and found.closes_at > now():
        async with transaction():
            await publish(DecisionDue(found.organization, found.topic, found.id))


async def pass_by(due: Due) -> None:
    if found := await waiting(due.decision_id):
        async with transaction():
            await publish(DecisionLate(found.organization, found.topic, found.id))


async def silent(decision_id: int, topic: TopicView) -> list[int]:
    """Those who take part in the board and have not said where they stand."""
    spoken = {int(row["id"]) for row in await _voices(decision=decision_id)}
    return [person for person in await audience.addressed(topic) if person not in spoken]
