"""The houses of an area as they will stand: every place found, every person named, every term chosen."""

from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from kimhub.accounts.tables import User
from kimhub.groups.settings import SECTIONS
from kimhub.sample.names import invent
from kimhub.sample.plan import GOOD, SIMULATION, Area, House, Person, Term
from kimhub.wilayah.places import Place
from kimhub.wilayah.service import children, get_wilayah_many

People = dict[str, User]  # by handle
POSITIONS: Final = ("chair", "secretary", "treasurer", "section_head", "section_head", "section_head")


@dataclass(slots=True)
class Seat:
    """One person in one house."""

    person: Person
    state: str = "active"
    message: str = ""
    position: str = ""
    section: str = ""
    roles: tuple[str, ...] = ()
    joined: int = -300


@dataclass(slots=True)
class Settled:
    """A house with its place and its people in order; the id comes when it is stored."""

    house: House
    place: Place
    key: str
    seats: list[Seat] = field(default_factory=list)
    id: int = 0
    slug: str = ""

    @property
    def name(self) -> str:
        if self.house.name:
            return self.house.name
        if self.house.kind == "forum_kim":
            return f"Forum KIM Kecamatan {self.place.name}"
        return f"KIM {self.place.name}"

    @property
    def members(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.state == "active"]


async def settle(area: Area) -> list[Settled]:
    """Every house of the area, the same each time. Places the list does not know are left out."""
    chance = Random(area.key)  # noqa: S311 - invented data
    houses = [*area.houses, *await _many(area, chance)]
    places = await get_wilayah_many([house.code for house in houses])
    names = {person.name for house in houses for person in house.people}
    settled = []
    for number, house in enumerate(houses):
        if place := places.get(house.code):
            key = f"{area.key}:{house.kind}:{house.code}:{number}"
            one = Settled(house, place, key)
            one.seats = _seats(area, house, chance, names, f"{area.key}{number}")
            settled.append(one)
    return settled


async def _many(area: Area, chance: Random) -> list[House]:
    named = {house.code for house in area.houses if house.kind == "kim"}
    found = []
    for many in area.many:
        villages = [place for place in await children(many.district) if place.code not in named]
        for place in villages[: many.most]:
            found.append(_village(place, chance, many.terms))
    return found


def _village(place: Place, chance: Random, given: tuple[Term, ...] | None) -> House:
    """A KIM nobody described: most are well, some wait for something."""
    lot = chance.random()
    house = House(
        place.code,
        invented=chance.randint(5, 14),
        activity=chance.choice(("active", "active", "less_active", "inactive")),
        admin=chance.random() < 0.85,
    )
    start = -chance.randint(120, 700)
    if given is not None:
        return replace(house, terms=given)
    if lot < 0.66:
        return replace(house, terms=(Term(start, start + 1095),))
    if lot < 0.78:
        return replace(house, terms=(Term(-1050, chance.randint(8, 85)),))
    if lot < 0.90:
        return replace(house, terms=(Term(-1300, -chance.randint(20, 300)),), activity="inactive")
    return replace(house, state="registered", terms=(Term(-20, 1075, "uploaded"),))


def _seats(area: Area, house: House, chance: Random, names: set[str], prefix: str) -> list[Seat]:
    people = list(house.people)
    seats = [
        Seat(person, position=person.position, section=person.section, roles=person.roles)
        for person in people
    ]
    for number in range(house.invented):
        made = Person(f"{prefix}.{number}", invent(chance, area.pool, names))
        seats.append(Seat(made))
    if house.kind != "agency":
        _appoint(house, seats, chance)
    for number, seat in enumerate(seats):
        seat.joined = -700 + number * 23 + chance.randint(0, 20)
    for number, (name, message) in enumerate(house.applicants):
        seats.append(Seat(Person(f"{prefix}.a{number}", name), "applied", message))
    if house.kind == "kim" and not house.applicants and house.state == "verified" and chance.random() < 0.2:
        seats.append(Seat(Person(f"{prefix}.a0", invent(chance, area.pool, names)), "applied"))
    return seats


def _appoint(house: House, seats: list[Seat], chance: Random) -> None:
    """Fill the positions nobody was named for, leave the last people plain members; give an admin."""
    taken = [seat.position for seat in seats if seat.position]
    sections = [name for name in SECTIONS if name not in {seat.section for seat in seats}]
    free = [seat for seat in seats if not seat.position and "." in seat.person.handle]
    for position in POSITIONS:
        if position in taken:
            taken.remove(position)
        elif len(free) > 2:
            seat = free.pop(0)
            seat.position = position
            seat.section = sections.pop(0) if position == "section_head" and sections else ""
    leading = "forum_coord" if house.kind == "forum_kim" else "kim_admin"
    if house.admin and house.state != "draft" and not any(leading in seat.roles for seat in seats):
        wanted = "chair" if leading == "forum_coord" or chance.random() < 0.6 else "secretary"
        first = next((seat for seat in seats if seat.position == wanted), seats[0])
        first.roles = (*first.roles, leading)


def about(settled: Settled) -> str:
    """What the house says of itself; always with the note that it is invented."""
    own = settled.house.about or f"{settled.name} mengumpulkan dan membagikan kabar {settled.place.title}."
    return f"{own}\n\n{SIMULATION}"


def local_area(place: Place, villages: list[Place]) -> Area:
    """A few KIM in the installation's own wilayah, when that is none of the sample's areas."""
    houses = tuple(House(village.code, terms=(GOOD,), invented=7) for village in villages)
    return Area(f"wilayah-{place.code}", place.title, place.code, houses=houses)
