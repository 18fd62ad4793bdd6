"""The kinds of event on offer: the list of the trade (kinds.py) and what a district has added to it."""

from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor, within
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, now, savepoint, transaction
from kimhub.core.errors import Invalid, NotFound
from kimhub.core.i18n import _, current_locale
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, search_norm, slugify
from kimhub.workshops.events import KindChanged
from kimhub.workshops.kinds import KINDS
from kimhub.workshops.tables import WorkshopKind

MOST: Final = 60  # letters of a name


class Kind(Struct, frozen=True):
    """A kind that a district has added."""

    id: int
    code: str
    label: str
    label_en: str
    wilayah_code: str
    retired: bool

    @property
    def text(self) -> str:
        """Its name in the language spoken."""
        return self.label_en if current_locale() == "en" and self.label_en else self.label


_all = prepare_sql(
    "SELECT id, code, label, label_en, wilayah_code, retired_at IS NOT NULL AS retired FROM workshop_kind"
    " ORDER BY label, id",
    Kind,
)


async def added() -> list[Kind]:
    """All kinds that were added, the retired ones too."""
    return await _all()


async def options(seat: str, current: str = "") -> list[tuple[str, str]]:
    """The kinds an organization seated there may choose from, and what an event already is (`current`)."""
    more = [
        (kind.code, kind.text)
        for kind in await added()
        if kind.code == current or (not kind.retired and within(seat, kind.wilayah_code))
    ]
    return [(code, str(label)) for code, label in KINDS.items()] + more


async def label_of(code: str) -> str:
    """What people call this kind; asks the database only for one that was added."""
    if code in KINDS:
        return str(KINDS[code])
    return next((kind.text for kind in await added() if kind.code == code), code)


async def labels() -> dict[str, str]:
    """The names of all kinds by code, for lists."""
    return {code: str(label) for code, label in KINDS.items()} | {
        kind.code: kind.text for kind in await added()
    }


def scope_of(actor: Actor) -> str:
    """For which wilayah this person may extend the list: the widest they stand for ("" everywhere)."""
    if actor.plays("sysadmin"):
        return ""
    codes = [g.wilayah for g in actor.grants if g.wilayah and g.role in {"pembina", "province"}]
    return min(codes, key=len, default="-")


async def add(actor: Actor, form: dict[str, str]) -> str:
    """Add a kind for the person's wilayah; returns its code. Raises Invalid."""
    label = checked_line(form.get("label", ""), "label", most=MOST, least=3, empty=_("Beri nama jenisnya."))
    label_en = checked_line(form.get("label_en", ""), "label_en", most=MOST, least=0)
    wanted = search_norm(label)
    known = [str(text) for text in KINDS.values()] + [kind.label for kind in await added()]
    if wanted in {search_norm(text) for text in known}:
        raise Invalid(label=_("Jenis ini sudah ada di daftar."))
    code = slugify(label, fallback="jenis", most=30).replace("-", "_")
    if code in KINDS:
        raise Invalid(label=_("Jenis ini sudah ada di daftar."))
    row = WorkshopKind(
        code=code, label=label, label_en=label_en, wilayah_code=scope_of(actor), created_by=actor.id
    )
    async with transaction():
        try:
            async with savepoint():
                await WorkshopKind.insert(row)
        except Exception as error:
            if is_unique_violation(error):
                raise Invalid(label=_("Jenis ini sudah ada di daftar.")) from None
            raise
        await publish(KindChanged(code, label, actor.id or 0, "added"))
    return code


async def get_kind(kind_id: int) -> Kind | None:
    return next((kind for kind in await added() if kind.id == kind_id), None)


async def set_retired(kind: Kind, actor: Actor, retired: bool) -> None:
    """Stop or go on offering it; events that are of this kind stay so. Raises NotFound."""
    value: dict[Any, Any] = {WorkshopKind.retired_at: now() if retired else None}
    standing = WorkshopKind.retired_at.is_null() if retired else WorkshopKind.retired_at.is_not_null()
    async with transaction():
        if not await WorkshopKind.exists().where(WorkshopKind.id == kind.id):
            raise NotFound
        rows = (
            await WorkshopKind.update(value)
            .where((WorkshopKind.id == kind.id) & standing)
            .returning(WorkshopKind.id)
        )
        if rows:
            await publish(
                KindChanged(kind.code, kind.label, actor.id or 0, "retired" if retired else "back")
            )
