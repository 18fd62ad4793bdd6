"""What a person wants to hear of the forum, from what they said about a topic and about its board. Pure.

Levels of a topic: follow, mute, or nothing said. Of a board: follow (new topics), watch (every post), mute,
or nothing said. What was said about the topic counts for more. A mention reaches everybody who may read.
"""

from typing import Final

from kimhub.core.actor import Actor
from kimhub.forum.policy import Discussed, Placed, can_read, can_read_topic

TOPIC_LEVELS: Final = ("", "follow", "mute")
BOARD_LEVELS: Final = ("", "follow", "watch", "mute")


def stance(topic: str, board: str) -> str:
    """What holds for a topic: mute, follow (every reply), or "" (what answers me)."""
    if topic:
        return topic
    return {"mute": "mute", "watch": "follow"}.get(board, "")


def hears_replies(topic: str, board: str) -> bool:
    """Every reply in the topic."""
    return stance(topic, board) == "follow"


def hears_answers(topic: str, board: str) -> bool:
    """A reply in one's own topic or one that quotes oneself, one's answer chosen, thanks."""
    return stance(topic, board) != "mute"


def hears_topics(board: str) -> bool:
    """New topics of a board."""
    return board in {"follow", "watch"}


def can_follow(actor: Actor, topic: Discussed) -> bool:
    """Whoever is signed in and may read it, also without taking part."""
    return actor.id is not None and can_read_topic(actor, topic)


def can_follow_board(actor: Actor, board: Placed) -> bool:
    return actor.id is not None and can_read(actor, board)
