"""What stands on a site for long: pages nobody has changed for a year, announcements without an end after
half a year (features.md G8). An editor says that it is still true, writes it anew, or lets it go."""

from datetime import timedelta
from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import articles, policy
from kimhub.publishing.kinds import ANNOUNCEMENT, PAGE, SHOWN
from kimhub.publishing.tables import Article as ArticleRow
from kimhub.publishing.tables import ArticleAct
from kimhub.publishing.views import Article, House

PAGES_AFTER: Final = timedelta(days=365)
ANNOUNCEMENTS_AFTER: Final = timedelta(days=183)
MOST: Final = 12  # on the desk at once; the next ones follow as these are settled
_aged = prepare_sql(
    f"{articles.SELECT} WHERE a.organization = :house AND a.shown = '{SHOWN}' AND a.removed_at IS NULL"
    f" AND ((a.kind = '{PAGE}' AND a.changed_at < :pages"
    " AND (a.reviewed_at IS NULL OR a.reviewed_at < :pages)"
    " AND (a.expires_at IS NULL OR a.expires_at > :now))"
    f" OR (a.kind = '{ANNOUNCEMENT}' AND a.expires_at IS NULL AND a.changed_at < :announcements"
    " AND (a.reviewed_at IS NULL OR a.reviewed_at < :announcements)))"
    f" ORDER BY a.changed_at, a.id LIMIT {MOST}",
    Article,
)


async def of_house(actor: Actor, house: House) -> list[Article]:
    """What an editor of this house should look at again, the oldest first; nothing for others."""
    if house.legal_status == "dissolved" or not policy.edits(actor, house):
        return []
    moment = now()
    return await _aged(
        house=house.id,
        now=moment,
        pages=moment - PAGES_AFTER,
        announcements=moment - ANNOUNCEMENTS_AFTER,
    )


async def still_true(article: Article, actor: Actor) -> None:
    """Write down that an editor has looked at it: readers see no difference."""
    async with transaction():
        await lock_id(ArticleRow, article.id)
        one = await articles.get_article(article.id)
        if one is None:
            raise NotFound
        if not policy.can_review(actor, one):
            raise Refused(_("Keadaan tulisan ini baru saja berubah. Muat ulang halaman ini."))
        await ArticleRow.update({ArticleRow.reviewed_at: now()}).where(ArticleRow.id == one.id)
        row = ArticleAct(article=one.id, act="reviewed", by=actor.id, by_name=actor.name)
        await ArticleAct.insert(row)
