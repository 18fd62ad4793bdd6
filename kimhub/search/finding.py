"""Finding things: what is asked, and what comes back.

Whatever is returned - results, counts, snippets, suggestions - is of entries the actor may read: the circles
they stand in (marks.py) are part of every question to the index.
"""

from datetime import datetime

import msgspec

from kimhub.core.actor import Actor
from kimhub.search.marks import Filters


class Piece(msgspec.Struct, frozen=True):
    """A part of a title or snippet; `hit` when it is what was searched for."""

    text: str
    hit: bool = False


class Result(msgspec.Struct, frozen=True):
    id: int  # newest first means greatest first
    kind: str
    thing: int
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    path: str
    house: str
    seat: str
    year: int | None
    type: str
    status: str
    happened_at: datetime
    in_title: bool  # all words stand in the title: these come first


class Group(msgspec.Struct, frozen=True):
    """The first results of one kind; `more` when there are others."""

    kind: str
    results: tuple[Result, ...]
    more: bool


class Found(msgspec.Struct, frozen=True):
    """The answer to a search over several kinds: groups that have results, in the order of kinds.py.

    `meant` is what the person may have meant ("Mungkin maksud Anda ..."), "" when nothing is better.
    """

    text: str
    groups: tuple[Group, ...]
    meant: str = ""


class Listed(msgspec.Struct, frozen=True):
    """A page of results of one kind; `after` is what to ask the next page with, "" on the last one."""

    text: str
    kind: str
    results: tuple[Result, ...]
    after: str = ""
    meant: str = ""


async def search(actor: Actor, text: str, filters: Filters = Filters(), each: int = 4) -> Found:
    """The first results of each kind."""
    raise NotImplementedError


async def listed(
    actor: Actor, text: str, kind: str, filters: Filters = Filters(), after: str = "", limit: int = 20
) -> Listed:
    """Results of one kind, a page at a time. An `after` that is none begins anew."""
    raise NotImplementedError


async def complete(actor: Actor, text: str, filters: Filters = Filters(), each: int = 3) -> Found:
    """As somebody types: the last word may be unfinished. Never suggests what was meant."""
    raise NotImplementedError
