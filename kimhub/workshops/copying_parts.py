"""Bringing the rows of one event over into its copy, within the transaction that makes the copy."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kimhub.core.actor import Actor
from kimhub.workshops.tables import (
    RundownItem,
    Speaker,
    WorkshopAudience,
    WorkshopFile,
    WorkshopHelper,
    WorkshopQuestion,
    WorkshopSession,
)
from kimhub.workshops.views import Workshop

Move = Callable[[datetime], datetime]
Ids = dict[int, int]  # of the row there -> of the row here


async def bring(
    one: Workshop, copy_id: int, parts: set[str], move: Move, actor: Actor, *, own: bool
) -> None:
    """The sessions always, the rest by `parts`. `own`: who copies runs the event it comes from, and so may
    have its closed files."""
    sessions = await _sessions(one.id, copy_id, move)
    speakers = await _speakers(one.id, copy_id) if "speakers" in parts else {}
    if "rundown" in parts:
        await _rundown(one.id, copy_id, move, sessions, speakers, named="speakers" in parts)
    if "questions" in parts:
        await _questions(one.id, copy_id)
    if "audience" in parts:
        await _plain(WorkshopAudience, one.id, copy_id, "organization", "wilayah_code")
    if "files" in parts:
        await _files(one.id, copy_id, actor, own=own)
    if "team" in parts:
        for helper in await WorkshopHelper.objects().where(WorkshopHelper.workshop == one.id):
            row = WorkshopHelper(workshop=copy_id, user=helper.user, role=helper.role, granted_by=actor.id)
            await WorkshopHelper.insert(row)


async def _sessions(from_id: int, to_id: int, move: Move) -> Ids:
    found: Ids = {}
    rows = WorkshopSession.objects().where(WorkshopSession.workshop == from_id)
    for old in await rows.order_by(WorkshopSession.starts_at).order_by(WorkshopSession.id):
        new = WorkshopSession(
            workshop=to_id,
            title=old.title,
            room=old.room,
            starts_at=move(old.starts_at),
            ends_at=move(old.ends_at),
        )
        found[old.id] = (await WorkshopSession.insert(new))[0]["id"]
    return found


async def _speakers(from_id: int, to_id: int) -> Ids:
    names = ("user", "role", "name", "office", "bio", "sort")
    return await _plain(Speaker, from_id, to_id, *names)


async def _rundown(
    from_id: int, to_id: int, move: Move, sessions: Ids, speakers: Ids, *, named: bool
) -> None:
    """Without the speakers the lines come without names."""
    old: Any
    for old in await RundownItem.objects().where(RundownItem.workshop == from_id).order_by(RundownItem.id):
        await RundownItem.insert(
            RundownItem(
                workshop=to_id,
                session=sessions[old.session],
                starts_at=move(old.starts_at),
                ends_at=move(old.ends_at) if old.ends_at else None,
                title=old.title,
                speaker=speakers.get(old.speaker),
                who=old.who if named else "",
                credit_hours=old.credit_hours,
            )
        )


async def _questions(from_id: int, to_id: int) -> None:
    """In their order, so that what a question depends on is there before it."""
    found: Ids = {}
    rows = WorkshopQuestion.objects().where(WorkshopQuestion.workshop == from_id)
    for old in await rows.order_by(WorkshopQuestion.sort).order_by(WorkshopQuestion.id):
        new = WorkshopQuestion(
            workshop=to_id,
            sort=old.sort,
            kind=old.kind,
            label=old.label,
            options=old.options,
            required=old.required,
            only_if=found.get(old.only_if),
            only_if_answer=old.only_if_answer if old.only_if in found else "",
        )
        found[old.id] = (await WorkshopQuestion.insert(new))[0]["id"]


async def _files(from_id: int, to_id: int, actor: Actor, *, own: bool) -> None:
    wanted = (WorkshopFile.workshop == from_id) & (WorkshopFile.purpose == "material")
    if not own:
        wanted &= WorkshopFile.for_whom == "public"
    for old in await WorkshopFile.objects().where(wanted).order_by(WorkshopFile.id):
        names = ("purpose", "for_whom", "file", "name", "mime", "size", "width", "height", "alt", "sort")
        values: dict[str, Any] = {name: getattr(old, name) for name in names}
        await WorkshopFile.insert(WorkshopFile(workshop=to_id, created_by=actor.id, **values))


async def _plain(table: Any, from_id: int, to_id: int, *names: str) -> Ids:
    found: Ids = {}
    for old in await table.objects().where(table.workshop == from_id).order_by(table.id):
        new = table(workshop=to_id, **{name: getattr(old, name) for name in names})
        found[old.id] = (await table.insert(new))[0]["id"]
    return found
