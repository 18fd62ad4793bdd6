"""Entries as they are shown: what they say of topics is what stands there now, to those who may read it."""
# ruff: noqa: S608 - every part is written here

from datetime import datetime
from typing import Any, Final

from msgspec import Struct, structs

from kimhub.core.actor import Actor
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.forum.statements import NAME
from kimhub.notifications import policy
from kimhub.notifications.entries import Entry

# A merged topic's posts stand in another now, under higher numbers.
_SELECT: Final = (
    'SELECT n.id, n."user", n.kind, n.about, n.data, n.url, n.needs_action, n.happened, n.at, n.read_at,'
    " a.name AS from_name, n.from_user, n.topic, n.since, n.upto, n.mention, n.direct, n.quiet, t.title,"
    f" t.slug, t.hidden_at, {NAME.format('w')} AS starter, b.name AS board_name, b.kind AS board_kind,"
    " b.organization, b.wilayah_code, b.visibility"
    " FROM notification n LEFT JOIN account a ON a.id = n.from_user"
    " LEFT JOIN topic s ON s.id = n.topic LEFT JOIN topic t ON t.id = coalesce(s.merged_into, s.id)"
    " LEFT JOIN account w ON w.id = t.author LEFT JOIN board b ON b.id = t.board"
)


def _inbox(where: str) -> Prepared[Entry]:
    return prepare_sql(
        f'{_SELECT} WHERE n."user" = :person AND (n.at, n.id) < (:at, :id){where}'
        " ORDER BY n.at DESC, n.id DESC LIMIT :most",
        Entry,
    )


_QUERIES: Final = {
    "": _inbox(""),
    "unread": _inbox(" AND n.read_at IS NULL"),
    "waiting": _inbox(" AND n.read_at IS NULL AND n.needs_action"),
}
# What waits for the person comes first, however old it is.
_fresh = prepare_sql(
    f'{_SELECT} WHERE n."user" = :person AND n.read_at IS NULL AND NOT n.quiet'
    " ORDER BY n.needs_action DESC, n.at DESC, n.id DESC LIMIT :most",
    Entry,
)
_since = prepare_sql(
    f'{_SELECT} WHERE n."user" = :person AND n.read_at IS NULL AND n.at > :since'
    " ORDER BY n.at DESC, n.id DESC LIMIT :most",
    Entry,
)
_one = prepare_sql(f"{_SELECT} WHERE n.id = :id", Entry)


class _Sum(Struct, frozen=True):
    id: int
    posts: int
    people: int
    last_name: str | None
    mention_name: str | None
    direct_name: str | None


_sums = prepare_sql(
    f"SELECT x.id, x.posts, x.people, {NAME.format('la')} AS last_name,"
    f" CASE WHEN mp.id IS NULL THEN NULL ELSE {NAME.format('ma')} END AS mention_name,"
    f" CASE WHEN dp.id IS NULL THEN NULL ELSE {NAME.format('da')} END AS direct_name FROM ("
    'SELECT n.id, t.id AS topic, n.mention, n.direct, n."user", t.shift, count(p.id) AS posts,'
    " count(DISTINCT p.author) AS people, max(p.number) AS last FROM notification n"
    " JOIN (SELECT s.id AS was, coalesce(s.merged_into, s.id) AS id, CASE WHEN s.merged_into IS NULL THEN 0"
    " ELSE s.merged_offset END AS shift FROM topic s) t ON t.was = n.topic"
    " LEFT JOIN post p ON p.topic = t.id AND p.number BETWEEN n.since + t.shift AND n.upto + t.shift"
    ' AND p.deleted_at IS NULL AND p.moved_to IS NULL AND p.author <> n."user"'
    ' WHERE n.id IN :ids GROUP BY n.id, t.id, n.mention, n.direct, n."user", t.shift) x'
    " LEFT JOIN post lp ON lp.topic = x.topic AND lp.number = x.last"
    " LEFT JOIN account la ON la.id = lp.author"
    " LEFT JOIN post mp ON x.mention > 0 AND mp.topic = x.topic AND mp.number = x.mention + x.shift"
    " AND mp.deleted_at IS NULL LEFT JOIN account ma ON ma.id = mp.author"
    " LEFT JOIN post dp ON x.direct > 0 AND dp.topic = x.topic AND dp.number = x.direct + x.shift"
    " AND dp.deleted_at IS NULL LEFT JOIN account da ON da.id = dp.author",
    _Sum,
)


async def get_entry(entry_id: int, actor: Actor) -> Entry | None:
    found = await _one.first(id=entry_id)
    return (await _shown(actor, [found]))[0] if found else None


async def page(actor: Actor, which: str, at: datetime, entry_id: int, most: int) -> list[Entry]:
    """Entries before that moment, newest first. `which`: unread, waiting, or everything."""
    query: Prepared[Entry] = _QUERIES[which]
    return await _shown(actor, await query(person=actor.id, at=at, id=entry_id, most=most))


async def fresh(actor: Actor, most: int) -> list[Entry]:
    """What is unread, first what waits for the person; quiet entries are left out."""
    return await _shown(actor, await _fresh(person=actor.id, most=most))


async def unread_since(actor: Actor, since: datetime, most: int) -> list[Entry]:
    """What came after that moment and is unread, newest first."""
    return await _shown(actor, await _since(person=actor.id, since=since, most=most))


async def _shown(actor: Actor, found: list[Entry]) -> list[Entry]:
    """The entries with what stands in their topics; what may not be read says nothing."""
    wanted = [e.id for e in found if e.kind == "topic" and policy.can_see(actor, e)]
    sums = {row.id: row for row in (await _sums(ids=wanted) if wanted else [])}
    return [_filled(entry, policy.can_see(actor, entry), sums.get(entry.id)) for entry in found]


def _filled(entry: Entry, is_open: bool, found: _Sum | None) -> Entry:
    if not is_open:
        bare: dict[str, Any] = {"title": None, "from_name": None, "starter": None, "board_name": None}
        return structs.replace(entry, open=False, from_user=None, data="{}", **bare)
    if found is None:
        return entry
    return structs.replace(
        entry,
        posts=found.posts,
        people=found.people,
        last_name=found.last_name,
        mention_name=found.mention_name,
        direct_name=found.direct_name,
    )
