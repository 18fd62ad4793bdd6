"""What keeping order and answering bring: work for moderators, word to those whom a decision concerns."""

from kimhub.core.bus import on
from kimhub.core.prepared import prepare_sql
from kimhub.forum import audience, events, pending, reports
from kimhub.forum import events_guarding as guarding
from kimhub.forum.audience import Told
from kimhub.forum.following import level_of
from kimhub.forum.policy_following import hears_answers
from kimhub.forum.policy_guarding import MODERATORS, PEMBINA, PROVINCE, can_decide, can_judge
from kimhub.forum.views import TopicView
from kimhub.notifications import service
from kimhub.notifications.of_forum import readable
from kimhub.notifications.recipients import keepers_of, overseers_of, sysadmins, those_who
from kimhub.notifications.telling import Matter, tell_all

_still_held = prepare_sql(
    "SELECT 1 FROM pending_post WHERE board = :board AND decided_at IS NULL AND why <> 'scheduled' LIMIT 1"
)
_thanked = prepare_sql(
    "SELECT p.author, p.thanks FROM post p WHERE p.id = :post AND p.deleted_at IS NULL AND p.thanks > 0"
)


@on(guarding.PostHeld)
async def ask_to_look(event: guarding.PostHeld) -> None:
    if event.why != "scheduled":
        await _ask_keepers(event.pending_id, event.actor_id)


@on(guarding.PendingReopened)
async def ask_to_look_again(event: guarding.PendingReopened) -> None:
    if event.why != "scheduled":
        await _ask_keepers(event.pending_id, event.actor_id)


@on(guarding.PendingWithdrawn)
async def one_less_to_look_at(event: guarding.PendingWithdrawn) -> None:
    await _looked_at(event.pending_id)


@on(guarding.PendingReleased)
async def tell_that_it_is_out(event: guarding.PendingReleased) -> None:
    await _looked_at(event.pending_id)
    topic = await readable(event.topic_id)
    if topic is not None and event.actor_id != event.user_id:
        where = f"/forum/t/{topic.id}?p={event.number}"
        about = f"pending:{event.pending_id}"
        await _tell_one(event.user_id, Matter("post_released", about, where, topic.id, upto=1), topic)


@on(guarding.PendingDeclined)
async def tell_why_it_is_not(event: guarding.PendingDeclined) -> None:
    await _looked_at(event.pending_id)
    await service.tell(
        {event.user_id},
        "post_declined",
        about=f"pending:{event.pending_id}",
        url=f"/forum/menunggu/{event.pending_id}",
        reason=event.reason,
    )


@on(guarding.ReportMade)
async def ask_to_judge(event: guarding.ReportMade) -> None:
    """Those of the report's tier; never the one it is about, nor by name who reported."""
    case = await reports.get_case(event.post_id)
    if case is None:
        return
    await service.tell(
        await those_who(can_judge, case, await _judges(case)) - {event.actor_id},
        "report_made",
        about=f"report:{event.post_id}",
        url=case.path,
        needs_action=True,
        board=case.board_name,
    )


@on(guarding.ReportDecided)
async def tell_those_who_reported(event: guarding.ReportDecided) -> None:
    await service.settle(f"report:{event.post_id}")
    where = "/forum" if event.acted else f"/forum/t/{event.topic_id}?p={event.number}"
    about = f"report-outcome:{event.post_id}"
    matter = Matter("report_decided", about, where, data={"acted": event.acted, "answer": event.answer})
    await tell_all(matter, Told([person for person in event.reporters if person != event.actor_id]))


@on(guarding.PersonSuspended)
async def tell_until_when(event: guarding.PersonSuspended) -> None:
    await service.tell(
        {event.user_id},
        "writing_suspended",
        about=f"suspension:{event.suspension_id}",
        url="/forum",
        where=event.where,
        until=event.until,
        code=event.wilayah_code,
        reason=event.reason,
    )


@on(guarding.SuspensionLifted)
async def tell_that_they_may_write(event: guarding.SuspensionLifted) -> None:
    await service.settle(f"suspension:{event.suspension_id}")
    await service.tell(
        {event.user_id},
        "writing_allowed",
        about=f"suspension:{event.suspension_id}",
        url="/forum",
        where=event.where,
    )


@on(events.AnswerChosen)
async def tell_of_the_answer(event: events.AnswerChosen) -> None:
    """Whose answer was chosen, and whose question has one now."""
    topic = await readable(event.topic_id)
    if topic is None:
        return
    where = f"{topic.path}?p={event.number}"
    about = f"answer:{topic.id}:{event.kind}"
    best = event.kind == "best"
    asker = Matter("answered" if best else "answer_official", about, where, topic.id, upto=event.post_id)
    if topic.author not in {event.actor_id, event.about_id}:
        await _tell_one(topic.author, asker, topic)
    if best and event.about_id != event.actor_id:
        chosen = Matter("answer_chosen", about, where, topic.id, upto=event.post_id)
        await _tell_one(event.about_id, chosen, topic)


@on(events.AnswerTakenBack)
async def it_is_no_answer(event: events.AnswerTakenBack) -> None:
    await service.settle(f"answer:{event.topic_id}:{event.kind}")


@on(events.PostThanked)
async def tell_of_thanks(event: events.PostThanked) -> None:
    """One quiet entry per post, without a mark on the bell: thanks ask for nothing."""
    topic = await readable(event.topic_id)
    row = await _thanked.first(post=event.post_id)
    if topic is None or row is None or row["author"] == event.actor_id:
        return
    matter = Matter(
        "thanked",
        f"thanks:{event.post_id}",
        f"{topic.path}?p={event.number}",
        topic.id,
        upto=row["thanks"],
        from_user=event.actor_id,
        quiet=True,
        data={"thanks": row["thanks"]},
    )
    await _tell_one(row["author"], matter, topic)


async def _judges(case: reports.Case) -> set[int]:
    """Those of the case's tier; where that has nobody, the operators."""
    code = case.wilayah_code
    if case.tier == MODERATORS:
        found = await keepers_of(case.organization, code)
    elif case.tier == PEMBINA:
        found = await overseers_of(code)
    else:
        found = await overseers_of(code[:2]) if case.tier == PROVINCE else set()
    return found or await sysadmins()


async def _ask_keepers(pending_id: int, writer: int) -> None:
    waiting = await pending.get_waiting(pending_id)
    if waiting is None or not waiting.is_open:
        return
    people = await keepers_of(waiting.organization, waiting.wilayah_code)
    await service.tell(
        await those_who(can_decide, waiting, people),
        "post_held",
        about=f"queue:{waiting.board}",
        url="/forum/periksa",
        needs_action=True,
        from_user=writer,
        board=waiting.board_name,
    )


async def _looked_at(pending_id: int) -> None:
    """Once nothing of the board waits any more, it is nobody's turn."""
    waiting = await pending.get_waiting(pending_id)
    if waiting is not None and not await _still_held.value(board=waiting.board):
        await service.settle(f"queue:{waiting.board}")


async def _tell_one(person: int, matter: Matter, topic: TopicView) -> None:
    """Unless they muted the topic or may no longer read it."""
    wishes = await level_of(person, topic.id)
    if hears_answers(wishes.wish, wishes.board_wish) or matter.kind == "post_released":
        await tell_all(matter, Told(await audience.readers_among(topic, [person])))
