"""Members in bulk from a list: tried first, written when confirmed, and never anybody twice."""

import json
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, lock_id, now, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.groups import belonging, import_checks, import_writing, members, policy, policy_members
from kimhub.groups.import_checks import Checked
from kimhub.groups.import_reading import Line, Table
from kimhub.groups.member_events import MembersImported
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import MemberImport

KEPT: Final = timedelta(days=2)  # a list on trial holds names and numbers: not for long


class Summary(msgspec.Struct, frozen=True):
    """How many rows became or would become what."""

    new: int = 0
    member: int = 0
    account: int = 0
    error: int = 0
    officers: int = 0


class Trial(msgspec.Struct, frozen=True):
    """A list that was read; once confirmed only the counts and the new accounts are left."""

    id: int
    state: str
    lines: list[Line]
    people: list[int]
    summary: Summary
    created_at: datetime
    created_by: int | None


class OneImport(msgspec.Struct, frozen=True):
    """For the rules."""

    trial: Trial
    organization: Profile
    led: bool


class _Row(msgspec.Struct, frozen=True):
    id: int
    state: str
    rows: str
    people: str
    summary: str
    created_at: datetime
    created_by: int | None


_COLUMNS = "id, state, rows, people, summary, created_at, created_by FROM member_import"
_one = prepare_sql(
    f"SELECT {_COLUMNS} WHERE id = :id AND organization = :organization"
    " AND (state = 'confirmed' OR ends_at > :now)",
    _Row,
)
_of = prepare_sql(
    f"SELECT {_COLUMNS} WHERE organization = :organization AND (state = 'confirmed' OR ends_at > :now)"
    " ORDER BY id DESC LIMIT 20",
    _Row,
)


async def get(slug: str, import_id: int) -> OneImport | None:
    house = await members.house(slug)
    row = await _one.first(id=import_id, organization=house.organization.id, now=now()) if house else None
    return OneImport(_trial(row), house.organization, house.led) if house and row else None


async def of(organization: Profile) -> list[Trial]:
    """The latest lists of an organization: those on trial and those written."""
    return [_trial(row) for row in await _of(organization=organization.id, now=now())]


async def try_out(organization: Profile, actor: Actor, table: Table, key: UUID) -> int:
    """Keep a list for its confirmation; returns its id. Sent twice it is kept once."""
    if made := await _made_with(key):
        return made
    row = MemberImport(
        organization=organization.id,
        rows=msgspec.json.encode(table.lines).decode(),
        created_by=actor.id,
        created_at=now(),
        ends_at=now() + KEPT,
        key=key,
    )
    try:
        async with transaction():
            return int((await MemberImport.insert(row))[0]["id"])
    except Exception as error:
        if is_unique_violation(error) and (made := await _made_with(key)):
            return made
        raise


async def check(one: OneImport, actor: Actor) -> list[Checked]:
    """What each row would become at this moment."""
    appoints = policy.can_appoint(actor, one.organization)
    return await import_checks.check(one.organization, one.trial.lines, appoints)


def summarise(rows: list[Checked]) -> Summary:
    states = [row.state for row in rows]
    officers = sum(bool(row.position) for row in rows if row.state == "new")
    return Summary(
        states.count("new"),
        states.count("member"),
        states.count("account"),
        states.count("error"),
        officers,
    )


async def confirm(one: OneImport, actor: Actor) -> bool:
    """Write the rows that are new, all or none; False when the list was written or dropped before.

    Each row is looked at again under the lock of the organization, so whoever became a member meanwhile is
    left out. Tried anew when somebody registers with one of the numbers at this very moment.
    """
    for attempt in range(3):
        try:
            async with transaction():
                return await _write(one, actor)
        except Exception as error:
            if attempt == 2 or not is_unique_violation(error):
                raise
    raise AssertionError


async def drop(one: OneImport) -> None:
    """Forget a list on trial."""
    async with transaction():
        await MemberImport.delete().where(
            (MemberImport.id == one.trial.id) & (MemberImport.state == "draft")
        )


async def sweep() -> None:
    """Forget the lists nobody confirmed."""
    async with transaction():
        await MemberImport.delete().where((MemberImport.state == "draft") & (MemberImport.ends_at <= now()))


async def _write(one: OneImport, actor: Actor) -> bool:
    organization = one.organization
    assert actor.id is not None
    await belonging.lock(organization.id)
    await lock_id(MemberImport, one.trial.id)
    draft = (MemberImport.id == one.trial.id) & (MemberImport.state == "draft")
    if not await MemberImport.exists().where(draft):
        return False
    led = bool(await belonging.leaders(organization.id))
    if not policy_members.may_decide(actor, organization, led):
        raise Refused(_("KIM ini sudah punya admin. Admin KIM sendiri yang memutuskan."))
    rows = await check(one, actor)
    new = [row for row in rows if row.state == "new"]
    people = await import_writing.write(organization, new, actor.id)
    await MemberImport.update(
        {
            MemberImport.state: "confirmed",
            MemberImport.rows: "[]",
            MemberImport.people: json.dumps(people),
            MemberImport.summary: msgspec.json.encode(summarise(rows)).decode(),
        }
    ).where(MemberImport.id == one.trial.id)
    await publish(MembersImported(organization.id, actor.id, one.trial.id, tuple(people)))
    return True


def _trial(row: _Row) -> Trial:
    return Trial(
        row.id,
        row.state,
        msgspec.json.decode(row.rows, type=list[Line]),
        json.loads(row.people),
        msgspec.json.decode(row.summary, type=Summary),
        row.created_at,
        row.created_by,
    )


async def _made_with(key: UUID) -> int | None:
    rows = await MemberImport.select(MemberImport.id).where(MemberImport.key == key)
    return rows[0]["id"] if rows else None
