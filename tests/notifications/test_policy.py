"""Whose an entry is, and who may see what it tells of."""

import pytest

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.notifications import policy
from kimhub.notifications.entries import Entry
from tests.forum.test_policy import AREA, KIM, OFFICE, OPEN, PEOPLE

pytestmark = pytest.mark.once


def entry(board=KIM, *, topic: int | None = 7, hidden: bool = False) -> Entry:
    return Entry(
        1, 5, "topic", "topic:7", "{}", "/", False, 1, now(), None, None,
        topic=topic, title="Jadwal", hidden_at=now() if hidden else None, board_kind=board.kind,
        organization=board.organization, wilayah_code=board.wilayah_code, visibility=board.visibility,
    )  # fmt: skip


@pytest.mark.parametrize(("actor", "expected"), [(Actor(5), True), (Actor(6), False), (Actor(), False)])
def test_an_inbox_is_its_owners_alone(actor, expected):
    assert policy.is_own(actor, entry()) is expected


@pytest.mark.parametrize(
    ("who", "board", "hidden", "expected"),
    [
        ("member", KIM, False, True),
        ("member", KIM, True, False),
        ("officer", KIM, True, True),
        ("nobody", KIM, False, False),
        ("nobody", OPEN, False, True),
        ("member", OFFICE, False, False),
        ("officer", OFFICE, False, True),
        ("neighbour", AREA, False, True),
        ("far", AREA, False, False),
        ("pembina", KIM, False, True),
        ("other pembina", KIM, False, False),
    ],
)
def test_an_entry_tells_only_what_its_owner_may_read_now(who, board, hidden, expected):
    assert policy.can_see(PEOPLE[who], entry(board, hidden=hidden)) is expected


def test_what_is_about_no_topic_is_always_told_and_what_is_gone_never():
    gone = Entry(1, 5, "topic", "topic:7", "{}", "/", False, 1, now(), None, None, topic=7)

    assert policy.can_see(Actor(5), entry(topic=None))
    assert not policy.can_see(Actor(5), gone)
