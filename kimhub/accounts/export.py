"""Everything kept about a person, to take along (UU 27/2022 art. 7 and 13). Each slice adds its part."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from kimhub.accounts.devices import label
from kimhub.accounts.events import DataExported
from kimhub.accounts.sessions import devices_of
from kimhub.accounts.tables import User
from kimhub.accounts.terms import consents_of
from kimhub.core import limits
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.i18n import Lazy, lazy_
from kimhub.core.tables import Event

Row = dict[str, object]
Collect = Callable[[int], Awaitable[list[Row]]]
Attach = Callable[[int], Awaitable[dict[str, bytes]]]

EVENTS: Final = 2000  # the newest of one's own deeds


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the export: rows of words and numbers, keyed by what people read above the column."""

    key: str
    title: str
    rows: list[Row]


_exporters: dict[str, tuple[str | Lazy, Collect]] = {}
_attachers: list[Attach] = []


def exports(key: str, title: str | Lazy) -> Callable[[Collect], Collect]:
    """Add the function's rows to every export: `@exports("posts", lazy_("Tulisan Anda"))`.

    It is given the person's id; values are texts, numbers, dates, booleans or None. `key` names the part in
    the JSON and never changes.
    """

    def register(collect: Collect) -> Collect:
        _exporters[key] = (title, collect)
        return collect

    return register


def attaches(attach: Attach) -> Attach:
    """Add the function's files (name in the ZIP -> bytes) to every export."""
    _attachers.append(attach)
    return attach


async def collect(user_id: int) -> list[Section]:
    """Everything, part by part; notes that it was taken. Raises TooMany: it is heavy work."""
    async with transaction():
        await limits.spend("export", user_id, most=5, per=timedelta(hours=1))
        await publish(DataExported(user_id))
    return [Section(key, str(title), await rows(user_id)) for key, (title, rows) in _exporters.items()]


async def attachments(user_id: int) -> dict[str, bytes]:
    """The person's files, by their name in the ZIP."""
    found: dict[str, bytes] = {}
    for attach in _attachers:
        found |= await attach(user_id)
    return found


def pack(sections: list[Section], page: str, more: dict[str, bytes]) -> bytes:
    """A ZIP: data.json for programs, index.html (`page`) for people, and the files."""
    data = {section.key: section.rows for section in sections}
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1, default=str))
        for name, content in more.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@exports("account", lazy_("Akun"))
async def _account(user_id: int) -> list[Row]:
    return await User.select(
        User.name,
        User.username,
        User.phone,
        User.email,
        User.phone_visible,
        User.wilayah_code,
        User.locale,
        User.theme,
        User.created_at,
        User.last_seen_at,
    ).where(User.id == user_id)


@exports("consents", lazy_("Persetujuan"))
async def _consents(user_id: int) -> list[Row]:
    return [
        {
            "purpose": agreed.label,
            "version": agreed.version,
            "given_at": agreed.given_at,
            "withdrawn_at": agreed.withdrawn_at,
        }
        for agreed in await consents_of(user_id)
    ]


@exports("devices", lazy_("Perangkat yang sedang masuk"))
async def _devices(user_id: int) -> list[Row]:
    return [
        {"device": label(row.device), "created_at": row.created_at, "last_seen_at": row.last_seen_at}
        for row in await devices_of(user_id)
    ]


@exports("events", lazy_("Catatan kegiatan akun"))
async def _events(user_id: int) -> list[Row]:
    return (
        await Event.select(Event.kind, Event.happened_at)
        .where(Event.actor == user_id)
        .order_by(Event.id, ascending=False)
        .limit(EVENTS)
    )
