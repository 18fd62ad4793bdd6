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
    is_template: bool = False
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


@dataclass
class Kind:
    wilayah_code: str = REGENCY


def test_copies_are_made_by_who_may_hold_events_and_runs_this_one():
    may = {name for name, actor in PEOPLE.items() if policy.can_copy(actor, Event())}
    assert may == TEAM - {
        "organizer"
    }  # a helper belongs to the neighbour as a member, and plans nothing there
    dinas = Event(organization=DINAS, seat=REGENCY, owner_kind="agency", state="draft", is_template=True)
    below = {name for name, actor in PEOPLE.items() if policy.can_copy(actor, dinas)}
    assert below == {"officer", "forum", "pembina"}  # "admin" and "neighbour" carry no seat here
    seated = who(11, Grant("kim_admin", NEIGHBOUR), Grant("member", NEIGHBOUR, seat="73.08.16.2016"))
    assert policy.can_copy(seated, dinas)
    assert not policy.can_copy(
        who(12, Grant("kim_admin", 50), Grant("member", 50, seat="73.09.01.2001")), dinas
    )


@dataclass
class House:
    id: int = KIM
    wilayah_code: str = VILLAGE
    kind: str = "kim"
    legal_status: str = "verified"


def test_events_are_held_by_officers_and_admins_of_a_house_people_may_know():
    may = {name for name, actor in PEOPLE.items() if policy.may_create_for(actor, House())}
    assert may == {"officer", "admin"}
    for status in ("draft", "dissolved"):
        assert not any(
            policy.may_create_for(actor, House(legal_status=status)) for actor in PEOPLE.values()
        )
    office = House(DINAS, REGENCY, "agency")
    assert {name for name, actor in PEOPLE.items() if policy.may_create_for(actor, office)} == {"pembina"}


def test_templates_are_offered_by_the_office_that_planned_them():
    dinas = Event(organization=DINAS, seat=REGENCY, owner_kind="agency", state="draft")
    assert {name for name, actor in PEOPLE.items() if policy.can_offer(actor, dinas)} == {"pembina"}
    assert not any(policy.can_offer(actor, Event(state="draft")) for actor in PEOPLE.values())
    announced = Event(organization=DINAS, seat=REGENCY, owner_kind="agency")
    assert not any(policy.can_offer(actor, announced) for actor in PEOPLE.values())


def test_only_a_draft_is_thrown_away():
    assert {
        name for name, actor in PEOPLE.items() if policy.can_discard(actor, Event(state="draft"))
    } == TEAM
    assert not any(policy.can_discard(actor, Event()) for actor in PEOPLE.values())


def test_kinds_are_a_matter_of_the_district():
    assert {name for name, actor in PEOPLE.items() if policy.can_add_kinds(actor, None)} == {
        "pembina", "elsewhere", "province", "sysadmin",
    }  # fmt: skip
    assert {name for name, actor in PEOPLE.items() if policy.can_change_kind(actor, Kind())} == {
        "pembina", "province", "sysadmin",
    }  # fmt: skip


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
