"""Who may look at what became of a program (domain.md 6.3). Writing it down is in policy.py.

What was done, and what it cost in all, is for everybody who is signed in, as the program is; each single
cost, what came in, obstacles and the papers behind it are for the house and its office.
"""

from typing import Protocol

from kimhub.core.actor import Actor
from kimhub.programs import policy
from kimhub.programs.policy import OfProgram, Owned


def can_follow(actor: Actor, one: Owned) -> bool:
    """The page of what was done of an agreed program."""
    return actor.id is not None and policy.can_see_agreed(actor, one)


def can_see_line(actor: Actor, one: OfProgram) -> bool:
    """The page of a line: whoever may see the program, and is signed in (guests have the public page)."""
    return actor.id is not None and one.program.kind == "program" and policy.can_see(actor, one.program)


def can_follow_line(actor: Actor, one: OfProgram) -> bool:
    return can_follow(actor, one.program)


def sees_books(actor: Actor, one: Owned) -> bool:
    """Single costs, money that came in, obstacles, papers: those who write it and those who oversee it."""
    return policy.writes(actor, one) or policy.oversees(actor, one)


def can_see_money(actor: Actor, one: Owned) -> bool:
    """The page of the money that came in."""
    return can_follow(actor, one) and sees_books(actor, one)


class Kept(OfProgram, Protocol):
    """A photo or paper."""

    @property
    def is_photo(self) -> bool: ...  # of something that was done
    @property
    def created_by(self) -> int | None: ...


def can_have_file(actor: Actor, one: Kept) -> bool:
    """Photos of what was done whoever may follow it, papers those who see the books."""
    if not can_follow(actor, one.program):
        return False
    return one.is_photo or sees_books(actor, one.program) or one.created_by == actor.id


def can_remove_file(actor: Actor, one: Kept) -> bool:
    """Those who note what was done, and whoever brought it."""
    if policy.can_note(actor, one.program):
        return True
    return policy.can_add_photos(actor, one) and one.created_by == actor.id


def can_judge(actor: Actor, one: OfProgram) -> bool:
    """Confirm or doubt a number that was typed."""
    return policy.can_judge_readings(actor, one.program)
