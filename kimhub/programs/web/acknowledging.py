"""Mengetahui kepala desa/lurah: the link to hand on, the signed paper, and the page behind the link."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.files import store
from kimhub.core.i18n import _
from kimhub.core.page import Files, FormData, Page, Redirect
from kimhub.core.rangefile import RangeFile, stored_file
from kimhub.programs import acknowledging, agreeing, policy, programs, rows
from kimhub.programs.acknowledging import Asked
from kimhub.programs.programs import VersionOf
from kimhub.programs.views import Program
from kimhub.settings import load

WAITS = "/program/{slug:str}/mengetahui"
LINK = "/mengetahui/{secret:str}"
ASKED = allow(acknowledging.anyone_with_the_link, asked=acknowledging.get_asked)


@get(
    WAITS, name="programs:acknowledge", **allow(acknowledging.can_see_waiting, program=programs.get_program)
)
async def show(program: NamedDependency[Program], actor: Me) -> Page:
    return await _waiting(program, actor, {}, {})


@post(
    WAITS,
    name="programs:record_acknowledged",
    request_max_body_size=acknowledging.LARGEST + 200_000,
    **allow(acknowledging.can_record, program=programs.get_program),
)
async def record(
    program: NamedDependency[Program], actor: Me, form: FormData, files: Files
) -> Page | Redirect:
    try:
        await acknowledging.record(program, actor, form, next(iter(files.get("photo", [])), None))
    except Invalid as no:
        return await _waiting(program, actor, form, no.errors)
    return Redirect(program.path, _("Tercatat. Program sekarang ada pada pembina."))


@get(LINK, name="programs:asked", **ASKED)
async def asked_page(asked: NamedDependency[Asked]) -> Page:
    return _asked(asked, {}, {})


@post(LINK, name="programs:answer_asked", **ASKED)
async def answer(asked: NamedDependency[Asked], form: FormData) -> Page | Redirect:
    if not asked.is_open:
        return Redirect(asked.path)  # tapped twice, or from an old page: it shows what was answered
    try:
        known = await acknowledging.answer(asked, form)
    except Invalid as no:
        return _asked(asked, form, no.errors)
    if known:
        return Redirect(asked.path, _("Terima kasih. Program diteruskan kepada pembina."))
    return Redirect(asked.path, _("Terima kasih. Pengurus KIM membaca permintaan Anda."))


@get(
    "/program/{slug:str}/versi/{number:int}/lembar",
    name="programs:acknowledged_paper",
    **allow(policy.can_see_paper, one=programs.get_version),
)
async def paper(one: NamedDependency[VersionOf]) -> RangeFile:
    version = one.version
    if not version.known_file:
        raise NotFound
    name, mime = f"mengetahui-{one.program.slug}", version.known_mime
    return stored_file(
        store(), version.known_file, size=version.known_size, mime=mime, name=name, inline=True
    )


async def _waiting(program: Program, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    may = acknowledging.can_record(actor, program)
    link = f"{load().base_url}/mengetahui/{await acknowledging.link_of(program)}" if may else ""
    text = _("Yth. Bapak/Ibu, mohon membaca %(title)s, lalu menjawab di halaman ini: %(link)s")
    return Page(
        "programs/acknowledge.html",
        status=422 if errors else 200,
        store=False,
        section="programs",
        program=program,
        may_record=may,
        link=link,
        text=text % {"title": program.title, "link": link},
        form=form,
        errors=errors,
    )


def _asked(asked: Asked, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "programs/asked.html",
        status=422 if errors else 200,
        store=False,
        asked=asked,
        program=asked.program,
        plan=asked.plan,
        rows=rows.lines(asked.plan),
        least=agreeing.LEAST_REASON,
        form=form,
        errors=errors,
    )


HANDLERS = [show, record, asked_page, answer, paper]
