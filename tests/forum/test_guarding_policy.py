"""What waits, who decides, who is suspended by whom; and the one statement that has to say the same."""

from datetime import UTC, datetime, timedelta

import pytest

from kimhub.accounts.allowances import ALLOWED, FIRST_POSTS, YOUNG_FOR
from kimhub.core.actor import Actor, Grant
from kimhub.core.prepared import prepare_sql
from kimhub.forum import policy
from kimhub.forum import policy_guarding as rules
from kimhub.forum.scope import MODERATED, moderated_by
from kimhub.forum.tables import Board
from tests import make
from tests.forum.test_policy import BOARDS, MODERATES, PEOPLE

once = pytest.mark.once
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
YOUNG, OLD = AT - timedelta(days=1), AT - YOUNG_FOR
LINK = "Baca https://contoh.example/a "


@once
@pytest.mark.parametrize(
    ("known", "body", "holds", "expected"),
    [
        ({}, "Salam kenal", True, "newcomer"),
        ({}, "Salam kenal", False, ""),
        ({"trusted": True}, "Salam kenal", True, ""),
        ({"released": FIRST_POSTS - 1}, "Salam", True, "newcomer"),
        ({"released": FIRST_POSTS}, "Salam", True, ""),
        ({"since": OLD}, "Salam", True, ""),
        ({}, LINK * 2, False, ""),
        ({}, LINK * 3, False, "links"),
        ({}, "www.satu.example www.dua.example WWW.tiga.example", False, "links"),
        ({"trusted": True}, LINK * 3, False, ""),
        ({"since": OLD}, LINK * 15, False, ""),
        ({"since": OLD}, LINK * 16, False, "links"),
        ({"copies": 1}, "Teks berantai", False, ""),
        ({"copies": 2}, "Teks berantai", False, "copies"),
        ({"copies": 2, "since": OLD}, "Teks berantai", False, ""),
        ({"copies": 3, "since": OLD, "trusted": True}, "Teks berantai", False, "copies"),
        ({"topics": 4}, "Topik", False, ""),
        ({"topics": 5}, "Topik", False, "topics"),
        ({"topics": 26, "since": OLD}, "Topik", False, "topics"),
        ({"posts": 8}, "Pesan", False, ""),
        ({"posts": 9}, "Pesan", False, "flood"),
        ({"posts": 20, "since": OLD}, "Pesan", False, ""),
        ({"posts": 21, "since": OLD}, "Pesan", False, "flood"),
    ],
)
def test_what_waits(known: dict, body: str, holds: bool, expected: str):
    standing = rules.Standing(**{"since": YOUNG} | known)

    assert rules.why_held(standing, body, AT, hold_newcomers=holds) == expected


@once
@pytest.mark.parametrize("what", ALLOWED)
def test_a_young_account_may_less_and_never_nothing(what: str):
    assert 0 < ALLOWED[what].young < ALLOWED[what].others


class Piece:
    """A board's thing: something that waits, a reported post, a suspension."""

    def __init__(self, where: str, **more: object) -> None:
        board = BOARDS[where]
        self.kind, self.organization = board.kind, board.organization
        self.wilayah_code, self.visibility, self.archived = board.wilayah_code, board.visibility, False
        self.__dict__.update({"user": 77, "author": 77, "why": "newcomer", "tier": 0} | more)


each = pytest.mark.parametrize(("who", "where"), [(who, where) for who in PEOPLE for where in BOARDS])


@once
@each
def test_what_waits_is_seen_and_decided_by_the_moderators_only(who: str, where: str):
    moderates = who in MODERATES[where]

    assert rules.can_see_waiting(PEOPLE[who], Piece(where)) is moderates
    assert rules.can_decide(PEOPLE[who], Piece(where)) is moderates
    assert rules.can_take_out(PEOPLE[who], Piece(where)) is False
    assert rules.can_take_out(PEOPLE[who], Piece(where, why="scheduled")) is moderates


@once
@each
def test_ones_own_is_seen_changed_and_taken_back_but_never_let_out(who: str, where: str):
    actor = PEOPLE[who]
    own = Piece(where, user=actor.id)

    assert rules.can_see_waiting(actor, own) is (actor.id is not None)
    assert rules.can_take_out(actor, own) is (actor.id is not None)
    assert rules.can_change_waiting(actor, own) is policy.can_post(actor, own)
    assert rules.can_decide(actor, own) is False


WRITES = {  # who wrote the reported post -> who looks at it, on the board of KIM Mallari
    "member": rules.MODERATORS,
    "neighbour": rules.MODERATORS,
    "officer": rules.PEMBINA,
    "admin": rules.PEMBINA,
    "pembina": rules.PROVINCE,
    "province": rules.OPERATOR,
}


@once
@pytest.mark.parametrize("who", WRITES)
def test_a_report_goes_past_those_it_concerns(who: str):
    assert rules.tier_of(PEOPLE[who], BOARDS["kim"]) == WRITES[who]


JUDGES = {
    rules.MODERATORS: {"officer", "admin", "pembina"},
    rules.PEMBINA: {"pembina", "province"},
    rules.PROVINCE: {"province", "sysadmin"},
    rules.OPERATOR: {"sysadmin"},
}


@once
@pytest.mark.parametrize(("who", "tier"), [(who, tier) for who in PEOPLE for tier in JUDGES])
def test_who_judges(who: str, tier: int):
    actor = PEOPLE[who]

    assert rules.can_judge(actor, Piece("kim", tier=tier)) is (who in JUDGES[tier])
    assert rules.can_judge(actor, Piece("kim", tier=tier, author=actor.id)) is False


@once
@pytest.mark.parametrize(
    ("who", "whom", "expected"),
    [
        ("officer", "member", True),
        ("officer", "admin", False),
        ("officer", "pembina", False),
        ("officer", "province", False),
        ("pembina", "officer", True),
        ("pembina", "member", True),
        ("pembina", "province", False),
        ("member", "neighbour", False),
        ("neighbour officer", "member", False),
        ("other pembina", "member", False),
        ("sysadmin", "member", False),
    ],
)
def test_only_those_below_are_suspended(who: str, whom: str, expected: bool):
    person = Actor(id=900, grants=PEOPLE[whom].grants)

    assert rules.may_suspend(PEOPLE[who], person, BOARDS["kim"]) is expected
    assert rules.may_suspend(PEOPLE[who], PEOPLE[who], BOARDS["kim"]) is False


class Stop:
    def __init__(self, board: int | None, wilayah_code: str) -> None:
        self.board, self.wilayah_code = board, wilayah_code


@once
@pytest.mark.parametrize(
    ("board", "code", "expected"),
    [
        (7, "", True),
        (8, "", False),
        (None, "73.08", True),
        (None, "73.08.16", True),
        (None, "73.0", False),
        (None, "73.09", False),
        (None, "", False),
    ],
)
def test_where_a_suspension_holds(board: int | None, code: str, expected: bool):
    assert rules.stops(Stop(board, code), 7, "73.08.16.2009") is expected


@once
def test_only_a_pembina_suspends_far_and_wide():
    assert rules.wide_codes(PEOPLE["pembina"]) == ["73.08"]
    assert [who for who in PEOPLE if rules.wide_codes(PEOPLE[who])] == ["pembina", "other pembina"]
    assert rules.wide_codes(Actor(id=1, grants=(Grant("pembina", wilayah=""),))) == []


_moderated = prepare_sql(f"SELECT b.slug FROM board b WHERE {MODERATED}")


async def test_the_statement_knows_the_same_boards_as_the_rule():
    houses = {}
    for name, board in BOARDS.items():
        if board.organization is not None and board.organization not in houses:
            made = await make.organization(name, wilayah_code=board.wilayah_code)
            houses[board.organization] = made.id
        own = houses[board.organization] if board.organization is not None else None
        await Board(
            kind=board.kind, organization=own, wilayah_code=board.wilayah_code, slug=name, name=name
        ).save()

    for who, actor in PEOPLE.items():
        theirs = Actor(
            id=actor.id,
            grants=tuple(
                Grant(g.role, houses.get(g.organization or 0), g.wilayah, seat=g.seat) for g in actor.grants
            ),
        )
        found = {row["slug"] for row in await _moderated(**moderated_by(theirs))}
        assert found == {where for where in BOARDS if who in MODERATES[where]}, who
