"""What the forum keeps of one person: handed out with their data, made neutral when they leave."""

from msgspec import Struct, to_builtins

from kimhub.core.db import transaction
from kimhub.core.prepared import prepare_sql
from kimhub.forum.tables import Post, TopicRead


class Written(Struct, frozen=True):
    board: str
    topic: str
    number: int
    text: str
    written_at: str
    hidden: bool


_written = prepare_sql(
    "SELECT b.name AS board, t.title AS topic, p.number, p.body AS text,"
    " CAST(p.created_at AS varchar(40)) AS written_at, p.deleted_at IS NOT NULL AS hidden"
    " FROM post p JOIN topic t ON t.id = p.topic JOIN board b ON b.id = t.board"
    " WHERE p.author = :person ORDER BY p.id",
    Written,
)
_show_again = prepare_sql(
    "UPDATE topic SET rev = rev + 1 WHERE id IN (SELECT topic FROM post WHERE author = :person)"
)


async def posts_of(user_id: int) -> list[dict[str, object]]:
    """Everything the person wrote, oldest first, hidden posts too."""
    return [to_builtins(row) for row in await _written(person=user_id)]


async def show_name_again(user_id: int) -> None:
    """The person has another name: pages of posts that are kept in memory no longer count."""
    async with transaction():
        await _show_again(person=user_id)


async def forget(user_id: int) -> None:
    """The person has left: their posts stay without house and office, and read marks go."""
    async with transaction():
        await Post.update({Post.home: "", Post.badge: "", Post.rev: Post.rev + 1}).where(
            Post.author == user_id
        )
        await TopicRead.delete().where(TopicRead.user == user_id)
        await _show_again(person=user_id)
