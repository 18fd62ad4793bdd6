"""What the forum keeps of a person besides their words: votes, stances, thanks, and what they proposed."""

from typing import Final

from kimhub.core.db import transaction
from kimhub.core.prepared import prepare_sql
from kimhub.forum.tables_answers import Voice

_STOOD: Final = (
    "SELECT '{0}' AS what, t.title AS topic, {1} AS about, {2} AS choice, CAST({3} AS varchar(40)) AS at"
    ' FROM topic t JOIN {4} WHERE {5}."user" = :person AND t.hidden_at IS NULL'
)
_POLLS: Final = "poll q ON q.topic = t.id"
_DECISIONS: Final = "decision d ON d.topic = t.id"
_BALLOTS: Final = f"{_POLLS} JOIN poll_ballot v ON v.poll = q.id"
_VOICES: Final = f"{_DECISIONS} JOIN decision_voice v ON v.decision = d.id"
_THANKS: Final = "post p ON p.topic = t.id JOIN post_thanks v ON v.post = p.id"
_SAID: Final = "v.stance || ' ' || v.note"
# What somebody chose in a secret poll is known to nobody, so it is not in here either.
_stood = prepare_sql(
    " UNION ALL ".join(
        (
            _STOOD.format("vote", "q.question", "v.options", "v.at", _BALLOTS, "v"),
            _STOOD.format("stance", "d.text", _SAID, "v.at", _VOICES, "v"),
            _STOOD.format("poll", "q.question", "''", "q.created_at", _POLLS, "q"),
            _STOOD.format("proposal", "d.text", "d.outcome", "d.created_at", _DECISIONS, "d"),
            _STOOD.format("thanks", "CAST(p.number AS varchar(10))", "''", "v.at", _THANKS, "v"),
        )
    )
)


async def stood_for(user_id: int) -> list[dict[str, object]]:
    """Votes, stances, thanks, and what the person put to others. Hidden topics stay hidden."""
    rows: list[dict[str, object]] = await _stood(person=user_id)
    return rows


async def forget(user_id: int) -> None:
    """The person has left: the record of a decision keeps how many agreed, not their name and note."""
    async with transaction():
        await Voice.update({Voice.name: "", Voice.note: ""}).where(Voice.user == user_id)
