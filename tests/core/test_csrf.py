"""Form tokens: made for one visitor, of no use to any other."""

from datetime import timedelta

import pytest

from kimhub.core import csrf
from kimhub.core.csrf import WRITER, is_genuine, make_token, writer_of
from kimhub.core.db import now

pytestmark = pytest.mark.once


def test_a_token_is_good_for_its_own_visitor_only():
    token = make_token("siti")

    assert is_genuine(token, "siti")
    assert not is_genuine(token, "budi")
    assert not is_genuine(token, None)
    assert not is_genuine(token, "")


def test_every_rendering_has_another_token():
    assert len({make_token("siti") for _ in range(20)}) == 20


@pytest.mark.parametrize("token", ["", "é" * 140, "a" * 56, b"bytes", 7, None, ["x"], "0" * 16, object()])
def test_nonsense_is_refused_without_an_error(token: object):
    assert is_genuine(make_token("siti"), "siti")

    assert not is_genuine(token, "siti")
    assert writer_of(token) is None


def test_a_token_says_for_whom_it_was_made_for_some_weeks_and_opens_nothing_by_it(monkeypatch):
    token = make_token("siti", 128)
    front, account, day, seal = token.split("-")

    assert is_genuine(token, "siti")
    assert not is_genuine(token, "budi")
    assert writer_of(token) == 128
    assert writer_of(make_token("siti")) is None
    for forged in (
        f"{front}-129-{day}-{seal}",
        f"{front}-{account}-{int(day) + 1}-{seal}",
        f"{make_token('budi')}-{account}-{day}-{seal}",
        f"{front}-{account}-{day}",
        f"{front}-{account}-{day}-{make_token('siti')[16:]}",
        f"{front}--{seal}",
    ):
        assert writer_of(forged) is None
    monkeypatch.setattr(csrf, "now", lambda: now() + WRITER + timedelta(days=1))
    assert is_genuine(token, "siti")
    assert writer_of(token) is None
