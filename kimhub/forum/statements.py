"""The forum's statements. Every part is written here; what people typed arrives as a value."""
# ruff: noqa: S608

from typing import Final

from kimhub.core.prepared import prepare_sql
from kimhub.forum.following import WISHES
from kimhub.forum.unread import FRESH, IS_UNREAD, MARK
from kimhub.forum.views import (
    BoardCount,
    BoardView,
    Place,
    PostKey,
    PostPlace,
    PostRow,
    PostSource,
    TopicRow,
    TopicView,
)

# Posts of those who left are neutral.
NAME: Final = "CASE WHEN {0}.status = 'deleted' THEN '' ELSE {0}.name END"

# ------------------------------------------------------------------------------------------------- boards

_SELECT: Final = (
    "SELECT b.id, b.slug, b.name, b.description, b.kind, b.organization, b.wilayah_code, b.visibility,"
    " b.topic_count, b.last_post_at FROM board b WHERE"
)
_NEWEST: Final = "ORDER BY coalesce(b.last_post_at, b.created_at) DESC, b.id DESC LIMIT :most"
board_by_slug = prepare_sql(f"{_SELECT} b.slug = :slug", BoardView)
boards_own = prepare_sql(
    f"{_SELECT} b.organization IN :organizations OR (b.kind = 'area' AND b.wilayah_code IN :codes)",
    BoardView,
)
boards_below = prepare_sql(
    f"{_SELECT} b.wilayah_code >= :low AND b.wilayah_code < :high {_NEWEST}", BoardView
)
boards_public = prepare_sql(f"{_SELECT} b.visibility = 'public' {_NEWEST}", BoardView)
boards_everywhere = prepare_sql(f"{_SELECT} true {_NEWEST}", BoardView)
boards_by_name = prepare_sql(
    f"{_SELECT} (b.organization IN :organizations OR (b.kind = 'area' AND b.wilayah_code IN :codes)"
    " OR (b.wilayah_code >= :low AND b.wilayah_code < :high) OR b.visibility = 'public')"
    " AND b.slug LIKE :like AND b.slug > :after ORDER BY b.slug LIMIT :most",
    BoardView,
)
board_made_for = prepare_sql("SELECT id FROM board WHERE made_for = :made_for")
board_slug_taken = prepare_sql("SELECT 1 FROM board WHERE slug = :slug")

# ------------------------------------------------------------------------------------ a topic, its posts

topic_by_id = prepare_sql(
    "SELECT t.id, t.title, t.slug, t.author,"
    f" {NAME.format('a')} AS author_name, t.created_at, t.last_number, t.reply_count, t.hidden_posts,"
    " t.rev, t.last_post_at, t.pinned_at, t.locked_at, t.hidden_at, t.board, b.slug AS board_slug,"
    " b.name AS board_name, b.kind, b.organization, b.wilayah_code, b.visibility, t.label,"
    " t.announced_at, t.best_post, t.official_post, t.has_poll, t.has_decision,"
    f" t.confirm_asked_at, {WISHES},"
    " coalesce(r.last_number, 0) AS mark, coalesce(r.thanked, false) AS thanked,"
    f" coalesce(r.spans, 0) AS spans, CAST({FRESH} AS integer) AS fresh, t.merged_into, t.merged_offset"
    f" FROM topic t JOIN board b ON b.id = t.board JOIN account a ON a.id = t.author {MARK}"
    ' LEFT JOIN topic_follow f ON f.topic = t.id AND f."user" = :me'
    ' LEFT JOIN board_follow g ON g.board = t.board AND g."user" = :me WHERE t.id = :topic',
    TopicView,
)
post_keys = prepare_sql(
    f"SELECT p.id, p.number, p.rev, p.author, {NAME.format('a')} AS name,"
    " CAST(p.author = :me AND p.created_at > :since AS integer) AS mine"
    " FROM post p JOIN account a ON a.id = p.author"
    " WHERE p.topic = :topic AND p.number BETWEEN :first AND :last ORDER BY p.number",
    PostKey,
)
post_rows = prepare_sql(
    f"SELECT p.id, p.number, p.author, {NAME.format('a')} AS name, p.home, p.badge, p.html, p.created_at,"
    " p.edited_at, p.deleted_at, p.thanks, coalesce(t.best_post = p.id, false) AS best,"
    " coalesce(t.official_post = p.id, false) AS official"
    " FROM post p JOIN account a ON a.id = p.author JOIN topic t ON t.id = p.topic WHERE p.id IN :ids",
    PostRow,
)
post_source = prepare_sql(
    "SELECT id, number, author, body, created_at, deleted_at, deleted_by, moved_to FROM post"
    " WHERE topic = :topic AND number = :number",
    PostSource,
)
# Where a post stands that has left a place, by the place it left.
post_now_at = prepare_sql(
    "SELECT p.topic, p.number FROM post gone JOIN post p ON p.id = gone.moved_to"
    " WHERE gone.topic = :topic AND gone.number = :number",
    PostPlace,
)
first_html = prepare_sql("SELECT html FROM post WHERE topic = :topic AND number = 1")
mark_of = prepare_sql('SELECT last_number FROM topic_read WHERE "user" = :me AND topic = :topic')

# ------------------------------------------------------------------------------------------ lists of topics

_COLUMNS: Final = (
    "SELECT t.id, t.title, t.slug, t.board, b.slug AS board_slug, b.name AS board_name, b.wilayah_code,"
    f" t.reply_count, t.last_post_at, {NAME.format('w')} AS last_name,"
    " t.pinned_at, t.locked_at, t.hidden_at, coalesce(r.last_number, 0) AS mark,"
    f" CAST({FRESH} AS integer) AS fresh"
)
_WITH: Final = f"JOIN board b ON b.id = t.board JOIN account w ON w.id = t.last_author {MARK}"
_LISTED: Final = "t.pinned_at IS NULL AND t.hidden_at IS NULL"
_ORDER: Final = "ORDER BY t.last_post_at DESC, t.id DESC LIMIT"
_STRETCH: Final = f"t.board = :board AND {_LISTED} AND (t.last_post_at, t.id) < (:at, :id)"

topics_latest = prepare_sql(f"{_COLUMNS} FROM topic t {_WITH} WHERE {_STRETCH} {_ORDER} :most", TopicRow)
topics_unread = prepare_sql(
    f"{_COLUMNS} FROM (SELECT * FROM topic t WHERE {_STRETCH} {_ORDER} :window) t {_WITH}"
    f" WHERE {IS_UNREAD} {_ORDER} :most",
    TopicRow,
)
topics_window_end = prepare_sql(
    f"SELECT t.last_post_at, t.id FROM topic t WHERE {_STRETCH} {_ORDER} 1 OFFSET :window", Place
)
# Moved up since the list was known, from below where the reader stands: their last post of that time tells.
topics_moved = prepare_sql(
    f"{_COLUMNS} FROM topic t {_WITH} WHERE t.board = :board AND {_LISTED} AND t.last_post_at > :known"
    " AND ((SELECT p.created_at FROM post p WHERE p.topic = t.id AND p.created_at <= :known"
    f" ORDER BY p.number DESC LIMIT 1), t.id) < (:at, :id) {_ORDER} :most",
    TopicRow,
)
topics_pinned = prepare_sql(
    f"{_COLUMNS} FROM topic t {_WITH} WHERE t.board IN :boards AND t.pinned_at IS NOT NULL"
    " AND t.hidden_at IS NULL ORDER BY t.pinned_at DESC LIMIT :most",
    TopicRow,
)
topics_hidden = prepare_sql(
    f"{_COLUMNS} FROM topic t {_WITH} WHERE t.board = :board AND t.hidden_at IS NOT NULL"
    " AND t.merged_into IS NULL ORDER BY t.hidden_at DESC LIMIT :most",
    TopicRow,
)


def _each_board(limit: str, where: str = "true") -> tuple[str, str]:
    """The latest topics of each board: one short walk through the index per board, on both engines."""
    walk = f"SELECT {{}} FROM topic t WHERE t.board = b.id AND {_LISTED} {_ORDER} {limit}"
    tail = f"JOIN account w ON w.id = t.last_author {MARK} WHERE {{}} AND {where} {_ORDER} :most"
    sqlite = f"{_COLUMNS} FROM board b JOIN topic t ON t.id IN ({walk.format('t.id')})"
    postgres = f"{_COLUMNS} FROM board b CROSS JOIN LATERAL ({walk.format('*')}) t"
    return f"{sqlite} {tail.format('b.id IN :boards')}", f"{postgres} {tail.format('b.id IN :boards')}"


_sqlite, _postgres = _each_board(":most")
topics_newest = prepare_sql(_sqlite, TopicRow, postgres=_postgres)
_sqlite, _postgres = _each_board(":window", IS_UNREAD)
topics_newest_unread = prepare_sql(_sqlite, TopicRow, postgres=_postgres)
unread_counts = prepare_sql(
    "SELECT b.id AS board, (SELECT coalesce(sum(1), 0) FROM (SELECT t.id, t.last_number, t.hidden_posts"
    f" FROM topic t WHERE t.board = b.id AND {_LISTED} {_ORDER} :window) t {MARK}"
    f" WHERE {IS_UNREAD}) AS unread FROM board b WHERE b.id IN :boards",
    BoardCount,
)
