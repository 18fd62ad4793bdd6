"""What stands above the posts of a topic that has it: answers, polls, decisions."""

from typing import Any

from kimhub.core.actor import Actor
from kimhub.forum import answers, decisions, policy_answers, polls
from kimhub.forum.decisions import DecisionOn
from kimhub.forum.polls import PollOn
from kimhub.forum.views import TopicView


async def extras_of(topic: TopicView, actor: Actor) -> dict[str, Any]:
    """For the page that is kept by what stands in here: hashable, and one query each at most."""
    asked = await polls.of_topic(topic, actor)
    proposed = await decisions.of_topic(topic, actor)
    return {
        "answers": await answers.of_topic(topic),
        "polls": tuple(
            (
                poll,
                policy_answers.can_take_part(actor, PollOn(topic, poll.proposer, poll)),
                policy_answers.can_close(actor, PollOn(topic, poll.proposer, poll)),
            )
            for poll in asked
        ),
        "decisions": tuple(
            (each, policy_answers.can_take_part(actor, DecisionOn(topic, each.proposer, each)))
            for each in proposed
        ),
        "can_see": bool(asked or proposed) and policy_answers.can_see_names(actor, topic),
    }
