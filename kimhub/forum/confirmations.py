"""Who has confirmed having read an announcement, and who has not."""

from itertools import groupby
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now, transaction
from kimhub.core.errors import Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.forum import audience
from kimhub.forum.composing import author_id
from kimhub.forum.policy_announcing import can_confirm
from kimhub.forum.views import TopicView

NAMED: Final = 300  # people who are named on one page; of more, those of one house at a time


class House(Struct, frozen=True):
    """Those of one organization who have not confirmed; `names` is empty where there are too many."""

    id: int
    name: str
    count: int
    names: tuple[str, ...] = ()


class Roll(Struct, frozen=True):
    """How an announcement stands: of `total` people so many have `confirmed`."""

    total: int
    confirmed: int
    houses: tuple[House, ...]

    @property
    def missing(self) -> int:
        return self.total - self.confirmed


class _Missing(Struct, frozen=True):
    name: str
    house: int
    house_name: str


_confirm = prepare_sql(
    'INSERT INTO topic_confirmation (topic, "user", at) VALUES (:topic, :me, :at)'
    ' ON CONFLICT (topic, "user") DO NOTHING'
)
_has = prepare_sql('SELECT 1 FROM topic_confirmation WHERE topic = :topic AND "user" = :me')
_confirmed = prepare_sql('SELECT "user" AS id FROM topic_confirmation WHERE topic = :topic')
# Each under the first house they belong to.
_names = prepare_sql(
    "SELECT a.name, coalesce(o.id, 0) AS house, coalesce(o.name, '') AS house_name FROM account a"
    " LEFT JOIN organization o ON o.id = (SELECT m.organization FROM membership m"
    " WHERE m.\"user\" = a.id AND m.state = 'active' ORDER BY m.id LIMIT 1)"
    " WHERE a.id IN :people ORDER BY house_name, house, a.name, a.id",
    _Missing,
)


async def count_as_read(topic_id: int, user_id: int) -> None:
    """Whoever announces has read it; inside the caller's transaction."""
    await _confirm(topic=topic_id, me=user_id, at=now())


async def confirm(topic: TopicView, actor: Actor) -> None:
    """Note that the person has read it; once is enough. Raises Refused when nobody is asked (any more)."""
    me = author_id(actor)
    if topic.confirm_asked_at is None:
        raise Refused(_("Pengumuman ini tidak minta dikonfirmasi."))
    async with transaction():
        await _confirm(topic=topic.id, me=me, at=now())


async def state_of(topic: TopicView, actor: Actor) -> str:
    """What the topic's page asks of the person: ask, done, or "" where nothing is asked of them."""
    if topic.confirm_asked_at is None or not can_confirm(actor, topic):
        return ""
    return "done" if await _has.value(topic=topic.id, me=actor.id) else "ask"


async def missing(topic: TopicView) -> list[int]:
    """Those the announcement is meant for who have not confirmed it, in order of id."""
    return sorted({*await audience.addressed(topic)} - await _those(topic))


async def roll(topic: TopicView, house: int | None = None) -> Roll:
    """The whole list. Where more than NAMED are missing, only those of the house `house` are named."""
    meant = {*await audience.addressed(topic)}
    absent = sorted(meant - await _those(topic))
    rows = await _names(people=absent) if absent else []
    few = len(absent) <= NAMED
    houses = []
    for (house_id, name), people in groupby(rows, key=lambda row: (row.house, row.house_name)):
        names = tuple(row.name for row in people)
        houses.append(House(house_id, name, len(names), names if few or house_id == house else ()))
    return Roll(len(meant), len(meant) - len(absent), tuple(houses))


async def _those(topic: TopicView) -> set[int]:
    return {int(row["id"]) for row in await _confirmed(topic=topic.id)}
