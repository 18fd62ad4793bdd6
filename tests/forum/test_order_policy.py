"""Who may take words back, see what they were, and read the log: actor against state."""

import pytest
from msgspec import structs

from kimhub.core.actor import Actor, Grant
from kimhub.core.db import now
from kimhub.forum import policy_order
from kimhub.forum.views import PostSource, PostView, TopicView
from tests.forum.test_policy import KIM, OPEN, PEOPLE

pytestmark = pytest.mark.once

SITI = Actor(id=20, grants=(Grant("member", 1, seat="73.08.16.2009"),))
OFFICER_WRITER = Actor(id=20, grants=(Grant("member", 1, seat="73.08.16.2009"), Grant("officer", 1)))
FORMER = Actor(id=20)
MODERATORS = {"officer", "admin", "pembina"}
READERS = {"member", "officer", "admin", "pembina", "province", "sysadmin"}


def post(board=KIM, *, locked=False, hidden=False, deleted_by=None) -> PostView:
    """Siti's post on a board of KIM Mallari."""
    at = now()
    topic = TopicView(
        id=1, title="Ronda", slug="ronda", author=20, author_name="Siti", created_at=at, last_number=3,
        reply_count=2, hidden_posts=0, rev=1, last_post_at=at, pinned_at=None, locked_at=None,
        hidden_at=None, board=1, board_slug="rubrik", board_name="Rubrik", kind=board.kind,
        organization=board.organization, wilayah_code=board.wilayah_code, visibility=board.visibility,
    )  # fmt: skip
    topic = structs.replace(topic, locked_at=at if locked else None, hidden_at=at if hidden else None)
    deleted_at = at if deleted_by else None
    return PostView(topic, PostSource(5, 2, 20, "Isi", at, deleted_at, deleted_by))


@pytest.mark.parametrize(
    ("actor", "state", "allowed"),
    [
        (SITI, {}, True),
        (SITI, {"locked": True}, False),
        (OFFICER_WRITER, {"locked": True}, True),
        (SITI, {"hidden": True}, False),
        (SITI, {"deleted_by": 20}, False),
        (FORMER, {}, False),
    ],
)
def test_who_takes_a_post_back(actor, state, allowed):
    assert policy_order.can_withdraw(actor, post(**state)) is allowed


@pytest.mark.parametrize(
    ("actor", "state", "allowed"),
    [
        (SITI, {"deleted_by": 20}, True),
        (SITI, {"deleted_by": 20, "hidden": True}, True),
        (SITI, {"deleted_by": 20, "locked": True}, False),
        (SITI, {"deleted_by": 7}, False),
        (SITI, {}, False),
        (FORMER, {"deleted_by": 20}, False),
    ],
)
def test_who_puts_a_post_back(actor, state, allowed):
    assert policy_order.can_put_back(actor, post(**state)) is allowed


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_else_takes_it_back_or_returns_it(who):
    assert policy_order.can_withdraw(PEOPLE[who], post()) is False
    assert policy_order.can_put_back(PEOPLE[who], post(deleted_by=20)) is False


@pytest.mark.parametrize("who", PEOPLE)
def test_who_reads_what_a_post_was(who):
    actor = PEOPLE[who]

    assert policy_order.can_read_history(actor, post()) is (who in READERS)
    assert policy_order.can_read_history(actor, post(OPEN)) is (who != "guest")
    assert policy_order.can_read_history(actor, post(deleted_by=20)) is (who in MODERATORS)
    assert policy_order.can_read_history(actor, post(OPEN, hidden=True)) is (who in MODERATORS)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_reads_the_log(who):
    assert policy_order.can_read_log(PEOPLE[who], KIM) is (who in READERS)
    assert policy_order.can_read_log(PEOPLE[who], OPEN) is (who != "guest")
