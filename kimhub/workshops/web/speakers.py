"""Speakers and moderators."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, lazy_
from kimhub.core.page import FormData, Page, Redirect
from kimhub.workshops import conflicts, finding_people, policy, seen, speakers, workshops
from kimhub.workshops.seen import FIELD, Stale
from kimhub.workshops.speakers import OneSpeaker
from kimhub.workshops.views import Workshop
from kimhub.workshops.web import plan

ALL = "/pelatihan/{slug:str}/narasumber"
ONE = f"{ALL}/{{speaker_id:int}}"
LABELS = {
    "name": lazy_("Nama dan gelar"),
    "office": lazy_("Jabatan dan instansi"),
    "bio": lazy_("Tentang orangnya"),
}


@get(ALL, name="workshops:speakers", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def show_speakers(
    workshop: NamedDependency[Workshop], actor: Me, cari: FromQuery[str | None] = None
) -> Page:
    return await _list(workshop, actor, cari or "")


@post(ALL, name="workshops:add_speaker", **allow(policy.can_edit, workshop=workshops.get_workshop))
async def add_speaker(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await speakers.add(workshop, actor, form)
    except Invalid as no:
        return await _list(workshop, actor, "", form, no.errors)
    return Redirect(f"{workshop.path}/narasumber", _("Tersimpan di daftar narasumber."))


@get(ONE, name="workshops:speaker", **allow(policy.can_edit, one=speakers.get_speaker))
async def show_speaker(one: NamedDependency[OneSpeaker], actor: Me) -> Page:
    return await _one(one, actor, seen.marked(speakers.as_form(one.speaker)))


@post(ONE, name="workshops:save_speaker", **allow(policy.can_edit, one=speakers.get_speaker))
async def save_speaker(one: NamedDependency[OneSpeaker], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await speakers.change(one, actor, form)
    except Stale as stale:
        return await _one(one, actor, form | {FIELD: stale.mark}, stale=stale)
    except Invalid as no:
        return await _one(one, actor, form, no.errors)
    return Redirect(f"{one.workshop.path}/narasumber", _("Perubahan tersimpan."))


@post(f"{ONE}/naik", name="workshops:speaker_up", **allow(policy.can_edit, one=speakers.get_speaker))
async def speaker_up(one: NamedDependency[OneSpeaker], actor: Me) -> Redirect:
    await speakers.move(one, actor, -1)
    return Redirect(f"{one.workshop.path}/narasumber")


@post(f"{ONE}/hapus", name="workshops:remove_speaker", **allow(policy.can_edit, one=speakers.get_speaker))
async def remove_speaker(one: NamedDependency[OneSpeaker], actor: Me) -> Redirect:
    await speakers.remove(one, actor)
    return Redirect(f"{one.workshop.path}/narasumber", _("Dihapus dari daftar narasumber."))


@get([f"{ONE}/naik", f"{ONE}/hapus"], name="workshops:to_speaker",
     **allow(policy.can_edit, one=speakers.get_speaker))  # fmt: skip
async def to_speaker(one: NamedDependency[OneSpeaker]) -> Redirect:
    return Redirect(f"{one.workshop.path}/narasumber/{one.speaker.id}")


async def _list(
    workshop: Workshop,
    actor: Actor,
    words: str,
    form: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Page:
    return Page(
        "workshops/speakers.html",
        "found",
        status=422 if errors else 200,
        **plan.around(actor, workshop, "speakers"),
        people=await speakers.of(workshop.id),
        roles=speakers.ROLES,
        clashes=[clash for clash in await conflicts.of(workshop) if clash.kind == "speaker"],
        words=words,
        found=await finding_people.find(workshop, actor, words),
        form=form or {},
        errors=errors or {},
    )


async def _one(
    one: OneSpeaker,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    stale: Stale | None = None,
) -> Page:
    return Page(
        "workshops/speaker_form.html",
        "fields",
        status=422 if errors or stale else 200,
        **plan.around(actor, one.workshop, "speakers"),
        conflict=await plan.conflict(one.workshop, "speakers", stale, LABELS),
        speaker=one.speaker,
        roles=speakers.ROLES,
        form=form,
        errors=errors or {},
    )


HANDLERS = [
    show_speakers,
    add_speaker,
    show_speaker,
    save_speaker,
    speaker_up,
    remove_speaker,
    to_speaker,
]
