"""Which plan somebody reads: the working copy, or a version, which is frozen and so kept once decoded."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.programs import plan, policy, reading
from kimhub.programs.plan import Plan
from kimhub.programs.views import Program

KEPT: Final = 200  # plans, about 100 KB each with 40 lines

_frozen: OrderedDict[int, Plan] = OrderedDict()
_contents = prepare_sql("SELECT version, content FROM program_snapshot WHERE version IN :versions")


class Shown(Struct, frozen=True):
    """`version` is its id; None for the working copy."""

    plan: Plan
    version: int | None = None

    @property
    def is_working_copy(self) -> bool:
        return self.version is None


async def of(actor: Actor, program: Program) -> Shown:
    """What this person reads at the program's address. Those who write read the working copy while it can
    be written, and what they sent once it is away; everybody else what is in force, or, where nothing is
    agreed yet, what lies with the office."""
    if policy.sees_working_copy(actor, program):
        version = None if program.is_writable or program.is_template else program.current
    else:
        version = program.in_force or program.current
    found = await frozen(version) if version is not None else None
    return Shown(found, version) if found else Shown(await reading.working(program))


async def frozen(version_id: int) -> Plan | None:
    """What was submitted, as it was; None when there is no such version."""
    kept = _frozen.get(version_id)
    if kept is None:
        kept = await reading.version(version_id)
        if kept is None:
            return None
        _keep(version_id, kept)
    return kept


async def several(version_ids: Iterable[int]) -> dict[int, Plan]:
    """The same for many, by their ids; one query for those that are not kept."""
    wanted = {*version_ids}
    found = {one: _frozen[one] for one in wanted if one in _frozen}
    if unknown := sorted(wanted - {*found}):
        for row in await _contents(versions=unknown):
            found[row["version"]] = _keep(row["version"], plan.decode(row["content"]))
    return found


def _keep(version_id: int, content: Plan) -> Plan:
    _frozen[version_id] = content
    if len(_frozen) > KEPT:
        _frozen.popitem(last=False)
    return content


def forget() -> None:
    """Drop what is kept (tests)."""
    _frozen.clear()
