"""Coming in: by an invitation, with or without an account, and by the slip of a list."""

from urllib.parse import quote

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.accounts import service as accounts
from kimhub.accounts import terms, throttle
from kimhub.accounts.sign_in import sign_in
from kimhub.accounts.web_entry import client_of, enter, entry_cookies, session_token
from kimhub.core import limits
from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone
from kimhub.core.errors import Invalid, TooMany
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.core.zones import zone_for
from kimhub.groups import joining, words
from kimhub.groups.joining import Door, Outcome

DOOR = "/undangan/{code:str}"
SECOND_STEP = "/masuk/kode"
GONE = 410


@get("/undangan", name="groups:type_code", **allow(anyone))
async def show_code_form(actor: Me) -> Page:
    return Page("groups/type_code.html", store=False, form={}, errors={})


@post("/undangan", name="groups:find_door", **allow(anyone))
async def find_door(request: Request, form: FormData, actor: Me) -> Page | Redirect:
    """From the typed code to its page; slowed down per device, so that codes cannot be guessed."""
    status, headers = 422, {}
    try:
        found = await joining.find_typed(form.get("code", ""), device_of(request))
    except Invalid as no:
        errors = no.errors
    except TooMany as closed:
        errors, status = {"code": throttle.sentence(closed)}, 429
        headers["retry-after"] = str(closed.retry_after)
    else:
        return Redirect(f"/undangan/{found.code}")
    return Page(
        "groups/type_code.html", status=status, headers=headers, store=False, form=form, errors=errors
    )


@get(DOOR, name="groups:door", **allow(anyone, door=joining.door))
async def show_door(request: Request, door: NamedDependency[Door], actor: Me) -> Page:
    """Who invites, where to, and what will be asked; a dead invitation says why."""
    if door.state == "unknown" and (device := device_of(request)):
        most, per = joining.TYPED
        await limits.spend("invitation-code", device, most=most, per=per)
    return _door(door, actor.has(door.organization.id) if door.organization else False)


@post(DOOR, name="groups:step_in", **allow(anyone, door=joining.door))
async def step_in(
    request: Request, door: NamedDependency[Door], form: FormData, actor: Me
) -> Page | Redirect:
    if door.organization is None:
        return _door(door)
    if actor.id is not None:
        return _after(await joining.join(door, actor.id, actor.name), door, [])
    try:
        registration = await accounts.prepare_registration(
            name=form.get("name", ""),
            identity=form.get("identity", ""),
            password=form.get("password", ""),
            consent=form.get("consent") == "on",
            locale=actor.locale,
            about=(door.organization.name,),
        )
        outcome = await joining.join_anew(door, registration, device_of(request))
    except Invalid as no:
        known = await _come_back(request, door, form) if set(no.errors) == {"identity"} else None
        return known or _door(door, form=form, errors=no.errors, status=422)
    return _after(outcome, door, await enter(request, outcome.user) if outcome.is_in else [])


async def _come_back(request: Request, door: Door, form: dict[str, str]) -> Redirect | Page | None:
    """Whoever has an account and knows its password may come in here too; so may a form sent twice."""
    client = client_of(request)
    try:
        person, opened = await sign_in(
            form.get("identity", ""), form.get("password", ""), client, instead_of=session_token(request)
        )
    except (Invalid, TooMany):
        return None
    cookies = entry_cookies(client, person.id, opened)
    if person.totp_secret:
        return Redirect(f"{SECOND_STEP}?lanjut={quote(f'/undangan/{door.code}')}", cookies=cookies)
    return _after(await joining.join(door, person.id, person.name), door, cookies)


def _after(outcome: Outcome, door: Door, cookies: list[str]) -> Page | Redirect:
    organization = door.organization
    assert organization is not None
    if not outcome.is_in:
        return _door(Door(door.code, outcome.state, organization=organization, inviter=door.inviter))
    home, name = f"/kim/{organization.slug}", {"name": organization.name}
    if outcome.state == "applied":
        said = _("Permintaan Anda sudah sampai di %(name)s. Admin akan menjawabnya.")
        return Redirect(f"{home}/gabung", said % name, cookies=cookies)
    if outcome.state == "already":
        return Redirect(home, _("Anda sudah menjadi anggota %(name)s.") % name, cookies=cookies)
    if door.role == "kim_admin":
        said = _("Selamat datang. Anda sekarang admin %(name)s. Lengkapi profilnya, lalu undang anggota.")
        where = home if organization.about else f"{home}/sunting"
        return Redirect(where, said % name, cookies=cookies)
    return Redirect(home, _("Selamat datang di %(name)s.") % name, cookies=cookies)


def _door(
    door: Door,
    is_member: bool = False,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Page:
    if door.state != "open":
        status = 404 if door.state == "unknown" else GONE
    return Page(
        "groups/join.html",
        status=status,
        store=False,
        words=words,
        door=door,
        organization=door.organization,
        is_member=is_member,
        form=form or {},
        errors=errors or {},
        version=terms.VERSION,
        zone=zone_for(door.organization.wilayah_code) if door.organization else None,
    )


def device_of(request: Request) -> str:
    """The visitor's or session's secret: one per device. Every form needs it, so a form always has one."""
    return str(request.scope.get("auth") or "")


handlers = [show_code_form, find_door, show_door, step_in]
