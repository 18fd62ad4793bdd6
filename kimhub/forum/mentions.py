"""Who is meant by `@nama`: only people who may read the board count."""

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import mentions as names_in
from kimhub.forum import policy
from kimhub.groups import rights


class Person(Struct, frozen=True):
    id: int
    username: str
    rights_rev: int


_people = prepare_sql(
    "SELECT id, username, rights_rev FROM account WHERE username IN :names AND status = 'active'", Person
)


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
