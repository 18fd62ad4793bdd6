"""What the forum keeps of one person: handed out with their data, made neutral when they leave."""

from typing import Any

from msgspec import Struct, to_builtins

from kimhub.core.db import lock_id, now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.forum.tables import Board, Post, TopicRead
from kimhub.forum.tables_order import ChatImport, Report, Suspension
from kimhub.forum.tables_reading import BoardFollow, Confirmation, ReadSpan, TopicFollow
from kimhub.forum.tables_versions import ReaderVersion
from kimhub.forum.tables_writing import Attachment, Draft, Pending, Trust


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
    " WHERE p.author = :person AND p.moved_to IS NULL ORDER BY p.id",
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
_guarded = prepare_sql(
    "SELECT 'waiting' AS what, b.name AS board, w.title, w.body AS text, w.outcome, w.note AS reason,"
    " CAST(w.created_at AS varchar(40)) AS at FROM pending_post w JOIN board b ON b.id = w.board"
    " WHERE w.\"user\" = :person AND w.outcome <> 'released'"
    " UNION ALL SELECT 'report', b.name, r.reason, r.note, r.outcome, r.answer,"
    " CAST(r.created_at AS varchar(40)) FROM post_report r JOIN board b ON b.id = r.board"
    ' WHERE r."user" = :person'
    " UNION ALL SELECT 'suspension', coalesce(b.name, s.wilayah_code), CAST(s.until AS varchar(40)), '',"
    " CASE WHEN s.lifted_at IS NULL THEN '' ELSE 'lifted' END, s.reason, CAST(s.since AS varchar(40))"
    ' FROM suspension s LEFT JOIN board b ON b.id = s.board WHERE s."user" = :person'
)
_boards_written_on = prepare_sql(
    "SELECT DISTINCT t.board FROM post p JOIN topic t ON t.id = p.topic WHERE p.author = :person"
    " ORDER BY t.board"
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


async def guarded(user_id: int) -> list[dict[str, object]]:
    """What the person wrote that did not come out, their reports, and when they could not write and why."""
    rows: list[dict[str, object]] = await _guarded(person=user_id)
    return rows


async def show_name_again(user_id: int) -> None:
    """The person has another name: pages of posts that are kept in memory no longer count."""
    async with transaction():
        await _show_posts_again(user_id)


async def forget(user_id: int) -> None:
    """The person has left: their posts stay without house and office, and read marks go."""
    async with transaction():
        await _show_posts_again(user_id)  # first: it locks boards, as everybody does before posts and marks
        await Post.update({Post.home: "", Post.badge: "", Post.rev: Post.rev + 1}).where(
            Post.author == user_id
        )
        await TopicRead.delete().where(TopicRead.user == user_id)
        await Draft.delete().where(Draft.user == user_id)
        gone: dict[Any, Any] = {Attachment.deleted_at: now()}  # what was uploaded and never sent
        await Attachment.update(gone).where(
            (Attachment.user == user_id) & Attachment.post.is_null() & Attachment.pending.is_null()
        )
        await TopicFollow.delete().where(TopicFollow.user == user_id)
        await BoardFollow.delete().where(BoardFollow.user == user_id)
        await _forget_guarded(user_id)
        await Confirmation.delete().where(Confirmation.user == user_id)
        await ChatImport.update(
            {ChatImport.dropped_at: now(), ChatImport.plan: "{}"}
        ).where(  # the daily sweep lets the file go
            (ChatImport.user == user_id) & ChatImport.done_at.is_null() & ChatImport.dropped_at.is_null()
        )
        await ReadSpan.delete().where(ReadSpan.user == user_id)
        await ReaderVersion.delete().where(ReaderVersion.user == user_id)  # last: the others make it anew


async def _show_posts_again(user_id: int) -> None:
    """Many topics of several boards at once: the boards first, lest a writer and we wait for each other."""
    for row in await _boards_written_on(person=user_id):
        await lock_id(Board, row["board"])
    await _show_again(person=user_id)


async def _forget_guarded(user_id: int) -> None:
    """What has not come out goes with its files, and so do their words about others. That somebody reported
    a post, or could not write for a while, stays without words."""
    waiting = Pending.select(Pending.id).where((Pending.user == user_id) & (Pending.outcome != "released"))
    ids = [row["id"] for row in await waiting]
    if ids:
        gone: dict[Any, Any] = {Attachment.deleted_at: now(), Attachment.pending: None}
        await Attachment.update(gone).where(Attachment.pending.is_in(ids))
        await Pending.delete().where(Pending.id.is_in(ids))
    kept: dict[Any, Any] = {Pending.body: "", Pending.home: "", Pending.badge: "", Pending.note: ""}
    await Pending.update(kept).where(Pending.user == user_id)
    await Report.update({Report.note: ""}).where(Report.user == user_id)
    await Suspension.update({Suspension.reason: ""}).where(Suspension.user == user_id)
    await Trust.delete().where(Trust.user == user_id)
