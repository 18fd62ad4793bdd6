"""Somebody has a topic open: other slices that keep something for that moment hear of it at once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from kimhub.core.actor import Actor

# Given who opened which topic, and whether its announcement is confirmed; returns how many entries of their
# inbox are unread now.
Settle = Callable[[Actor, int, bool], Awaitable[int]]
# Given who marked which boards as read.
SettleBoards = Callable[[Actor, list[int]], Awaitable[None]]
_settlers: list[Settle] = []
_settlers_of_boards: list[SettleBoards] = []


def when_opened(settle: Settle) -> Settle:
    """Ask the function each time somebody with something unread in their inbox opens a topic."""
    _settlers.append(settle)
    return settle


def when_boards_read(settle: SettleBoards) -> SettleBoards:
    """The same when they mark all of some boards as read."""
    _settlers_of_boards.append(settle)
    return settle


async def boards_read(actor: Actor, board_ids: list[int]) -> None:
    """The person marked everything on these boards as read."""
    if actor.unread:
        for settle in _settlers_of_boards:
            await settle(actor, board_ids)


async def opened(actor: Actor, topic_id: int, *, confirmed: bool = False) -> Actor:
    """The person as their pages should show them from here on: with what is still unread."""
    unread = actor.unread
    if not unread:
        return actor
    for settle in _settlers:
        unread = await settle(actor, topic_id, confirmed)
    return actor if unread == actor.unread else replace(actor, unread=unread)
