"""What a person has not read yet: the one place that knows, for lists, counts and topic pages.

A person has read everything up to `topic_read.last_number`. A merge can put posts they have read behind
posts they have not: those are stretches of `read_span`, all of them after the mark, none overlapping
another, and `topic_read.spans` says how many, so that nobody asks for them in vain. Hidden posts are
unread by nobody, whether they stand before or after the mark.
"""
# ruff: noqa: S608 - every part is written here; what people do arrives as a value

from datetime import datetime
from typing import Final

from kimhub.core.db import noting, now, transaction
from kimhub.core.prepared import prepare_sql

# Joins the mark of the person `:me` to a topic `t`.
MARK: Final = 'LEFT JOIN topic_read r ON r.topic = t.id AND r."user" = :me'

# How many visible posts of `t` the person of the mark `r` has not read. Hidden ones and stretches are few,
# so they are counted and taken off: no walk through the posts.
_IN_A_SPAN: Final = (
    'EXISTS (SELECT 1 FROM read_span s WHERE s."user" = r."user" AND s.topic = t.id'
    " AND h.number BETWEEN s.first AND s.last)"
)
FRESH: Final = (
    "t.last_number - coalesce(r.last_number, 0)"
    " - CASE WHEN t.hidden_posts = 0 THEN 0 ELSE (SELECT coalesce(sum(1), 0) FROM post h"
    " WHERE h.topic = t.id AND h.number > coalesce(r.last_number, 0) AND h.deleted_at IS NOT NULL"
    f" AND (coalesce(r.spans, 0) = 0 OR NOT {_IN_A_SPAN})) END"
    " - CASE WHEN coalesce(r.spans, 0) = 0 THEN 0 ELSE (SELECT coalesce(sum(s.last - s.first + 1), 0)"
    ' FROM read_span s WHERE s."user" = r."user" AND s.topic = t.id) END'
)
IS_UNREAD: Final = f"t.last_number > coalesce(r.last_number, 0) AND {FRESH} > 0"

_unread = prepare_sql(f"SELECT CAST({FRESH} AS integer) FROM topic t {MARK} WHERE t.id = :topic")
_first = prepare_sql(
    "SELECT p.number FROM post p WHERE p.topic = :topic AND p.number > :mark AND p.deleted_at IS NULL"
    ' AND NOT EXISTS (SELECT 1 FROM read_span s WHERE s."user" = :me AND s.topic = :topic'
    " AND p.number BETWEEN s.first AND s.last) ORDER BY p.number LIMIT 1"
)
_write = prepare_sql(
    'INSERT INTO topic_read ("user", topic, last_number, at) VALUES (:user, :topic, :number, :at)'
    ' ON CONFLICT ("user", topic) DO UPDATE SET last_number = excluded.last_number, at = excluded.at'
    " WHERE topic_read.last_number < excluded.last_number RETURNING spans"
)
# One's own new post: read when no visible post before it is unread.
_write_own = prepare_sql(
    'UPDATE topic_read SET last_number = :number, at = :at WHERE "user" = :user AND topic = :topic'
    " AND last_number < :number AND NOT EXISTS (SELECT 1 FROM post p WHERE p.topic = :topic"
    " AND p.number > topic_read.last_number AND p.number < :number AND p.deleted_at IS NULL"
    ' AND NOT EXISTS (SELECT 1 FROM read_span s WHERE s."user" = :user AND s.topic = :topic'
    " AND p.number BETWEEN s.first AND s.last)) RETURNING spans"
)
_MARK_ALL: Final = (
    'INSERT INTO topic_read ("user", topic, last_number, at)'
    f" SELECT {{me}}, t.id, t.last_number, {{now}} FROM topic t {MARK}"
    " WHERE t.board IN :boards AND t.last_number > coalesce(r.last_number, 0) ORDER BY t.id"
    ' ON CONFLICT ("user", topic) DO UPDATE SET last_number = excluded.last_number, at = excluded.at,'
    " spans = 0"
)
_write_all = prepare_sql(
    _MARK_ALL.format(me=":me", now=":now"),
    postgres=_MARK_ALL.format(me="CAST(:me AS bigint)", now="CAST(:now AS timestamptz)"),
)
_drop_read = prepare_sql(
    'DELETE FROM read_span WHERE "user" = :me AND EXISTS (SELECT 1 FROM topic_read r'
    ' WHERE r."user" = :me AND r.topic = read_span.topic AND r.last_number >= read_span.last)'
)

# The mark takes in each stretch that begins at or before the post after it, until there is none.
_NEXT: Final = (
    'FROM read_span s WHERE s."user" = topic_read."user" AND s.topic = topic_read.topic'
    " AND s.first <= topic_read.last_number + 1 AND s.last > topic_read.last_number"
)
_absorb = prepare_sql(
    f"UPDATE topic_read SET last_number = (SELECT max(s.last) {_NEXT})"
    f' WHERE topic = :topic AND "user" IN :users AND EXISTS (SELECT 1 {_NEXT}) RETURNING 1'
)
_drop_absorbed = prepare_sql(
    'DELETE FROM read_span WHERE topic = :topic AND "user" IN :users AND last <= (SELECT r.last_number'
    ' FROM topic_read r WHERE r."user" = read_span."user" AND r.topic = read_span.topic)'
)
_count_spans = prepare_sql(
    "UPDATE topic_read SET spans = (SELECT count(*) FROM read_span s"
    ' WHERE s."user" = topic_read."user" AND s.topic = topic_read.topic)'
    ' WHERE topic = :topic AND "user" IN :users'
)


async def count(topic_id: int, user_id: int) -> int:
    """How many visible posts of the topic the person has not read."""
    return int(await _unread.value(topic=topic_id, me=user_id) or 0)


async def first(topic_id: int, user_id: int, mark: int) -> int | None:
    """The number of the first visible post after `mark` that the person has not read, None without one."""
    found = await _first.value(topic=topic_id, me=user_id, mark=mark)
    return None if found is None else int(found)


async def mark_read(user_id: int, topic_id: int, number: int) -> None:
    """Note that the person has read up to `number`; never takes anything back."""
    async with noting():
        spans = await _write.value(user=user_id, topic=topic_id, number=number, at=now())
        if spans:
            await settle(topic_id, [user_id])


async def mark_own(user_id: int, topic_id: int, number: int, at: datetime) -> None:
    """Count one's own new post as read when everything before it was; inside the caller's transaction."""
    if await _write_own.value(user=user_id, topic=topic_id, number=number, at=at):
        await settle(topic_id, [user_id])


async def mark_all_read(user_id: int, board_ids: list[int]) -> None:
    """Everything on these boards counts as read up to this moment."""
    async with transaction():
        await _write_all(me=user_id, boards=board_ids, now=now())
        await _drop_read(me=user_id)


async def settle(topic_id: int, user_ids: list[int]) -> None:
    """Bring marks and stretches of these people back in order; inside the caller's transaction."""
    while await _absorb(topic=topic_id, users=user_ids):
        pass
    await _drop_absorbed(topic=topic_id, users=user_ids)
    await _count_spans(topic=topic_id, users=user_ids)
