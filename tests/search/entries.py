"""Entries for tests, and what a search shows of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from kimhub.core.actor import Actor, Grant
from kimhub.search import marks
from kimhub.search.finding import Found, Result
from kimhub.search.sources import Entry

START = datetime(2026, 1, 5, 2, tzinfo=UTC)
GUEST = Actor()
MEMBER = Actor(id=5, grants=(Grant("member", 12, seat="73.08.16.2001"),))
PUBLIC = frozenset({marks.EVERYBODY})


def entry(kind: str, thing: int, title: str, text: str = "", **more: Any) -> Entry:
    """Entries of a greater thing are newer."""
    values: dict[str, Any] = {
        "path": f"/{kind}/{thing}",
        "readers": PUBLIC,
        "happened_at": START + timedelta(hours=thing),
    }
    return Entry(kind=kind, thing=thing, title=title, text=text, **(values | more))


def names(found: Found) -> list[str]:
    """ "topic 3" for each result."""
    return [f"{one.kind} {one.thing}" for group in found.groups for one in group.results]


def marked(result: Result) -> str:
    """Title and snippet with [what was searched for]."""
    both = (*result.title, *result.snippet)
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in both)
