"""What phones at the door send: acts in the order of their taps, many at a time, perhaps not for the first
time."""

from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound, Refused, TooMany, Unreadable
from kimhub.core.i18n import _
from kimhub.workshops import door, walk_ins
from kimhub.workshops.door import Noted
from kimhub.workshops.door_list import from_ms
from kimhub.workshops.door_log import IN, NEW, OUT, Act
from kimhub.workshops.door_words import gone
from kimhub.workshops.tables_door import DoorAct
from kimhub.workshops.views import Workshop

Number = Annotated[int, Meta(ge=0, le=2**53)]

MOST: Final = 50  # acts in one go
METHODS: Final = ("list", "code", "qr")


class Item(Struct, frozen=True):
    """An act as the phone keeps it. `of` is the key of a walk-in that had no number yet; `let` lets in
    somebody who has no seat; `sure` says that a walk-in is none of those on the list."""

    key: UUID
    session: Number
    act: str
    at: float
    person: Number = 0
    of: UUID | None = None
    method: str = "list"
    let: bool = False
    sure: bool = False
    reason: str = ""
    name: str = ""
    phone: str = ""
    place: str = ""
    sex: str = ""


def read(text: str) -> list[Item]:
    """The acts of a request. Raises Unreadable for what no page of ours sends."""
    try:
        items = msgspec.json.decode(text, type=list[Item])
    except msgspec.MsgspecError:
        raise Unreadable from None
    if len(items) > MOST:
        raise Unreadable
    return items


async def take(workshop: Workshop, actor: Actor, items: Sequence[Item], sent_ms: float) -> dict[str, Any]:
    """Note them; tells what became of each, by its key, ready for JSON. Raises Unreadable.

    What is not told of waits on the phone and is sent again: somebody wrote down too many people today.
    """
    try:
        sent_at, times = from_ms(sent_ms), {item.key: from_ms(item.at) for item in items}
    except ValueError:
        raise Unreadable from None
    told: dict[UUID, dict[str, Any]] = {}
    for item in items:
        if item.act == NEW:
            try:
                told[item.key] = await _walk_in(workshop, actor, item, times[item.key], sent_at)
            except TooMany:
                continue
    acts = []
    for item in items:
        if item.act not in {IN, OUT}:
            continue
        person = await _numbered(workshop, item.of) if item.of else item.person
        if item.let and item.act == IN:
            refused = await _let_in(workshop, actor, person, item.reason)
            if refused:
                told[item.key] = refused
                continue
        method = item.method if item.method in METHODS else "list"
        acts.append(Act(item.key, item.session, person, item.act, method, times[item.key]))
    for key, noted in (await door.note_all(workshop.id, acts, actor.id, sent_at=sent_at)).items():
        told[key] = _told(noted)
    return {str(key): outcome for key, outcome in told.items()}


async def _walk_in(workshop: Workshop, actor: Actor, item: Item, at: Any, sent_at: Any) -> dict[str, Any]:
    form = {"name": item.name, "phone": item.phone, "place": item.place, "sex": item.sex}
    try:
        written = await walk_ins.write_down(
            workshop,
            item.session,
            walk_ins.checked(form),
            key=item.key,
            by=actor.id,
            at=at,
            sent_at=sent_at,
            sure=item.sure,
        )
    except Invalid as no:
        return {"is": "invalid", "text": " ".join(no.errors.values())}
    except Refused as no:
        return {"is": "closed", "text": str(no)}
    if written.noted is None:
        text = _("%(name)s: mungkin sudah ada di daftar.") % {"name": item.name}
        maybe = [[one.id, one.name, one.place, one.state] for one in written.maybe]
        return {"is": "maybe", "text": text, "maybe": maybe}
    return _told(written.noted)


async def _let_in(workshop: Workshop, actor: Actor, person: int, reason: str) -> dict[str, Any] | None:
    try:
        await walk_ins.admit(workshop, person, actor, reason)
    except Invalid as no:
        return {"is": "full", "text": no.errors["reason"]}
    except Refused as no:
        return {"is": "refused", "text": str(no)}
    except NotFound:
        return {"is": "gone", "text": gone()}
    return None


async def _numbered(workshop: Workshop, key: UUID) -> int:
    """The registration of a walk-in by the key it was written down with; 0 when there is none."""
    row = (
        await DoorAct.select(DoorAct.registration)
        .where((DoorAct.key == key) & (DoorAct.workshop == workshop.id))
        .first()
    )
    return int(row["registration"] or 0) if row else 0


def _told(noted: Noted) -> dict[str, Any]:
    return {"is": noted.outcome} | ({"text": noted.text} if noted.text else {})
