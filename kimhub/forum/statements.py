"""The forum's statements. Every part is written here; what people typed arrives as a value."""
# ruff: noqa: S608

from typing import Final

from kimhub.core.prepared import prepare_sql
from kimhub.forum.views import (
    BoardCount,
    BoardView,
    Place,
    PostKey,
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
    " b.name AS board_name, b.kind, b.organization, b.wilayah_code, b.visibility,"
    " coalesce(r.last_number, 0) AS mark"
    " FROM topic t JOIN board b ON b.id = t.board JOIN account a ON a.id = t.author"
    ' LEFT JOIN topic_read r ON r.topic = t.id AND r."user" = :me WHERE t.id = :topic',
    TopicView,
)
post_keys = prepare_sql(
    f"SELECT p.id, p.number, p.rev, {NAME.format('a')} AS name,"
    " CAST(p.author = :me AND p.created_at > :since AS integer) AS mine"
    " FROM post p JOIN account a ON a.id = p.author"
    " WHERE p.topic = :topic AND p.number BETWEEN :first AND :last ORDER BY p.number",
    PostKey,
)
post_rows = prepare_sql(
    f"SELECT p.id, p.number, p.author, {NAME.format('a')} AS name, p.home, p.badge, p.html, p.created_at,"
    " p.edited_at, p.deleted_at FROM post p JOIN account a ON a.id = p.author WHERE p.id IN :ids",
    PostRow,
)
post_source = prepare_sql(
    "SELECT id, number, author, body, created_at, deleted_at FROM post"
    " WHERE topic = :topic AND number = :number",
    PostSource,
)
first_html = prepare_sql("SELECT html FROM post WHERE topic = :topic AND number = 1")
mark_of = prepare_sql('SELECT last_number FROM topic_read WHERE "user" = :me AND topic = :topic')
hidden_after = prepare_sql(
    "SELECT coalesce(sum(1), 0) FROM post"
    " WHERE topic = :topic AND number > :mark AND deleted_at IS NOT NULL"
)
first_visible_after = prepare_sql(
    "SELECT number FROM post WHERE topic = :topic AND number > :mark AND deleted_at IS NULL"
    " ORDER BY number LIMIT 1"
)
write_mark = prepare_sql(
    'INSERT INTO topic_read ("user", topic, last_number, at) VALUES (:user, :topic, :number, :at)'
    ' ON CONFLICT ("user", topic) DO UPDATE SET last_number = excluded.last_number, at = excluded.at'
    " WHERE topic_read.last_number < excluded.last_number"
)

# ------------------------------------------------------------------------------------------ lists of topics

_MARK: Final = 'LEFT JOIN topic_read r ON r.topic = t.id AND r."user" = :me'
# Visible posts after the mark. Hidden ones are few, so they are counted and taken off.
_FRESH: Final = (
    "t.last_number - coalesce(r.last_number, 0) - CASE WHEN t.hidden_posts = 0 THEN 0 ELSE"
    " (SELECT coalesce(sum(1), 0) FROM post h WHERE h.topic = t.id"
    " AND h.number > coalesce(r.last_number, 0) AND h.deleted_at IS NOT NULL) END"
)
_COLUMNS: Final = (
    "SELECT t.id, t.title, t.slug, t.board, b.slug AS board_slug, b.name AS board_name, b.wilayah_code,"
    f" t.reply_count, t.last_post_at, {NAME.format('w')} AS last_name,"
    " t.pinned_at, t.locked_at, t.hidden_at, coalesce(r.last_number, 0) AS mark,"
    f" CAST({_FRESH} AS integer) AS fresh"
)
_WITH: Final = f"JOIN board b ON b.id = t.board JOIN account w ON w.id = t.last_author {_MARK}"
_LISTED: Final = "t.pinned_at IS NULL AND t.hidden_at IS NULL"
_ORDER: Final = "ORDER BY t.last_post_at DESC, t.id DESC LIMIT"
_STRETCH: Final = f"t.board = :board AND {_LISTED} AND (t.last_post_at, t.id) < (:at, :id)"
_IS_UNREAD: Final = f"t.last_number > coalesce(r.last_number, 0) AND {_FRESH} > 0"

topics_latest = prepare_sql(f"{_COLUMNS} FROM topic t {_WITH} WHERE {_STRETCH} {_ORDER} :most", TopicRow)
topics_unread = prepare_sql(
    f"{_COLUMNS} FROM (SELECT * FROM topic t WHERE {_STRETCH} {_ORDER} :window) t {_WITH}"
    f" WHERE {_IS_UNREAD} {_ORDER} :most",
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
    " ORDER BY t.hidden_at DESC LIMIT :most",
    TopicRow,
)


def _each_board(limit: str, where: str = "true") -> tuple[str, str]:
    """The latest topics of each board: one short walk through the index per board, on both engines."""
    walk = f"SELECT {{}} FROM topic t WHERE t.board = b.id AND {_LISTED} {_ORDER} {limit}"
    tail = f"JOIN account w ON w.id = t.last_author {_MARK} WHERE {{}} AND {where} {_ORDER} :most"
    sqlite = f"{_COLUMNS} FROM board b JOIN topic t ON t.id IN ({walk.format('t.id')})"
    postgres = f"{_COLUMNS} FROM board b CROSS JOIN LATERAL ({walk.format('*')}) t"
    return f"{sqlite} {tail.format('b.id IN :boards')}", f"{postgres} {tail.format('b.id IN :boards')}"


_sqlite, _postgres = _each_board(":most")
topics_newest = prepare_sql(_sqlite, TopicRow, postgres=_postgres)
_sqlite, _postgres = _each_board(":window", _IS_UNREAD)
topics_newest_unread = prepare_sql(_sqlite, TopicRow, postgres=_postgres)
unread_counts = prepare_sql(
    "SELECT b.id AS board, (SELECT coalesce(sum(1), 0) FROM (SELECT t.id, t.last_number, t.hidden_posts"
    f" FROM topic t WHERE t.board = b.id AND {_LISTED} {_ORDER} :window) t {_MARK}"
    f" WHERE {_IS_UNREAD}) AS unread FROM board b WHERE b.id IN :boards",
    BoardCount,
)
_MARK_ALL: Final = (
    'INSERT INTO topic_read ("user", topic, last_number, at)'
    f" SELECT {{me}}, t.id, t.last_number, {{now}} FROM topic t {_MARK}"
    " WHERE t.board IN :boards AND t.last_number > coalesce(r.last_number, 0)"
    ' ON CONFLICT ("user", topic) DO UPDATE SET last_number = excluded.last_number, at = excluded.at'
)
write_all_marks = prepare_sql(
    _MARK_ALL.format(me=":me", now=":now"),
    postgres=_MARK_ALL.format(me="CAST(:me AS bigint)", now="CAST(:now AS timestamptz)"),
)
