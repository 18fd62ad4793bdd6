"""Rights flow down the wilayah tree and never up."""

from datetime import UTC, datetime, timedelta

import pytest

from kimhub.core.actor import Actor, Grant, within

pytestmark = pytest.mark.once

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "prefix", "expected"),
    [
        ("35.08", "35.08", True),
        ("35.08.09.2006", "35.08", True),
        ("35.081", "35.08", False),
        ("35", "35.08", False),
        ("35.09", "35.08", False),
        ("35.08", "", True),
    ],
)
def test_a_code_lies_within_a_prefix_only_at_a_dot(code: str, prefix: str, expected: bool):
    assert within(code, prefix) is expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, True),
        (-1, 1, True),
        (0, None, True),
        (1, None, False),
        (None, 0, False),
        (-2, -1, False),
    ],
)
def test_a_grant_holds_from_its_first_moment_until_its_last(
    since: int | None, until: int | None, expected: bool
):
    grant = Grant("officer", 7, since=_hours(since), until=_hours(until))

    assert grant.holds(NOW) is expected


def test_a_role_counts_in_its_own_scope_only():
    pembina = Actor(1, grants=(Grant("pembina", 9, "73.08"), Grant("member", 7)))

    assert pembina.covers("73.08.16.2009", "pembina")
    assert not pembina.covers("73", "pembina")
    assert not pembina.covers("73.08.16.2009", "province")
    assert pembina.has(7, "member")
    assert not pembina.has(7, "pembina")
    assert not pembina.has(8)


def _hours(n: int | None) -> datetime | None:
    return None if n is None else NOW + timedelta(hours=n)
