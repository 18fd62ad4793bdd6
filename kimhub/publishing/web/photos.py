"""The photos of a house at its desk: brought with a plain form, several at once."""

from typing import Any, Final
from uuid import UUID, uuid5

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, TooMany
from kimhub.core.files import safe_name
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import Answer, Choices, Files, FormData, Page, Redirect, form_key, respond
from kimhub.core.templates import environment
from kimhub.publishing import articles, photo_adding, photo_lists, photo_placing, photos, policy, sites
from kimhub.publishing.blocks import MOST_BLOCKS
from kimhub.publishing.views import Article, House
from kimhub.publishing.web import inside

AT: Final = "/situs/{slug:str}/foto"
PIECES: Final = {"item": "publishing/_photo_items.html", "block": "publishing/_photo_blocks.html"}


class Piece(Response[None]):
    """HTML for a script, or with 422 the sentence that says why a photo was not taken."""

    def __init__(self, body: str, status: int = 200) -> None:
        super().__init__(None, status_code=status)
        self.text = body

    def to_asgi_response(self, app: Any, request: Request, **_more: Any) -> Answer:  # type: ignore[override]
        kind = "text/html" if self.status_code == 200 else "text/plain"
        headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        return respond(
            self.text.encode(),
            request,
            headers,
            status=self.status_code or 200,
            media_type=f"{kind}; charset=utf-8",
        )


@get(AT, name="publishing:photos", **allow(policy.can_open_desk, house=sites.get))
async def show(house: NamedDependency[House], actor: Me, request: Request) -> Page:
    """All photos; with ?pilih=<article> those that go into its text are chosen here."""
    query = request.query_params if request.scope["query_string"] else {}
    part = query.get("bagian", "")
    return await _page(
        house,
        actor,
        await article_of(house, actor, query.get("pilih", "")),
        part if part in photo_lists.PARTS else "",
        before=number(query.get("setelah", "")),
    )


@post(
    AT,
    name="publishing:add_photos",
    request_max_body_size=photo_adding.REQUEST,
    **allow(policy.can_add_photos, house=sites.get),
)
async def add(
    house: NamedDependency[House],
    actor: Me,
    form: FormData,
    choices: Choices,
    files: Files,
) -> Page | Piece | Redirect:
    """Photos by a plain form, and into the text of an article those chosen. A script sends one at a time
    and says in `as` what it wants back: `item` for a list of photos, `block` for the editor; what is wrong
    comes as a plain sentence with 422."""
    article = await article_of(house, actor, form.get("pilih", ""))
    made, wrong = await _take(house, actor, form_key(form), files, article)
    if form.get("as") in PIECES:
        return await _piece(form["as"], made, wrong, article)
    ticked = choices.get("photo", [])[:MOST_BLOCKS]
    chosen = [one for text in ticked if (one := number(text))]
    if not made and not wrong and not (article and chosen):
        wrong = [_("Pilih fotonya dulu.")]
    if wrong:
        return await _page(
            house, actor, article, errors={"photos": " ".join(wrong)}, chosen=[*chosen, *made]
        )
    if article is None:
        said = ngettext("%(n)s foto tersimpan.", "%(n)s foto tersimpan.", len(made)) % {"n": len(made)}
        return Redirect(f"{house.desk}/foto", said)
    try:
        place = await photo_placing.place(article, actor, [*chosen, *made])
    except Invalid as no:
        errors = {"photos": " ".join(no.errors.values())}
        return await _page(house, actor, article, errors=errors, chosen=[*chosen, *made])
    return Redirect(f"{article.desk_path}/sunting?di={place}#b{place}", _("Foto masuk ke tulisan."))


async def _take(
    house: House, actor: Actor, key: UUID, files: dict[str, list[Any]], article: Article | None
) -> tuple[list[int], list[str]]:
    """The photos of a form, each by itself: what is wrong with one is said, the others are kept."""
    sent = [one for one in files.get("photos", []) if one.filename]
    made: list[int] = []
    wrong: list[str] = []
    for place, upload in enumerate(sent[: photo_adding.AT_ONCE]):
        try:
            found = await photo_adding.add(
                house, actor, upload, uuid5(key, str(place)), article.id if article else None
            )
            made.append(found)
        except Invalid as no:
            said = no.errors["photos"]
            wrong.append(f"{safe_name(upload.filename)}: {said}" if len(sent) > 1 else said)
        except TooMany:
            wrong.append(_("Anda sudah mengirim banyak foto dalam satu jam ini. Lanjutkan nanti."))
            break
    if len(sent) > photo_adding.AT_ONCE:
        most = _("Sekali kirim paling banyak %(n)s foto. Kirim sisanya sesudah ini.")
        wrong.append(most % {"n": photo_adding.AT_ONCE})
    return made, wrong


async def _piece(kind: str, made: list[int], wrong: list[str], article: Article | None) -> Piece:
    photos_made = await photos.some(made)
    if not photos_made:
        return Piece(" ".join(wrong) or _("Pilih fotonya dulu."), 422)
    html = environment().get_template(PIECES[kind])
    return Piece(html.render(photos=[*photos_made.values()], article=article))


async def article_of(house: House, actor: Actor, text: str) -> Article | None:
    """The article of this house that the person may change, by what an address or a form says."""
    wanted = number(text)
    found = await articles.get_article(wanted) if wanted else None
    if found is None or found.organization != house.id or not policy.can_change(actor, found):
        return None
    return found


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


async def _page(
    house: House,
    actor: Actor,
    article: Article | None,
    part: str = "",
    *,
    before: int | None = None,
    errors: dict[str, str] | None = None,
    chosen: list[int] | None = None,
) -> Page:
    page: dict[str, Any] = {"before": before} if before else {}
    found, more = await photo_lists.of_house(actor, house, part, **page)
    here = f"{house.desk}/foto"
    asked = f"{here}?pilih={article.id}" if article else f"{here}?"
    shared: dict[str, Any] = {
        "status": 422 if errors else 200,
        "section": "publishing",
        "photos": found,
        "used": await photo_lists.used(one.id for one in found),
        "here": here,
        "own_only": not photo_lists.finds_all(actor, house),
        "next": f"{asked}&bagian={part}&setelah={more}" if more else "",
        "largest": photo_adding.LARGEST,
        "at_once": photo_adding.AT_ONCE,
        "errors": errors or {},
    }
    if article:
        frame = inside.article(actor, article)
        return Page(
            "publishing/photo_pick.html", frame=frame, article=article, chosen=chosen or [], **shared
        )
    return Page(
        "publishing/photos.html",
        frame=inside.desk(actor, house, "photos"),
        chips=_parts(here, part),
        part=part,
        first=before is None,
        can_add=policy.can_add_photos(actor, house),
        **shared,
    )


def _parts(here: str, part: str) -> list[tuple[str, str, None, bool]]:
    every = [("", _("Semua")), ("dipakai", _("Sudah tampil")), ("belum", _("Belum dipakai"))]
    return [(f"{here}?bagian={key}" if key else here, text, None, key == part) for key, text in every]


HANDLERS = [show, add]
