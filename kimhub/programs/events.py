"""What happened to programs; the inbox and other slices listen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgramStarted:
    program_id: int
    organization_id: int
    actor_id: int
    copied_from: int | None = None


@dataclass(frozen=True, slots=True)
class ProgramEdited:
    """The working copy was changed. `what`: texts, line, order, dropped, restored, imported, adopted;
    `fields` those that are different now."""

    program_id: int
    organization_id: int
    actor_id: int
    what: str
    line_id: int | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgramSubmitted:
    """A version lies with the village head (`acknowledging`) or the pembina."""

    program_id: int
    organization_id: int
    version_id: int
    actor_id: int
    acknowledging: bool


@dataclass(frozen=True, slots=True)
class ProgramAcknowledged:
    """The village head knows of it: it goes on to the pembina, or (`back`) returns with a reason. Without
    an account there is no `actor_id`."""

    program_id: int
    organization_id: int
    version_id: int
    actor_id: int | None
    back: bool


@dataclass(frozen=True, slots=True)
class ProgramWithdrawn:
    program_id: int
    organization_id: int
    version_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ProgramTaken:
    """Somebody of the office has taken the review up, or took it over from `before`."""

    program_id: int
    organization_id: int
    version_id: int
    actor_id: int
    reviewer: int
    before: int | None


@dataclass(frozen=True, slots=True)
class ProgramDecided:
    """Agreed, or returned with a reason."""

    program_id: int
    organization_id: int
    version_id: int
    actor_id: int
    approved: bool


@dataclass(frozen=True, slots=True)
class DecisionUndone:
    program_id: int
    organization_id: int
    version_id: int
    actor_id: int
    approved: bool


@dataclass(frozen=True, slots=True)
class CommentsSent:
    """Remarks that were written are now read by the other side; with a decision they go along with it."""

    program_id: int
    organization_id: int
    actor_id: int
    comments: int
    of_reviewer: bool
    with_decision: bool


@dataclass(frozen=True, slots=True)
class ReviewOverdue:
    """Nobody has decided by the due day: the whole office is told (never decided by itself)."""

    program_id: int
    organization_id: int
    version_id: int


@dataclass(frozen=True, slots=True)
class AmendmentBegun:
    program_id: int
    organization_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class DraftDropped:
    """A draft was thrown away; of an agreed program only its amendment."""

    program_id: int
    organization_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ProgramClosed:
    """Its LPJ was accepted."""

    program_id: int
    organization_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class RulesChanged:
    wilayah_code: str
    actor_id: int
    changes: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class StandInSet:
    """`away` is stood in for by `instead`, or (ended) not any more."""

    away: int
    instead: int
    since: str
    until: str
    actor_id: int
    ended: bool = False


@dataclass(frozen=True, slots=True)
class HousesReminded:
    """Organizations were reminded of a program, an answer or an LPJ."""

    organizations: tuple[int, ...]
    year: int
    about: str
    message: str
    actor_id: int


@dataclass(frozen=True, slots=True)
class ProgressNoted:
    """A line has got on: `state` is one of states.PROGRESS."""

    program_id: int
    organization_id: int
    line_id: int
    actor_id: int
    state: str


@dataclass(frozen=True, slots=True)
class EntryNoted:
    """`act`: added, changed, removed."""

    program_id: int
    organization_id: int
    line_id: int
    entry_id: int
    actor_id: int
    act: str


@dataclass(frozen=True, slots=True)
class IncomeNoted:
    program_id: int
    organization_id: int
    income_id: int
    actor_id: int
    act: str


@dataclass(frozen=True, slots=True)
class ReadingTyped:
    program_id: int
    organization_id: int
    indicator_id: int
    reading_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ReadingJudged:
    program_id: int
    organization_id: int
    reading_id: int
    actor_id: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class LineLate:
    """Its months are over and it is not done: its person in charge is told."""

    program_id: int
    organization_id: int
    line_id: int


@dataclass(frozen=True, slots=True)
class AccountSubmitted:
    report_id: int
    program_id: int
    organization_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class AccountTakenBack:
    report_id: int
    program_id: int
    organization_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class AccountDecided:
    report_id: int
    program_id: int
    organization_id: int
    actor_id: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class AccountUndone:
    """Whoever decided on it took the decision back: it lies with the office again."""

    report_id: int
    program_id: int
    organization_id: int
    actor_id: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class ListTakenOut:
    """Somebody took programs out as a file (features.md M1)."""

    actor_id: int
    what: str
    format: str
    rows: int
