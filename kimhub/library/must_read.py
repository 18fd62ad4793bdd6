"""*Harus dibaca*: an office asks the members or officers of houses to read a document, and sees who has."""
# ruff: noqa: S608 - every part is written here; values arrive as values

from datetime import date, datetime
from functools import cache
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor, within
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.parsing import parse_date
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.core.zones import today_in
from kimhub.groups import terms
from kimhub.library import documents, offices, policy, seen
from kimhub.library.events import AskedToRead, ReadersReminded
from kimhub.library.kinds import DRAFT, MEMBERS, OFFICERS, PEMBINA, PUBLIC
from kimhub.library.policy import OFFICER, STAFF
from kimhub.library.tables import Document as Row
from kimhub.library.tables_use import MustRead
from kimhub.library.views import Document
from kimhub.wilayah.names import prefix_range

WHOM: Final[dict[str, Lazy]] = {MEMBERS: lazy_("Pengurus dan anggota"), OFFICERS: lazy_("Pengurus saja")}
OF_HOUSES: Final = ("member", *OFFICER)  # who is asked: people of KIM, not those of the office
MAX_NOTE: Final = 300
SHOWN: Final = 500


class Asked(Struct, frozen=True):
    """A request that stands. `organization` is the one house that is asked; without it everybody in the
    wilayah is."""

    id: int
    document: int
    organization: int | None
    house_name: str
    wilayah_code: str
    place: str  # its name
    whom: str
    version: int
    note: str
    due_on: date | None
    asked_name: str
    asked_at: datetime
    ended_at: datetime | None
    seat: str  # of the document

    @property
    def path(self) -> str:
        return f"/pustaka/wajib-baca/{self.id}"


class Mine(Struct, frozen=True):
    """What somebody is asked to read, and when they opened it."""

    asked: Asked
    document: Document
    opened_at: datetime | None


class Tally(Struct, frozen=True):
    """How many of a house are asked, and how many have opened it."""

    id: int
    name: str
    people: int
    opened: int


class Reader(Struct, frozen=True):
    id: int
    name: str
    house: str
    opened_at: datetime | None


class House(Struct, frozen=True):
    id: int
    name: str
    wilayah_code: str


_COLUMNS: Final = (
    "m.id, m.document, m.organization, coalesce(h.name, '') AS house_name, m.wilayah_code,"
    " coalesce(p.name, '') AS place, m.whom,"
    " m.version, m.note, m.due_on, m.asked_name, m.asked_at, m.ended_at, o.wilayah_code AS seat"
)
_FROM: Final = (
    "FROM library_must_read m JOIN library_document d ON d.id = m.document"
    " JOIN organization o ON o.id = d.organization LEFT JOIN organization h ON h.id = m.organization"
    " LEFT JOIN wilayah p ON p.code = m.wilayah_code"
)
_one = prepare_sql(f"SELECT {_COLUMNS} {_FROM} WHERE m.id = :id", Asked)
_of_document = prepare_sql(
    f"SELECT {_COLUMNS} {_FROM} WHERE m.document = :document AND m.ended_at IS NULL ORDER BY m.id DESC",
    Asked,
)
_latest = prepare_sql(
    f"SELECT {_COLUMNS} {_FROM} WHERE m.ended_at IS NULL AND d.removed_at IS NULL"
    f" ORDER BY m.id DESC LIMIT {SHOWN}",
    Asked,
)
_asked_of = prepare_sql(
    f"SELECT {_COLUMNS} {_FROM} WHERE m.ended_at IS NULL AND d.removed_at IS NULL AND ("
    f"(m.whom = '{MEMBERS}' AND (m.organization IN :member_of"
    " OR (m.organization IS NULL AND m.wilayah_code IN :member_below)))"
    f" OR (m.whom = '{OFFICERS}' AND (m.organization IN :officer_of"
    " OR (m.organization IS NULL AND m.wilayah_code IN :officer_below))))"
    f" ORDER BY m.due_on IS NULL, m.due_on, m.id DESC LIMIT {SHOWN}",
    Asked,
)
_opened = prepare_sql(
    'SELECT document, version, last_at FROM library_opened WHERE "user" = :me AND document IN :documents'
)
_houses = prepare_sql(
    "SELECT id, name, wilayah_code FROM organization WHERE kind <> 'agency'"
    " AND legal_status NOT IN ('draft', 'dissolved')"
    f" AND wilayah_code >= :low AND wilayah_code < :high ORDER BY name, id LIMIT {SHOWN}",
    House,
)


# ---------------------------------------------------------------------------------------------- loading


async def get_asked(ask_id: int) -> Asked | None:
    """The request at this address, also one that has ended."""
    return await _one.first(id=ask_id)


def can_oversee(actor: Actor, one: Asked) -> bool:
    """Who may see who has read it, remind them, and end it: the offices that may ask."""
    return policy.oversees(actor, one.seat)


def can_oversee_any(actor: Actor, _: object) -> bool:
    return actor.plays(*STAFF)


async def of_document(document_id: int) -> list[Asked]:
    """What stands of it."""
    return await _of_document(document=document_id)


async def overseen(actor: Actor) -> list[Asked]:
    """What this person's office has asked for and still stands, the latest first."""
    return [one for one in await _latest() if can_oversee(actor, one)]


async def mine(actor: Actor) -> list[Mine]:
    """What this person is asked to read, what is due first; opened or not."""
    asked = await _asked_of(
        member_of=seen.houses_of(actor, OF_HOUSES),
        officer_of=seen.houses_of(actor, OFFICER),
        member_below=seen.seats_above(actor, OF_HOUSES),
        officer_below=seen.seats_above(actor, OFFICER),
    )
    if not asked:
        return []
    ids = sorted({one.document for one in asked})
    there = {one.id: one for one in await documents.some(ids)}
    opened = {row["document"]: row for row in await _opened(me=actor.id, documents=ids)}
    found = []
    for one in asked:
        document, row = there.get(one.document), opened.get(one.document)
        if document is not None and policy.can_read(actor, document):
            at = row["last_at"] if row and row["version"] >= one.version else None
            found.append(Mine(one, document, at))
    return found


async def waiting(actor: Actor) -> list[Mine]:
    """What of it this person has not opened yet."""
    return [one for one in await mine(actor) if one.opened_at is None] if actor.grants else []


# ----------------------------------------------------------------------------------------------- asking


async def houses_for(document: Document) -> list[House]:
    """The houses that could be asked one by one."""
    low, high = prefix_range(document.seat)
    every = await _houses(low=low, high=high)
    inside = [house for house in every if within(house.wilayah_code, document.seat)]
    if document.owner_kind == "agency":
        return inside
    return [house for house in inside if house.id == document.organization]


async def ask(document_id: int, actor: Actor, form: dict[str, str], place: str) -> int:
    """`place` is the wilayah that is asked, empty where the form names one house (`house`). Returns the
    request's id; of the same request that stands already, that one's. Raises Invalid, Refused."""
    whom, note = form.get("whom", ""), checked_line(form.get("note", ""), "note", most=MAX_NOTE, least=0)
    if whom not in WHOM:
        raise Invalid(whom=_("Pilih siapa yang diminta membaca."))
    due_on = _due(form.get("due_on", ""), today_in(place))
    async with transaction():
        await lock_id(Row, document_id)
        document = await documents.by_id(document_id)
        if document is None or not policy.can_ask_to_read(actor, document):
            raise Refused(_("Dokumen ini tidak bisa diminta untuk dibaca sekarang."))
        house = await _house(document, form.get("house", ""))
        code = "" if house else place or document.seat
        _check(document, whom, house, code)
        for one in await of_document(document_id):
            same = (one.organization, one.wilayah_code, one.whom) == (house, code, whom)
            if same and one.version == document.versions:
                return one.id
        row = MustRead(
            document=document_id, organization=house, wilayah_code=code, whom=whom,
            version=document.versions, note=note, due_on=due_on, asked_by=actor.id,
            asked_name=(await offices.acting_in(actor, document.organization))[:120],
        )  # fmt: skip
        ask_id = int((await MustRead.insert(row))[0]["id"])
        await publish(AskedToRead(ask_id, document_id, document.organization, actor.id or 0))
        return ask_id


async def end(one: Asked, actor: Actor) -> None:
    """It is not asked for any more; who has read it stays known."""
    async with transaction():
        await lock_id(MustRead, one.id)
        there = await _one.first(id=one.id)
        if there is None or there.ended_at is not None:
            return
        await MustRead.update({MustRead.ended_at: now()}).where(MustRead.id == one.id)
        document = await documents.by_id(one.document)
        owner = document.organization if document else 0
        await publish(AskedToRead(one.id, one.document, owner, actor.id or 0, ended=True))


async def remind(one: Asked, actor: Actor) -> None:
    """Tell those who have not opened it once more."""
    async with transaction():
        document = await documents.by_id(one.document)
        if one.ended_at is None and document is not None:
            await publish(ReadersReminded(one.id, one.document, document.organization, actor.id or 0))


def _due(typed: str, today: date) -> date | None:
    found = parse_date(typed.strip())
    if typed.strip() and found is None:
        raise Invalid(due_on=_("Tulis tanggal seperti 17-08-2026."))
    if found and found < today:
        raise Invalid(due_on=_("Batas waktunya sudah lewat."))
    return found


async def _house(document: Document, typed: str) -> int | None:
    if not typed:
        return None if document.owner_kind == "agency" else document.organization
    found = next((house.id for house in await houses_for(document) if str(house.id) == typed), None)
    if found is None:
        raise Invalid(house=_("Pilih KIM dari daftar."))
    return found


def _check(document: Document, whom: str, house: int | None, code: str) -> None:
    """Whoever is asked must be able to read it."""
    if document.visibility == PEMBINA or (document.visibility == OFFICERS and whom != OFFICERS):
        raise Invalid(whom=_("Mereka belum boleh membaca dokumen ini. Ubah dulu siapa yang boleh membaca."))
    if not house and not within(code, document.seat):
        raise Invalid(wilayah=_("Pilih wilayah di dalam wilayah dokumen ini."))
    if document.visibility != PUBLIC and document.owner_kind != "agency" and house != document.organization:
        raise Invalid(
            house=_("Mereka belum boleh membaca dokumen ini. Ubah dulu siapa yang boleh membaca.")
        )
    if document.status == DRAFT:
        raise Invalid(whom=_("Jadikan dokumen ini berlaku dulu."))


# ---------------------------------------------------------------------------------------------- readers

_ADMIN_OF: Final = (
    'EXISTS (SELECT 1 FROM role_assignment r WHERE r."user" = p."user" AND r.organization = h.id'
    " AND r.role IN ('kim_admin', 'forum_coord') AND r.valid_from <= :at"
    " AND (r.valid_until IS NULL OR r.valid_until > :at))"
)
_SERVES_IN: Final = (
    'EXISTS (SELECT 1 FROM officer f WHERE f."user" = p."user" AND f.organization = h.id'
    " AND f.ended_on IS NULL AND f.term_start <= :today AND (f.term_end IS NULL OR f.term_end >= :today))"
)


def _people(one_house: bool, whom: str) -> str:
    """People (p: membership, h: house, a: account) who are asked, with what they opened (w)."""
    place = "h.id = :house" if one_house else "h.wilayah_code >= :low AND h.wilayah_code < :high"
    only = f" AND ({_ADMIN_OF} OR {_SERVES_IN})" if whom == OFFICERS else ""
    return (
        'FROM membership p JOIN organization h ON h.id = p.organization JOIN account a ON a.id = p."user"'
        ' LEFT JOIN library_opened w ON w.document = :document AND w."user" = a.id'
        " AND w.version >= :version"
        f" WHERE {place} AND p.state = 'active' AND a.status = 'active' AND h.kind <> 'agency'"
        f" AND h.legal_status NOT IN ('draft', 'dissolved'){only}"
    )


@cache
def _tallies(one_house: bool, whom: str) -> Prepared[Tally]:
    return prepare_sql(
        f"SELECT h.id, h.name, count(*) AS people, count(w.id) AS opened {_people(one_house, whom)}"
        f" GROUP BY h.id, h.name ORDER BY h.name, h.id LIMIT {SHOWN}",
        Tally,
    )


@cache
def _readers(one_house: bool, whom: str) -> Prepared[Reader]:
    return prepare_sql(
        f"SELECT a.id, a.name, h.name AS house, w.last_at AS opened_at {_people(one_house, whom)}"
        " ORDER BY w.id IS NOT NULL, a.name, a.id",
        Reader,
    )


def _values(one: Asked, house: int | None) -> dict[str, Any]:
    values: dict[str, Any] = {"document": one.document, "version": one.version}
    if house is not None:
        values["house"] = house
    else:
        values["low"], values["high"] = prefix_range(one.wilayah_code)
    if one.whom == OFFICERS:
        values |= {"at": now(), "today": terms.today()}
    return values


async def tallies(one: Asked) -> list[Tally]:
    """Of each house that is asked, how many have opened it."""
    return await _tallies(one.organization is not None, one.whom)(**_values(one, one.organization))


async def readers(one: Asked, house: int | None = None) -> list[Reader]:
    """Who is asked, those first who have not opened it; of one house, or of all of them."""
    of = house if house is not None else one.organization
    if of is not None and one.organization is None and not await _is_inside(one, of):
        return []
    return await _readers(of is not None, one.whom)(**_values(one, of))


async def _is_inside(one: Asked, house: int) -> bool:
    return any(tally.id == house for tally in await tallies(one))
