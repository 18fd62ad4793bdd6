"""The order of an album: a number beside each photo, and a box that takes it out."""

from typing import Final

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect
from kimhub.publishing import album_order, articles, policy
from kimhub.publishing.views import Article
from kimhub.publishing.web import inside
from kimhub.publishing.web.photos import number

AT: Final = "/situs/a/{article_id:int}/urutan"


@get(AT, name="publishing:album_order", **allow(policy.can_change, article=articles.get_article))
async def show(article: NamedDependency[Article], actor: Me) -> Page:
    return Page(
        "publishing/album_order.html",
        section="publishing",
        frame=inside.article(actor, article, "order"),
        article=article,
        pictures=await album_order.pictures(article),
    )


@post(AT, name="publishing:arrange_album", **allow(policy.can_change, article=articles.get_article))
async def save(article: NamedDependency[Article], actor: Me, form: FormData, choices: Choices) -> Redirect:
    sent = [(number(text), number(place)) for text, place in _pairs(choices)]
    places = {photo: place for photo, place in sent if photo and place is not None}
    out = {one for text in choices.get("out", []) if (one := number(text))}
    await album_order.arrange(article, actor, places, out, number(form.get("version", "")) or 0)
    said = _("Foto dikeluarkan. Teks sebelumnya ada di riwayat.") if out else _("Urutan foto tersimpan.")
    return Redirect(f"{article.desk_path}/urutan", said)


def _pairs(choices: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [*zip(choices.get("photo", []), choices.get("place", []), strict=False)]


HANDLERS = [show, save]
