"""Answers kept for everybody: served while nothing changed, dropped the moment something did."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import brotli
import pytest

from kimhub.core import bus, front, stamp
from kimhub.core.db import now, transaction
from kimhub.forum.events import BoardMade


@pytest.fixture(autouse=True)
def emptied() -> Any:
    front.forget()
    yield
    front.forget()


def asking(path: str = "/k/kim-mallari", query: bytes = b"", method: str = "GET", **headers: str) -> Any:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"method": method, "path": path, "query_string": query, "headers": sent}


def kept(scope: Any, body: bytes = b"Kabar " * 100, until: front.Until | None = None) -> front.Whole:
    """The way of a request: not found, made, kept."""
    assert front.find(scope) is None
    return front.keep(scope, body, {"content-type": "text/html"}, until or front.Until())


def test_it_is_served_to_the_next_one_as_they_take_it():
    kept(asking())
    status, headers, body = front.find(asking(accept_encoding="gzip, br")) or (0, {}, b"")
    assert (status, headers["content-encoding"]) == (200, "br")
    assert brotli.decompress(body) == b"Kabar " * 100
    again = front.find(asking(if_none_match=headers["etag"]))
    assert again is not None
    assert (again[0], again[2]) == (304, b"")
    assert headers["cache-control"] == "public, no-cache"


def test_what_was_made_before_a_change_is_never_served_after_it():
    early = asking()
    assert front.find(early) is None
    stamp.touch()  # while the page is being made
    front.keep(early, b"old", {}, front.Until())
    assert front.find(asking()) is None
    kept(asking(), b"new")
    stamp.touch()
    assert front.find(asking()) is None


def test_its_own_time_ends_it():
    kept(asking(), until=front.Until(None, now() - timedelta(seconds=1)))
    assert front.find(asking()) is None


def test_forms_questions_and_other_hosts_are_not_mixed_up():
    kept(asking(host="a.id"))
    assert front.find(asking(host="a.id", method="POST")) is None
    assert front.find(asking(host="a.id", query=b"q=1")) is None
    assert front.find(asking(host="b.id")) is None
    assert front.find(asking(host="a.id", save_data="on")) is None
    assert front.find(asking(host="a.id", cookie="hemat=1")) is None
    assert front.find(asking(host="a.id", cookie="session=1")) is not None


def test_an_answer_without_a_ticket_is_given_and_not_kept():
    odd = asking(query=b"q=1")
    kept(odd)
    assert front.find(asking()) is None


def test_the_oldest_make_room(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(front, "MOST", 5_000)
    for n in range(32):
        kept(asking(f"/k/{n}"), b"x" * 1_000)
    assert front.find(asking("/k/0")) is None
    assert front.find(asking("/k/31")) is not None


@dataclass(frozen=True, slots=True)
class SomethingSeen:
    actor_id: int


async def undone() -> None:
    async with transaction():
        await bus.publish(SomethingSeen(1))
        raise ZeroDivisionError


async def test_an_event_drops_them_once_it_is_committed(database: Any):
    kept(asking())
    with pytest.raises(ZeroDivisionError):
        await undone()
    assert front.find(asking()) is not None
    async with transaction():
        await bus.publish(SomethingSeen(1))
        assert front.find(asking()) is not None
    assert front.find(asking()) is None


async def test_what_stands_on_no_such_page_leaves_them(database: Any):
    kept(asking())
    async with transaction():
        await bus.publish(BoardMade(1, 2, 3))
    assert front.find(asking()) is not None


def test_what_another_process_changed_drops_them_here():
    kept(asking())
    script = "from kimhub.core import stamp; stamp.touch()"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
    assert front.find(asking()) is None
