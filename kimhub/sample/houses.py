"""Organizations of the sample with members, officers and roles."""

from datetime import date

from kimhub.accounts.tables import User
from kimhub.groups import belonging, organizations
from kimhub.groups.tables import Decree, Membership, Officer, Organization, RoleAssignment
from kimhub.sample.decrees import Decrees
from kimhub.sample.plan import SIMULATION, Area, Term
from kimhub.sample.rows import day, insert, moment, sample_key
from kimhub.sample.settle import People, Seat, Settled, about


async def make_organizations(settled: list[Settled], overseer: User | None) -> None:
    """A row each; an office that stands already is taken as it is."""
    for one in settled:
        if one.house.kind == "agency" and (there := await _office(one.place.code)):
            one.id, one.slug = there.id, there.slug
            continue
        place = organizations.describe(one.place)
        row = Organization(
            kind=one.house.kind,
            name=one.name,
            wilayah_code=one.place.code,
            place=place,
            search=organizations.searchable(one.name, place),
            founded_on=day(min((term.starts for term in one.house.terms), default=-900) - 20),
            about=about(one),
            **one.house.texts,  # type: ignore[arg-type]
            legal_status=one.house.state,
            term_end=_term_end(one),
            activity_level=one.house.activity,
            activity_override="dormant" if one.house.dormant else "",
            override_reason=one.house.dormant,
            member_count=len(one.members),
            created_at=moment(-420),
            created_by=overseer.id if overseer else None,
            key=sample_key(one.key),
        )
        one.id = await organizations.insert(row, one.place)
        one.slug = row.slug


async def make_members(settled: list[Settled], people: People) -> list[Membership]:
    """Everybody's membership, with a card where it is active. Returned for whoever tells of them."""
    rows = []
    for one in settled:
        for number, seat in enumerate(one.seats, 1):
            active = seat.state == "active"
            rows.append(
                Membership(
                    organization=one.id,
                    user=people[seat.person.handle].id,
                    state=seat.state,
                    message=seat.message,
                    joined_on=day(seat.joined) if active else None,
                    card_no=f"{one.place.code}-{one.id}-{number:03d}" if active else "",
                    created_at=moment(seat.joined if active else -0.4 * number / len(one.seats)),
                    changed_at=moment(seat.joined if active else -0.4 * number / len(one.seats)),
                )
            )
    await insert(rows)
    for one in settled:
        if one.house.kind == "agency":  # it may have had staff before
            await belonging.recount(one.id)
    return rows


async def make_offices(settled: list[Settled], people: People, decrees: Decrees) -> None:
    """Officers for the term of the newest decree, and the roles of admins and coordinators."""
    officers, roles = [], []
    for one in settled:
        known = decrees.get(one.id, [])
        checked = [pair for pair in known if pair[1].state != "uploaded"] or known
        decree, term = checked[-1] if checked else (None, None)
        for seat in one.seats:
            if seat.position:
                officers.append(_officer(one, seat, people, decree, term))
            for role in seat.roles:
                roles.append(
                    RoleAssignment(
                        user=people[seat.person.handle].id,
                        role=role,
                        organization=one.id,
                        wilayah_code=one.place.code if role == "forum_coord" else None,
                        valid_from=moment(-350),
                        reason=SIMULATION,
                    )
                )
    await insert(officers)
    await insert(roles)


async def make_operators(area: Area, people: People) -> None:
    rows = [
        RoleAssignment(
            user=people[person.handle].id,
            role="sysadmin",
            wilayah_code="",
            valid_from=moment(-400),
            reason=SIMULATION,
        )
        for person in area.operators
        if person.demo == "sysadmin"
    ]
    await insert(rows)


def _officer(one: Settled, seat: Seat, people: People, decree: Decree | None, term: Term | None) -> Officer:
    person = people[seat.person.handle]
    return Officer(
        organization=one.id,
        user=person.id,
        name=person.name,
        position=seat.position,
        section=seat.section,
        decree=decree.id if decree else None,
        term_start=day(term.starts) if term else day(-100),
        term_end=day(term.ends) if term and term.ends is not None else None,
        created_at=moment(-340),
        key=sample_key(f"officer:{one.key}:{seat.person.handle}"),
    )


def _term_end(one: Settled) -> date | None:
    checked = [term for term in one.house.terms if term.state == "verified"]
    newest = max(checked, key=lambda term: term.starts, default=None)
    return day(newest.ends) if newest and newest.ends is not None else None


async def _office(code: str) -> Organization | None:
    return (
        await Organization.objects()
        .where(
            (Organization.kind == "agency")
            & (Organization.wilayah_code == code)
            & (Organization.legal_status != "dissolved")
        )
        .order_by(Organization.id)
        .first()
    )
