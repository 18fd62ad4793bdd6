"""The two long pages of a plan: what it is about, and how people sign up for it."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import Choices, Files, FormData, Page, Redirect
from kimhub.groups.adinda import ADINDA
from kimhub.wilayah import picker
from kimhub.workshops import certificate_settings, editing, fields, kind_list, materials, policy, workshops
from kimhub.workshops.editing import Conflict
from kimhub.workshops.views import Workshop
from kimhub.workshops.web import plan

AT = "/pelatihan/{slug:str}"
PLAN = f"{AT}/sunting"


@get(f"{PLAN}/isi", name="workshops:details", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def show_details(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    choice = await picker.begin("wilayah_code", workshop.wilayah_code)
    return await _details(workshop, actor, editing.as_form(workshop, fields.DETAILS), choice)


@post(f"{PLAN}/isi", name="workshops:save_details",
      **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def save_details(
    workshop: NamedDependency[Workshop], actor: Me, form: FormData, choices: Choices
) -> Page | Redirect:
    form = form | {"adinda": "".join(choices.get("adinda", []))}
    choice = await picker.resolve(form, "wilayah_code")
    if "wilayah_code_q" not in form:  # a form without the place leaves it as it is
        choice = await picker.begin("wilayah_code", workshop.wilayah_code)
    if choice.place is None:
        return await _details(workshop, actor, form, choice, choice.errors, status=choice.status)
    form["wilayah_code"] = choice.place.code
    try:
        changed = await editing.save(workshop, actor, form, "details")
    except Conflict as conflict:
        merged = form | conflict.mine | {"version": str(conflict.version)}
        choice = await picker.begin("wilayah_code", merged["wilayah_code"])
        return await _details(workshop, actor, merged, choice, status=422, conflict=conflict)
    except Invalid as no:
        return await _details(workshop, actor, form, choice, no.errors, status=422)
    return Redirect(f"{workshop.path}/sunting", saved(changed))


async def _details(
    workshop: Workshop,
    actor: Actor,
    form: dict[str, str],
    choice: picker.Choice,
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Page:
    return Page(
        "workshops/details.html",
        "fields",
        status=status,
        **plan.around(actor, workshop, "details"),
        form=form,
        errors=errors or {},
        conflict=conflict,
        theirs=await _named(conflict),
        choice=choice,
        kinds=await kind_list.options(workshop.seat, workshop.kind),
        adinda=ADINDA,
        most_poster=materials.POSTER_BYTES,
    )


async def _named(conflict: Conflict | None) -> dict[str, str]:
    """What the other one saved, in words people know where it is stored as a code."""
    theirs = dict(conflict.theirs) if conflict else {}
    if "kind" in theirs:
        theirs["kind"] = await kind_list.label_of(theirs["kind"])
    if place := theirs.get("wilayah_code"):
        theirs["wilayah_code"] = (await picker.begin("wilayah_code", place)).text
    if "mode" in theirs:
        theirs["mode"] = {"onsite": _("Luring"), "online": _("Daring"), "both": _("Luring dan daring")}.get(
            theirs["mode"], ""
        )
    return theirs


@post(f"{AT}/poster", name="workshops:put_poster", request_max_body_size=materials.REQUEST,
      **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def put_poster(
    workshop: NamedDependency[Workshop], actor: Me, form: FormData, files: Files
) -> Page | Redirect:
    upload = next(iter(files.get("poster", [])), None)
    remove = form.get("action") == "remove"
    try:
        await materials.put_poster(workshop, actor, upload, form.get("poster_alt", ""), remove=remove)
    except Invalid as no:
        kept = editing.as_form(workshop, fields.DETAILS) | form
        choice = await picker.begin("wilayah_code", workshop.wilayah_code)
        return await _details(workshop, actor, kept, choice, no.errors, status=422)
    return Redirect(
        f"{workshop.path}/sunting/isi", _("Poster dihapus.") if remove else _("Poster tersimpan.")
    )


@get(f"{AT}/poster", name="workshops:to_poster", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def to_poster(workshop: NamedDependency[Workshop]) -> Redirect:
    return Redirect(f"{workshop.path}/sunting/isi#poster")


# ------------------------------------------------------------------------------------------------- rules


@get(f"{PLAN}/pendaftaran", name="workshops:rules",
     **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def show_rules(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    form = editing.as_form(workshop, fields.RULES)
    if not workshop.signer_name:
        usual = await certificate_settings.as_form(workshop)
        form |= {name: usual[name] for name in ("signer_name", "signer_position")}
    return _rules(workshop, actor, form)


@post(f"{PLAN}/pendaftaran", name="workshops:save_rules",
      **allow(policy.can_edit, workshop=workshops.get_workshop))  # fmt: skip
async def save_rules(
    workshop: NamedDependency[Workshop], actor: Me, form: FormData, choices: Choices
) -> Page | Redirect:
    form = form | {"reminders": " ".join(choices.get("reminders", []))}
    try:
        changed = await editing.save(workshop, actor, form, "rules")
    except Conflict as conflict:
        merged = form | conflict.mine | {"version": str(conflict.version)}
        return _rules(workshop, actor, merged, conflict=conflict)
    except Invalid as no:
        return _rules(workshop, actor, form, no.errors)
    return Redirect(f"{workshop.path}/sunting", saved(changed))


def _rules(
    workshop: Workshop,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    conflict: Conflict | None = None,
) -> Page:
    on_off = {"on": _("Ya"), "": _("Tidak")}
    theirs = {
        name: on_off.get(text, text) if name in fields.TICKS else text
        for name, text in (conflict.theirs if conflict else {}).items()
    }
    return Page(
        "workshops/rules.html",
        "fields",
        status=422 if errors or conflict else 200,
        **plan.around(actor, workshop, "rules"),
        form=form,
        errors=errors or {},
        conflict=conflict,
        theirs=theirs,
        reminders=fields.REMINDERS,
        month_options=[
            (str(n), ngettext("%(n)s bulan", "%(n)s bulan", n) % {"n": n}) for n in fields.KEEP_MONTHS
        ],
    )


def saved(changed: list[str]) -> str:
    """What is told after saving."""
    return _("Perubahan tersimpan.") if changed else _("Tidak ada yang berubah.")


HANDLERS = [show_details, save_details, put_poster, to_poster, show_rules, save_rules]
