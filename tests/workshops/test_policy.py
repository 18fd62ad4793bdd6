"""Who may do what with a workshop: actor by actor, state by state."""

from dataclasses import dataclass, field

import pytest

from kimhub.core.actor import Actor, Grant
from kimhub.workshops import policy

pytestmark = pytest.mark.once

KIM, NEIGHBOUR, DINAS = 1, 2, 3
VILLAGE, KECAMATAN, REGENCY, PROVINCE = "73.08.16.2009", "73.08.16", "73.08", "73"


@dataclass
class Event:
    organization: int = KIM
    seat: str = VILLAGE
    owner_kind: str = "kim"
    state: str = "open"
    helpers: dict[int, str] = field(default_factory=lambda: {70: "organizer", 71: "door"})


def who(number: int, *grants: Grant) -> Actor:
    return Actor(id=number, grants=grants)


PEOPLE = {
    "guest": Actor(),
    "member": who(1, Grant("member", KIM, seat=VILLAGE)),
    "officer": who(2, Grant("member", KIM, seat=VILLAGE), Grant("officer", KIM)),
    "admin": who(3, Grant("kim_admin", KIM)),
    "neighbour": who(4, Grant("kim_admin", NEIGHBOUR)),
    "organizer": who(70, Grant("member", NEIGHBOUR)),
    "door": who(71, Grant("member", NEIGHBOUR)),
    "forum": who(5, Grant("forum_coord", 9, KECAMATAN)),
    "pembina": who(6, Grant("pembina", DINAS, REGENCY)),
    "elsewhere": who(7, Grant("pembina", 30, "73.09")),
    "province": who(8, Grant("province", 31, PROVINCE)),
    "sysadmin": who(9, Grant("sysadmin")),
}
TEAM = {"officer", "admin", "organizer", "pembina"}
RULES = {
    policy.can_see: set(PEOPLE),
    policy.is_announced: set(PEOPLE),
    policy.can_manage: TEAM,
    policy.can_edit: TEAM,
    policy.can_work_the_door: TEAM | {"door"},
    policy.can_choose_helpers: TEAM - {"organizer"},
    policy.can_certify: TEAM - {"officer"},
    policy.can_report: TEAM,
    policy.can_accept_report: {"pembina"},
    policy.can_take_contacts: TEAM,
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_rule_lets_in_whom_the_matrix_names(rule):
    allowed = {name for name, actor in PEOPLE.items() if rule(actor, Event())}
    assert allowed == RULES[rule]


def test_a_draft_is_for_those_who_plan_it():
    draft = Event(state="draft")
    assert {name for name, actor in PEOPLE.items() if policy.can_see(actor, draft)} == TEAM
    assert not any(policy.can_certify(actor, draft) for actor in PEOPLE.values())
    assert not any(policy.is_announced(actor, draft) for actor in PEOPLE.values())


@pytest.mark.parametrize("state", ["cancelled", "finished", "reported"])
def test_what_is_over_is_not_planned_any_more(state):
    assert not any(policy.can_edit(actor, Event(state=state)) for actor in PEOPLE.values())


def test_the_province_runs_what_stands_at_its_own_seat_only():
    province = PEOPLE["province"]
    assert policy.can_manage(province, Event(organization=31, seat=PROVINCE, owner_kind="agency"))
    assert not policy.can_manage(province, Event(seat=REGENCY, organization=DINAS, owner_kind="agency"))


def test_nobody_accepts_the_report_of_the_house_they_lead():
    both = who(10, Grant("kim_admin", KIM), Grant("pembina", DINAS, REGENCY))
    assert not policy.can_accept_report(both, Event())
    assert policy.can_accept_report(both, Event(organization=NEIGHBOUR))
