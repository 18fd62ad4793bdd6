"""Say what happened; others decide what follows."""

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from kimhub.core import stamp
from kimhub.core.db import after_commit, now
from kimhub.core.jobs import enqueue
from kimhub.core.tables import Event

Subscriber = Callable[[Any], Awaitable[None]]
_subscribers: dict[type, list[Subscriber]] = defaultdict(list)
_at_once: dict[type, list[Subscriber]] = defaultdict(list)
# Slices of which nothing stands on the pages that are kept for everybody (core/front.py).
_UNSEEN = ("kimhub.forum.", "kimhub.notifications.", "kimhub.chain.", "kimhub.papers.")


def on(*kinds: type) -> Callable[[Subscriber], Subscriber]:
    """Run the function as a job after each event of these kinds has been committed."""

    def register(subscriber: Subscriber) -> Subscriber:
        for kind in kinds:
            _subscribers[kind].append(subscriber)
        return subscriber

    return register


def at_once(*kinds: type) -> Callable[[Subscriber], Subscriber]:
    """Run the function inside the transaction of each event of these kinds: for what must not be seen one
    moment longer. It must be short, and fail never: the deed would fail with it."""

    def register(follower: Subscriber) -> Subscriber:
        for kind in kinds:
            _at_once[kind].append(follower)
        return follower

    return register


async def publish(event: Any) -> None:
    """Record the event (the audit trail) and queue its subscribers, inside the caller's transaction.

    `actor_id` and `organization_id` of the event, where it has them, are kept in columns of their own,
    so that a person's and an organization's trail can be read without opening every payload. After the
    commit, pages kept for everybody are made anew.
    """
    payload = asdict(event)
    await Event.insert(
        Event(
            kind=type(event).__name__,
            payload=json.dumps(payload, default=str),
            actor=payload.get("actor_id"),
            organization=payload.get("organization_id"),
            happened_at=now(),
        )
    )
    if not type(event).__module__.startswith(_UNSEEN):
        after_commit(stamp.touch)
    for follower in _at_once[type(event)]:
        await follower(event)
    for subscriber in _subscribers[type(event)]:
        await enqueue(subscriber, event)
