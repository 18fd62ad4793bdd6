"""A small form (a session, a line, a speaker, a question) remembers what it was filled from: when somebody
else has changed the row meanwhile, both texts are shown, and saving again takes over."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Final

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.workshops.views import Workshop

FIELD: Final = "seen"  # of the form


class Editor(Struct, frozen=True):
    """Who changed this part of the plan last, and when."""

    name: str
    happened_at: datetime


class Stale(Exception):
    """The row is not what the form was filled from. `theirs` holds what is stored now in each field that
    differs from what was typed; `mark` goes into the form for the next try."""

    def __init__(self, theirs: dict[str, str], mark: str) -> None:
        super().__init__(mark)
        self.theirs, self.mark = theirs, mark


_last = prepare_sql(
    "SELECT coalesce(a.name, '') AS name, e.happened_at FROM event e LEFT JOIN account a ON a.id = e.actor"
    " WHERE e.kind = 'WorkshopEdited' AND e.organization = :house AND e.payload LIKE :this"
    " ORDER BY e.id DESC LIMIT 1",
    Editor,
)


def marked(shown: dict[str, str]) -> dict[str, str]:
    """The values of a form with the mark of what they are."""
    return shown | {FIELD: _mark(shown)}


def check(form: dict[str, str], stored: dict[str, str]) -> None:
    """Raises Stale when `stored`, as a form would show it now, is not what this form was filled from;
    but not when it is what was typed, for then the form was sent twice."""
    was, is_now = form.get(FIELD, ""), _mark(stored)
    theirs = {name: text for name, text in stored.items() if form.get(name, "") != text}
    if was and was != is_now and theirs:
        raise Stale(theirs, is_now)


async def last_editor(workshop: Workshop, part: str) -> Editor | None:
    """Who changed this part of the plan last."""
    this = f'{{"workshop_id": {workshop.id},%"part": "{part}"%'
    return await _last.first(house=workshop.organization, this=this)


def _mark(shown: dict[str, str]) -> str:
    return sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:20]
