"""The history of a text: its revisions, one of them, what is different between two, and the way back."""

from typing import Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import NotFound
from kimhub.core.i18n import _
from kimhub.core.page import Page, Redirect
from kimhub.publishing import articles, composing, history, policy, rendering, writing
from kimhub.publishing.articles import RevisionOf
from kimhub.publishing.views import Article
from kimhub.publishing.web import inside

AT: Final = "/situs/a/{article_id:int}"
ONE: Final = f"{AT}/riwayat/{{number:int}}"


def can_look(actor: Actor, this: RevisionOf) -> bool:
    """Whoever may see the article at its desk."""
    return policy.can_look(actor, this.article)


def can_restore(actor: Actor, this: RevisionOf) -> bool:
    """Whoever may write on it."""
    return policy.can_change(actor, this.article)


@get(f"{AT}/riwayat", name="publishing:history", **allow(policy.can_look, article=articles.get_article))
async def show(article: NamedDependency[Article], actor: Me) -> Page:
    return Page(
        "publishing/history.html",
        section="publishing",
        frame=inside.article(actor, article, "history"),
        article=article,
        revisions=await articles.revisions_of(article.id),
    )


@get(ONE, name="publishing:revision", **allow(can_look, this=articles.get_revision))
async def show_one(this: NamedDependency[RevisionOf], actor: Me) -> Page:
    seen = await composing.seen(actor, writing.text_of(this.revision))
    return Page(
        "publishing/revision.html",
        section="publishing",
        frame=inside.article(actor, this.article),
        article=this.article,
        revision=this.revision,
        body_html=rendering.render(this.revision.blocks, seen.photos, seen.documents),
        can_restore=can_restore(actor, this) and this.revision.id != this.article.newest,
    )


@post(ONE, name="publishing:restore", **allow(can_restore, this=articles.get_revision))
async def restore(this: NamedDependency[RevisionOf], actor: Me) -> Redirect:
    article = this.article
    try:
        back = await history.restore(article, actor, this.revision)
    except writing.Clash:
        said = _("Orang lain baru saja menyimpan. Periksa dulu, lalu kembalikan lagi.")
        return Redirect(f"{article.desk_path}/riwayat", said)
    if not back:
        return Redirect(f"{article.desk_path}/sunting", _("Teks itu sama dengan yang sekarang."))
    said = _("Teks ke-%(n)s dikembalikan. Yang tadi tetap ada di riwayat.")
    return Redirect(f"{article.desk_path}/sunting", said % {"n": this.revision.number})


@get(f"{AT}/banding", name="publishing:compare", **allow(policy.can_look, article=articles.get_article))
async def compare(article: NamedDependency[Article], actor: Me, request: Request) -> Page:
    """From the earlier to the later of two revisions; the last two where none are named."""
    query = request.query_params if request.scope["query_string"] else {}
    every = await articles.revisions_of(article.id)
    by_number = {str(one.number): one for one in every}
    later = by_number.get(query.get("b", str(every[0].number)))
    earlier = by_number.get(query.get("a", str(every[min(1, len(every) - 1)].number)))
    if later is None or earlier is None:
        raise NotFound
    if earlier.number > later.number:
        earlier, later = later, earlier
    seen = await composing.seen(actor, writing.text_of(earlier), later)
    return Page(
        "publishing/compare.html",
        section="publishing",
        frame=inside.article(actor, article),
        article=article,
        revisions=[(str(one.number), _("Teks ke-%(n)s") % {"n": one.number}) for one in reversed(every)],
        earlier=earlier,
        later=later,
        found=await history.difference(earlier, later, seen.photos, seen.documents),
    )


HANDLERS = [show, show_one, restore, compare]
