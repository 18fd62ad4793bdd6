"""Somebody's favourites."""

from typing import Final

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, signed_in
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.library import documents, favourites, policy
from kimhub.library.views import Document
from kimhub.library.web.lists import row

AT: Final = "/pustaka/d/{ref:str}/favorit"


def can_keep_at_hand(actor: Actor, document: Document) -> bool:
    return actor.id is not None and policy.can_read(actor, document)


@get("/pustaka/favorit", name="library:favourites", **allow(signed_in))
async def show(actor: Me) -> Page:
    return Page(
        "library/favourites.html", section="library", rows=[row(one) for one in await favourites.own(actor)]
    )


@post(AT, name="library:favourite", **allow(can_keep_at_hand, document=documents.get_document))
async def keep(document: NamedDependency[Document], actor: Me, form: FormData) -> Page | Redirect:
    wanted = form.get("keep") == "1"
    await favourites.keep(actor, document, wanted)
    return Page(
        "library/show.html",
        "favourite",
        then=document.path,
        flash=_("Disimpan di favorit Anda.") if wanted else _("Bukan favorit lagi."),
        document=document,
        favourite=wanted,
    )


@get(AT, name="library:to_document", **allow(can_keep_at_hand, document=documents.get_document))
async def to_document(document: NamedDependency[Document]) -> Redirect:
    return Redirect(document.path)


HANDLERS = [show, keep, to_document]
