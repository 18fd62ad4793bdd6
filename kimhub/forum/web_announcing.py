"""Announcing a topic, confirming that it was read, and who has not."""

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.forum import announcing, confirmations, policy, policy_announcing, reading
from kimhub.forum.confirmations import Roll
from kimhub.forum.opened import opened
from kimhub.forum.views import TopicView, leading_number
from kimhub.settings import load

ANNOUNCE = allow(policy_announcing.can_announce, topic=reading.get_topic)
ROLL = allow(policy_announcing.can_see_confirmations, topic=reading.get_topic)


@post("/t/{ref:str}/umumkan", name="forum:announce", **ANNOUNCE)
async def announce(topic: NamedDependency[TopicView], actor: Me, form: FormData) -> Redirect:
    confirm = form.get("confirm") == "on"
    await announcing.announce(topic, actor, confirm=confirm)
    said = (
        _("Diumumkan. Anggota diminta menekan “Saya sudah membaca”.")
        if confirm
        else _("Diumumkan. Anggota rubrik ini akan dikabari.")
    )
    return Redirect(topic.path, Flash(said, undo=f"{topic.path}/batal-umumkan"))


@post("/t/{ref:str}/batal-umumkan", name="forum:announce_off", **ANNOUNCE)
async def take_back(topic: NamedDependency[TopicView], actor: Me) -> Redirect:
    await announcing.take_back(topic, actor)
    return Redirect(topic.path, _("Topik ini bukan pengumuman lagi."))


@post(
    "/t/{ref:str}/sudah-baca",
    name="forum:confirm",
    **allow(policy_announcing.can_confirm, topic=reading.get_topic),
)
async def confirm(topic: NamedDependency[TopicView], actor: Me, request: Request) -> Page:
    await confirmations.confirm(topic, actor)
    request.scope["user"] = await opened(actor, topic.id, confirmed=True)
    return Page(
        "forum/topic.html",
        "confirm",
        then=topic.path,
        flash=_("Terima kasih, sudah dicatat."),
        topic=topic,
        confirm="done",
    )


@get(
    [f"/t/{{ref:str}}/{deed}" for deed in ("umumkan", "batal-umumkan", "sudah-baca")],
    **allow(policy.can_read_topic, topic=reading.get_topic),
)
async def to_topic(topic: NamedDependency[TopicView]) -> Redirect:
    return Redirect(topic.path)


@get("/t/{ref:str}/konfirmasi", name="forum:confirmations", **ROLL)
async def show_roll(topic: NamedDependency[TopicView], request: Request) -> Page | Redirect:
    if topic.confirm_asked_at is None:
        return Redirect(topic.path)
    roll = await confirmations.roll(topic, leading_number(request.query_params.get("kim", "")))
    return Page(
        "forum/confirmations.html",
        section="forum",
        topic=topic,
        roll=roll,
        reminded=await announcing.was_reminded(topic),
        text=for_whatsapp(topic, roll),
        few=roll.missing <= confirmations.NAMED,
    )


@post("/t/{ref:str}/konfirmasi", name="forum:remind", **ROLL)
async def remind(topic: NamedDependency[TopicView], actor: Me) -> Redirect:
    await announcing.remind(topic, actor)
    return Redirect(f"{topic.path}/konfirmasi", _("Yang belum membaca diingatkan."))


def for_whatsapp(topic: TopicView, roll: Roll) -> str:
    """The list as a message for a group."""
    lines = [
        "*" + topic.title.replace("*", "") + "*",
        _("Mohon dibaca dan dikonfirmasi: %(link)s") % {"link": f"{load().base_url}{topic.path}"},
        _("Sudah %(n)s dari %(total)s. Yang belum:") % {"n": roll.confirmed, "total": roll.total},
    ]
    for house in roll.houses:
        lines.append(f"\n*{house.name or _('Lainnya')}* ({house.count})")
        lines += [f"- {name}" for name in house.names]
    return "\n".join(lines)


ANNOUNCING = [announce, take_back, confirm, to_topic, show_roll, remind]
