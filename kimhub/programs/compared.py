"""Versions of a program and what is different between them, read from their snapshots.

A snapshot never changes, so what was read of it is kept in memory by its hash: the page of a review asks
for the hashes, and for contents it has not seen yet.
"""

import asyncio
from collections import OrderedDict
from typing import Final, Generic, TypeVar

from kimhub.core.actor import Actor
from kimhub.core.i18n import current_locale
from kimhub.core.prepared import prepare_sql
from kimhub.programs import diff, plan, policy, states
from kimhub.programs.diff import Diff
from kimhub.programs.plan import Plan
from kimhub.programs.programs import VERSION_COLUMNS
from kimhub.programs.views import Program, Version

KEPT: Final = 64
SHORT: Final = 100_000  # characters of both: takes some milliseconds to compare
PART: Final = 100  # a line, indicator or item without its long texts
Value = TypeVar("Value")


class Frozen(Version, frozen=True):
    """A version with the hash of its content."""

    sha256: str


_frozen = prepare_sql(
    f"SELECT {VERSION_COLUMNS}, s.sha256 FROM program_version v JOIN program_snapshot s ON s.version = v.id"  # noqa: S608
    " WHERE v.program = :program ORDER BY v.number DESC",
    Frozen,
)
_contents = prepare_sql("SELECT version, content FROM program_snapshot WHERE version IN :versions")


class _Kept(Generic[Value]):
    """The newest KEPT of what was made."""

    def __init__(self) -> None:
        self.values: OrderedDict[object, Value] = OrderedDict()

    def put(self, key: object, value: Value) -> Value:
        self.values[key] = value
        self.values.move_to_end(key)
        if len(self.values) > KEPT:
            self.values.popitem(last=False)
        return value


_plans, _diffs = _Kept[Plan](), _Kept[Diff]()


async def versions_of(program: Program, actor: Actor) -> list[Frozen]:
    """All versions this person may read, the newest first: what was taken back is the house's again."""
    found = await _frozen(program=program.id)
    if policy.writes(actor, program):
        return found
    return [one for one in found if one.state != states.WITHDRAWN]


def base_for(version: Frozen, versions: list[Frozen]) -> Frozen | None:
    """What a version is laid beside unless somebody asks otherwise: the last one before it that was decided
    on, because that is what the office has read; None where there is none."""
    earlier = (one for one in versions if one.number < version.number)
    return next((one for one in earlier if one.is_decided), None)


async def plans_of(*versions: Frozen) -> list[Plan]:
    """What these versions say."""
    unknown = {one.id: one.sha256 for one in versions if one.sha256 not in _plans.values}
    found = {one.sha256: _plans.values[one.sha256] for one in versions if one.id not in unknown}
    if unknown:
        for row in await _contents(versions=[*unknown]):
            sha256 = unknown[row["version"]]
            found[sha256] = _plans.put(sha256, plan.decode(row["content"]))
    return [found[one.sha256] for one in versions]


async def between(before: Frozen, after: Frozen) -> Diff:
    """What `after` says otherwise than `before`, in the reader's language."""
    one, other = await plans_of(before, after)
    key = (before.sha256, after.sha256, current_locale())
    return _diffs.values.get(key) or _diffs.put(key, await differing(one, other))


async def differing(before: Plan, after: Plan) -> Diff:
    """The same of any two. Where there is much to compare others are not kept waiting for it."""
    if _size(before) + _size(after) <= SHORT:
        return diff.diff(before, after)
    return await asyncio.to_thread(diff.diff, before, after)


def forget() -> None:
    """Drop what is kept (tests)."""
    _plans.values.clear()
    _diffs.values.clear()


def _size(whole: Plan) -> int:
    """Characters, more or less."""
    return sum(
        len(line.purpose)
        + len(line.output)
        + len(line.outcome)
        + PART * (1 + len(line.indicators) + len(line.items))
        for line in whole.lines
    )
