"""Bodies in pieces: the same bytes, plain, gathered and as one gzip stream."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimhub.core.page import respond
from kimhub.core.parts import LARGE, LEAST, Text, gathered, gzipped, is_mostly_kept, plain, text

pytestmark = pytest.mark.once

pieces = st.builds(lambda some, times: some * times, st.binary(max_size=20), st.integers(0, 5000))
bodies = st.lists(st.one_of(pieces, pieces.map(Text)), max_size=8)


@given(bodies)
def test_a_body_is_the_same_however_it_is_put_together(body):
    wanted = plain(body)

    for _ in range(2):  # the second time each kept piece is compressed already
        assert gzip.decompress(gzipped(body)) == wanted
    assert b"".join(gathered(body)) == wanted


@pytest.mark.parametrize("length", [0, 1, 255, 65_535, 65_536, 200_000])
def test_what_is_not_kept_may_have_any_length(length):
    body = [Text(b"a" * length), b"b" * length, Text(b"c")]

    assert gzip.decompress(gzipped(body)) == plain(body)


def test_a_kept_piece_is_compressed_once():
    kept = Text(b"<p>Ronda</p>" * 100)

    first, again = kept.packed(), kept.packed()

    assert again is first
    assert len(first[0]) < 100


def test_long_pieces_are_not_copied():
    long = b"x" * LARGE

    assert gathered([b"a", b"b", Text(long), b"c"]) == [b"ab", long, b"c"]
    assert gathered([b"a", b"b", Text(long), b"c"])[1] is long


def test_short_texts_are_no_pieces_of_their_own():
    assert text(b"x" * (LEAST - 1)) == b"x" * (LEAST - 1)
    assert isinstance(text(b"x" * LEAST), Text)


def test_what_is_rendered_anew_is_not_sent_uncompressed():
    assert is_mostly_kept([b"x" * 1000, Text(b"y")])
    assert not is_mostly_kept([b"x" * 5000, Text(b"y")])
    assert not is_mostly_kept([b"x" * 1000])


class Asked:
    def __init__(self, accepts: str) -> None:
        self.scope = {"headers": [(b"accept-encoding", accepts.encode())]}


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("gzip, deflate, br", "gzip"),
        ("gzip", "gzip"),
        ("br", "br"),
        ("br, gzip;q=0", "br"),
    ],
)
def test_kept_pages_go_out_as_the_browser_takes_them(accepts, encoding):
    answer = respond([b"<p>", Text(b"Ronda " * 200)], Asked(accepts), {})

    assert answer.headers.get("content-encoding") == encoding
