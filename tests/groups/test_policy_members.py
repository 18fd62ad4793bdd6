"""Who may do what with members: the lines of the matrix (domain.md 6.3), actor by actor."""

from dataclasses import dataclass
from typing import Any

import pytest

from kimhub.core.actor import Actor, Grant
from kimhub.groups import policy_members as policy

pytestmark = pytest.mark.once

HERE, OTHER = 1, 2
PLACE = "73.08.16.2009"


@dataclass(frozen=True)
class House:
    id: int = HERE
    kind: str = "kim"
    wilayah_code: str = PLACE
    legal_status: str = "verified"
    created_by: int | None = None


@dataclass(frozen=True)
class Belonging:
    user: int = 50
    state: str = "active"
    is_officer: bool = False


@dataclass(frozen=True)
class One:
    member: Belonging = Belonging()
    organization: House = House()
    led: bool = True


@dataclass(frozen=True)
class Person:
    user: int = 50
    phone_visible: bool = False
    is_officer: bool = False


def who(number: int, *grants: Grant) -> Actor:
    return Actor(id=number, grants=grants)


member = Grant("member", HERE, seat=PLACE)
ACTORS = {
    "guest": Actor(),
    "stranger": who(1),
    "elsewhere": who(2, Grant("member", OTHER), Grant("kim_admin", OTHER)),
    "member": who(3, member),
    "officer": who(4, member, Grant("officer", HERE, position="secretary")),
    "admin": who(5, member, Grant("kim_admin", HERE)),
    "coordinator": who(6, Grant("member", 9), Grant("forum_coord", 9, "73.08.16")),
    "pembina": who(7, Grant("pembina", 8, "73.08")),
    "other pembina": who(8, Grant("pembina", 18, "73.09")),
    "province": who(9, Grant("province", 7, "73")),
    "sysadmin": who(10, Grant("sysadmin")),
}
INSIDE = {"member", "officer", "admin", "coordinator", "pembina", "province"}
IN_CHARGE = {"officer", "admin", "pembina"}


def allowed(rule: Any, thing: Any) -> set[str]:
    return {name for name, actor in ACTORS.items() if rule(actor, thing)}


def test_names_are_for_the_house_and_those_above():
    assert allowed(policy.can_see_members, House()) == INSIDE
    assert allowed(policy.can_see_member, One(Belonging(is_officer=True))) == INSIDE


def test_forum_and_province_see_only_officers():
    assert allowed(policy.can_see_member, One()) == INSIDE - {"coordinator", "province"}
    assert policy.sees_only_officers(ACTORS["coordinator"], House())
    assert not policy.sees_only_officers(ACTORS["province"], House(kind="agency", wilayah_code="73.08"))


@pytest.mark.parametrize("state", ["applied", "orientation", "suspended", "ended", "declined"])
def test_those_who_wait_rest_or_left_are_for_those_in_charge(state):
    office = House(kind="agency", wilayah_code="73.08")

    assert allowed(policy.can_see_member, One(Belonging(state=state))) == IN_CHARGE
    assert allowed(policy.can_see_member, One(Belonging(state=state), office)) == IN_CHARGE | {"province"}
    assert policy.can_see_member(who(50), One(Belonging(state=state)))


@pytest.mark.parametrize(
    ("person", "seen_by"),
    [
        (Person(), {"admin", "pembina"}),
        (Person(is_officer=True), {"admin", "pembina", "province"}),
        (Person(phone_visible=True), {"member", "officer", "admin", "pembina"}),
        (Person(phone_visible=True, is_officer=True), INSIDE),
    ],
)
def test_a_phone_is_seen_by_those_the_settings_name(person, seen_by):
    assert allowed(lambda actor, one: policy.sees_contact(actor, House(), one), person) == seen_by
    assert policy.sees_contact(who(50), House(), person)


def test_admins_decide_and_the_pembina_only_where_there_is_none():
    assert allowed(policy.can_decide, One()) == {"admin"}
    assert allowed(policy.can_decide, One(led=False)) == {"admin", "pembina"}
    assert not policy.can_decide(ACTORS["admin"], One(Belonging(user=5)))
    assert policy.can_describe(ACTORS["admin"], One(Belonging(user=5)))


def test_officers_propose():
    assert allowed(policy.can_propose, One(Belonging(state="applied"))) == {"officer"}


def test_who_may_ask_to_join():
    asking = {"stranger", "elsewhere", "member", "officer", "admin", "coordinator"}
    assert allowed(policy.can_ask, House()) == asking
    assert allowed(policy.can_ask, House(kind="agency")) == set()
    assert allowed(policy.can_ask, House(legal_status="draft")) == set()


def test_who_may_invite_and_import():
    assert allowed(policy.can_invite, House()) == {"admin"}
    assert allowed(policy.can_invite_admin, House()) == {"pembina"}
    assert allowed(policy.can_import, One()) == {"admin"}
    assert allowed(policy.can_import, One(led=False)) == {"admin", "pembina"}
    assert allowed(policy.can_leave, House()) == {"member", "officer", "admin"}


def test_an_office_takes_people_one_by_one():
    office = House(id=8, kind="agency", wilayah_code="73.08")
    staff = who(70, Grant("pembina", 8, "73.08"))

    assert policy.can_invite(staff, office)
    assert policy.can_decide(staff, One(organization=office))
    assert not policy.can_import(staff, One(organization=office))
    assert not policy.can_invite_admin(staff, office)


def test_what_was_dissolved_is_only_read():
    gone = House(legal_status="dissolved")

    for rule in (policy.can_invite, policy.can_invite_admin):
        assert allowed(rule, gone) == set()
    for rule in (policy.can_decide, policy.can_propose, policy.can_describe, policy.can_import):
        assert allowed(rule, One(organization=gone, led=False)) == set()
    assert allowed(policy.can_see_members, gone) == INSIDE
