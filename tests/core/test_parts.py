"""Bodies in pieces: the same bytes, plain, gathered and as one gzip stream."""

import gzip
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimhub.core.page import respond
from kimhub.core.parts import LARGE, MOST_OPEN, Filled, Pieces, Text, gathered, plain

pytestmark = pytest.mark.once

words = st.lists(st.sampled_from([b"<p>Ronda</p>", b"<li>", b"malam ", b"", b"\0"]), max_size=400).map(
    b"".join
)
marks = st.sampled_from(["csrf_token", "new_key", "path"])
pages = st.lists(st.one_of(words, marks, st.just("posts")), max_size=12)
values = st.fixed_dictionaries(
    {"csrf_token": st.binary(max_size=120), "path": st.binary(max_size=40), "posts": words.map(Text)}
)


def fill(kept: Pieces, given: dict[str, bytes | Text]) -> Filled:
    """As the shell does it: one value for each name, but another key at each place."""
    body = Filled(kept.pieces, kept)
    for name, places in kept.marks.items():
        for place in places:
            body.put([place], os.urandom(36) if name == "new_key" else given[name])
    return body


@given(pages, st.lists(values, min_size=1, max_size=4))
def test_a_body_is_the_same_however_it_is_put_together(page, answers):
    kept = Pieces(page)
    for given_values in answers:  # values of other lengths make the page be compressed anew
        for _ in range(2):
            body = fill(kept, given_values)

            packed = kept.gzipped(body)  # None where the noise cannot be taken out again

            assert packed is None or gzip.decompress(packed) == plain(body)
            assert b"".join(gathered(body)) == plain(body)


@pytest.mark.parametrize("length", [0, 1, 65_535, 65_536, 200_000])
def test_a_text_may_have_any_length(length):
    kept = Pieces([b"<main>", "posts", b"</main>"])
    body = fill(kept, {"posts": Text(os.urandom(length))})

    assert gzip.decompress(kept.gzipped(body)) == plain(body)


def test_a_page_is_compressed_once_and_its_token_stands_in_it_once():
    kept = Pieces([b"<form>" * 100, "csrf_token", b"</form><form>", "csrf_token", b"</form>", "new_key"])
    sizes = []
    for token in (b"a" * 100, b"b" * 100):
        body = fill(kept, {"csrf_token": token})
        packed = kept.gzipped(body)
        sizes.append(len(packed))

        assert (packed.count(token), gzip.decompress(packed)) == (1, plain(body))
    wire = kept._wire

    kept.gzipped(fill(kept, {"csrf_token": b"c" * 100}))
    assert (sizes[0], kept._wire) == (sizes[1], wire)

    kept.gzipped(fill(kept, {"csrf_token": b"c" * 99}))
    assert kept._wire is not wire


def test_a_kept_text_is_compressed_once():
    kept = Text(b"<p>Ronda</p>" * 100)

    assert kept.deflated is kept.deflated
    assert len(kept.deflated) < 100


def test_much_that_is_not_kept_is_not_sent_uncompressed():
    kept = Pieces([b"<main>", "rows"])

    assert kept.gzipped(fill(kept, {"rows": b"x" * (MOST_OPEN - 1)})) is not None
    assert kept.gzipped(fill(kept, {"rows": b"x" * MOST_OPEN})) is None


def test_long_pieces_are_not_copied():
    long = b"x" * LARGE

    assert gathered([b"a", b"b", Text(long), b"c"]) == [b"ab", long, b"c"]
    assert gathered([b"a", b"b", Text(long), b"c"])[1] is long


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
    kept = Pieces([b"<p>" * 200, "posts"])
    body = fill(kept, {"posts": Text(b"Ronda " * 200)})

    assert respond(body, Asked(accepts), {}).headers.get("content-encoding") == encoding
