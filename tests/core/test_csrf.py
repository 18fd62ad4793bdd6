"""Form tokens: made for one visitor, of no use to any other."""

import pytest

from kimhub.core.csrf import is_genuine, make_token

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
