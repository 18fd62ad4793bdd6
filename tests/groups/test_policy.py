"""The rows of domain.md 6.3 about organizations, decrees, officers and roles, every actor against each."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from kimhub.core.actor import Actor, Grant
from kimhub.groups import policy

pytestmark = pytest.mark.once

MALLARI, BONE, SULSEL = "73.08.16.2009", "73.08", "73"


@dataclass(frozen=True)
class Thing:
    id: int = 1
    kind: str = "kim"
    wilayah_code: str = MALLARI
    legal_status: str = "verified"
    created_by: int | None = None


@dataclass(frozen=True)
class Of:
    organization: Thing


OURS = Thing()
DRAFT = Thing(id=2, legal_status="draft", created_by=3)
FORUM = Thing(id=3, kind="forum_kim", wilayah_code="73.08.16")
OFFICE = Thing(id=4, kind="agency", wilayah_code=BONE)
GONE = Thing(id=1, legal_status="dissolved")
PROVINCIAL = Thing(id=5, kind="forum_kim", wilayah_code=SULSEL)

ACTORS = {
    "guest": Actor(),
    "stranger": Actor(id=20),
    "neighbour": Actor(id=21, grants=(Grant("member", 9), Grant("kim_admin", 9))),
    "member": Actor(id=1, grants=(Grant("member", 1),)),
    "officer": Actor(id=2, grants=(Grant("member", 1), Grant("officer", 1, position="secretary"))),
    "admin": Actor(id=3, grants=(Grant("member", 1), Grant("kim_admin", 1))),
    "coordinator": Actor(id=4, grants=(Grant("member", 3), Grant("forum_coord", 3, "73.08.16"))),
    "organizer": Actor(id=9, grants=(Grant("organizer", 1),)),
    "pembina": Actor(id=5, grants=(Grant("pembina", 4, BONE),)),
    "other pembina": Actor(id=6, grants=(Grant("pembina", 8, "73.09"),)),
    "province": Actor(id=7, grants=(Grant("province", 7, SULSEL),)),
    "sysadmin": Actor(id=8, grants=(Grant("sysadmin"),)),
}

OVERSEERS = {"pembina", "other pembina", "province"}

# deed -> whom it is allowed to
ROWS = [
    (policy.can_look_inside, OURS, {"member", "officer", "admin", "coordinator", "pembina", "province"}),
    (policy.can_look_inside, DRAFT, {"admin", "coordinator", "pembina", "province"}),
    (policy.can_edit, OURS, {"officer", "admin", "pembina"}),
    (policy.can_edit_facts, OURS, {"admin", "pembina"}),
    (policy.can_edit, DRAFT, {"admin", "pembina"}),
    (policy.can_edit, OFFICE, {"pembina"}),
    (policy.can_edit, GONE, set()),
    (policy.can_register, DRAFT, {"admin", "pembina", "province"}),
    (policy.can_register, OURS, set()),
    (policy.can_verify, OURS, {"pembina"}),
    (policy.can_verify, OFFICE, set()),
    (policy.can_verify, GONE, set()),
    (policy.can_verify, PROVINCIAL, {"province"}),
    (policy.can_dissolve, OURS, {"pembina"}),
    (policy.can_dissolve, OFFICE, {"province"}),
    (policy.can_see_decrees, OURS, {"member", "officer", "admin", "coordinator", "pembina", "province"}),
    (policy.can_upload_decree, OURS, {"admin", "pembina"}),
    (policy.can_upload_decree, DRAFT, {"admin", "pembina"}),
    (policy.can_upload_decree, FORUM, {"coordinator", "pembina"}),
    (policy.can_upload_decree, GONE, set()),
    (policy.can_appoint, OURS, {"admin"}),
    (policy.can_appoint, FORUM, {"coordinator"}),
    (policy.can_appoint, GONE, set()),
    (policy.can_share_admin, OURS, {"admin"}),
    (policy.can_name_first_admin, OURS, {"pembina"}),
    (policy.can_name_admin, OURS, {"admin", "pembina", "sysadmin"}),
    (policy.can_read_history, OURS, {"admin", "pembina", "province", "sysadmin"}),
    (policy.can_draft_somewhere, None, OVERSEERS | {"neighbour", "admin", "coordinator"}),
    (policy.can_give_roles, None, {"pembina", "other pembina", "province", "sysadmin"}),
    (policy.can_set_positions, Thing(wilayah_code=BONE), {"pembina", "sysadmin"}),
    (policy.can_set_positions, Thing(wilayah_code=SULSEL), {"sysadmin"}),
    (policy.can_set_positions, Thing(wilayah_code=""), {"sysadmin"}),
    (policy.can_see_decree, Of(OURS), {"member", "officer", "admin", "coordinator", "pembina", "province"}),
    (policy.can_check_decree, Of(OURS), {"pembina"}),
    (policy.can_revoke_admin, Of(OURS), {"admin"}),
    (policy.can_end_office, Of(OURS), {"admin"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "thing", "allowed"), ROWS, ids=[f"{rule.__name__}-{n}" for n, (rule, _, _) in enumerate(ROWS)]
)
def test_each_deed_is_for_those_the_matrix_names(rule, thing, allowed):
    assert {name for name, actor in ACTORS.items() if rule(actor, thing)} == allowed


CREATIONS = [
    ("pembina", "kim", MALLARI, "verified", True),
    ("pembina", "kim", MALLARI, "draft", True),
    ("pembina", "forum_kim", "73.08.16", "registered", True),
    ("pembina", "forum_kim", BONE, "verified", True),
    ("pembina", "agency", BONE, "verified", True),
    ("pembina", "agency", SULSEL, "verified", False),  # above himself
    ("pembina", "forum_kim", SULSEL, "draft", False),
    ("pembina", "agency", "73.09", "verified", False),  # beside himself
    ("pembina", "kim", "73.09.01.2001", "draft", False),
    ("pembina", "kim", "73.081", "draft", False),  # a code that only begins with the same digits
    ("province", "agency", "73.09", "verified", True),
    ("province", "forum_kim", SULSEL, "verified", True),
    ("province", "kim", MALLARI, "registered", True),
    ("province", "kim", MALLARI, "verified", False),  # decrees are the pembina's to check
    ("province", "agency", "74", "verified", False),
    ("coordinator", "kim", MALLARI, "draft", True),
    ("coordinator", "kim", MALLARI, "registered", False),
    ("coordinator", "kim", "73.08.17.2001", "draft", False),
    ("coordinator", "forum_kim", "73.08.16", "draft", False),
    ("admin", "kim", MALLARI, "draft", True),
    ("admin", "kim", "73.08.16.2010", "draft", False),
    ("admin", "agency", MALLARI, "draft", False),
    ("officer", "kim", MALLARI, "draft", False),
    ("member", "kim", MALLARI, "draft", False),
    ("sysadmin", "kim", MALLARI, "draft", False),
    ("guest", "kim", MALLARI, "draft", False),
]


@pytest.mark.parametrize(("who", "kind", "code", "state", "allowed"), CREATIONS)
def test_nobody_creates_above_or_beside_himself(who, kind, code, state, allowed):
    """decidim/decidim#13279: an admin of one assembly could make a top-level one."""
    seats = [MALLARI] if who == "admin" else []

    assert policy.may_create(ACTORS[who], kind, code, state, seats) is allowed


GIFTS = [
    ("pembina", "pembina", BONE, True),
    ("pembina", "forum_coord", "73.08.16", True),
    ("pembina", "province", SULSEL, False),
    ("pembina", "pembina", "73.09", False),
    ("pembina", "sysadmin", "", False),
    ("province", "pembina", "73.09", True),
    ("province", "province", SULSEL, True),
    ("province", "province", "74", False),
    ("province", "sysadmin", "", False),
    ("coordinator", "forum_coord", "73.08.16", False),
    ("admin", "pembina", MALLARI, False),
    ("sysadmin", "sysadmin", "", True),
    ("sysadmin", "province", SULSEL, True),
    ("guest", "pembina", BONE, False),
]


@pytest.mark.parametrize(("who", "role", "code", "allowed"), GIFTS)
def test_nobody_gives_more_than_they_have(who, role, code, allowed):
    assert policy.may_give(ACTORS[who], role, code) is allowed


def test_nobody_checks_the_decree_of_a_kim_they_lead():
    both = Actor(id=30, grants=(Grant("pembina", 4, BONE), Grant("member", 1), Grant("kim_admin", 1)))

    assert not policy.can_verify(both, OURS)
    assert policy.can_verify(both, Thing(id=77, wilayah_code="73.08.16.2010"))


def test_a_pembina_owes_a_note_and_the_house_itself_does_not():
    assert policy.owes_a_note(ACTORS["pembina"], OURS)
    assert not policy.owes_a_note(ACTORS["admin"], OURS)
    assert not policy.owes_a_note(ACTORS["pembina"], OFFICE)


def test_rights_flow_down_and_never_up():
    """Every right over a place is a right over what lies in it, and over nothing above or beside."""
    over_bone = ACTORS["pembina"]

    assert all(policy.oversees(over_bone, Thing(wilayah_code=code)) for code in (BONE, "73.08.16", MALLARI))
    assert not any(
        policy.oversees(over_bone, Thing(wilayah_code=code))
        for code in (SULSEL, "73.09", "73.0", "73.080", "")
    )


def test_a_grant_counts_only_within_its_days():
    grant = Grant(
        "officer", 1, since=datetime(2026, 1, 1, tzinfo=UTC), until=datetime(2026, 2, 1, tzinfo=UTC)
    )

    assert grant.holds(datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    assert not grant.holds(datetime(2026, 2, 1, tzinfo=UTC))
    assert not grant.holds(datetime(2025, 12, 31, tzinfo=UTC))
