"""Writing down somebody who came without having signed up."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import Me
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.workshops import door_list, door_words, states, walk_ins
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.door_back import AT_THE_DOOR, PATH, back, number


@get(f"{PATH}/datang", name="workshops:walk_in", **AT_THE_DOOR)
async def walk_in_form(
    workshop: NamedDependency[Workshop], sesi: FromQuery[str | None] = None
) -> Page | Redirect:
    return await _walk_in_page(workshop, {"session": sesi or ""}, {})


@post(f"{PATH}/datang", name="workshops:add_walk_in", **AT_THE_DOOR)
async def add_walk_in(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    """Write somebody down. When they may be on the list already, the page asks first."""
    try:
        written = await walk_ins.write_down(
            workshop,
            number(form.get("session")),
            walk_ins.checked(form),
            key=form_key(form),
            by=actor.id,
            sure=form.get("sure") == "on",
        )
    except Invalid as no:
        return await _walk_in_page(workshop, form, no.errors, status=422)
    except Refused as no:  # the session is not on: what was typed stays
        return await _walk_in_page(workshop, form, {"name": str(no)}, status=422)
    if written.noted is None:
        return await _walk_in_page(workshop, form, {}, maybe=written.maybe, status=422)
    if not written.noted.ok:
        raise Refused(written.noted.text)
    said = _("%(name)s ditulis dan tercatat hadir.") % {"name": written.noted.name}
    return Redirect(back(workshop, form), said)


async def _walk_in_page(
    workshop: Workshop,
    form: dict[str, str],
    errors: dict[str, str],
    maybe: tuple[walk_ins.Candidate, ...] = (),
    status: int = 200,
) -> Page | Redirect:
    sessions = await door_list.sessions(workshop.id)
    session = door_list.chosen(sessions, form.get("session"), now())
    if session is None or workshop.state != states.OPEN:
        return Redirect(f"{workshop.path}/pintu")
    return Page(
        "workshops/walk_in.html",
        status=status,
        store=False,
        section="workshops",
        workshop=workshop,
        base=f"{workshop.path}/pintu",
        session=session,
        when=door_list.label(workshop, session, True),
        form=form,
        errors=errors,
        maybe=maybe,
        refusals=door_words.NOT_CONFIRMED,
    )


HANDLERS = [walk_in_form, add_walk_in]
