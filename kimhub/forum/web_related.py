"""Topics about the same thing, and what is tied to the topic: beside it once somebody gets there, or a page
of their own."""

from litestar import get
from litestar.di import NamedDependency

from kimhub.chain import links
from kimhub.chain.kinds import KINDS
from kimhub.core.access import Me, allow
from kimhub.core.page import Page
from kimhub.forum import chained, policy, reading, related
from kimhub.forum.views import TopicView


@get("/t/{ref:str}/terkait", name="forum:related", **allow(policy.can_read_topic, topic=reading.get_topic))
async def show_related(topic: NamedDependency[TopicView], actor: Me) -> Page:
    return Page(
        "forum/related.html",
        "related",
        section="forum",
        topic=topic,
        related=await related.of_topic(topic),
        chain=await links.strip(actor, "topic", topic.id),
        kinds=KINDS,
        beginnings=links.beginnings(actor, "topic", topic.id),
        ties=f"/kaitan/topic/{topic.id}" if await chained.keeps(actor, topic.id) else "",
    )


RELATED = [show_related]
