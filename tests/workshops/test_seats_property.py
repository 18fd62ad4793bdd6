"""Whatever happens in whatever order: the seats are those of the list on paper."""

import os
from datetime import timedelta
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimhub.core.db import engine_type, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.jobs import Tick
from kimhub.workshops import delegations, seats
from kimhub.workshops.seats import SignUp
from kimhub.workshops.tables import Workshop
from kimhub.workshops.tables_seats import Delegation, Registration
from tests import make
from tests.workshops.queue import counters, registrations
from tests.workshops.slow_hall import Hall, Person

EASY = settings(
    max_examples=int(os.environ.get("MANY", "25")),
    database=None,
    deadline=None,
    derandomize="MANY" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PEOPLE, NUMBER = 9, st.integers(0, 8)
LIMIT = st.sampled_from([None, None, 1, 2, 3])
# What is done to people, and to whom it mostly makes a difference.
OF_PEOPLE: dict[str, tuple[str, ...]] = {
    "come": ("", "cancelled", "lapsed"),
    "leave": ("confirmed", "offered", "waiting", "asked"),
    "run out": ("offered",),
    "accept": ("offered",),
    "decline": ("offered",),
    "approve": ("asked", "rejected"),
    "reject": ("confirmed", "waiting", "asked"),
    "first": ("waiting",),
}
DEEDS = (
    ["come"] * 8
    + ["leave"] * 6
    + ["run out", "accept", "decline", "name", "name", "invite", "limits", "limits", "approve"] * 2
    + ["reject", "first", "end", "take back", "deadline"]
)
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), NUMBER, NUMBER, NUMBER), min_size=20, max_size=45)
HALLS = st.tuples(
    st.sampled_from([None, 0, 1, 2, 3, 3, 4, 5]), LIMIT, LIMIT,
    st.sampled_from([False, False, True]), st.sampled_from([True, True, False]),
)  # fmt: skip


class Town:
    """The real seats beside those on paper."""

    def __init__(
        self, at: Workshop, paper: Hall, accounts: list[Any], houses: list[Any], team: int
    ) -> None:
        self.at, self.paper, self.accounts, self.houses, self.team = at, paper, accounts, houses, team

    def stands_for(self, who: int) -> tuple[int | None, str]:
        """Every fourth person comes from nowhere in particular."""
        if who % 4 == 3:
            return None, ""
        house = self.houses[who % len(self.houses)]
        return house.id, house.wilayah_code[:8]

    async def place(self, who: int) -> Registration | None:
        return await Registration.objects().get(
            (Registration.workshop == self.at.id) & (Registration.user == self.accounts[who].id)
        )

    async def group(self, organization: int) -> Delegation | None:
        return await Delegation.objects().get(
            (Delegation.workshop == self.at.id) & (Delegation.organization == organization)
        )

    async def do(self, deed: str, a: int, b: int, c: int) -> None:
        house = self.houses[b % len(self.houses)]
        fit = [who for who in range(PEOPLE) if self.paper.people[who].state in OF_PEOPLE.get(deed, ())]
        if fit and c < 8:
            a = fit[a % len(fit)]
        if deed == "come":
            organization, district = self.stands_for(a)
            who = SignUp(
                name="Orang", user=self.accounts[a].id, organization=organization, district_code=district
            )
            done = await worked(seats.sign_up(self.at.id, who, uuid4(), who.user))
            assert done == self.paper.come(a, organization, district)
        elif deed == "limits":
            await self.limit(None if a == 8 else a, b if b < 4 else None, c if c < 4 else None)
        elif deed == "invite":
            call = delegations.invite(self.at.id, house.id, c % 4 + 1, uuid4(), self.team)
            assert await worked(call) == self.paper.invite(house.id, house.wilayah_code[:8], c % 4 + 1)
        elif deed in {"name", "end", "take back", "deadline"}:
            group = await self.group(house.id)
            if group:
                await self.of_group(deed, group, a)
        else:
            place = await self.place(a)
            if place:
                await self.of_place(deed, place, a)

    async def limit(self, *limits: int | None) -> None:
        names = ("capacity", "per_organization", "per_district")
        before = [getattr(self.paper, name) for name in names]
        try:
            async with transaction():
                await seats.check_room(self.at.id, *limits)
                change: dict[Any, Any] = dict(zip(names, limits, strict=True))
                await Workshop.update(change).where(Workshop.id == self.at.id)
                await seats.refill(self.at.id)
        except Invalid:
            assert not self.paper.limit(*limits)
            assert before == [getattr(self.paper, name) for name in names]
        else:
            assert self.paper.limit(*limits)

    async def of_place(self, deed: str, place: Registration, who: int) -> None:
        one, paper = self.paper.people[who], self.paper
        if deed == "leave":
            await seats.withdraw(place.id, None)
            paper.leave(who)
        elif deed == "reject":
            await seats.reject(place.id, self.team, "Bukan untuk ini")
            paper.leave(who, "rejected")
        elif deed == "approve":
            assert await worked(seats.approve(place.id, self.team)) == paper.approve(who)
        elif deed == "first":
            assert await worked(seats.put_first(place.id, self.team, "Diminta camat")) == paper.put_first(
                who
            )
        elif deed == "accept":
            assert await worked(seats.accept(place.id, None)) == (one.state in {"offered", "confirmed"})
            one.state = "confirmed" if one.state == "offered" else one.state
        elif one.state == "offered":
            if deed == "decline":
                await seats.decline_offer(place.id, None)
            else:
                past: dict[Any, Any] = {Registration.offered_until: now() - timedelta(seconds=1)}
                await Registration.update(past).where(Registration.id == place.id)
                await seats.pass_offers_on(Tick(now()))
            paper.leave(who, "cancelled" if deed == "decline" else "lapsed")

    async def of_group(self, deed: str, group: Delegation, who: int) -> None:
        organization = int(group.organization)
        if deed == "name":
            person = SignUp(name="Orang", user=self.accounts[who].id)
            call = delegations.name_people(self.at.id, group.id, [person], uuid4(), self.team)
            assert await worked(call) == self.paper.name(organization, who)
        elif deed == "end":
            await delegations.decline(self.at.id, group.id, self.team)
            self.paper.end(organization, "declined")
        elif deed == "take back":
            await delegations.take_back(self.at.id, group.id, self.team)
            self.paper.end(organization, "withdrawn")
        elif group.state in {"invited", "accepted"}:
            past: dict[Any, Any] = {Delegation.answer_by: now() - timedelta(seconds=1)}
            await Delegation.update(past).where(Delegation.id == group.id)
            await seats.pass_offers_on(Tick(now()))
            self.paper.deadline(organization)

    async def compare(self) -> None:
        paper = self.paper
        rows = await registrations(self.at)
        states = {row["user"]: row["state"] for row in rows}
        assert len(rows) == len(states)
        for who, one in enumerate(paper.people):
            assert states.get(self.accounts[who].id, "") == one.state, who
        given = paper.seats()
        taken, waiting, asking = await counters(self.at)
        assert taken == len(given)
        assert waiting == len(paper.queue())
        assert asking == sum(one.state == "asked" for one in paper.people)
        assert paper.capacity is None or taken <= paper.capacity
        for organization in {o for o, _ in given if o is not None}:
            used = sum(o == organization for o, _ in given)
            assert paper.per_organization is None or used <= paper.per_organization
        assert not any(paper.fits(one.organization, one.district) for one in paper.queue())


async def worked(call: Any) -> bool:
    """False when it was refused."""
    try:
        await call
    except (Refused, Invalid):
        return False
    return True


async def test_seats_are_those_on_paper_whatever_happens(database: Any):
    team = await make.user("Panitia")
    accounts = [await make.user(f"Orang {n}") for n in range(PEOPLE)]
    codes = ("73.08.16.2009", "73.08.16.2016", "73.08.17.2001")
    houses = [await make.kim(f"KIM {code[-4:]}", wilayah_code=code) for code in codes]

    async def check(limits: tuple[Any, ...], steps: list[tuple[str, int, int, int]]) -> None:
        capacity, per_organization, per_district, approval, waiting_list = limits
        at = await make.workshop(
            houses[0], capacity=capacity, per_organization=per_organization, per_district=per_district,
            approval=approval, waiting_list=waiting_list,
        )  # fmt: skip
        people = [Person(None, "") for _ in accounts]
        town = Town(
            at,
            Hall(capacity, per_organization, per_district, approval, waiting_list, people),
            accounts,
            houses,
            team.id,
        )
        for deed, a, b, c in steps:
            await town.do(deed, a, b, c)
            await town.compare()

    # Hypothesis runs plain functions: it draws the examples, this loop tries them.
    examples: list[Any] = []

    @EASY
    @given(HALLS, STEPS)
    def collect(limits: Any, steps: Any) -> None:
        examples.append((limits, steps))

    collect()
    for limits, steps in examples[:: 1 if engine_type() == "sqlite" else 2]:
        try:
            await check(limits, steps)
        except AssertionError:
            print(f"limits = {limits}\nsteps = {steps}")  # no shrinking here: say what it was
            raise
