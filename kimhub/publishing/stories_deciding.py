"""What editors do with a story that was sent: make a draft of it, or refuse it."""

from typing import Any
from uuid import uuid5

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.text import excerpt
from kimhub.publishing import blocks, photo_removing, photos, policy_photos, policy_stories, sites, stories
from kimhub.publishing.events import StorySettled
from kimhub.publishing.facts import Facts
from kimhub.publishing.kinds import NEWS
from kimhub.publishing.policy_stories import REFUSED, TAKEN
from kimhub.publishing.stories import Story
from kimhub.publishing.tables_stories import Story as StoryRow
from kimhub.publishing.writing import Text, begin

TITLE = 80  # letters of the first line


async def take(story: Story, actor: Actor) -> int:
    """A draft of news by this editor, with the sender as its source; returns the article's id. The second
    to ask gets that of the first. Raises NotFound, Refused."""
    async with transaction():
        current = await _held(story)
        if current.state == TAKEN and current.made:
            return current.made
        _check(current, actor)
        house = await sites.by_id(current.organization)
        if house is None:
            raise NotFound
        made = await begin(
            house, actor, NEWS, await _text_of(current), uuid5(current.key, "draft")
        )  # the sender chose the key
        values: dict[Any, Any] = {
            StoryRow.state: TAKEN, StoryRow.made: made, StoryRow.settled_at: now(),
        }  # fmt: skip
        await StoryRow.update(values).where(StoryRow.id == current.id)
        await publish(StorySettled(current.id, current.organization, actor.id, TAKEN))
    return made


async def refuse(story: Story, actor: Actor, reason: str) -> None:
    """Not to be told; its photos are taken away where nobody shows them. The reason stays inside. Raises
    Invalid, NotFound, Refused."""
    empty = _("Tulis alasannya. Hanya redaktur yang membacanya.")
    reason = checked_line(reason, "reason", most=300, least=3, empty=empty)
    async with transaction():
        current = await _held(story)
        if current.state == REFUSED:
            return
        _check(current, actor)
        for photo in (await photos.some(current.photo_ids)).values():
            work = await photos.work_of(photo)
            if not work.is_shown and policy_photos.can_change(actor, work):
                await photo_removing.remove(work, actor)
        values: dict[Any, Any] = {
            StoryRow.state: REFUSED, StoryRow.reason: reason, StoryRow.settled_at: now(),
        }  # fmt: skip
        await StoryRow.update(values).where(StoryRow.id == current.id)
        await publish(StorySettled(current.id, current.organization, actor.id, REFUSED))


async def _text_of(story: Story) -> Text:
    """The words as they came: editors make a title and a lede of them."""
    there = await photos.some(story.photo_ids)
    shown = [one for one in story.photo_ids if one in there]
    return Text(
        title=excerpt(story.text.partition("\n")[0], TITLE),
        blocks=(blocks.Text(story.text), *(blocks.Picture(one) for one in shown)),
        cover=shown[0] if shown else None,
        facts=Facts(place=story.place, source_name=story.name or stories.citizen()),
    )


async def _held(story: Story) -> Story:
    await lock_id(StoryRow, story.id)
    current = await stories.by_id(story.id)
    if current is None:
        raise NotFound
    return current


def _check(story: Story, actor: Actor) -> None:
    if not policy_stories.can_settle(actor, story):
        raise Refused(_("Kiriman ini sudah diputuskan. Muat ulang halamannya."))
