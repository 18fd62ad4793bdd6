"""Posts that wait: for a moderator, or for their time. Until they come out they are no posts: they count
for nothing, nobody is told of them, and only their writer and the moderators see them.
"""
# ruff: noqa: S608 - every part is written here and in scope.py

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import initials
from kimhub.forum import attachments, drafts, suspensions
from kimhub.forum.composing import author_id, checked_body, checked_title
from kimhub.forum.events_guarding import PendingWithdrawn, PostHeld
from kimhub.forum.putting import Words
from kimhub.forum.scope import MODERATED, moderated_by
from kimhub.forum.tables_writing import Pending

PER_PAGE: Final = 30
MOST: Final = 20  # of one person at one time
SHOWN_FOR: Final = timedelta(days=30)  # a declined one, to its writer
HELD: Final[dict[str, Lazy]] = {
    "newcomer": lazy_("Tulisan pertama dari anggota baru"),
    "links": lazy_("Banyak tautan dari akun baru"),
    "copies": lazy_("Teks yang sama dikirim ke beberapa topik"),
    "topics": lazy_("Banyak topik dalam sehari"),
    "flood": lazy_("Banyak tulisan dalam waktu singkat"),
    "scheduled": lazy_("Dijadwalkan"),
    "lapsed": lazy_("Dijadwalkan oleh orang yang tidak lagi mengurus rubrik ini"),
}


class Held(Struct, frozen=True):
    """What was sent waits. `topic` is empty when it would begin one."""

    id: int
    topic: int | None

    @property
    def path(self) -> str:
        """Where its writer sees it wait: at its place."""
        return f"/forum/t/{self.topic}?menunggu#waiting" if self.topic else f"/forum/menunggu/{self.id}"


class Waiting(Struct, frozen=True):
    """One that waits, or did, with what rules and pages need of its board and topic."""

    id: int
    user: int
    name: str
    home: str
    badge: str
    board: int
    board_slug: str
    board_name: str
    kind: str
    organization: int | None
    wilayah_code: str
    visibility: str
    archived: bool
    topic: int | None
    topic_title: str
    topic_slug: str
    title: str
    label: str
    body: str
    why: str
    due_at: datetime | None
    created_at: datetime
    decided_at: datetime | None
    outcome: str
    note: str
    post: int | None
    post_topic: int | None
    post_number: int | None
    key: UUID | None

    @property
    def path(self) -> str:
        """Its own page."""
        return f"/forum/menunggu/{self.id}"

    @property
    def topic_path(self) -> str:
        """The topic it would stand in; empty when it begins one."""
        return f"/forum/t/{self.topic}-{self.topic_slug}" if self.topic else ""

    @property
    def post_path(self) -> str:
        """Where it came out; empty when it has not."""
        if self.outcome != "released" or not self.post_topic:
            return ""
        return f"/forum/t/{self.post_topic}?p={self.post_number}"

    @property
    def initials(self) -> str:
        return initials(self.name) or "–"

    @property
    def heading(self) -> str:
        return self.title or self.topic_title

    @property
    def is_open(self) -> bool:
        return self.decided_at is None

    @property
    def is_scheduled(self) -> bool:
        return self.due_at is not None and self.is_open

    @property
    def reason(self) -> str:
        """Why it waits, in the reader's words."""
        return str(HELD[self.why]) if self.why in HELD else ""


_NAME: Final = "CASE WHEN a.status = 'deleted' THEN '' ELSE a.name END"
_COLUMNS: Final = (
    f'SELECT w.id, w."user", {_NAME} AS name, w.home, w.badge, w.board, b.slug AS board_slug,'
    " b.name AS board_name, b.kind, b.organization, b.wilayah_code, b.visibility,"
    " b.archived_at IS NOT NULL AS archived, w.topic,"
    " coalesce(t.title, '') AS topic_title, coalesce(t.slug, '') AS topic_slug, w.title, w.label, w.body,"
    " w.why, w.due_at, w.created_at, w.decided_at, w.outcome, w.note, w.post, p.topic AS post_topic,"
    " p.number AS post_number, w.key"
    ' FROM pending_post w JOIN board b ON b.id = w.board JOIN account a ON a.id = w."user"'
    " LEFT JOIN topic t ON t.id = w.topic LEFT JOIN post p ON p.id = w.post"
)
_one = prepare_sql(f"{_COLUMNS} WHERE w.id = :id", Waiting)
_queue = prepare_sql(
    f"{_COLUMNS} WHERE w.decided_at IS NULL AND w.due_at IS NULL AND w.id > :after AND {MODERATED}"
    " ORDER BY w.id LIMIT :most",
    Waiting,
)
_scheduled = prepare_sql(
    f"{_COLUMNS} WHERE w.decided_at IS NULL AND w.due_at IS NOT NULL AND {MODERATED}"
    " ORDER BY w.due_at, w.id LIMIT :most",
    Waiting,
)
_own = prepare_sql(
    f'{_COLUMNS} WHERE w."user" = :me AND (w.decided_at IS NULL'
    " OR (w.outcome = 'declined' AND w.decided_at > :since)) ORDER BY w.id DESC LIMIT :most",
    Waiting,
)
_of_topic = prepare_sql(
    f"{_COLUMNS} WHERE w.topic = :topic AND w.decided_at IS NULL"
    ' AND (w."user" = :me OR :moderates = 1) ORDER BY w.id LIMIT :most',
    Waiting,
)
_count = prepare_sql(
    "SELECT count(*) FROM pending_post w JOIN board b ON b.id = w.board"
    f" WHERE w.decided_at IS NULL AND w.due_at IS NULL AND {MODERATED}"
)
_count_own = prepare_sql('SELECT count(*) FROM pending_post WHERE "user" = :me AND decided_at IS NULL')


async def get_waiting(pending_id: int) -> Waiting | None:
    return await _one.first(id=pending_id)


async def queue(actor: Actor, after: int = 0) -> list[Waiting]:
    """A page of what waits for this moderator and one more, the newest last."""
    return await _queue(**moderated_by(actor), after=after, most=PER_PAGE + 1)


async def count(actor: Actor) -> int:
    """How much waits for this moderator."""
    return int(await _count.value(**moderated_by(actor)))


async def scheduled(actor: Actor) -> list[Waiting]:
    """What comes out by itself on the boards of this moderator, the next one first."""
    return await _scheduled(**moderated_by(actor), most=100)


async def own(actor: Actor) -> list[Waiting]:
    """What this person wrote that waits, or was declined of late; the newest first."""
    return await _own(me=actor.id or 0, since=now() - SHOWN_FOR, most=100)


async def of_topic(topic_id: int, actor: Actor, *, moderates: bool) -> list[Waiting]:
    """What waits in a topic: one's own, for its moderators everything."""
    return await _of_topic(topic=topic_id, me=actor.id or 0, moderates=int(moderates), most=PER_PAGE)


async def hold(
    words: Words,
    *,
    board: int,
    organization: int | None,
    topic: int | None,
    why: str,
    due_at: datetime | None = None,
) -> Held:
    """Keep it until somebody decides, inside the caller's transaction; with one key it waits once.

    Raises Refused for somebody of whom MOST wait already.
    """
    if await _count_own.value(me=words.author) >= MOST:
        raise Refused(
            _("Ada %(n)s tulisan Anda yang masih menunggu. Tunggu sampai pengurus memeriksanya.")
            % {"n": MOST}
        )
    row = Pending(
        board=board,
        topic=topic,
        user=words.author,
        title=words.title,
        label=words.label,
        body=words.body,
        home=words.home,
        badge=words.badge,
        why=why,
        due_at=due_at,
        created_at=now(),
        key=words.key,
    )
    made = await Pending.insert(row).on_conflict(Pending.key, "DO NOTHING").returning(Pending.id)
    if not made:
        found = await Pending.select(Pending.id).where(Pending.key == words.key).first()
        return Held(int(found["id"]) if found else 0, topic)
    pending_id = int(made[0]["id"])
    if words.files:
        await attachments.hold(words.files, words.author, pending_id)
    if words.place:
        await drafts.sent(words.author, words.place)
    if due_at is None:
        await publish(PostHeld(organization, words.author, pending_id, board, topic, why))
    return Held(pending_id, topic)


async def change(waiting: Waiting, actor: Actor, body: str, title: str = "") -> None:
    """Change one's own words while they wait. One that was declined waits once more. Raises Invalid,
    Refused when it has come out meanwhile."""
    errors: dict[str, str] = {}
    body = checked_body(body, errors)
    title = checked_title(title, errors) if waiting.topic is None else ""
    if errors:
        raise Invalid(**errors)
    values: dict[Any, Any] = {Pending.body: body, Pending.title: title}
    await limits.spend("forum-post", actor.id, most=30, per=timedelta(minutes=10))  # as writing.MOST
    async with transaction():
        await suspensions.check(author_id(actor), waiting.board, waiting.wilayah_code)
        again = waiting.outcome == "declined"
        if again:
            values |= {Pending.decided_at: None, Pending.decided_by: None, Pending.outcome: ""}
            state = Pending.outcome == "declined"
        else:
            state = Pending.decided_at.is_null()
        this = (Pending.id == waiting.id) & state
        if not await Pending.update(values).where(this).returning(Pending.id):
            raise too_late()
        if again:
            await publish(
                PostHeld(
                    waiting.organization,
                    author_id(actor),
                    waiting.id,
                    waiting.board,
                    waiting.topic,
                    waiting.why,
                )
            )


async def withdraw(waiting: Waiting, actor: Actor) -> None:
    """Take it back before it comes out; doing it twice changes nothing. Raises Refused when it is out."""
    async with transaction():
        if await decide(waiting.id, actor.id, "withdrawn"):
            await publish(PendingWithdrawn(waiting.organization, author_id(actor), waiting.id))
            return
    current = await get_waiting(waiting.id)
    if current and current.outcome == "released":
        raise too_late()


async def decide(pending_id: int, by: int | None, outcome: str, note: str = "") -> bool:
    """Claim it, inside the caller's transaction: True for the one who comes first."""
    values: dict[Any, Any] = {
        Pending.decided_at: now(),
        Pending.decided_by: by,
        Pending.outcome: outcome,
        Pending.note: note,
    }
    claimed = (
        await Pending.update(values)
        .where((Pending.id == pending_id) & Pending.decided_at.is_null())
        .returning(Pending.id)
    )
    return bool(claimed)


def too_late() -> Refused:
    return Refused(_("Tulisan ini baru saja diputuskan. Muat ulang halaman untuk melihatnya."))
