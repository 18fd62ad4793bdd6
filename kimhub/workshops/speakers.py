"""Who speaks, who moderates, who opens: people with an account or without."""

from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, search_norm
from kimhub.workshops import changes, finding_people, seen
from kimhub.workshops import workshops as finding
from kimhub.workshops.parts import PartOf
from kimhub.workshops.tables import RundownItem
from kimhub.workshops.tables import Speaker as Row
from kimhub.workshops.views import Workshop

MOST: Final = 60
ROLES: Final[dict[str, Lazy]] = {
    "speaker": lazy_("Narasumber"),
    "moderator": lazy_("Moderator"),
    "opener": lazy_("Pembuka acara"),
}


class Speaker(Struct, frozen=True):
    """`user` is the account, if they have one; `name` is as it is announced, titles included."""

    id: int
    user: int | None
    role: str
    name: str
    office: str
    bio: str
    sort: int


class OneSpeaker(PartOf, frozen=True):
    speaker: Speaker


_of = prepare_sql(
    'SELECT id, "user", role, name, office, bio, sort FROM workshop_speaker WHERE workshop = :workshop'
    " ORDER BY sort, id",
    Speaker,
)


async def of(workshop_id: int) -> list[Speaker]:
    """The speakers in the order they are announced in."""
    return await _of(workshop=workshop_id)


async def get_speaker(slug: str, speaker_id: int) -> OneSpeaker | None:
    workshop = await finding.get_workshop(slug)
    found = [one for one in await of(workshop.id) if one.id == speaker_id] if workshop else []
    return OneSpeaker(workshop, found[0]) if found and workshop else None


def as_form(one: Speaker) -> dict[str, str]:
    """A speaker as the form shows them."""
    return {"role": one.role, "name": one.name, "office": one.office, "bio": one.bio}


async def add(workshop: Workshop, actor: Actor, form: dict[str, str]) -> None:
    """Add somebody: a person of the register (`user`, whose own name is taken when none is typed), or a
    name. Raises Invalid, Refused, TooMany."""
    known = await finding_people.person(actor, form.get("user", ""))
    if form.get("user") and known is None:
        raise Invalid(user=_("Orang ini tidak ditemukan lagi. Tulis namanya saja."))
    if known:
        form = {"office": known.house} | {k: v for k, v in form.items() if v} | {"name": known.name}
    values = _read(form)
    async with transaction():
        row = await changes.held(workshop.id)
        there = await of(workshop.id)
        if any(_same(one, values["name"], known.id if known else None) for one in there):
            return  # the form was sent twice
        if len(there) >= MOST:
            raise Refused(_("Daftar narasumbernya sudah sangat panjang."))
        sort = max((one.sort for one in there), default=0) + 1
        user = known.id if known else None
        await Row.insert(Row(workshop=workshop.id, user=user, sort=sort, **values))
        await changes.record(row, actor, "speakers", {"speaker_added": ["", values["name"]]})


async def change(one: OneSpeaker, actor: Actor, form: dict[str, str]) -> None:
    """Raises Invalid, NotFound, Refused, Stale."""
    values = _read(form)
    async with transaction():
        row = await changes.held(one.workshop.id)
        current = next((each for each in await of(row.id) if each.id == one.speaker.id), None)
        if current is None:
            raise NotFound
        seen.check(form, as_form(current))
        await Row.update(values).where(Row.id == current.id)
        said = {"speaker_changed": [one.speaker.name, values["name"]]}
        await changes.record(row, actor, "speakers", said)


async def move(one: OneSpeaker, actor: Actor, step: int) -> None:
    """One place up (-1) or down (1)."""
    async with transaction():
        row = await changes.held(one.workshop.id)
        there = await of(one.workshop.id)
        at = next((n for n, each in enumerate(there) if each.id == one.speaker.id), None)
        if at is None or not 0 <= at + step < len(there):
            return
        there[at], there[at + step] = there[at + step], there[at]
        for sort, each in enumerate(there, 1):
            if each.sort != sort:
                await Row.update({Row.sort: sort}).where(Row.id == each.id)
        await changes.record(row, actor, "speakers", {"speaker_moved": ["", one.speaker.name]})


async def remove(one: OneSpeaker, actor: Actor) -> None:
    """Take them off the list; in the rundown their name stays in words."""
    async with transaction():
        row = await changes.held(one.workshop.id)
        kept: dict[Any, Any] = {RundownItem.speaker: None, RundownItem.who: one.speaker.name}
        await RundownItem.update(kept).where(RundownItem.speaker == one.speaker.id)
        if await Row.delete().where(Row.id == one.speaker.id).returning(Row.id):
            await changes.record(row, actor, "speakers", {"speaker_removed": [one.speaker.name, ""]})


def _same(one: Speaker, name: str, user: int | None) -> bool:
    return (user is not None and one.user == user) or search_norm(one.name) == search_norm(name)


def _read(form: dict[str, str]) -> dict[Any, Any]:
    errors: dict[str, str] = {}
    values: dict[Any, Any] = {}
    for name, most, least in (("name", 160, 2), ("office", 160, 0), ("bio", 600, 0)):
        try:
            values[name] = checked_line(
                form.get(name, ""), name, most=most, least=least, empty=_("Tulis namanya.")
            )
        except Invalid as no:
            errors |= no.errors
    values["role"] = form.get("role") or "speaker"
    if values["role"] not in ROLES:
        errors["role"] = _("Pilih satu dari daftar.")
    if errors:
        raise Invalid(**errors)
    return values
