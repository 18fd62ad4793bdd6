"""My drafts: kept while I write, found on any device."""

from litestar import Response, get, post

from kimhub.core.access import Me, allow
from kimhub.core.actor import signed_in
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect
from kimhub.forum import attachments, drafts


@get("/draf", name="forum:drafts", **allow(signed_in))
async def my_drafts(actor: Me) -> Page:
    return Page("forum/drafts.html", store=False, section="forum", drafts=await drafts.all_of(actor))


@post("/draf", name="forum:save_draft", **allow(signed_in))
async def save_draft(actor: Me, form: FormData, choices: Choices) -> Response[None]:
    """Sent by the script while somebody writes: 204 when it is kept."""
    found = await attachments.chosen(actor, choices.get("file", []))
    await attachments.describe(actor, found, form)
    await drafts.save(actor, form, [str(file.id) for file in found])
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
