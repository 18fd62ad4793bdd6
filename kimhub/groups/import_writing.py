"""Making accounts, members and officers of the rows of a list, a few statements for many of them."""

from typing import Any, Final

from kimhub.accounts.events import UserRegistered
from kimhub.accounts.tables import User
from kimhub.core.bus import publish
from kimhub.core.db import now
from kimhub.groups import belonging, decrees, rights, terms
from kimhub.groups.events import OfficerAppointed
from kimhub.groups.import_checks import Checked
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Membership, Officer

AT_ONCE: Final = 200  # rows per INSERT: SQLite takes 32,766 values


async def write(organization: Profile, rows: list[Checked], by: int) -> list[int]:
    """New accounts for `rows`, their memberships and offices, inside the caller's transaction; returns the
    accounts in the order of the rows."""
    people = await _make_accounts(rows, by)
    await _make_members(organization, people, by)
    await _make_officers(organization, list(zip(people, rows, strict=True)), by)
    await belonging.recount(organization.id)
    await rights.touch(*people)
    return people


async def _make_accounts(rows: list[Checked], by: int) -> list[int]:
    """Accounts without a password: nobody can sign in before an activation code was used."""
    people: list[int] = []
    at = now()
    for some in _portions(rows):
        made = await User.insert(
            *(User(name=row.name, phone=row.phone, username=row.username, created_at=at) for row in some)
        ).returning(User.id, User.phone, User.username)
        numbers = {(row["phone"], row["username"]): row["id"] for row in made}
        people += [numbers[row.phone, row.username] for row in some]
    for number in people:
        await publish(UserRegistered(number, by))
    return people


async def _make_members(organization: Profile, people: list[int], by: int) -> None:
    at, cards = now(), await belonging.free_cards(organization, len(people))
    rows = [
        Membership(
            organization=organization.id,
            user=number,
            state="active",
            joined_on=terms.today(),
            card_no=card,
            decided_by=by,
            created_at=at,
            changed_at=at,
        )
        for number, card in zip(people, cards, strict=True)
    ]
    for some in _portions(rows):
        await Membership.insert(*some)


async def _make_officers(organization: Profile, rows: list[tuple[int, Checked]], by: int) -> None:
    """Those with a position serve for the term of the decree in force."""
    named = [(user, row) for user, row in rows if row.position]
    if not named:
        return
    decree = decrees.in_force(await decrees.of(organization))
    begins = min(decree.begins, terms.today()) if decree else terms.today()
    at = now()
    for some in _portions(named):
        made = await Officer.insert(
            *(
                Officer(
                    organization=organization.id,
                    user=user,
                    name=row.name,
                    position=row.position,
                    section=row.section,
                    decree=decree.id if decree else None,
                    term_start=begins,
                    term_end=decree.term_end if decree else None,
                    created_at=at,
                )
                for user, row in some
            )
        ).returning(Officer.id, Officer.user, Officer.name, Officer.position)
        for officer in made:
            await publish(
                OfficerAppointed(
                    organization.id,
                    by,
                    officer["id"],
                    officer["user"],
                    officer["name"],
                    officer["position"],
                )
            )


def _portions(rows: list[Any]) -> list[list[Any]]:
    return [rows[i : i + AT_ONCE] for i in range(0, len(rows), AT_ONCE)]
