"""Stories of citizens: the form everybody finds on a site, and what editors do with what came."""

from typing import Any, Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound, TooMany
from kimhub.core.i18n import LOCALES, SOURCE, _, current_locale, use_locale
from kimhub.core.page import Files, FormData, Page, Redirect, form_key, new_key
from kimhub.publishing import (
    articles,
    photo_adding,
    photos,
    policy,
    policy_stories,
    sites,
    stories,
    stories_deciding,
)
from kimhub.publishing.stories import Story
from kimhub.publishing.views import House
from kimhub.publishing.web import inside
from kimhub.publishing.web.frame import behind, framed
from kimhub.publishing.web.photos import number

SEND: Final = "/k/{slug:str}/kirim"
BOX: Final = "/situs/{slug:str}/kiriman"
ONE: Final = f"{BOX}/{{story_id:int}}"
SENDS = allow(policy_stories.can_send, house=stories.open_box)
SETTLES = allow(policy_stories.can_read, story=stories.get_story)
TRAP: Final = "website"  # a field that people do not see


# ---------------------------------------------------------------------------------------- for everybody


@get(SEND, name="publishing:send_story", **SENDS)
async def show_form(request: Request, house: NamedDependency[House]) -> Page:
    """The form; or, once it was sent, what happens next."""
    _speak(request)
    sent = "terkirim" in request.query_params
    return await _form(request, house, {"key": new_key()}, sent=sent)


@post(SEND, name="publishing:sent_story", request_max_body_size=stories.REQUEST, **SENDS)
async def send(
    request: Request, house: NamedDependency[House], form: FormData, files: Files
) -> Page | Redirect:
    _speak(request)
    then = f"{house.path}/kirim?terkirim=1" + behind(request).replace("?", "&")
    key = form_key(form)
    if form.get(TRAP):
        return Redirect(then)  # a machine fills in everything, and is told nothing
    try:
        await stories.send(house, form, files.get("photos", []), key, request.scope["auth"] or "")
    except Invalid as no:
        return await _form(request, house, form, no.errors, have=await stories.brought(house, key))
    except TooMany:
        said = _("Hari ini sudah banyak kiriman. Tulisan Anda masih ada di bawah; kirim lagi nanti.")
        kept = await stories.brought(house, key)
        return await _form(request, house, form, {"text": said}, have=kept, status=429)
    return Redirect(then)


def _speak(request: Request) -> None:
    """As all pages of a site: the address says in which language, before words are chosen."""
    wanted = request.query_params.get("bahasa", "")
    use_locale(wanted if wanted in LOCALES else SOURCE)


async def _form(
    request: Request,
    house: House,
    form: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    have: list[int] | None = None,
    sent: bool = False,
    status: int = 0,
) -> Page:
    return Page(
        "publishing/send_story.html",
        actor=Actor(locale=current_locale()),  # the page is about nobody
        status=status or (422 if errors else 200),
        store=False,
        **await framed(house, "kirim"),
        form=form,
        errors=errors or {},
        have=len(have or []),
        sent=sent,
        most_photos=stories.MOST_PHOTOS,
        most_text=stories.MOST_TEXT,
        largest=photo_adding.LARGEST,
        days=stories.KEPT_FOR.days,
        action=f"{house.path}/kirim{behind(request)}",
    )


# ---------------------------------------------------------------------------------------- for editors


@get(BOX, name="publishing:stories", **allow(policy_stories.can_open_box, house=sites.get))
async def show_box(house: NamedDependency[House], actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    waits = query.get("bagian") != "lama"
    before = number(query.get("setelah", ""))
    rows = await stories.of_house(house, waits, before)
    shown = rows[: stories.PER_PAGE]
    waiting = await stories.waiting(house.id)
    here = f"{house.desk}/kiriman"
    part = "" if waits else "bagian=lama&"
    return Page(
        "publishing/stories.html",
        section="publishing",
        frame=inside.desk(actor, house, "stories", waiting),
        house=house,
        rows=shown,
        waits=waits,
        first=before is None,
        parts=[
            (here, _("Menunggu"), waiting, waits),
            (f"{here}?bagian=lama", _("Sudah diputuskan"), None, not waits),
        ],
        next=f"{here}?{part}setelah={shown[-1].id}" if len(rows) > len(shown) else "",
        takes=policy_stories.takes_stories(house),
        days=stories.KEPT_FOR.days,
    )


@get(ONE, name="publishing:story", **SETTLES)
async def show_story(story: NamedDependency[Story], actor: Me) -> Page:
    return await _story(story, actor)


@post(f"{ONE}/draf", name="publishing:take_story", **SETTLES)
async def take(story: NamedDependency[Story], actor: Me) -> Redirect:
    """One tap: a draft, opened at once to be worked on."""
    made = await stories_deciding.take(story, actor)
    if story.made:
        return Redirect(f"/situs/a/{made}")
    return Redirect(f"/situs/a/{made}/sunting", _("Kiriman ini jadi draf berita."))


@post(f"{ONE}/tolak", name="publishing:refuse_story", **SETTLES)
async def refuse(story: NamedDependency[Story], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await stories_deciding.refuse(story, actor, form.get("reason", ""))
    except Invalid as no:
        return await _story(story, actor, form, no.errors)
    return Redirect(
        f"/situs/{story.owner_slug}/kiriman", _("Kiriman ditolak. Pengirimnya tidak diberi tahu.")
    )


@get([f"{ONE}/draf", f"{ONE}/tolak"], name="publishing:to_story", **SETTLES)
async def to_story(story: NamedDependency[Story]) -> Redirect:
    return Redirect(story.desk_path)


async def _story(
    story: Story, actor: Actor, form: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> Page:
    house = await sites.get(story.owner_slug)
    if house is None:
        raise NotFound
    article = await articles.get_article(story.made) if story.made else None
    context: dict[str, Any] = {"form": form or {}, "errors": errors or {}}
    return Page(
        "publishing/story.html",
        status=422 if errors else 200,
        store=False,
        section="publishing",
        frame=inside.desk(actor, house),
        story=story,
        photos=[*(await photos.some(story.photo_ids)).values()],
        article=article if article and policy.can_look(actor, article) else None,
        settles=policy_stories.can_settle(actor, story),
        zone=house.zone,
        days=stories.KEPT_FOR.days,
        **context,
    )


HANDLERS = [show_form, send, show_box, show_story, take, refuse, to_story]
