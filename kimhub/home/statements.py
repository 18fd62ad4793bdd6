"""The one statement behind the home page: own organizations, what needs attention below, the sample.

All rows have one shape, so that a page costs one question more and not five. Every part is written here.
"""
# ruff: noqa: S608

from datetime import date
from typing import Final

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.forum.scope import JUDGED, MODERATED
from kimhub.programs import desk, overview

SHOWN: Final = 5  # organizations of one kind that are named


class Row(Struct, frozen=True):
    """`why` says what the row is; counts that make no sense for it are 0."""

    why: str
    id: int
    name: str
    slug: str
    place: str
    kind: str
    legal_status: str
    term_end: date | None
    total: int  # of all rows of this why, or the number it is about; of one's own articles of this month
    members: int
    applicants: int
    decrees: int
    returned: int
    invitations: int
    topics: int
    described: int


_ZEROS: Final = (
    "0 AS members, 0 AS applicants, 0 AS decrees, 0 AS returned, 0 AS invitations, 0 AS topics,"
    " 0 AS described"
)
# No "count(*)" here: it would keep the statement off the event loop (kimhub.core.inline).
_MINE: Final = """
SELECT 'mine' AS why, o.id, o.name, o.slug, o.place, o.kind, o.legal_status, o.term_end,
 (SELECT count(a.id) FROM article a WHERE a.organization = o.id AND a.shown = 'shown'
   AND a.kind <> 'page' AND a.kind <> 'package' AND a.published_at >= :month) AS total,
 o.member_count AS members,
 (SELECT count(m.id) FROM membership m WHERE m.organization = o.id AND m.state = 'applied') AS applicants,
 (SELECT count(l.decree) FROM decree_organization l WHERE l.organization = o.id) AS decrees,
 (SELECT count(d.id) FROM decree_organization l JOIN decree d ON d.id = l.decree
   WHERE l.organization = o.id AND d.state = 'returned') AS returned,
 (SELECT count(i.id) FROM invitation i WHERE i.organization = o.id) AS invitations,
 (SELECT coalesce(sum(b.topic_count), 0) FROM board b WHERE b.organization = o.id) AS topics,
 CASE WHEN o.about <> '' AND (o.vision <> '' OR o.kind = 'agency') THEN 1 ELSE 0 END AS described
FROM organization o WHERE o.id IN :mine
"""
# Sample data is marked by its events (kimhub.sample.events, kimhub.setup.events).
_SAMPLE: Final = f"""
SELECT s.kind AS why, 0 AS id, payload AS name, '' AS slug, '' AS place, '' AS kind, '' AS legal_status,
 CAST(NULL AS date) AS term_end, n AS total, {_ZEROS}
FROM (SELECT kind, max(payload) AS payload, count(id) AS n FROM event
  WHERE kind IN ('SampleAsked', 'SampleAreaFilled', 'SampleFilled') GROUP BY kind) s
"""
_SCOPE: Final = (
    "o.wilayah_code >= :low AND o.wilayah_code < :high AND (substr(o.wilayah_code, 1, 2) IN :scopes"
    " OR substr(o.wilayah_code, 1, 5) IN :scopes)"
)
_LIVING: Final = f"{_SCOPE} AND o.kind <> 'agency'"
_COLUMNS: Final = "o.id, o.name, o.slug, o.place, o.kind, o.legal_status, o.term_end"
_ATTENTION: Final = f"""
SELECT why, id, name, slug, place, kind, legal_status, term_end, total, {_ZEROS} FROM (
 SELECT f.*, count(*) OVER (PARTITION BY why) AS total,
  row_number() OVER (PARTITION BY why ORDER BY term_end IS NULL, term_end, name, id) AS n FROM (
   SELECT 'decree' AS why, {_COLUMNS} FROM organization o WHERE {_LIVING}
    AND EXISTS (SELECT 1 FROM decree_organization l JOIN decree d ON d.id = l.decree
     WHERE l.organization = o.id AND d.state = 'uploaded') AND o.legal_status <> 'dissolved'
   UNION ALL
   SELECT 'verify' AS why, {_COLUMNS} FROM organization o WHERE {_LIVING} AND o.legal_status = 'registered'
    AND NOT EXISTS (SELECT 1 FROM decree_organization l JOIN decree d ON d.id = l.decree
     WHERE l.organization = o.id AND d.state = 'uploaded')
   UNION ALL
   SELECT 'expired' AS why, {_COLUMNS} FROM organization o WHERE {_LIVING} AND o.legal_status = 'verified'
    AND o.term_end < :today
   UNION ALL
   SELECT 'expiring' AS why, {_COLUMNS} FROM organization o WHERE {_LIVING} AND o.legal_status = 'verified'
    AND o.term_end >= :today AND o.term_end <= :soon
   UNION ALL
   SELECT 'leaderless' AS why, {_COLUMNS} FROM organization o WHERE {_SCOPE} AND o.kind = 'kim'
    AND o.legal_status IN ('registered', 'verified')
    AND NOT EXISTS (SELECT 1 FROM role_assignment r WHERE r.organization = o.id AND r.role = 'kim_admin'
     AND (r.valid_until IS NULL OR r.valid_until > :now))
 ) f) g WHERE n <= {SHOWN}
"""
_FIGURES: Final = f"""
SELECT 'kims' AS why, 0 AS id, '' AS name, '' AS slug, '' AS place, '' AS kind, '' AS legal_status,
 CAST(NULL AS date) AS term_end, (SELECT count(*) FROM organization o WHERE {_SCOPE} AND o.kind = 'kim'
  AND o.legal_status NOT IN ('draft', 'dissolved')) AS total, {_ZEROS}
UNION ALL
SELECT 'gaps' AS why, 0 AS id, '' AS name, '' AS slug, '' AS place, '' AS kind, '' AS legal_status,
 CAST(NULL AS date) AS term_end,
 (SELECT count(*) FROM wilayah p WHERE p.code >= :low AND p.code < :high AND p.level = 4
  AND p.retired_on IS NULL AND (substr(p.code, 1, 2) IN :scopes OR substr(p.code, 1, 5) IN :scopes))
 - (SELECT count(DISTINCT o.wilayah_code) FROM organization o
  JOIN wilayah p ON p.code = o.wilayah_code AND p.level = 4 AND p.retired_on IS NULL
  WHERE {_SCOPE} AND o.kind = 'kim' AND o.legal_status NOT IN ('draft', 'dissolved')) AS total, {_ZEROS}
"""

# What waits in the forum for those who keep order there (kimhub.forum.pending, kimhub.forum.reports).
_GUARD: Final = f"""
SELECT 'held' AS why, 0 AS id, '' AS name, '' AS slug, '' AS place, '' AS kind, '' AS legal_status,
 CAST(NULL AS date) AS term_end, (SELECT count(*) FROM pending_post w JOIN board b ON b.id = w.board
  WHERE w.decided_at IS NULL AND w.due_at IS NULL AND w."user" <> :me AND {MODERATED}) AS total, {_ZEROS}
UNION ALL
SELECT 'reports' AS why, 0 AS id, '' AS name, '' AS slug, '' AS place, '' AS kind, '' AS legal_status,
 CAST(NULL AS date) AS term_end, (SELECT count(DISTINCT p.id) FROM post_report r
  JOIN post p ON p.id = r.post
  JOIN topic t ON t.id = p.topic JOIN board b ON b.id = t.board
  WHERE r.decided_at IS NULL AND {JUDGED}) AS total, {_ZEROS}
"""

# Programs of the houses this person writes for: those that came back (`total` open remarks, `members` the
# year), lines that are late (`total`), and years whose program nobody has begun, or (with its `slug`)
# nobody has submitted, with the day until which it is awaited (`members` the month, `applicants` the day;
# kimhub.programs.rules).
_OWN: Final = f"""
SELECT 'returned' AS why, p.id, o.name, p.slug, '' AS place, '' AS kind, '' AS legal_status,
 p.reply_by AS term_end, (SELECT count(c.id) FROM program_comment c WHERE c.program = p.id
  AND c.of_reviewer IS TRUE AND c.parent IS NULL AND c.sent_at IS NOT NULL AND c.resolved_at IS NULL)
  AS total, p.year AS members, 0 AS applicants, 0 AS decrees, 0 AS returned, 0 AS invitations, 0 AS topics,
 0 AS described
FROM program p JOIN organization o ON o.id = p.organization
WHERE p.organization IN :writing AND p.state = 'needs_revision'
UNION ALL
SELECT 'late' AS why, p.id, o.name, p.slug, '' AS place, '' AS kind, '' AS legal_status,
 CAST(NULL AS date) AS term_end, count(l.id) AS total, p.year AS members, 0 AS applicants, 0 AS decrees,
 0 AS returned, 0 AS invitations, 0 AS topics, 0 AS described
FROM program_line l JOIN program p ON p.id = l.program JOIN organization o ON o.id = p.organization
WHERE p.organization IN :writing AND (l.pic_user IS NULL OR l.pic_user = :me) AND {desk.IS_LATE}
GROUP BY p.id, o.name, p.slug, p.year
UNION ALL
SELECT 'unplanned' AS why, o.id, o.name, coalesce(p.slug, '') AS slug, '' AS place, '' AS kind,
 '' AS legal_status, CAST(NULL AS date) AS term_end, y.year AS total,
 coalesce(r.submit_month, 12) AS members, coalesce(r.submit_day, 31) AS applicants, 0 AS decrees,
 0 AS returned, 0 AS invitations, 0 AS topics,
 0 AS described
FROM organization o JOIN (SELECT CAST(:year AS integer) AS year UNION ALL
 SELECT CAST(:year AS integer) + 1) y ON TRUE
LEFT JOIN program_rules r ON r.wilayah_code = substr(o.wilayah_code, 1, 5)
LEFT JOIN program p ON p.organization = o.id AND p.year = y.year AND p.kind = 'program'
 AND p.state <> 'cancelled'
WHERE o.id IN :writing AND o.kind <> 'agency' AND o.legal_status = 'verified'
 AND (p.id IS NULL OR (p.state = 'draft' AND p.in_force IS NULL))
"""
# CROSS JOIN keeps SQLite to this order: few versions wait, and of few houses.
# What waits for a reviewer (`members` of these past their day, `term_end` the nearest one), LPJ that were
# sent, and how many houses stand where with the programs of the year that is planned.
_REVIEWS: Final = f"""
SELECT 'reviews' AS why, 0 AS id, '' AS name, '' AS slug, '' AS place, '' AS kind, '' AS legal_status,
 min(v.due_on) AS term_end, count(p.id) AS total,
 coalesce(sum(CASE WHEN v.due_on < :today THEN 1 ELSE 0 END), 0) AS members, 0 AS applicants, 0 AS decrees,
 0 AS returned, 0 AS invitations, 0 AS topics, 0 AS described
FROM program_version v CROSS JOIN program p CROSS JOIN organization o
WHERE v.state IN ('submitted', 'in_review') AND p.id = v.program AND p.current = v.id
 AND o.id = p.organization AND p.kind = 'program'
 AND {desk.SEES} AND {desk.WAITING} AND {desk.TURN} <> 'other'
UNION ALL
SELECT 'accounts' AS why, 0 AS id, '' AS name, '' AS slug, '' AS place, '' AS kind, '' AS legal_status,
 CAST(NULL AS date) AS term_end, count(a.id) AS total, {_ZEROS}
FROM program_report a CROSS JOIN program p CROSS JOIN organization o
WHERE p.id = a.program AND o.id = p.organization AND a.state = 'submitted'
 AND {desk.SEES} AND {desk.DECIDES}
UNION ALL
SELECT 'stage' AS why, 0 AS id, s.stage AS name, '' AS slug, '' AS place, '' AS kind, '' AS legal_status,
 CAST(NULL AS date) AS term_end, count(s.id) AS total, {_ZEROS}
FROM ({overview.BY_STAGE}) s GROUP BY s.stage
"""

_EVERYBODY: Final = f"{_MINE} UNION ALL {_SAMPLE}"
for_members = prepare_sql(_EVERYBODY, Row)
for_writers = prepare_sql(f"{_EVERYBODY} UNION ALL {_OWN}", Row)
for_guards = prepare_sql(f"{_EVERYBODY} UNION ALL {_OWN} UNION ALL {_GUARD}", Row)
_BELOW: Final = (
    f"{_EVERYBODY} UNION ALL {_OWN} UNION ALL {_ATTENTION} UNION ALL {_FIGURES} UNION ALL {_GUARD}"
)
for_overseers = prepare_sql(f"{_BELOW} UNION ALL {_REVIEWS}", Row)
for_overseers_of_one = prepare_sql(f"{_BELOW} UNION ALL {desk.plainly(_REVIEWS)}", Row)
