"""Answers written in one piece, over real sockets."""

from typing import Any

import pytest

from kimhub.core import whole
from kimhub.core.page import Answer
from kimhub.core.web import _Sending
from tests.core import test_protocol as wire

pytestmark = pytest.mark.once


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """What the application does: as a whole where that can be, else in two messages."""
    made = Answer(200, {"content-type": "text/plain"}, scope["path"].encode(), ["a=1", "b=2"])
    await made(scope, receive, _Sending(scope, send))


@pytest.fixture(autouse=True)
def _app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "answer", answer)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each answer whether it was written in one piece."""
    seen: list[bool] = []
    write = _Sending.whole
    monkeypatch.setattr(_Sending, "whole", lambda *args: seen.append(write(*args)) or seen[-1])
    return seen


async def test_answers_leave_in_one_piece_and_in_order(written):
    async with wire.served() as (_, connect):
        reader, writer = await connect()
        writer.write(b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % n for n in range(3)))
        for n in range(3):
            assert await wire.read_answer(reader) == b"HTTP/1.1 200 OK /%d" % n

    assert written[-1]


async def test_the_head_is_that_of_two_messages(written):
    heads = []
    async with wire.served() as (_, connect):
        for method in (b"GET", b"HEAD"):
            reader, writer = await connect()
            writer.write(method + b" / HTTP/1.1\r\nHost: x\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            heads.append(sorted(line for line in head.split(b"\r\n") if not line.startswith(b"date")))

    assert written == [True, False]
    assert heads[0] == heads[1]
    assert b"set-cookie: b=2" in heads[0]
    assert b"x-content-type-options: nosniff" in heads[0]


async def test_who_wants_no_further_answer_is_told_that_there_is_none(written):
    async with wire.served() as (_, connect):
        reader, writer = await connect()
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        said = await wire.read_to_the_end(reader)

    assert written == [True]
    assert b"connection: close\r\n" in said
    assert said.endswith(b"\r\n\r\n/")


@pytest.mark.parametrize(
    "headers", [{"location": "/a\r\nset-cookie: a=1"}, {"a\r\nb": "1"}, {"a": "\n"}, {"": "1"}, {"a": "\0"}]
)
def test_nothing_can_be_put_into_a_head(headers):
    with pytest.raises(ValueError, match="not a header"):
        whole.head(headers, [], (), 0)
    with pytest.raises(ValueError, match="not a header"):
        whole.head({}, [f"{name}{value}\r\n" for name, value in headers.items()], (), 0)


def test_an_answer_may_say_itself_what_is_always_said():
    always = ((b"referrer-policy", b"same-origin"), (b"x", b"y"))

    head = whole.head({"Referrer-Policy": "no-referrer"}, [], always, 7)

    assert head == b"referrer-policy: no-referrer\r\nx: y\r\ncontent-length: 7\r\n"
