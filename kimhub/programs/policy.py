"""Who may do what with a work program (domain.md 6.3). Pure: an actor, a thing, a yes or no.

The house writes, submits and carries out; the pembina of its seat reviews and agrees, never somebody who
wrote on it or holds an office in that house. What is agreed is public.
"""

from datetime import date
from typing import Protocol

from kimhub.core.actor import Actor, within
from kimhub.programs import states

WRITERS = ("officer", "kim_admin", "forum_coord")
STAFF = ("pembina", "province")
MONEY = frozenset({"treasurer", "vice_treasurer"})
SUBMITTERS = frozenset({"chair", "vice_chair", "secretary", "vice_secretary"})


class Owned(Protocol):
    """A program, as every rule needs it."""

    @property
    def organization(self) -> int: ...
    @property
    def owner_kind(self) -> str: ...
    @property
    def owner_status(self) -> str: ...
    @property
    def seat(self) -> str: ...  # wilayah code of the owner
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def current(self) -> int | None: ...
    @property
    def in_force(self) -> int | None: ...
    @property
    def offered(self) -> bool: ...
    @property
    def writers(self) -> frozenset[int]: ...


class OfProgram(Protocol):
    """A line, a version, an entry: something of a program."""

    @property
    def program(self) -> Owned: ...


# ------------------------------------------------------------------------------------------- starting


class House(Protocol):
    """An organization that may have programs."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def legal_status(self) -> str: ...


def can_start_somewhere(actor: Actor, _: object = None) -> bool:
    """May open the form; `may_start_for` decides about the house."""
    return actor.plays(*WRITERS, *STAFF)


def may_start_for(actor: Actor, house: House) -> bool:
    """Officers for their house; whoever works in an office for its templates."""
    if house.legal_status == "dissolved":
        return False
    return actor.has(house.id, *(STAFF if house.kind == "agency" else WRITERS))


# -------------------------------------------------------------------------------------------- reading


def writes(actor: Actor, one: Owned) -> bool:
    """Belongs to those who draw it up: officers and admins of the house, everybody in an office."""
    return actor.has(one.organization, *(STAFF if one.owner_kind == "agency" else WRITERS))


def oversees(actor: Actor, one: Owned) -> bool:
    """The office that reviews: the pembina of the seat; over a forum of a regency also the province."""
    if one.kind == "template":
        return False
    if actor.covers(one.seat, "pembina"):
        return True
    return len(one.seat) <= len("73.08") and actor.covers(one.seat, "province")


def advises(actor: Actor, one: Owned) -> bool:
    """The coordinator of the forum of its kecamatan may comment on what was submitted."""
    return one.kind == "program" and actor.covers(one.seat, "forum_coord")


def can_see(actor: Actor, one: Owned) -> bool:
    """What is agreed is public; what was submitted is for those who review; the rest is the house's."""
    if one.kind == "template":
        return writes(actor, one) or (one.offered and _is_below(actor, one))
    if one.in_force is not None or writes(actor, one):
        return True
    return one.current is not None and (oversees(actor, one) or advises(actor, one))


def sees_working_copy(actor: Actor, one: Owned) -> bool:
    """What is being written and was not submitted: the house alone."""
    return writes(actor, one)


def sees_review(actor: Actor, one: Owned) -> bool:
    """Versions that are not agreed, remarks, the history with its reasons."""
    return writes(actor, one) or (one.current is not None and (oversees(actor, one) or advises(actor, one)))


def can_see_agreed(_actor: Actor, one: Owned) -> bool:
    """The page for everybody: also for people who are not signed in."""
    return one.kind == "program" and one.in_force is not None


def _is_below(actor: Actor, one: Owned) -> bool:
    """Belongs to a house in the wilayah of the office whose template it is."""
    places = (grant.seat or grant.wilayah for grant in actor.grants)
    return any(place and within(place, one.seat) for place in places)


# -------------------------------------------------------------------------------------------- writing


def can_write(actor: Actor, one: Owned) -> bool:
    """Texts, lines, order, while it is in the house."""
    return writes(actor, one) and one.state in states.WRITABLE and one.owner_status != "dissolved"


def writes_line(actor: Actor, one: OfProgram) -> bool:
    """May open its form, which says so when nothing can be written now."""
    return writes(actor, one.program)


def can_write_line(actor: Actor, one: OfProgram) -> bool:
    return can_write(actor, one.program)


def submits(actor: Actor, one: Owned) -> bool:
    """Speaks for the house: admins, chair and secretary, the coordinator of a forum."""
    if actor.has(one.organization, "kim_admin", "forum_coord"):
        return True
    return any(
        grant.organization == one.organization and grant.role == "officer" and grant.position in SUBMITTERS
        for grant in actor.grants
    )


def can_submit(actor: Actor, one: Owned) -> bool:
    return one.kind == "program" and submits(actor, one) and can_write(actor, one)


def can_take_back(actor: Actor, one: Owned) -> bool:
    """While nobody has begun to review it."""
    return submits(actor, one) and one.state in {states.ACKNOWLEDGING, states.SUBMITTED}


def can_amend(actor: Actor, one: Owned) -> bool:
    return one.kind == "program" and submits(actor, one) and one.state == states.APPROVED


def can_drop(actor: Actor, one: Owned) -> bool:
    """Throw a draft away; of an agreed program only the amendment."""
    if one.kind == "template":
        return writes(actor, one) and one.state == states.DRAFT
    return submits(actor, one) and one.state in states.WRITABLE


def can_offer(actor: Actor, one: Owned) -> bool:
    """Templates come from offices."""
    return one.kind == "template" and writes(actor, one) and one.state == states.DRAFT


# ---------------------------------------------------------------------------------------- reviewing


def reviews(actor: Actor, one: Owned) -> bool:
    """Belongs to the office that reviews, does not belong to the house, and wrote nothing of it."""
    return (
        oversees(actor, one)
        and actor.id is not None
        and not actor.has(one.organization, "member", *WRITERS)
        and actor.id not in one.writers
    )


def can_review(actor: Actor, one: Owned) -> bool:
    return reviews(actor, one) and one.state in states.WAITING


def can_open_review(actor: Actor, one: Owned) -> bool:
    """The page of the review: those who review and advise, and the house that answers."""
    return one.kind == "program" and one.current is not None and sees_review(actor, one)


def can_comment(actor: Actor, one: Owned) -> bool:
    """Write remarks: reviewers and advisers while it is reviewed, the house also when it came back."""
    if one.kind != "program" or one.current is None:
        return False
    if writes(actor, one):
        return one.state in states.AWAY | states.WRITABLE
    return one.state in states.WAITING and (reviews(actor, one) or advises(actor, one))


def can_undo(actor: Actor, one: Owned) -> bool:
    """May try to take a decision back; agreeing.py adds: the own one, within ten minutes."""
    return reviews(actor, one) and one.state in {states.APPROVED, states.NEEDS_REVISION}


def can_see_version(actor: Actor, one: "WithVersion") -> bool:
    """An agreed version stays readable for everybody, others for those of the review; what was taken back
    is the house's again."""
    if one.version.state == states.WITHDRAWN:
        return writes(actor, one.program)
    return one.version.was_approved or sees_review(actor, one.program)


def can_see_paper(actor: Actor, one: "WithVersion") -> bool:
    """The photo of the sheet that the village head signed."""
    return sees_review(actor, one.program) and can_see_version(actor, one)


class AVersion(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def was_approved(self) -> bool: ...


class WithVersion(OfProgram, Protocol):
    @property
    def version(self) -> AVersion: ...


# ------------------------------------------------------------------------------------ carrying out


def is_carried_out(one: Owned) -> bool:
    """There is an agreed version, and the account is still open."""
    return one.kind == "program" and one.in_force is not None and one.state != states.CLOSED


def can_note(actor: Actor, one: Owned) -> bool:
    """Write down what was done, also while an amendment is on its way."""
    return is_carried_out(one) and writes(actor, one)


def can_note_line(actor: Actor, one: OfProgram) -> bool:
    return can_note(actor, one.program)


def can_add_photos(actor: Actor, one: OfProgram) -> bool:
    """Members bring photos too."""
    belongs = actor.has(one.program.organization, "member", *WRITERS)
    return is_carried_out(one.program) and belongs


def can_note_money(actor: Actor, one: Owned) -> bool:
    """Spending and income: the treasurer and the admins."""
    if not can_note(actor, one):
        return False
    if actor.has(one.organization, "kim_admin", "forum_coord"):
        return True
    return any(
        grant.organization == one.organization and grant.role == "officer" and grant.position in MONEY
        for grant in actor.grants
    )


def can_note_line_money(actor: Actor, one: OfProgram) -> bool:
    return can_note_money(actor, one.program)


def can_judge_readings(actor: Actor, one: Owned) -> bool:
    """Confirm or doubt numbers that were typed: the office, never whoever belongs to the house."""
    return (
        is_carried_out(one) and oversees(actor, one) and not actor.has(one.organization, "member", *WRITERS)
    )


# ------------------------------------------------------------------------------------ accounting


def can_write_account(actor: Actor, one: Owned) -> bool:
    """Write and submit the LPJ."""
    return can_note(actor, one)


def can_see_account(actor: Actor, one: Owned) -> bool:
    """The house and its office; once accepted everybody (the page adds that)."""
    return one.in_force is not None and (writes(actor, one) or oversees(actor, one))


def can_judge_account(actor: Actor, one: Owned) -> bool:
    """Accept or return: as in its review nobody who wrote the program; the service adds: nor on the LPJ."""
    return is_carried_out(one) and reviews(actor, one)


# ------------------------------------------------------------------------------------ the office's desk


def can_use_desk(actor: Actor, _: object = None) -> bool:
    """The queue and the overview of a wilayah."""
    return actor.plays(*STAFF)


class Placed(Protocol):
    """Rules that stand for a wilayah."""

    @property
    def wilayah_code(self) -> str: ...


def can_set_rules(actor: Actor, one: Placed) -> bool:
    """The pembina of that wilayah; of a province the province."""
    if actor.covers(one.wilayah_code, "pembina"):
        return True
    return len(one.wilayah_code) == len("73") and actor.covers(one.wilayah_code, "province")


def has_valid_decree(one: "WithDecree", today: date) -> bool:
    """Its SK is checked and has not run out (domain.md 6.3, invariants)."""
    return one.owner_status == "verified" and (one.owner_term_end is None or one.owner_term_end >= today)


class WithDecree(Protocol):
    @property
    def owner_status(self) -> str: ...
    @property
    def owner_term_end(self) -> date | None: ...
