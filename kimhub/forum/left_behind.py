"""What somebody wrote here until their session ended: a draft of theirs, whoever holds the phone next."""

from datetime import timedelta
from typing import Final

from kimhub.core import leftovers, limits
from kimhub.core.actor import Actor
from kimhub.core.errors import TooMany
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import clean_text
from kimhub.forum import drafts
from kimhub.forum.composing import MAX_BODY

MOST: Final = 60  # of one account in PER; a page left open saves by itself
PER: Final = timedelta(days=1)

_is_active = prepare_sql("SELECT 1 FROM account WHERE id = :account AND status = 'active'")


@leftovers.keeps
async def keep(account: int, sent: leftovers.Sent) -> str | None:
    """Keep a topic or a reply as a draft of the account; returns the page it is written on.

    None for what is neither, and for what finds no room beside an older draft.
    """
    form = {name: value.replace("\0", "") for name, value in sent if isinstance(value, str)}
    place, body = form.get("place", ""), clean_text(form.get("body", ""))
    if not drafts.is_place(place) or not body.strip() or not await _is_active.value(account=account):
        return None
    actor = Actor(id=account)
    older = await drafts.get(actor, place)
    body = _together(older.body if older else "", body)
    if len(body) > MAX_BODY:
        return None
    files = [value for name, value in sent if name == "file" and isinstance(value, str)]
    files = files or (older.files.split() if older else [])
    try:
        await limits.spend("forum-left", account, most=MOST, per=PER)
        title = form.get("title") or (older.title if older else "")
        await drafts.save(actor, form | {"title": title, "body": body}, files)
    except TooMany:
        return None
    return drafts.path_of(place)


def _together(older: str, newer: str) -> str:
    """Both texts, once where one holds the other: who is not signed in takes nothing out of a draft."""
    if older.strip() in newer:
        return newer
    return older if newer.strip() in older else f"{older.rstrip()}\n\n{newer}"
