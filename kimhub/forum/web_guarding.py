"""What a topic's page shows of guarding: what waits in it, and that one may not write for now."""

from typing import Any

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.text import render_markup
from kimhub.forum import pending, policy, suspensions
from kimhub.forum import policy_guarding as rules
from kimhub.forum.pending import Waiting
from kimhub.forum.views import TopicView

NO_GUARDS: dict[str, Any] = {"waiting": (), "stopped": ""}  # just after a post came out


class Shown(Struct, frozen=True):
    """Something that waits, at its place at the end of the topic."""

    waiting: Waiting
    html: str
    is_own: bool
    may_decide: bool


async def guards(topic: TopicView, actor: Actor, *, is_last_page: bool) -> dict[str, Any]:
    """Nothing is asked of the database where nothing waits and nobody is suspended."""
    waiting: tuple[Shown, ...] = ()
    if topic.waits and is_last_page:
        found = await pending.of_topic(topic.id, actor, moderates=policy.can_moderate(actor, topic))
        waiting = tuple(
            Shown(one, render_markup(one.body), one.user == actor.id, rules.can_decide(actor, one))
            for one in found
        )
    return {"waiting": waiting, "stopped": await stopped_at(topic, actor)}


async def stopped_at(topic: TopicView, actor: Actor) -> str:
    """The sentence that stands instead of the form; "" for those who may write."""
    if topic.stopped is None or topic.stopped <= now():
        return ""
    found = await suspensions.standing(actor.id or 0, topic.board, topic.wilayah_code)
    return suspensions.sentence(found, topic.wilayah_code) if found else ""
