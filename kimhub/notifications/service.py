"""Telling people, and what they do with it."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from kimhub.accounts.leaving import GONE
from kimhub.accounts.tables import User
from kimhub.core.actor import Actor
from kimhub.core.db import noting, now, transaction
from kimhub.core.jobs import Tick, every
from kimhub.core.prepared import prepare, prepare_sql
from kimhub.notifications import badges, reading
from kimhub.notifications.entries import Entry
from kimhub.notifications.tables import MailChoice, Notification

PER_PAGE: Final = 30
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
KEPT: Final = timedelta(days=90)  # an entry that was read; what waits for somebody stays


_counts = prepare(
    lambda p: Notification.select(Notification.needs_action).where(
        (Notification.user == p.person) & Notification.read_at.is_null() & Notification.quiet.eq(False)
    )
)
# One unread entry per person and matter (the partial index notification_unread): what follows raises its
# count and moves it to the top.
_tell = prepare_sql(
    'INSERT INTO notification ("user", kind, about, data, url, needs_action, happened, from_user, at)'
    " VALUES (:person, :kind, :about, :data, :url, :needs_action, 1, :from_user, :at)"
    ' ON CONFLICT ("user", about) WHERE read_at IS NULL DO UPDATE SET happened = notification.happened + 1,'
    " kind = excluded.kind, data = excluded.data, url = excluded.url, from_user = excluded.from_user,"
    " needs_action = excluded.needs_action, at = excluded.at RETURNING happened"
)
_naming = prepare_sql("SELECT id, data FROM notification WHERE from_user = :person AND kind = 'applied'")
_of_topic = prepare_sql(
    'SELECT n.id FROM notification n LEFT JOIN topic s ON s.id = n.topic WHERE n."user" = :person'
    " AND n.read_at IS NULL AND (n.topic = :topic OR s.merged_into = :topic) AND n.kind <> :kept"
)
_of_boards = prepare_sql(
    'SELECT n.id FROM notification n JOIN topic t ON t.id = n.topic WHERE n."user" = :person'
    " AND n.read_at IS NULL AND n.kind = 'topic' AND NOT n.needs_action AND t.board IN :boards"
)
_told_of = prepare_sql('SELECT "user" FROM notification WHERE about = :about AND read_at IS NULL')
_settle = prepare_sql(
    'UPDATE notification SET read_at = :at WHERE about = :about AND read_at IS NULL AND "user" IN :people'
)
_told_of_topic = prepare_sql('SELECT "user" FROM notification WHERE topic = :topic AND read_at IS NULL')
_drop = prepare_sql(
    'DELETE FROM notification WHERE "user" IN :people AND topic = :topic AND read_at IS NULL'
    " AND kind = 'topic' AND NOT EXISTS"
    " (SELECT 1 FROM post p JOIN topic t ON t.id = p.topic WHERE p.topic = :topic AND t.hidden_at IS NULL"
    " AND p.number BETWEEN notification.since AND notification.upto AND p.deleted_at IS NULL"
    ' AND p.author <> notification."user") RETURNING "user"'
)


async def entries(actor: Actor, which: str = "", before: str = "") -> list[Entry]:
    """A page of the inbox and one more, newest first. `which`: unread, waiting, or everything. `before` is
    the `place` of the entry it goes on after."""
    at, entry_id = _place(before)
    return await reading.page(actor, which, at, entry_id, PER_PAGE + 1)


def place(entry: Entry) -> str:
    """Where an entry stands in the list, for an address."""
    return f"{(entry.at - EPOCH) // MICROSECOND}-{entry.id}"


async def counts(actor: Actor) -> tuple[int, int]:
    """How many entries are unread, and how many of these wait for this person."""
    rows = await _counts(person=actor.id)
    return len(rows), sum(bool(row["needs_action"]) for row in rows)


async def tell(
    people: Iterable[int],
    kind: str,
    *,
    about: str,
    url: str,
    needs_action: bool = False,
    from_user: int | None = None,
    **facts: Any,
) -> None:
    """Put an entry into each of these inboxes, except that of the person it comes from.

    Told again while the first entry is unread, a matter keeps its one line. In order of id, so that two
    jobs telling the same people cannot wait for each other.
    """
    async with transaction():
        told = sorted({*people} - {from_user})
        await badges.hold(told)
        for person in told:
            values = {"person": person, "kind": kind, "about": about, "url": url, "from_user": from_user}
            made = await _tell.value(**values, data=json.dumps(facts), needs_action=needs_action, at=now())
            if made == 1:
                await badges.one_more([person])


async def mark_read(entry: Entry) -> None:
    """The person opened it. Opening it twice is the same as once."""
    if entry.read_at is None:
        async with noting():
            await badges.hold([entry.user])
            await Notification.update({Notification.read_at: now()}).where(
                (Notification.id == entry.id) & Notification.read_at.is_null()
            )
            await badges.recount(entry.user)


async def mark_all_read(actor: Actor) -> None:
    """Everything but what still waits for this person."""
    async with transaction():
        await badges.hold([actor.id or 0])
        await (
            Notification.update({Notification.read_at: now()})
            .where((Notification.user == actor.id) & Notification.read_at.is_null())
            .where(Notification.needs_action.eq(False))
        )
        await badges.recount(actor.id or 0)


async def settle(about: str, whose: Iterable[int] | None = None) -> None:
    """The matter is done, whoever did it: nobody's turn any more, or only that of `whose`."""
    async with transaction():
        told = {int(row["user"]) for row in await _told_of(about=about)}
        people = sorted(told if whose is None else told & {*whose})
        await badges.hold(people)
        await _settle(about=about, people=people, at=now())
        for person in people:
            await badges.recount(person)


async def settle_topic(actor: Actor, topic_id: int, *, confirmed: bool = False) -> int:
    """The person has the topic open: what was told of it is read. Returns how many entries are unread now.

    What asks for a confirmation stays until `confirmed`.
    """
    found = await _of_topic(person=actor.id, topic=topic_id, kept="" if confirmed else "confirm")
    return await _read(actor, [row["id"] for row in found])


async def settle_boards(actor: Actor, board_ids: list[int]) -> None:
    """The person marked these boards as read: so is what was told of their topics, but for mentions."""
    await _read(actor, [row["id"] for row in await _of_boards(person=actor.id, boards=board_ids)])


async def drop_hidden(topic_id: int) -> None:
    """Take away unread entries for whose posts nothing is left to be seen."""
    async with transaction():
        people = sorted({row["user"] for row in await _told_of_topic(topic=topic_id)})
        await badges.hold(people)
        for person in sorted({row["user"] for row in await _drop(topic=topic_id, people=people)}):
            await badges.recount(person)


async def forget(user_id: int) -> None:
    """Empty the inbox of somebody who has left, and take their name out of the inboxes of others."""
    async with transaction():
        for row in await _naming(person=user_id):
            data = json.dumps(json.loads(row["data"]) | {"name": GONE})
            await Notification.update({Notification.data: data}).where(Notification.id == row["id"])
        await Notification.delete().where(Notification.user == user_id)
        await MailChoice.delete().where(MailChoice.user == user_id)
        await User.update({User.unread: 0}).where(User.id == user_id)


@every(seconds=86_400)
async def sweep(tick: Tick) -> None:
    """Drop what was read long ago."""
    async with transaction():
        await Notification.delete().where(Notification.read_at < now() - KEPT)


async def _read(actor: Actor, ids: list[int]) -> int:
    """These entries of the person are read; returns how many are unread now."""
    unread = actor.unread
    if ids:
        async with noting():
            await badges.hold([actor.id or 0])
            await Notification.update({Notification.read_at: now()}).where(
                Notification.id.is_in(ids) & Notification.read_at.is_null()
            )
            unread = await badges.recount(actor.id or 0)
    return unread


def _place(text: str) -> tuple[datetime, int]:
    """The place an address names; the very top for what names none."""
    try:
        at, entry_id = (int(part) for part in text.split("-"))
        return EPOCH + at * MICROSECOND, entry_id
    except (ValueError, OverflowError):
        return datetime(9999, 1, 1, tzinfo=UTC), 0
