"""What an installation may word in its own way: the positions officers hold (domain.md 1.6)."""

import re
from typing import Any

import msgspec

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, current_locale
from kimhub.core.prepared import prepare
from kimhub.core.text import checked_line, slugify
from kimhub.groups.events import PositionSaved
from kimhub.groups.tables import Position

MOST = 60


class PositionRow(msgspec.Struct, frozen=True):
    code: str
    label: str
    label_en: str
    sort: int

    @property
    def text(self) -> str:
        """The name in the reader's language."""
        return self.label_en if current_locale() == "en" and self.label_en else self.label


# What every installation begins with; rows of the table rename these or add to them.
KNOWN = (
    PositionRow("patron", "Pelindung", "Patron", 10),
    PositionRow("adviser", "Penasihat", "Adviser", 20),
    PositionRow("chair", "Ketua", "Chair", 30),
    PositionRow("vice_chair", "Wakil ketua", "Vice chair", 40),
    PositionRow("secretary", "Sekretaris", "Secretary", 50),
    PositionRow("vice_secretary", "Wakil sekretaris", "Vice secretary", 60),
    PositionRow("treasurer", "Bendahara", "Treasurer", 70),
    PositionRow("vice_treasurer", "Wakil bendahara", "Vice treasurer", 80),
    PositionRow("editor", "Redaktur", "Editor", 90),
    PositionRow("section_head", "Ketua seksi", "Head of section", 100),
    PositionRow("section_member", "Anggota seksi", "Section member", 110),
)
SECTIONS = ("Pengumpulan informasi", "Pengelolaan informasi", "Penyebaran informasi")  # [S4]

_rows = prepare(
    lambda p: Position.select(Position.code, Position.label, Position.label_en, Position.sort),
    into=PositionRow,
)


async def positions() -> list[PositionRow]:
    """All positions in the order of the list."""
    found = {row.code: row for row in KNOWN} | {row.code: row for row in await _rows()}
    return sorted(found.values(), key=lambda row: (row.sort, row.label))


async def save_position(actor: Actor, form: dict[str, str]) -> None:
    """Rename the position `form["code"]`, or add one when there is no code."""
    label = checked_line(
        form.get("label", ""), "label", most=80, least=2, empty=_("Tulis nama jabatannya.")
    )
    label_en = checked_line(form.get("label_en", ""), "label_en", most=80, least=0)
    there = {row.code: row for row in await positions()}
    code = form.get("code", "")
    if code and code not in there:
        raise Invalid(label=_("Jabatan ini tidak ada lagi. Muat ulang halaman."))
    if any(row.label.casefold() == label.casefold() and row.code != code for row in there.values()):
        raise Invalid(label=_("Jabatan dengan nama ini sudah ada."))
    if not code and len(there) >= MOST:
        raise Invalid(label=_("Daftar jabatan sudah penuh."))
    sort = there[code].sort if code else max(row.sort for row in there.values()) + 10
    code = code or _free_code(label, set(there))
    values: dict[Any, Any] = {Position.label: label, Position.label_en: label_en}
    async with transaction():
        await Position.insert(Position(code=code, label=label, label_en=label_en, sort=sort)).on_conflict(
            Position.code, "DO UPDATE", [*values]
        )
        assert actor.id is not None
        await publish(PositionSaved(actor.id, code, label))


def _free_code(label: str, taken: set[str]) -> str:
    base = re.sub("-", "_", slugify(label, fallback="jabatan", most=24))
    return next(code for code in (base, *(f"{base}_{n}" for n in range(2, 100))) if code not in taken)
