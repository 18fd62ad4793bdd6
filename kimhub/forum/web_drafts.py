"""My drafts: kept while I write, found on any device."""

from litestar import Response, get, post

from kimhub.core.access import Me, allow
from kimhub.core.actor import signed_in
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.forum import drafts


@get("/draf", name="forum:drafts", **allow(signed_in))
async def my_drafts(actor: Me) -> Page:
    return Page("forum/drafts.html", store=False, section="forum", drafts=await drafts.all_of(actor))


@post("/draf", name="forum:save_draft", **allow(signed_in))
async def save_draft(actor: Me, form: FormData) -> Response[None]:
    """Sent by the script while somebody writes: 204 when it is kept."""
    await drafts.save(actor, form)
    return Response(None, status_code=204)


@post("/draf/hapus", name="forum:drop_draft", **allow(signed_in))
async def drop_draft(actor: Me, form: FormData) -> Redirect:
    place = form.get("place", "")
    await drafts.drop(actor, place)
    return Redirect("/forum/draf", _("Draf dihapus."))


@get("/draf/hapus", name="forum:drop_page", **allow(signed_in))
async def drop_page() -> Redirect:
    return Redirect("/forum/draf")


DRAFTS = [my_drafts, save_draft, drop_draft, drop_page]
