"""What a person may do in a topic, worked out once for all topics of a board that stand alike.

The rules are asked as ever; their answers are kept by everything they look at. A person's rights are part
of the actor, who is another one as soon as they change, so nothing outlives the right it came from.
"""

from collections import OrderedDict
from typing import Any, Final

from msgspec import Struct, structs

from kimhub.core.actor import Actor
from kimhub.core.i18n import current_locale
from kimhub.forum import labels, policy, policy_answers
from kimhub.forum.policy_following import can_follow
from kimhub.forum.views import TopicView
from kimhub.forum.web_posts import Look

KEPT: Final = 5000


class Standing(Struct, frozen=True):
    """Equal for people who may do the same: the pages of both are one."""

    look: int  # a Look
    can_reply: bool
    can_moderate: bool
    can_follow: bool
    can_propose: bool
    label_choices: tuple[tuple[str, str], ...]


_kept: OrderedDict[Any, Standing] = OrderedDict()
_bare: OrderedDict[TopicView, TopicView] = OrderedDict()


def standing_of(actor: Actor, topic: TopicView) -> Standing:
    """What `actor` may do in this topic now."""
    key = (
        actor,
        topic.kind,
        topic.organization,
        topic.wilayah_code,
        topic.visibility,
        topic.archived,
        topic.hidden_at is not None,
        topic.locked_at is not None,
        topic.author == actor.id,
        topic.label,
        current_locale(),
    )
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _ask(actor, topic)
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def bare(topic: TopicView) -> TopicView:
    """The topic without what is about its reader: the same for everybody who reads it now."""
    found = _bare.get(topic)
    if found is None:
        found = _bare[topic] = _without_reader(topic)
        if len(_bare) > KEPT:
            _bare.popitem(last=False)
    return found


def _without_reader(topic: TopicView) -> TopicView:
    nobodys = {"mark": 0, "spans": 0, "fresh": 0, "thanked": False, "draft": "", "draft_files": ""}
    return structs.replace(topic, **nobodys, waits=0, stopped=None)


def forget() -> None:
    """Drop what is kept (tests)."""
    _kept.clear()
    _bare.clear()


def _ask(actor: Actor, topic: TopicView) -> Standing:
    return Standing(
        look=_look(actor, topic),
        can_reply=policy.can_reply(actor, topic),
        can_moderate=policy.can_moderate(actor, topic),
        can_follow=can_follow(actor, topic),
        can_propose=policy_answers.can_propose(actor, topic),
        label_choices=tuple(labels.choices(actor, topic, topic.label))
        if policy.can_label(actor, topic)
        else (),
    )


def _look(actor: Actor, topic: TopicView) -> int:
    held = (
        (Look.SIGNED, actor.id is not None),
        (Look.MODERATES, policy.can_moderate(actor, topic)),
        (Look.TALKS, policy.can_post(actor, topic) and not topic.hidden),
        (Look.REPLIES, policy.can_reply(actor, topic)),
        (Look.CHOOSES, policy_answers.may_choose(actor, topic)),
        (Look.OFFICIAL, policy_answers.may_answer_officially(actor, topic)),
    )
    return sum(int(look) for look, yes in held if yes)
