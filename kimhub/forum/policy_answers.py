"""Who may choose answers, put questions to the vote, propose decisions and close them. Pure, as policy."""

from typing import Final, Protocol

from kimhub.core.actor import Actor
from kimhub.forum.policy import (
    OVERSEERS,
    Discussed,
    can_moderate,
    can_post,
    can_read_topic,
    can_reply,
)

ASKING: Final = ("question", "fact_check")  # labels of topics that wait for an answer


class Asked(Discussed, Protocol):
    """A topic with its label and who began it."""

    @property
    def label(self) -> str: ...
    @property
    def asker(self) -> int: ...


class Reply(Asked, Protocol):
    """One of its posts."""

    @property
    def author(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def deleted(self) -> bool: ...
    @property
    def badge(self) -> str: ...


class Proposed(Asked, Protocol):
    """A poll or a decision, with what its topic carries."""

    @property
    def proposer(self) -> int: ...


def may_choose(actor: Actor, topic: Asked) -> bool:
    """The best answer is chosen by who asked, while the topic is open, or by a moderator."""
    return topic.label in ASKING and can_propose(actor, topic)


def can_choose(actor: Actor, post: Reply) -> bool:
    return post.number > 1 and not post.deleted and may_choose(actor, post)


def may_answer_officially(actor: Actor, topic: Asked) -> bool:
    """The pembina of the place; the province's dinas on boards of the whole province."""
    if not can_post(actor, topic) or topic.hidden:
        return False
    province = len(topic.wilayah_code) == 2 and actor.covers(topic.wilayah_code, "province")
    return province or actor.covers(topic.wilayah_code, "pembina")


def can_make_official(actor: Actor, post: Reply) -> bool:
    """An own reply, or that of a colleague who wrote as pembina; nobody speaks for others."""
    own = post.author == actor.id or post.badge in OVERSEERS
    return own and post.number > 1 and not post.deleted and may_answer_officially(actor, post)


def can_propose(actor: Actor, topic: Asked) -> bool:
    """Put something to the vote: who began the topic, while it is open, or a moderator."""
    return can_reply(actor, topic) and (topic.asker == actor.id or can_moderate(actor, topic))


def can_take_part(actor: Actor, thing: Proposed) -> bool:
    """Vote, agree, object: whoever may write there."""
    return can_reply(actor, thing)


def can_close(actor: Actor, thing: Proposed) -> bool:
    """Who proposed it, while they may write there, or a moderator."""
    if not can_post(actor, thing) or thing.hidden:
        return False
    return thing.proposer == actor.id or can_moderate(actor, thing)


def can_see_names(actor: Actor, thing: Asked) -> bool:
    """Who voted or agreed: for those who take part, and for operators, who only read."""
    return can_read_topic(actor, thing) and (can_post(actor, thing) or actor.plays("sysadmin"))
