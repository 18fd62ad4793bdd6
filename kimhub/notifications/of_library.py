"""What people are told about documents: what they are asked to read. One line for each request."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from kimhub.core.bus import on
from kimhub.core.db import now, transaction
from kimhub.core.jobs import enqueue
from kimhub.forum.audience import Told
from kimhub.library import dispositions, documents, events, letters, must_read, policy
from kimhub.library.must_read import Asked
from kimhub.library.views import Document
from kimhub.notifications import service
from kimhub.notifications.recipients import those_who
from kimhub.notifications.telling import Matter, tell_all

AHEAD: Final = timedelta(days=2)  # before the day it is due, those who have not opened it are reminded


@dataclass(frozen=True, slots=True)
class Reminding:
    must_read_id: int


@on(events.AskedToRead)
async def ask_to_read(event: events.AskedToRead) -> None:
    """Everybody who is asked; once it has ended it waits for nobody."""
    if event.ended:
        await service.settle(_about(event.must_read_id))
        return
    asked = await must_read.get_asked(event.must_read_id)
    if asked is None or asked.ended_at is not None:
        return
    await _tell(asked, "must_read", 1, event.actor_id)
    if asked.due_on:
        at = datetime.combine(asked.due_on, time(0), UTC) - AHEAD  # 08.00 in Makassar
        if at > now():
            async with transaction():
                await enqueue(remind_before_due, Reminding(asked.id), at=at, key=f"mustread:{asked.id}")


@on(events.ReadersReminded)
async def remind(event: events.ReadersReminded) -> None:
    await _again(event.must_read_id, event.actor_id)


async def remind_before_due(job: Reminding) -> None:
    await _again(job.must_read_id, None)


@on(events.RequiredRead)
async def it_is_read(event: events.RequiredRead) -> None:
    """For this person the matter is done."""
    for asked in await must_read.of_document(event.document_id):
        if asked.version <= event.number:
            await service.settle(_about(asked.id), [event.actor_id])


@on(events.DocumentRemoved)
async def there_is_nothing_to_read(event: events.DocumentRemoved) -> None:
    """Nobody waits for what is not there; out of the bin it is asked for again."""
    for asked in await must_read.of_document(event.document_id):
        if event.restored:
            await _tell(asked, "must_read", int(now().timestamp()), event.actor_id)
        else:
            await service.settle(_about(asked.id))


async def _again(ask_id: int, by: int | None) -> None:
    asked = await must_read.get_asked(ask_id)
    if asked is not None and asked.ended_at is None:
        await _tell(asked, "must_read_again", int(now().timestamp()), by)


async def _tell(asked: Asked, kind: str, upto: int, by: int | None) -> None:
    """Those who are asked, have not opened it, and may read it at this moment."""
    document = await documents.by_id(asked.document)
    if document is None or document.is_removed:
        return
    people = {one.id for one in await must_read.readers(asked) if one.opened_at is None} - {by}
    told = sorted(await those_who(policy.can_read, document, people))
    matter = Matter(
        kind, _about(asked.id), document.path, first=1, upto=upto, from_user=by, needs_action=True,
        by_mail=True, data=_facts(asked, document),
    )  # fmt: skip
    await tell_all(matter, Told(told, answered=frozenset(told)))


def _facts(asked: Asked, document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "organization": document.owner_name,
        "asked_by": asked.asked_name,
        "due_on": asked.due_on.isoformat() if asked.due_on else "",
        "note": asked.note,
    }


def _about(ask_id: int) -> str:
    return f"mustread:{ask_id}"


@on(events.LetterNoted)
async def hand_on(event: events.LetterNoted) -> None:
    """Whoever is to do something about a letter hears of it, while they may still read the agenda; once it
    is done, or the letter struck out, it waits for nobody."""
    if event.act == "removed":
        for entry in await dispositions.of(event.letter_id):
            await service.settle(_disposition(entry.id))
        return
    found = await dispositions.by_id(event.disposition_id) if event.disposition_id else None
    if found is None:
        return
    entry, one = found
    if event.act == "done" or entry.done_at is not None or one.letter.is_struck:
        await service.settle(_disposition(entry.id))
        return
    if entry.user is None or entry.user == event.actor_id:
        return
    told = sorted(await those_who(letters.can_read, one, {entry.user}))
    facts = {
        "by": entry.by_name,
        "subject": one.letter.subject,
        "instruction": entry.instruction,
        "due_on": entry.due_on.isoformat() if entry.due_on else "",
        "organization": one.house.name,
    }
    matter = Matter(
        "disposition", _disposition(entry.id), one.path, first=1, upto=int(now().timestamp()),
        from_user=event.actor_id, needs_action=True, by_mail=True, data=facts,
    )  # fmt: skip
    await tell_all(matter, Told(told, answered=frozenset(told)))


def _disposition(disposition_id: int) -> str:
    return f"disposition:{disposition_id}"
