"""Articles as things that can be tied to others: to the event, the line or the topic they tell of."""

from typing import Final

from kimhub.chain.kinds import Begin, Kind, Thing, register
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.formats import long_date
from kimhub.core.i18n import _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import slugify
from kimhub.publishing import articles, policy
from kimhub.publishing.articles import SELECT
from kimhub.publishing.kinds import MEMBERS, PACKAGE, STATES
from kimhub.publishing.views import Article

KIND: Final = "article"
MOST: Final = 20
_WORDS: Final = 3

_by_words = prepare_sql(
    f"{SELECT} WHERE a.slug LIKE :one AND a.slug LIKE :two AND a.slug LIKE :three"
    " AND a.removed_at IS NULL AND a.kind <> :package AND (a.shown = 'shown' OR a.organization IN :mine)"
    " ORDER BY a.changed_at DESC, a.id DESC LIMIT :most",
    Article,
)


async def see(actor: Actor, ids: list[int]) -> list[Thing]:
    """Those of these articles that the person may read, or find at the desk."""
    return [_thing(actor, one) for one in await articles.some(ids) if _sees(actor, one)]


async def offer(actor: Actor, words: str) -> list[Thing]:
    """What is shown, and drafts of the person's own houses, whose titles have these words."""
    some = [f"%{word}%" for word in slugify(words, fallback="").split("-")[:_WORDS] if word]
    one, two, three = [*some, "%", "%", "%"][:_WORDS]
    mine = sorted({grant.organization for grant in actor.grants if grant.organization is not None})
    rows = await _by_words(one=one, two=two, three=three, mine=mine, most=MOST, package=PACKAGE)
    return [_thing(actor, row) for row in rows if _sees(actor, row)]


async def keeps(actor: Actor, article_id: int) -> bool:
    """Those who may write on it, also while it waits to go out."""
    one = await articles.get_article(article_id)
    return one is not None and (policy.can_change(actor, one) or policy.can_settle(actor, one))


def _sees(actor: Actor, one: Article) -> bool:
    return policy.can_read(actor, one, now()) or policy.can_look(actor, one)


def _thing(actor: Actor, one: Article) -> Thing:
    """To those at the desk it leads there: from there they go on, also to the page everybody reads."""
    inside = f"/situs/baca/{one.id}" if one.audience == MEMBERS else one.path
    path = one.desk_path if policy.can_look(actor, one) else inside
    if policy.is_shown(one, now()) and one.published_at:
        note = long_date(one.published_at.astimezone(one.zone).date())
    else:
        note = str(STATES[one.state])
    return Thing(KIND, one.id, one.title or _("Tanpa judul"), path, note)


def _writes_somewhere(actor: Actor) -> bool:
    return any(grant.organization is not None and grant.role in policy.ANY for grant in actor.grants)


register(
    Kind(
        KIND,
        lazy_("Kabar"),
        "news",
        see,
        offer,
        keeps,
        Begin("/situs", lazy_("Tulis kabar"), _writes_somewhere),
    )
)
