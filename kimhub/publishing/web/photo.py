"""One photo at the desk: its words, its faces, and that it goes."""

import re
from typing import Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect
from kimhub.publishing import (
    blurring,
    photo_removing,
    photo_words,
    photos,
    policy,
    policy_photos,
    rendering,
    sites,
)
from kimhub.publishing.photo_words import Words
from kimhub.publishing.photos import Work
from kimhub.publishing.web import inside
from kimhub.publishing.web.photos import number

_STEP: Final = re.compile(r"(terbitkan|kirim)-([1-9]\d{0,17})")
AT: Final = "/situs/{slug:str}/foto/{photo_id:int}"
OPEN = allow(policy_photos.can_open, one=photos.get_work)
CHANGE = allow(policy_photos.can_change, one=photos.get_work)


@get(AT, name="publishing:photo", **OPEN)
async def show(one: NamedDependency[Work], actor: Me) -> Page:
    return await _page(one, actor)


@post(AT, name="publishing:tell_photo", **CHANGE)
async def change(one: NamedDependency[Work], actor: Me, form: FormData) -> Page | Redirect:
    words = Words(
        form.get("alt", ""),
        form.get("decorative") == "on",
        form.get("caption", ""),
        form.get("credit", ""),
        form.get("consent") == "on",
    )
    try:
        await photo_words.change(one, actor, words)
    except Invalid as no:
        return await _page(one, actor, form, no.errors)
    return Redirect(f"/situs/{one.photo.owner_slug}/foto", _("Keterangan foto tersimpan."))


@get(f"{AT}/samarkan", name="publishing:blurring", **CHANGE)
async def choose_areas(one: NamedDependency[Work], actor: Me, request: Request) -> Page:
    return await _blurring(one, actor, request.query_params.get("dari", ""))


@post(f"{AT}/samarkan", name="publishing:blur", **CHANGE)
async def blur(one: NamedDependency[Work], actor: Me, form: FormData, choices: Choices) -> Page | Redirect:
    places = blurring.drawn(choices.get("area", [])) + blurring.ticked(one.photo, choices.get("cell", []))
    try:
        await blurring.blur(one, actor, places, number(form.get("version", "")) or 0)
    except Invalid as no:
        return await _blurring(one, actor, form.get("dari", ""), no.errors)
    return Redirect(
        _back(one, form.get("dari", "")), _("Sudah disamarkan. Foto aslinya tidak disimpan lagi.")
    )


@post(f"{AT}/buang", name="publishing:remove_photo", **CHANGE)
async def remove(one: NamedDependency[Work], actor: Me) -> Redirect:
    await photo_removing.remove(one, actor)
    undo = f"{one.photo.desk_path}/urungkan"
    return Redirect(f"/situs/{one.photo.owner_slug}/foto", Flash(_("Foto dibuang."), undo=undo))


@get(f"{AT}/buang", name="publishing:to_photo", **OPEN)
async def to_photo(one: NamedDependency[Work]) -> Redirect:
    return Redirect(one.photo.desk_path)


@post(
    f"{AT}/urungkan",
    name="publishing:bring_photo_back",
    **allow(policy_photos.can_bring_back, one=photos.get_removed),
)
async def bring_back(one: NamedDependency[Work], actor: Me) -> Redirect:
    await photo_removing.bring_back(one, actor)
    return Redirect(one.photo.desk_path, _("Foto ada lagi."))


@get(
    f"{AT}/urungkan",
    name="publishing:to_photos",
    **allow(policy_photos.can_bring_back, one=photos.get_removed),
)
async def to_photos(one: NamedDependency[Work]) -> Redirect:
    return Redirect(f"/situs/{one.photo.owner_slug}/foto")


async def _page(
    one: Work, actor: Actor, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> Page:
    photo = one.photo
    house = await sites.by_id(photo.organization)
    assert house
    words = {name: getattr(photo, name) for name in Words.__struct_fields__}
    said = {name: text if isinstance(text, str) else "on" * text for name, text in words.items()}
    return Page(
        "publishing/photo.html",
        status=422 if errors else 200,
        section="publishing",
        frame=inside.desk(actor, house),
        photo=photo,
        form_photo=rendering.best(photo),
        one=one,
        articles=[
            article for article in await photos.articles_with(photo) if policy.can_look(actor, article)
        ],
        can_change=policy_photos.can_change(actor, one),
        form=form or said,
        errors=errors or {},
    )


def _back(one: Work, came_from: str) -> str:
    """The page of an article that is about to go out ("terbitkan-12"), or that of the photo."""
    found = _STEP.fullmatch(came_from)
    return f"/situs/a/{found[2]}/{found[1]}" if found else one.photo.desk_path


async def _blurring(one: Work, actor: Actor, came_from: str, errors: dict[str, str] | None = None) -> Page:
    house = await sites.by_id(one.photo.organization)
    assert house
    return Page(
        "publishing/photo_blur.html",
        status=422 if errors else 200,
        section="publishing",
        frame=inside.desk(actor, house),
        photo=one.photo,
        back=_back(one, came_from),
        came_from=came_from if _STEP.fullmatch(came_from) else "",
        form_photo=one.photo.forms[-1],
        is_shown=one.is_shown,
        columns=blurring.COLUMNS,
        rows=blurring.rows_of(one.photo),
        errors=errors or {},
    )


HANDLERS = [show, change, choose_areas, blur, remove, to_photo, bring_back, to_photos]
