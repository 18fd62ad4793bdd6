"""Who may give whom a way to a new password: never upwards, never across."""

import pytest

from kimhub.accounts.policy import ResetTarget, can_reset, owns
from kimhub.core.actor import Actor, Grant

pytestmark = pytest.mark.once

MALLARI, LAMURU, DINAS, PROVINCE, FORUM = 1, 2, 3, 4, 5
SEATS = {
    MALLARI: "73.08.16.2009",
    LAMURU: "73.08.10.2001",
    DINAS: "73.08",
    PROVINCE: "73",
    FORUM: "73.08.16",
}
GOWA = "73.06"


def actor(*grants: Grant, id: int | None = 99) -> Actor:
    return Actor(id=id, name="X", grants=grants)


ADMIN = actor(Grant("member", MALLARI), Grant("kim_admin", MALLARI))
OTHER_ADMIN = actor(Grant("member", LAMURU), Grant("kim_admin", LAMURU))
OFFICER = actor(Grant("member", MALLARI), Grant("officer", MALLARI, position="chair"))
COORD = actor(Grant("member", FORUM), Grant("forum_coord", FORUM, "73.08.16"))
PEMBINA = actor(Grant("pembina", DINAS, "73.08"))
PEMBINA_GOWA = actor(Grant("pembina", 8, GOWA))
PROVINCIAL = actor(Grant("province", PROVINCE, "73"))
PROVINCIAL_JAVA = actor(Grant("province", 9, "35"))
OPERATOR = actor(Grant("sysadmin"))
MEMBER = actor(Grant("member", MALLARI))
GUEST = actor(id=None)

PEOPLE = {
    "member": (Grant("member", MALLARI),),
    "treasurer": (Grant("member", MALLARI), Grant("officer", MALLARI, position="treasurer")),
    "admin": (Grant("member", MALLARI), Grant("kim_admin", MALLARI)),
    "member here, admin there": (
        Grant("member", MALLARI),
        Grant("member", LAMURU),
        Grant("kim_admin", LAMURU),
    ),
    "member here, officer there": (
        Grant("member", MALLARI),
        Grant("member", LAMURU),
        Grant("officer", LAMURU),
    ),
    "member of two": (Grant("member", MALLARI), Grant("member", LAMURU)),
    "coordinator": (
        Grant("member", MALLARI),
        Grant("member", FORUM),
        Grant("forum_coord", FORUM, "73.08.16"),
    ),
    "pembina": (Grant("pembina", DINAS, "73.08"),),
    "pembina and member": (Grant("member", MALLARI), Grant("pembina", DINAS, "73.08")),
    "province": (Grant("province", PROVINCE, "73"),),
    "province and member": (Grant("member", MALLARI), Grant("province", PROVINCE, "73")),
    "operator and member": (Grant("member", MALLARI), Grant("sysadmin")),
    "admin of an unknown house": (Grant("member", MALLARI), Grant("kim_admin", 77)),
    "something new": (Grant("member", MALLARI), Grant("emperor", MALLARI)),
    "nobody's member": (),
}
MAY = {
    "member": {"admin", "pembina", "province", "operator"},
    "treasurer": {"admin", "pembina", "province", "operator"},
    "admin": {"admin", "pembina", "province", "operator"},
    "member here, admin there": {"pembina", "province", "operator"},
    "member here, officer there": {"pembina", "province", "operator"},
    "member of two": {"pembina", "province", "operator"},
    "coordinator": {"pembina", "province", "operator"},
    "pembina": {"pembina", "province", "operator"},
    "pembina and member": {"pembina", "province", "operator"},
    "province": {"province", "operator"},
    "province and member": {"province", "operator"},
    "operator and member": {"operator"},
    "admin of an unknown house": {"operator"},
    "something new": {"operator"},
    "nobody's member": {"operator"},
}
ACTORS = {
    "admin": ADMIN,
    "other admin": OTHER_ADMIN,
    "officer": OFFICER,
    "coordinator": COORD,
    "pembina": PEMBINA,
    "pembina of Gowa": PEMBINA_GOWA,
    "province": PROVINCIAL,
    "province of Java": PROVINCIAL_JAVA,
    "operator": OPERATOR,
    "member": MEMBER,
    "guest": GUEST,
}


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("target", PEOPLE)
def test_who_may_reset_whom(target, who):
    allowed = can_reset(ACTORS[who], ResetTarget(7, PEOPLE[target], SEATS))

    assert allowed is (who in MAY[target])


def test_nobody_resets_themselves():
    assert not can_reset(ADMIN, ResetTarget(99, PEOPLE["member"], SEATS))
    assert not can_reset(OPERATOR, ResetTarget(99, PEOPLE["member"], SEATS))


def test_a_session_is_its_owners():
    class Row:
        user = 99

    assert owns(MEMBER, Row())
    assert not owns(actor(id=5), Row())
    assert not owns(GUEST, Row())
