"""The texts of a program: title, background, legal basis, goals. Two people may write at once."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, checked_text
from kimhub.programs import editing
from kimhub.programs.plan import TEXTS
from kimhub.programs.tables import WorkProgram
from kimhub.programs.views import Program

LONGEST: Final = 6000
MAX_TITLE: Final = 160


class Theirs(Struct, frozen=True):
    """A text somebody else has written meanwhile. The name is empty when nobody knows."""

    text: str
    name: str
    at: datetime | None


class Clash(Exception):
    """Both wrote the same texts. Nothing was saved; `form` shows the own words and goes on from there."""

    def __init__(self, form: dict[str, str], theirs: dict[str, Theirs]) -> None:
        super().__init__(sorted(theirs))
        self.form, self.theirs = form, theirs


class _Edit(Struct, frozen=True):
    payload: str
    name: str
    happened_at: datetime


_edits = prepare_sql(
    "SELECT e.payload, coalesce(a.name, '') AS name, e.happened_at FROM event e"
    " LEFT JOIN account a ON a.id = e.actor WHERE e.kind = 'ProgramEdited' AND e.organization = :house"
    " AND e.payload LIKE :this ORDER BY e.id DESC LIMIT 20",
    _Edit,
)


def as_form(program: Program) -> dict[str, str]:
    """The texts as a form shows them. `base.<name>` tells later what they were when it was opened."""
    form = {name: getattr(program, name) for name in TEXTS}
    return form | {f"base.{name}": mark(text) for name, text in form.items()}


def mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


async def save(program_id: int, actor: Actor, form: dict[str, str]) -> list[str]:
    """Save the texts a form brings; returns the names of those that changed. What only others changed
    stays theirs; `form["pick.<name>"]` (mine, theirs) decides where both wrote. Raises Clash, Invalid,
    Refused."""
    async with transaction():
        program = await editing.writable(program_id, actor)
        wanted = {name: text for name, text in _read(form).items() if _is_mine(name, text, form)}
        stored = {name: getattr(program, name) for name in wanted}
        changed = {name: text for name, text in wanted.items() if text != stored[name]}
        both = [
            name
            for name in changed
            if form.get(f"base.{name}") != mark(stored[name]) or _is_undecided(name, form)
        ]
        if both:
            theirs = {name: await _theirs(program, name) for name in both}
            raise Clash(as_form(program) | changed, theirs)
        if not changed:
            return []
        values: dict[Any, Any] = {**changed, "version": WorkProgram.version + 1}
        await WorkProgram.update(values).where(WorkProgram.id == program.id)
        await editing.noted(program, actor, "texts", None, tuple(changed))
    return [*changed]


def _is_mine(name: str, text: str, form: dict[str, str]) -> bool:
    """The person wrote it, and did not let the other's words stand."""
    return mark(text) != form.get(f"base.{name}") and form.get(f"pick.{name}") != "theirs"


def _is_undecided(name: str, form: dict[str, str]) -> bool:
    """A person was asked whose words are to stand, and has not said."""
    return f"clash.{name}" in form and form.get(f"pick.{name}") != "mine"


def _read(form: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name in TEXTS:
        if name not in form:
            continue
        try:
            if name == "title":
                said = _("Beri judul programnya.")
                found[name] = checked_line(form[name], name, most=MAX_TITLE, empty=said)
            else:
                found[name] = checked_text(form[name], name, most=LONGEST, least=0)
        except Invalid as no:
            errors |= no.errors
    if errors:
        raise Invalid(**errors)
    return found


async def _theirs(program: Program, name: str) -> Theirs:
    this = f'{{"program_id": {program.id},%"what": "texts"%'
    for edit in await _edits(house=program.organization, this=this):
        if name in json.loads(edit.payload)["fields"]:
            return Theirs(getattr(program, name), edit.name, edit.happened_at)
    return Theirs(getattr(program, name), "", None)
