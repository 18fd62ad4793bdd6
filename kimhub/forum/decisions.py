"""Mufakat: the text of a decision that a topic's readers agree with or object to.

The text never changes once it is proposed, and nobody's stance after it is closed or its time is up: what
is on record is what people agreed to. Names and organizations are those of the day on which they spoke.
What a deadline brings with it is in deadlines.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct, structs

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, checked_text, render_markup
from kimhub.forum import deadlines, reading, taking_part
from kimhub.forum import statements as sql
from kimhub.forum.composing import author_id, checked_deadline
from kimhub.forum.events import DecisionClosed, DecisionProposed
from kimhub.forum.events_deadlines import StanceTaken
from kimhub.forum.tables import Topic
from kimhub.forum.tables_answers import Decision
from kimhub.forum.things import Proposed
from kimhub.forum.views import TopicView

MOST_A_DAY: Final = 20  # polls and decisions of one person
MAX_TEXT: Final = 4000
STANCES: Final = {
    "agree": lazy_("Setuju"),
    "object": lazy_("Keberatan"),
    "abstain": lazy_("Tidak menentukan"),
}
OUTCOMES: Final = {
    "agreed": lazy_("Disepakati"),
    "not_agreed": lazy_("Tidak disepakati"),
    "withdrawn": lazy_("Ditarik kembali"),
}


class DecisionView(Struct, frozen=True):
    """A decision as one person sees it; `stance` and `note` are theirs. It is `open` until somebody closes
    it, and one may `speak` until then or until its time is up."""

    id: int
    html: str
    proposer: int
    proposer_name: str
    created_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None
    outcome: str
    summary: str
    agree: int
    object: int
    abstain: int
    stance: str
    note: str
    late: bool = False  # its time is up

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def speak(self) -> bool:
        return self.open and not self.late


class DecisionOn(Proposed, frozen=True):
    """A decision with its topic: what one acts on."""

    decision: DecisionView


class Spoken(Struct, frozen=True):
    """One stance on record; `name` is empty for somebody who has left."""

    name: str
    home: str
    stance: str
    note: str
    at: datetime


class _State(Struct, frozen=True):
    closes_at: datetime | None
    closed_at: datetime | None


# Our own constants; what people typed arrives as a value.
_TALLY: Final = (
    "(SELECT coalesce(sum(1), 0) FROM decision_voice v WHERE v.decision = d.id AND v.stance = '{0}') AS {0}"
)
_SELECT: Final = (
    f'SELECT d.id, d.html, d."user" AS proposer, {sql.NAME.format("a")} AS proposer_name, d.created_at,'  # noqa: S608 - constants of ours
    f" d.closes_at, d.closed_at, d.outcome, d.summary,"
    f" {', '.join(_TALLY.format(stance) for stance in STANCES)},"
    " coalesce(m.stance, '') AS stance, coalesce(m.note, '') AS note"
    ' FROM decision d JOIN account a ON a.id = d."user"'
    ' LEFT JOIN decision_voice m ON m.decision = d.id AND m."user" = :me WHERE d.topic = :topic'
)
_of_topic = prepare_sql(f"{_SELECT} ORDER BY d.id DESC", DecisionView)
_one = prepare_sql(f"{_SELECT} AND d.id = :decision", DecisionView)
_spoken = prepare_sql(
    "SELECT name, home, stance, note, at FROM decision_voice WHERE decision = :decision ORDER BY id", Spoken
)
_known = prepare_sql("SELECT id FROM decision WHERE key = :key")
_state = prepare_sql("SELECT closes_at, closed_at FROM decision WHERE id = :decision", _State)
_speak = prepare_sql(
    'INSERT INTO decision_voice (decision, "user", name, home, stance, note, at)'
    " VALUES (:decision, :user, :name, :home, :stance, :note, :at)"
    ' ON CONFLICT (decision, "user") DO UPDATE SET name = excluded.name, home = excluded.home,'
    " stance = excluded.stance, note = excluded.note, at = excluded.at"
)


async def of_topic(topic: TopicView, actor: Actor) -> tuple[DecisionView, ...]:
    """The decisions of a topic, the newest first; asks nothing where there is none."""
    if not topic.has_decision:
        return ()
    return tuple(_at_this_hour(each) for each in await _of_topic(topic=topic.id, me=actor.id or 0))


async def get_decision(ref: str, decision_id: int, actor: Actor = reading.NOBODY) -> DecisionOn | None:
    topic = await reading.get_topic(ref, actor)
    found = await _one.first(topic=topic.id, decision=decision_id, me=actor.id or 0) if topic else None
    return DecisionOn(topic, found.proposer, _at_this_hour(found)) if topic and found else None


async def spoken(decision: DecisionView) -> list[Spoken]:
    """Who said what, in the order in which they first spoke."""
    return await _spoken(decision=decision.id)


async def propose(topic: TopicView, actor: Actor, text: str, key: UUID, until: str = "") -> None:
    """Put the text of a decision to the topic's readers; sent twice with one key it is put once.

    `until` is the moment up to which they may speak, in the time of the place; empty for no deadline.
    Raises Invalid for a text that is none, and for a moment that is none to come.
    """
    me, errors = author_id(actor), dict[str, str]()
    closes_at = checked_deadline(until, topic.wilayah_code, errors)
    try:
        text = checked_text(text, "text", most=MAX_TEXT, least=10, empty=_("Tulis bunyi keputusannya."))
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid(**errors)
    await limits.spend("forum-propose", me, most=MOST_A_DAY, per=timedelta(days=1))
    async with transaction():
        await lock_id(Topic, topic.id)
        if await _known.value(key=key) is not None:
            return
        await taking_part.check_open(topic, actor)
        await taking_part.check_known(topic, actor)
        row = Decision(
            topic=topic.id,
            text=text,
            html=render_markup(text),
            user=me,
            created_at=now(),
            closes_at=closes_at,
            key=key,
        )
        decision_id = int((await Decision.insert(row).returning(Decision.id))[0]["id"])
        await Topic.update({Topic.has_decision: True, Topic.rev: Topic.rev + 1}).where(Topic.id == topic.id)
        await publish(DecisionProposed(topic.organization, me, topic.id, decision_id))
        if closes_at:
            await deadlines.set_for(decision_id, closes_at)


async def speak(thing: DecisionOn, actor: Actor, stance: str, note: str) -> None:
    """Agree, object or abstain, in place of what one said before.

    Raises Invalid when an objection has no reason, Refused once the decision is closed or its time is up.
    """
    errors: dict[str, str] = {}
    if stance not in STANCES:
        errors["stance"] = _("Pilih setuju, keberatan, atau tidak menentukan.")
    try:
        least = 1 if stance == "object" else 0
        note = checked_line(note, "note", most=300, least=least, empty=_("Tulis keberatan Anda."))
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid(**errors)
    async with transaction():
        await taking_part.check_open(thing.topic, actor)
        closes_at = await _hold(thing)
        if closes_at and closes_at <= now():
            raise Refused(_("Batas waktu mufakat ini sudah lewat, jadi sikap tidak bisa diubah lagi."))
        await _speak(
            decision=thing.decision.id,
            user=author_id(actor),
            name=actor.name,
            home=actor.home.name if actor.home else "",
            stance=stance,
            note=note,
            at=now(),
        )
        await publish(
            StanceTaken(thing.topic.organization, author_id(actor), thing.topic.id, thing.decision.id)
        )


async def close(thing: DecisionOn, actor: Actor, outcome: str, summary: str) -> None:
    """Put the decision on record. Raises Invalid for an unknown outcome, Refused when it is closed."""
    errors: dict[str, str] = {}
    if outcome not in OUTCOMES:
        errors["outcome"] = _("Pilih hasilnya.")
    try:
        summary = checked_text(summary, "summary", most=500, least=0)
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid(**errors)
    topic, me = thing.topic, author_id(actor)
    async with transaction():
        await _hold(thing)
        await Decision.update(
            {
                Decision.closed_at: now(),
                Decision.closed_by: me,
                Decision.outcome: outcome,
                Decision.summary: summary,
            }
        ).where(Decision.id == thing.decision.id)
        await publish(DecisionClosed(topic.organization, me, topic.id, thing.decision.id, outcome))


async def _hold(thing: DecisionOn) -> datetime | None:
    """Let nobody else speak or close until our transaction ends; returns the deadline.

    Raises Refused when it is closed.
    """
    await lock_id(Decision, thing.decision.id)
    state = await _state.first(decision=thing.decision.id)
    if state is None or state.closed_at:
        raise Refused(_("Mufakat ini sudah ditutup, jadi sikap tidak bisa diubah lagi."))
    return state.closes_at


def _at_this_hour(decision: DecisionView) -> DecisionView:
    """Pages are kept by what they show: that time is up has to be part of it."""
    late = decision.closes_at is not None and decision.closes_at <= now()
    return structs.replace(decision, late=True) if late else decision
