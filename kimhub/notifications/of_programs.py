"""What people are told about programs: what waits for the office, and what it answered.

Few entries: each matter has one line, and whatever was done about it, by whomever, settles that line.
"""

from typing import Any, Final

from kimhub.core.bus import on
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.forum.audience import Told
from kimhub.groups import terms
from kimhub.notifications import service
from kimhub.notifications.recipients import admins_of, officers_of, overseers_of, those_who
from kimhub.notifications.telling import Matter, tell_all
from kimhub.programs import comments, events, policy, programs, standing_in, states
from kimhub.programs.accounting import ADDRESSES
from kimhub.programs.views import Program

REGENCY: Final = len("73.08")
_reading = prepare_sql(
    "SELECT r.typed_by, r.verdict, r.verdict_note, r.verdict_at, i.name, l.id AS line"
    " FROM program_reading r JOIN program_indicator i ON i.id = r.indicator"
    " JOIN program_line l ON l.id = i.line WHERE r.id = :id"
)
_report = prepare_sql("SELECT period, state, note, decided_at FROM program_report WHERE id = :id")
_name = prepare_sql("SELECT name FROM account WHERE id = :id")


# --------------------------------------------------------------------------------------------- the review


@on(events.ProgramSubmitted)
async def ask_the_office(event: events.ProgramSubmitted) -> None:
    """Those who review; while it lies with the village head nobody of them."""
    program = await programs.by_id(event.program_id)
    if program is None:
        return
    for about in ("returned", "undone"):
        await service.settle(f"program:{program.id}:{about}")
    for about in ("program", "reply"):
        await service.settle(_reminder(about, program.organization, program.year))
    if not event.acknowledging:
        await _ask_the_office(program, event.version_id, event.actor_id)


@on(events.ProgramAcknowledged)
async def tell_that_the_village_head_knows(event: events.ProgramAcknowledged) -> None:
    program = await programs.by_id(event.program_id)
    version = await programs.version_by_id(event.version_id)
    if program is None or version is None:
        return
    by = version.known_office or version.known_name or version.decided_office or version.decided_name
    facts = _facts(program) | {"by": by, "reason": version.decision_note}
    kind = "program_known_back" if event.back else "program_known"
    await _tell(
        await officers_of(program.organization), kind, f"program:{program.id}:known", program.path,
        event.version_id, event.actor_id, waits=event.back, facts=facts,
    )  # fmt: skip
    if not event.back:
        await _ask_the_office(program, event.version_id, event.actor_id)


async def _ask_the_office(program: Program, version_id: int, by: int | None) -> None:
    if program.current == version_id and program.state == states.SUBMITTED:
        people = await reviewers_of(program)
        await _tell(
            await standing_in.replaced(people, people), "program_sent",
            f"program:{program.id}:sent", f"{program.path}/tinjau", version_id, by, waits=True,
            facts=_facts(program) | {"round": program.latest},
        )  # fmt: skip


@on(events.ProgramTaken)
async def it_is_taken(event: events.ProgramTaken) -> None:
    """For those who have not taken it there is nothing to do any more; who has sees it in the queue."""
    await service.settle(f"program:{event.program_id}:sent")


@on(events.ProgramWithdrawn)
async def there_is_nothing_to_review(event: events.ProgramWithdrawn) -> None:
    await _reviewed(event.program_id)


@on(events.ProgramDecided)
async def tell_what_was_decided(event: events.ProgramDecided) -> None:
    await _reviewed(event.program_id)
    program = await programs.by_id(event.program_id)
    # Jobs may come late: a decision that was undone since is not told.
    decided = states.APPROVED if event.approved else states.NEEDS_REVISION
    if program is None or program.current != event.version_id or program.state != decided:
        return
    kind = "agreed" if event.approved else "returned"
    facts = _facts(program)
    if not event.approved:
        facts["remarks"] = await comments.still_open(program.id)
        facts["reply_by"] = program.reply_by.isoformat() if program.reply_by else ""
    stamp = int((program.decided_at or now()).timestamp() * 1000)
    await _tell(
        await officers_of(program.organization), f"program_{kind}", f"program:{program.id}:{kind}",
        program.path, stamp, event.actor_id, waits=not event.approved, facts=facts,
    )  # fmt: skip


@on(events.DecisionUndone)
async def tell_that_it_was_undone(event: events.DecisionUndone) -> None:
    for about in ("agreed", "returned"):
        await service.settle(f"program:{event.program_id}:{about}")
    program = await programs.by_id(event.program_id)
    if program is not None and program.state == states.IN_REVIEW:
        await service.tell(
            await officers_of(program.organization), "program_undone",
            about=f"program:{program.id}:undone", url=program.path, from_user=event.actor_id,
            **_facts(program),
        )  # fmt: skip


@on(events.ReviewOverdue)
async def tell_the_whole_office(event: events.ReviewOverdue) -> None:
    program = await programs.by_id(event.program_id)
    if program is None or program.current != event.version_id or program.state not in states.WAITING:
        return
    facts = _facts(program) | {"due_on": program.due_on.isoformat() if program.due_on else ""}
    await _tell(
        await reviewers_of(program), "review_overdue", f"program:{program.id}:overdue",
        f"{program.path}/tinjau", event.version_id, None, waits=True, facts=facts,
    )  # fmt: skip


@on(events.CommentsSent)
async def tell_of_remarks(event: events.CommentsSent) -> None:
    """Those that go out with a decision are told with it."""
    program = await programs.by_id(event.program_id)
    if program is None or event.with_decision:
        return
    if event.of_reviewer:
        people, kind = await officers_of(program.organization), "program_remarks"
    else:
        office = await reviewers_of(program)
        people = office & {program.reviewer} or office
        people, kind = await standing_in.replaced(people, office), "program_answered"
    await service.tell(
        people, kind, about=f"program:{program.id}:{kind.removeprefix('program_')}",
        url=f"{program.path}/tinjau", from_user=event.actor_id, remarks=event.comments, **_facts(program),
    )  # fmt: skip


async def reviewers_of(program: Program) -> set[int]:
    """Those of the office who may decide on it; of a forum of a regency also those of the province."""
    people = await overseers_of(program.seat)
    if len(program.seat) <= REGENCY:
        people |= await overseers_of(program.seat[:2])
    return await those_who(policy.reviews, program, people)


async def _reviewed(program_id: int) -> None:
    for about in ("sent", "overdue"):
        await service.settle(f"program:{program_id}:{about}")


# -------------------------------------------------------------------------------------------- the office


@on(events.HousesReminded)
async def remind(event: events.HousesReminded) -> None:
    """The officers of each; told again on another day it is a new line."""
    for house in event.organizations:
        row = await _house.first(id=house)
        if row is None:
            continue
        program = await programs.of_year(house, event.year)
        where = program.path if program else "/program/baru"
        if event.about == "report" and program:
            where = f"{program.path}/lpj"
        facts = {
            "topic": event.about, "year": event.year, "organization": row["name"], "message": event.message,
        }  # fmt: skip
        await _tell(
            await officers_of(house), "program_reminded", _reminder(event.about, house, event.year), where,
            terms.today().toordinal(), event.actor_id, waits=True, facts=facts,
        )  # fmt: skip


_house = prepare_sql("SELECT name FROM organization WHERE id = :id")


@on(events.StandInSet)
async def tell_the_stand_in(event: events.StandInSet) -> None:
    if not event.ended:
        await service.tell(
            {event.instead}, "stand_in", about=f"stand-in:{event.away}", url="/tinjauan",
            from_user=event.actor_id, away=await _name.value(id=event.away) or "",
            last_day=event.until,
        )  # fmt: skip


# -------------------------------------------------------------------------- carrying out and accounting


@on(events.LineLate)
async def tell_who_is_in_charge(event: events.LineLate) -> None:
    """Where nobody with an account is in charge, the admins of the house."""
    line = await programs.line_by_id(event.line_id)
    if line is None or line.progress in {states.DONE, states.LINE_CANCELLED}:
        return
    people = {line.pic_user} if line.pic_user else set()
    people = await those_who(policy.can_note_line, line, people) or await admins_of(event.organization_id)
    await _tell(
        people, "line_late", f"line:{line.id}:late", line.path, terms.today().toordinal(), None,
        waits=True, facts={"title": line.name},
    )  # fmt: skip


@on(events.ProgressNoted)
async def it_got_on(event: events.ProgressNoted) -> None:
    await service.settle(f"line:{event.line_id}:late")


@on(events.ReadingJudged)
async def tell_who_typed_the_number(event: events.ReadingJudged) -> None:
    row = await _reading.first(id=event.reading_id)
    program = await programs.by_id(event.program_id)
    if row is None or program is None or not row["typed_by"]:
        return
    if (row["verdict"] == "confirmed") is not event.confirmed:  # judged anew since
        return
    await service.tell(
        {row["typed_by"]}, "reading_confirmed" if event.confirmed else "reading_doubted",
        about=f"reading:{event.reading_id}", url=f"{program.path}/kegiatan/{row['line']}",
        needs_action=not event.confirmed, from_user=event.actor_id, title=row["name"],
        reason=row["verdict_note"],
    )  # fmt: skip


@on(events.AccountSubmitted)
async def ask_to_look_at_the_account(event: events.AccountSubmitted) -> None:
    await _ask_about_the_account(event.program_id, event.report_id, event.actor_id)


@on(events.AccountUndone)
async def ask_to_look_again(event: events.AccountUndone) -> None:
    await _ask_about_the_account(event.program_id, event.report_id, event.actor_id)


async def _ask_about_the_account(program_id: int, report_id: int, by: int) -> None:
    program = await programs.by_id(program_id)
    row = await _report.first(id=report_id)
    if program is None or row is None:
        return
    await service.settle(_account(report_id, "decided"))
    await service.settle(_reminder("report", program.organization, program.year))
    if row["state"] == "submitted":
        people = await overseers_of(program.seat)
        if len(program.seat) <= REGENCY:
            people |= await overseers_of(program.seat[:2])
        people = await those_who(policy.can_judge_account, program, people)
        await service.tell(
            await standing_in.replaced(people, people), "account_sent",
            about=_account(report_id, "sent"),
            url=f"{program.path}/lpj/{ADDRESSES[row['period']]}", needs_action=True, from_user=by,
            **_facts(program),
        )  # fmt: skip


@on(events.AccountTakenBack)
async def there_is_no_account_to_look_at(event: events.AccountTakenBack) -> None:
    await service.settle(_account(event.report_id, "sent"))


@on(events.AccountDecided)
async def tell_what_became_of_the_account(event: events.AccountDecided) -> None:
    await service.settle(_account(event.report_id, "sent"))
    program = await programs.by_id(event.program_id)
    row = await _report.first(id=event.report_id)
    if program is None or row is None or row["state"] != ("accepted" if event.accepted else "returned"):
        return
    stamp = int((row["decided_at"] or now()).timestamp() * 1000)
    await _tell(
        await officers_of(program.organization),
        "account_accepted" if event.accepted else "account_returned", _account(event.report_id, "decided"),
        f"{program.path}/lpj/{ADDRESSES[row['period']]}", stamp, event.actor_id, waits=not event.accepted,
        facts=_facts(program) | {"reason": row["note"]},
    )  # fmt: skip


async def _tell(
    people: set[int],
    kind: str,
    about: str,
    url: str,
    upto: int,
    by: int | None,
    *,
    waits: bool,
    facts: dict[str, Any],
) -> None:
    """Also by letter to those who want that; never to who did it."""
    told = sorted(people - {by})
    matter = Matter(
        kind, about, url, first=1, upto=upto, from_user=by, needs_action=waits, by_mail=True, data=facts
    )
    await tell_all(matter, Told(told, answered=frozenset(told)))


def _facts(program: Program) -> dict[str, Any]:
    return {"organization": program.owner_name, "year": program.year}


def _reminder(about: str, house: int, year: int) -> str:
    return f"remind:{about}:{house}:{year}"


def _account(report_id: int, what: str) -> str:
    return f"account:{report_id}:{what}"
