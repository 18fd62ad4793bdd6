"""Workshops as things that can be tied to others: to the topic they came from, the line they fulfil."""

from typing import Final

from kimhub.chain.kinds import Begin, Kind, Thing, register
from kimhub.core.actor import Actor
from kimhub.core.formats import long_date
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.core.text import slugify
from kimhub.workshops import policy, workshops
from kimhub.workshops.views import Workshop

MOST: Final = 20
_WORDS: Final = 3


def _many(where: str) -> Prepared[Workshop]:
    return prepare_sql(f"{workshops.SELECT} {where}", Workshop, postgres=f"{workshops.ON_POSTGRES} {where}")


_some = _many("WHERE w.id IN :ids")
_by_words = _many(
    "WHERE w.slug LIKE :one AND w.slug LIKE :two AND w.slug LIKE :three"
    " AND (w.state <> 'draft' OR w.organization IN :mine) ORDER BY w.starts_at DESC, w.id DESC LIMIT :most"
)


async def see(actor: Actor, ids: list[int]) -> list[Thing]:
    """Those of these workshops that the person may see: drafts are for those who plan them."""
    return [_thing(one) for one in await _some(ids=ids) if policy.can_see(actor, one)]


async def offer(actor: Actor, words: str) -> list[Thing]:
    """Announced workshops, and drafts of the person's own houses, whose titles have these words."""
    some = [f"%{word}%" for word in slugify(words, fallback="").split("-")[:_WORDS] if word]
    one, two, three = [*some, "%", "%", "%"][:_WORDS]
    mine = [grant.organization for grant in actor.grants if grant.organization is not None]
    rows = await _by_words(one=one, two=two, three=three, mine=mine, most=MOST)
    return [_thing(row) for row in rows if policy.can_see(actor, row)]


async def keeps(actor: Actor, workshop_id: int) -> bool:
    """Those who run it, also when it is over: what came of it is known only then."""
    found = await workshops.by_id(workshop_id)
    return found is not None and policy.can_manage(actor, found)


def _thing(one: Workshop) -> Thing:
    note = f"{long_date(one.starts_at.astimezone(one.zone).date())}" if one.starts_at else one.owner_name
    return Thing("workshop", one.id, one.title, one.path, note)


register(
    Kind(
        "workshop",
        lazy_("Pelatihan"),
        "training",
        see,
        offer,
        keeps,
        Begin(
            "/pelatihan/baru",
            lazy_("Jadikan pelatihan"),
            lambda actor: policy.can_create_somewhere(actor, None),
        ),
    )
)
