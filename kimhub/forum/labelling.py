"""Saying later what kind of topic it is."""

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.forum import acts, labels
from kimhub.forum.events import TopicLabelled
from kimhub.forum.places import hold
from kimhub.forum.tables import Topic
from kimhub.forum.views import TopicView


async def set_label(topic: TopicView, actor: Actor, label: str) -> None:
    """Give the topic this label, or none. Raises Invalid for one this person may not give here."""
    if label == topic.label:
        return
    if label and label not in labels.offered(actor, topic):
        raise Invalid(label=refusal(label))
    async with transaction():
        await hold([topic.id], [topic.board])
        await Topic.update({Topic.label: label, Topic.rev: Topic.rev + 1}).where(Topic.id == topic.id)
        if actor.id != topic.author:
            await acts.record(
                actor.id, topic.board, "label", topic=topic.id, title=topic.title, about=topic.author
            )
        await publish(TopicLabelled(topic.organization, actor.id or 0, topic.id))


def refusal(label: str) -> str:
    """Why somebody may not give it."""
    if label == labels.NOTICE:
        return _("Pengumuman hanya dari pengurus dan pembina rubrik ini.")
    return _("Pilih salah satu.")
