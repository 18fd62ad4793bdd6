"""The number on the bell. It is kept on the account, and always right.

Whoever changes entries holds the accounts they belong to first, in order of id: so two jobs never wait for
each other, and on PostgreSQL a count sees all that was told before it.
"""

from collections.abc import Iterable

from kimhub.core.db import engine_type
from kimhub.core.prepared import prepare_sql

# Not FOR UPDATE: that would keep everybody from writing posts as these people meanwhile.
_hold = prepare_sql("SELECT id FROM account WHERE id IN :people ORDER BY id FOR NO KEY UPDATE")
_recount = prepare_sql(
    'UPDATE account SET unread = (SELECT count(*) FROM notification WHERE "user" = :person'
    " AND read_at IS NULL AND NOT quiet) WHERE id = :person RETURNING unread"
)
_more = prepare_sql("UPDATE account SET unread = unread + 1 WHERE id IN :people")


async def hold(people: Iterable[int]) -> None:
    """Make others who change these people's entries wait until our transaction ends. SQLite has one writer
    anyway."""
    if engine_type() == "postgres":
        await _hold(people=sorted({*people}))


async def one_more(people: list[int]) -> None:
    """Each of these people has one more unread entry; they are held already."""
    await _more(people=people)


async def recount(person: int) -> int:
    """Count the person's unread entries anew and return how many there are; they are held already."""
    return int(await _recount.value(person=person) or 0)
