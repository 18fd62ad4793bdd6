"""Messages of the team: writing, what was sent, reading."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.workshops import messages, policy, workshops
from kimhub.workshops.messages import MessageOn
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.inside import tabs

ADDRESS = "/pelatihan/{slug:str}/pesan"


@get(ADDRESS, name="workshops:messages", **allow(policy.can_manage, workshop=workshops.get_workshop))
async def show(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return await _page(workshop, actor, {})


@post(ADDRESS, name="workshops:send", **allow(policy.can_manage, workshop=workshops.get_workshop))
async def send(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await messages.send(workshop, actor, form.get("subset", ""), form.get("body", ""), form_key(form))
    except Invalid as no:
        return await _page(workshop, actor, form, no.errors)
    return Redirect(f"{workshop.path}/pesan", _("Pesan dikirim."))


@get(
    ADDRESS + "/{message_id:int}",
    name="workshops:message",
    **allow(messages.can_read, one=messages.get_message),
)
async def read(one: NamedDependency[MessageOn]) -> Page:
    text = messages.for_whatsapp(one.workshop, one.message.body)
    return Page(
        "workshops/message.html",
        section="workshops",
        workshop=one.workshop,
        message=one.message,
        text=text,
    )


async def _page(
    workshop: Workshop, actor: Actor, form: dict[str, str], errors: dict[str, str] | None = None
) -> Page:
    counts = await messages.count(workshop.id)
    return Page(
        "workshops/messages.html",
        "fields",
        status=422 if errors else 200,
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        form=form,
        errors=errors or {},
        subsets=[(key, words, counts.of(key)) for key, words in messages.SUBSETS.items()],
        words=messages.SUBSETS,
        sent=await messages.sent(workshop),
        most=messages.LONGEST,
    )


HANDLERS = [show, send, read]
