"""The page of a review: a version laid beside an earlier one, remarks at their lines, the decision."""

import math
from collections.abc import Callable
from datetime import datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec import Struct

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.page import Page
from kimhub.programs import (
    agreeing,
    comments,
    compared,
    policy,
    policy_review,
    reading,
    reviewing,
    rules,
    states,
    turns,
    wording,
)
from kimhub.programs.comments import Remark, Thread
from kimhub.programs.compared import Frozen
from kimhub.programs.plan import by_source
from kimhub.programs.programs import get_program
from kimhub.programs.views import Program
from kimhub.programs.web.inside import tabs

HERE = "/program/{slug:str}/tinjau"
REVIEW = allow(policy.can_open_review, program=get_program)


class Asked(Struct, frozen=True):
    """Which versions: `base` 0 is none, the whole document; None leaves it to the page. `draft` is what the
    house is writing, beside what it submitted last."""

    number: int | None = None
    base: int | None = None
    draft: bool = False


DEFAULT = Asked()


@get(HERE, name="programs:review", **REVIEW)
async def show(
    program: NamedDependency[Program],
    actor: Me,
    versi: FromQuery[str | None] = None,
    dengan: FromQuery[str | None] = None,
) -> Page:
    return await page(program, actor, Asked(_number(versi), _number(dengan), versi == "draf"))


async def page(
    program: Program,
    actor: Actor,
    asked: Asked = DEFAULT,
    *,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    conflict: str = "",
) -> Page:
    """The review as this person sees it; with what they typed where a decision could not be written."""
    versions = await compared.versions_of(program, actor)
    current = next(one for one in versions if one.id == program.current)
    version = next((one for one in versions if one.number == asked.number), current)
    draft = asked.draft and policy.can_write(actor, program)
    base = current if draft else _base(version, versions, asked)
    threads = await comments.by_line(program, actor)
    whole = found = None
    if draft:
        (submitted,) = await compared.plans_of(current)
        found = await compared.differing(submitted, await reading.working(program))
        review = reviewing.of_changes(found, threads)
    elif base is None:
        (whole,) = await compared.plans_of(version)
        review = reviewing.of_whole(whole, threads)
    else:
        found = await compared.between(base, version)
        review = reviewing.of_changes(found, threads)
    is_current = version.id == current.id
    decides = is_current and policy.can_review(actor, program)
    until = _undo_until(actor, program, current)
    others = program.state == states.IN_REVIEW and program.reviewer != actor.id
    every = [one for several in threads.values() for one in several]
    if decides:
        rule = await rules.of(program.seat)
        form = {"reply_by": rule.reply_by(program.today).isoformat()} | (form or {})
    return Page(
        "programs/review.html",
        status=409 if conflict else 422 if errors else 200,
        section="programs",
        program=program,
        talk=talk_of(actor, program, versions, open=is_current),
        tabs=tabs(actor, program, "review"),
        versions=versions,
        version=version,
        draft=draft,
        current=current,
        base=base,
        found=found,
        review=review,
        bases=[one for one in versions if one.number < version.number],
        counts=counted(every, current),
        asks=[one.remark for one in every if not one.is_settled and one.remark.of_reviewer]
        if policy.can_write(actor, program)
        else [],
        decides=decides,
        reviews=policy.reviews(actor, program),
        turn=(await turns.of(actor, program)).text if is_current and (others or not decides) else "",
        others=others and decides,
        sums=[] if whole is None else [(wording.source(key), sum) for key, sum in by_source(whole).items()],
        writes_on=policy.can_write(actor, program),
        undo_until=until,
        left=math.ceil((until - now()).total_seconds() / 60) if until else 0,
        states=states.VERSION_STATES,
        conflict=conflict,
        form=form or {},
        errors=errors or {},
    )


class Counts(Struct, frozen=True):
    """Remarks of the office by whether they are settled (those written about earlier versions), by whether
    the house has answered, and whether it has read them."""

    earlier: int
    earlier_settled: int
    open: int
    unanswered: int
    unsent: int


def counted(threads: list[Thread], current: Frozen) -> Counts:
    sent = [one for one in threads if one.remark.of_reviewer and one.remark.sent_at]
    earlier = [one for one in sent if (one.remark.version or 0) < current.id]
    replies = [reply for one in threads for reply in one.replies]
    return Counts(
        earlier=len(earlier),
        earlier_settled=sum(one.is_settled for one in earlier),
        open=sum(not one.is_settled for one in sent),
        unanswered=sum(one.awaits_house for one in sent),
        unsent=sum(one.sent_at is None for one in (*(one.remark for one in threads), *replies)),
    )


class Talk(Struct, frozen=True):
    """As whom somebody talks about a program, and what they may do: `side` is "house", "office", "adviser",
    or empty for whoever only reads. `numbers` are those of versions by their ids."""

    program: Program
    here: str
    side: str
    writes: bool
    numbers: dict[int, int]
    settles: Callable[[Remark], bool]
    rewrites: Callable[[Remark], bool]

    def about_earlier(self, remark: Remark) -> int | None:
        """The number of the version it was written about, where that is not the one that lies there now."""
        if remark.version is None or remark.version == self.program.current:
            return None
        return self.numbers.get(remark.version)


def talk_of(actor: Actor, program: Program, versions: list[Frozen], *, open: bool = True) -> Talk:
    side = "adviser" if policy.advises(actor, program) else ""
    if policy.writes(actor, program):
        side = "house"
    elif policy.reviews(actor, program):
        side = "office"
    return Talk(
        program=program,
        here=f"{program.path}/tinjau",
        side=side,
        writes=open and policy.can_comment(actor, program),
        numbers={one.id: one.number for one in versions},
        settles=lambda one: policy_review.settles(actor, program, one),
        rewrites=lambda one: policy_review.rewrites(actor, program, one),
    )


def _base(version: Frozen, versions: list[Frozen], asked: Asked) -> Frozen | None:
    if asked.base is None:
        return compared.base_for(version, versions)
    return next((one for one in versions if one.number == asked.base < version.number), None)


def _undo_until(actor: Actor, program: Program, current: Frozen) -> datetime | None:
    """Until when this person may take the decision back."""
    if current.decided_by != actor.id or current.decided_at is None:
        return None
    until = current.decided_at + agreeing.UNDO
    return until if policy.can_undo(actor, program) and now() < until else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


HANDLERS = [show]
