"""What waits: the moderators' queue, and the writer's own page of it."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, signed_in
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.core.text import render_markup
from kimhub.core.zones import zone_for
from kimhub.forum import attachments, labels, pending, releasing, reports, scheduling
from kimhub.forum import policy_guarding as policy
from kimhub.forum.pending import Waiting, get_waiting
from kimhub.forum.views import leading_number

QUEUE = "/forum/periksa"
DECIDE: dict[str, Any] = allow(policy.can_decide, waiting=get_waiting)
SEE: dict[str, Any] = allow(policy.can_see_waiting, waiting=get_waiting)
CHANGE: dict[str, Any] = allow(policy.can_change_waiting, waiting=get_waiting)
TAKE_OUT: dict[str, Any] = allow(policy.can_take_out, waiting=get_waiting)


@get("/periksa", name="forum:queue", **allow(policy.keeps_order_somewhere))
async def show_queue(actor: Me, request: Request) -> Page:
    return Page("forum/queue.html", **await queue_context(actor, after_of(request)))


@post("/periksa/{pending_id:int}/terbitkan", name="forum:pending_release", **DECIDE)
async def release(waiting: NamedDependency[Waiting], actor: Me, form: FormData) -> Page | Redirect:
    trust = form.get("trust") == "on"
    out = await releasing.release(waiting, actor, trust=trust)
    if out.outcome != "released":
        return Redirect(QUEUE, Flash(_("Tulisan ini sudah tidak menunggu lagi."), "info"))
    text = _("Tulisan %(name)s terbit.") % {"name": out.name}
    if trust:
        text = _("Tulisan %(name)s terbit. Tulisan berikutnya langsung tampil.") % {"name": out.name}
    flash = Flash(text, undo=f"{QUEUE}/{out.id}/kembali")
    if form.get("here"):
        return Redirect(out.post_path, flash)
    return Page("forum/queue.html", "queue", then=QUEUE, flash=flash, **await queue_context(actor, 0))


@get("/periksa/{pending_id:int}/tolak", name="forum:decline_form", **DECIDE)
async def decline_form(waiting: NamedDependency[Waiting]) -> Page:
    return Page("forum/decline.html", section="forum", waiting=waiting)


@post("/periksa/{pending_id:int}/tolak", name="forum:pending_decline", **DECIDE)
async def decline(waiting: NamedDependency[Waiting], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await releasing.decline(waiting, actor, form.get("reason", ""))
    except Invalid as no:
        return Page(
            "forum/decline.html",
            "fields",
            status=422,
            section="forum",
            waiting=waiting,
            form=form,
            errors=no.errors,
        )
    text = _("Tulisan ditolak. %(name)s membaca alasannya.") % {"name": waiting.name}
    return Redirect(QUEUE, Flash(text, undo=f"{QUEUE}/{waiting.id}/kembali"))


@post("/periksa/{pending_id:int}/kembali", name="forum:pending_reopen", **DECIDE)
async def reopen(waiting: NamedDependency[Waiting], actor: Me) -> Redirect:
    await releasing.reopen(waiting, actor)
    return Redirect(QUEUE, _("Tulisan menunggu lagi."))


@get(
    [f"/periksa/{{pending_id:int}}/{deed}" for deed in ("terbitkan", "kembali")],
    name="forum:to_queue",
    **DECIDE,
)
async def to_queue(waiting: NamedDependency[Waiting]) -> Redirect:
    """Somebody came back to the address of a button."""
    return Redirect(QUEUE)


# ----------------------------------------------------------------------------------------- the writer's


@get("/menunggu", name="forum:waiting", **allow(signed_in))
async def show_own(actor: Me) -> Page:
    return Page("forum/waiting.html", section="forum", mine=await pending.own(actor))


@get("/menunggu/{pending_id:int}", name="forum:waits", **SEE)
async def show_waiting(waiting: NamedDependency[Waiting], actor: Me) -> Page | Redirect:
    if waiting.post_path:
        return Redirect(waiting.post_path)
    return await waiting_page(waiting, actor)


@post(
    "/menunggu/{pending_id:int}",
    name="forum:pending_change",
    **allow(policy.can_change_waiting, waiting=get_waiting),
)
async def change(waiting: NamedDependency[Waiting], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await pending.change(waiting, actor, form.get("body", ""), form.get("title", ""))
    except Invalid as no:
        return await waiting_page(waiting, actor, form, no.errors)
    return Redirect(waiting.path, _("Perubahan tersimpan. Tulisan Anda menunggu diperiksa pengurus."))


@post("/menunggu/{pending_id:int}/tarik", name="forum:pending_withdraw", **TAKE_OUT)
async def withdraw(waiting: NamedDependency[Waiting], actor: Me) -> Redirect:
    await pending.withdraw(waiting, actor)
    return Redirect("/forum/menunggu", _("Tulisan ditarik dan tidak akan terbit."))


@post("/menunggu/{pending_id:int}/waktu", name="forum:reschedule", **TAKE_OUT)
async def reschedule(waiting: NamedDependency[Waiting], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await scheduling.move(waiting, form.get("day", ""), form.get("clock", ""))
    except Invalid as no:
        return await waiting_page(waiting, actor, form, no.errors)
    return Redirect("/forum/terjadwal", _("Waktu terbitnya diubah."))


@get(
    [f"/menunggu/{{pending_id:int}}/{deed}" for deed in ("tarik", "waktu")],
    name="forum:to_waiting",
    **SEE,
)
async def to_waiting(waiting: NamedDependency[Waiting]) -> Redirect:
    return Redirect(waiting.path)


@get("/terjadwal", name="forum:scheduled", **allow(policy.keeps_order_somewhere))
async def show_scheduled(actor: Me) -> Page:
    return Page("forum/scheduled.html", section="forum", topics=await pending.scheduled(actor))


async def queue_context(actor: Actor, after: int) -> dict[str, Any]:
    """One page of the queue, and where the next begins."""
    found = await pending.queue(actor, after)
    shown = found[: pending.PER_PAGE]
    return {
        "section": "forum",
        "waiting": [(one, render_markup(one.body)) for one in shown],
        "decides": {one.id for one in shown if policy.can_decide(actor, one)},
        "reported": await reports.count(actor),
        "more": bool(after),
        "next": f"{QUEUE}?setelah={shown[-1].id}" if len(found) > len(shown) else "",
    }


async def waiting_page(
    waiting: Waiting, actor: Actor, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> Page:
    zone = zone_for(waiting.wilayah_code)
    due = waiting.due_at.astimezone(zone) if waiting.due_at else None
    known = {"title": waiting.title, "body": waiting.body}
    known |= {"day": due.date().isoformat(), "clock": due.strftime("%H:%M")} if due else {}
    return Page(
        "forum/waits.html",
        status=422 if errors else 200,
        section="forum",
        waiting=waiting,
        body_html=render_markup(waiting.body),
        files=await attachments.of_pending(waiting.id),
        label=labels.title_of(waiting.label),
        is_own=waiting.user == actor.id,
        may_change=policy.can_change_waiting(actor, waiting),
        may_withdraw=waiting.is_open and policy.can_take_out(actor, waiting),
        may_decide=waiting.is_open and policy.can_decide(actor, waiting),
        form=known | (form or {}),
        errors=errors,
    )


def after_of(request: Request) -> int:
    """The id after which a page of a queue begins; 0 for anything that is none."""
    return leading_number(request.query_params.get("setelah", "")) or 0


PENDING = [
    show_queue,
    release,
    decline_form,
    decline,
    reopen,
    to_queue,
    show_own,
    show_waiting,
    change,
    withdraw,
    reschedule,
    to_waiting,
    show_scheduled,
]
