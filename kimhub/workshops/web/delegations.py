"""Delegations: the team invites an organization with seats; its officers name their people."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core import phones
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.cleaning import clean_line
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect, form_key
from kimhub.core.text import initials
from kimhub.core.zones import zone_name
from kimhub.workshops import delegation_views as views
from kimhub.workshops import delegations, policy, policy_seats
from kimhub.workshops.delegation_views import Candidate, Delegation, get_delegation
from kimhub.workshops.moments import read_moment
from kimhub.workshops.seats import SignUp
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.inside import tabs
from kimhub.workshops.workshops import get_workshop

HERE = "/pelatihan/{slug:str}/utusan"
ONE = f"{HERE}/{{delegation_id:int}}"
TEAM = allow(policy.can_manage, workshop=get_workshop)
EITHER = allow(policy_seats.can_see_delegation, one=get_delegation)
FREE_NAMES = 3  # rows for people without an account


@get(HERE, name="workshops:delegations", **TEAM)
async def show_all(workshop: NamedDependency[Workshop], actor: Me, q: FromQuery[str | None] = None) -> Page:
    return await _all(workshop, actor, q or "", {})


@post(HERE, name="workshops:invite", **TEAM)
async def invite(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    organization, seats = form.get("organization", ""), form.get("seats", "")
    try:
        answer_by = None
        if form.get("answer_by", "").strip():
            answer_by = read_moment(form["answer_by"], workshop.zone)
            if answer_by is None:
                raise Invalid(answer_by=_("Tanggal ini tidak terbaca. Tulis misalnya 31/10/2026 17.00."))
        if not _is_id(organization):
            raise Invalid(organization=_("Pilih KIM yang diundang."))
        if not (seats.isascii() and seats.isdigit() and len(seats) < 4):
            raise Invalid(seats=_("Tulis jumlah kursi dengan angka."))
        note = clean_line(form.get("note", ""))
        await delegations.invite(
            workshop.id, int(organization), int(seats), form_key(form), actor.id or 0,
            note=note, answer_by=answer_by,
        )  # fmt: skip
    except Invalid as no:
        return await _all(workshop, actor, form.get("q", ""), form, no.errors)
    return Redirect(f"{workshop.path}/utusan", _("Diundang. Kursinya disimpan sampai dijawab."))


@get(ONE, name="workshops:delegation", **EITHER)
async def show(one: NamedDependency[Delegation], actor: Me) -> Page:
    return await _one(one, actor, {})


@post(ONE, name="workshops:name_people", **EITHER)
async def name_people(
    one: NamedDependency[Delegation], actor: Me, form: FormData, choices: Choices
) -> Page | Redirect:
    members = await _pickable(one, actor)
    try:
        people = _members(members, choices.get("member", [])) + _free(form)
        if not people:
            raise Invalid(people=_("Pilih paling sedikit satu orang."))
        await delegations.name_people(one.workshop.id, one.row.id, people, form_key(form), actor.id or 0)
    except Invalid as no:
        return await _one(one, actor, form, _people_errors(no), picked=choices.get("member", []))
    return Redirect(one.path, _("Tercatat. Kursi mereka sudah pasti."))


@post(f"{ONE}/ganti", name="workshops:replace", **EITHER)
async def replace(one: NamedDependency[Delegation], actor: Me, form: FormData) -> Page | Redirect:
    """Somebody else comes: a member picked from the list, or a name."""
    leaving = form.get("registration", "")
    try:
        people = _members(await _pickable(one, actor), [form.get("member", "")]) or _free(form)
        if not people or not _is_id(leaving):
            raise Invalid(people=_("Pilih siapa yang datang sebagai gantinya."))
        await delegations.replace(
            one.workshop.id, one.row.id, int(leaving), people[0], form_key(form), actor.id or 0
        )
    except Invalid as no:
        return await _one(one, actor, form, _people_errors(no))
    return Redirect(one.path, _("Nama sudah diganti."))


@post(f"{ONE}/keluarkan", name="workshops:take_out", **EITHER)
async def take_out(one: NamedDependency[Delegation], actor: Me, form: FormData) -> Redirect:
    leaving = form.get("registration", "")
    if _is_id(leaving):
        await delegations.take_out(one.workshop.id, one.row.id, int(leaving), actor.id or 0)
    return Redirect(one.path, _("Namanya dikeluarkan."))


@post(
    f"{ONE}/tidak-hadir",
    name="workshops:decline_invitation",
    **allow(policy_seats.can_answer, one=get_delegation),
)
async def decline(one: NamedDependency[Delegation], actor: Me) -> Redirect:
    await delegations.decline(one.workshop.id, one.row.id, actor.id or 0)
    return Redirect(one.path, _("Terima kasih sudah memberi tahu. Kursinya diberikan kepada yang lain."))


@post(f"{ONE}/tarik", name="workshops:take_back", **allow(policy_seats.can_take_back, one=get_delegation))
async def take_back(one: NamedDependency[Delegation], actor: Me) -> Redirect:
    await delegations.take_back(one.workshop.id, one.row.id, actor.id or 0)
    return Redirect(
        f"{one.workshop.path}/utusan", _("Undangan ditarik. Yang sudah ditunjuk tetap terdaftar.")
    )


@get(
    [f"{ONE}/{deed}" for deed in ("ganti", "keluarkan", "tidak-hadir", "tarik")],
    name="workshops:to_delegation",
    **EITHER,
)
async def to_delegation(one: NamedDependency[Delegation]) -> Redirect:
    return Redirect(one.path)


async def _pickable(one: Delegation, actor: Actor) -> list[Candidate]:
    """The members this person may choose from; others write names."""
    return await views.members_for(one) if policy_seats.can_pick_members(actor, one) else []


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _members(members: list[Candidate], picked: list[str]) -> list[SignUp]:
    """The members who were ticked; numbers of others are nobody's."""
    chosen = set(picked)
    return [SignUp(name=one.name, user=one.user) for one in members if str(one.user) in chosen]


def _free(form: dict[str, str]) -> list[SignUp]:
    """People without an account: a name, and a number where there is one. Raises Invalid."""
    people = []
    for n in range(1, FREE_NAMES + 1):
        name = clean_line(form.get(f"name{n}", ""))[:120]
        number = form.get(f"phone{n}", "").strip()
        if name:
            people.append(SignUp(name=name, phone=phones.normalise(number, f"phone{n}") if number else ""))
        elif number:
            raise Invalid(**{f"name{n}": _("Tulis namanya juga.")})
    return people


def _people_errors(no: Invalid) -> dict[str, str]:
    """A number that has a place already is said of the people as a whole."""
    errors = dict(no.errors)
    if "phone" in errors:
        errors["people"] = errors.pop("phone")
    return errors


async def _all(
    workshop: Workshop,
    actor: Actor,
    words: str,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
) -> Page:
    return Page(
        "workshops/delegations.html",
        "found",
        status=422 if errors else 200,
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        rows=await views.of_workshop(workshop.id),
        houses=await views.find_houses(workshop, words) if policy.can_edit(actor, workshop) else [],
        words=words,
        may_invite=workshop.phase in {"open", "full", "soon", "shut"},
        zone_short=zone_name(workshop.wilayah_code),
        states=states(),
        initials=initials,
        form=form,
        errors=errors,
    )


async def _one(
    one: Delegation,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    picked: list[str] | None = None,
) -> Page:
    context: dict[str, Any] = {
        "may_decline": policy_seats.can_answer(actor, one),
        "may_take_back": policy_seats.can_take_back(actor, one),
        "going": one.workshop.phase in {"open", "full", "soon", "shut"},
    }
    return Page(
        "workshops/delegation.html",
        status=422 if errors else 200,
        section="workshops",
        workshop=one.workshop,
        one=one,
        row=one.row,
        people=await views.people_of(one.row.id),
        members=await _pickable(one, actor),
        picked=picked or [],
        free=range(1, min(FREE_NAMES, one.row.left) + 1),
        states=states(),
        form=form,
        errors=errors,
        **context,
    )


def states() -> dict[str, str]:
    return {
        "invited": _("Menunggu jawaban"),
        "accepted": _("Menunjuk orang"),
        "declined": _("Tidak hadir"),
        "lapsed": _("Tidak dijawab"),
        "withdrawn": _("Ditarik"),
    }


HANDLERS = [
    show_all,
    invite,
    show,
    name_people,
    replace,
    take_out,
    decline,
    take_back,
    to_delegation,
]
