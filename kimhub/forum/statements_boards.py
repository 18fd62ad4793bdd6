"""The statements about boards. Every part is written here; what people typed arrives as a value."""

from typing import Final

from kimhub.core.prepared import prepare_sql
from kimhub.forum.views import BoardView

# `rev` and `seen` are the versions of what lists show (tables_versions): of the board, and of the reader.
_COLUMNS: Final = (
    "SELECT b.id, b.slug, b.name, b.description, b.kind, b.organization, b.wilayah_code, b.visibility,"
    " b.topic_count, b.last_post_at, b.icon, b.sort, b.hold_newcomers, b.archived_at,"
    " coalesce(v.rev, 0) AS rev,"
    ' coalesce((SELECT x.rev FROM reader_version x WHERE x."user" = :me), 0) AS seen,'
    " coalesce(g.level, '') AS level"
)
_WITH: Final = (
    "LEFT JOIN board_version v ON v.board = b.id"
    ' LEFT JOIN board_follow g ON g.board = b.id AND g."user" = :me WHERE'
)
_SELECT: Final = f"{_COLUMNS} FROM board b {_WITH}"
_LISTED: Final = "b.archived_at IS NULL"
_NEWEST: Final = "ORDER BY coalesce(b.last_post_at, b.created_at) DESC, b.id DESC LIMIT :most"
_OWN: Final = "b.organization IN :organizations OR (b.kind = 'area' AND b.wilayah_code IN :codes)"

by_slug: Final = prepare_sql(f"{_SELECT} b.slug = :slug", BoardView, kept=2000)
by_ids: Final = prepare_sql(f"{_SELECT} b.id IN :ids", BoardView)
# On every page of the forum. SQLite would make a table of each IN list first, which costs more than the
# rest: here the lists (as JSON) lead to the boards one by one. A board may come twice.
own: Final = prepare_sql(
    f"{_COLUMNS} FROM json_each(:organizations_json) j CROSS JOIN board b ON b.organization = j.value"
    f" {_WITH} {_LISTED} UNION ALL {_COLUMNS} FROM json_each(:codes_json) j"
    f" CROSS JOIN board b ON b.wilayah_code = j.value AND b.kind = 'area' {_WITH} {_LISTED}",
    BoardView,
    postgres=f"{_SELECT} ({_OWN}) AND {_LISTED}",
    kept=2000,
)
below: Final = prepare_sql(
    f"{_SELECT} b.wilayah_code >= :low AND b.wilayah_code < :high AND {_LISTED} {_NEWEST}", BoardView
)
public: Final = prepare_sql(f"{_SELECT} b.visibility = 'public' AND {_LISTED} {_NEWEST}", BoardView)
everywhere: Final = prepare_sql(f"{_SELECT} {_LISTED} {_NEWEST}", BoardView)
by_name: Final = prepare_sql(
    f"{_SELECT} ({_OWN} OR (b.wilayah_code >= :low AND b.wilayah_code < :high) OR b.visibility = 'public')"
    f" AND {_LISTED} AND b.slug LIKE :like AND b.slug > :after ORDER BY b.slug LIMIT :most",
    BoardView,
)
# The boards of one house: of an organization, or of an area that has no forum KIM.
_BESIDE: Final = (
    "b.kind = :kind AND b.wilayah_code = :code AND coalesce(b.organization, 0) = :organization"
    " ORDER BY b.sort, b.id"
)
beside: Final = prepare_sql(f"{_SELECT} {_BESIDE}", BoardView)

made_for: Final = prepare_sql("SELECT id FROM board WHERE made_for = :made_for")
slug_taken: Final = prepare_sql("SELECT 1 FROM board WHERE slug = :slug")
slug_made_for: Final = prepare_sql("SELECT slug FROM board WHERE made_for = :made_for")
