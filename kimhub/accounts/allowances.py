"""How much an account may do before somebody has a look (features.md L6): the numbers in one place.

A young account is one that anybody could have made yesterday. What goes beyond `links`, `posts` or `topics`
is not refused: it waits for a moderator (a spam filter that blocks honest village news drives people away,
OpenSID/OpenSID#11944). What goes beyond the others waits until its time is over.
"""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from kimhub.accounts.tables import User
from kimhub.core import limits
from kimhub.core.db import now
from kimhub.core.prepared import prepare

YOUNG_FOR: Final = timedelta(days=14)  # long enough for a first meeting where people know each other
FIRST_POSTS: Final = 2  # released on a board before a newcomer's no longer wait there


class Allowance(Struct, frozen=True):
    """So much within `per` by a young account, and by any other."""

    young: int
    others: int
    per: timedelta

    def most(self, *, young: bool) -> int:
        return self.young if young else self.others


MINUTES, DAY, POST = timedelta(minutes=10), timedelta(days=1), timedelta()
ALLOWED: Final = {
    # A notice names its source and perhaps a form; advertising lists links.
    "links": Allowance(2, 15, POST),
    # A lively talk is a post a minute; more is a machine, or somebody to be asked to calm down.
    "posts": Allowance(8, 20, MINUTES),
    # Whoever has just come opens a topic or two; many at once bury those of the others.
    "topics": Allowance(4, 25, DAY),
    # The same long text in so many topics: a chain letter, whoever sends it.
    "copies": Allowance(2, 3, DAY),
    # Reports cost moderators time; a person who has just come reports what he stumbles on, not everything.
    "reports": Allowance(5, 20, DAY),
    # An admin of a new KIM prints one or two links; more would let strangers in faster than anybody looks.
    "invitations": Allowance(5, 40, DAY),
}


_made = prepare(lambda p: User.select(User.created_at).where(User.id == p.person))


def is_young(since: datetime, at: datetime) -> bool:
    """True for an account made less than YOUNG_FOR before `at`."""
    return at - since < YOUNG_FOR


async def spend(what: str, person: int) -> None:
    """Count one of ALLOWED for the person; raises TooMany when that was more than the account may."""
    row = await _made.first(person=person)
    allowance = ALLOWED[what]
    most = allowance.most(young=row is None or is_young(row["created_at"], now()))
    await limits.spend(f"allowed-{what}", person, most=most, per=allowance.per)
