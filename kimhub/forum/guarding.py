"""Asked before anything is written: may this person write here now, and may it come out at once?

One question to the database, inside the writing transaction and behind the lock on the board, so that no
suspension and no decision slips in between.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from kimhub.accounts.allowances import ALLOWED, FIRST_POSTS, is_young
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.forum import policy, suspensions
from kimhub.forum.composing import author_id
from kimhub.forum.policy_guarding import LONG_ENOUGH, Standing, is_newcomer, why_held

LOOKED_AT: Final = max(ALLOWED["posts"].others, ALLOWED["copies"].others) + 1  # newest posts of the writer


class Verdict(Struct, frozen=True):
    """`why` it has to wait, or `pending`: it waits already, sent before with the same key."""

    why: str = ""
    pending: int | None = None


class _Known(Struct, frozen=True):
    since: datetime
    hold_newcomers: bool
    trusted: bool
    stops: int
    pending: int | None
    posts: int
    copies: int
    topics: int


# The newest posts of one person stand together in the index post_author_order.
_known = prepare_sql(
    "SELECT a.created_at AS since, b.hold_newcomers,"
    ' EXISTS (SELECT 1 FROM board_trust u WHERE u.board = b.id AND u."user" = a.id) AS trusted,'
    ' (SELECT count(*) FROM suspension s WHERE s."user" = a.id AND s.lifted_at IS NULL'
    "  AND s.until > :now) AS stops,"
    ' (SELECT w.id FROM pending_post w WHERE w.key = :key AND w."user" = a.id) AS pending,'
    " (SELECT count(*) FROM (SELECT p.created_at FROM post p WHERE p.author = a.id"
    "  ORDER BY p.id DESC LIMIT :most) r WHERE r.created_at > :recent)"
    ' + (SELECT count(*) FROM pending_post w WHERE w."user" = a.id AND w.created_at > :recent) AS posts,'
    " CASE WHEN length(:body) < :long THEN 0 ELSE"
    " (SELECT count(DISTINCT r.topic) FROM (SELECT p.topic, p.body, p.created_at FROM post p"
    "  WHERE p.author = a.id ORDER BY p.id DESC LIMIT :most) r"
    "  WHERE r.body = :body AND r.topic <> :topic AND r.created_at > :today)"
    " + (SELECT count(DISTINCT coalesce(w.topic, -w.id)) FROM pending_post w"
    '  WHERE w."user" = a.id AND w.body = :body AND coalesce(w.topic, 0) <> :topic'
    "  AND w.created_at > :today) END AS copies,"
    " CASE WHEN :topic > 0 THEN 0 ELSE (SELECT count(*) FROM topic t WHERE t.author = a.id"
    "  AND t.created_at > :today) END AS topics"
    " FROM account a JOIN board b ON b.id = :board WHERE a.id = :me",
    _Known,
)
_released = prepare_sql(
    "SELECT count(*) FROM (SELECT 1 FROM post p JOIN topic t ON t.id = p.topic WHERE p.author = :me"
    " AND t.board = :board AND p.deleted_at IS NULL AND t.hidden_at IS NULL LIMIT :most) r"
)
_newcomer = prepare_sql(
    "SELECT a.created_at AS since, b.hold_newcomers,"
    ' EXISTS (SELECT 1 FROM board_trust u WHERE u.board = b.id AND u."user" = a.id) AS trusted'
    " FROM account a JOIN board b ON b.id = :board WHERE a.id = :me"
)
_out = prepare_sql("SELECT 1 FROM post WHERE key = :key UNION ALL SELECT 1 FROM topic WHERE key = :key")


async def is_held(person: int, board_id: int) -> bool:
    """True where what a newcomer writes waits for a moderator, and the person is one."""
    row = await _newcomer.first(me=person, board=board_id)
    if row is None or not row["hold_newcomers"] or row["trusted"]:
        return False
    stand = int(await _released.value(me=person, board=board_id, most=FIRST_POSTS))
    return is_newcomer(Standing(row["since"], released=stand), now())


async def verdict(
    actor: Actor, board: policy.Placed, board_id: int, body: str, key: UUID, topic: int = 0
) -> Verdict:
    """What becomes of this text; `topic` 0 begins one. Raises Refused for a suspended person."""
    at, me = now(), author_id(actor)
    known = await _known.first(
        me=me,
        board=board_id,
        topic=topic,
        body=body,
        key=key,
        now=at,
        recent=at - ALLOWED["posts"].per,
        today=at - ALLOWED["copies"].per,
        most=LOOKED_AT,
        long=LONG_ENOUGH,
    )
    if known is None:
        return Verdict()
    if known.stops:
        await suspensions.check(me, board_id, board.wilayah_code)
    if known.pending is not None:
        return Verdict(pending=known.pending)
    if policy.can_moderate(actor, board):
        return Verdict()
    asks = known.hold_newcomers and not known.trusted and is_young(known.since, at)
    standing = Standing(
        known.since,
        bool(known.trusted),
        int(await _released.value(me=me, board=board_id, most=FIRST_POSTS)) if asks else 0,
        known.posts + 1,
        0 if topic else known.topics + 1,
        known.copies,
    )
    why = why_held(standing, body, at, hold_newcomers=known.hold_newcomers)
    if why and await _out.value(key=key):
        return Verdict()  # sent again: it came out before there was a reason to wait
    return Verdict(why)
