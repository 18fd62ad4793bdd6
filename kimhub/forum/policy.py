"""Who may do what in the forum (domain.md 6.3, rows "Board"). Pure: an actor, a thing, a yes or no.

A board belongs to an organization (its members, and the pembina above it) or to an area (members of the
KIM inside it, members of its forum KIM, and the pembina above it). Rights flow down the tree, never up: a
member of a village's KIM stands inside the kecamatan, and so takes part in the kecamatan's board.
"""

from typing import Protocol

from kimhub.core.actor import Actor, within

OVERSEERS = ("pembina", "province")
OFFICERS = ("officer", "kim_admin", "forum_coord")
INSIDERS = ("member", *OFFICERS, *OVERSEERS)
MODERATORS = (*OFFICERS, *OVERSEERS)


class Placed(Protocol):
    """A board, or a topic that carries these of its board."""

    @property
    def kind(self) -> str: ...
    @property
    def organization(self) -> int | None: ...
    @property
    def wilayah_code(self) -> str: ...
    @property
    def visibility(self) -> str: ...


class Writable(Placed, Protocol):
    """The same where somebody wants to write."""

    @property
    def archived(self) -> bool: ...


class Hideable(Placed, Protocol):
    """A topic, as far as reading goes."""

    @property
    def hidden(self) -> bool: ...


class Discussed(Writable, Hideable, Protocol):
    """A topic."""

    @property
    def locked(self) -> bool: ...
    @property
    def author(self) -> int: ...


class Written(Discussed, Protocol):
    """A post, with what its topic carries."""

    @property
    def deleted(self) -> bool: ...


def can_read(actor: Actor, board: Placed) -> bool:
    return board.visibility == "public" or takes_part(actor, board) or actor.plays("sysadmin")


def can_post(actor: Actor, board: Writable) -> bool:
    """Nothing is written on an archived board."""
    return actor.id is not None and not board.archived and takes_part(actor, board)


def can_mark_read(actor: Actor, board: Placed) -> bool:
    return actor.id is not None and can_read(actor, board)


def can_moderate(actor: Actor, board: Placed) -> bool:
    """Pin, lock, hide: officers on their own board, the coordinator on the kecamatan's, pembina in scope.

    The province's dinas moderates its own board only.
    """
    if actor.covers(board.wilayah_code, "pembina"):
        return True
    if len(board.wilayah_code) == 2 and actor.covers(board.wilayah_code, "province"):
        return True
    if board.organization is not None and actor.has(board.organization, *OFFICERS):
        return True
    return board.kind == "area" and actor.covers(board.wilayah_code, "forum_coord")


def can_manage(actor: Actor, board: Placed) -> bool:
    """Open further boards beside this one, change, order and archive them: whoever moderates it."""
    return can_moderate(actor, board)


def can_read_topic(actor: Actor, topic: Hideable) -> bool:
    return can_read(actor, topic) and (not topic.hidden or can_moderate(actor, topic))


def can_reply(actor: Actor, topic: Discussed) -> bool:
    """A locked topic is open to its moderators only, so that they can say why."""
    if not can_post(actor, topic) or topic.hidden:
        return False
    return not topic.locked or can_moderate(actor, topic)


def can_label(actor: Actor, topic: Discussed) -> bool:
    """Say what kind of topic it is: whoever began it, while it is open, and moderators."""
    if topic.archived:
        return False
    return can_moderate(actor, topic) or (topic.author == actor.id and can_reply(actor, topic))


def can_thank(actor: Actor, post: Written) -> bool:
    """Somebody else's post, by those who take part; a locked topic may be thanked for."""
    return post.author != actor.id and can_see_thanks(actor, post) and not post.hidden


def can_see_thanks(actor: Actor, post: Written) -> bool:
    """Who thanked is for those who take part: they are names of members."""
    return can_post(actor, post) and can_read_topic(actor, post) and not post.deleted


def can_edit(actor: Actor, post: Written) -> bool:
    """One's own, while it stands and the topic is open. How long is a matter of state: the service says."""
    return post.author == actor.id and not post.deleted and can_reply(actor, post)


def can_write_somewhere(actor: Actor, _: object) -> bool:
    """Anybody who takes part in some board; an operator (sysadmin) only reads."""
    return actor.plays(*INSIDERS)


def takes_part(actor: Actor, board: Placed) -> bool:
    """True for those the board was made for, as far as its visibility narrows them."""
    if actor.covers(board.wilayah_code, *OVERSEERS):
        return True
    narrow = board.visibility == "officers"
    roles = OFFICERS if narrow else INSIDERS
    if board.organization is not None and actor.has(board.organization, *roles):
        return True
    if board.kind != "area":
        return False
    if actor.covers(board.wilayah_code, "forum_coord"):
        return True
    inside = [grant.organization for grant in actor.grants if _sits_in(grant.seat, board.wilayah_code)]
    return any(org is not None and (not narrow or actor.has(org, *OFFICERS)) for org in inside)


def _sits_in(seat: str | None, code: str) -> bool:
    return seat is not None and within(seat, code)
