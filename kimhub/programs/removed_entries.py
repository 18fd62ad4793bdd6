"""Entries that were taken away: kept whole for ten minutes, so that a wrong tap costs nothing.

They stand in a table of their own, so nothing else has to know of them: what is counted, shown and printed
are the entries that are there.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import msgspec

from kimhub.core import given_back
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.jobs import enqueue
from kimhub.core.kept_files import in_use, release
from kimhub.core.prepared import prepare_sql
from kimhub.programs import costs, noting, policy
from kimhub.programs.events import EntryNoted
from kimhub.programs.programs import LineOf
from kimhub.programs.tables_work import EntryCost, EntryFile, ProgramEntry, RemovedEntry

UNDO: Final = timedelta(minutes=10)
LEFT: Final = UNDO + timedelta(minutes=1)  # nobody's undo meets its end

_shows = prepare_sql("SELECT 1 FROM program_entry_removed WHERE files LIKE :key LIMIT 1")


@dataclass(frozen=True, slots=True)
class Removed:
    """For the job that lets go of it."""

    id: int


async def remove(line: LineOf, entry_id: int, actor: Actor) -> int | None:
    """Take an entry away with its files and costs; returns what `restore` asks for, None when it was gone
    already. One with money in it goes only by who may note money. Raises Refused."""
    async with transaction():
        program = await noting.open_for(line.program.id, actor)
        if await costs.of_entry(entry_id) and not policy.can_note_money(actor, program):
            raise Refused(_("Catatan ini berisi biaya. Hanya bendahara atau admin yang bisa menghapusnya."))
        entry = await ProgramEntry.select().where(ProgramEntry.id == entry_id).first()
        if entry is None:
            return None
        spent = await EntryCost.select().where(EntryCost.entry == entry_id).order_by(EntryCost.sort)
        files = await EntryFile.select().where(EntryFile.entry == entry_id).order_by(EntryFile.id)
        row = RemovedEntry(
            line=line.id,
            content=msgspec.json.encode([entry, spent, files]).decode(),
            files=f" {' '.join(file['file'] for file in files)} ",
            created_by=entry["created_by"],
            removed_by=actor.id,
            removed_at=now(),
        )
        removed = int((await RemovedEntry.insert(row))[0]["id"])
        await EntryFile.delete().where(EntryFile.entry == entry_id)
        await EntryCost.delete().where(EntryCost.entry == entry_id)
        await ProgramEntry.delete().where(ProgramEntry.id == entry_id)
        await noting.touch(program.id)
        await publish(
            EntryNoted(program.id, program.organization, line.id, entry_id, actor.id or 0, "removed")
        )
        await enqueue(let_go, Removed(removed), at=now() + LEFT)
    return removed


async def restore(line: LineOf, removed: int, actor: Actor) -> int:
    """Put it back and return the id it has now. Only who took it away can, within ten minutes. Raises
    Refused."""
    async with transaction():
        program = await noting.open_for(line.program.id, actor)
        mine = (RemovedEntry.id == removed) & (RemovedEntry.line == line.id)
        row = await RemovedEntry.select().where(mine & (RemovedEntry.removed_by == actor.id)).first()
        if row is None or now() - row["removed_at"] > UNDO:
            raise Refused(_("Catatan ini sudah tidak bisa dikembalikan."))
        entry, spent, files = msgspec.json.decode(row["content"])
        made = await ProgramEntry.insert(given_back.row(ProgramEntry, entry)).returning(ProgramEntry.id)
        entry_id = int(made[0]["id"])
        for table, rows in ((EntryCost, spent), (EntryFile, files)):
            if rows:
                await table.insert(*[given_back.row(table, each | {"entry": entry_id}) for each in rows])
        await RemovedEntry.delete().where(RemovedEntry.id == removed)
        await noting.touch(program.id)
        await publish(
            EntryNoted(program.id, program.organization, line.id, entry_id, actor.id or 0, "added")
        )
    return entry_id


async def let_go(removed: Removed) -> None:
    """Forget it, and its files where nobody shows them."""
    gone = await RemovedEntry.delete().where(RemovedEntry.id == removed.id).returning(RemovedEntry.files)
    for row in gone:
        for key in row["files"].split():
            await release(key)


async def forget_those_of(user_id: int) -> None:
    """At once: who wrote them has left."""
    mine = RemovedEntry.created_by == user_id
    for row in await RemovedEntry.select(RemovedEntry.id).where(mine):
        await let_go(Removed(row["id"]))


@in_use
async def _shown(key: str) -> bool:
    return await _shows.value(key=f"% {key} %") is not None
