"""An organizer writes to a chosen part of the people: by the inbox, by e-mail, and as text for WhatsApp."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_text
from kimhub.settings import load
from kimhub.workshops import policy, states, workshops
from kimhub.workshops.events import MessageSent
from kimhub.workshops.tables import Workshop as WorkshopRow
from kimhub.workshops.tables_after import WorkshopMessage
from kimhub.workshops.views import Workshop

LONGEST: Final = 1500
MOST_A_DAY: Final = 10  # messages of one event
SUBSETS: Final = {
    "confirmed": lazy_("Semua yang terdaftar"),
    "waiting": lazy_("Yang di daftar tunggu"),
    "asked": lazy_("Yang menunggu persetujuan"),
    "present": lazy_("Yang sudah hadir"),
    "absent": lazy_("Yang terdaftar tetapi belum hadir"),
    "all": lazy_("Semua pendaftar"),
}
READERS: Final = {
    "confirmed": {"confirmed"},
    "waiting": {"confirmed", "offered", "waiting"},
    "asked": {"confirmed", "offered", "waiting", "asked"},
    "present": {"confirmed"},
    "absent": {"confirmed"},
    "all": {"confirmed", "offered", "waiting", "asked"},
}


class Message(Struct, frozen=True):
    """A message as it was sent; `reached` is how many it was meant for at that moment."""

    id: int
    subset: str
    body: str
    reached: int
    created_at: datetime
    author: str


class MessageOn(Struct, frozen=True):
    """A message with its event; `mine` is how the place of whoever asks stands, empty without one."""

    workshop: Workshop
    message: Message
    mine: str


class Count(Struct, frozen=True):
    """How many people each subset has."""

    confirmed: int
    waiting: int
    asked: int
    present: int
    offered: int

    def of(self, subset: str) -> int:
        if subset == "absent":
            return self.confirmed - self.present
        if subset == "all":
            return self.confirmed + self.waiting + self.asked + self.offered
        return int(getattr(self, subset))


_COLUMNS: Final = (
    "SELECT m.id, m.subset, m.body, m.reached, m.created_at, coalesce(a.name, '') AS author"
    ' FROM workshop_message m LEFT JOIN account a ON a.id = m."by"'
)
_sent = prepare_sql(f"{_COLUMNS} WHERE m.workshop = :workshop ORDER BY m.id DESC LIMIT 50", Message)
_one = prepare_sql(f"{_COLUMNS} WHERE m.workshop = :workshop AND m.id = :id", Message)
_known = prepare_sql("SELECT id FROM workshop_message WHERE key = :key")
_mine = prepare_sql(
    'SELECT state FROM workshop_registration WHERE workshop = :workshop AND "user" = :me LIMIT 1'
)
_count = prepare_sql(
    "SELECT coalesce(sum(CASE WHEN state = 'confirmed' THEN 1 ELSE 0 END), 0) AS confirmed,"
    " coalesce(sum(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0) AS waiting,"
    " coalesce(sum(CASE WHEN state = 'asked' THEN 1 ELSE 0 END), 0) AS asked,"
    " coalesce(sum(CASE WHEN state = 'offered' THEN 1 ELSE 0 END), 0) AS offered,"
    " coalesce(sum(CASE WHEN state = 'confirmed' AND EXISTS (SELECT 1 FROM workshop_attendance a"
    " WHERE a.registration = r.id) THEN 1 ELSE 0 END), 0) AS present"
    " FROM workshop_registration r WHERE workshop = :workshop",
    Count,
)


async def count(workshop_id: int) -> Count:
    """How many people each subset has at this moment."""
    found = await _count.first(workshop=workshop_id)
    return found or Count(0, 0, 0, 0, 0)


async def sent(workshop: Workshop) -> list[Message]:
    """What was written so far, the latest first."""
    return await _sent(workshop=workshop.id)


async def send(workshop: Workshop, actor: Actor, subset: str, body: str, key: UUID) -> None:
    """Send a message; the same form twice sends it once. Raises Invalid, TooMany, Refused for a draft."""
    if workshop.state == states.DRAFT:
        raise Refused(_("Terbitkan dulu kegiatannya, baru peserta bisa dikabari."))
    errors = {}
    if subset not in SUBSETS:
        errors["subset"] = _("Pilih siapa yang menerima pesan ini.")
    try:
        body = checked_text(body, "body", most=LONGEST, empty=_("Tulis pesannya."))
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid(**errors)
    async with transaction():
        await lock_id(WorkshopRow, workshop.id)
        if await _known.value(key=key):
            return
        reached = (await count(workshop.id)).of(subset)
        if not reached:
            raise Invalid(subset=_("Belum ada orang di kelompok ini."))
        await limits.spend("workshop-message", (workshop.id,), most=MOST_A_DAY, per=timedelta(days=1))
        row = WorkshopMessage(
            workshop=workshop.id, subset=subset, body=body, reached=reached, by=actor.id, key=key
        )
        made = await WorkshopMessage.insert(row)
        await publish(MessageSent(made[0]["id"], workshop.id, actor.id or 0))


async def get_message(slug: str, message_id: int, actor: Actor) -> MessageOn | None:
    """The message of this event with this number."""
    workshop = await workshops.get_workshop(slug)
    message = await _one.first(workshop=workshop.id, id=message_id) if workshop else None
    if workshop is None or message is None:
        return None
    mine = await _mine.value(workshop=workshop.id, me=actor.id) if actor.id is not None else None
    return MessageOn(workshop, message, str(mine or ""))


def can_read(actor: Actor, one: MessageOn) -> bool:
    """The team, and those it was for: a message may name a room, an online link or a number to call. Who
    has a seat by now reads what those who waited were told; who has left or was refused reads nothing."""
    if policy.can_manage(actor, one.workshop):
        return True
    return one.mine in READERS.get(one.message.subset, ())


def for_whatsapp(workshop: Workshop, body: str) -> str:
    """The message as it is put into a group: title in bold, then the words, then the address."""
    return f"*{workshop.title.replace('*', '')}*\n\n{body}\n\n{load().base_url}{workshop.path}"
