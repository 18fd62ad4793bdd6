"""Who may do what with a work program: actor by actor, state by state (domain.md 6.3)."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from kimhub.core.actor import Actor, Grant
from kimhub.programs import policy, states

pytestmark = pytest.mark.once

KIM, NEIGHBOUR, DINAS = 1, 2, 3
VILLAGE, KECAMATAN, REGENCY, PROVINCE = "73.08.16.2009", "73.08.16", "73.08", "73"


@dataclass
class Plan:
    state: str = states.DRAFT
    current: int | None = None
    in_force: int | None = None
    organization: int = KIM
    owner_kind: str = "kim"
    owner_status: str = "verified"
    owner_term_end: date | None = None
    seat: str = VILLAGE
    kind: str = "program"
    offered: bool = False
    writers: frozenset[int] = field(default_factory=lambda: frozenset({3, 10}))


@dataclass
class Line:
    program: Plan


def who(number: int, *grants: Grant) -> Actor:
    return Actor(id=number, grants=grants)


def officer(number: int, position: str) -> Actor:
    return who(number, Grant("member", KIM, seat=VILLAGE), Grant("officer", KIM, position=position))


PEOPLE = {
    "guest": Actor(),
    "newcomer": who(20),
    "member": who(1, Grant("member", KIM, seat=VILLAGE)),
    "secretary": officer(2, "secretary"),
    "treasurer": officer(21, "treasurer"),
    "section": officer(22, "section_head"),
    "admin": who(3, Grant("kim_admin", KIM)),
    "neighbour": who(4, Grant("kim_admin", NEIGHBOUR)),
    "forum": who(5, Grant("forum_coord", 9, KECAMATAN)),
    "pembina": who(6, Grant("pembina", DINAS, REGENCY)),
    "wrote": who(10, Grant("pembina", DINAS, REGENCY)),  # of the office, and wrote on this program
    "both": who(11, Grant("pembina", DINAS, REGENCY), Grant("officer", KIM, position="treasurer")),
    "neighbourly": who(12, Grant("pembina", DINAS, REGENCY), Grant("member", KIM, seat=VILLAGE)),
    "elsewhere": who(7, Grant("pembina", 30, "73.09")),
    "province": who(8, Grant("province", 31, PROVINCE)),
    "sysadmin": who(9, Grant("sysadmin")),
}
OFFICE = {"pembina", "wrote", "both", "neighbourly"}
HOUSE = {"secretary", "treasurer", "section", "admin", "both"}
SPEAKS = {"secretary", "admin"}
SENT = (states.ACKNOWLEDGING, states.SUBMITTED, states.IN_REVIEW, states.NEEDS_REVISION)
WAITING = (states.SUBMITTED, states.IN_REVIEW)
WRITABLE = (states.DRAFT, states.NEEDS_REVISION)
AGREED = (states.APPROVED, states.CLOSED)
NOT_SENT = (states.DRAFT, states.CANCELLED)
PLANS = {
    states.DRAFT: Plan(),
    **{state: Plan(state, current=1) for state in SENT},
    **{state: Plan(state, current=1, in_force=1) for state in AGREED},
    states.CANCELLED: Plan(states.CANCELLED),
}
INVOLVED = HOUSE | OFFICE | {"forum"}
JUDGES = {"pembina"}
TREASURY = {"treasurer", "admin", "both"}

RULES = {
    policy.can_see: {NOT_SENT: HOUSE, SENT: INVOLVED, AGREED: set(PEOPLE)},
    policy.sees_working_copy: {(*NOT_SENT, *SENT, *AGREED): HOUSE},
    policy.sees_review: {NOT_SENT: HOUSE, (*SENT, *AGREED): INVOLVED},
    policy.can_see_agreed: {AGREED: set(PEOPLE)},
    policy.can_write: {WRITABLE: HOUSE},
    policy.can_submit: {WRITABLE: SPEAKS},
    policy.can_take_back: {(states.ACKNOWLEDGING, states.SUBMITTED): SPEAKS},
    policy.can_amend: {(states.APPROVED,): SPEAKS},
    policy.can_drop: {WRITABLE: SPEAKS},
    policy.can_review: {WAITING: JUDGES},
    policy.can_open_review: {(*SENT, *AGREED): INVOLVED},
    policy.can_comment: {
        WAITING: HOUSE | JUDGES | {"forum"},
        (states.ACKNOWLEDGING, states.NEEDS_REVISION): HOUSE,
    },
    policy.can_undo: {(states.APPROVED, states.NEEDS_REVISION): JUDGES},
    policy.can_note: {(states.APPROVED,): HOUSE},
    policy.can_note_money: {(states.APPROVED,): TREASURY},
    policy.can_judge_readings: {(states.APPROVED,): {"pembina", "wrote"}},
    policy.can_write_account: {(states.APPROVED,): HOUSE},
    policy.can_see_account: {AGREED: HOUSE | OFFICE},
    policy.can_judge_account: {(states.APPROVED,): {"pembina"}},
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_rule_lets_in_whom_the_matrix_names(rule):
    expected = {state: people for some, people in RULES[rule].items() for state in some}
    for state, plan in PLANS.items():
        allowed = {name for name, actor in PEOPLE.items() if rule(actor, plan)}
        assert allowed == expected.get(state, set()), state


def test_photos_are_brought_by_members_too():
    plan = PLANS[states.APPROVED]
    may = {name for name, actor in PEOPLE.items() if policy.can_add_photos(actor, Line(plan))}
    assert may == HOUSE | {"member", "neighbourly"}


def test_while_an_amendment_is_written_the_agreed_plan_is_carried_out_and_seen():
    amended = Plan(states.DRAFT, current=1, in_force=1)
    assert {name for name, actor in PEOPLE.items() if policy.can_see(actor, amended)} == set(PEOPLE)
    assert {name for name, actor in PEOPLE.items() if policy.can_note(actor, amended)} == HOUSE
    assert {name for name, actor in PEOPLE.items() if policy.sees_working_copy(actor, amended)} == HOUSE
    closed = Plan(states.CLOSED, current=1, in_force=1)
    assert not any(policy.can_note(actor, closed) for actor in PEOPLE.values())


def test_the_forum_of_a_regency_is_reviewed_by_its_province_too():
    forum = Plan(states.SUBMITTED, current=1, seat=REGENCY, owner_kind="forum_kim", organization=50)
    may = {name for name, actor in PEOPLE.items() if policy.can_review(actor, forum)}
    assert may == {"pembina", "both", "neighbourly", "province"}  # all hold nothing in that house
    own = who(60, Grant("forum_coord", 50, REGENCY))
    assert policy.submits(own, forum)
    assert not policy.can_review(own, forum)


def test_templates_are_an_office_s_and_offered_to_those_below():
    made = Plan(organization=DINAS, seat=REGENCY, owner_kind="agency", kind="template")
    staff = who(6, Grant("pembina", DINAS, REGENCY))
    below = who(30, Grant("kim_admin", KIM), Grant("member", KIM, seat=VILLAGE))
    far = who(31, Grant("kim_admin", 40), Grant("member", 40, seat="73.09.01.2001"))
    assert policy.can_write(staff, made)
    assert policy.can_offer(staff, made)
    assert not policy.can_submit(staff, made)
    assert not policy.can_see(below, made)
    made.offered = True
    assert policy.can_see(below, made)
    assert not policy.can_see(far, made)
    assert not policy.can_write(below, made)


@pytest.mark.parametrize(
    ("status", "ends", "valid"),
    [
        ("verified", None, True),
        ("verified", date(2026, 11, 22), True),
        ("verified", date(2026, 11, 21), False),
        ("registered", None, False),
        ("dissolved", None, False),
    ],
)
def test_a_decree_is_valid_to_its_last_day(status: str, ends: date | None, valid: bool):
    plan = Plan(owner_status=status, owner_term_end=ends)
    assert policy.has_valid_decree(plan, date(2026, 11, 22)) is valid
    assert policy.can_write(PEOPLE["admin"], plan) is (status != "dissolved")
