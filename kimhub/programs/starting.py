"""Beginning the program of a house for a year."""

import secrets
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, lock_id, now, savepoint, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.core.zones import zone_for
from kimhub.groups.tables import Organization
from kimhub.programs import agreeing, editing, offices, policy, programs
from kimhub.programs.events import ProgramStarted
from kimhub.programs.tables import WorkProgram
from kimhub.programs.views import Program

MAX_TITLE: Final = 160
AUTUMN: Final = 8  # from August on people write the program of the next year (domain.md 3.3)


class House(Struct, frozen=True):
    """An organization somebody may begin a program for. `years` already have one."""

    id: int
    name: str
    slug: str
    kind: str
    wilayah_code: str
    legal_status: str
    years: dict[int, str] = {}  # year -> address of the program

    @property
    def this_year(self) -> int:
        return now().astimezone(zone_for(self.wilayah_code)).year

    @property
    def choices(self) -> list[int]:
        """Years a program can be begun for: last year's is written down late, two ahead are planned."""
        return [year for year in range(self.this_year - 1, self.this_year + 3) if year not in self.years]

    @property
    def likely(self) -> int:
        """The year people most likely come for."""
        late = now().astimezone(zone_for(self.wilayah_code)).month >= AUTUMN
        wanted = self.this_year + late
        return next((year for year in self.choices if year >= wanted), self.this_year)


class Taken(Invalid):
    """There is a program of that year already; `path` leads to it."""

    def __init__(self, path: str) -> None:
        super().__init__(year=_("Program kerja tahun ini sudah ada."))
        self.path = path


_houses = prepare_sql(
    "SELECT id, name, slug, kind, wilayah_code, legal_status FROM organization"
    " WHERE id IN :ids AND kind <> 'agency' ORDER BY search, id"
)
_years = prepare_sql(
    "SELECT organization, year, slug FROM program WHERE organization IN :ids AND kind = 'program'"
    " AND state <> 'cancelled'"
)
_made_with = prepare_sql("SELECT slug FROM program WHERE key = :key AND created_by = :me")
_slug_taken = prepare_sql("SELECT 1 FROM program WHERE slug = :slug")


async def houses_of(actor: Actor) -> list[House]:
    """The houses this person may begin a program for, the own one first. Offices have templates instead."""
    ids = sorted({g.organization for g in actor.grants if g.organization and g.role in policy.WRITERS})
    if not ids:
        return []
    years: dict[int, dict[int, str]] = {}
    for row in await _years(ids=ids):
        years.setdefault(row["organization"], {})[row["year"]] = f"/program/{row['slug']}"
    found = [House(**row, years=years.get(row["id"], {})) for row in await _houses(ids=ids)]
    home = actor.home.id if actor.home else 0
    return sorted(
        (house for house in found if policy.may_start_for(actor, house)), key=lambda house: house.id != home
    )


def chosen(form: dict[str, str], houses: list[House]) -> House:
    """The house a form names, else the first. Raises Refused for one that is not theirs."""
    wanted = form.get("house", str(houses[0].id))
    house = next((one for one in houses if str(one.id) == wanted), None)
    if house is None:
        raise Refused(_("Anda tidak bisa menyusun program untuk organisasi itu."))
    return house


def read_year(text: str, house: House) -> int:
    """Raises Taken, Invalid."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if year in house.years:
        raise Taken(house.years[year])
    if year not in house.choices:
        raise Invalid(year=_("Pilih tahun dari daftar."))
    return year


async def start(form: dict[str, str], actor: Actor, key: UUID, houses: list[House]) -> Program:
    """Begin an empty program. Sent twice with one key it is begun once. Raises Taken, Invalid, Refused."""
    house = chosen(form, houses)
    async with transaction():
        if made := await begun_with(key, actor):
            return made
        year = read_year(form.get("year", ""), house)
        title = checked_line(form.get("title", ""), "title", most=MAX_TITLE, least=0)
        return await begin(house, year, actor, key, title=title)


async def begun_with(key: UUID, actor: Actor) -> Program | None:
    """What this form has begun before."""
    slug = await _made_with.value(key=key, me=actor.id or 0)
    return await programs.get_program(slug) if slug else None


async def begin(
    house: House,
    year: int,
    actor: Actor,
    key: UUID,
    *,
    title: str = "",
    copied_from: int | None = None,
    **texts: str,
) -> Program:
    """Store a new draft, inside the caller's transaction; whoever has more to put into it goes on there.
    Raises Taken when somebody of the house was faster."""
    await lock_id(Organization, house.id)
    if other := await programs.of_year(house.id, year):
        raise Taken(other.path)
    fields: dict[str, Any] = {
        "organization": house.id,
        "year": year,
        "title": title or _("Program kerja %(house)s %(year)s") % {"house": house.name, "year": year},
        "copied_from": copied_from,
        "created_by": actor.id,
        "created_at": now(),
        "changed_at": now(),
        "key": key,
    }
    program = await insert(WorkProgram(**fields | texts), f"{house.slug}-{year}")
    await editing.note_hand(program.id, actor.id)
    office = await offices.in_house(actor, program)
    await agreeing.step(program, "started", actor=actor, office=office)
    await publish(ProgramStarted(program.id, house.id, actor.id or 0, copied_from))
    return program


async def insert(row: WorkProgram, base: str) -> Program:
    """Store the row under the first free address like `base`, inside the caller's transaction."""
    for slug in _addresses(base[:76]):
        if await _slug_taken.value(slug=slug):
            continue
        row.slug = slug
        try:
            async with savepoint():
                await WorkProgram.insert(row)
        except Exception as error:
            if not is_unique_violation(error) or not await _slug_taken.value(slug=slug):
                raise
            continue
        found = await programs.get_program(slug)
        assert found is not None
        return found
    raise RuntimeError("no free address")


def _addresses(base: str) -> Iterator[str]:
    yield base
    for _n in range(20):
        yield f"{base}-{secrets.token_hex(3)}"
