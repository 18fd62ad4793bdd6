"""Opening a poll on a topic, and closing it by hand."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.forum import taking_part
from kimhub.forum.composing import author_id, checked_deadline
from kimhub.forum.events import PollClosed, PollOpened
from kimhub.forum.polls import PollOn, is_open
from kimhub.forum.tables import Topic
from kimhub.forum.tables_answers import Poll, PollOption
from kimhub.forum.views import TopicView

FEWEST: Final = 2
MOST: Final = 10
MOST_A_DAY: Final = 20  # polls and decisions of one person


class Sheet(Struct, frozen=True):
    """What was typed, checked."""

    question: str
    options: list[str]
    most: int
    secret: bool
    closes_at: datetime | None


class _State(Struct, frozen=True):
    closes_at: datetime | None
    closed_at: datetime | None


_standing = prepare_sql(
    "SELECT closes_at, closed_at FROM poll WHERE topic = :topic AND closed_at IS NULL", _State
)
_known = prepare_sql("SELECT id FROM poll WHERE key = :key")


def checked(form: dict[str, str], wilayah_code: str) -> Sheet:
    """The poll of a form; its closing time is told in the zone of the place. Raises Invalid."""
    errors: dict[str, str] = {}
    question = ""
    try:
        question = checked_line(
            form.get("question", ""), "question", most=200, least=3, empty=_("Tulis pertanyaannya.")
        )
    except Invalid as no:
        errors |= no.errors
    options = _options(form.get("options", ""), errors)
    closes_at = checked_deadline(form.get("closes_at", ""), wilayah_code, errors)
    if errors:
        raise Invalid(**errors)
    most = form.get("most", "1")
    allowed = int(most) if most in {"1", "2", "3"} else len(options)
    return Sheet(question, options, min(allowed, len(options)), form.get("secret") == "on", closes_at)


async def open_poll(topic: TopicView, actor: Actor, sheet: Sheet, key: UUID) -> None:
    """Put the question to the topic's readers; sent twice with one key it is put once.

    Raises Invalid while another poll of the topic is open.
    """
    me = author_id(actor)
    await limits.spend("forum-propose", me, most=MOST_A_DAY, per=timedelta(days=1))
    async with transaction():
        await lock_id(Topic, topic.id)
        if await _known.value(key=key) is not None:
            return
        await taking_part.check_open(topic, actor)
        await taking_part.check_known(topic, actor)
        if any(is_open(row.closes_at, row.closed_at) for row in await _standing(topic=topic.id)):
            raise Invalid(
                question=_("Masih ada jajak pendapat yang berjalan di topik ini. Tutup dulu yang itu.")
            )
        row = Poll(
            topic=topic.id,
            question=sheet.question,
            most=sheet.most,
            secret=sheet.secret,
            closes_at=sheet.closes_at,
            user=me,
            created_at=now(),
            key=key,
        )
        poll_id = int((await Poll.insert(row).returning(Poll.id))[0]["id"])
        await PollOption.insert(
            *[PollOption(poll=poll_id, number=n, text=text) for n, text in enumerate(sheet.options, 1)]
        )
        await Topic.update({Topic.has_poll: True, Topic.rev: Topic.rev + 1}).where(Topic.id == topic.id)
        await publish(PollOpened(topic.organization, me, topic.id, poll_id, sheet.question))


async def close(thing: PollOn, actor: Actor) -> None:
    """Take no more votes; doing it twice changes nothing."""
    topic = thing.topic
    async with transaction():
        await lock_id(Poll, thing.poll.id)
        closed = (
            await Poll.update({Poll.closed_at: now()})
            .where((Poll.id == thing.poll.id) & Poll.closed_at.is_null())
            .returning(Poll.id)
        )
        if closed:
            await publish(PollClosed(topic.organization, author_id(actor), topic.id, thing.poll.id))


def _options(text: str, errors: dict[str, str]) -> list[str]:
    found: list[str] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            found.append(checked_line(line, "options", most=120))
        except Invalid as no:
            errors |= no.errors
    found = list(dict.fromkeys(found))
    if not FEWEST <= len(found) <= MOST and "options" not in errors:
        errors["options"] = _("Tulis 2 sampai 10 pilihan yang berbeda, satu di tiap baris.")
    return found
