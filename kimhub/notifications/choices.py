"""What each person wants by e-mail, and how they say that it is enough."""

import hmac
from datetime import datetime, timedelta, tzinfo
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct

from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.notifications.tables import MailChoice
from kimhub.settings import load

LEVELS: Final = {
    "none": lazy_("Tidak ada"),
    "direct": lazy_("Hanya bila nama saya disebut, tulisan saya dibalas, atau ada pengumuman"),
    "daily": lazy_("Satu ringkasan sehari"),
    "each": lazy_("Setiap kabar, paling banyak satu surat per topik dalam satu jam"),
}
HOURS: Final = range(4, 23)
MORNING: Final = 6


class Choice(Struct, frozen=True):
    level: str = "none"
    hour: int = MORNING


_choice = prepare_sql('SELECT level, hour FROM mail_choice WHERE "user" = :me', Choice)
_keep = prepare_sql(
    'INSERT INTO mail_choice ("user", level, hour, next_at, since)'
    " VALUES (:me, :level, :hour, :next_at, :since)"
    ' ON CONFLICT ("user") DO UPDATE SET level = excluded.level, hour = excluded.hour,'
    " next_at = excluded.next_at, reply_rev = mail_choice.reply_rev"
    " + CASE WHEN excluded.level = 'none' THEN 1 ELSE 0 END"
)


async def choice_of(user_id: int) -> Choice:
    """What the person chose; nothing by e-mail until they do."""
    return await _choice.first(me=user_id) or Choice()


async def choose(user_id: int, level: str, hour: str, zone: tzinfo) -> None:
    """Keep what the person wants; `hour` counts in their `zone`. Raises Invalid."""
    errors = {}
    if level not in LEVELS:
        errors["level"] = _("Pilih salah satu.")
    if not (hour.isascii() and hour.isdigit() and int(hour) in HOURS):
        errors["hour"] = _("Pilih jam dari daftar.")
    if errors:
        raise Invalid(**errors)
    at = now()
    next_at = next_digest(at, int(hour), zone) if level == "daily" else None
    async with transaction():
        await _keep(me=user_id, level=level, hour=int(hour), next_at=next_at, since=at)


async def stop(user_id: int) -> None:
    """No more letters, nor answers to those that came; doing it twice is the same as once."""
    change: dict[Any, Any] = {MailChoice.level: "none", MailChoice.next_at: None}
    async with transaction():
        await MailChoice.update({**change, MailChoice.reply_rev: MailChoice.reply_rev + 1}).where(
            MailChoice.user == user_id
        )


def next_digest(after: datetime, hour: int, zone: tzinfo) -> datetime:
    """The next time after that moment when it is so late where the reader lives."""
    local = after.astimezone(zone).replace(hour=hour, minute=0, second=0, microsecond=0)
    while local <= after:
        local += timedelta(days=1)
    return local.astimezone(after.tzinfo)


def stop_address(user_id: int) -> str:
    """Where one tap ends all letters, without signing in: only whoever got a letter knows it."""
    return f"{load().base_url}/pemberitahuan/berhenti/{user_id}-{_seal(user_id)}"


async def get_stop(token: str) -> int | None:
    """Whose letters the token ends; None for one that we did not make."""
    digits, _dash, seal = token.partition("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19 and seal.isascii()):
        return None
    return int(digits) if hmac.compare_digest(seal, _seal(int(digits))) else None


def _seal(user_id: int) -> str:
    return hmac.new(load().secret_key.encode(), f"stop-mail:{user_id}".encode(), sha256).hexdigest()[:32]
