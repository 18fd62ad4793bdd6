"""What editors are told about stories of citizens: one entry for all that wait in a house."""

from typing import Final

from kimhub.core.bus import on
from kimhub.forum.audience import Told
from kimhub.notifications import service
from kimhub.notifications.recipients import officers_of, those_who
from kimhub.notifications.telling import Matter, tell_all
from kimhub.publishing import events, policy_stories, sites, stories
from kimhub.publishing.policy_stories import WAITING

_KIND: Final = "story_sent"


@on(events.StorySent)
async def tell_the_editors(event: events.StorySent) -> None:
    story, house = await stories.by_id(event.story_id), await sites.by_id(event.organization_id)
    if story is None or house is None or story.state != WAITING:
        return
    candidates = {int(one) for one in house.editors.split()} | await officers_of(house.id)
    people = sorted(await those_who(policy_stories.can_open_box, house, candidates))
    matter = Matter(
        _KIND, _about(house.id), f"{house.desk}/kiriman", first=1, upto=story.id,
        needs_action=True, by_mail=True, data={"organization": house.name},
    )  # fmt: skip
    await tell_all(matter, Told(people, answered=frozenset(people)))


@on(events.StorySettled)
async def nothing_waits(event: events.StorySettled) -> None:
    """Once the last of them is decided."""
    if not await stories.waiting(event.organization_id):
        await service.settle(_about(event.organization_id))


def _about(house: int) -> str:
    return f"stories:{house}"
