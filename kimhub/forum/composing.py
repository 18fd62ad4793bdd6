"""What all writing shares: limits and checks."""

from datetime import datetime, timedelta
from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _
from kimhub.core.text import checked_line, checked_text
from kimhub.core.zones import zone_for
from kimhub.forum import policy

MAX_TITLE: Final = 120
MIN_TITLE: Final = 3
MAX_BODY: Final = 10_000
LONGEST: Final = timedelta(days=366)  # until something closes


def badge_of(actor: Actor, board: policy.Placed) -> str:
    """What a person is for the readers of this board, if anything."""
    for role in policy.OVERSEERS:
        if actor.covers(board.wilayah_code, role):
            return role
    home = board.organization or (actor.home.id if actor.home else None)
    if any(g.role == "officer" and g.position == "chair" and g.organization == home for g in actor.grants):
        return "chair"
    return ""


def checked_title(text: str, errors: dict[str, str]) -> str:
    """The cleaned title; what is wrong with it goes into `errors`."""
    try:
        return checked_line(
            text, "title", most=MAX_TITLE, least=MIN_TITLE, empty=_("Tulis judul topiknya.")
        )
    except Invalid as no:
        errors |= no.errors
        return text


def checked_body(text: str, errors: dict[str, str]) -> str:
    """The cleaned text; what is wrong with it goes into `errors`."""
    try:
        return checked_text(text, "body", most=MAX_BODY, empty=_("Tulisan masih kosong."))
    except Invalid as no:
        errors |= no.errors
        return text


def checked_deadline(text: str, wilayah_code: str, errors: dict[str, str]) -> datetime | None:
    """The moment something closes, told in the time of the place; None for an empty field. What is wrong
    with it goes into `errors`."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip()).replace(tzinfo=zone_for(wilayah_code))
        far = not timedelta(0) < moment - now() < LONGEST
    except (ValueError, OverflowError):
        errors["closes_at"] = _("Tulis tanggal dan jamnya, misalnya 31-12-2026 20.00.")
        return None
    if far:
        errors["closes_at"] = _("Pilih waktu yang akan datang, paling lama setahun lagi.")
    return moment


def after(newest: datetime | None) -> datetime:
    """This moment, but later than the newest post: clocks step back, and lists are paged by time."""
    at = now()
    return max(at, newest + timedelta(microseconds=1)) if newest else at


def author_id(actor: Actor) -> int:
    """The actor's id; raises NotFound for somebody not signed in."""
    if actor.id is None:
        raise NotFound
    return actor.id
