"""Certificates: the team issues, corrects and revokes them; everybody finds the own ones."""

from collections.abc import AsyncGenerator
from hashlib import sha256

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone, signed_in
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.core.rangefile import RangeFile
from kimhub.papers import making, printing
from kimhub.papers.policy import can_edit_letterhead
from kimhub.papers.printing import MIME
from kimhub.workshops import (
    certificate_facts,
    certificate_lists,
    certificate_pdf,
    certificate_settings,
    certificates,
    policy,
    workshops,
)
from kimhub.workshops.certificate_lists import One
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.inside import tabs

PATH = "/pelatihan/{slug:str}/sertifikat"
MOST_PAPERS = 300  # an organizer may fetch them one by one
ONE = PATH + "/{certificate_id:int}"


@get(PATH, name="workshops:certificates", **allow(policy.can_certify, workshop=workshops.get_workshop))
async def show_all(request: Request, workshop: NamedDependency[Workshop], actor: Me) -> Page:
    after = request.query_params.get("sesudah", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    return await _page(workshop, actor, after=number)


@post(PATH, name="workshops:certify", **allow(policy.can_certify, workshop=workshops.get_workshop))
async def act(workshop: NamedDependency[Workshop], form: FormData, actor: Me) -> Page | Redirect:
    """Issue all or one, save the settings, or have all made as one document: by the button's `action`."""
    here = f"{workshop.path}/sertifikat"
    match form.get("action"):
        case "settings":
            try:
                await certificate_settings.save(workshop, form)
            except Invalid as no:
                return await _page(workshop, actor, form, no.errors)
            return Redirect(here, _("Pengaturan sertifikat tersimpan."))
        case "print":
            if not await certificate_lists.valid(workshop.id):
                raise Refused(_("Belum ada sertifikat yang terbit."))
            title = _("Semua sertifikat %(title)s") % {"title": workshop.title}
            entry = await making.order(
                certificate_pdf.KIND, workshop.id, actor, title=title[:200], back=here, key=form_key(form)
            )
            return Redirect(entry.path)
        case "all" | "one":  # nothing less clear makes papers that cannot be taken back unseen
            person = form.get("person", "")
            if (form["action"] == "one") != bool(person):
                return Redirect(here)
            many = await certificates.issue(workshop, actor, person)
            said = ngettext("%(n)s sertifikat terbit.", "%(n)s sertifikat terbit.", many)
            return Redirect(here, said % {"n": many} if many else _("Semua yang berhak sudah menerima."))
        case _:
            return Redirect(here)


@get(ONE, name="workshops:certificate", **allow(policy.can_certify, one=certificate_lists.get_one))
async def show_one(one: NamedDependency[One], actor: Me) -> Page:
    return _one(one, actor, {"name": one.entry.name})


@post(ONE, name="workshops:change_certificate",
      **allow(policy.can_certify, one=certificate_lists.get_one))  # fmt: skip
async def change(one: NamedDependency[One], form: FormData, actor: Me) -> Page | Redirect:
    """Revoke it, or issue it anew with a corrected name."""
    here = f"{one.workshop.path}/sertifikat"
    try:
        if form.get("action") == "revoke":
            await certificates.revoke(one.entry.id, actor, form.get("reason", ""))
            return Redirect(here, _("Sertifikat dicabut. Kodenya kini menunjukkan itu."))
        made = await certificates.issue_anew(one.entry.id, actor, form.get("name", ""))
    except Invalid as no:
        return _one(one, actor, form, no.errors)
    return Redirect(f"{here}/{made}", _("Sertifikat baru terbit, yang lama tidak berlaku lagi."))


@get("/sertifikat", name="workshops:own_certificates", **allow(signed_in))
async def show_own(actor: Me) -> Page:
    return Page(
        "workshops/certificates_own.html", section="workshops", entries=await certificate_lists.own(actor)
    )


@get("/sertifikat/{certificate_id:int}/berkas", name="workshops:certificate_file",
     **allow(certificate_lists.can_fetch, one=certificate_lists.get_certificate))  # fmt: skip
async def download(one: NamedDependency[One], actor: Me) -> RangeFile:
    await printing.count(actor.id, most=MOST_PAPERS)
    return await _file(one)


@get("/ikut/{secret:str}/sertifikat", name="workshops:guest_certificate",
     **allow(anyone, one=certificate_lists.get_by_link))  # fmt: skip
async def download_as_guest(one: NamedDependency[One]) -> RangeFile:
    """The personal link is the right."""
    await printing.count(f"certificate {one.entry.id}")
    return await _file(one)


async def _file(one: One) -> RangeFile:
    content = await certificate_pdf.one_pdf(one)

    async def chunks(start: int, end: int) -> AsyncGenerator[bytes, None]:
        yield content[start:end]

    return RangeFile(
        chunks,
        size=len(content),
        etag=sha256(content).hexdigest()[:32],
        mime=MIME,
        name=one.entry.file_name,
    )


async def _page(
    workshop: Workshop,
    actor: Actor,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    after: int = 0,
) -> Page:
    found = await certificates.earned(workshop)
    entries, more = await certificate_lists.of(workshop, after)
    return Page(
        "workshops/certificates.html",
        status=422 if errors else 200,
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        found=found,
        may_begin=certificates.may_begin(workshop),
        entries=entries,
        more=f"{workshop.path}/sertifikat?sesudah={more}" if more else "",
        continued=bool(after),
        documents=await making.of(certificate_pdf.KIND, workshop.id),
        roles=certificate_facts.ROLES,
        may_set_numbers=can_edit_letterhead(actor, certificate_settings.owner_of(workshop)),
        form=form or await certificate_settings.as_form(workshop),
        errors=errors or {},
    )


def _one(one: One, actor: Actor, form: dict[str, str], errors: dict[str, str] | None = None) -> Page:
    return Page(
        "workshops/certificate.html",
        status=422 if errors else 200,
        section="workshops",
        workshop=one.workshop,
        tabs=tabs(actor, one.workshop),
        one=one,
        entry=one.entry,
        form=form,
        errors=errors or {},
    )


HANDLERS = [show_all, act, show_one, change, show_own, download, download_as_guest]
