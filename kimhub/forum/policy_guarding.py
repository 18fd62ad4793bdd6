"""What waits before it comes out, and who looks after order. Pure: what is known, an actor, an answer.

Held posts: features.md L2, L3, L6. Reports and who they go to: L1. Suspensions: L4.
"""

import re
from datetime import datetime
from typing import Final, Protocol

from msgspec import Struct

from kimhub.accounts.allowances import ALLOWED, FIRST_POSTS, is_young
from kimhub.core.actor import Actor, within
from kimhub.forum.policy import Placed, Writable, Written, can_moderate, can_post, can_read_topic

LONG_ENOUGH: Final = 40  # characters: "Siap, hadir" is the same in many topics, and no chain letter
MODERATORS, PEMBINA, PROVINCE, OPERATOR = range(4)  # who looks at a report

_LINK: Final = re.compile(r"(?:https?://|\bwww\.)\S", re.IGNORECASE)


# ------------------------------------------------------------------------------------------ what waits


class Standing(Struct, frozen=True):
    """What is known of a writer on a board at this moment."""

    since: datetime  # when the account was made
    trusted: bool = False  # by a moderator of this board
    released: int = 0  # own posts that stand on this board (as many as matter)
    posts: int = 0  # sent in the last minutes, this one included
    topics: int = 0  # begun today, this one included
    copies: int = 0  # other topics that have this very text from the same person


def why_held(standing: Standing, body: str, at: datetime, *, hold_newcomers: bool) -> str:
    """Why this text has to wait for a moderator, a key of HELD; "" when it may come out at once."""
    young = is_young(standing.since, at)
    allowed = {name: allowance.most(young=young) for name, allowance in ALLOWED.items()}
    if hold_newcomers and not standing.trusted and is_newcomer(standing, at):
        return "newcomer"
    if not standing.trusted and links_in(body) > allowed["links"]:
        return "links"
    if standing.copies >= allowed["copies"]:
        return "copies"
    if standing.topics > allowed["topics"]:
        return "topics"
    return "flood" if standing.posts > allowed["posts"] else ""


def is_newcomer(standing: Standing, at: datetime) -> bool:
    """A young account with fewer than FIRST_POSTS posts that stand on the board."""
    return is_young(standing.since, at) and standing.released < FIRST_POSTS


def links_in(body: str) -> int:
    return len(_LINK.findall(body))


class Waiting(Writable, Protocol):
    """Something that waits to come out."""

    @property
    def user(self) -> int: ...
    @property
    def why(self) -> str: ...


def can_see_waiting(actor: Actor, pending: Waiting) -> bool:
    """Its writer and the moderators, nobody else."""
    return (actor.id is not None and pending.user == actor.id) or can_moderate(actor, pending)


def can_change_waiting(actor: Actor, pending: Waiting) -> bool:
    """One's own words."""
    return actor.id is not None and pending.user == actor.id and can_post(actor, pending)


def can_take_out(actor: Actor, pending: Waiting) -> bool:
    """Withdraw: one's own; what is scheduled is every moderator's business, its time too."""
    own = actor.id is not None and pending.user == actor.id
    return own or (pending.why == "scheduled" and can_moderate(actor, pending))


def can_decide(actor: Actor, pending: Waiting) -> bool:
    """Moderators, but nobody lets out what they wrote themselves."""
    return can_moderate(actor, pending) and pending.user != actor.id


def can_schedule(actor: Actor, board: Writable) -> bool:
    return can_post(actor, board) and can_moderate(actor, board)


def keeps_order_somewhere(actor: Actor, _: object = None) -> bool:
    """May open the queues; what is in them is asked for each board."""
    return actor.plays("officer", "kim_admin", "forum_coord", "pembina", "province", "sysadmin")


# ------------------------------------------------------------------------------------------- reports


def may_report(actor: Actor, post: Written) -> bool:
    """Whoever may read it, signed in. (Not one's own and not a hidden one: the service says so.)"""
    return actor.id is not None and can_read_topic(actor, post)


def tier_of(author: Actor, board: Placed) -> int:
    """Who looks at a report about this author's post: the board's moderators, unless it is one of them."""
    if author.covers(board.wilayah_code, "province"):
        return OPERATOR
    if author.covers(board.wilayah_code, "pembina"):
        return PROVINCE
    return PEMBINA if can_moderate(author, board) else MODERATORS


class Reported(Placed, Protocol):
    """A post with open reports."""

    @property
    def author(self) -> int: ...
    @property
    def tier(self) -> int: ...


def can_judge(actor: Actor, post: Reported) -> bool:
    """Those of the report's tier, never the one it is about. Where the province has no dinas here, its
    reports fall to the operator (domain.md 6.3: legal take-down)."""
    if actor.id is None or post.author == actor.id:
        return False
    code = post.wilayah_code
    match post.tier:
        case 0:
            return can_moderate(actor, post)
        case 1:
            return actor.covers(code, "pembina", "province")
        case 2:
            return actor.covers(code, "province") or actor.plays("sysadmin")
    return actor.plays("sysadmin")


# ---------------------------------------------------------------------------------------- suspensions


class Stop(Protocol):
    """A suspension."""

    @property
    def board(self) -> int | None: ...
    @property
    def wilayah_code(self) -> str: ...


def stops(suspension: Stop, board_id: int, wilayah_code: str) -> bool:
    """True when it keeps its person from writing on this board."""
    if suspension.board is not None:
        return suspension.board == board_id
    return bool(suspension.wilayah_code) and within(wilayah_code, suspension.wilayah_code)


def rank(person: Actor, board: Placed) -> int:
    """0 for members, 1 for those who keep order on the board, 2 for its pembina, 3 for the province."""
    if person.covers(board.wilayah_code, "province"):
        return 3
    if person.covers(board.wilayah_code, "pembina"):
        return 2
    return 1 if can_moderate(person, board) else 0


def may_suspend(actor: Actor, person: Actor, board: Placed) -> bool:
    """Only those below: not oneself, no fellow moderator, nobody above."""
    if actor.id is None or actor.id == person.id or not can_moderate(actor, board):
        return False
    return rank(actor, board) > rank(person, board)


def wide_codes(actor: Actor) -> list[str]:
    """The wilayah over which this person may suspend on all boards at once: those a pembina looks after."""
    return sorted({grant.wilayah for grant in actor.grants if grant.role == "pembina" and grant.wilayah})


class Lifted(Placed, Protocol):
    """A suspension with its person and board."""

    @property
    def board(self) -> int | None: ...
    @property
    def person(self) -> int: ...


class OneStop(Protocol):
    """The same at the address of a board."""

    @property
    def line(self) -> Lifted: ...


def can_lift(actor: Actor, one: OneStop) -> bool:
    """A moderator of its board; of one for a whole wilayah the pembina there."""
    suspension = one.line
    if suspension.person == actor.id:
        return False
    if suspension.board is not None:
        return can_moderate(actor, suspension)
    return actor.covers(suspension.wilayah_code, "pembina")


class OfBoard(Protocol):
    """Somebody, at the address of a board."""

    @property
    def board(self) -> Placed: ...


def can_look_after(actor: Actor, one: OfBoard) -> bool:
    return can_moderate(actor, one.board)
