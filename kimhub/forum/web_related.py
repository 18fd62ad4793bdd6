"""Topics about the same thing: beside the topic once somebody gets there, or a page of their own."""

from litestar import get
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.page import Page
from kimhub.forum import policy, reading, related
from kimhub.forum.views import TopicView


@get("/t/{ref:str}/terkait", name="forum:related", **allow(policy.can_read_topic, topic=reading.get_topic))
async def show_related(topic: NamedDependency[TopicView], actor: Me) -> Page:
    return Page(
        "forum/related.html",
        "related",
        section="forum",
        topic=topic,
        related=await related.of_topic(topic),
    )


RELATED = [show_related]
