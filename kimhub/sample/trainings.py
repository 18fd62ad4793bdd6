"""The sample's events as rows: who runs them, who signed up and who came. Counters agree with the rows."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any, Final

from kimhub.core.actor import within
from kimhub.core.db import now
from kimhub.core.files import save_content
from kimhub.core.zones import zone_for, zone_key
from kimhub.notifications import of_workshops
from kimhub.sample.plan import Area
from kimhub.sample.rows import insert, moment, sample_key
from kimhub.sample.settle import People, Seat, Settled
from kimhub.workshops import planning, samples, seat_sql
from kimhub.workshops.events import DelegationInvited, SeatChanged
from kimhub.workshops.samples import Event
from kimhub.workshops.tables import (
    RundownItem,
    Speaker,
    Workshop,
    WorkshopAudience,
    WorkshopFile,
    WorkshopHelper,
    WorkshopSession,
)
from kimhub.workshops.tables_door import Attendance
from kimhub.workshops.tables_seats import Delegation, Registration

LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CAME: Final = 0.88  # of those who had a seat
METHODS: Final = ("qr", "list", "list", "self")


class Trainings:
    """Everything that takes place in one area."""

    def __init__(self, area: Area, settled: list[Settled], people: People) -> None:
        self.area, self.settled, self.people = area, settled, people
        self.chance = Random(f"{area.key} trainings")  # noqa: S311 - invented data

    async def fill(self) -> int:
        """Make them; returns how many there are. Those whose organization is not there are left out."""
        by_name = {one.name: one for one in self.settled}
        made = 0
        for event in samples.EVENTS.get(self.area.key, ()):
            if house := by_name.get(event.house):
                await self._one(event, house)
                made += 1
        return made

    async def _one(self, event: Event, house: Settled) -> None:
        zone = zone_for(event.place)
        today = now().astimezone(zone).date() + timedelta(days=event.day)
        first = today + timedelta(days=(event.weekday - today.weekday()) % 7)
        starts = [
            datetime.combine(first + timedelta(days=n), time(*event.begins), zone).astimezone(UTC)
            for n in range(event.days)
        ]
        lasts = timedelta(minutes=event.minutes)
        row = Workshop(**self._fields(event, house), starts_at=starts[0], ends_at=starts[-1] + lasts)
        row.id = await planning.insert(row)  # it finds the address
        sessions = await insert(
            [WorkshopSession(workshop=row.id, starts_at=start, ends_at=start + lasts) for start in starts]
        )
        await self._programme(event, row, sessions)
        await self._delegations(event, row)
        places = await self._places(event, row)
        if event.state == "finished":
            await self._presence(sessions, places)
        await seat_sql.count(id=row.id, line=max((place.line for place in places), default=0))
        await self._tell(row)

    async def _tell(self, row: Workshop) -> None:
        """Who holds an offer, who decides about sign-ups and who is to name people hears of it."""
        here = Registration.workshop == row.id
        waits = Registration.state.is_in(["offered", "asked"])
        for place in await Registration.objects().where(here & waits):
            told = SeatChanged(place.id, row.id, place.state, place.line, None)
            await of_workshops.tell_about_the_place(told)
        invited = (Delegation.workshop == row.id) & (Delegation.state == "invited")
        for one in await Delegation.objects().where(invited):
            await of_workshops.ask_the_house(DelegationInvited(one.id, row.id, row.created_by or 0))

    def _fields(self, event: Event, house: Settled) -> dict[str, Any]:
        contact = self.people.get(event.contact)
        planner = next((seat for seat in house.seats if seat.position or "kim_admin" in seat.roles), None)
        planner = planner or (house.seats[0] if house.seats else None)
        past = event.day < 0
        return {
            "organization": house.id,
            "kind": event.kind,
            "title": event.title,
            "theme": event.theme,
            "purpose": event.purpose,
            "audience_note": event.audience,
            "bring": event.bring,
            "contact_name": contact.name if contact else "",
            "contact_phone": (contact.phone or "") if contact else "",
            "mode": event.mode,
            "venue": event.venue,
            "wilayah_code": event.place,
            "zone": zone_key(event.place),
            "online_url": "https://rapat.contoh.id/kim" if event.mode != "onsite" else "",
            "online_note": "Nomor rapat 123 456, sandi lontar" if event.mode != "onsite" else "",
            "state": event.state,
            "published_at": None if event.state == "draft" else moment(min(event.day, 0) - 12),
            "cancelled_at": moment(-1) if event.state == "cancelled" else None,
            "cancel_reason": event.reason,
            "finished_at": moment(event.day + event.days + 7) if event.state == "finished" else None,
            "admission": event.admission,
            "guests": event.guests,
            "approval": event.approval,
            "capacity": event.capacity,
            "per_organization": event.per_house,
            "certificates": event.certificates,
            "credit_hours": event.hours,
            "created_by": self.people[planner.person.handle].id if planner else None,
            "created_at": moment(event.day - 40 if past else -20),
            "key": sample_key(f"workshop:{self.area.key}:{event.key}"),
        }

    async def _programme(self, event: Event, row: Workshop, sessions: list[WorkshopSession]) -> None:
        speakers = await self._insert(
            [
                Speaker(workshop=row.id, name=one.name, office=one.office, role=one.role, sort=n)
                for n, one in enumerate(event.talkers)
            ]
        )
        first = sessions[0]
        await self._insert(
            [
                RundownItem(
                    workshop=row.id,
                    session=first.id,
                    starts_at=first.starts_at + timedelta(minutes=line.after),
                    ends_at=first.starts_at + timedelta(minutes=line.after + line.lasts),
                    title=line.title,
                    speaker=speakers[line.talker].id if line.talker is not None else None,
                    who=line.who,
                    credit_hours=line.hours,
                )
                for line in event.lines
            ]
        )
        if event.codes and event.audience:
            await self._insert(
                [WorkshopAudience(workshop=row.id, wilayah_code=code) for code in event.codes]
            )
        if event.helper in self.people:
            helper = self.people[event.helper]
            await self._insert([WorkshopHelper(workshop=row.id, user=helper.id, role="door")])
        if event.material:
            name = f"{event.material}.txt"
            text = samples.MATERIAL.format(title=event.material).encode()
            kept = await save_content(text, "text/plain", name)
            await self._insert(
                [WorkshopFile(workshop=row.id, file=kept.key, name=name, mime="text/plain", size=kept.size)]
            )

    async def _delegations(self, event: Event, row: Workshop) -> None:
        """Each office is invited with its seats; those that answered named their own people."""
        offices = {one.place.code: one for one in self.settled if one.house.kind == "agency"}
        line = 0
        for code, seats, answered in event.delegations:
            office = offices.get(code)
            if office is None:
                continue
            named = office.members[:seats] if answered else []
            made = Delegation(
                workshop=row.id,
                organization=office.id,
                seats=seats,
                state="accepted" if answered else "invited",
                answer_by=row.starts_at - timedelta(days=5),
                answered_at=moment(-3) if answered else None,
                created_at=moment(-10),
                key=sample_key(f"delegation:{event.key}:{code}"),
            )
            await insert([made])
            rows = []
            for seat in named:
                line += 1
                rows.append(self._place(event, row, office, seat, "confirmed", line, delegation=made.id))
            await self._insert(rows)

    async def _places(self, event: Event, row: Workshop) -> list[Registration]:
        """Those who signed up, in the order of arrival: seats first, then the line."""
        rows, line, taken = [], 0, 0
        seats = event.capacity if event.capacity is not None else event.come
        special = [handle for handle in event.states if handle in self.people]
        for house, seat in self._comers(event):
            line += 1
            state = "confirmed" if taken < seats - len(special) else "waiting"
            if event.approval and line % 3 == 0:
                state = "asked"
            taken += state == "confirmed"
            rows.append(self._place(event, row, house, seat, state, line))
        for house, seat in self._seated(special):
            state = event.states[seat.person.handle]
            until = moment(0.8) if state == "offered" else None
            line += 1
            rows.append(self._place(event, row, house, seat, state, line, offered_until=until))
        await self._insert(rows)
        return [one for one in rows if one.state == "confirmed"]

    def _place(
        self, event: Event, row: Workshop, house: Settled, seat: Seat, state: str, line: int, **more: Any
    ) -> Registration:
        code = house.place.code
        person = self.people[seat.person.handle]
        begun = min(now(), row.starts_at) - timedelta(days=6)
        at = min(begun + timedelta(hours=line), now() - timedelta(minutes=90 - line))
        return Registration(
            workshop=row.id,
            user=person.id,
            name=person.name,
            sex=self.chance.choice("LP"),
            organization=house.id,
            from_where=house.name,
            district_code=code[:8] if len(code) >= 8 else "",
            state=state,
            line=line,
            code=self._code(line),
            agreed_at=at,
            confirmed_at=at if state == "confirmed" else None,
            created_at=at,
            changed_at=at,
            key=sample_key(f"place:{self.area.key}:{event.key}:{seat.person.handle}"),
            **more,
        )

    def _code(self, line: int) -> str:
        """Short, and another one for each place of an event."""
        return "".join(self.chance.choice(LETTERS) for _ in range(3)) + f"{line:02d}"

    def _comers(self, event: Event) -> Iterator[tuple[Settled, Seat]]:
        """Those named first, then a few of each house in turn; nobody twice."""
        left_out = {*event.never, *event.states}
        named = [pair for pair in self._seated(event.first) if pair[1].person.handle not in left_out]
        seen = {seat.person.handle for _, seat in named} | left_out
        used: dict[int, int] = {}
        chosen = list(named)
        for house, _seat in named:
            used[house.id] = used.get(house.id, 0) + 1
        most = event.per_house or 6
        for turn in range(most):
            for house in self.settled:
                fits = any(within(house.place.code, code) for code in event.codes)
                if not fits or house.house.state == "draft" or used.get(house.id, 0) >= most:
                    continue
                seat = next((one for one in house.members if one.person.handle not in seen), None)
                if seat is None or used.get(house.id, 0) > turn:
                    continue
                seen.add(seat.person.handle)
                used[house.id] = used.get(house.id, 0) + 1
                chosen.append((house, seat))
        yield from chosen[: event.come]

    def _seated(self, handles: Any) -> Iterator[tuple[Settled, Seat]]:
        """These people with the first house they belong to."""
        for handle in handles:
            for house in self.settled:
                seat = next((one for one in house.members if one.person.handle == handle), None)
                if seat:
                    yield house, seat
                    break

    async def _presence(self, sessions: list[WorkshopSession], places: list[Registration]) -> None:
        rows = []
        for session in sessions:
            for place in places:
                if self.chance.random() < CAME:
                    at = session.starts_at + timedelta(minutes=self.chance.randint(-25, 20))
                    rows.append(
                        Attendance(
                            registration=place.id,
                            session=session.id,
                            workshop=session.workshop,
                            at=at,
                            method=self.chance.choice(METHODS),
                            created_at=at,
                        )
                    )
        await self._insert(rows)

    async def _insert(self, rows: list[Any]) -> list[Any]:
        return await insert(rows) if rows else []
