"""The forum's statements. Every part is written here; what people typed arrives as a value."""
# ruff: noqa: S608

from typing import Final

from kimhub.core.prepared import prepare_sql
from kimhub.forum.following import WISHES
from kimhub.forum.unread import FRESH, MARK
from kimhub.forum.views import (
    PostKey,
    PostPlace,
    PostRow,
    PostSource,
    TopicView,
)

# Posts of those who left are neutral.
NAME: Final = "CASE WHEN {0}.status = 'deleted' THEN '' ELSE {0}.name END"

# ------------------------------------------------------------------------------------ a topic, its posts

topic_by_id = prepare_sql(
    "SELECT t.id, t.title, t.slug, t.author,"
    f" {NAME.format('a')} AS author_name, t.created_at, t.last_number, t.reply_count, t.hidden_posts,"
    " t.rev, t.last_post_at, t.pinned_at, t.locked_at, t.hidden_at, t.board, b.slug AS board_slug,"
    " b.name AS board_name, b.kind, b.organization, b.wilayah_code, b.visibility, t.label,"
    " b.archived_at IS NOT NULL AS archived,"
    " t.announced_at, t.best_post, t.official_post, t.writers, t.has_poll, t.has_decision,"
    f" t.confirm_asked_at, {WISHES},"
    " coalesce(r.last_number, 0) AS mark, coalesce(r.thanked, false) AS thanked,"
    f" coalesce(r.spans, 0) AS spans, CAST({FRESH} AS integer) AS fresh, t.merged_into, t.merged_offset,"
    " 0 AS shift,"
    " coalesce(d.body, '') AS draft, coalesce(d.files, '') AS draft_files,"
    " (SELECT coalesce(sum(1), 0) FROM pending_post w WHERE w.topic = t.id AND w.decided_at IS NULL)"
    " AS waits,"
    ' (SELECT max(s.until) FROM suspension s WHERE s."user" = :me AND s.lifted_at IS NULL) AS stopped'
    f" FROM topic t JOIN board b ON b.id = t.board JOIN account a ON a.id = t.author {MARK}"
    ' LEFT JOIN topic_follow f ON f.topic = t.id AND f."user" = :me'
    ' LEFT JOIN board_follow g ON g.board = t.board AND g."user" = :me'
    " LEFT JOIN draft d ON d.\"user\" = :me AND d.place = 'topic-' || CAST(t.id AS varchar(20))"
    " WHERE t.id = :topic",
    TopicView,
    kept=2000,
)
post_keys = prepare_sql(
    f"SELECT p.id, p.number, p.rev, p.author, {NAME.format('a')} AS name,"
    " CAST(p.author = :me AND p.created_at > :since AS integer) AS mine"
    " FROM post p JOIN account a ON a.id = p.author"
    " WHERE p.topic = :topic AND p.number BETWEEN :first AND :last ORDER BY p.number",
    PostKey,
)
post_rows = prepare_sql(
    f"SELECT p.id, p.number, p.author, CASE WHEN p.byline <> '' THEN p.byline ELSE {NAME.format('a')} END"
    " AS name, p.byline, p.home, p.badge, p.html, p.created_at, p.edited_at,"
    " p.deleted_at, p.deleted_by, p.moved_to, p.thanks, p.files,"
    " coalesce(t.best_post = p.id, false) AS best, coalesce(t.official_post = p.id, false) AS official"
    " FROM post p JOIN account a ON a.id = p.author JOIN topic t ON t.id = p.topic WHERE p.id IN :ids",
    PostRow,
)
post_source = prepare_sql(
    "SELECT id, number, author, body, created_at, deleted_at, deleted_by, moved_to, files, badge FROM post"
    " WHERE topic = :topic AND number = :number",
    PostSource,
)
# Where a post stands that has left a place, by the place it left.
post_now_at = prepare_sql(
    "SELECT p.topic, p.number FROM post gone JOIN post p ON p.id = gone.moved_to"
    " WHERE gone.topic = :topic AND gone.number = :number",
    PostPlace,
)
first_html = prepare_sql("SELECT html FROM post WHERE topic = :topic AND number = 1 AND deleted_at IS NULL")
mark_of = prepare_sql('SELECT last_number FROM topic_read WHERE "user" = :me AND topic = :topic')
