"""Sending letters: a look each minute for entries that are due, and for digests whose hour has come.

A letter is a job of its own, so that a mail server that is away is tried again, and nobody else waits.
What was read meanwhile, or may no longer be read, is not sent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from kimhub.core import mail
from kimhub.core.actor import Actor
from kimhub.core.db import now, transaction
from kimhub.core.i18n import use_locale
from kimhub.core.jobs import Tick, enqueue, every
from kimhub.core.prepared import prepare_sql
from kimhub.core.zones import house_zone, zone_for
from kimhub.forum.policy import can_reply
from kimhub.forum.reading import get_topic
from kimhub.forum.statements import NAME
from kimhub.groups import crowds, rights
from kimhub.notifications import choices, letters, reading, reply_addresses
from kimhub.notifications.entries import Entry
from kimhub.settings import load

PAUSE: Final = timedelta(hours=1)  # between two letters about one topic
AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class LetterDue:
    """A letter about the entry, of what came after number `after`."""

    entry_id: int
    after: int


@dataclass(frozen=True, slots=True)
class DigestDue:
    """A digest of what came after `since` (ISO 8601)."""

    user_id: int
    since: str


class _Due(Struct, frozen=True):
    id: int
    mailed_upto: int
    last: datetime | None


class _Reader(Struct, frozen=True):
    id: int
    name: str
    email: str
    locale: str
    rights_rev: int
    level: str
    hour: int
    reply_rev: int


class _Digest(Struct, frozen=True):
    user: int
    hour: int
    rights_rev: int
    since: datetime


_due = prepare_sql(
    'SELECT n.id, n.mailed_upto, (SELECT max(o.mailed_at) FROM notification o WHERE o."user" = n."user"'
    " AND o.topic = n.topic) AS last FROM notification n WHERE n.mail_due <= :at"
    " ORDER BY n.mail_due, n.id LIMIT :most",
    _Due,
)
_wait = prepare_sql("UPDATE notification SET mail_due = :until WHERE id = :id AND mail_due IS NOT NULL")
_claim = prepare_sql(
    "UPDATE notification SET mail_due = NULL, mailed_at = :at, mailed_upto = upto"
    " WHERE id = :id AND mail_due IS NOT NULL AND read_at IS NULL RETURNING id"
)
_drop = prepare_sql("UPDATE notification SET mail_due = NULL WHERE id = :id AND mail_due IS NOT NULL")
_reader = prepare_sql(
    "SELECT a.id, a.name, a.email, a.locale, a.rights_rev, c.level, c.hour, c.reply_rev"
    " FROM account a"
    ' JOIN mail_choice c ON c."user" = a.id'
    " WHERE a.id = :person AND a.status = 'active' AND a.email IS NOT NULL AND c.level <> 'none'",
    _Reader,
)
_owner = prepare_sql('SELECT "user" FROM notification WHERE id = :id AND read_at IS NULL')
_said = prepare_sql(
    f"SELECT {NAME.format('a')} AS name, p.html FROM notification n JOIN post p ON p.topic = n.topic"  # noqa: S608
    " AND p.number BETWEEN n.since AND n.upto AND p.number > :after AND p.deleted_at IS NULL"
    ' AND p.author <> n."user" JOIN account a ON a.id = p.author WHERE n.id = :id'
    " ORDER BY p.number LIMIT :most",
    letters.Said,
)
_digests = prepare_sql(
    'SELECT c."user", c.hour, a.rights_rev, c.since FROM mail_choice c JOIN account a ON a.id = c."user"'
    " WHERE c.next_at <= :at ORDER BY c.next_at, c.id LIMIT :most",
    _Digest,
)
_move_on = prepare_sql(
    'UPDATE mail_choice SET next_at = :next_at, since = :at WHERE "user" = :person AND next_at <= :at'
    ' RETURNING "user"'
)


@every(seconds=60)
async def post_letters(tick: Tick) -> None:
    """Make a job of every letter that is due; one about a topic that had one within the hour waits."""
    if not mail.is_configured():
        return
    while due := await _due(at=now(), most=AT_ONCE):
        async with transaction():
            for one in due:
                await _post(one, now())


@every(seconds=300)
async def post_digests(tick: Tick) -> None:
    """Make a job of every digest whose hour has come where its reader lives."""
    while due := await _digests(at=now(), most=AT_ONCE):
        async with transaction():
            for one in due:
                at = now()
                grants, homes = await rights.rights_of(one.user, one.rights_rev)
                home = next((homes[g.organization] for g in grants if g.organization in homes), None)
                zone = zone_for(home.wilayah) if home else house_zone()
                next_at = choices.next_digest(at, one.hour, zone)
                if await _move_on(person=one.user, next_at=next_at, at=at) and mail.is_configured():
                    await enqueue(send_digest, DigestDue(one.user, one.since.isoformat()))


async def send_letter(due: LetterDue) -> None:
    person_id = await _owner.value(id=due.entry_id)
    reader = await _reader.first(person=person_id) if person_id else None
    if reader is None or reader.level not in {"each", "direct"}:
        return
    actor = await _acting(reader)
    entry = await reading.get_entry(due.entry_id, actor)
    if entry is None or not entry.open or (entry.kind == "topic" and not entry.posts):
        return
    with use_locale(reader.locale):
        posts = await _posts(entry, due.after)
        answers = await _where_to_answer(reader, actor, entry)
        letter = letters.of_entry(reader.id, reader.name, entry, posts, answers)
    await mail.send(reader.email, letter.subject, letter.text, headers=letter.headers)


async def send_digest(due: DigestDue) -> None:
    reader = await _reader.first(person=due.user_id)
    if reader is None or reader.level != "daily":
        return
    since = datetime.fromisoformat(due.since)
    found = await reading.unread_since(await _acting(reader), since, letters.LISTED + 1)
    entries = [entry for entry in found if entry.open and (entry.kind != "topic" or entry.posts)]
    if not entries:
        return
    with use_locale(reader.locale):
        letter = letters.of_day(reader.id, reader.name, entries)
    await mail.send(reader.email, letter.subject, letter.text, headers=letter.headers)


async def _post(one: _Due, at: datetime) -> None:
    if one.last is not None and one.last + PAUSE > at:
        await _wait(id=one.id, until=one.last + PAUSE)
    elif await _claim(id=one.id, at=at):
        await enqueue(send_letter, LetterDue(one.id, one.mailed_upto))
    else:
        await _drop(id=one.id)


async def _posts(entry: Entry, after: int) -> list[letters.Said]:
    if entry.kind == "topic":
        return await _said(id=entry.id, after=after, most=letters.SHOWN)
    if entry.kind in {"announced", "confirm"}:
        return (await _first(topic=entry.topic)) if entry.topic else []
    return []


_first = prepare_sql(
    f"SELECT {NAME.format('a')} AS name, p.html FROM post p JOIN account a ON a.id = p.author"  # noqa: S608
    " WHERE p.topic = :topic AND p.number = 1 AND p.deleted_at IS NULL",
    letters.Said,
)


async def _where_to_answer(reader: _Reader, actor: Actor, entry: Entry) -> str:
    """The address that makes a post of an answer; empty where the reader may not write."""
    if entry.topic is None or entry.kind not in {"topic", "announced", "confirm"} or not load().mail_in:
        return ""
    topic = await get_topic(str(entry.topic), actor)
    if topic is None or not can_reply(actor, topic):
        return ""
    return reply_addresses.address_for(reader.id, topic.id, reader.reply_rev)


async def _acting(reader: _Reader) -> Actor:
    (actor,) = await crowds.actors({reader.id: reader.rights_rev})
    return actor
