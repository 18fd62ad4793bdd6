"""The members of an organization: the list with the queue of applicants on top, and one member's page."""

import re

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.core.text import initials
from kimhub.core.zones import zone_for
from kimhub.groups import (
    contacts,
    member_steps,
    member_words,
    members,
    policy,
    policy_members,
    settings,
    words,
)
from kimhub.groups.members import House, OneMember, Wanted
from kimhub.groups.web.inside import tabs

PATH = "/kim/{slug:str}/anggota"
ONE = "/kim/{slug:str}/anggota/{member_id:int}"


@get(PATH, name="groups:members", **allow(policy_members.can_open_list, house=members.house))
async def show_members(request: Request, house: NamedDependency[House], actor: Me) -> Page:
    organization, query = house.organization, request.query_params
    everything = policy_members.sees_all_states(actor, organization)
    state = query.get("status", "")
    wanted = Wanted(
        " ".join(query.get("q", "").split())[:100],
        state if everything and state in members.STATES and state != "active" else "",
    )
    after = query.get("sesudah", "")
    entries, more = await members.find(
        actor, organization, wanted, int(after) if re.fullmatch(r"[0-9]{1,18}", after) else 0
    )
    reachable = await contacts.of(actor, organization, entries)
    shown = reachable if query.get("kontak") == "ya" else {}
    await contacts.note_seen(actor, organization, shown)
    decides = policy_members.may_decide(actor, organization, house.led)
    asked = decides or actor.has(organization.id, "officer")
    waiting = await members.waiting(organization) if asked else []
    return Page(
        "groups/members.html",
        "results",
        section="groups",
        words=words,
        member_words=member_words,
        organization=organization,
        tabs=tabs(actor, organization),
        wanted=wanted,
        entries=entries,
        more=more,
        continued=bool(after),
        counts=await members.counts(organization) if everything else {},
        positions={row.code: row.text for row in await settings.positions()},
        contacts=shown,
        may_show=bool(reachable.keys() - {actor.id}) and not shown,
        waiting=waiting,
        may={entry.id: members.may(actor, _one(entry, house)) for entry in waiting},
        decides=decides,
        may_import=policy_members.can_import(actor, house),
        may_invite=policy_members.can_invite(actor, organization),
        may_leave=policy_members.can_leave(actor, organization),
        initials=initials,
        zone=zone_for(organization.wilayah_code),
        sees_reasons=everything,
        only_officers=policy_members.sees_only_officers(actor, organization),
    )


@get(ONE, name="groups:member", **allow(policy_members.can_see_member, one=members.get))
async def show_member(one: NamedDependency[OneMember], actor: Me) -> Page:
    return await _page(one, actor, {"kind": one.member.kind, "card_no": one.member.card_no}, {})


@post(ONE, name="groups:describe_member", **allow(policy_members.can_describe, one=members.get))
async def describe(one: NamedDependency[OneMember], form: FormData, actor: Me) -> Page | Redirect:
    try:
        await member_steps.describe(one, actor, form.get("kind", ""), form.get("card_no", ""))
    except Invalid as no:
        return await _page(one, actor, form, no.errors, 422)
    return Redirect(
        f"/kim/{one.organization.slug}/anggota/{one.member.id}", _("Catatan keanggotaan tersimpan.")
    )


def _one(entry: members.Entry, house: House) -> OneMember:
    return OneMember(entry, house.organization, house.led)


async def _page(
    one: OneMember, actor: Actor, form: dict[str, str], errors: dict[str, str], status: int = 200
) -> Page:
    member, organization = one.member, one.organization
    shown = await contacts.of(actor, organization, [member])
    await contacts.note_seen(actor, organization, shown, member)
    everything = policy_members.sees_all_states(actor, organization) or member.user == actor.id
    may = members.may(actor, one)
    whole = await members.with_target(one)
    return Page(
        "groups/member.html",
        "card",
        status=status,
        section="groups",
        words=words,
        member_words=member_words,
        organization=organization,
        member=member,
        contact=shown.get(member.user),
        positions={row.code: row.text for row in await settings.positions()},
        history=await members.of_person(organization, member.user) if everything else [],
        everything=everything,
        may=may,
        may_give_code=policy_members.can_give_code(actor, whole) and member.state == "active",
        may_activate=may["suspend"] and not member.activated,
        inside=policy.can_look_inside(actor, organization),
        form=form,
        errors=errors,
        initials=initials,
        zone=zone_for(organization.wilayah_code),
    )


handlers = [show_members, show_member, describe]
