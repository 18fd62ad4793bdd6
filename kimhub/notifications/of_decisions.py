"""Decisions with a deadline: one reminder to those who are silent, then the ball is with the proposer."""

from kimhub.core.bus import on
from kimhub.forum import deadlines, events
from kimhub.forum import events_deadlines as deadline
from kimhub.forum.audience import Told
from kimhub.forum.policy import can_reply
from kimhub.forum.policy_answers import can_close
from kimhub.forum.things import Proposed
from kimhub.forum.views import TopicView
from kimhub.notifications import service
from kimhub.notifications.of_forum import readable
from kimhub.notifications.recipients import keepers_of, those_who
from kimhub.notifications.telling import Matter, tell_all


@on(deadline.DecisionDue)
async def remind_the_silent(event: deadline.DecisionDue) -> None:
    """Whoever may still speak; what was closed or hidden meanwhile reminds nobody."""
    found, topic = await deadlines.waiting(event.decision_id), await readable(event.topic_id)
    if found is None or topic is None:
        return
    people = sorted(await those_who(can_reply, topic, await deadlines.silent(found.id, topic)))
    await _tell("decision_due", found, topic, people)


@on(deadline.DecisionLate)
async def ask_for_the_outcome(event: deadline.DecisionLate) -> None:
    """The proposer, or where they may no longer close it those who keep order."""
    found, topic = await deadlines.waiting(event.decision_id), await readable(event.topic_id)
    if found is None or topic is None:
        return
    thing = Proposed(topic, found.proposer)
    people = await those_who(can_close, thing, [found.proposer]) or await those_who(
        can_close, thing, await keepers_of(topic.organization, topic.wilayah_code)
    )
    await service.settle(_about("decision_due", found.id))
    await _tell("decision_late", found, topic, sorted(people))


@on(deadline.StanceTaken)
async def no_reminder_any_more(event: deadline.StanceTaken) -> None:
    await service.settle(_about("decision_due", event.decision_id), [event.actor_id])


@on(events.DecisionClosed)
async def nothing_waits_any_more(event: events.DecisionClosed) -> None:
    for kind in ("decision_due", "decision_late"):
        await service.settle(_about(kind, event.decision_id))


async def _tell(kind: str, found: deadlines.Waiting, topic: TopicView, people: list[int]) -> None:
    where = f"{topic.path}/mufakat/{found.id}{'' if kind == 'decision_due' else '/tutup'}"
    data = {"until": found.closes_at.isoformat(), "code": topic.wilayah_code}
    matter = Matter(
        kind, _about(kind, found.id), where, found.topic, upto=1, needs_action=True, by_mail=True, data=data
    )
    await tell_all(matter, Told(people))


def _about(kind: str, decision_id: int) -> str:
    return f"{kind}:{decision_id}"
