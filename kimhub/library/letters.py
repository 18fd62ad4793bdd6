"""The agenda of letters: what came in and what went out, numbered by house, direction and year.

A number that was given is never given again, also when its line was struck out, as in a book of paper.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.parsing import parse_date
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, search_norm
from kimhub.core.zones import today_in
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import Organization
from kimhub.library import documents, policy
from kimhub.library.events import LetterNoted
from kimhub.library.tables_letters import LetterEntry
from kimhub.library.views import Document

IN, OUT = "in", "out"
DIRECTIONS: Final[dict[str, Lazy]] = {IN: lazy_("Surat masuk"), OUT: lazy_("Surat keluar")}
NATURES: Final[dict[str, Lazy]] = {
    "biasa": lazy_("Biasa"),
    "penting": lazy_("Penting"),
    "segera": lazy_("Segera"),
    "rahasia": lazy_("Rahasia"),
}
SHOWN: Final = 100
MOST: Final = 5000  # lines of a year, when it is taken out


class Letter(Struct, frozen=True):
    """A line of the agenda."""

    id: int
    organization: int
    direction: str
    year: int
    agenda_no: int
    number: str
    dated_on: date | None
    received_on: date | None
    other: str
    subject: str
    nature: str
    note: str
    document: int | None
    version: int
    created_name: str
    created_at: datetime
    removed_at: datetime | None
    waiting: int  # dispositions that are not done

    @property
    def is_struck(self) -> bool:
        return self.removed_at is not None


class LetterOf(Struct, frozen=True):
    """A letter with its house, and its document where it has one."""

    house: Profile
    letter: Letter
    document: Document | None

    @property
    def path(self) -> str:
        return f"{agenda_path(self.house)}/{self.letter.id}"


_COLUMNS: Final = ", ".join(f"l.{name}" for name in Letter.__struct_fields__ if name != "waiting")
_SELECT: Final = (
    f"SELECT {_COLUMNS}, (SELECT count(*) FROM library_disposition x WHERE x.letter = l.id"  # noqa: S608
    " AND x.done_at IS NULL) AS waiting FROM library_letter l"
)
_one = prepare_sql(f"{_SELECT} WHERE l.id = :id AND l.organization = :house", Letter)
_of_year = prepare_sql(
    f"{_SELECT} WHERE l.organization = :house AND l.direction = :direction AND l.year = :year"
    " AND l.agenda_no < :before ORDER BY l.agenda_no DESC LIMIT :most",
    Letter,
)
_years = prepare_sql(
    "SELECT DISTINCT year FROM library_letter WHERE organization = :house ORDER BY year DESC LIMIT 30"
)
_last = prepare_sql(
    "SELECT coalesce(max(agenda_no), 0) FROM library_letter WHERE organization = :house"
    " AND direction = :direction AND year = :year"
)
_by_key = prepare_sql("SELECT id FROM library_letter WHERE key = :key")
_name = prepare_sql("SELECT name FROM account WHERE id = :me")


def agenda_path(house: Profile) -> str:
    return f"/pustaka/o/{house.slug}/surat"


def can_read(actor: Actor, one: LetterOf) -> bool:
    return policy.can_keep_letters(actor, one.house)


async def get_letter(slug: str, letter_id: int) -> LetterOf | None:
    """A letter of the house at this address."""
    house = await organizations.get(slug)
    letter = await _one.first(id=letter_id, house=house.id) if house else None
    if house is None or letter is None:
        return None
    document = await documents.by_id(letter.document) if letter.document else None
    return LetterOf(house, letter, document if document and not document.is_removed else None)


async def again(one: LetterOf) -> LetterOf:
    """The same as it stands now."""
    return await get_letter(one.house.slug, one.letter.id) or one


async def of_year(
    house: Profile, direction: str, year: int, words: str = "", before: int = 0
) -> list[Letter]:
    """Lines of a year, the newest first, below the number `before`; only those with all of these words in
    number, subject or the other side."""
    wanted = search_norm(words).split()
    if not wanted:
        return await _of_year(
            house=house.id, direction=direction, year=year, before=before or 10**9, most=SHOWN
        )
    every = await whole_year(house, direction, year)
    return [
        one
        for one in every
        if all(word in search_norm(f"{one.number} {one.subject} {one.other}") for word in wanted)
        and (not before or one.agenda_no < before)
    ][:SHOWN]


async def whole_year(house: Profile, direction: str, year: int) -> list[Letter]:
    """All lines of a year, the newest first."""
    return await _of_year(house=house.id, direction=direction, year=year, before=10**9, most=MOST)


async def years(house: Profile) -> list[int]:
    """Years with letters, and this one; the newest first."""
    found = {row["year"] for row in await _years(house=house.id)} | {today(house).year}
    return sorted(found, reverse=True)


def today(house: Profile) -> date:
    return today_in(house.wilayah_code)


async def add(house: Profile, actor: Actor, form: Mapping[str, str], key: UUID) -> int:
    """Write a letter into the agenda; a form sent twice writes one line. Returns its id. Raises Invalid."""
    values = await _read(house, actor, form)
    direction = form.get("direction", "")
    if direction not in DIRECTIONS:
        raise Invalid(direction=_("Pilih surat masuk atau surat keluar."))
    async with transaction():
        await lock_id(Organization, house.id)  # whoever takes a number waits for whoever took the last one
        if (there := await _by_key.value(key=key)) is not None:
            return int(there)
        year = (values["received_on"] or values["dated_on"] or today(house)).year
        last = await _last.value(house=house.id, direction=direction, year=year)
        row = LetterEntry(
            organization=house.id, direction=direction, year=year, agenda_no=int(last) + 1, key=key,
            created_by=actor.id, created_name=await _name.value(me=actor.id) or actor.name, **values,
        )  # fmt: skip
        letter_id = int((await LetterEntry.insert(row))[0]["id"])
        await publish(LetterNoted(letter_id, house.id, actor.id or 0, "added"))
    return letter_id


async def change(one: LetterOf, actor: Actor, form: Mapping[str, str]) -> None:
    """Correct a line; its number stays. Raises Invalid, also (`version`) when somebody else was faster."""
    values: dict[Any, Any] = await _read(one.house, actor, form, one.letter.document)
    async with transaction():
        await lock_id(LetterEntry, one.letter.id)
        there = await _one.first(id=one.letter.id, house=one.house.id)
        if there is None or str(there.version) != form.get("version", ""):
            raise Invalid(
                version=_(
                    "Orang lain mengubah surat ini setelah Anda membukanya. Periksa, lalu simpan lagi."
                )
            )
        values["version"] = there.version + 1
        await LetterEntry.update(values).where(LetterEntry.id == one.letter.id)
        await publish(LetterNoted(one.letter.id, one.house.id, actor.id or 0, "changed"))


async def strike(one: LetterOf, actor: Actor, *, back: bool = False) -> None:
    """Strike a line out, or take that back. The number stays taken."""
    values: dict[Any, Any] = {
        LetterEntry.removed_at: None if back else now(),
        LetterEntry.version: LetterEntry.version + 1,
    }
    async with transaction():
        await lock_id(LetterEntry, one.letter.id)
        await LetterEntry.update(values).where(LetterEntry.id == one.letter.id)
        act = "restored" if back else "removed"
        await publish(LetterNoted(one.letter.id, one.house.id, actor.id or 0, act))


def as_form(letter: Letter) -> dict[str, str]:
    """A letter as its form shows it."""
    shown = {name: str(getattr(letter, name) or "") for name in (*_TEXTS, *_DATES, "nature", "document")}
    return shown | {"version": str(letter.version), "direction": letter.direction}


_TEXTS: Final = {"number": 120, "other": 160, "subject": 200, "note": 300}
_DATES: Final = ("dated_on", "received_on")


async def _read(
    house: Profile, actor: Actor, form: Mapping[str, str], there: int | None = None
) -> dict[str, Any]:
    """`there` is the document the letter has now, which may stay."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    owed = {
        "other": _("Tulis dari siapa, atau kepada siapa."),
        "subject": _("Tulis perihal suratnya."),
    }
    for name, most in _TEXTS.items():
        try:
            least = 2 if name in owed else 0
            values[name] = checked_line(
                form.get(name, ""), name, most=most, least=least, empty=owed.get(name, "")
            )
        except Invalid as no:
            errors |= no.errors
    for name in _DATES:
        typed = form.get(name, "").strip()
        values[name] = parse_date(typed) if typed else None
        if typed and values[name] is None:
            errors[name] = _("Tulis tanggalnya lengkap, misalnya 31-10-2026.")
        elif values[name] and not 1945 <= values[name].year <= today(house).year + 1:
            errors[name] = _("Tahun ini tidak mungkin. Periksa tanggalnya.")
    values["nature"] = form.get("nature", "biasa")
    if values["nature"] not in NATURES:
        errors["nature"] = _("Pilih sifat suratnya.")
    values["document"] = await _document(house, actor, form.get("document", ""), there, errors)
    if errors:
        raise Invalid(**errors)
    return values


async def _document(
    house: Profile, actor: Actor, text: str, there: int | None, errors: dict[str, str]
) -> int | None:
    """A document of this house's own library that the person may read, by its number or its address."""
    ref = text.strip().rstrip("/").rpartition("/")[2]
    if not ref:
        return None
    found = await documents.get_document(ref)
    is_theirs = found is not None and (found.id == there or policy.can_read(actor, found))
    if found is None or found.organization != house.id or found.is_removed or not is_theirs:
        errors["document"] = _(
            "Dokumen ini tidak ada di pustaka Anda. Salin tautannya dari halaman dokumen."
        )
        return None
    return found.id
