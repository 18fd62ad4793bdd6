"""Reports: a reader asks those who keep order to look at a post.

They go to the board's moderators; when one of these wrote the post, one tier up (features.md L1), and never
to the one concerned. Nobody is told who reported. All reports of a post are decided together.
"""
# ruff: noqa: S608 - every part is written here and in scope.py

from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.accounts.allowances import spend
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_text, initials
from kimhub.forum import acts, moderation, reading, suspensions
from kimhub.forum import policy_guarding as policy
from kimhub.forum.composing import author_id
from kimhub.forum.events_guarding import ReportDecided, ReportMade
from kimhub.forum.places import hold
from kimhub.forum.scope import JUDGED, scope_of
from kimhub.forum.tables import Post
from kimhub.forum.tables_order import Report
from kimhub.forum.views import PostView

REASONS: Final[dict[str, Lazy]] = {
    "hoax": lazy_("Hoaks atau menyesatkan"),
    "abuse": lazy_("Kasar atau menghina"),
    "fraud": lazy_("Promosi atau penipuan"),
    "private": lazy_("Memuat data pribadi orang lain"),
    "off_topic": lazy_("Salah rubrik"),
    "other": lazy_("Lain-lain"),
}
MAX_NOTE: Final = 500
PER_PAGE: Final = 20


class Case(Struct, frozen=True):
    """A post with open reports. `tier` is the highest of them, `first_at` when the first came."""

    post: int
    number: int
    author: int
    author_name: str
    html: str
    written_at: datetime
    deleted_at: datetime | None
    topic: int
    topic_title: str
    topic_slug: str
    topic_hidden_at: datetime | None
    board: int
    board_slug: str
    board_name: str
    kind: str
    organization: int | None
    wilayah_code: str
    visibility: str
    tier: int
    reports: int
    first: int
    first_at: datetime

    @property
    def path(self) -> str:
        return f"/forum/laporan/{self.post}"

    @property
    def post_path(self) -> str:
        return f"/forum/t/{self.topic}?p={self.number}"

    @property
    def initials(self) -> str:
        return initials(self.author_name) or "–"

    @property
    def is_hidden(self) -> bool:
        return self.deleted_at is not None or (self.number == 1 and self.topic_hidden_at is not None)


class Told(Struct, frozen=True):
    """One report as those who decide see it: no name."""

    post: int
    reason: str
    note: str
    at: datetime

    @property
    def words(self) -> str:
        return str(REASONS[self.reason]) if self.reason in REASONS else self.reason


_CASES: Final = (
    "SELECT p.id AS post, p.number, p.author,"
    " CASE WHEN a.status = 'deleted' THEN '' ELSE a.name END AS author_name, p.html,"
    " p.created_at AS written_at, p.deleted_at, t.id AS topic, t.title AS topic_title,"
    " t.slug AS topic_slug, t.hidden_at AS topic_hidden_at, b.id AS board, b.slug AS board_slug,"
    " b.name AS board_name, b.kind, b.organization, b.wilayah_code, b.visibility, c.tier, c.reports,"
    " c.first, c.first_at"
    " FROM (SELECT r.post, max(r.tier) AS tier, count(*) AS reports, min(r.id) AS first,"
    "  min(r.created_at) AS first_at FROM post_report r WHERE r.decided_at IS NULL GROUP BY r.post) c"
    " JOIN post p ON p.id = c.post JOIN topic t ON t.id = p.topic JOIN board b ON b.id = t.board"
    " JOIN account a ON a.id = p.author"
)
_ANY_JUDGED: Final = JUDGED.replace("r.tier", "c.tier")
_queue = prepare_sql(
    f"{_CASES} WHERE c.first > :after AND {_ANY_JUDGED} ORDER BY c.first LIMIT :most", Case
)
_OPEN: Final = "sum(CASE WHEN r.decided_at IS NULL THEN 1 ELSE 0 END) AS reports"
_case = prepare_sql(
    _CASES.replace("count(*) AS reports", _OPEN).replace(
        "r.decided_at IS NULL GROUP", "r.post = :post GROUP"
    ),
    Case,
)
_count = prepare_sql(
    "SELECT count(*) FROM (SELECT r.post, max(r.tier) AS tier FROM post_report r"
    " WHERE r.decided_at IS NULL GROUP BY r.post) c JOIN post p ON p.id = c.post"
    f" JOIN topic t ON t.id = p.topic JOIN board b ON b.id = t.board WHERE {_ANY_JUDGED}"
)
_told = prepare_sql(
    "SELECT r.post, r.reason, r.note, r.created_at AS at FROM post_report r WHERE r.post IN :posts"
    " AND r.decided_at IS NULL ORDER BY r.id",
    Told,
)
_mine = prepare_sql('SELECT 1 FROM post_report WHERE post = :post AND "user" = :me AND decided_at IS NULL')
_raise = prepare_sql("UPDATE post_report SET tier = :tier WHERE post = :post AND decided_at IS NULL")
_decide = prepare_sql(
    "UPDATE post_report SET decided_at = :at, decided_by = :by, outcome = :outcome, answer = :answer"
    ' WHERE post = :post AND decided_at IS NULL RETURNING "user"'
)


async def why_not(post: PostView, actor: Actor) -> str:
    """Why this person cannot report this post now, in a sentence; "" when they can."""
    if post.author == actor.id:
        return _("Ini tulisan Anda sendiri.")
    if post.deleted or post.hidden:
        return _("Tulisan ini sudah disembunyikan pengurus.")
    if await _mine.value(post=post.source.id, me=actor.id or 0):
        return _("Laporan Anda sudah diterima dan sedang menunggu diperiksa.")
    topic = post.topic
    stopped = await suspensions.standing(actor.id or 0, topic.board, topic.wilayah_code)
    return suspensions.sentence(stopped, topic.wilayah_code) if stopped else ""


async def report(post: PostView, actor: Actor, reason: str, note: str) -> None:
    """Report the post. One open report per person and post. Raises Invalid, Refused, TooMany."""
    if refusal := await why_not(post, actor):
        raise Refused(refusal)
    errors = {} if reason in REASONS else {"reason": _("Pilih alasannya.")}
    try:
        note = checked_text(note, "note", most=MAX_NOTE, least=0)
    except Invalid as no:
        errors |= no.errors
    if reason == "other" and not note.strip():
        errors["note"] = _("Tulis sebabnya dalam satu kalimat.")
    if errors:
        raise Invalid(**errors)
    await spend("reports", author_id(actor))
    topic, me = post.topic, author_id(actor)
    author = await suspensions.person_of(post.author) or Actor(id=post.author)
    tier = policy.tier_of(author, topic)
    row = Report(
        board=topic.board,
        post=post.source.id,
        user=me,
        reason=reason,
        note=note,
        tier=tier,
        created_at=now(),
    )
    async with transaction():
        await hold([topic.id], [topic.board])  # before the post: everybody locks in this order
        await lock_id(Post, post.source.id)
        await suspensions.check(me, topic.board, topic.wilayah_code)
        if await _mine.value(post=post.source.id, me=me):
            return
        made = await Report.insert(row).returning(Report.id)
        await _raise(tier=tier, post=post.source.id)
        await publish(
            ReportMade(
                topic.organization,
                me,
                int(made[0]["id"]),
                topic.board,
                topic.id,
                post.source.id,
                post.author,
                tier,
            )
        )


async def queue(actor: Actor, after: int = 0) -> list[Case]:
    """A page of reported posts for this person and one more, the first reported first."""
    return await _queue(**scope_of(actor), after=after, most=PER_PAGE + 1)


async def count(actor: Actor) -> int:
    """How many reported posts wait for this person."""
    return int(await _count.value(**scope_of(actor)))


async def told(cases: list[Case]) -> dict[int, list[Told]]:
    """What was said about each of them, by post."""
    found: dict[int, list[Told]] = {}
    for row in await _told(posts=[case.post for case in cases]) if cases else []:
        found.setdefault(row.post, []).append(row)
    return found


async def get_case(post_id: int) -> Case | None:
    """The post with its reports: `reports` of them are open. None when there never was one."""
    return await _case.first(post=post_id)


async def decide(case: Case, actor: Actor, act: str, answer: str) -> None:
    """Decide all open reports of the post: `hide` it with a reason, or `keep` it. The reporters are told.

    Raises Invalid; deciding what somebody else has decided changes nothing.
    """
    errors = {} if act in {"hide", "keep"} else {"act": _("Pilih apa yang terjadi dengan tulisan ini.")}
    try:
        least = 1 if act == "hide" else 0
        answer = checked_text(
            answer, "answer", most=MAX_NOTE, least=least, empty=_("Tulis alasannya untuk penulisnya.")
        )
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid(**errors)
    post = await reading.get_post(str(case.topic), case.number)
    if post is None:
        raise NotFound
    async with transaction():
        await hold([case.topic], [case.board])
        await lock_id(Post, case.post)
        reporters = await close(case.post, actor.id, "acted" if act == "hide" else "kept", answer)
        if not reporters:
            return
        if act == "hide":
            await moderation.hide(post, actor, answer)
        else:
            await acts.record(actor.id, case.board, "keep_post", topic=case.topic, post=case.post)
        await publish(_decided(case, actor, reporters, acted=act == "hide", answer=answer))


async def settle_hidden(post_id: int, by: Actor) -> None:
    """Somebody hid the post without looking at the queue: its reports are decided by that."""
    case = await get_case(post_id)
    if case is None or not case.is_hidden:
        return
    async with transaction():
        await lock_id(Post, post_id)
        if reporters := await close(post_id, by.id, "acted", ""):
            await publish(_decided(case, by, reporters, acted=True, answer=""))


async def close(post_id: int, by: int | None, outcome: str, answer: str) -> tuple[int, ...]:
    """Mark all open reports as decided, inside the caller's transaction; the people who made them."""
    rows = await _decide(post=post_id, at=now(), by=by, outcome=outcome, answer=answer)
    return tuple(sorted(row["user"] for row in rows))


def _decided(
    case: Case, actor: Actor, reporters: tuple[int, ...], *, acted: bool, answer: str
) -> ReportDecided:
    return ReportDecided(
        case.organization,
        author_id(actor),
        case.topic,
        case.post,
        case.number,
        reporters,
        acted,
        answer,
    )
