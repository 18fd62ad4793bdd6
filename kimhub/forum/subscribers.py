"""What the forum does when organizations come and people change or leave; their posts in their export."""

from kimhub.accounts.events import ProfileChanged, UserDeleted
from kimhub.accounts.export import exports
from kimhub.core.actor import Actor
from kimhub.core.bus import on
from kimhub.core.i18n import lazy_
from kimhub.forum import (
    boards,
    drafts,
    following,
    left_behind,
    measured,
    personal,
    personal_answers,
    personal_order,
    reports,
)
from kimhub.forum.events import PostHidden, ReplyPosted, TopicHidden, TopicStarted
from kimhub.forum.reading import get_post
from kimhub.groups.events import OrganizationCreated, OrganizationEdited
from kimhub.groups.tables import Organization

__all__ = ["left_behind", "measured"]  # they make themselves known once they are imported


@on(OrganizationCreated)
async def open_board(event: OrganizationCreated) -> None:
    organization = await Organization.objects().get(Organization.id == event.organization_id)
    if organization:
        await boards.ensure_board(organization)


@on(OrganizationEdited)
async def rename_board(event: OrganizationEdited) -> None:
    if names := event.changes.get("name"):
        await boards.follow_name(event.organization_id, names[0], names[1])


@on(ProfileChanged)
async def show_the_new_name(event: ProfileChanged) -> None:
    if "name" in event.fields:
        await personal.show_name_again(event.actor_id)


@on(TopicStarted)
async def follow_what_one_starts(event: TopicStarted) -> None:
    await following.follow_topic(event.actor_id, event.topic_id)


@on(ReplyPosted)
async def follow_what_one_writes_in(event: ReplyPosted) -> None:
    await following.follow_topic(event.actor_id, event.topic_id)


@on(PostHidden)
async def decide_its_reports(event: PostHidden) -> None:
    await reports.settle_hidden(event.post_id, Actor(id=event.actor_id))


@on(TopicHidden)
async def decide_the_reports_of_its_first_post(event: TopicHidden) -> None:
    if post := await get_post(str(event.topic_id), 1):
        await reports.settle_hidden(post.source.id, Actor(id=event.actor_id))


@on(UserDeleted)
async def make_stances_neutral(event: UserDeleted) -> None:
    await personal_answers.forget(event.actor_id)


@on(UserDeleted)
async def make_posts_neutral(event: UserDeleted) -> None:
    await personal.forget(event.actor_id)


@exports("answers", lazy_("Suara, sikap, dan terima kasih di forum"))
async def answers(user_id: int) -> list[dict[str, object]]:
    return await personal_answers.stood_for(user_id)


@on(UserDeleted)
async def forget_earlier_texts(event: UserDeleted) -> None:
    await personal_order.forget(event.actor_id)


@exports("edits", lazy_("Teks tulisan sebelum disunting"))
async def earlier_texts(user_id: int) -> list[dict[str, object]]:
    return await personal_order.earlier_texts(user_id)


@exports("acts", lazy_("Catatan pengurus tentang Anda dan oleh Anda"))
async def acts(user_id: int) -> list[dict[str, object]]:
    return await personal_order.acts_of(user_id)


@exports("posts", lazy_("Tulisan di forum"))
async def posts(user_id: int) -> list[dict[str, object]]:
    return await personal.posts_of(user_id)


@exports("following", lazy_("Yang diikuti di forum"))
async def followed(user_id: int) -> list[dict[str, object]]:
    return await personal.followed_by(user_id)


@exports("guarding", lazy_("Tulisan yang menunggu, laporan, dan hak menulis"))
async def guarded(user_id: int) -> list[dict[str, object]]:
    return await personal.guarded(user_id)


@exports("drafts", lazy_("Draf di forum"))
async def unsent(user_id: int) -> list[dict[str, object]]:
    return await drafts.export(user_id)
