"""The statements of topic lists. Every part is written here; what people typed arrives as a value.

A list is a walk through an index: of each board, by latest activity. On SQLite a correlated IN makes the
walk, on PostgreSQL a lateral join; both read no more of a board than the page could show.
"""
# ruff: noqa: S608

from typing import Final

from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.forum.labels import ASKING
from kimhub.forum.unread import FRESH, IS_UNREAD, MARK
from kimhub.forum.views_lists import BoardCount, Place, TopicRow

LISTED: Final = "t.pinned_at IS NULL AND t.hidden_at IS NULL"
# Each has an index of its own whose condition these words repeat: without them SQLite does not use it.
_ASKS: Final = ", ".join(f"'{label}'" for label in ASKING)
OPEN: Final = f"t.label IN ({_ASKS}) AND t.best_post IS NULL AND t.official_post IS NULL"
LABELLED: Final = "t.label <> '' AND t.label = :label"
MINE: Final = "t.author = :me AND t.hidden_at IS NULL"
WALKS: Final = {"": "", "unanswered": f" AND {OPEN}", "label": f" AND {LABELLED}"}

# The later word counts: a topic followed after its board was muted is heard again.
_WISH: Final = (
    'LEFT JOIN topic_follow f ON f.topic = t.id AND f."user" = :me'
    ' LEFT JOIN board_follow g ON g.board = t.board AND g."user" = :me'
)
_MUTED: Final = (
    "(coalesce(f.level, '') = 'mute'"
    " OR coalesce(g.level = 'mute' AND NOT (coalesce(f.level, '') = 'follow' AND f.at > g.at), false))"
)
_NAME: Final = "CASE WHEN w.status = 'deleted' THEN '' ELSE w.name END"
_COLUMNS: Final = (
    "SELECT t.id, t.title, t.slug, t.board, b.slug AS board_slug, b.name AS board_name, b.wilayah_code,"
    f" t.reply_count, t.last_post_at, {_NAME} AS last_name, t.pinned_at, t.locked_at, t.hidden_at, t.label,"
    " coalesce(t.best_post, t.official_post) IS NOT NULL AS answered,"
    f" coalesce(r.last_number, 0) AS mark, CAST({FRESH} AS integer) AS fresh, {_MUTED} AS muted"
)
_READER: Final = f"JOIN account w ON w.id = t.last_author {MARK} {_WISH}"
_WITH: Final = f"JOIN board b ON b.id = t.board {_READER}"
_ORDER: Final = "ORDER BY t.last_post_at DESC, t.id DESC LIMIT"
_BELOW: Final = "(t.last_post_at, t.id) < (:at, :id)"
# Moved up since the list was known, from below where the reader stands: their last post of that time tells.
_MOVED: Final = (
    "t.last_post_at > :known AND ((SELECT p.created_at FROM post p WHERE p.topic = t.id"
    " AND p.created_at <= :known ORDER BY p.number DESC LIMIT 1), t.id) < (:at, :id)"
)


def _walk(where: str, limit: str, columns: str, tail: str = "true") -> Prepared[TopicRow]:
    """The topics of each board that are `where`, `limit` of each; of these the newest that are `tail`."""
    walk = f"FROM topic t WHERE t.board = b.id AND {where} {_ORDER} {limit}"
    end = f"{_READER} WHERE b.id IN :boards AND {tail} {_ORDER} :most"
    return prepare_sql(
        f"{columns} FROM board b JOIN topic t ON t.id IN (SELECT t.id {walk}) {end}",
        TopicRow,
        postgres=f"{columns} FROM board b CROSS JOIN LATERAL (SELECT * {walk}) t {end}",
    )


def _moved(where: str) -> Prepared[TopicRow]:
    return prepare_sql(
        f"{_COLUMNS} FROM topic t {_WITH} WHERE t.board IN :boards AND {where} AND {_MOVED} {_ORDER} :most",
        TopicRow,
    )


# By filter: a page, those that moved up meanwhile, and what is pinned.
latest: Final = {
    name: _walk(f"{LISTED}{more} AND {_BELOW}", ":most", _COLUMNS) for name, more in WALKS.items()
}
moved: Final = {name: _moved(f"{LISTED}{more}") for name, more in WALKS.items()}
pinned: Final = {
    name: prepare_sql(
        f"{_COLUMNS} FROM topic t {_WITH} WHERE t.board IN :boards AND t.pinned_at IS NOT NULL"
        f" AND t.hidden_at IS NULL{more} ORDER BY t.pinned_at DESC, t.id DESC LIMIT :most",
        TopicRow,
    )
    for name, more in WALKS.items()
}

unread: Final = _walk(f"{LISTED} AND {_BELOW}", ":window", _COLUMNS, f"{IS_UNREAD} AND NOT {_MUTED}")
# Where the looked-through part of the list ends: at the highest of the boards that go on below.
_AT_WINDOW: Final = f"FROM topic t WHERE t.board = b.id AND {LISTED} AND {_BELOW} {_ORDER} 1 OFFSET :window"
window_end: Final = prepare_sql(
    f"SELECT t.last_post_at, t.id FROM board b JOIN topic t ON t.id = (SELECT t.id {_AT_WINDOW})"
    f" WHERE b.id IN :boards {_ORDER} 1",
    Place,
)

_MINE: Final = f"FROM topic t {_WITH} WHERE {MINE} AND t.board IN :boards AND"
_FOLLOWED: Final = (
    "FROM topic_follow n JOIN topic t ON t.id = n.topic"
    f" {_WITH} WHERE n.\"user\" = :me AND n.level = 'follow' AND t.hidden_at IS NULL"
    " AND t.board IN :boards AND"
)
for _name, _from in {"mine": _MINE, "followed": _FOLLOWED}.items():
    latest[_name] = prepare_sql(f"{_COLUMNS} {_from} {_BELOW} {_ORDER} :most", TopicRow)
    moved[_name] = prepare_sql(f"{_COLUMNS} {_from} {_MOVED} {_ORDER} :most", TopicRow)

hidden: Final = prepare_sql(
    f"{_COLUMNS} FROM topic t {_WITH} WHERE t.board IN :boards AND t.hidden_at IS NOT NULL"
    " AND t.merged_into IS NULL ORDER BY t.hidden_at DESC LIMIT :most",
    TopicRow,
)


def _count(where: str, limit: str) -> str:
    """How many of a few topics of board `b` wait for the reader."""
    return (
        "(SELECT coalesce(sum(1), 0) FROM (SELECT t.id, t.board, t.last_number, t.hidden_posts"
        f" FROM topic t WHERE t.board = b.id AND {where} {limit}) t {MARK} {_WISH}"
        f" WHERE {IS_UNREAD} AND NOT {_MUTED})"
    )


_PINNED: Final = "t.pinned_at IS NOT NULL AND t.hidden_at IS NULL"
unread_counts: Final = prepare_sql(
    f"SELECT b.id AS board, {_count(LISTED, f'{_ORDER} :window')}"
    f" + {_count(_PINNED, 'ORDER BY t.pinned_at DESC LIMIT :pinned')} AS unread"
    " FROM board b WHERE b.id IN :boards",
    BoardCount,
)
