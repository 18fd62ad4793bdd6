"""Documents that take a while: asked for by a form, made by a job, kept for some days.

The job may be killed at any moment and runs again then: it makes the document anew, and only the last step
says that it is ready. What went wrong is written down for the person who waits.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.db import is_busy, is_disk_full, lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.files import full_disk, save_content
from kimhub.core.i18n import _
from kimhub.core.jobs import enqueue
from kimhub.core.kept_files import in_use, release
from kimhub.core.prepared import prepare_sql
from kimhub.papers.tables import Making

KEPT: Final = timedelta(days=7)
MOST: Final = 20  # documents one person has made in PER
PER: Final = timedelta(hours=1)
STILL: Final = timedelta(minutes=10)  # without progress for so long: it may be asked for again


@dataclass(frozen=True, slots=True)
class Document:
    """What came of it."""

    content: bytes
    name: str
    mime: str


Progress = Callable[[int, int], Awaitable[None]]
Make = Callable[[int, dict[str, Any], Progress], Awaitable[Document]]


@dataclass(frozen=True, slots=True)
class Maker:
    """How documents of a kind are made (of a subject's id and the options, telling how far it is), and who
    may have them: whom `rule` lets have what `load` finds."""

    make: Make
    load: Callable[[int], Awaitable[Any]]
    rule: Callable[[Actor, Any], bool]


_makers: dict[str, Maker] = {}


def register(kind: str, maker: Maker) -> None:
    _makers[kind] = maker


class Entry(msgspec.Struct, frozen=True):
    """A document as pages show it."""

    id: int
    user: int
    kind: str
    subject: int
    options: str
    title: str
    back: str
    state: str
    done: int
    total: int
    reason: str
    file: str
    name: str
    mime: str
    size: int
    created_at: datetime
    changed_at: datetime
    ends_at: datetime

    @property
    def path(self) -> str:
        return f"/cetakan/{self.id}"

    @property
    def is_stuck(self) -> bool:
        """Begun, and nothing heard of it for long."""
        return self.state in {"waiting", "making"} and now() - self.changed_at > STILL


class One(msgspec.Struct, frozen=True):
    """For the rule: the document with what it is about."""

    entry: Entry
    thing: Any
    rule: Callable[[Actor, Any], bool]


@dataclass(frozen=True, slots=True)
class Order:
    making_id: int


_COLUMNS: Final = ", ".join(f'"{name}"' for name in Entry.__struct_fields__)
_SELECT: Final = f"SELECT {_COLUMNS} FROM making"  # noqa: S608 - constants
_by_id = prepare_sql(f"{_SELECT} WHERE id = :id", Entry)
_by_key = prepare_sql(f"{_SELECT} WHERE key = :key", Entry)
_of = prepare_sql(
    f"{_SELECT} WHERE kind = :kind AND subject = :subject AND ends_at > :now ORDER BY id DESC LIMIT 5",
    Entry,
)
_over = prepare_sql(f"{_SELECT} WHERE ends_at <= :now ORDER BY id LIMIT 200", Entry)


async def order(
    kind: str, subject: int, actor: Actor, *, title: str, back: str, key: UUID, **options: Any
) -> Entry:
    """Have a document made; asked for twice with one key, or before it is begun, it is made once.
    Raises TooMany for a machine that asks again and again."""
    assert actor.id is not None
    assert kind in _makers
    wanted = json.dumps(options, default=str)
    async with transaction():
        if await _by_key.first(key=key) is None:
            for other in await of(kind, subject):
                if other.state == "waiting" and not other.is_stuck and other.options == wanted:
                    return other  # somebody has asked for the same, and it has not been begun
            await limits.spend("making", actor.id, most=MOST, per=PER)
        row = Making(
            user=actor.id,
            kind=kind,
            subject=subject,
            options=wanted,
            title=title,
            back=back,
            ends_at=now() + KEPT,
            key=key,
        )
        made = await Making.insert(row).on_conflict(Making.key, "DO NOTHING")
        if made:
            await enqueue(make, Order(int(made[0]["id"])))
        entry = await _by_key.first(key=key)
    if entry is None or (entry.kind, entry.subject, entry.user) != (kind, subject, actor.id):
        raise Refused(_("Formulir ini sudah dipakai. Buka halamannya lagi."))
    return entry


async def get_one(making_id: int) -> One | None:
    """A document with what it is about; None when either is gone."""
    entry = await _by_id.first(id=making_id)
    maker = _makers.get(entry.kind) if entry else None
    if entry is None or maker is None or entry.ends_at <= now():
        return None
    thing = await maker.load(entry.subject)
    return One(entry, thing, maker.rule) if thing is not None else None


async def of(kind: str, subject: int) -> list[Entry]:
    """The newest documents of a kind about this."""
    return await _of(kind=kind, subject=subject, now=now())


async def again(one: One) -> None:
    """Have what failed, or stands still, made once more."""
    async with transaction():
        await lock_id(Making, one.entry.id)
        entry = await _by_id.first(id=one.entry.id)
        if entry and (entry.state == "failed" or entry.is_stuck):
            await _note(entry.id, state="waiting", done=0, total=0, reason="")
            await enqueue(make, Order(entry.id))


async def make(job: Order) -> None:
    """Make the document, unless that was done already."""
    entry = await _by_id.first(id=job.making_id)
    if entry is None or entry.state == "ready":
        return
    await _note(entry.id, state="making", done=0, reason="")

    async def progress(done: int, total: int) -> None:
        await _note(job.making_id, done=done, total=total)

    try:
        document = await _makers[entry.kind].make(entry.subject, json.loads(entry.options), progress)
        stored = await save_content(document.content, document.mime, document.name)
    except Exception as error:
        if is_busy(error):
            raise  # the queue tries again
        await _note(entry.id, state="failed", reason=_why(error)[:300])
        if not isinstance(error, Invalid | Refused | NotFound) and not is_disk_full(error):
            raise
        return
    await _note(
        entry.id,
        state="ready",
        file=stored.key,
        name=stored.name,
        mime=stored.mime,
        size=stored.size,
        ends_at=now() + KEPT,
    )


async def sweep() -> None:
    """Forget documents whose days are over, and their files."""
    for entry in await _over(now=now()):
        async with transaction():
            await Making.delete().where(Making.id == entry.id)
        if entry.file:
            await release(entry.file)


def _why(error: Exception) -> str:
    """The failure in words for the person who waits."""
    if isinstance(error, Invalid):
        return next(iter(error.errors.values()))
    if isinstance(error, Refused) and str(error):
        return str(error)
    if is_disk_full(error):
        return full_disk()
    return _("Ada yang tidak beres saat berkas ini dibuat. Coba lagi; bila tetap gagal, kabari pengelola.")


async def _note(making_id: int, **values: Any) -> None:
    async with transaction():
        change: dict[Any, Any] = {**values, "changed_at": now()}
        await Making.update(change).where(Making.id == making_id)


@in_use
async def _kept(key: str) -> bool:
    return await Making.exists().where(Making.file == key)
