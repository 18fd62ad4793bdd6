"""A program that does not begin empty: from that of an earlier year, or from a template of the office."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, ngettext
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.programs import bringing, indicators, programs, reading, starting
from kimhub.programs.plan import Indicator, Line, Plan
from kimhub.programs.starting import House
from kimhub.programs.views import Program
from kimhub.wilayah.names import is_within

EMPTY: Final = "kosong"
SHEET: Final = "berkas"


class Beginning(Struct, frozen=True):
    """A way to begin: `value` is what the form sends."""

    value: str
    text: str
    hint: str = ""


class Source(Struct, frozen=True):
    """A program or template that can be copied."""

    id: int
    organization: int
    owner: str
    seat: str
    kind: str
    year: int
    title: str
    lines: int


_COLUMNS: Final = (
    "SELECT p.id, p.organization, o.name AS owner, o.wilayah_code AS seat, p.kind, p.year, p.title,"
    " (SELECT count(*) FROM program_line l WHERE l.program = p.id AND l.dropped IS FALSE) AS lines"
    " FROM program p JOIN organization o ON o.id = p.organization"
)
_own = prepare_sql(
    f"{_COLUMNS} WHERE p.organization IN :houses AND p.kind = 'program' AND p.state <> 'cancelled'"
    " ORDER BY p.year DESC, p.id DESC LIMIT 12",
    Source,
)
_offered = prepare_sql(
    f"{_COLUMNS} WHERE p.kind = 'template' AND p.offered IS TRUE AND p.state <> 'cancelled'"
    " ORDER BY p.title, p.id LIMIT 200",
    Source,
)


async def sources(houses: Sequence[House]) -> list[Source]:
    """What these houses may begin with: own programs (the latest first), then templates from above."""
    ids = [house.id for house in houses]
    own = [one for one in await _own(houses=ids) if one.lines] if ids else []
    return own + [
        one for one in await _offered() if any(is_within(house.wilayah_code, one.seat) for house in houses)
    ]


async def beginnings(houses: Sequence[House]) -> list[Beginning]:
    """The ways to begin, for the form (templates/programs/_beginnings.html)."""
    several = len(houses) > 1
    found = [Beginning(EMPTY, _("Mulai dari kosong"), _("Tulis kegiatan satu per satu."))]
    for one in await sources(houses):
        many = ngettext("%(n)s kegiatan", "%(n)s kegiatan", one.lines) % {"n": one.lines}
        if one.kind == "template":
            text = _("Templat: %(title)s") % {"title": one.title}
            found.append(Beginning(_value(one), text, f"{one.owner} · {many}"))
        else:
            text = _("Salin program %(year)s") % {"year": one.year}
            found.append(Beginning(_value(one), text, f"{one.owner} · {many}" if several else many))
    words = _("Tempel baris dari Excel, atau unggah berkasnya; kami baca dan tunjukkan dulu.")
    found.append(Beginning(SHEET, _("Dari tabel tahun lalu (Excel)"), words))
    return found


async def start(form: dict[str, str], actor: Actor, key: UUID, houses: list[House]) -> Program:
    """Begin a program as `form["begin"]` says, with everything that comes along. `form["baseline"]`: what
    indicators came to last year stands as where they begin. Sent twice it is begun once.

    Raises Taken, Invalid, Refused.
    """
    house = starting.chosen(form, houses)
    source = await _chosen(form.get("begin", EMPTY), house)
    if source is None:
        return await starting.start(form, actor, key, houses)
    copied = await programs.by_id(source.id)
    assert copied is not None
    async with transaction():
        if made := await starting.begun_with(key, actor):
            return made
        year = starting.read_year(form.get("year", ""), house)
        title = checked_line(form.get("title", ""), "title", most=starting.MAX_TITLE, least=0)
        whole = await _content(copied)
        known = await _came_to(copied, whole) if form.get("baseline") == "on" else {}
        program = await starting.begin(
            house, year, actor, key, title=title, copied_from=copied.id,
            background=whole.background, legal_basis=whole.legal_basis, goals=whole.goals,
        )  # fmt: skip
        await bringing.bring(program, actor, [_line(line, copied, known) for line in whole.lines], "copied")
        return await programs.by_id(program.id) or program


def goes_on(form: dict[str, str], program: Program) -> str:
    """The page that follows."""
    return f"{program.path}/impor" if form.get("begin") == SHEET else f"{program.path}/sunting"


async def _content(one: Program) -> Plan:
    """What is copied: of a template its rows, of a program what is agreed, else as it stands."""
    return await reading.shown(one, working_copy=one.is_template or one.in_force is None)


async def _came_to(one: Program, whole: Plan) -> dict[int, int]:
    """By indicator: what it has come to."""
    standings = await indicators.of(one, whole) if one.in_force is not None else []
    return {each.indicator.id: each.value for each in standings if each.value is not None}


async def _chosen(value: str, house: House) -> Source | None:
    """What the form names; None for an empty program. Raises Invalid for what this house may not take."""
    if value in {"", EMPTY, SHEET}:
        return None
    for one in await sources([house]):
        if _value(one) == value:
            return one
    raise Invalid(begin=_("Pilih dari daftar: itu bukan program atau templat untuk organisasi ini."))


def _value(one: Source) -> str:
    return f"{'templat' if one.kind == 'template' else 'salin'}-{one.id}"


def _line(line: Line, source: Program, known: dict[int, int]) -> Line:
    """The line without days of that year. Persons of another house do not come along."""
    changed = msgspec.structs.replace(
        line,
        starts_on=None,
        ends_on=None,
        indicators=tuple(_indicator(one, known) for one in line.indicators),
    )
    return msgspec.structs.replace(changed, pic_user=None, pic_name="") if source.is_template else changed


def _indicator(one: Indicator, known: dict[int, int]) -> Indicator:
    return msgspec.structs.replace(one, baseline=known[one.id]) if one.id in known else one
