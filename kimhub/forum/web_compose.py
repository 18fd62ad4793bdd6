"""What every form for writing does besides sending: it takes files along, shows what the writing will look
like, and keeps it as a draft."""

import json
from typing import Any

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.text import render_markup
from kimhub.forum import attachments, drafts, mentions, policy
from kimhub.forum.attachments import File

LARGEST_FORM = attachments.TOGETHER


class Sheet(Struct, frozen=True):
    """A form for writing as it came. `errors` are those of its files."""

    files: list[File]
    errors: dict[str, str]
    sends: bool
    shows: bool

    def context(self, preview: str = "") -> dict[str, Any]:
        """What the composer needs to be drawn again."""
        return {"uploads": self.files, "preview_html": preview, "previews": self.shows}


NOTHING: dict[str, Any] = {"uploads": (), "preview_html": "", "previews": False}


def forget(place: str) -> dict[str, str]:
    """Tells the phone that its draft of this place was sent."""
    return {"hx-trigger": json.dumps({"draft:clear": {"target": "body", "value": place}})}


async def read(
    actor: Actor, form: dict[str, str], choices: dict[str, list[str]], files: dict[str, list[Any]]
) -> Sheet:
    """Take in what came with the form. A form that is not sent is kept as a draft."""
    errors: dict[str, str] = {}
    dropped = form.get("drop", "")
    ids = [text for text in choices.get("file", []) if text != dropped]
    sent = files.get("camera", []) + files.get("files", [])
    found = await attachments.take(actor, ids, sent, errors)
    found = await attachments.describe(actor, found, form)
    shows = form.get("action") == "preview"
    sends = not (shows or dropped or errors)
    if not sends:
        await drafts.save(actor, form, [str(file.id) for file in found])
    return Sheet(found, errors, sends, shows)


async def restored(actor: Actor, ids: str) -> dict[str, Any]:
    """The uploads that a draft had with it, those that are not sent or swept meanwhile."""
    return NOTHING | {"uploads": await attachments.chosen(actor, ids.split())}


async def preview(body: str, board: policy.Placed | None) -> str:
    """What readers of the board would see."""
    mentioned = await mentions.find(body, board) if board else mentions.Mentioned()
    return render_markup(body, mentioned.pages)
