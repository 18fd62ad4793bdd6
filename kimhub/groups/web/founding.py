"""Entering a new KIM, forum KIM or office."""

from litestar import Request, get, post

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, within
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import Files, FormData, Page, Redirect, form_key
from kimhub.groups import decree_form, founding, organizations, policy, words
from kimhub.groups.web.scans import MOST_BYTES, MOST_REQUEST, keep_scan
from kimhub.wilayah import picker
from kimhub.wilayah.picker import Choice


@get("/kim/baru", name="groups:new", **allow(policy.can_draft_somewhere))
async def show_form(request: Request, actor: Me) -> Page:
    code = request.query_params.get("wilayah", "")
    choice = await picker.resolve({"wilayah": code}, "wilayah", within=own_wilayah(actor))
    choice = await picker.begin(
        "wilayah", choice.place.code if choice.place else None, within=own_wilayah(actor)
    )
    form = {"kind": "kim", "state": "registered" if may_more(actor) else "draft"}
    return await _form(actor, choice, form, {})


@post(
    "/kim/baru",
    name="groups:create",
    request_max_body_size=MOST_REQUEST,
    **allow(policy.can_draft_somewhere),
)
async def create(form: FormData, files: Files, actor: Me) -> Page | Redirect:
    choice = await picker.resolve(form, "wilayah", within=own_wilayah(actor))
    if choice.place is None:
        return await _form(actor, choice, form, choice.errors, choice.status)
    try:
        new = founding.read(form, choice.place)
        decree = decree_form.read(form) if new.state == "verified" and new.kind != "agency" else None
        scan = await keep_scan(files, "file") if decree else None
        made = await founding.create(actor, new, form_key(form), decree, scan)
    except Invalid as no:
        return await _form(actor, choice, form, no.errors, 422)
    message = (
        _("%(name)s tersimpan sebagai draf.") if made.state == "draft" else _("%(name)s sudah dicatat.")
    )
    return Redirect(f"/kim/{made.slug}", message % {"name": made.name})


async def _form(
    actor: Actor, choice: Choice, form: dict[str, str], errors: dict[str, str], status: int = 200
) -> Page:
    there = await organizations.seated_at(choice.place.code, "kim") if choice.place else []
    return Page(
        "groups/create.html",
        "fields",
        status=status,
        section="groups",
        words=words,
        choice=choice,
        form=form,
        errors=errors,
        there=there,
        may_more=may_more(actor),
        issuers=words.ISSUERS,
        most_bytes=MOST_BYTES,
    )


def may_more(actor: Actor) -> bool:
    """Overseers enter any kind and state; others draft a KIM."""
    return actor.plays(*policy.OVERSEERS)


def own_wilayah(actor: Actor) -> str:
    """The code all places of this person lie in, to search there only; empty when there is no such one."""
    watching = {*policy.OVERSEERS, "forum_coord"}
    codes = {grant.wilayah for grant in actor.grants if grant.wilayah and grant.role in watching}
    led = {grant.organization for grant in actor.grants if grant.role == "kim_admin"}
    codes |= {grant.seat for grant in actor.grants if grant.seat and grant.organization in led}
    widest = min(codes, key=len, default="")
    return widest if all(within(code, widest) for code in codes) else ""


handlers = [show_form, create]
