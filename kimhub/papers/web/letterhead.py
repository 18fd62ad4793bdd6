"""The letterhead and the numbers of an organization: shown while they are written."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.groups import organizations
from kimhub.groups import policy as groups_policy
from kimhub.groups.organizations import Profile
from kimhub.groups.web.inside import tabs
from kimhub.papers import editing, letterheads, numbers, policy

PATH = "/kim/{slug:str}/kop"


@get(PATH, name="papers:letterhead", **allow(policy.can_edit_letterhead, organization=organizations.get))
async def show_form(organization: NamedDependency[Profile], actor: Me) -> Page:
    form = await editing.as_form(organization.id)
    return _form(organization, actor, form | _shown_numbers(form))


@post(PATH, name="papers:save_letterhead",
      **allow(policy.can_edit_letterhead, organization=organizations.get))  # fmt: skip
async def save(organization: NamedDependency[Profile], form: FormData, actor: Me) -> Page | Redirect:
    """Save; or, asked so, show what would be printed."""
    if form.get("action") == "preview":
        return _form(organization, actor, form)
    try:
        changed = await editing.save(organization, actor, form)
    except editing.Newer as no:  # told once: saved again, it is meant
        newest = {"version": str((await letterheads.of(organization.id)).version)}
        return _form(organization, actor, form | newest, no.errors, status=422)
    except Invalid as no:
        return _form(organization, actor, form, no.errors, status=422)
    message = _("Kop surat dan nomor tersimpan.") if changed else _("Tidak ada yang berubah.")
    return Redirect(f"/kim/{organization.slug}/kop", message)


def _shown_numbers(form: dict[str, str]) -> dict[str, str]:
    """The next numbers as shown, to tell whether somebody typed another one."""
    return {f"was_{kind}": form[f"next_{kind}"] for kind in numbers.KINDS}


def _form(
    organization: Profile,
    actor: Me,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Page:
    """The page; to htmx, which asks only while somebody writes, what would be printed."""
    head, examples = editing.preview(form, organization.logo)
    return Page(
        "papers/letterhead.html",
        "preview",
        status=status,
        section="groups",
        organization=organization,
        tabs=tabs(actor, organization),
        form=form,
        errors=errors or {},
        head=head,
        examples=examples,
        kinds=numbers.KINDS,
        most_lines=letterheads.MOST_LINES,
        owes_note=groups_policy.owes_a_note(actor, organization),
    )


handlers = [show_form, save]
