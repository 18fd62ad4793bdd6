"""The steps of an event, each by a person: announced, taken back, postponed, cancelled, finished, reported
(domain.md 10). What the clock does (full, closed, running, over) is computed in states.py."""

from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish as tell
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.workshops import changes, moments, schedule, states
from kimhub.workshops.events import WorkshopCancelled, WorkshopFinished, WorkshopPublished
from kimhub.workshops.tables import Workshop as Row
from kimhub.workshops.views import Workshop

MAX_REASON: Final = 300

_signed_up = prepare_sql(
    "SELECT (SELECT count(*) FROM workshop_registration WHERE workshop = :workshop"
    " AND state IN ('asked', 'confirmed', 'waiting', 'offered'))"
    " + (SELECT count(*) FROM workshop_delegation WHERE workshop = :workshop"
    " AND state IN ('invited', 'accepted')) AS n"
)
_sessions = prepare_sql("SELECT count(*) FROM workshop_session WHERE workshop = :workshop")


async def missing(one: Workshop) -> list[tuple[str, str]]:
    """What it needs before it can be announced, each with the page where that is said: (address, text)."""
    plan = one.path
    found: list[tuple[str, str]] = []
    if not one.title.strip():
        found.append((f"{plan}/sunting/isi#title", _("Judul kegiatan belum ditulis.")))
    if one.starts_at is None or one.ends_at is None or not await _sessions.value(workshop=one.id):
        found.append((f"{plan}/sesi", _("Waktunya belum ditentukan.")))
    elif one.ends_at <= now():
        found.append((f"{plan}/sesi", _("Waktunya sudah lewat. Pilih tanggal yang akan datang.")))
    if one.mode != "online" and not one.venue.strip():
        found.append((f"{plan}/sunting/isi#venue", _("Tempatnya belum ditulis.")))
    if one.closes_at and one.closes_at <= now():
        found.append((f"{plan}/sunting/pendaftaran#closes_at", _("Batas pendaftarannya sudah lewat.")))
    return found


async def publish(one: Workshop, actor: Actor) -> None:
    """Announce it. Raises Refused with all that is missing in one list; again, it changes nothing."""
    async with transaction():
        row = await changes.held(one.id)
        if row.state == states.OPEN:
            return
        if row.is_template:
            raise Refused(_("Ini contoh untuk disalin. Salin dulu menjadi kegiatan, lalu terbitkan."))
        gaps = await missing(one)
        if gaps:
            raise Refused(" ".join(text for _address, text in gaps))
        await _set(one, actor, "published", {Row.state: states.OPEN, Row.published_at: now()}, row)
        await tell(WorkshopPublished(one.id, actor.id or 0))


async def unpublish(one: Workshop, actor: Actor) -> None:
    """Make a draft of it again, while nobody has signed up or was invited. Raises Refused."""
    async with transaction():
        row = await changes.held(one.id)
        if row.state != states.OPEN:
            return
        if await _signed_up.value(workshop=one.id):
            raise Refused(
                _("Sudah ada yang mendaftar atau diundang. Batalkan atau tunda, agar mereka tahu.")
            )
        await _set(one, actor, "unpublished", {Row.state: states.DRAFT, Row.published_at: None}, row)


async def postpone(one: Workshop, actor: Actor, form: dict[str, str]) -> None:
    """Move all of it so that the first session begins on the new day and time; everybody keeps the place.

    Raises Invalid, Refused when it is not announced (a draft is simply changed) or over.
    """
    errors: dict[str, str] = {}
    day = moments.read_day(form, "date", errors)
    clock = moments.read_clock(form, "start", errors)
    async with transaction():
        row = await changes.held(one.id)
        old = row.starts_at
        if row.state != states.OPEN or old is None or (row.ends_at and row.ends_at <= now()):
            raise Refused(_("Hanya kegiatan yang sudah terbit dan belum selesai yang bisa ditunda."))
        if day is None or clock is None:
            raise Invalid(**errors)
        start = moments.at(day, clock, one.zone)
        if start == old:
            raise Invalid(date=_("Pilih waktu yang berbeda dari sekarang."))
        if start <= now():
            raise Invalid(date=_("Waktu ini sudah lewat. Pilih tanggal yang akan datang."))
        shift = start - old
        await schedule.move_all(one.id, lambda moment: moment + shift)
        values: dict[Any, Any] = {
            Row.starts_at: start,
            Row.ends_at: row.ends_at + shift if row.ends_at else None,
            Row.closes_at: row.closes_at + shift if row.closes_at else None,
            Row.postponed_from: old,
        }
        said = [moments.moment_text(old, one.zone), moments.moment_text(start, one.zone)]
        await changes.record(
            row, actor, "steps", {"postponed": said}, values=values, matters={"postponed", "time"}
        )


async def cancel(one: Workshop, actor: Actor, reason: str) -> None:
    """Call it off, with a reason that is told to everybody who signed up. Raises Invalid, Refused for a
    draft (nobody knows of it) and when it is over."""
    reason = checked_line(
        reason, "reason", most=MAX_REASON, least=5, empty=_("Tulis alasannya. Peserta akan membacanya.")
    )
    async with transaction():
        row = await changes.locked(one.id)
        if row.state == states.CANCELLED:
            return
        if row.state != states.OPEN:
            raise Refused(_("Hanya kegiatan yang sudah terbit dan belum ditutup yang bisa dibatalkan."))
        values = {Row.state: states.CANCELLED, Row.cancelled_at: now(), Row.cancel_reason: reason}
        await _set(one, actor, "cancelled", values, row)
        await tell(WorkshopCancelled(one.id, actor.id or 0, reason))


async def finish(one: Workshop, actor: Actor, *, sure: bool = False) -> None:
    """Close the attendance. Raises Invalid (`sure`) before the end unless one is sure, Refused before it
    has begun and for what was never announced."""
    async with transaction():
        row = await changes.locked(one.id)
        if row.state in {states.FINISHED, states.REPORTED}:
            return
        if row.state != states.OPEN or row.starts_at is None or row.starts_at > now():
            raise Refused(_("Kegiatan ini belum berlangsung. Bila tidak jadi, batalkan saja."))
        if row.ends_at and row.ends_at > now() and not sure:
            raise Invalid(sure=_("Kegiatan belum berakhir. Centang bila kehadiran memang sudah lengkap."))
        await _set(one, actor, "finished", {Row.state: states.FINISHED, Row.finished_at: now()}, row)
        await tell(WorkshopFinished(one.id, actor.id or 0))


async def mark_reported(workshop_id: int) -> None:
    """The report was accepted: the event is done. Inside the transaction that accepts it."""
    await lock_id(Row, workshop_id)
    change: dict[Any, Any] = {Row.state: states.REPORTED, Row.rev: Row.rev + 1}
    await Row.update(change).where((Row.id == workshop_id) & (Row.state == states.FINISHED))


async def _set(one: Workshop, actor: Actor, act: str, values: dict[Any, Any], row: Workshop) -> None:
    """Write a new state; the log names what it was before."""
    new_state = str(values[Row.state])
    await changes.record(row, actor, "steps", {act: [row.state, new_state]}, values=values)
