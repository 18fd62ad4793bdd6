"""Telling people, and what they do with it."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from kimhub.accounts.leaving import GONE
from kimhub.accounts.tables import User
from kimhub.core.actor import Actor
from kimhub.core.db import noting, now, transaction
from kimhub.core.jobs import Tick, every
from kimhub.core.prepared import prepare, prepare_sql
from kimhub.notifications.entries import Entry
from kimhub.notifications.tables import Notification

PER_PAGE: Final = 30
KEPT: Final = timedelta(days=90)  # an entry that was read; what waits for somebody stays


_COLUMNS = (
    'n.id, n."user", n.kind, n.about, n.data, n.url, n.needs_action, n.happened, n.at, n.read_at,'
    " a.name AS from_name, n.from_user FROM notification n LEFT JOIN account a ON a.id = n.from_user"
)
_page = prepare_sql(
    f'SELECT {_COLUMNS} WHERE n."user" = :person AND n.id < :before ORDER BY n.id DESC LIMIT :most',
    Entry,
)
_unread = prepare_sql(
    f'SELECT {_COLUMNS} WHERE n."user" = :person AND n.id < :before AND n.read_at IS NULL'
    " ORDER BY n.id DESC LIMIT :most",
    Entry,
)
_waiting = prepare_sql(
    f'SELECT {_COLUMNS} WHERE n."user" = :person AND n.id < :before AND n.read_at IS NULL'
    " AND n.needs_action ORDER BY n.id DESC LIMIT :most",
    Entry,
)
_one = prepare_sql(f"SELECT {_COLUMNS} WHERE n.id = :id", Entry)
_counts = prepare(
    lambda p: Notification.select(Notification.needs_action).where(
        (Notification.user == p.person) & Notification.read_at.is_null()
    )
)
# One unread entry per person and matter (the partial index notification_unread): what follows raises its
# count and moves it to the top by taking a new id.
_tell = prepare_sql(
    'INSERT INTO notification ("user", kind, about, data, url, needs_action, happened, from_user, at)'
    " VALUES (:person, :kind, :about, :data, :url, :needs_action, 1, :from_user, :at)"
    ' ON CONFLICT ("user", about) WHERE read_at IS NULL DO UPDATE SET happened = notification.happened + 1,'
    " kind = excluded.kind, data = excluded.data, url = excluded.url, from_user = excluded.from_user,"
    " needs_action = excluded.needs_action, at = excluded.at RETURNING happened"
)
_more = prepare_sql("UPDATE account SET unread = unread + 1 WHERE id = :person")
_naming = prepare_sql("SELECT id, data FROM notification WHERE from_user = :person AND kind = 'applied'")
_recount = prepare_sql(
    'UPDATE account SET unread = (SELECT count(*) FROM notification WHERE "user" = :person'
    " AND read_at IS NULL) WHERE id = :person"
)


async def get_entry(entry_id: int) -> Entry | None:
    return await _one.first(id=entry_id)


async def entries(actor: Actor, which: str = "", before: int | None = None) -> list[Entry]:
    """A page of the inbox and one more, newest first. `which`: unread, waiting, or everything."""
    query = {"unread": _unread, "waiting": _waiting}.get(which, _page)
    return await query(person=actor.id, before=before or 2**62, most=PER_PAGE + 1)


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
        for person in sorted({*people} - {from_user}):
            values = {"person": person, "kind": kind, "about": about, "url": url, "from_user": from_user}
            made = await _tell.value(**values, data=json.dumps(facts), needs_action=needs_action, at=now())
            if made == 1:
                await _more(person=person)


async def mark_read(entry: Entry) -> None:
    """The person opened it. Opening it twice is the same as once."""
    if entry.read_at is None:
        async with noting():
            await Notification.update({Notification.read_at: now()}).where(
                (Notification.id == entry.id) & Notification.read_at.is_null()
            )
            await _recount(person=entry.user)


async def mark_all_read(actor: Actor) -> None:
    """Everything but what still waits for this person."""
    async with transaction():
        await (
            Notification.update({Notification.read_at: now()})
            .where((Notification.user == actor.id) & Notification.read_at.is_null())
            .where(Notification.needs_action.eq(False))
        )
        await _recount(person=actor.id)


async def settle(about: str) -> None:
    """The matter is done, whoever did it: nobody's turn any more."""
    async with transaction():
        rows = await (
            Notification.update({Notification.read_at: now()})
            .where((Notification.about == about) & Notification.read_at.is_null())
            .returning(Notification.user)
        )
        for person in sorted({row["user"] for row in rows}):
            await _recount(person=person)


async def forget(user_id: int) -> None:
    """Empty the inbox of somebody who has left, and take their name out of the inboxes of others."""
    async with transaction():
        for row in await _naming(person=user_id):
            data = json.dumps(json.loads(row["data"]) | {"name": GONE})
            await Notification.update({Notification.data: data}).where(Notification.id == row["id"])
        await Notification.delete().where(Notification.user == user_id)
        await User.update({User.unread: 0}).where(User.id == user_id)


@every(seconds=86_400)
async def sweep(tick: Tick) -> None:
    """Drop what was read long ago."""
    async with transaction():
        await Notification.delete().where(Notification.read_at < now() - KEPT)
