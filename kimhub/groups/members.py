"""The members of an organization as its pages show them: the list, who waits, and one of them."""

from datetime import date, datetime, timedelta

import msgspec

from kimhub.accounts.policy import ResetTarget
from kimhub.accounts.tables import User
from kimhub.core.actor import Actor, Grant
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.groups import belonging, organizations, policy_members, rights, terms
from kimhub.groups.organizations import Profile
from kimhub.groups.policy_members import sees_all_states, sees_only_officers

PAGE = 30
MOST_WORDS = 3
TAKEN_BACK = timedelta(minutes=10)  # how long an answer can be taken back
STATES = ("active", "orientation", "applied", "suspended", "ended", "declined")


class Entry(msgspec.Struct, frozen=True):
    """A membership with what is known of the person inside the organization; no contact."""

    id: int
    user: int
    name: str
    state: str
    kind: str
    card_no: str
    message: str
    reason: str
    joined_on: date | None
    left_on: date | None
    created_at: datetime
    changed_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    decider: str | None
    proposal: str
    proposal_note: str
    proposer: str | None
    activated: bool
    is_admin: bool
    position: str | None

    @property
    def is_officer(self) -> bool:
        return self.position is not None or self.is_admin

    def can_take_back(self, actor: Actor) -> bool:
        """For ten minutes, by whoever answered."""
        return (
            self.decided_at is not None
            and self.decided_by == actor.id
            and self.state in {"active", "orientation", "declined"}
            and now() - self.decided_at < TAKEN_BACK
        )


class OneMember(msgspec.Struct, frozen=True):
    """For the rules; `led`: there is an admin now."""

    member: Entry
    organization: Profile
    led: bool


class House(msgspec.Struct, frozen=True):
    organization: Profile
    led: bool


class OneReset(msgspec.Struct, frozen=True):
    """Somebody who needs a new password, as one of their organizations sees them."""

    member: Entry
    organization: Profile
    led: bool
    target: ResetTarget


class Wanted(msgspec.Struct, frozen=True):
    """What the list is narrowed to; an empty state is the active members."""

    text: str = ""
    state: str = ""


_COLUMNS = """
m.id, m."user", u.name, m.state, m.kind, m.card_no, m.message, m.reason, m.joined_on, m.left_on,
m.created_at, m.changed_at, m.decided_by, m.decided_at, d.name AS decider,
m.proposal, m.proposal_note, p.name AS proposer,
(u.password <> '') AS activated,
EXISTS (SELECT 1 FROM role_assignment r WHERE r."user" = m."user" AND r.organization = m.organization
  AND m.state = 'active' AND r.role IN ('kim_admin', 'forum_coord') AND r.valid_from <= :now
  AND (r.valid_until IS NULL OR r.valid_until > :now)) AS is_admin,
(SELECT f.position FROM officer f WHERE f."user" = m."user" AND f.organization = m.organization
  AND m.state = 'active' AND f.ended_on IS NULL AND f.term_start <= :today
  AND (f.term_end IS NULL OR f.term_end >= :today) ORDER BY f.id LIMIT 1) AS position
FROM membership m JOIN account u ON u.id = m."user"
LEFT JOIN account d ON d.id = m.decided_by LEFT JOIN account p ON p.id = m.proposed_by
"""
_OFFICERS = "SELECT * FROM ({}) found WHERE found.is_admin OR found.position IS NOT NULL"
_LISTED = (
    f"SELECT {_COLUMNS} WHERE m.organization = :organization AND m.state IN :states"  # noqa: S608 - constants
    " AND lower(u.name) LIKE :w0 ESCAPE '\\' AND lower(u.name) LIKE :w1 ESCAPE '\\'"
    " AND lower(u.name) LIKE :w2 ESCAPE '\\'"
    " AND (CAST(:after AS BIGINT) = 0 OR (lower(u.name), m.id) > (SELECT lower(b.name), a.id"
    '  FROM membership a JOIN account b ON b.id = a."user" WHERE a.id = CAST(:after AS BIGINT)))'
)
_entries = prepare_sql(f"{_LISTED} ORDER BY lower(u.name), m.id LIMIT {PAGE + 1}", Entry)
_officers = prepare_sql(f"{_OFFICERS.format(_LISTED)} ORDER BY lower(name), id LIMIT {PAGE + 1}", Entry)
_waiting = prepare_sql(
    f"SELECT {_COLUMNS} WHERE m.organization = :organization AND m.state IN ('applied', 'orientation')"
    " ORDER BY m.created_at, m.id LIMIT 100",
    Entry,
)
_one = prepare_sql(
    f"SELECT {_COLUMNS} WHERE m.id = :id AND m.organization = :organization",
    Entry,
)
_of_person = prepare_sql(
    f'SELECT {_COLUMNS} WHERE m.organization = :organization AND m."user" = :user ORDER BY m.id DESC',
    Entry,
)
_resting = prepare_sql(
    'SELECT role, organization FROM role_assignment WHERE "user" = :user AND organization IS NOT NULL'
    " AND (valid_until IS NULL OR valid_until > :now)"
)
_counts = prepare_sql(
    "SELECT state, count(*) AS n FROM membership WHERE organization = :organization GROUP BY state"
)


async def house(slug: str) -> House | None:
    """The organization at this address and whether it has an admin."""
    organization = await organizations.get(slug)
    if organization is None:
        return None
    return House(organization, bool(await belonging.leaders(organization.id)))


async def get(slug: str, member_id: int) -> OneMember | None:
    found = await house(slug)
    entry = await _one.first(id=member_id, organization=found.organization.id, **_at()) if found else None
    return OneMember(entry, found.organization, found.led) if found and entry else None


async def get_reset(slug: str, member_id: int) -> OneReset | None:
    """The same with every right the person holds or will hold, for whoever wants to give a new password."""
    one = await get(slug, member_id)
    return await with_target(one) if one else None


async def with_target(one: OneMember) -> OneReset:
    """A membership with every right of the person, as the rule of reset codes needs it."""
    row = await User.select(User.rights_rev).where(User.id == one.member.user).first()
    grants, homes = await rights.rights_of(one.member.user, row["rights_rev"] if row else 0)
    still = tuple(grant for grant in grants if grant.until is None or grant.until > now())
    still += tuple(  # roles that rest while the membership is suspended come back with it
        Grant(row["role"], row["organization"])
        for row in await _resting(user=one.member.user, now=now())
        if row["organization"] not in homes
    )
    seats = {number: home.wilayah for number, home in homes.items()}
    return OneReset(one.member, one.organization, one.led, ResetTarget(one.member.user, still, seats))


async def find(
    actor: Actor, organization: Profile, wanted: Wanted, after: int = 0
) -> tuple[list[Entry], int | None]:
    """A page of members by name, and the id to go on after (None at the end)."""
    words = wanted.text[:100].lower().split()[:MOST_WORDS]
    patterns = [f"%{_literally(word)}%" for word in words] + ["%"] * (MOST_WORDS - len(words))
    state = wanted.state if wanted.state and sees_all_states(actor, organization) else "active"
    listed = _officers if sees_only_officers(actor, organization) else _entries
    rows = await listed(
        organization=organization.id,
        states=[state],
        after=after,
        **{f"w{n}": pattern for n, pattern in enumerate(patterns)},
        **_at(),
    )
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


async def waiting(organization: Profile) -> list[Entry]:
    """Applicants and those in orientation, who came first on top."""
    return await _waiting(organization=organization.id, **_at())


async def counts(organization: Profile) -> dict[str, int]:
    """How many there are of each state."""
    found = dict.fromkeys(STATES, 0)
    return found | {row["state"]: row["n"] for row in await _counts(organization=organization.id)}


async def of_person(organization: Profile, user_id: int) -> list[Entry]:
    """Every time this person asked, belonged or left, the latest first."""
    return await _of_person(organization=organization.id, user=user_id, **_at())


async def standing(organization: Profile, actor: Actor) -> Entry | None:
    """Where the person stands with this organization: the membership that counts, else the last one."""
    rows = await of_person(organization, actor.id or 0)
    return next((row for row in rows if row.state in belonging.OPEN), rows[0] if rows else None)


def may(actor: Actor, one: OneMember) -> dict[str, bool]:
    """What this person may do with this membership now, for the buttons."""
    state = one.member.state
    decides = policy_members.can_decide(actor, one)
    return {
        "accept": decides and state == "applied",
        "confirm": decides and state == "orientation",
        "decline": decides and state in {"applied", "orientation"},
        "propose": policy_members.can_propose(actor, one) and state == "applied",
        "suspend": decides and state == "active",
        "reinstate": decides and state == "suspended",
        "end": decides and state in {"active", "suspended"},
        "describe": policy_members.can_describe(actor, one) and state in belonging.OPEN,
        "take_back": policy_members.can_decide(actor, one) and one.member.can_take_back(actor),
        "leave": one.member.user == actor.id and state == "active",
    }


def _at() -> dict[str, object]:
    return {"now": now(), "today": terms.today()}


def _literally(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
