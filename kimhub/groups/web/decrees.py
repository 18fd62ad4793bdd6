"""Decrees of an organization: the list, a new one, the file, and the pembina's check."""

from collections.abc import Sequence

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.core.page import Files, FormData, Page, Redirect, form_key
from kimhub.core.rangefile import RangeFile
from kimhub.groups import decree_form, decree_steps, decrees, organizations, policy, words
from kimhub.groups.decrees import OneDecree
from kimhub.groups.organizations import Profile
from kimhub.groups.register import Entry
from kimhub.groups.web.inside import tabs
from kimhub.groups.web.scans import ACCEPT, MOST_BYTES, MOST_REQUEST, keep_scan, send_scan

PATH = "/kim/{slug:str}/sk"
ONE = "/kim/{slug:str}/sk/{decree_id:int}"
Choices = NamedDependency[dict[str, list[str]]]


@get(PATH, name="groups:decrees", **allow(policy.can_see_decrees, organization=organizations.get))
async def show_decrees(organization: NamedDependency[Profile], actor: Me) -> Page:
    entries = await decrees.of(organization)
    return Page(
        "groups/decrees.html",
        section="groups",
        words=words,
        organization=organization,
        tabs=tabs(actor, organization),
        decrees=entries,
        in_force=decrees.in_force(entries),
        may_upload=policy.can_upload_decree(actor, organization),
        may_check=policy.can_verify(actor, organization),
    )


@get(
    f"{PATH}/tambah",
    name="groups:new_decree",
    **allow(policy.can_upload_decree, organization=organizations.get),
)
async def show_form(request: Request, organization: NamedDependency[Profile], actor: Me) -> Page:
    many = "banyak" in request.query_params
    return await _form(organization, actor, {"many": "on"} if many else {}, {}, [])


@post(f"{PATH}/tambah", name="groups:add_decree", request_max_body_size=MOST_REQUEST,
      **allow(policy.can_upload_decree, organization=organizations.get))  # fmt: skip
async def add_decree(
    organization: NamedDependency[Profile], form: FormData, choices: Choices, files: Files, actor: Me
) -> Page | Redirect:
    chosen = choices.get("organizations", [])
    try:
        new = decree_form.read(form)
        others = await decree_steps.others(actor, organization, chosen)
        scan = await keep_scan(files, "file")
        await decree_steps.add(actor, new, [organization, *others], scan, form_key(form))
    except Invalid as no:
        return await _form(organization, actor, form, no.errors, chosen, 422)
    checked = policy.can_verify(actor, organization)
    message = _("SK tersimpan dan berlaku.") if checked else _("SK terkirim. Pembina akan memeriksanya.")
    return Redirect(f"/kim/{organization.slug}/sk", message)


@get(f"{ONE}/berkas", name="groups:decree_file", **allow(policy.can_see_decree, decree=decrees.get))
async def show_file(decree: NamedDependency[OneDecree]) -> RangeFile:
    if not decree.decree.file:
        raise NotFound
    return send_scan(decree.decree)


@get(f"{ONE}/periksa", name="groups:check", **allow(policy.can_check_decree, decree=decrees.get))
async def show_check(decree: NamedDependency[OneDecree]) -> Page:
    return await _check(decree, {}, {})


@post(f"{ONE}/periksa", name="groups:decide", **allow(policy.can_check_decree, decree=decrees.get))
async def decide(decree: NamedDependency[OneDecree], form: FormData, actor: Me) -> Page | Redirect:
    then = f"/kim/{decree.organization.slug}/verifikasi"
    try:
        if form.get("action") == "return":
            await decree_steps.give_back(decree, actor, form.get("reason", ""))
            return Redirect(then, _("SK dikembalikan. Pengurus membaca alasannya."))
        await decree_steps.verify(decree, actor)
    except Invalid as no:
        return await _check(decree, form, no.errors, 422)
    return Redirect(then, _("SK sudah diperiksa. KIM terverifikasi."))


async def _form(
    organization: Profile,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str],
    chosen: Sequence[str],
    status: int = 200,
) -> Page:
    checks = policy.can_verify(actor, organization)
    many = checks and (form.get("many") == "on" or bool(chosen))
    others: list[Entry] = await decree_steps.candidates(actor, organization) if many else []
    return Page(
        "groups/decree_form.html",
        "fields",
        status=status,
        section="groups",
        words=words,
        organization=organization,
        tabs=tabs(actor, organization),
        form=form,
        errors=errors,
        chosen=set(chosen),
        checks=checks,
        many=many,
        others=others,
        replaceable=[
            (one.id, one.number) for one in await decrees.of(organization) if one.state == "verified"
        ],
        accept=ACCEPT,
        most_bytes=MOST_BYTES,
    )


async def _check(one: OneDecree, form: dict[str, str], errors: dict[str, str], status: int = 200) -> Page:
    return Page(
        "groups/decree_check.html",
        "fields",
        status=status,
        section="groups",
        words=words,
        organization=one.organization,
        decree=one.decree,
        concerned=await decrees.organizations_of(one.decree.id),
        form=form,
        errors=errors,
    )


handlers = [show_decrees, show_form, add_decree, show_file, show_check, decide]
