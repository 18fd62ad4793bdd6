"""Days, sessions and the rundown."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, lazy_
from kimhub.core.page import FormData, Page, Redirect
from kimhub.workshops import conflicts, moments, policy, rundown, schedule, seen, speakers, workshops
from kimhub.workshops.rundown import OneLine
from kimhub.workshops.schedule import OneSession
from kimhub.workshops.seen import FIELD, Stale
from kimhub.workshops.views import Workshop
from kimhub.workshops.web import plan

AT = "/pelatihan/{slug:str}"
SESSIONS = f"{AT}/sesi"
ONE = f"{SESSIONS}/{{session_id:int}}"
LINE = f"{AT}/acara/{{line_id:int}}"
LABELS = {
    "date": lazy_("Tanggal"),
    "start": lazy_("Mulai"),
    "end": lazy_("Selesai"),
    "title": lazy_("Nama"),
    "room": lazy_("Ruang"),
    "who": lazy_("Oleh"),
    "credit_hours": lazy_("Jam pelajaran (JP)"),
}


@get(SESSIONS, name="workshops:sessions", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def show_sessions(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    return await _list(workshop, actor)


@post(SESSIONS, name="workshops:add_session", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def add_session(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await schedule.add(workshop, actor, form)
    except Invalid as no:
        return await _list(workshop, actor, form, no.errors)
    return Redirect(f"{workshop.path}/sesi", _("Sesi ditambahkan."))


@post(f"{SESSIONS}/hari", name="workshops:add_day",
      **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def add_day(workshop: NamedDependency[Workshop], actor: Me) -> Redirect:
    await schedule.add_day(workshop, actor)
    return Redirect(f"{workshop.path}/sesi", _("Hari ditambahkan, dengan jam yang sama."))


@get(f"{SESSIONS}/hari", name="workshops:to_sessions",
     **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def to_sessions(workshop: NamedDependency[Workshop]) -> Redirect:
    return Redirect(f"{workshop.path}/sesi")


@get(ONE, name="workshops:session", **allow(policy.can_edit, one=schedule.get_session))
async def show_session(one: NamedDependency[OneSession], actor: Me) -> Page:
    return await _session(one, actor, seen.marked(schedule.as_form(one.session, one.workshop)))


@post(ONE, name="workshops:save_session", **allow(policy.can_edit, one=schedule.get_session))
async def save_session(one: NamedDependency[OneSession], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await schedule.change(one, actor, form)
    except Stale as stale:
        return await _session(one, actor, form | {FIELD: stale.mark}, stale=stale)
    except Invalid as no:
        return await _session(one, actor, form, no.errors)
    return Redirect(f"{one.workshop.path}/sesi", _("Perubahan tersimpan."))


@post(f"{ONE}/hapus", name="workshops:remove_session", **allow(policy.can_edit, one=schedule.get_session))
async def remove_session(one: NamedDependency[OneSession], actor: Me) -> Redirect:
    await schedule.remove(one, actor)
    return Redirect(f"{one.workshop.path}/sesi", _("Sesi dihapus."))


@get(f"{ONE}/hapus", name="workshops:to_session", **allow(policy.can_edit, one=schedule.get_session))
async def to_session(one: NamedDependency[OneSession]) -> Redirect:
    return Redirect(f"{one.workshop.path}/sesi/{one.session.id}")


@get(f"{ONE}/acara", name="workshops:new_line", **allow(policy.can_edit, one=schedule.get_session))
async def show_new_line(one: NamedDependency[OneSession], actor: Me) -> Page:
    return await _line(one.workshop, one.session, actor, rundown.blank(one))


@post(f"{ONE}/acara", name="workshops:add_line", **allow(policy.can_edit, one=schedule.get_session))
async def add_line(one: NamedDependency[OneSession], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await rundown.add(one, actor, form)
    except Invalid as no:
        return await _line(one.workshop, one.session, actor, form, no.errors)
    more = form.get("action") == "more"
    then = f"{one.workshop.path}/sesi/{one.session.id}/acara" if more else f"{one.workshop.path}/sesi"
    return Redirect(then, _("Acara ditambahkan."))


@get(LINE, name="workshops:line", **allow(policy.can_edit, one=rundown.get_line))
async def show_line(one: NamedDependency[OneLine], actor: Me) -> Page:
    form = seen.marked(rundown.as_form(one.line, one.workshop))
    return await _line(one.workshop, one.session, actor, form, line_id=one.line.id)


@post(LINE, name="workshops:save_line", **allow(policy.can_edit, one=rundown.get_line))
async def save_line(one: NamedDependency[OneLine], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await rundown.change(one, actor, form)
    except Stale as stale:
        again = form | {FIELD: stale.mark}
        return await _line(one.workshop, one.session, actor, again, line_id=one.line.id, stale=stale)
    except Invalid as no:
        return await _line(one.workshop, one.session, actor, form, no.errors, line_id=one.line.id)
    return Redirect(f"{one.workshop.path}/sesi", _("Perubahan tersimpan."))


@post(f"{LINE}/hapus", name="workshops:remove_line", **allow(policy.can_edit, one=rundown.get_line))
async def remove_line(one: NamedDependency[OneLine], actor: Me) -> Redirect:
    await rundown.remove(one, actor)
    return Redirect(f"{one.workshop.path}/sesi", _("Acara dihapus dari susunan."))


@get(f"{LINE}/hapus", name="workshops:to_line", **allow(policy.can_edit, one=rundown.get_line))
async def to_line(one: NamedDependency[OneLine]) -> Redirect:
    return Redirect(f"{one.workshop.path}/acara/{one.line.id}")


async def _list(
    workshop: Workshop,
    actor: Actor,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Page:
    sessions = await schedule.of(workshop.id)
    blank = {"date": moments.day_text(sessions[-1].starts_at, workshop.zone)} if sessions else {}
    return Page(
        "workshops/sessions.html",
        "fields",
        status=422 if errors else 200,
        **plan.around(actor, workshop, "sessions"),
        sessions=sessions,
        clashes=await conflicts.of(workshop),
        form=form or blank,
        errors=errors or {},
    )


async def _session(
    one: OneSession,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    stale: Stale | None = None,
) -> Page:
    return Page(
        "workshops/session_form.html",
        "fields",
        status=422 if errors or stale else 200,
        **plan.around(actor, one.workshop, "sessions"),
        conflict=await plan.conflict(one.workshop, "sessions", stale, LABELS),
        session=one.session,
        only=len(await schedule.of(one.workshop.id)) == 1,
        form=form,
        errors=errors or {},
    )


async def _line(
    workshop: Workshop,
    session: schedule.Session,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    line_id: int = 0,
    stale: Stale | None = None,
) -> Page:
    return Page(
        "workshops/line_form.html",
        "fields",
        status=422 if errors or stale else 200,
        **plan.around(actor, workshop, "sessions"),
        conflict=await plan.conflict(workshop, "sessions", stale, LABELS),
        session=session,
        line_id=line_id,
        people=[(str(one.id), one.name) for one in await speakers.of(workshop.id)],
        form=form,
        errors=errors or {},
    )


HANDLERS = [
    show_sessions,
    add_session,
    add_day,
    to_sessions,
    show_session,
    save_session,
    remove_session,
    to_session,
    show_new_line,
    add_line,
    show_line,
    save_line,
    remove_line,
    to_line,
]
