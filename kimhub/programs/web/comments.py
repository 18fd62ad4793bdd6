"""Remarks of a review, each place of the program a page of its own, and a piece of the review's."""

import json
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import FormData, Page, Redirect, form_key, wants_fragment
from kimhub.programs import comments, compared, diff, policy, policy_review, remarking
from kimhub.programs.comments import Thread
from kimhub.programs.plan import FIELDS, TEXTS, Plan
from kimhub.programs.programs import get_program
from kimhub.programs.remarking import Place, get_place
from kimhub.programs.views import Program
from kimhub.programs.web.review import counted, talk_of

HERE = "/program/{slug:str}/tinjau"
AT = f"{HERE}/catatan/{{place:str}}"
LABELS = {**TEXTS, **diff.HOUSE, comments.BUDGET: FIELDS["items"]}


def remark_fields() -> dict[str, str]:
    """What a remark can be about, in words."""
    return {key: str(label) for key, label in {**LABELS, **FIELDS}.items()}


@get(AT, name="programs:remarks", **allow(policy_review.can_open_at, at=get_place))
async def show(
    at: NamedDependency[Place],
    actor: Me,
    request: Request,
    balas: FromQuery[str | None] = None,
    ubah: FromQuery[str | None] = None,
    tutup: FromQuery[str | None] = None,
) -> Page:
    """What was said here and a form: for a new remark, a reply (`balas`), or another wording (`ubah`)."""
    opened = "" if tutup else "new"
    return await _page(request, at, actor, opened, parent=_id(balas), edited=_id(ubah))


@post(AT, name="programs:write_remark", **allow(policy_review.can_comment_at, at=get_place))
async def write(at: NamedDependency[Place], actor: Me, form: FormData, request: Request) -> Page | Redirect:
    """Write one; with `remark` change one's own that was not sent yet, or (`action`) take it away."""
    remark, parent = _id(form.get("remark")), _id(form.get("parent"))
    try:
        if remark is not None and form.get("action") == "remove":
            await remarking.remove(at, actor, remark)
            return await _done(request, at, actor, _("Catatan dihapus."))
        if remark is not None:
            await remarking.rewrite(at, actor, remark, form.get("body", ""))
        else:
            body = form.get("body", "")
            if form.get("quick") and not body.strip():
                body = _("Sudah kami perbaiki.")
            remark = await remarking.write(at, actor, body, form_key(form), parent)
    except Invalid as no:
        return await _page(
            request,
            at,
            actor,
            "new",
            parent=parent,
            edited=_id(form.get("remark")),
            form=form,
            errors=no.errors,
        )
    return await _done(request, at, actor, _("Catatan tersimpan."), saved=remark)


@post(f"{AT}/beres", name="programs:settle_remark", **allow(policy_review.can_settle_at, at=get_place))
async def settle(
    at: NamedDependency[Place], actor: Me, form: FormData, request: Request
) -> Page | Redirect:
    """Say that a remark is dealt with, or (`done` empty) that it is not."""
    remark = _id(form.get("remark"))
    if remark is None:
        raise NotFound
    done = form.get("done") == "1"
    await remarking.settle(at, actor, remark, done=done)
    said = _("Catatan ditandai beres.") if done else _("Catatan dibuka lagi.")
    return await _done(request, at, actor, said, saved=remark)


@get(f"{AT}/beres", name="programs:to_remarks", **allow(policy_review.can_open_at, at=get_place))
async def to_remarks(at: NamedDependency[Place]) -> Redirect:
    return Redirect(at.path)


@post(f"{HERE}/kirim", name="programs:send_remarks", **allow(policy.can_review, program=get_program))
async def send(program: NamedDependency[Program], actor: Me) -> Redirect:
    sent = await remarking.send_now(program.id, actor)
    said = ngettext("%(n)s catatan dikirim ke KIM.", "%(n)s catatan dikirim ke KIM.", sent) % {"n": sent}
    return Redirect(
        f"{program.path}/tinjau", said if sent else _("Tidak ada catatan yang menunggu dikirim.")
    )


@get(
    f"{HERE}/kirim", name="programs:to_review_of_sent", **allow(policy.can_open_review, program=get_program)
)
async def to_review(program: NamedDependency[Program]) -> Redirect:
    return Redirect(f"{program.path}/tinjau")


async def _done(request: Request, at: Place, actor: Actor, said: str, saved: int | None = None) -> Page:
    """The place as it is now, within the review; without htmx the review itself, at this place."""
    fresh = await get_place(at.program.slug, at.name)
    if fresh is None:
        raise NotFound
    return await _page(
        request, fresh, actor, "", saved=saved, then=f"{at.program.path}/tinjau#at-{at.name}", flash=said
    )


async def _page(
    request: Request,
    at: Place,
    actor: Actor,
    opened: str,
    *,
    parent: int | None = None,
    edited: int | None = None,
    saved: int | None = None,
    then: str | None = None,
    flash: str | None = None,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Page:
    program = at.program
    versions = await compared.versions_of(program, actor)
    current = next(one for one in versions if one.id == program.current)
    (whole,) = await compared.plans_of(current)
    threads = await comments.threads(program, actor)
    here = [one for one in threads if one.place == at.name]
    rewritten = next((one for one in _remarks(here) if one.id == edited), None)
    if rewritten and not policy_review.rewrites(actor, program, rewritten):
        rewritten = None
    writes = bool(opened) and policy.can_comment(actor, program)
    headers: dict[str, Any] = {}
    if saved:
        cleared = {"draft:clear": {"target": "body", "value": f"remark-{program.id}-{at.name}"}}
        headers["hx-trigger"] = json.dumps(cleared)
    return Page(
        "programs/remark.html",
        "remarks",
        "counts",
        then=then,
        flash=None if then is None else flash,
        status=422 if errors else 200,
        headers=headers,
        section="programs",
        at=at,
        program=program,
        piece=wants_fragment(request),
        talk=talk_of(actor, program, versions),
        row=_row(at, whole),
        label=str((FIELDS if at.line else LABELS)[at.field]) if at.field else "",
        threads=here,
        counts=counted(threads, current),
        writes=writes,
        reply_to=next((one for one in here if one.remark.id == parent), None),
        rewritten=rewritten,
        decides=policy.can_review(actor, program),
        saved=saved,
        form=form or ({"body": rewritten.body} if rewritten else {}),
        errors=errors or {},
    )


def _remarks(threads: list[Thread]) -> list[comments.Remark]:
    return [one for thread in threads for one in (thread.remark, *thread.replies)]


def _row(at: Place, whole: Plan) -> str:
    """What stands at this place, in a word: of a line its number and name."""
    if not at.line:
        return ""
    numbered = enumerate(whole.lines, 1)
    found = next(((n, line.name) for n, line in numbered if line.id == at.line), None)
    return (
        _("Baris %(n)s: %(name)s") % {"n": found[0], "name": found[1]} if found else _("Baris yang dihapus")
    )


def _id(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


HANDLERS = [show, write, settle, to_remarks, send, to_review]
