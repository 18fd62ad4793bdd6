"""Writing with a thumb. Every button saves first and then does what it says, so the page works without a
script; with one (static/editor.js) the same form goes out by itself every few seconds."""

from datetime import timedelta
from typing import Final

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.chain import links
from kimhub.core import limits
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect, form_key, wants_fragment
from kimhub.groups.adinda import ADINDA
from kimhub.publishing import (
    alts,
    articles,
    composing,
    fields,
    photo_adding,
    policy,
    rendering,
    sites,
    writing,
)
from kimhub.publishing.kinds import (
    CLARIFICATION,
    DONE,
    GALLERY,
    HIDDEN,
    KINDS,
    NEWS,
    PAGE,
    PRODUCT,
    VERDICTS,
)
from kimhub.publishing.views import Article, House
from kimhub.publishing.web import inside
from kimhub.publishing.writing import Clash

MOST_BEGUN: Final = 120  # drafts in an hour: somebody who writes, not a machine
AN_HOUR: Final = timedelta(hours=1)
NEW: Final = "/situs/{slug:str}/tulis"
AT: Final = "/situs/a/{article_id:int}/sunting"


@get(NEW, name="publishing:new", **allow(policy.can_write, house=sites.get))
async def show_new(house: NamedDependency[House], actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    kind = query.get("jenis", NEWS)
    if not _may_begin(actor, house, kind):
        raise NotFound
    origin = await links.origin(actor, query.get("dari", ""))
    text = composing.beginning(kind, origin.title if origin else "")
    return await _page(actor, composing.New(house, kind, origin), text)


@post(NEW, name="publishing:begin", **allow(policy.can_write, house=sites.get))
async def begin(
    house: NamedDependency[House], actor: Me, form: FormData, choices: Choices, request: Request
) -> Page | Redirect:
    """The first save makes the draft; the same form again writes on in it."""
    kind = form.get("kind", NEWS)
    if not _may_begin(actor, house, kind):
        raise NotFound
    text, key = fields.read(form, choices), form_key(form)
    await limits.spend("article", actor.id, most=MOST_BEGUN, per=AN_HOUR)
    origin = await links.origin(actor, form.get("dari", ""))
    try:
        article = await composing.begin(house, actor, kind, text, key, origin)
    except Invalid as no:
        return await _page(actor, composing.New(house, kind, origin, str(key)), text, no.errors)
    return await _keep(article, actor, form, choices, request, version=1)


@get(AT, name="publishing:editing", **allow(policy.can_change, article=articles.get_article))
async def show(article: NamedDependency[Article], actor: Me, request: Request) -> Page:
    newest = await articles.revision(article.newest or 0)
    landed = request.query_params.get("di", "") if request.scope["query_string"] else ""
    text = composing.opened(article.kind, writing.text_of(newest))
    return await _page(actor, article, text, landed=landed)


@post(AT, name="publishing:edit", **allow(policy.can_change, article=articles.get_article))
async def save(
    article: NamedDependency[Article], actor: Me, form: FormData, choices: Choices, request: Request
) -> Page | Redirect:
    version = form.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    return await _keep(article, actor, form, choices, request, number)


async def _keep(
    article: Article, actor: Actor, form: dict[str, str], choices: dict[str, list[str]],
    request: Request, version: int,
) -> Page | Redirect:  # fmt: skip
    """Save what the form has, then do what its button says."""
    text = fields.read(form, choices)
    do = form.get("do", "")
    change = composing.Change.read(do, fields.kept_refs(form, choices))
    try:
        if do == "theirs":
            await composing.give_way(article, actor, text, version)
        else:
            wanted = change.applied(text) if change else text
            loses = do in {"mine", "apart"} or (change is not None and change.loses(text))
            if loses and wanted != text:  # what goes stays in the history
                version = await writing.save(article, actor, text, version)
            version = await writing.save(article, actor, wanted, version, apart=loses)
    except Invalid as no:
        return await _page(actor, article, text, no.errors, version)
    except Clash as both:
        return await _page(actor, article, text, version=both.version, clash=both)
    await alts.tell(article.organization, actor, alts.read(form, choices))
    if wants_fragment(request):
        return await _saved(article.id, version)
    at = article.desk_path
    if change:
        return Redirect(f"{at}/sunting?di={change.lands}#b{change.lands}", change.words)
    now_there = await articles.get_article(article.id)
    if do == "publish" and now_there and now_there.work == DONE:
        return Redirect(at, _("Tidak ada yang berubah: yang dibaca orang sudah yang terbaru."))
    if do == "publish" and now_there and now_there.shown == HIDDEN:
        return Redirect(at, _("Tersimpan. Tulisan ini sedang ditarik, jadi belum bisa diterbitkan."))
    return Redirect(*_then(do, article))


async def _saved(article_id: int, version: int) -> Page:
    """For the script: what the form has to know now."""
    now_there = await articles.get_article(article_id)
    if now_there is None:
        raise NotFound
    return Page("publishing/saved.html", "saved", article=now_there, version=version)


def _then(do: str, article: Article) -> tuple[str, str | None]:
    """Where a button leads once everything is kept."""
    at = article.desk_path
    match do:
        case "publish":
            return f"{at}/terbitkan", None
        case "send":
            return f"{at}/kirim", None
        case "preview":
            return at, None
        case "document":
            return f"/pustaka/pilih/article/{article.id}", None
        case "photo":
            return f"/situs/{article.owner_slug}/foto?pilih={article.id}", None
        case "theirs":
            return f"{at}/sunting", _("Sekarang tampil tulisan yang lain. Tulisan Anda ada di riwayat.")
        case "evidence":
            return f"{at}/sunting#evidence", None
    return f"{at}/sunting", _("Tersimpan.")


def _may_begin(actor: Actor, house: House, kind: str) -> bool:
    return kind in composing.STARTED and policy.may_write_kind(actor, house, kind)


async def _page(
    actor: Actor,
    of: Article | composing.New,
    text: writing.Text,
    errors: dict[str, str] | None = None,
    version: int | None = None,
    clash: Clash | None = None,
    landed: str = "",
) -> Page:
    """The form. `version` is the one its text was begun from."""
    article = of if isinstance(of, Article) else None
    house = await sites.by_id(article.organization) if article else None
    if isinstance(of, composing.New):
        house = of.house
    assert house
    kind = of.kind
    seen = await composing.seen(actor, text, clash.theirs if clash else None)
    documents = await composing.tied_documents(actor, article, text) if article else []
    theirs = rendering.render(clash.theirs.blocks, seen.photos, seen.documents) if clash else ""
    return Page(
        "publishing/edit.html",
        "errors",
        "clash",
        status=422 if errors or clash else 200,
        section="publishing",
        article=article,
        new=of if isinstance(of, composing.New) else None,
        house=house,
        frame=inside.article(actor, article, "edit") if article else inside.Desk(house, ()),
        kind=kind,
        kind_word=KINDS[kind].word,
        text=text,
        items=[(composing.type_of(one), one) for one in text.blocks],
        patterns=[(key, made()) for key, made in composing.ADDED.items()],
        landed=landed,
        facts=text.facts,
        tags=fields.shown_tags(text.facts.tags),
        rows=fields.shown_rows,
        photos=seen.photos,
        documents=seen.documents,
        offered=documents,
        action=f"{article.desk_path}/sunting" if article else f"{house.desk}/tulis",
        version=version if version is not None else (article.version if article else 1),
        form=composing.form_of(text, of),
        errors=errors or {},
        clash=clash,
        theirs_html=theirs,
        is_editor=policy.edits(actor, house),
        verdicts=[(key, str(word)) for key, word in VERDICTS.items()],
        adinda=ADINDA.items(),
        is_clarification=kind == CLARIFICATION,
        is_gallery=kind == GALLERY,
        is_product=kind == PRODUCT,
        is_page=kind == PAGE,
        most=writing,
        largest=photo_adding.LARGEST,
    )


HANDLERS = [show_new, begin, show, save]
