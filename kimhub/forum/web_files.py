"""Files of posts: sent ahead of the form, handed out, taken away."""

import logging
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from kimhub.core import db
from kimhub.core.access import Me, allow
from kimhub.core.actor import signed_in
from kimhub.core.errors import Invalid
from kimhub.core.files import full_disk, store
from kimhub.core.flash import Flash
from kimhub.core.i18n import _
from kimhub.core.page import Answer, Files, Redirect, respond
from kimhub.core.rangefile import RangeFile, stored_file
from kimhub.core.templates import environment
from kimhub.forum import attachment_file, attachments, policy
from kimhub.forum.attachment_file import Placed

log = logging.getLogger(__name__)


class Line(Response[None]):
    """One upload as a line of the form, or the sentence that says why it was not taken."""

    def __init__(self, body: str, status: int = 200) -> None:
        super().__init__(None, status_code=status)
        self.body_text = body

    def to_asgi_response(self, app: Any, request: Request, **_more: Any) -> Answer:  # type: ignore[override]
        kind = "text/html; charset=utf-8" if self.status_code == 200 else "text/plain; charset=utf-8"
        return respond(
            self.body_text.encode(),
            request,
            {"cache-control": "no-store", "x-content-type-options": "nosniff"},
            status=self.status_code or 200,
            media_type=kind,
        )


@post(
    "/berkas",
    name="forum:upload",
    request_max_body_size=attachments.LARGEST + 200_000,
    **allow(policy.can_write_somewhere),
)
async def upload(actor: Me, files: Files) -> Line:
    """One file ahead of its form, kept loose; the answer goes into the form."""
    sent = files.get("files", [])
    if not sent:
        return Line(_("Pilih satu foto atau berkas dulu."), 422)
    try:
        file = await attachments.keep(actor, sent[0])
    except Invalid as no:
        return Line(no.errors["files"], 422)
    except Exception as error:
        if not db.is_disk_full(error):
            raise
        log.error("the disk is full")
        return Line(full_disk(), 422)  # the sentence stands beside the file, and the form is left alone
    return Line(environment().get_template("forum/_upload.html").render(file=file, form={}))


@get("/berkas", name="forum:upload_page", **allow(signed_in))
async def upload_page() -> Redirect:
    return Redirect("/forum")


@get(
    "/berkas/{file_id:int}",
    name="forum:file",
    **allow(attachment_file.can_have, file=attachment_file.get_file),
)
async def show_file(file: NamedDependency[Placed]) -> RangeFile:
    return stored_file(
        store(), file.file, size=file.size, mime=file.mime, name=file.name, inline=True, public=False
    )


@post(
    "/berkas/{file_id:int}/hapus",
    name="forum:remove_file",
    **allow(attachment_file.can_remove, file=attachment_file.get_file),
)
async def remove_file(file: NamedDependency[Placed], actor: Me) -> Redirect:
    await attachment_file.remove(file, actor)
    undo = f"/forum/berkas/{file.id}/urungkan"
    return Redirect(page_of(file), Flash(_("Berkas dihapus dari tulisan Anda."), undo=undo))


@post(
    "/berkas/{file_id:int}/urungkan",
    name="forum:restore_file",
    **allow(attachment_file.can_remove, file=attachment_file.get_file),
)
async def restore_file(file: NamedDependency[Placed], actor: Me) -> Redirect:
    await attachment_file.restore(file, actor)
    return Redirect(page_of(file), _("Berkas ada lagi."))


@get(
    ["/berkas/{file_id:int}/hapus", "/berkas/{file_id:int}/urungkan"],
    name="forum:file_page",
    **allow(attachment_file.can_remove, file=attachment_file.get_file),
)
async def file_page(file: NamedDependency[Placed]) -> Redirect:
    return Redirect(page_of(file))


def page_of(file: Placed) -> str:
    return f"/forum/t/{file.topic}?p={file.number}" if file.topic else "/forum"


FILES = [upload, upload_page, show_file, remove_file, restore_file, file_page]
