"""domain.md 6.3, the rows "Board": every kind of person against every kind of board."""

from datetime import UTC, datetime

import pytest
from msgspec import structs

from kimhub.core.actor import Actor, Grant
from kimhub.forum import labels, policy
from kimhub.forum.views import BoardView

pytestmark = pytest.mark.once

MALLARI, CARIGADING, DISKOMINFO, PROVINCE, FORUM = 1, 2, 3, 4, 5
VILLAGE, KECAMATAN, REGENCY = "73.08.16.2009", "73.08.16", "73.08"


def place(kind: str, organization: int | None, code: str, visibility: str = "members") -> BoardView:
    return BoardView(1, "rubrik", "Rubrik", "", kind, organization, code, visibility, 0, None)


KIM = place("organization", MALLARI, VILLAGE)
OFFICE = place("organization", MALLARI, VILLAGE, "officers")
OPEN = place("organization", MALLARI, VILLAGE, "public")
AREA = place("area", FORUM, KECAMATAN)
AREA_OFFICE = place("area", FORUM, KECAMATAN, "officers")
WIDE = place("area", None, REGENCY)
DINAS = place("organization", DISKOMINFO, REGENCY)
PROVINCE_DINAS = place("organization", PROVINCE, "73")
BOARDS = {
    "kim": KIM,
    "office": OFFICE,
    "open": OPEN,
    "area": AREA,
    "area office": AREA_OFFICE,
    "wide": WIDE,
    "dinas": DINAS,
    "province": PROVINCE_DINAS,
}


def member_of(organization: int, seat: str, *more: Grant) -> Actor:
    return Actor(id=organization, grants=(Grant("member", organization, seat=seat), *more))


PEOPLE = {
    "guest": Actor(),
    "nobody": Actor(id=9),
    "member": member_of(MALLARI, VILLAGE),
    "officer": member_of(MALLARI, VILLAGE, Grant("officer", MALLARI)),
    "admin": member_of(MALLARI, VILLAGE, Grant("kim_admin", MALLARI)),
    "neighbour": member_of(CARIGADING, "73.08.16.2010"),
    "neighbour officer": member_of(CARIGADING, "73.08.16.2010", Grant("officer", CARIGADING)),
    "far": member_of(7, "73.08.17.2001"),
    "other regency": member_of(8, "73.09.01.2001"),
    "coordinator": member_of(FORUM, KECAMATAN, Grant("forum_coord", FORUM, KECAMATAN)),
    "pembina": Actor(id=3, grants=(Grant("pembina", DISKOMINFO, REGENCY),)),
    "other pembina": Actor(id=3, grants=(Grant("pembina", 6, "73.09"),)),
    "province": Actor(id=4, grants=(Grant("province", PROVINCE, "73"),)),
    "organizer": Actor(id=5, grants=(Grant("organizer", MALLARI),)),
    "sysadmin": Actor(id=6, grants=(Grant("sysadmin", wilayah=""),)),
}

# Who takes part: reads what is not public, and posts.
TAKES_PART = {
    "kim": {"member", "officer", "admin", "pembina", "province"},
    "office": {"officer", "admin", "pembina", "province"},
    "open": {"member", "officer", "admin", "pembina", "province"},
    "area": {
        "member",
        "officer",
        "admin",
        "neighbour",
        "neighbour officer",
        "coordinator",
        "pembina",
        "province",
    },
    "area office": {"officer", "admin", "neighbour officer", "coordinator", "pembina", "province"},
    "wide": {
        "member",
        "officer",
        "admin",
        "neighbour",
        "neighbour officer",
        "far",
        "coordinator",
        "pembina",
        "province",
    },
    "dinas": {"pembina", "province"},
    "province": {"province"},
}
MODERATES = {
    "kim": {"officer", "admin", "pembina"},
    "office": {"officer", "admin", "pembina"},
    "open": {"officer", "admin", "pembina"},
    "area": {"coordinator", "pembina"},
    "area office": {"coordinator", "pembina"},
    "wide": {"pembina"},
    "dinas": {"pembina"},
    "province": {"province"},
}

each = pytest.mark.parametrize(("who", "where"), [(who, where) for who in PEOPLE for where in BOARDS])


@each
def test_who_reads(who: str, where: str):
    allowed = who in TAKES_PART[where] | {"sysadmin"} or where == "open"

    assert policy.can_read(PEOPLE[who], BOARDS[where]) is allowed


@each
def test_who_posts(who: str, where: str):
    assert policy.can_post(PEOPLE[who], BOARDS[where]) is (who in TAKES_PART[where])


@each
def test_who_moderates(who: str, where: str):
    assert policy.can_moderate(PEOPLE[who], BOARDS[where]) is (who in MODERATES[where])


@each
def test_whoever_moderates_a_board_opens_and_changes_further_ones(who: str, where: str):
    assert policy.can_manage(PEOPLE[who], BOARDS[where]) is (who in MODERATES[where])


@each
def test_nobody_writes_on_an_archived_board_and_everybody_reads_on(who: str, where: str):
    board = structs.replace(BOARDS[where], archived_at=datetime(2026, 1, 1, tzinfo=UTC))
    topic = Thread(board, PEOPLE[who].id or 0, locked=False, hidden=False, deleted=False)

    assert policy.can_post(PEOPLE[who], board) is False
    assert policy.can_reply(PEOPLE[who], topic) is False
    assert policy.can_edit(PEOPLE[who], topic) is False
    assert policy.can_label(PEOPLE[who], topic) is False
    assert policy.can_read(PEOPLE[who], board) is policy.can_read(PEOPLE[who], BOARDS[where])


@each
def test_who_marks_as_read(who: str, where: str):
    reads = who in TAKES_PART[where] | {"sysadmin"} or (where == "open" and who != "guest")

    assert policy.can_mark_read(PEOPLE[who], BOARDS[where]) is reads


@each
def test_a_label_is_changed_by_moderators_and_by_the_author_while_the_topic_is_open(who: str, where: str):
    moderates = who in MODERATES[where]
    own = (PEOPLE[who].id or 0) if who != "guest" else 999

    assert policy.can_label(PEOPLE[who], thread(where, author=998)) is moderates
    mine = policy.can_label(PEOPLE[who], thread(where, author=own))
    assert mine is (who in TAKES_PART[where] or moderates)
    assert policy.can_label(PEOPLE[who], thread(where, author=own, locked=True)) is moderates


@each
def test_announcements_are_for_moderators(who: str, where: str):
    offered = labels.offered(PEOPLE[who], BOARDS[where])

    assert (labels.NOTICE in offered) is (who in MODERATES[where])
    assert {"question", "fact_check"} <= set(offered)


@each
def test_a_locked_topic_is_open_to_its_moderators_only(who: str, where: str):
    topic = thread(where, locked=True)

    assert policy.can_reply(PEOPLE[who], topic) is (who in MODERATES[where])


@each
def test_a_hidden_topic_is_there_for_its_moderators_only(who: str, where: str):
    topic = thread(where, hidden=True)

    assert policy.can_read_topic(PEOPLE[who], topic) is (who in MODERATES[where])
    assert policy.can_reply(PEOPLE[who], topic) is False


@pytest.mark.parametrize(
    ("author", "state", "expected"),
    [
        (MALLARI, {}, True),
        (2, {}, False),
        (MALLARI, {"locked": True}, False),
        (MALLARI, {"hidden": True}, False),
        (MALLARI, {"deleted": True}, False),
    ],
)
def test_one_edits_ones_own_open_post(author: int, state: dict[str, bool], expected: bool):
    post = thread("kim", author=author, **state)

    assert policy.can_edit(PEOPLE["member"], post) is expected


def test_a_board_without_organization_is_nobodys_by_accident():
    """A grant without an organization must not match a board without one."""
    assert policy.can_moderate(Actor(id=1, grants=(Grant("officer"),)), WIDE) is False
    assert policy.can_post(Actor(id=1, grants=(Grant("member"),)), WIDE) is False


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_write_at_all(who: str):
    writes = who not in {"guest", "nobody", "organizer", "sysadmin"}

    assert policy.can_write_somewhere(PEOPLE[who], None) is writes


class Thread:
    def __init__(self, board: BoardView, author: int, locked: bool, hidden: bool, deleted: bool) -> None:
        self.kind, self.organization = board.kind, board.organization
        self.wilayah_code, self.visibility = board.wilayah_code, board.visibility
        self.author, self.locked, self.hidden, self.deleted = author, locked, hidden, deleted
        self.archived = board.archived


def thread(
    where: str, author: int = 1, locked: bool = False, hidden: bool = False, deleted: bool = False
) -> Thread:
    return Thread(BOARDS[where], author, locked, hidden, deleted)
