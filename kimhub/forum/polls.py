"""Polls: what they look like to one person, and voting. Opening and closing them is in polling.

A secret poll keeps who voted and, apart from that, how often each option was chosen: nothing ties the two.
So nobody, the operator included, can tell what somebody chose, and a vote in it cannot be changed.
"""

from datetime import datetime
from itertools import groupby
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.forum import reading, taking_part
from kimhub.forum import statements as sql
from kimhub.forum.composing import author_id
from kimhub.forum.tables_answers import Ballot, Poll, PollOption
from kimhub.forum.things import Proposed
from kimhub.forum.views import TopicView


class Option(Struct, frozen=True):
    number: int
    text: str
    votes: int


class PollView(Struct, frozen=True):
    """A poll as one person sees it. `mine` is what they chose; empty in a secret poll, whatever it was."""

    id: int
    question: str
    most: int
    secret: bool
    voters: int
    closes_at: datetime | None
    closed_at: datetime | None
    proposer: int
    open: bool
    voted: bool
    mine: tuple[int, ...]
    options: tuple[Option, ...]

    @property
    def told(self) -> bool:
        """Results are told to those who have voted, and to everybody once it is closed."""
        return self.voted or not self.open

    @property
    def can_change(self) -> bool:
        return self.open and self.voted and not self.secret


class PollOn(Proposed, frozen=True):
    """A poll with its topic: what one acts on."""

    poll: PollView


class Voter(Struct, frozen=True):
    """`name` is empty for somebody who has left."""

    name: str
    options: str


class _Row(Struct, frozen=True):
    id: int
    question: str
    most: int
    secret: bool
    voters: int
    closes_at: datetime | None
    closed_at: datetime | None
    proposer: int
    voted: bool
    mine: str
    number: int
    text: str
    votes: int


_SAME: Final = sorted({*PollView.__struct_fields__} & {*_Row.__struct_fields__} - {"mine"})


class _State(Struct, frozen=True):
    secret: bool
    created_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None


_SELECT: Final = (
    'SELECT q.id, q.question, q.most, q.secret, q.voters, q.closes_at, q.closed_at, q."user" AS proposer,'
    " b.id IS NOT NULL AS voted, coalesce(b.options, '') AS mine, o.number, o.text, o.votes"
    " FROM poll q JOIN poll_option o ON o.poll = q.id"
    ' LEFT JOIN poll_ballot b ON b.poll = q.id AND b."user" = :me WHERE q.topic = :topic'
)
_of_topic = prepare_sql(f"{_SELECT} ORDER BY q.id DESC, o.number", _Row)
_one = prepare_sql(f"{_SELECT} AND q.id = :poll ORDER BY o.number", _Row)
_state = prepare_sql("SELECT secret, created_at, closes_at, closed_at FROM poll WHERE id = :poll", _State)
_ballot = prepare_sql('SELECT options FROM poll_ballot WHERE poll = :poll AND "user" = :me')
_voters = prepare_sql(
    f"SELECT {sql.NAME.format('a')} AS name, b.options FROM poll_ballot b"  # noqa: S608 - a constant of ours
    ' JOIN account a ON a.id = b."user" WHERE b.poll = :poll ORDER BY a.name, b.id',
    Voter,
)


async def of_topic(topic: TopicView, actor: Actor) -> tuple[PollView, ...]:
    """The polls of a topic, the newest first; asks nothing where there is none."""
    if not topic.has_poll:
        return ()
    rows = await _of_topic(topic=topic.id, me=actor.id or 0)
    return tuple(_view(list(group)) for _id, group in groupby(rows, key=lambda row: row.id))


async def get_poll(ref: str, poll_id: int, actor: Actor = reading.NOBODY) -> PollOn | None:
    topic = await reading.get_topic(ref, actor)
    rows = await _one(topic=topic.id, poll=poll_id, me=actor.id or 0) if topic else []
    return PollOn(topic, rows[0].proposer, _view(rows)) if topic and rows else None


async def again(thing: PollOn, actor: Actor) -> PollView:
    """The poll as it stands now."""
    return _view(await _one(topic=thing.topic.id, poll=thing.poll.id, me=actor.id or 0))


async def vote(thing: PollOn, actor: Actor, chosen: set[int]) -> bool:
    """Vote, or change one's vote in an open poll. False when a vote in a secret poll stood already.

    Raises Invalid when nothing or too much was chosen, Refused when the poll is closed.
    """
    poll, me = thing.poll, author_id(actor)
    chosen &= {option.number for option in poll.options}
    if not chosen:
        raise Invalid(choice=_("Pilih dulu jawabannya, lalu kirim lagi."))
    if len(chosen) > poll.most:
        raise Invalid(choice=_("Pilih paling banyak %(n)s jawaban.") % {"n": poll.most})
    async with transaction():
        await taking_part.check_open(thing.topic, actor)
        await lock_id(Poll, poll.id)
        state = await _state.first(poll=poll.id)
        if state is None or not is_open(state.closes_at, state.closed_at):
            raise Refused(_("Jajak pendapat ini sudah ditutup, jadi suara Anda tidak terhitung."))
        before = await _ballot.value(poll=poll.id, me=me)
        if before is not None and state.secret:
            return False
        had = _numbers(before or "")
        await _count(poll.id, chosen - had, 1)
        await _count(poll.id, had - chosen, -1)
        text = "" if state.secret else ",".join(str(number) for number in sorted(chosen))
        if before is None:
            # A secret ballot keeps no moment of its own: with copies of the counters it would tell.
            at = state.created_at if state.secret else now()
            await Ballot.insert(Ballot(poll=poll.id, user=me, options=text, at=at))
            await Poll.update({Poll.voters: Poll.voters + 1}).where(Poll.id == poll.id)
        else:
            await Ballot.update({Ballot.options: text, Ballot.at: now()}).where(
                (Ballot.poll == poll.id) & (Ballot.user == me)
            )
        return True


async def voters(poll: PollView) -> list[tuple[Option, list[str]]]:
    """Each option with the names of those who chose it; nothing for a secret poll."""
    if poll.secret:
        return []
    rows = await _voters(poll=poll.id)
    return [
        (option, [row.name for row in rows if option.number in _numbers(row.options)])
        for option in poll.options
    ]


def is_open(closes_at: datetime | None, closed_at: datetime | None) -> bool:
    return closed_at is None and (closes_at is None or now() < closes_at)


async def _count(poll_id: int, numbers: set[int], step: int) -> None:
    if numbers:
        await PollOption.update({PollOption.votes: PollOption.votes + step}).where(
            (PollOption.poll == poll_id) & PollOption.number.is_in(sorted(numbers))
        )


def _numbers(text: str) -> set[int]:
    return {int(part) for part in text.split(",") if part}


def _view(rows: list[_Row]) -> PollView:
    return PollView(
        **{name: getattr(rows[0], name) for name in _SAME},
        open=is_open(rows[0].closes_at, rows[0].closed_at),
        mine=tuple(sorted(_numbers(rows[0].mine))),
        options=tuple(Option(row.number, row.text, row.votes) for row in rows),
    )
