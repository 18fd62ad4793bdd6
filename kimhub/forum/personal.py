"""What the forum keeps of one person: handed out with their data, made neutral when they leave."""

from msgspec import Struct, to_builtins

from kimhub.core.db import now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.forum.tables import Post, TopicRead
from kimhub.forum.tables_order import ChatImport
from kimhub.forum.tables_reading import BoardFollow, Confirmation, TopicFollow


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
# Titles of hidden topics stay hidden, also from those who followed them.
_followed = prepare_sql(
    "SELECT 'topic' AS what, CASE WHEN t.hidden_at IS NULL THEN t.title ELSE '' END AS name, f.level,"
    " CAST(f.at AS varchar(40)) AS since FROM topic_follow f JOIN topic t ON t.id = f.topic"
    " WHERE f.\"user\" = :person UNION ALL SELECT 'board', b.name, g.level, CAST(g.at AS varchar(40))"
    ' FROM board_follow g JOIN board b ON b.id = g.board WHERE g."user" = :person'
    " UNION ALL SELECT 'confirmed', CASE WHEN t.hidden_at IS NULL THEN t.title ELSE '' END, '',"
    " CAST(c.at AS varchar(40)) FROM topic_confirmation c JOIN topic t ON t.id = c.topic"
    ' WHERE c."user" = :person'
)
_show_again = prepare_sql(
    "UPDATE topic SET rev = rev + 1 WHERE id IN (SELECT topic FROM post WHERE author = :person)"
)


async def posts_of(user_id: int) -> list[dict[str, object]]:
    """Everything the person wrote, oldest first, hidden posts too."""
    return [to_builtins(row) for row in await _written(person=user_id)]


async def followed_by(user_id: int) -> list[dict[str, object]]:
    """Topics and boards the person follows or has muted, and announcements they confirmed."""
    rows: list[dict[str, object]] = await _followed(person=user_id)
    return rows


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
        await TopicFollow.delete().where(TopicFollow.user == user_id)
        await BoardFollow.delete().where(BoardFollow.user == user_id)
        await Confirmation.delete().where(Confirmation.user == user_id)
        await ChatImport.update({ChatImport.dropped_at: now()}).where(  # the daily sweep lets the file go
            (ChatImport.user == user_id) & ChatImport.done_at.is_null() & ChatImport.dropped_at.is_null()
        )
        await _show_again(person=user_id)
