"""What can be done with an article: sent, given back, let out, settled, taken away, brought back."""

from typing import Any, Final

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import Choices, FormData, Page, Redirect
from kimhub.publishing import articles, flow, policy, releasing
from kimhub.publishing.articles import get_article
from kimhub.publishing.kinds import AUDIENCES, EVERYBODY, PACKAGE
from kimhub.publishing.views import Article, Revision
from kimhub.publishing.web import inside
from kimhub.publishing.web.photos import number

AT: Final = "/situs/a/{article_id:int}"
This = NamedDependency[Article]


# -------------------------------------------------------------------------------------------- out


@get(
    f"{AT}/terbitkan",
    name="publishing:publishing",
    **allow(policy.can_publish, article=get_article),
)
async def show_publish(article: This, actor: Me) -> Page:
    return await _release(article, actor, releasing.form_of(article), {})


@post(f"{AT}/terbitkan", name="publishing:publish", **allow(policy.can_publish, article=get_article))
async def publish(article: This, actor: Me, form: FormData, choices: Choices) -> Page | Redirect:
    await releasing.note_photos(article, actor, form, choices)
    try:
        at = releasing.read_when(form, article)
        settings = releasing.read_settings(form, article)
        await releasing.check_photos(article)
        await flow.publish(article, actor, settings, at, number(form.get("version", "")))
    except Invalid as no:
        return await _release(article, actor, form, no.errors)
    return Redirect(
        article.desk_path,
        _("Dijadwalkan.") if at else _told(article.kind, settings.audience or article.audience),
    )


def _told(kind: str, audience: str) -> str:
    """What comes of publishing: only what is for everybody is shared."""
    if kind == PACKAGE:
        return _("Sudah terbit. KIM diberi tahu.")
    if audience != EVERYBODY:
        return _("Sudah terbit untuk anggota.")
    return _("Sudah terbit. Bagikan ke grup WhatsApp Anda.")


@get(f"{AT}/kirim", name="publishing:sending", **allow(policy.can_send, article=get_article))
async def show_send(article: This, actor: Me) -> Page:
    return await _release(article, actor, {}, {}, sends=True)


@post(f"{AT}/kirim", name="publishing:send", **allow(policy.can_send, article=get_article))
async def send(article: This, actor: Me, form: FormData, choices: Choices) -> Page | Redirect:
    await releasing.note_photos(article, actor, form, choices)
    try:
        await releasing.check_photos(article)
        await flow.send(article, actor)
    except Invalid as no:
        return await _release(article, actor, form, no.errors, sends=True)
    return Redirect(article.desk_path, _("Terkirim. Redaktur sudah diberi tahu."))


async def _release(
    article: Article, actor: Actor, form: dict[str, str], errors: dict[str, str], sends: bool = False
) -> Page:
    newest = await articles.revision(article.newest or 0)
    photos = await releasing.silent_photos(article)
    fields = {f"alt-{photo.id}" for photo in photos} | {
        "publish_at", "audience", "info_class", "slug", "expires_at", "urgent_until",
    }  # fmt: skip
    return Page(
        "publishing/release.html",
        status=422 if errors else 200,
        section="publishing",
        frame=inside.article(actor, article),
        article=article,
        newest=newest,
        photos=photos,
        unsure=await releasing.unsure_photos(article),
        sends=sends,
        form=form,
        errors={name: text for name, text in errors.items() if name in fields},
        missing=[text for name, text in errors.items() if name not in fields] or _missing(article, newest),
        **_lists(article),
    )


def _missing(article: Article, newest: Revision) -> list[str]:
    try:
        flow.check_ready(article.kind, newest)
    except Invalid as no:
        return list(no.errors.values())
    return []


def _lists(article: Article) -> dict[str, Any]:
    return {
        "audiences": [(key, str(word)) for key, word in AUDIENCES.items()],
        "classes": releasing.classes(article.kind),
    }


# -------------------------------------------------------------------------------------------- settings


@get(f"{AT}/pengaturan", name="publishing:settling", **allow(policy.can_settle, article=get_article))
async def show_settings(article: This, actor: Me) -> Page:
    return _settings(article, actor, releasing.form_of(article), {})


@post(f"{AT}/pengaturan", name="publishing:settle", **allow(policy.can_settle, article=get_article))
async def settle(article: This, actor: Me, form: FormData) -> Page | Redirect:
    try:
        await flow.settle(article, actor, releasing.read_settings(form, article))
    except Invalid as no:
        return _settings(article, actor, form, no.errors)
    return Redirect(article.desk_path, _("Pengaturan tersimpan."))


def _settings(article: Article, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "publishing/settings.html",
        status=422 if errors else 200,
        section="publishing",
        frame=inside.article(actor, article, "settings"),
        article=article,
        form=form,
        errors=errors,
        **_lists(article),
    )


# -------------------------------------------------------------------------------------------- with a reason


@get(
    f"{AT}/kembalikan",
    name="publishing:returning",
    **allow(policy.can_return, article=get_article),
)
async def show_return(article: This, actor: Me) -> Page:
    return _ask(article, actor, "return", {}, {})


@post(f"{AT}/kembalikan", name="publishing:return", **allow(policy.can_return, article=get_article))
async def give_back(article: This, actor: Me, form: FormData) -> Page | Redirect:
    try:
        await flow.give_back(article, actor, form.get("note", ""))
    except Invalid as no:
        return _ask(article, actor, "return", form, no.errors)
    return Redirect(f"/situs/{article.owner_slug}", _("Dikembalikan. Penulisnya sudah diberi tahu."))


@get(f"{AT}/tarik", name="publishing:hiding", **allow(policy.can_hide, article=get_article))
async def show_hide(article: This, actor: Me) -> Page:
    return _ask(article, actor, "hide", {}, {})


@post(f"{AT}/tarik", name="publishing:hide", **allow(policy.can_hide, article=get_article))
async def hide(article: This, actor: Me, form: FormData) -> Page | Redirect:
    try:
        await flow.hide(article, actor, form.get("reason", ""))
    except Invalid as no:
        return _ask(article, actor, "hide", form, no.errors)
    return await _back(article, actor, _("Ditarik. Penulis dan redaktur membaca alasannya."))


@get(f"{AT}/buang", name="publishing:removing", **allow(policy.can_remove, article=get_article))
async def show_remove(article: This, actor: Me) -> Page:
    return _ask(article, actor, "remove", {}, {})


@post(f"{AT}/buang", name="publishing:remove", **allow(policy.can_remove, article=get_article))
async def remove(article: This, actor: Me) -> Redirect:
    await flow.remove(article, actor)
    return Redirect(f"/situs/{article.owner_slug}", _("Draf itu dibuang."))


def _ask(article: Article, actor: Actor, what: str, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "publishing/ask.html",
        status=422 if errors else 200,
        section="publishing",
        frame=inside.article(actor, article),
        article=article,
        what=what,
        form=form,
        errors=errors,
        office=what == "hide" and policy.hides_for_office(actor, article),
    )


# -------------------------------------------------------------------------------------------- at once


@get(
    [f"{AT}/arsip", f"{AT}/tampilkan", f"{AT}/batal"],
    name="publishing:steps",
    **allow(policy.can_look, article=get_article),
)
async def show_steps(article: This) -> Redirect:
    """Their buttons stand on the page of the article."""
    return Redirect(article.desk_path)


@post(f"{AT}/arsip", name="publishing:archive", **allow(policy.can_archive, article=get_article))
async def archive(article: This, actor: Me) -> Redirect:
    await flow.archive(article, actor)
    return Redirect(article.desk_path, _("Masuk arsip: tidak tampil lagi di situs."))


@post(
    f"{AT}/tampilkan",
    name="publishing:bring_back",
    **allow(policy.can_bring_back, article=get_article),
)
async def bring_back(article: This, actor: Me, form: FormData) -> Redirect:
    """As it was, or (a form that names its version) with the text that was mended since."""
    try:
        await flow.bring_back(article, actor, number(form["version"]) if "version" in form else None)
    except Invalid as no:
        return Redirect(article.desk_path, " ".join(no.errors.values()))
    return await _back(article, actor, _("Tampil lagi di situs."))


@post(f"{AT}/batal", name="publishing:call_off", **allow(policy.can_call_off, article=get_article))
async def call_off(article: This, actor: Me) -> Redirect:
    """Back to writing: from the editors, or out of the schedule."""
    if policy.can_unschedule(actor, article):
        await flow.unschedule(article, actor)
        return Redirect(article.desk_path, _("Jadwalnya dibatalkan. Tulisan ini draf lagi."))
    await flow.withdraw(article, actor)
    return Redirect(article.desk_path, _("Ditarik kembali. Silakan tulis lagi."))


async def _back(article: Article, actor: Actor, said: str) -> Redirect:
    """To the article, for those who still find it at the desk."""
    now_there = await articles.get_article(article.id)
    at_desk = now_there is not None and policy.can_look(actor, now_there)
    return Redirect(article.desk_path if at_desk else "/beranda", said)


HANDLERS = [
    show_publish,
    publish,
    show_send,
    send,
    show_settings,
    settle,
    show_return,
    give_back,
    show_hide,
    hide,
    show_remove,
    remove,
    show_steps,
    archive,
    bring_back,
    call_off,
]
