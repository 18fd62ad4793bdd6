"""Who is meant by `@nama`, and whom to offer while it is typed: only people who may read the board."""

from datetime import timedelta
from typing import Final

from msgspec import Struct

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import clean_line
from kimhub.core.text import mentions as names_in
from kimhub.forum import policy
from kimhub.groups import rights
from kimhub.wilayah import service as wilayah


class Person(Struct, frozen=True):
    id: int
    username: str
    rights_rev: int


_people = prepare_sql(
    "SELECT id, username, rights_rev FROM account WHERE username IN :names AND status = 'active'", Person
)

MOST: Final = 6  # offered at once
ASKS: Final = 240  # of one person in PER: one per letter typed
PER: Final = timedelta(minutes=5)


class Offered(Struct, frozen=True):
    """Somebody who may be named here. `house` is one of their organizations."""

    id: int
    username: str
    name: str
    rights_rev: int
    house: str


_PEOPLE: Final = (
    "SELECT a.id, a.username, a.name, a.rights_rev, min(o.name) AS house FROM organization o"
    " JOIN membership m ON m.organization = o.id AND m.state = 'active'"
    ' JOIN account a ON a.id = m."user" WHERE {}'
    " AND a.status = 'active' AND a.username IS NOT NULL AND a.id <> :me"
    " AND (lower(a.name) LIKE :start OR lower(a.name) LIKE :word OR a.username LIKE :start)"
    " GROUP BY a.id, a.username, a.name, a.rights_rev ORDER BY a.name, a.id LIMIT 18"
)
_members_like = prepare_sql(_PEOPLE.format("o.id = :organization"), Offered)
_people_like = prepare_sql(_PEOPLE.format("o.wilayah_code >= :low AND o.wilayah_code < :high"), Offered)


class Mentioned(Struct, frozen=True):
    """The people named in a text: their ids, and for each user name the page it leads to."""

    ids: tuple[int, ...] = ()
    pages: dict[str, str] = {}


async def find(body: str, board: policy.Placed) -> Mentioned:
    """The people `body` names who may read `board`. Each leads to the public page of their organization."""
    names = names_in(body)
    if not names:
        return Mentioned()
    ids: list[int] = []
    pages: dict[str, str] = {}
    at = now()
    for person in await _people(names=names):
        grants, homes = await rights.rights_of(person.id, person.rights_rev)
        held = tuple(grant for grant in grants if grant.holds(at))
        home = next((homes[g.organization] for g in held if g.organization in homes), None)
        if policy.can_read(Actor(id=person.id, grants=held), board) and home:
            ids.append(person.id)
            pages[person.username] = f"/k/{home.slug}"
    return Mentioned(tuple(ids), pages)


async def offer(actor: Actor, words: str, board: policy.Placed) -> list[Offered]:
    """At most MOST people whose name or user name begins with `words` and who take part in the board.

    Raises TooMany.
    """
    words = "".join(letter for letter in clean_line(words).lower() if letter not in "%_\\@")[:40].strip()
    if not words:
        return []
    await limits.spend("forum-people", actor.id, most=ASKS, per=PER)
    asked = {"me": actor.id or 0, "start": f"{words}%", "word": f"% {words}%"}
    if board.kind == "organization" and board.organization is not None:
        found = await _members_like(organization=board.organization, **asked)
    else:
        low, high = wilayah.prefix_range(board.wilayah_code)
        found = await _people_like(low=low, high=high, **asked)
    at = now()
    offered: list[Offered] = []
    for person in found:
        grants, _homes = await rights.rights_of(person.id, person.rights_rev)
        held = tuple(grant for grant in grants if grant.holds(at))
        if policy.takes_part(Actor(id=person.id, grants=held), board):
            offered.append(person)
    return offered[:MOST]
