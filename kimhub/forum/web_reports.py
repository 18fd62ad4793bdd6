"""Reporting a post, and the queue of reported ones."""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.forum import pending, reading, reports, suspensions
from kimhub.forum import policy_guarding as policy
from kimhub.forum.policy import can_moderate
from kimhub.forum.reports import Case
from kimhub.forum.views import PostView
from kimhub.forum.web_pending import after_of

QUEUE = "/forum/laporan"


@get(
    "/t/{ref:str}/{number:int}/laporkan",
    name="forum:report_form",
    **allow(policy.may_report, post=reading.get_post),
)
async def report_form(post: NamedDependency[PostView], actor: Me) -> Page:
    return await report_page(post, actor)


@post(
    "/t/{ref:str}/{number:int}/laporkan",
    name="forum:report",
    **allow(policy.may_report, post=reading.get_post),
)
async def send_report(post: NamedDependency[PostView], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await reports.report(post, actor, form.get("reason", ""), form.get("note", ""))
    except Invalid as no:
        return await report_page(post, actor, form, no.errors)
    return Redirect(
        post.topic.at(post.source.number),
        _("Terima kasih. Laporan Anda diperiksa pengurus, dan nama Anda tidak disebut kepada penulisnya."),
    )


@get("/laporan", name="forum:reports", **allow(policy.keeps_order_somewhere))
async def show_reports(actor: Me, request: Request) -> Page:
    found = await reports.queue(actor, after_of(request))
    shown = found[: reports.PER_PAGE]
    return Page(
        "forum/reports.html",
        section="forum",
        cases=shown,
        told=await reports.told(shown),
        held=await pending.count(actor),
        more=bool(after_of(request)),
        next=f"{QUEUE}?setelah={shown[-1].first}" if len(found) > len(shown) else "",
    )


@get("/laporan/{post_id:int}", name="forum:case", **allow(policy.can_judge, case=reports.get_case))
async def show_case(case: NamedDependency[Case], actor: Me) -> Page:
    return await case_page(case, actor)


@post("/laporan/{post_id:int}", name="forum:judge", **allow(policy.can_judge, case=reports.get_case))
async def judge(case: NamedDependency[Case], actor: Me, form: FormData) -> Page | Redirect:
    act = form.get("act", "")
    try:
        await reports.decide(case, actor, act, form.get("answer", ""))
    except Invalid as no:
        return await case_page(case, actor, form, no.errors)
    if act == "hide":
        undo = f"/forum/t/{case.topic}/{case.number}/tampilkan" if can_moderate(actor, case) else None
        return Redirect(QUEUE, Flash(_("Tulisan disembunyikan. Semua pelapornya diberi kabar."), undo=undo))
    return Redirect(QUEUE, _("Laporan selesai: tulisan tetap tampil. Semua pelapornya diberi kabar."))


async def report_page(
    post: PostView, actor: Actor, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> Page:
    return Page(
        "forum/report.html",
        "fields",
        status=422 if errors else 200,
        section="forum",
        topic=post.topic,
        number=post.source.number,
        back=post.topic.at(post.source.number),
        action=f"/forum/t/{post.topic.id}/{post.source.number}/laporkan",
        why_not=await reports.why_not(post, actor),
        reasons=[(key, str(words)) for key, words in reports.REASONS.items()],
        form=form,
        errors=errors,
    )


async def case_page(
    case: Case, actor: Actor, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> Page:
    one = await suspensions.get_writer(case.board_slug, case.author)
    context: dict[str, Any] = {
        "case": case,
        "told": (await reports.told([case])).get(case.post, []),
        "may_suspend": bool(one and policy.may_suspend(actor, one.person, one.board)),
    }
    return Page(
        "forum/case.html",
        "fields",
        status=422 if errors else 200,
        section="forum",
        form=form or {"act": ""},
        errors=errors,
        **context,
    )


REPORTS = [report_form, send_report, show_reports, show_case, judge]
