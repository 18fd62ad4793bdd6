"""Pages for taking a WhatsApp chat in: handing in, the trial with who is who, and how far it has come."""

from litestar import get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.errors import Invalid
from kimhub.core.formats import long_date, number
from kimhub.core.i18n import _
from kimhub.core.page import Files, FormData, Page, Redirect
from kimhub.core.zones import zone_for
from kimhub.forum import importing
from kimhub.forum.boards import get_board
from kimhub.forum.chat_files import LARGEST
from kimhub.forum.importing import Import, Plan, can_continue, can_import
from kimhub.forum.views import BoardView

HAND_IN = "/p/{slug:str}/impor"
ONE = "/impor/{import_id:int}"


@get(HAND_IN, name="forum:import", **allow(can_import, board=get_board))
async def import_form(board: NamedDependency[BoardView]) -> Page:
    return Page("forum/import.html", section="forum", board=board, most=LARGEST)


@post(
    HAND_IN,
    name="forum:hand_in",
    request_max_body_size=LARGEST + 1_000_000,
    **allow(can_import, board=get_board),
)
async def hand_in(board: NamedDependency[BoardView], actor: Me, files: Files) -> Page | Redirect:
    try:
        upload = next((upload for upload in files.get("file", []) if upload.filename), None)
        if upload is None:
            raise Invalid(file=_("Pilih dulu berkas percakapannya."))
        import_id = await importing.hand_in(actor, board, upload)
    except Invalid as no:
        return Page(
            "forum/import.html",
            status=422,
            section="forum",
            board=board,
            most=LARGEST,
            errors=no.errors,
        )
    return Redirect(f"/forum/impor/{import_id}")


@get(ONE, name="forum:import_trial", **allow(can_continue, found=importing.get_import))
async def show_import(found: NamedDependency[Import]) -> Page | Redirect:
    if found.done:
        return Redirect(f"/forum/t/{found.topic}")
    return await _page(found, {}, {})


@post(ONE, name="forum:import_confirm", **allow(can_continue, found=importing.get_import))
async def confirm_import(found: NamedDependency[Import], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await importing.confirm(found, actor, form)
    except Invalid as no:
        return await _page(found, form, no.errors)
    return Redirect(found.path)


@post(f"{ONE}/batal", name="forum:import_drop", **allow(can_continue, found=importing.get_import))
async def drop_import(found: NamedDependency[Import]) -> Redirect:
    await importing.drop(found)
    return Redirect(found.board.path, _("Berkas percakapan sudah dihapus. Tidak ada yang dimasukkan."))


async def _page(found: Import, form: dict[str, str], errors: dict[str, str]) -> Page:
    waiting = found.started or found.dropped
    plan = None if waiting else found.plan
    return Page(
        "forum/import_trial.html",
        "progress",
        status=422 if errors else 200,
        store=False,
        section="forum",
        found=found,
        plan=plan,
        facts=_facts(found, plan) if plan else [],
        people=[] if waiting else await importing.people_of(found.board),
        form=form,
        errors=errors,
    )


def _facts(found: Import, plan: Plan) -> list[tuple[str, str, str]]:
    zone = zone_for(found.board.wilayah_code)
    said = _("%(messages)s pesan menjadi %(posts)s tulisan") % {
        "messages": number(found.messages),
        "posts": number(plan.posts),
    }
    rows = [
        ("time", _("Masa"), f"{long_date(plan.first, zone)} – {long_date(plan.last, zone)}"),
        ("message", _("Isi"), said),
    ]
    if plan.media:
        rows.append(("image", _("Foto dan berkas"), number(plan.media)))
    if plan.left_out or plan.notices:
        left = _("%(n)s media yang tidak diekspor, %(notices)s catatan WhatsApp")
        rows.append(("info", _("Tidak ikut"), left % {"n": plan.left_out, "notices": plan.notices}))
    return rows


IMPORTING = [import_form, hand_in, show_import, confirm_import, drop_import]
