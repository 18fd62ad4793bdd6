"""LPJ: reading, writing, sending, deciding, and what of it goes onto paper or into a workbook."""

from datetime import date, datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core import workbooks
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.amounts import percent, rupiah
from kimhub.core.db import now
from kimhub.core.download import Download
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect
from kimhub.core.public import PublicPage
from kimhub.papers import printing
from kimhub.programs import (
    account_book,
    account_deciding,
    account_facts,
    account_pdf,
    account_writing,
    accounting,
    policy,
    programs,
    rows,
    rules,
    states,
)
from kimhub.programs.account_facts import MOST_PHOTOS
from kimhub.programs.account_views import HOW, Account
from kimhub.programs.accounting import ReportOn
from kimhub.programs.readings import RATINGS
from kimhub.programs.views import Program
from kimhub.programs.web import inside
from kimhub.programs.web.public import speak

HOME = "/program/{slug:str}/lpj"
AT = f"{HOME}/{{period:str}}"
TAGS = {
    accounting.SUBMITTED: "info",
    accounting.RETURNED: "warn",
    accounting.ACCEPTED: "good",
}


@get(HOME, name="programs:accounts", **allow(policy.can_see_account, program=programs.get_program))
async def to_account(program: NamedDependency[Program]) -> Redirect:
    """The one of the year: of the half year a link leads there."""
    return Redirect(f"{program.path}/lpj/tahun")


@get(AT, name="programs:account", **allow(accounting.can_see, one=accounting.get_report))
async def show(one: NamedDependency[ReportOn], actor: Me, request: Request) -> Page:
    if actor.id is None:
        speak(request.query_params if request.scope["query_string"] else {})
        return await _public(one, actor)
    return await _page(one, actor, {}, {})


@post(AT, name="programs:write_account", **allow(accounting.can_write, one=accounting.get_report))
async def write(
    one: NamedDependency[ReportOn], actor: Me, form: FormData, choices: Choices
) -> Page | Redirect:
    """Save; with the button's action also send, or take back what was sent."""
    if form.get("action") == "take_back":
        await account_writing.take_back(one, actor)
        return Redirect(one.path, _("LPJ ditarik kembali. Anda bisa menulisnya lagi."))
    try:
        await account_writing.save(one, actor, form, choices.get("photo[]", []))
    except Invalid as no:
        return await _edit(one, actor, form, no.errors, choices.get("photo[]", []))
    if form.get("action") != "submit":
        return Redirect(f"{one.path}/tulis", _("LPJ tersimpan."))
    saved = await accounting.again(one)
    if gaps := accounting.missing(saved):
        return await _edit(saved, actor, accounting.as_form(saved), gaps)
    await account_writing.submit(one, actor)
    return Redirect(one.path, _("LPJ dikirim. Pembina diberi tahu."))


@get(f"{AT}/tulis", name="programs:account_form", **allow(accounting.can_write, one=accounting.get_report))
async def edit(one: NamedDependency[ReportOn], actor: Me) -> Page | Redirect:
    if not one.is_open:
        return Redirect(one.path)
    return await _edit(one, actor, accounting.as_form(one), {})


@post(
    f"{AT}/putusan",
    name="programs:decide_account",
    **allow(accounting.can_judge, one=accounting.get_report),
)
async def decide(one: NamedDependency[ReportOn], actor: Me, form: FormData) -> Page | Redirect:
    """Accept it, return it, or take one's own decision back."""
    if form.get("action") == "undo":
        await account_deciding.undo(one, actor)
        return Redirect(one.path, _("Putusan diurungkan. LPJ menunggu putusan lagi."))
    try:
        accepted = await account_deciding.decide(one, actor, form)
    except Invalid as no:
        return await _page(await accounting.again(one), actor, form, no.errors)
    said = _("LPJ diterima.") if accepted else _("LPJ dikembalikan dengan catatan Anda.")
    if accepted and one.period == "year":
        said = _("LPJ diterima. Program tahun ini ditutup.")
    return Redirect(one.path, said)


@get(f"{AT}/putusan", name="programs:to_account", **allow(accounting.can_see, one=accounting.get_report))
async def back_to_account(one: NamedDependency[ReportOn]) -> Redirect:
    return Redirect(one.path)


@get(
    f"{AT}/berkas",
    name="programs:account_paper",
    **allow(accounting.can_take_out, one=accounting.get_report),
)
async def paper(one: NamedDependency[ReportOn], actor: Me) -> Download:
    await printing.count(actor.id)
    account = await accounting.shown(one, actor)
    return Download(await account_pdf.make(one, account), f"lpj-{_name(one)}.pdf", printing.MIME)


@get(
    f"{AT}/unduh", name="programs:account_book", **allow(accounting.can_take_out, one=accounting.get_report)
)
async def book(one: NamedDependency[ReportOn], actor: Me) -> Download:
    await printing.count(actor.id)
    account = await accounting.shown(one, actor)
    return Download(await account_book.make(account), f"lpj-{_name(one)}.xlsx", workbooks.MIME)


def _name(one: ReportOn) -> str:
    return one.program.slug if one.period == "year" else f"{one.program.slug}-semester-1"


async def _public(one: ReportOn, actor: Actor) -> PublicPage:
    """What guests read of an accepted LPJ."""
    account = await accounting.shown(one, actor)
    done = _("%(done)s dari %(all)s kegiatan terlaksana") % {"done": account.done, "all": account.in_plan}
    money = _("terpakai %(spent)s dari %(planned)s") % {
        "spent": rupiah(account.spent),
        "planned": rupiah(account.planned),
    }
    return PublicPage(
        "programs/public_account.html",
        section="programs",
        program=one.program,
        summary=f"{one.program.owner_name}, {one.program.owner_place}: {done}, {money}.",
        **_read(one, account),
    )


def _read(one: ReportOn, account: Account) -> dict[str, Any]:
    """What every reader of an LPJ is shown."""
    return {
        "one": one,
        "report": one.report,
        "account": account,
        "figures": _figures(account),
        "parts": accounting.SECTIONS,
        "how": HOW,
        "words": states.PROGRESS,
        "tags": states.PROGRESS_TAGS,
        "sources": rows.source_names(),
        "value": rows.value,
        "percent": percent,
        "signed_in": False,
    }


async def _page(one: ReportOn, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    account = await accounting.shown(one, actor)
    can_write = accounting.can_write(actor, one)
    can_decide = accounting.can_decide(actor, one)
    return Page(
        "programs/account.html",
        status=422 if errors else 200,
        section="programs",
        frame=await inside.frame(actor, one.program, "account"),
        program=one.program,
        tag=(str(accounting.STATES[one.state]), _tag(one, can_write, can_decide)),
        others=await _others(one),
        can_write=can_write,
        can_decide=can_decide,
        undo_until=_undo_until(one, actor),
        due=(await rules.of(one.program.seat)).report_by(one.program.year)
        if one.period == "year"
        else None,
        missing=[*accounting.missing(one).values()] if can_write and one.is_open and one.report else [],
        ratings=[(str(n), words) for n, words in RATINGS.items()],
        form=form,
        errors=errors,
        **_read(one, account) | {"signed_in": True},
    )


def _undo_until(one: ReportOn, actor: Actor) -> datetime | None:
    """Until when this person may take the decision back."""
    if one.report is None or not accounting.may_undo(actor, one):
        return None
    until = account_deciding.undo_until(one.report)
    return until if until > now() else None


async def _due(one: ReportOn) -> date | None:
    """Until when the district awaits it; it sets no day for the half year."""
    rule = await rules.of(one.program.seat)
    return rule.report_by(one.program.year) if one.period == "year" else None


def _tag(one: ReportOn, can_write: bool, can_decide: bool) -> str:
    """Yellow where it is this person's turn."""
    turn = can_decide if one.state == accounting.SUBMITTED else can_write and one.is_open
    return "your-turn" if turn else TAGS.get(one.state, "")


def _figures(account: Account) -> list[tuple[str, str]]:
    done = _("%(done)s dari %(all)s") % {"done": account.done, "all": account.in_plan}
    return [
        (done, _("kegiatan terlaksana")),
        (percent(account.spent, account.planned), _("anggaran terpakai")),
        (rupiah(account.balance), _("saldo")),
        (str(account.people), _("peserta tercatat")),
    ]


async def _others(one: ReportOn) -> list[tuple[str, str, None, bool]]:
    """The LPJs of this program as chips; none where there is only one."""
    every = await accounting.periods(one.program)
    if len(every) < 2:
        return []
    return [
        (f"{one.program.path}/lpj/{address}", str(accounting.TITLES[period]), None, period == one.period)
        for address in every
        if (period := accounting.PERIODS[address])
    ]


async def _edit(
    one: ReportOn,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str],
    chosen: list[str] | None = None,
) -> Page:
    theirs: dict[str, str] = {}
    if "version" in errors:
        there = (await accounting.again(one)).report
        if there:
            theirs = {
                name: text
                for name in accounting.SECTIONS
                if (text := getattr(there, name)).strip()
                != form.get(name, "").replace("\r\n", "\n").strip()
            }
            form = form | {"version": str(there.version)}
    until = account_facts.last_day(one.program.year, one.period)
    photos = await account_facts.photos_of(one.program.id, until)
    if chosen is not None:
        photos = [(photo, str(photo.id) in chosen) for photo, _shown in photos]
    return Page(
        "programs/account_form.html",
        status=422 if errors else 200,
        section="programs",
        frame=await inside.frame(actor, one.program, back=(one.path, one.title)),
        one=one,
        program=one.program,
        account=(account := await account_facts.of(one.program, one.period)),
        figures=_figures(account),
        parts=accounting.SECTIONS,
        most=accounting.LONGEST,
        theirs=theirs,
        photos=photos,
        most_photos=MOST_PHOTOS,
        ratings=[(str(n), words) for n, words in RATINGS.items()],
        form=form,
        errors=errors,
    )


HANDLERS = [to_account, show, write, edit, decide, back_to_account, paper, book]
