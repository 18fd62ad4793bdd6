"""An editor has looked at what stands for long, and it is still true."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.i18n import _
from kimhub.core.page import Redirect
from kimhub.publishing import aging, policy
from kimhub.publishing.articles import get_article
from kimhub.publishing.views import Article

AT = "/situs/a/{article_id:int}/masih-benar"


@get(AT, name="publishing:reviewing", **allow(policy.can_review, article=get_article))
async def show_review(article: NamedDependency[Article]) -> Redirect:
    """Its button stands on the desk."""
    return Redirect(f"/situs/{article.owner_slug}")


@post(AT, name="publishing:review", **allow(policy.can_review, article=get_article))
async def review(article: NamedDependency[Article], actor: Me) -> Redirect:
    await aging.still_true(article, actor)
    return Redirect(
        f"/situs/{article.owner_slug}", _("Tercatat: “%(title)s” masih benar.") % {"title": article.title}
    )


HANDLERS = [show_review, review]
