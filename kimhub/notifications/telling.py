"""Telling many people of one thing: few statements for two hundred people at a time, each batch a short
transaction of its own, so that the one writer of SQLite is soon free again.

Jobs run at least once, and so does this: who has an entry for the thing, read or not, gets no second one.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.core import mail
from kimhub.core.db import now, transaction
from kimhub.core.prepared import prepare_sql
from kimhub.forum.audience import Told
from kimhub.groups.crowds import chunks
from kimhub.notifications import badges


class _Made(Struct, frozen=True):
    id: int
    user: int
    happened: int


# One unread entry per person and matter (the partial index notification_unread). It grows from both ends:
# jobs may come in any order. An entry that was read and knew of this already is a reason for none.
_TELL: Final = (
    'INSERT INTO notification ("user", kind, about, data, url, needs_action, happened, from_user, at,'
    " topic, since, upto, mention, direct, quiet)"
    " SELECT a.id, CAST(:kind AS varchar(40)), CAST(:about AS varchar(80)), CAST(:data AS text),"
    " CAST(:url AS varchar(300)), CAST(:needs_action AS boolean) OR a.id IN :mentioned, 1,"
    " CAST(:from_user AS bigint), {at}, CAST(:topic AS bigint), CAST(:first AS integer),"
    " CAST(:upto AS bigint), CASE WHEN a.id IN :mentioned THEN CAST(:first AS integer) ELSE 0 END,"
    " CASE WHEN a.id IN :answered THEN CAST(:first AS integer) ELSE 0 END, CAST(:quiet AS boolean)"
    " FROM account a WHERE a.id IN :people AND NOT EXISTS (SELECT 1 FROM notification o"
    ' WHERE o."user" = a.id AND o.about = :about AND o.read_at IS NOT NULL'
    " AND (o.upto >= :known OR (o.mention > 0 AND o.mention = :first))) ORDER BY a.id"
    ' ON CONFLICT ("user", about) WHERE read_at IS NULL DO UPDATE SET'
    " happened = notification.happened + 1, kind = excluded.kind, data = excluded.data, url = excluded.url,"
    " needs_action = notification.needs_action OR excluded.needs_action,"
    " from_user = CASE WHEN excluded.upto < notification.upto THEN notification.from_user"
    " ELSE excluded.from_user END,"
    " at = CASE WHEN excluded.upto <= notification.upto AND excluded.upto > 0 THEN notification.at"
    " ELSE excluded.at END,"
    " since = CASE WHEN excluded.since < notification.since AND excluded.upto >= :known THEN excluded.since"
    " ELSE notification.since END,"
    " upto = CASE WHEN excluded.upto > notification.upto THEN excluded.upto ELSE notification.upto END,"
    " mention = CASE WHEN notification.mention = 0 THEN excluded.mention ELSE notification.mention END,"
    " direct = CASE WHEN notification.direct = 0 OR (notification.topic IS NULL"
    " AND excluded.direct > notification.direct) THEN excluded.direct ELSE notification.direct END"
    ' RETURNING id, "user", happened'
)
_tell = prepare_sql(_TELL.format(at=":at"), _Made, postgres=_TELL.format(at="CAST(:at AS timestamptz)"))
# Letters wait until the next look of mailing.py, so that what follows at once goes with them.
_mail = prepare_sql(
    "UPDATE notification SET mail_due = :at WHERE id IN :ids AND mail_due IS NULL AND EXISTS (SELECT 1"
    ' FROM mail_choice c JOIN account a ON a.id = c."user" WHERE c."user" = notification."user"'
    " AND a.email IS NOT NULL AND (c.level = 'each' OR (c.level = 'direct'"
    " AND (notification.mention > notification.mailed_upto OR notification.kind = 'confirm'"
    " OR notification.direct > notification.mailed_upto))))"
)


class Matter(Struct, frozen=True):
    """What is told. `upto` grows from one telling of the matter to the next; of a post it is its number."""

    kind: str
    about: str
    url: str
    topic: int | None = None
    first: int = 0
    upto: int = 0
    from_user: int | None = None
    needs_action: bool = False
    quiet: bool = False
    by_mail: bool = False
    again: bool = False  # also to those who know of `upto`: a post that was edited later
    data: dict[str, Any] = {}


async def tell_all(matter: Matter, told: Told) -> int:
    """Put an entry into each of these inboxes; returns how many are new ones."""
    made = 0
    for part in chunks(told.people):
        made += await _tell_some(matter, part, told)
    return made


async def _tell_some(matter: Matter, people: list[int], told: Told) -> int:
    at = now()
    async with transaction():
        await badges.hold(people)
        rows = await _tell(
            kind=matter.kind,
            about=matter.about,
            data=json.dumps(matter.data),
            url=matter.url,
            needs_action=matter.needs_action,
            mentioned=_of(people, told.mentioned),
            answered=_of(people, told.answered),
            from_user=matter.from_user,
            at=at,
            topic=matter.topic,
            first=matter.first,
            upto=matter.upto,
            quiet=matter.quiet,
            people=people,
            known=2**62 if matter.again else matter.upto,
        )
        new = [row.user for row in rows if row.happened == 1]
        if new and not matter.quiet:
            await badges.one_more(new)
        await _ask_for_letters(matter, [row.id for row in rows], at)
    return len(new)


async def _ask_for_letters(matter: Matter, ids: list[int], at: datetime) -> None:
    if ids and matter.by_mail and mail.is_configured():
        await _mail(ids=ids, at=at)


def _of(people: list[int], some: Iterable[int]) -> list[int]:
    return [*{*people} & {*some}]
