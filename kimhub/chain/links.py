"""Tying and showing: a tie stands once, is walked both ways, and shows nobody what they may not see."""

from itertools import groupby
from typing import Final

from msgspec import Struct

from kimhub.chain.events import ThingsTied, ThingsUntied
from kimhub.chain.kinds import KINDS, Thing, comes_first
from kimhub.chain.tables import ChainLink
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, savepoint, transaction
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import Lazy, _
from kimhub.core.prepared import prepare_sql

MOST: Final = 40  # ties of one thing


class End(Struct, frozen=True):
    """A thing somebody looks at in order to tie others to it."""

    thing: Thing
    kept: bool


class Tied(Struct, frozen=True):
    """The other end of a tie."""

    link: int
    thing: Thing


class Strip(Struct, frozen=True):
    """What a thing came from, and what came of it, as far as this person may see."""

    before: tuple[Tied, ...] = ()
    after: tuple[Tied, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.before or self.after)


class _Link(Struct, frozen=True):
    id: int
    kind: str
    other: int
    before: bool


_links = prepare_sql(
    "SELECT id, from_kind AS kind, from_id AS other, 1 = 1 AS before FROM chain_link"
    " WHERE to_kind = :kind AND to_id = :id"
    " UNION ALL SELECT id, to_kind, to_id, 1 = 0 FROM chain_link WHERE from_kind = :kind AND from_id = :id"
    " ORDER BY 2, 1",
    _Link,
)
_tied = prepare_sql(
    "SELECT from_id AS one, to_id AS other FROM chain_link WHERE from_kind = :kind AND from_id IN :ids"
    " AND to_kind = :other UNION SELECT to_id, from_id FROM chain_link WHERE to_kind = :kind"
    " AND to_id IN :ids AND from_kind = :other ORDER BY 1, 2"
)
_drop = prepare_sql(
    "DELETE FROM chain_link WHERE id = :link AND ((from_kind = :kind AND from_id = :id)"
    " OR (to_kind = :kind AND to_id = :id)) RETURNING from_kind, from_id, to_kind, to_id"
)
_forget = prepare_sql(
    "DELETE FROM chain_link WHERE (from_kind = :kind AND from_id = :id)"
    " OR (to_kind = :kind AND to_id = :id)"
)


async def get_end(kind: str, thing_id: int, actor: Actor) -> End | None:
    """The thing, when there is one of this kind that the person may see."""
    known = KINDS.get(kind)
    found = await known.see(actor, [thing_id]) if known else []
    if known is None or not found:
        return None
    return End(found[0], actor.id is not None and await known.keeps(actor, thing_id))


async def strip(actor: Actor, kind: str, thing_id: int) -> Strip:
    """What is tied to this thing. One query where nothing is; else one more for each kind."""
    rows = await _links(kind=kind, id=thing_id)
    seen: dict[tuple[str, int], Thing] = {}
    for name, some in groupby(sorted(rows, key=lambda row: row.kind), key=lambda row: row.kind):
        if known := KINDS.get(name):
            things = await known.see(actor, [row.other for row in some])
            seen |= {(name, thing.id): thing for thing in things}
    shown = [(row, seen[row.kind, row.other]) for row in rows if (row.kind, row.other) in seen]
    return Strip(
        tuple(Tied(row.id, thing) for row, thing in shown if row.before),
        tuple(Tied(row.id, thing) for row, thing in shown if not row.before),
    )


async def tied(kind: str, ids: list[int], other_kind: str) -> dict[int, list[int]]:
    """For each of these things the ids of those of another kind that are tied to it, whoever may see them:
    what is counted by them. Things without any are not there."""
    found: dict[int, list[int]] = {}
    for row in await _tied(kind=kind, ids=ids, other=other_kind):
        found.setdefault(row["one"], []).append(row["other"])
    return found


async def tie(actor: Actor, end: Thing, other_kind: str, other_id: int) -> Thing:
    """Tie another thing to this one; doing it twice is the same as once. Returns the other.

    Which comes first is for kinds.ORDER to say; of the same kind, the one at hand came of the other.
    Raises NotFound for what the person may not see, Invalid when it is the same or there are too many.
    """
    known = KINDS.get(other_kind)
    found = await known.see(actor, [other_id]) if known else []
    if not found or known is None or (known.joins and not await known.joins(actor, other_id)):
        raise NotFound
    if (other_kind, other_id) == (end.kind, end.id):
        raise Invalid(other=_("Pilih yang lain: ini halaman yang sama."))
    first, then = found[0], end
    if comes_first(end.kind, other_kind):
        first, then = end, found[0]
    async with transaction():
        for one in (end, found[0]):  # whoever ties many things to one of others would fill its page
            if one is not end and known.often:
                continue
            if len(await _links(kind=one.kind, id=one.id)) >= MOST:
                raise Invalid(other=_("Sudah ada %(n)s kaitan. Lepas dulu yang tidak perlu.") % {"n": MOST})
        row = ChainLink(
            from_kind=first.kind, from_id=first.id, to_kind=then.kind, to_id=then.id, created_by=actor.id
        )
        try:
            async with savepoint():
                await ChainLink.insert(row)
        except Exception as error:
            if not is_unique_violation(error):
                raise
            return found[0]
        await publish(ThingsTied(first.kind, first.id, then.kind, then.id, actor.id or 0))
    return found[0]


async def untie(actor: Actor, end: Thing, link: int) -> None:
    """Loosen a tie of this thing; one that is gone already stays gone."""
    async with transaction():
        for row in await _drop(link=link, kind=end.kind, id=end.id):
            await publish(ThingsUntied(**row, actor_id=actor.id or 0))


def beginnings(actor: Actor, kind: str, thing_id: int) -> list[tuple[str, Lazy]]:
    """What this person may make of the thing: (address, words)."""
    return [
        (f"{other.begin.path}?dari={kind}-{thing_id}", other.begin.words)
        for other in KINDS.values()
        if other.begin and comes_first(kind, other.key) and other.begin.may(actor)
    ]


async def origin(actor: Actor, ref: str) -> Thing | None:
    """The thing that `dari` names, such as "topic-128", when the person may see it."""
    kind, _dash, number = ref.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    end = await get_end(kind, int(number), actor)
    return end.thing if end else None


async def forget(kind: str, thing_id: int) -> None:
    """Drop all ties of a thing that is deleted, inside the caller's transaction."""
    await _forget(kind=kind, id=thing_id)


async def offered(actor: Actor, end: Thing, kind: str, words: str) -> list[Thing]:
    """What could be tied to this thing: of this kind, found by these words, and not tied yet."""
    known = KINDS.get(kind)
    if known is None:
        return []
    tied = {row.other for row in await _links(kind=end.kind, id=end.id) if row.kind == kind}
    if kind == end.kind:
        tied.add(end.id)
    return [thing for thing in await known.offer(actor, words[:80]) if thing.id not in tied]
