"""What is put to the readers of a topic: a poll, the text of a decision."""

from kimhub.core.db import now, transaction
from kimhub.forum.tables import Topic
from kimhub.forum.tables_answers import Decision, Poll, PollOption

TEXT = "Ronda dimulai hari Sabtu."


async def put_to_the_vote(topic_id: int, by: int) -> dict[str, int]:
    """An open poll and an open decision of that topic, which waits for an answer: `poll`, `decision`."""
    async with transaction():
        poll = (
            await Poll.insert(
                Poll(topic=topic_id, question="Kapan ronda dimulai?", user=by, created_at=now())
            ).returning(Poll.id)
        )[0]["id"]
        await PollOption.insert(
            PollOption(poll=poll, number=1, text="Sabtu"), PollOption(poll=poll, number=2, text="Minggu")
        )
        decision = (
            await Decision.insert(
                Decision(topic=topic_id, text=TEXT, html=f"<p>{TEXT}</p>", user=by, created_at=now())
            ).returning(Decision.id)
        )[0]["id"]
        await Topic.update({Topic.has_poll: True, Topic.has_decision: True, Topic.label: "question"}).where(
            Topic.id == topic_id
        )
    return {"poll": int(poll), "decision": int(decision)}
