"""Who may do what with an article, by role and state (domain.md 4, 6.3)."""

from types import SimpleNamespace
from typing import Any

import pytest

from kimhub.core.actor import Actor, Grant
from kimhub.core.db import now
from kimhub.publishing import policy

pytestmark = pytest.mark.once

HOUSE, OFFICE, SEAT = 7, 9, "73.08.16.2009"
PEOPLE = {
    "guest": Actor(),
    "stranger": Actor(id=1, grants=(Grant("member", 8, seat="73.08.16.2016"),)),
    "member": Actor(id=2, grants=(Grant("member", HOUSE, seat=SEAT),)),
    "writer": Actor(id=3, grants=(Grant("member", HOUSE, seat=SEAT),)),
    "editor": Actor(id=4, grants=(Grant("member", HOUSE, seat=SEAT),)),  # named by an admin
    "officer": Actor(id=5, grants=(Grant("officer", HOUSE, seat=SEAT),)),
    "admin": Actor(id=6, grants=(Grant("kim_admin", HOUSE, seat=SEAT),)),
    "pembina": Actor(id=7, grants=(Grant("pembina", OFFICE, "73.08"),)),
    "elsewhere": Actor(id=8, grants=(Grant("pembina", 10, "73.09"),)),
    "province": Actor(id=9, grants=(Grant("province", 11, "73"),)),
    "operator": Actor(id=10, grants=(Grant("sysadmin"),)),
    "left": Actor(id=3),  # the writer, who no longer belongs there
}


def article(**said: Any) -> Any:
    usual: dict[str, Any] = {
        "organization": HOUSE, "owner_kind": "kim", "owner_status": "verified", "seat": SEAT,
        "publishers": "admins", "editors": " 4 ", "kind": "news", "shown": "never",
        "work": "draft", "audience": "public", "expires_at": None, "author": 3,
        "hidden_by_office": False, "is_removed": False,
    }  # fmt: skip
    return SimpleNamespace(**usual | said)


def those(rule: Any, one: Any) -> set[str]:
    return {name for name, actor in PEOPLE.items() if rule(actor, one)}


EDITORS = {"editor", "admin"}
SHOWN = {"shown": "shown", "work": "done"}
TAKEN = {"shown": "hidden", "hidden_by_office": True}
GONE = {"is_removed": True}
TABLE = [
    (policy.can_change, {}, {"writer", *EDITORS}),
    (policy.can_change, {"work": "in_review"}, EDITORS),
    (policy.can_change, {"work": "returned"}, {"writer", *EDITORS}),
    (policy.can_change, {"work": "scheduled"}, set()),
    (policy.can_change, SHOWN, {"writer", *EDITORS}),  # what is changed waits for an editor
    (policy.can_change, SHOWN | {"shown": "archived"}, set()),
    (policy.can_change, {"owner_status": "dissolved"}, set()),
    (policy.can_change, {"kind": "page"}, EDITORS),
    (policy.can_change, GONE, set()),
    (policy.can_change, {"publishers": "officers"}, {"writer", "officer", *EDITORS}),
    (policy.can_send, {}, {"writer"}),
    (policy.can_send, {"work": "in_review"}, set()),
    (policy.can_withdraw, {"work": "in_review"}, {"writer"}),
    (policy.can_withdraw, {}, set()),
    (policy.can_publish, {}, EDITORS),
    (policy.can_publish, {"publishers": "officers"}, {"officer", *EDITORS}),
    (policy.can_publish, {"work": "done", "shown": "shown"}, set()),  # there is nothing new
    (policy.can_publish, {"shown": "hidden"}, set()),
    (policy.can_publish, {"owner_status": "draft"}, set()),
    (policy.can_return, {"work": "in_review"}, EDITORS),
    (policy.can_return, {}, set()),
    (policy.can_settle, SHOWN, EDITORS),
    (policy.can_archive, SHOWN, EDITORS),
    (policy.can_archive, {}, set()),
    (policy.can_remove, {}, {"writer", *EDITORS}),
    (policy.can_remove, SHOWN, set()),
    (policy.can_hide, SHOWN, {"admin", "pembina", "operator"}),
    (policy.can_hide, {}, set()),
    (policy.can_bring_back, {"shown": "hidden", "work": "done"}, EDITORS),
    (policy.can_bring_back, {"shown": "archived", "work": "done"}, EDITORS),
    (policy.can_bring_back, TAKEN, {"pembina", "operator"}),
    (policy.can_bring_back, TAKEN | {"owner_kind": "agency"}, {"operator"}),
    (policy.can_look, {}, {"writer", "officer", "admin"}),
    (policy.can_look, {"work": "in_review"}, {"writer", "officer", *EDITORS}),
    (policy.can_look, SHOWN, {"writer", "officer", "admin", "pembina", "province"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "said", "allowed"), TABLE)
def test_the_table_holds(rule: Any, said: dict[str, Any], allowed: set[str]):
    assert those(rule, article(**said)) == allowed


def test_reading_follows_what_is_shown_and_to_whom():
    def readers(**said: Any) -> set[str]:
        one = article(**SHOWN | said)
        return {name for name, actor in PEOPLE.items() if policy.can_read(actor, one, now())}

    assert readers() == set(PEOPLE)
    inside = {"member", "writer", "editor", "officer", "admin", "pembina", "province"}
    assert readers(audience="members") == inside
    assert readers(expires_at=now()) == set()
    for state in ("never", "archived", "hidden"):
        assert readers(shown=state) == set()
    assert readers(owner_status="draft") == readers(is_removed=True) == set()


def test_only_an_office_takes_away_for_an_office():
    assert not policy.hides_for_office(PEOPLE["admin"], article(**SHOWN))
    assert policy.hides_for_office(PEOPLE["pembina"], article(**SHOWN))
    assert policy.hides_for_office(PEOPLE["operator"], article(**SHOWN))
