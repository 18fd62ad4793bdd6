"""What keeping order leaves of one person: earlier texts of their posts, acts by them and about them."""

from kimhub.core.db import transaction
from kimhub.core.prepared import prepare_sql
from kimhub.forum.acts import WORDS
from kimhub.forum.tables_order import PostEdit

_edits = prepare_sql(
    "SELECT t.title AS topic, p.number, e.title, e.body AS text, CAST(e.at AS varchar(40)) AS replaced_at"
    " FROM post_edit e JOIN post p ON p.id = e.post JOIN topic t ON t.id = p.topic"
    ' WHERE e."user" = :person ORDER BY e.id'
)
# What others did is told only where it was about this person, and then without their name.
_acts = prepare_sql(
    "SELECT CASE WHEN a.actor = :person THEN 'by me' ELSE 'about me' END AS what, b.name AS board, a.act,"
    " a.reason, CAST(a.at AS varchar(40)) AS at FROM moderation_act a JOIN board b ON b.id = a.board"
    " WHERE a.actor = :person OR a.about = :person ORDER BY a.id"
)


async def earlier_texts(user_id: int) -> list[dict[str, object]]:
    """The texts the person's posts had before they edited them, oldest first."""
    rows: list[dict[str, object]] = await _edits(person=user_id)
    return rows


async def acts_of(user_id: int) -> list[dict[str, object]]:
    """What the person did as a moderator, and what moderators did about them."""
    rows = await _acts(person=user_id)
    return [{**row, "act": str(WORDS.get(row["act"], row["act"]))} for row in rows]


async def forget(user_id: int) -> None:
    """The person has left: earlier texts go. The log stays; it shows no name of somebody who has left."""
    async with transaction():
        await PostEdit.delete().where(PostEdit.user == user_id)
