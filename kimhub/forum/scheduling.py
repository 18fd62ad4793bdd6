"""New topics that come out by themselves at a moment their writer chose. For moderators."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.jobs import enqueue
from kimhub.core.zones import zone_for
from kimhub.forum import acts, releasing, suspensions
from kimhub.forum import policy_guarding as policy
from kimhub.forum.events_guarding import PendingReleased, PostHeld
from kimhub.forum.pending import Held, Waiting, decide, get_waiting, hold, too_late
from kimhub.forum.putting import Words
from kimhub.forum.tables import Board
from kimhub.forum.tables_writing import Pending
from kimhub.forum.views import BoardView

LATEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Due:
    """The moment of something scheduled has come."""

    pending_id: int


def moment(day: str, clock: str, wilayah_code: str) -> datetime:
    """The moment a form names, in the time of the board's place. Raises Invalid for `day` or `clock`."""
    errors, on, at = {}, date.min, time.min
    try:
        on = date.fromisoformat(day.strip())
    except ValueError:
        errors["day"] = _("Pilih tanggalnya.")
    try:
        at = time.fromisoformat(clock.strip().replace(".", ":")).replace(tzinfo=None)
    except ValueError:
        errors["clock"] = _("Tulis jamnya, misalnya 07:30.")
    if errors:
        raise Invalid(**errors)
    try:
        due = datetime.combine(on, at, zone_for(wilayah_code)).astimezone(UTC)
    except OverflowError:  # the first or the last day of the calendar
        raise Invalid(day=_("Pilih tanggalnya.")) from None
    if due <= now():
        raise Invalid(day=_("Waktu itu sudah lewat. Pilih waktu yang akan datang."))
    if due > now() + LATEST:
        raise Invalid(day=_("Paling jauh setahun dari sekarang."))
    return due


async def schedule(board: BoardView, words: Words, due_at: datetime) -> Held:
    """Keep the topic until then, inside the caller's transaction."""
    held = await hold(
        words, board=board.id, organization=board.organization, topic=None, why="scheduled", due_at=due_at
    )
    await enqueue(come_out, Due(held.id), at=due_at)
    return held


async def move(waiting: Waiting, day: str, clock: str) -> None:
    """Choose another moment. Raises Invalid, Refused when it has come out meanwhile."""
    due = moment(day, clock, waiting.wilayah_code)
    async with transaction():
        still = (Pending.id == waiting.id) & Pending.decided_at.is_null() & Pending.due_at.is_not_null()
        if not await Pending.update({Pending.due_at: due}).where(still).returning(Pending.id):
            raise too_late()
        await enqueue(come_out, Due(waiting.id), at=due)


async def come_out(due: Due) -> None:
    """Let it out, once, however often this runs. Moved to a later moment it is left to the job of that one.

    Whoever no longer keeps order on the board lets nothing out there: then it waits for those who do.
    """
    waiting = await get_waiting(due.pending_id)
    if waiting is None or not waiting.is_scheduled or waiting.due_at is None or waiting.due_at > now():
        return
    writer = await suspensions.person_of(waiting.user)
    stopped = await suspensions.standing(waiting.user, waiting.board, waiting.wilayah_code)
    if writer is None or stopped or not policy.can_schedule(writer, waiting):
        await _to_the_queue(waiting)
        return
    try:
        await _release(waiting, writer)
    except Refused:  # the board was closed meanwhile
        await _to_the_queue(waiting)


async def _release(waiting: Waiting, writer: Actor) -> None:
    async with transaction():
        await lock_id(Board, waiting.board)
        if not await decide(waiting.id, writer.id, "released"):
            return
        put = await releasing.put_out(waiting, writer)
        await acts.record(writer.id, waiting.board, "release", topic=put.topic, post=put.post)
        await publish(
            PendingReleased(
                waiting.organization,
                waiting.user,
                waiting.user,
                waiting.id,
                put.topic,
                put.number,
                waiting.why,
            )
        )


async def _to_the_queue(waiting: Waiting) -> None:
    values: dict[Any, Any] = {Pending.due_at: None, Pending.why: "lapsed"}
    async with transaction():
        still = (Pending.id == waiting.id) & Pending.decided_at.is_null() & Pending.due_at.is_not_null()
        if await Pending.update(values).where(still).returning(Pending.id):
            await publish(
                PostHeld(waiting.organization, waiting.user, waiting.id, waiting.board, None, "lapsed")
            )
