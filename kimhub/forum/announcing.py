"""Announcing a topic: everybody it is meant for is told, and may be asked to confirm having read it."""

from datetime import datetime, timedelta
from typing import Any, Final

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Refused, TooMany
from kimhub.core.i18n import _
from kimhub.forum import acts, confirmations, events_announcing
from kimhub.forum.composing import author_id
from kimhub.forum.places import hold
from kimhub.forum.tables import Topic
from kimhub.forum.views import TopicView

MOST_A_DAY: Final = 30  # announcements of one person: each goes to everybody
REMIND_EVERY: Final = timedelta(days=1)


async def announce(topic: TopicView, actor: Actor, *, confirm: bool) -> None:
    """Tell everybody the board is made for; with `confirm` ask each to say that they have read it.

    Announced again it is told again only when a confirmation is asked for now and was not before.
    Raises Refused when the topic has been hidden meanwhile.
    """
    me = author_id(actor)
    await limits.spend("forum-announce", me, most=MOST_A_DAY, per=timedelta(days=1))
    async with transaction():
        state = await _locked(topic)
        if state["hidden_at"] is not None:
            raise Refused(_("Topik ini baru saja disembunyikan, jadi belum diumumkan."))
        asked = state["confirm_asked_at"] is not None
        if state["announced_at"] is not None and (asked or not confirm):
            return
        at = now()
        change: dict[Any, Any] = {Topic.announced_at: at, Topic.rev: Topic.rev + 1}
        if confirm:
            change[Topic.confirm_asked_at] = at
            await confirmations.count_as_read(topic.id, me)
        await Topic.update(change).where(Topic.id == topic.id)
        await acts.record(me, topic.board, "announce", topic=topic.id, title=topic.title)
        await publish(
            events_announcing.TopicAnnounced(
                topic.organization, me, topic.id, confirm or asked, milliseconds(at)
            )
        )


async def take_back(topic: TopicView, actor: Actor) -> None:
    """It is an ordinary topic again; nobody is asked any more. What was confirmed stays noted."""
    me = author_id(actor)
    async with transaction():
        state = await _locked(topic)
        if state["announced_at"] is None:
            return
        change: dict[Any, Any] = {Topic.announced_at: None, Topic.confirm_asked_at: None}
        await Topic.update({**change, Topic.rev: Topic.rev + 1}).where(Topic.id == topic.id)
        await acts.record(me, topic.board, "announce_off", topic=topic.id, title=topic.title)
        await publish(events_announcing.AnnouncementTakenBack(topic.organization, me, topic.id))


async def remind(topic: TopicView, actor: Actor) -> None:
    """Ask those who have not confirmed once more, at most once a day. Raises Refused."""
    me = author_id(actor)
    if topic.confirm_asked_at is None:
        raise Refused(_("Pengumuman ini tidak minta dikonfirmasi."))
    async with transaction():
        try:
            await limits.spend("confirm-reminder", topic.id, most=1, per=REMIND_EVERY)
        except TooMany:
            raise Refused(_("Pengingat sudah dikirim. Satu kali sehari sudah cukup.")) from None
        await publish(
            events_announcing.ConfirmationReminded(topic.organization, me, topic.id, milliseconds(now()))
        )


async def was_reminded(topic: TopicView) -> bool:
    """Whether a reminder was sent within the last day."""
    return await limits.spent("confirm-reminder", topic.id) > 0


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


async def _locked(topic: TopicView) -> dict[str, Any]:
    await hold([topic.id], [topic.board])
    row = await (
        Topic.select(Topic.announced_at, Topic.confirm_asked_at, Topic.hidden_at)
        .where(Topic.id == topic.id)
        .first()
    )
    if row is None:
        raise Refused(_("Topik ini sudah tidak ada."))
    return row
