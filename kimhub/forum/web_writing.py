"""Pages for writing: a new topic, and changing one's own post."""

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.page import Choices, Files, FormData, Page, Redirect, form_key
from kimhub.forum import attachments, boards, drafts, editing, labels, policy, reading, web_compose, writing
from kimhub.forum.policy_guarding import keeps_order_somewhere
from kimhub.forum.views import PostView


@get("/tulis", name="forum:write", **allow(policy.can_write_somewhere))
async def write_form(actor: Me, request: Request) -> Page:
    chosen = request.query_params.get("rubrik", "")
    choices = await boards.choices(actor, chosen)
    draft = await drafts.get(actor, drafts.NEW_TOPIC)
    form = draft.as_form() if draft else {}
    form["board"] = chosen or form.get("board") or (choices[0][0] if choices else "")
    # What nobody found by searching may be asked: the address brings it along.
    form["title"] = form.get("title") or request.query_params.get("judul", "")[:120]
    return Page(
        "forum/write.html",
        section="forum",
        choices=choices,
        form=form,
        label_choices=labels.choices(actor),
        schedules=keeps_order_somewhere(actor),
        **await web_compose.restored(actor, draft.files if draft else ""),
    )


@post(
    "/tulis",
    name="forum:start",
    request_max_body_size=web_compose.LARGEST_FORM,
    **allow(policy.can_write_somewhere),
)
async def start_topic(actor: Me, form: FormData, choices: Choices, files: Files) -> Page | Redirect:
    fields, key = (form.get("board", ""), form.get("title", ""), form.get("body", "")), form_key(form)
    sheet = await web_compose.read(actor, form, choices, files)
    errors = sheet.errors
    if sheet.sends:
        try:
            started = await writing.create_topic(
                actor, *fields, key, sheet.files, label=form.get("label", ""), later=later(form)
            )
        except Invalid as no:
            errors = no.errors
        else:
            asks = form.get("poll") == "on" and isinstance(started, writing.Started)
            then = f"{started.path}/jajak" if asks else started.path
            return Redirect(then, headers=web_compose.forget(drafts.NEW_TOPIC))
    shown = ""
    if sheet.shows:
        shown = await web_compose.preview(fields[2], await boards.writable(actor, fields[0]))
    return Page(
        "forum/write.html",
        "write_form",
        status=422 if errors else 200,
        section="forum",
        choices=await boards.choices(actor, fields[0]),
        label_choices=labels.choices(actor),
        schedules=keeps_order_somewhere(actor),
        form=form,
        errors=errors,
        **sheet.context(shown),
    )


def later(form: dict[str, str]) -> tuple[str, str] | None:
    """Day and hour of a topic that is to come out later; None when it is sent at once."""
    day, clock = form.get("day", ""), form.get("clock", "")
    return (day, clock) if day.strip() or clock.strip() else None


@get(
    "/t/{ref:str}/{number:int}/sunting", name="forum:edit", **allow(policy.can_edit, post=reading.get_post)
)
async def edit_form(post: NamedDependency[PostView], actor: Me) -> Page:
    editing.check_may_still_edit(post)
    return await edit_page(post, actor, {"title": post.topic.title, "body": post.source.body})


@post(
    "/t/{ref:str}/{number:int}/sunting",
    name="forum:save_edit",
    **allow(policy.can_edit, post=reading.get_post),
)
async def save_edit(post: NamedDependency[PostView], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await editing.edit_post(post, actor, form.get("body", ""), form.get("title"))
    except Invalid as no:
        return await edit_page(post, actor, form, no.errors)
    return Redirect(f"/forum/t/{post.topic.id}?p={post.source.number}")


async def edit_page(
    post: PostView, actor: Actor, form: dict[str, str], errors: dict[str, str] | None = None
) -> Page:
    return Page(
        "forum/edit.html",
        status=422 if errors else 200,
        section="forum",
        topic=post.topic,
        number=post.source.number,
        action=f"/forum/t/{post.topic.id}/{post.source.number}/sunting",
        until=post.source.created_at + reading.EDIT_FOR,
        files=(await attachments.of_posts([post.source.id])).get(post.source.id, []),
        form=form,
        errors=errors,
    )
