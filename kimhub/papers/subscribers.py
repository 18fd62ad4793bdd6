"""What papers do when people leave, what they add to exports and to the history of an organization."""

from typing import Any

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.export import exports
from kimhub.core.bus import on
from kimhub.core.i18n import _, lazy_
from kimhub.groups.history import tells
from kimhub.papers import personal


@on(UserDeleted)
async def forget_what_they_asked_for(event: UserDeleted) -> None:
    await personal.forget(event.actor_id)


@exports("documents", lazy_("Berkas yang dibuatkan"))
async def documents(user_id: int) -> list[dict[str, object]]:
    return await personal.documents_of(user_id)


@tells("LetterheadChanged")
def _letterhead(_payload: dict[str, Any]) -> str:
    return _("mengubah kop surat atau nomornya.")
