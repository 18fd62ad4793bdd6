"""The door: the page a helper keeps open on a phone, and what it asks and sends.

Without scripts every button is a form of its own. With them static/door.js takes over the list, works on
without signal and sends what was tapped to `kirim`.
"""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.accounts.codes import read_code
from kimhub.core import asked, csrf
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.assets import content
from kimhub.core.db import now
from kimhub.core.errors import Invalid, NotFound, Refused, Unreadable
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.core.public import Out
from kimhub.core.zones import zone_key
from kimhub.workshops import door, door_list, door_post, policy, states, walk_ins, workshops
from kimhub.workshops.door_list import Session
from kimhub.workshops.views import Workshop
from kimhub.workshops.web import door_person, self_check_in
from kimhub.workshops.web.door_answers import Data
from kimhub.workshops.web.inside import tabs

PATH = "/pelatihan/{slug:str}/pintu"
AT_THE_DOOR: dict[str, Any] = allow(policy.can_work_the_door, workshop=workshops.get_workshop)
STEP = 60  # people a page without scripts shows at first
MAX_BODY = 200_000


@get(PATH, name="workshops:door", **AT_THE_DOOR)
async def show_door(
    request: Request,
    workshop: NamedDependency[Workshop],
    actor: Me,
    sesi: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    tampil: FromQuery[str | None] = None,
    banyak: FromQuery[str | None] = None,
    kode: FromQuery[str | None] = None,
    kulit: FromQuery[str | None] = None,
) -> Page | Redirect:
    """The door. `kulit` is its shell without anybody's name, which a phone keeps for when there is no
    signal; `kode` is a short code typed without scripts."""
    sessions = await door_list.sessions(workshop.id)
    session = door_list.chosen(sessions, sesi, now())
    if kode and session:
        return Redirect(f"{workshop.path}/pintu/{read_code(kode)[:8] or '-'}?sesi={session.id}")
    wanted = {"q": (q or "").strip()[:60], "tampil": tampil or "", "most": _number(banyak, STEP)}
    return await door_page(request, workshop, actor, sessions, session, wanted, shell=kulit is not None)


async def door_page(
    request: Request,
    workshop: Workshop,
    actor: Actor,
    sessions: list[Session],
    session: Session | None,
    wanted: dict[str, Any],
    *,
    shell: bool = False,
) -> Page:
    """The page with those people of the list that are wanted; as a shell without any."""
    those = [] if shell or session is None else await door_list.guests(workshop.id)
    there = await door_list.present_at(workshop.id, session.id) if those and session else {}
    sought = wanted["q"].casefold()
    found = [one for one in those if sought in f"{one.name} {one.place} {one.code}".casefold()]
    if wanted["tampil"]:
        found = [one for one in found if (one.id in there) == (wanted["tampil"] == "hadir")]
    return Page(
        "workshops/door.html",
        store=False,
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        base=f"{workshop.path}/pintu",
        sessions=[(one, door_list.label(workshop, one, len(sessions) > 1)) for one in sessions],
        session=session,
        people=found[: wanted["most"]],
        more=len(found) - wanted["most"],
        there=there,
        wanted=wanted,
        shell=shell,
        expected=sum(one.state == "confirmed" for one in those),
        present=len(there),
        open=workshop.state == states.OPEN,
        closed=door.not_taken(workshop.state),
        in_charge=policy.can_manage(actor, workshop),
        zone_key=zone_key(workshop.wilayah_code),
        until=int(door_list.forget_at(workshop).timestamp() * 1000),
        saves=asked.saves_data(request.scope),
        refusals=door.NOT_CONFIRMED,
        waits=door.WAITS,
    )


@post(PATH, name="workshops:door_act", **AT_THE_DOOR)
async def note_one(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Redirect:
    """One tap without scripts."""
    guest = await door_list.by_id(workshop.id, _number(form.get("person"), 0))
    session = _number(form.get("session"), 0)
    if guest is None:
        raise NotFound
    back = _back(workshop, form)
    leaving = form.get("act") == door.OUT
    act = door.OUT if leaving else door.IN
    try:
        noted = await door.note(
            workshop.id, session, guest.id, key=form_key(form), method="list", by=actor.id, act=act
        )
    except Refused as no:
        if guest.state in door.NOT_CONFIRMED and workshop.state == states.OPEN:
            return Redirect(f"{workshop.path}/pintu/{guest.code}?sesi={session}")
        return Redirect(back, Flash(str(no), kind="warning"))
    said = _("%(name)s tercatat hadir.") if noted.at else _("%(name)s tidak lagi tercatat hadir.")
    return Redirect(back, said % {"name": guest.name})


@get(f"{PATH}/daftar", name="workshops:door_list", **AT_THE_DOOR)
async def send_list(
    request: Request,
    workshop: NamedDependency[Workshop],
    actor: Me,
    v: FromQuery[str | None] = None,
    a: FromQuery[str | None] = None,
) -> Data:
    """What the phone does not know yet; 204 when it knows all."""
    news = await door_list.news(workshop, v or "", _number(a, 0))
    if news is None:
        return Data(None)
    return Data(news | {"account": actor.id, "token": csrf.make_token(request.scope["auth"])})


@post(f"{PATH}/kirim", name="workshops:door_send", request_max_body_size=MAX_BODY, **AT_THE_DOOR)
async def receive(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Data:
    """What phones noted; each act is answered by its key. 409 when somebody else is signed in by now."""
    if form.get("account") != str(actor.id):
        return Data({"error": "account"}, status=409)
    try:
        sent = float(form.get("sent", ""))
    except ValueError:
        raise Unreadable from None
    told = await door_post.take(workshop, actor, door_post.read(form.get("acts", "")), sent)
    return Data({"done": told})


@get(f"{PATH}/kirim", name="workshops:door_send_page", **AT_THE_DOOR)
async def to_the_door(workshop: NamedDependency[Workshop]) -> Redirect:
    return Redirect(f"{workshop.path}/pintu")


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
            _number(form.get("session"), 0),
            walk_ins.checked(form),
            key=form_key(form),
            by=actor.id,
            sure=form.get("sure") == "on",
        )
    except Invalid as no:
        return await _walk_in_page(workshop, form, no.errors, status=422)
    if written.noted is None:
        return await _walk_in_page(workshop, form, {}, maybe=written.maybe, status=422)
    if not written.noted.ok:
        raise Refused(written.noted.text)
    said = _("%(name)s ditulis dan tercatat hadir.") % {"name": written.noted.name}
    return Redirect(_back(workshop, form), said)


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
        refusals=door.NOT_CONFIRMED,
    )


@get(f"{PATH}/pekerja.js", name="workshops:door_worker", **AT_THE_DOOR)
async def send_worker(workshop: NamedDependency[Workshop]) -> Out:
    """The service worker: it may answer for this page, and for nothing else of the site."""
    return Worker(content("door-queue.js") + b"\n" + content("door-worker.js"), f"{workshop.path}/pintu")


class Worker(Out):
    """A script that says how far its reach goes."""

    def __init__(self, script: bytes, scope: str) -> None:
        super().__init__(script, "text/javascript; charset=utf-8", "private, no-cache")
        self.scope = scope

    def to_asgi_response(self, app: Any, request: Request, **more: Any) -> Any:
        answer = super().to_asgi_response(app, request, **more)
        answer.headers["service-worker-allowed"] = self.scope
        return answer


def _number(text: str | None, otherwise: int) -> int:
    """A number of a form or query; others make `otherwise`."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else otherwise


def _back(workshop: Workshop, form: dict[str, str]) -> str:
    """The door as it was left: the session, and what was searched for."""
    parts = [
        ("sesi", form.get("session", "")),
        ("q", form.get("q", "")),
        ("tampil", form.get("tampil", "")),
    ]
    return door_person.with_query(f"{workshop.path}/pintu", parts)


HANDLERS = [
    show_door,
    note_one,
    send_list,
    receive,
    to_the_door,
    walk_in_form,
    add_walk_in,
    send_worker,
    *door_person.HANDLERS,
    *self_check_in.HANDLERS,
]
