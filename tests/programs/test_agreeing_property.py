"""Whoever does whatever in whatever order: a program stands where it stands on paper, and what was agreed
never changes."""

import asyncio
import os
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimhub.core.actor import Actor
from kimhub.core.db import engine_type, lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.programs import acknowledging, agreeing, plan, programs, states
from kimhub.programs.offices import Office
from kimhub.programs.tables import ProgramLine, WorkProgram
from kimhub.programs.tables_review import ProgramRules
from kimhub.programs.tables_versions import ProgramSnapshot, ProgramStep, ProgramVersion
from tests import make

EASY = settings(
    max_examples=int(os.environ.get("MANY", "30")),
    database=None,
    deadline=None,
    derandomize="MANY" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PEOPLE = (
    *("admin", "secretary", "treasurer", "member", "coordinator", "operator", "neighbour"),
    *("pembina", "colleague", "elsewhere", "both", "writer"),
)
SPEAKS = {"admin", "secretary"}  # for the house
WRITES = {*SPEAKS, "treasurer", "both"}  # "both" works in the office and is an officer of the house
JUDGES = {"pembina", "colleague", "writer"}  # unless they wrote on it
DEEDS = (
    ["submit"] * 5
    + ["approve"] * 5
    + ["send back"] * 3
    + ["undo", "amend", "amend", "edit"] * 4
    + ["take", "take back", "drop", "know", "know"] * 2
    + ["not yet", "first the village"]
    + ["years go by"] * 3
)
OF_HOUSE = {"submit", "take back", "amend", "drop", "edit"}
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(PEOPLE), st.integers(0, 9)), min_size=30, max_size=60
)


@dataclass
class Sent:
    """A version on paper."""

    words: str
    state: str
    decided_by: str = ""
    is_late: bool = False
    replaced: int | None = None


@dataclass
class Paper:
    """The same rules once more, on one page; versions are counted from 1."""

    words: str = "v0"
    state: str = states.DRAFT
    village_first: bool = False
    versions: list[Sent] = field(default_factory=list)
    current: int | None = None
    in_force: int | None = None
    hands: set[str] = field(default_factory=set)

    def of(self, number: int | None) -> Sent:
        assert number is not None
        return self.versions[number - 1]

    def judges(self, who: str) -> bool:
        return who in JUDGES - self.hands and self.state in states.WAITING

    def do(self, deed: str, who: str, version: int | None) -> bool:
        """Whether it is done; with what follows."""
        if deed == "submit":
            return self.submit(who)
        if deed == "take back":
            return self.take_back(who)
        if deed in {"know", "not yet"}:
            return self.answer(knows=deed == "know")
        if deed == "take":
            if self.judges(who):
                self.state = self.of(self.current).state = states.IN_REVIEW
                return True
            return False
        if deed in {"approve", "send back"}:
            return self.judges(who) and version == self.current and self.decide(deed == "approve", who)
        if deed == "undo":
            return self.undo(who, version)
        if deed == "amend":
            if who in SPEAKS and self.state == states.DRAFT and self.in_force:
                return True
            return self.turn(who in SPEAKS and self.state == states.APPROVED, states.DRAFT)
        if deed == "drop":
            return self.drop(who)
        return self.turn(self.state == states.APPROVED, states.CLOSED) or self.state == states.CLOSED

    def turn(self, may: bool, state: str) -> bool:
        self.state = state if may else self.state
        return may

    def submit(self, who: str) -> bool:
        if who not in SPEAKS:
            return False
        if self.state in states.AWAY:
            return True
        if self.state not in states.WRITABLE:
            return False
        self.state = states.ACKNOWLEDGING if self.village_first else states.SUBMITTED
        self.versions.append(Sent(self.words, self.state))
        self.current = len(self.versions)
        self.hands.add(who)
        return True

    def take_back(self, who: str) -> bool:
        if who in SPEAKS and self.state == states.DRAFT:
            return True
        if who not in SPEAKS or self.state not in {states.ACKNOWLEDGING, states.SUBMITTED}:
            return False
        self.of(self.current).state = states.WITHDRAWN
        left = [n for n, one in enumerate(self.versions, 1) if one.state != states.WITHDRAWN]
        self.current = left[-1] if left else None
        return self.turn(True, states.DRAFT)

    def answer(self, *, knows: bool) -> bool:
        if self.state != states.ACKNOWLEDGING:
            return False
        self.of(self.current).state = states.SUBMITTED if knows else states.RETURNED
        return self.turn(True, states.SUBMITTED if knows else states.NEEDS_REVISION)

    def decide(self, agrees: bool, who: str) -> bool:
        one = self.of(self.current)
        one.decided_by, one.is_late = who, False
        if agrees:
            if self.in_force:
                self.of(self.in_force).state = states.SUPERSEDED
            one.state, one.replaced = states.IN_FORCE, self.in_force
            self.in_force = self.current
        else:
            one.state = states.RETURNED
        return self.turn(True, states.APPROVED if agrees else states.NEEDS_REVISION)

    def undo(self, who: str, version: int | None) -> bool:
        if version is None or version != self.current:
            return False
        one = self.of(version)
        if (
            self.state not in {states.APPROVED, states.NEEDS_REVISION}
            or one.decided_by != who
            or one.is_late
            or who not in JUDGES - self.hands
        ):
            return False
        if one.state == states.RETURNED and one.words != self.words:
            return False  # the house has written on what came back
        if one.state == states.IN_FORCE:
            if one.replaced:
                self.of(one.replaced).state = states.IN_FORCE
            self.in_force = one.replaced
        one.state, one.decided_by, one.replaced = states.IN_REVIEW, "", None
        return self.turn(True, states.IN_REVIEW)

    def drop(self, who: str) -> bool:
        if who not in SPEAKS or self.state not in states.WRITABLE:
            return False
        if self.in_force:
            self.current, self.words = self.in_force, self.of(self.in_force).words
        return self.turn(True, states.APPROVED if self.in_force else states.CANCELLED)


class District:
    """The real program beside the one on paper."""

    def __init__(self, actors: dict[str, Actor], made: WorkProgram, paper: Paper) -> None:
        self.actors, self.made, self.paper = actors, made, paper
        self.ids: dict[int, int] = {}  # number of a version -> its id
        self.frozen: dict[int, tuple[str, str]] = {}  # id of a version -> content and digest

    async def do(self, deed: str, who: str, n: int) -> None:
        paper, program_id = self.paper, self.made.id
        if n % 8:  # mostly somebody whose business it is
            last = paper.of(paper.current).decided_by if paper.current else ""
            ours = sorted(SPEAKS if deed in OF_HOUSE else {last} if deed == "undo" and last else JUDGES)
            who = ours[PEOPLE.index(who) % len(ours)]
        actor = self.actors[who]
        version = paper.current if n < 8 else n - 7  # mostly the one that lies there
        asked = self.ids.get(version or 0, 0)
        if deed == "edit":
            return await self.edit(who, n)
        if deed == "first the village":
            paper.village_first = not paper.village_first
            await ProgramRules.update({ProgramRules.acknowledge: paper.village_first}, force=True)
            return None
        if deed == "years go by":
            past: dict[Any, Any] = {ProgramVersion.decided_at: now() - timedelta(minutes=11)}
            await ProgramVersion.update(past).where(ProgramVersion.decided_at.is_not_null())
            for one in paper.versions:
                one.is_late = True
            return None
        calls: dict[str, Any] = {
            "submit": lambda: agreeing.submit(program_id, actor),
            "take back": lambda: agreeing.take_back(program_id, actor),
            "take": lambda: agreeing.take(program_id, actor),
            "approve": lambda: agreeing.approve(program_id, actor, version_id=asked),
            "send back": lambda: agreeing.send_back(program_id, actor, version_id=asked, note="Lengkapi."),
            "undo": lambda: agreeing.undo(program_id, actor, version_id=asked),
            "amend": lambda: agreeing.amend(program_id, actor, "Harga naik."),
            "drop": lambda: agreeing.drop(program_id, actor),
            "know": lambda: self.answer("know"),
            "not yet": lambda: self.answer("back"),
            "close": lambda: self.close(actor),
        }
        assert await worked(calls[deed]()) == paper.do(deed, who, version), (deed, who)
        return None

    async def edit(self, who: str, n: int) -> None:
        """As the editor does: only while it is writable, and whoever did is noted."""
        writable = self.paper.state in states.WRITABLE
        if who not in {*WRITES, "writer"} or not writable:
            return
        self.paper.words = f"v{n}"
        self.paper.hands.add(who)
        async with transaction():
            await lock_id(WorkProgram, self.made.id)
            row = await WorkProgram.objects().get(WorkProgram.id == self.made.id)
            assert row
            hands = " ".join(dict.fromkeys([*row.hands.split(), str(self.actors[who].id)]))
            await WorkProgram.update({WorkProgram.hands: hands}).where(WorkProgram.id == self.made.id)
            await ProgramLine.update({ProgramLine.name: f"v{n}"}).where(ProgramLine.program == self.made.id)

    async def answer(self, said: str) -> None:
        there = await programs.by_id(self.made.id)
        assert there
        if there.current is None:
            raise Refused
        await acknowledging.link_of(there)
        asked = await acknowledging.get_asked(acknowledging.secret_of(there.current))
        if asked is None:
            raise Refused
        form = {"answer": said, "name": "H. Baso", "office": "Kepala Desa", "reason": "Tambah dusun."}
        await acknowledging.answer(asked, form)

    async def close(self, actor: Actor) -> None:
        async with transaction():
            await agreeing.close(self.made.id, actor, Office("Irma", "Diskominfo"))

    async def compare(self) -> None:
        paper, there = self.paper, await programs.by_id(self.made.id)
        assert there
        line = await ProgramLine.select(ProgramLine.name).where(ProgramLine.program == self.made.id)
        assert [row["name"] for row in line] == [paper.words]
        versions = await programs.versions_of(self.made.id)
        self.ids = {one.number: one.id for one in versions}
        assert there.state == paper.state
        assert there.in_force == (self.ids[paper.in_force] if paper.in_force else None)
        assert there.current == (self.ids[paper.current] if paper.current else None)
        assert [one.state for one in reversed(versions)] == [one.state for one in paper.versions]
        assert sum(one.state == states.IN_FORCE for one in versions) <= 1
        for snapshot in await ProgramSnapshot.objects():
            kept = self.frozen.setdefault(snapshot.version, (snapshot.content, snapshot.sha256))
            assert kept == (snapshot.content, snapshot.sha256)  # never a byte
            assert plan.is_whole(*kept)
        for number, one in enumerate(paper.versions, 1):
            assert plan.decode(self.frozen[self.ids[number]][0]).lines[0].name == one.words
        wrote = await ProgramVersion.select(ProgramVersion.id, ProgramVersion.hands)
        self.judge_the_judges(versions, {row["id"]: row["hands"].split() for row in wrote})

    def judge_the_judges(self, versions: list[Any], wrote: dict[int, list[str]]) -> None:
        """Every decision says who, as what, when and why, and nobody decided on what they wrote."""
        known = {actor.id: name for name, actor in self.actors.items()}
        for one in versions:
            if one.is_decided:
                assert one.decided_name
                assert one.decided_office
                assert one.decided_at
                assert one.decision_note
            if one.decided_by:
                assert known[one.decided_by] in JUDGES
                assert one.decided_by != one.submitted_by
                assert str(one.decided_by) not in wrote[one.id]


async def worked(call: Any) -> bool:
    """False when it was refused."""
    try:
        await call
    except (Refused, Invalid, NotFound):
        return False
    return True


async def cast(kim: Any, office: Any) -> dict[str, Actor]:
    """Everybody of PEOPLE."""
    other = await make.kim("KIM Unra", wilayah_code="73.08.17.2001")
    both = await make.member(office, "Bekerja di dua tempat")
    await make.join(both, kim)
    await make.Officer(
        organization=kim.id, user=both.id, name=both.name, position="treasurer", term_start=make.days(-9)
    ).save()
    people = {
        "admin": await make.kim_admin(kim),
        "secretary": await make.officer(kim, "Sekretaris"),
        "treasurer": await make.officer(kim, "Bendahara", position="treasurer"),
        "member": await make.member(kim, "Anggota"),
        "coordinator": await make.forum_coord(
            await make.organization("Forum KIM", kind="forum_kim", wilayah_code="73.08.16")
        ),
        "operator": await make.sysadmin(),
        "neighbour": await make.kim_admin(other),
        "pembina": await make.member(office, "Irma"),
        "colleague": await make.member(office, "Yusran"),
        "elsewhere": await make.pembina("73.09", "Pembina Maros"),
        "both": both,
        "writer": await make.member(office, "Ikut menulis"),
    }
    return {name: await make.actor_of(person) for name, person in people.items()}


async def test_it_stands_where_it_stands_on_paper_whatever_happens(database: Any):
    kim, office = await make.kim(), await make.agency()
    actors = await cast(kim, office)
    await ProgramRules(wilayah_code="73.08").save()

    async def check(steps: list[tuple[str, str, int]]) -> None:
        await ProgramStep.delete(force=True)
        await ProgramSnapshot.delete(force=True)
        await ProgramVersion.delete(force=True)
        await WorkProgram.update({WorkProgram.state: states.CANCELLED}, force=True)
        await ProgramRules.update({ProgramRules.acknowledge: False}, force=True)
        made = await make.program(kim, "v0", slug=f"acak-{next(make._numbers)}")
        district = District(actors, made, Paper())
        for deed, who, n in steps:
            await district.do(deed, who, n)
            await district.compare()

    # Hypothesis runs plain functions: it draws the examples, this loop tries them.
    examples: list[Any] = []

    @EASY
    @given(STEPS)
    def collect(steps: Any) -> None:
        examples.append(steps)

    collect()
    for steps in examples[:: 1 if engine_type() == "sqlite" else 2]:
        try:
            await check(steps)
        except AssertionError:
            print(f"steps = {steps}")  # no shrinking here: say what it was
            raise


async def test_two_of_the_office_and_two_of_the_house_at_once(database: Any):
    kim, office = await make.kim(), await make.agency()
    actors = await cast(kim, office)
    made = await make.program(kim)
    version = await agreeing.submit(made.id, actors["admin"])
    calls = [
        agreeing.approve(made.id, actors["pembina"], version_id=version.id),
        agreeing.send_back(made.id, actors["colleague"], version_id=version.id, note="Lengkapi."),
        agreeing.take_back(made.id, actors["admin"]),
        agreeing.submit(made.id, actors["secretary"]),
        agreeing.approve(made.id, actors["colleague"], version_id=version.id),
    ]
    await asyncio.gather(*[worked(call) for call in calls])
    there = await programs.by_id(made.id)
    assert there
    decided = [step for step in await programs.history(made.id) if step.act in {"approved", "returned"}]
    versions = await programs.versions_of(made.id)
    assert len(decided) <= 1  # whoever came first decided; the others were told
    assert sum(one.state == states.IN_FORCE for one in versions) == (there.in_force is not None)
    assert len(versions) <= 2


@pytest.mark.parametrize("who", ["both", "writer"])
async def test_who_wrote_on_it_never_decides(database: Any, who: str):
    kim, office = await make.kim(), await make.agency()
    actors = await cast(kim, office)
    made = await make.program(kim, hands=f"{actors['writer'].id}")
    version = await agreeing.submit(made.id, actors["admin"])
    assert not await worked(agreeing.approve(made.id, actors[who], version_id=version.id))
    assert await worked(agreeing.approve(made.id, actors["pembina"], version_id=version.id))
