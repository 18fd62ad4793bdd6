"""The people of a workshop, for its team: the list, one of them, answers, writing somebody down."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, Refused
from kimhub.core.flash import Flash
from kimhub.core.i18n import _, pgettext
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.core.text import initials
from kimhub.core.zones import zone_name
from kimhub.settings import load
from kimhub.workshops import answering, links, people, policy, policy_seats, questions, seats
from kimhub.workshops.people import Held, Wanted, get_held
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.inside import tabs
from kimhub.workshops.workshops import get_workshop

HERE = "/pelatihan/{slug:str}/peserta"
ONE = f"{HERE}/{{registration_id:int}}"
TEAM = allow(policy.can_manage, workshop=get_workshop)
PLACE = allow(policy_seats.can_manage_place, held=get_held)


@get(HERE, name="workshops:people", **TEAM)
async def show(
    workshop: NamedDependency[Workshop],
    actor: Me,
    status: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    sesudah: FromQuery[str | None] = None,
    kontak: FromQuery[str | None] = None,
) -> Page:
    wanted = Wanted(status if status in people.TABS else "pasti", (q or "")[:100], _number(sesudah))
    return await _list(workshop, actor, wanted, contacts=kontak == "ya")


@get(f"{HERE}/tambah", name="workshops:add_person_form", **TEAM)
async def add_form(workshop: NamedDependency[Workshop]) -> Page:
    return _add_page(workshop, {})


@post(f"{HERE}/tambah", name="workshops:add_person", **TEAM)
async def add(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    try:
        placed = await people.add(workshop, form, form_key(form), actor.id or 0)
    except Invalid as no:
        return _add_page(workshop, form, no.errors)
    said = {
        "confirmed": _("Tercatat dan mendapat kursi."),
        "waiting": _("Tercatat di daftar tunggu: kursi atau jatahnya sudah penuh."),
    }.get(placed.state, _("Orang ini sudah tercatat."))
    return Redirect(f"{workshop.path}/peserta/{placed.registration}", said)


@get(ONE, name="workshops:person", **PLACE)
async def person(held: NamedDependency[Held], actor: Me) -> Page:
    return await _person(held, actor, {})


@post(f"{ONE}/setujui", name="workshops:approve", **PLACE)
async def approve(held: NamedDependency[Held], actor: Me) -> Page | Redirect:
    try:
        state = await seats.approve(held.person.id, actor.id or 0)
    except Refused as no:
        return await _list(held.workshop, actor, Wanted("minta"), Flash(str(no), kind="error"))
    said = {
        "confirmed": _("%(name)s mendapat kursi."),
        "waiting": _("%(name)s masuk daftar tunggu, menurut urutan mendaftar."),
    }.get(state, _("Pendaftaran %(name)s sudah dijawab."))
    return await _list(held.workshop, actor, Wanted("minta"), Flash(said % {"name": held.person.name}))


@post(f"{ONE}/tolak", name="workshops:reject", **PLACE)
async def reject(held: NamedDependency[Held], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await seats.reject(held.person.id, actor.id or 0, form.get("reason", ""))
    except Invalid as no:
        return await _person(held, actor, form, {"reject_reason": no.errors["reason"]})
    return Redirect(held.path, _("Pendaftaran ditolak. Alasannya disampaikan."))


@post(f"{ONE}/batalkan", name="workshops:withdraw_person", **PLACE)
async def withdraw(held: NamedDependency[Held], actor: Me, form: FormData) -> Redirect:
    await seats.withdraw(held.person.id, actor.id, form.get("reason", ""))
    return Redirect(held.path, _("Pendaftaran dibatalkan. Kursinya ditawarkan kepada yang menunggu."))


@post(f"{ONE}/terima", name="workshops:accept_for", **PLACE)
async def accept(held: NamedDependency[Held], actor: Me) -> Redirect:
    """The person said yes on the telephone."""
    await seats.accept(held.person.id, actor.id)
    return Redirect(held.path, _("Kursi diterima atas namanya."))


@post(f"{ONE}/dahulukan", name="workshops:put_first", **PLACE)
async def put_first(held: NamedDependency[Held], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await seats.put_first(held.person.id, actor.id or 0, form.get("reason", ""))
    except Invalid as no:
        return await _person(held, actor, form, {"first_reason": no.errors["reason"]})
    return Redirect(held.path, _("Didahulukan. Alasannya tercatat."))


@post(f"{ONE}/catatan", name="workshops:note", **PLACE)
async def note(held: NamedDependency[Held], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await people.write_note(held, form.get("note", ""))
    except Invalid as no:
        return await _person(held, actor, form, no.errors)
    return Redirect(held.path, _("Catatan disimpan."))


@get(
    [f"{ONE}/{deed}" for deed in ("setujui", "tolak", "batalkan", "terima", "dahulukan", "catatan")],
    name="workshops:to_person",
    **PLACE,
)
async def to_person(held: NamedDependency[Held]) -> Redirect:
    return Redirect(held.path)


async def _list(
    workshop: Workshop, actor: Actor, wanted: Wanted, flash: Flash | None = None, *, contacts: bool = False
) -> Page:
    found, more = await people.listed(workshop.id, wanted)
    may_call = policy.can_take_contacts(actor, workshop)
    shown = await people.numbers(found) if contacts and may_call else {}
    if shown:
        await people.note_seen(actor, workshop)
    houses, districts = await people.shares(workshop)
    fresh = await get_workshop(workshop.slug) if flash else None
    return Page(
        "workshops/people.html",
        "people",
        then=f"{workshop.path}/peserta?status={wanted.tab}" if flash else None,
        store=not shown,
        flash=flash,
        section="workshops",
        workshop=fresh or workshop,
        tabs=tabs(actor, workshop),
        wanted=wanted,
        people=found,
        more=more,
        counts=await people.counts(workshop.id),
        houses=houses,
        districts=districts,
        numbers=shown,
        may_call=may_call,
        zone_short=zone_name(workshop.wilayah_code),
        words=words(),
        initials=initials,
    )


async def _person(
    held: Held, actor: Actor, form: dict[str, str], errors: dict[str, str] | None = None
) -> Page:
    workshop, one = held.workshop, held.person
    phone = ""
    if policy.can_take_contacts(actor, workshop):
        phone = (await people.numbers([one])).get(one.id, "")
        if phone:
            await people.note_seen(actor, workshop, one)
    personal = load().base_url + links.path_of(one.key) if one.user is None and one.key else ""
    return Page(
        "workshops/person.html",
        status=422 if errors else 200,
        store=False,
        section="workshops",
        workshop=workshop,
        held=held,
        person=one,
        phone=phone,
        personal=personal,
        told=answering.told(await questions.of(workshop.id), one.answers),
        words=words(),
        form=form or {"note": one.note},
        errors=errors,
    )


def _add_page(workshop: Workshop, form: dict[str, str], errors: dict[str, str] | None = None) -> Page:
    return Page(
        "workshops/person_form.html",
        status=422 if errors else 200,
        section="workshops",
        workshop=workshop,
        kinds=list(kind_words().items()),
        form=form or {"kind": "participant"},
        errors=errors,
    )


def words() -> dict[str, str]:
    """The states as the team reads them."""
    return {
        "asked": _("Minta persetujuan"),
        "confirmed": _("Terdaftar"),
        "waiting": _("Menunggu"),
        "offered": _("Ditawari kursi"),
        "cancelled": _("Dibatalkan"),
        "rejected": _("Ditolak"),
        "lapsed": _("Tawaran lewat"),
    } | kind_words()


def kind_words() -> dict[str, str]:
    return {
        "participant": pgettext("peran", "Peserta"),
        "companion": _("Pendamping"),
        "guest": pgettext("peran", "Undangan"),
        "speaker": _("Narasumber"),
        "committee": _("Panitia"),
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


HANDLERS = [
    show,
    add_form,
    add,
    person,
    approve,
    reject,
    withdraw,
    accept,
    put_first,
    note,
    to_person,
]
