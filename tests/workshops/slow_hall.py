"""A workshop's queue as one would keep it on paper: nothing clever, everything counted anew."""

from dataclasses import dataclass, field

SEATED = ("confirmed", "offered")


@dataclass
class Person:
    organization: int | None
    district: str
    state: str = ""  # never came
    line: int = 0
    delegation: int | None = None


@dataclass
class Group:
    """A delegation. `due`: its deadline has passed."""

    district: str
    seats: int
    state: str = "invited"
    due: bool = False


@dataclass
class Hall:
    capacity: int | None
    per_organization: int | None
    per_district: int | None
    approval: bool
    waiting_list: bool
    people: list[Person]
    groups: dict[int, Group] = field(default_factory=dict)  # by organization
    lines: int = 0

    # ------------------------------------------------------------------------------------- counting

    def seats(self) -> list[tuple[int | None, str]]:
        """Organization and kecamatan of each seat that is given or held."""
        given = [(one.organization, one.district) for one in self.people if one.state in SEATED]
        for organization, group in self.groups.items():
            if group.state in {"invited", "accepted"}:
                given += [(organization, group.district)] * (group.seats - self.named(organization))
        return given

    def named(self, organization: int) -> int:
        return sum(one.delegation == organization and one.state in SEATED for one in self.people)

    def fits(self, organization: int | None, district: str, seats: int = 1) -> bool:
        given = self.seats()
        of_one = sum(organization is not None and one == organization for one, _ in given)
        of_place = sum(bool(district) and place == district for _, place in given)
        return (
            (self.capacity is None or len(given) + seats <= self.capacity)
            and (
                organization is None
                or self.per_organization is None
                or of_one + seats <= self.per_organization
            )
            and (not district or self.per_district is None or of_place + seats <= self.per_district)
        )

    def queue(self) -> list[Person]:
        return sorted((one for one in self.people if one.state == "waiting"), key=lambda one: one.line)

    # ---------------------------------------------------------------------------------------- acts

    def settle(self) -> None:
        for organization, group in self.groups.items():
            if group.due and group.state == "invited":
                group.state = "lapsed"
            elif group.due and group.state == "accepted":
                group.seats = self.named(organization)

    def pass_on(self, state: str = "offered") -> None:
        self.settle()
        for one in self.queue():
            if self.fits(one.organization, one.district):
                one.state = state

    def come(self, who: int, organization: int | None, district: str) -> bool:
        """False when there is neither a seat nor a line."""
        one = self.people[who]
        if one.state in {"asked", "confirmed", "waiting", "offered"}:
            return True
        if one.state == "rejected":
            return False
        full = self.capacity is not None and len(self.seats()) >= self.capacity
        fits = self.fits(organization, district)
        if not self.waiting_list and (full or (not self.approval and not fits)):
            return False
        self.lines += 1
        one.organization, one.district, one.line, one.delegation = organization, district, self.lines, None
        one.state = "asked" if self.approval else "confirmed" if fits else "waiting"
        return True

    def leave(self, who: int, state: str = "cancelled") -> None:
        one = self.people[who]
        if one.state in {"asked", "confirmed", "waiting", "offered"}:
            had = one.state in SEATED
            one.state = state
            if had:
                self.pass_on()

    def approve(self, who: int) -> bool:
        one = self.people[who]
        if one.state not in {"asked", "rejected"}:
            return True
        fits = self.fits(one.organization, one.district)
        if not fits and not self.waiting_list:
            return False
        one.state = "confirmed" if fits else "waiting"
        return True

    def put_first(self, who: int) -> bool:
        one = self.people[who]
        if one.state != "waiting":
            return False
        first = self.queue()[0]
        if first is not one:
            one.line = first.line - 1
        self.pass_on()
        return True

    def limit(self, capacity: int | None, per_organization: int | None, per_district: int | None) -> bool:
        """New limits; False when more is given already."""
        given = self.seats()
        organizations = [one for one, _ in given if one is not None]
        places = [place for _, place in given if place]
        most_of_one = max((organizations.count(one) for one in organizations), default=0)
        most_of_place = max((places.count(place) for place in places), default=0)
        numbers = (len(given), most_of_one, most_of_place)
        limits = (capacity, per_organization, per_district)
        if any(limit is not None and n > limit for n, limit in zip(numbers, limits, strict=True)):
            return False
        self.capacity, self.per_organization, self.per_district = capacity, per_organization, per_district
        self.pass_on("confirmed")
        return True

    def invite(self, organization: int, district: str, seats: int) -> bool:
        group, named = self.groups.get(organization), self.named(organization)
        if group and group.state in {"invited", "accepted"}:
            return False
        if seats < named or (seats > named and not self.fits(organization, district, seats - named)):
            return False
        self.groups[organization] = Group(district, seats)
        return True

    def name(self, organization: int, who: int) -> bool:
        group, one = self.groups.get(organization), self.people[who]
        if not group or group.state not in {"invited", "accepted"}:
            return False
        active = one.state in {"asked", "confirmed", "waiting", "offered"}
        if active and one.delegation == organization:
            group.state = "accepted"
            return True
        if (active and one.delegation is not None) or one.state == "rejected":
            return False
        if self.named(organization) >= group.seats:
            return False
        if not active:
            self.lines += 1
            one.line = self.lines
        one.state, one.delegation = "confirmed", organization
        one.organization, one.district = organization, group.district
        group.state = "accepted"
        if active:
            self.pass_on()
        return True

    def end(self, organization: int, state: str) -> None:
        """The organization declines, or the team takes the invitation back."""
        group = self.groups.get(organization)
        if not group or group.state not in {"invited", "accepted"}:
            return
        if state == "declined":
            for one in self.people:
                if one.delegation == organization and one.state in SEATED:
                    one.state = "cancelled"
        group.state = state
        self.pass_on()

    def deadline(self, organization: int) -> None:
        group = self.groups.get(organization)
        if group and group.state in {"invited", "accepted"}:
            group.due = True
            if group.state == "invited" or group.seats > self.named(organization):
                self.pass_on()
