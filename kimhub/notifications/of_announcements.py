"""Announcements: one entry for everybody they are meant for, which waits until a confirmation is given."""

from kimhub.core.bus import on
from kimhub.forum import audience, confirmations
from kimhub.forum import events_announcing as events
from kimhub.forum.audience import Told
from kimhub.notifications import service
from kimhub.notifications.of_forum import readable
from kimhub.notifications.telling import Matter, tell_all


@on(events.TopicAnnounced)
async def tell_everybody(event: events.TopicAnnounced) -> None:
    topic = await readable(event.topic_id)
    if topic is None or topic.announced_at is None:
        return
    if topic.confirm_asked_at is not None:
        people = await confirmations.missing(topic)
    else:
        people = await audience.addressed(topic)
    await _tell(event.topic_id, topic.path, event.actor_id, event.at, people, event.confirm)


@on(events.ConfirmationReminded)
async def ask_once_more(event: events.ConfirmationReminded) -> None:
    topic = await readable(event.topic_id)
    if topic is not None and topic.confirm_asked_at is not None:
        people = await confirmations.missing(topic)
        await _tell(event.topic_id, topic.path, event.actor_id, event.at, people, confirm=True)


@on(events.AnnouncementTakenBack)
async def ask_nobody_any_more(event: events.AnnouncementTakenBack) -> None:
    await service.settle(f"announce:{event.topic_id}")


async def _tell(topic_id: int, path: str, by: int, at: int, people: list[int], confirm: bool) -> None:
    """An announcement comes to everybody as if it were said to them: also to those who want few letters."""
    told = [person for person in people if person != by]
    matter = Matter(
        "confirm" if confirm else "announced",
        f"announce:{topic_id}",
        path,
        topic_id,
        first=1,
        upto=at,
        from_user=by,
        needs_action=confirm,
        by_mail=True,
    )
    await tell_all(matter, Told(told, answered=frozenset(told)))
