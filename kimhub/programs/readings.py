"""Numbers people type for an indicator: marked as typed, with evidence, confirmed or doubted by the pembina
(features.md E10). The newest counts; older ones stay."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import is_unique_violation, now, savepoint, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.files import Stored
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.parsing import parse_number
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, checked_text
from kimhub.programs import agreeing, noting, offices, policy, programs, progress, shown, work_files
from kimhub.programs.events import ReadingJudged, ReadingTyped
from kimhub.programs.plan import HUNDREDTHS, Indicator
from kimhub.programs.programs import LineOf
from kimhub.programs.tables_work import IndicatorReading
from kimhub.programs.views import Program

LONGEST: Final = 2000
NOTE: Final = 300
LARGEST: Final = 10**12
RATINGS: Final[dict[int, Lazy]] = {
    1: lazy_("1 · belum tampak"),
    2: lazy_("2 · sedikit"),
    3: lazy_("3 · cukup"),
    4: lazy_("4 · baik"),
    5: lazy_("5 · sangat baik"),
}


class Reading(Struct, frozen=True):
    """`value` in hundredths."""

    id: int
    indicator: int
    value: int | None
    words: str
    rating: int | None
    read_on: date
    typed_by: int | None
    typed_name: str
    typed_at: datetime
    verdict: str
    verdict_note: str
    verdict_name: str
    verdict_at: datetime | None

    @property
    def is_confirmed(self) -> bool:
        return self.verdict == "confirmed"

    @property
    def is_doubted(self) -> bool:
        return self.verdict == "doubted"


class IndicatorOf(Struct, frozen=True):
    """An indicator with its line: what one acts on. `agreed`: it stands in the version in force."""

    line: LineOf
    indicator: Indicator
    agreed: bool = True

    @property
    def program(self) -> Program:
        return self.line.program

    @property
    def path(self) -> str:
        return f"{self.line.path}/indikator/{self.indicator.id}"


class ReadingOf(Struct, frozen=True):
    """A reading with its indicator."""

    of: IndicatorOf
    reading: Reading

    @property
    def program(self) -> Program:
        return self.of.program


class _Known(Struct, frozen=True):
    id: int
    indicator: int
    typed_by: int | None


_COLUMNS: Final = ", ".join(Reading.__struct_fields__)
_of_program = prepare_sql(
    f"SELECT {_COLUMNS} FROM program_reading WHERE program = :program AND read_on <= :until"  # noqa: S608
    " ORDER BY indicator, read_on DESC, id DESC",
    Reading,
)
_of_indicator = prepare_sql(
    f"SELECT {_COLUMNS} FROM program_reading WHERE indicator = :indicator ORDER BY read_on DESC, id DESC",  # noqa: S608
    Reading,
)
_one = prepare_sql(
    f"SELECT {_COLUMNS} FROM program_reading"  # noqa: S608
    " WHERE id = :id AND indicator = :indicator",
    Reading,
)
_by_key = prepare_sql("SELECT id, indicator, typed_by FROM program_reading WHERE key = :key", _Known)
_row = prepare_sql(
    "SELECT id, kind, name, unit, target, baseline, source, breadth FROM program_indicator"
    " WHERE id = :id AND line = :line",
    Indicator,
)


async def newest(program_id: int, until: date = date.max) -> dict[int, Reading]:
    """By indicator: the reading that counts."""
    found: dict[int, Reading] = {}
    for row in await _of_program(program=program_id, until=until):
        found.setdefault(row.indicator, row)
    return found


async def of_indicator(indicator_id: int) -> list[Reading]:
    """The newest first."""
    return await _of_indicator(indicator=indicator_id)


async def get_indicator(slug: str, line_id: int, indicator_id: int) -> IndicatorOf | None:
    """An indicator as the version in force has it, else as its row is."""
    line = await programs.get_line(slug, line_id)
    row = await _row.first(id=indicator_id, line=line_id) if line else None
    if line is None or row is None:
        return None
    whole = await shown.frozen(line.program.in_force) if line.program.in_force else None
    agreed = whole.line(line_id) if whole else None
    found = [one for one in agreed.indicators if one.id == indicator_id] if agreed else []
    return IndicatorOf(line, found[0] if found else row, bool(found))


async def get_reading(slug: str, line_id: int, indicator_id: int, reading_id: int) -> ReadingOf | None:
    of = await get_indicator(slug, line_id, indicator_id)
    row = await _one.first(id=reading_id, indicator=indicator_id) if of else None
    return ReadingOf(of, row) if of and row else None


async def type_in(
    of: IndicatorOf, actor: Actor, form: Mapping[str, str], key: UUID, proof: Stored | None = None
) -> int:
    """Keep what somebody says the indicator has come to; sent twice with one key it is one. Raises Invalid;
    Refused for an indicator that is counted from records, NotFound for one that nobody has agreed to."""
    values = read(of, form)
    async with transaction():
        program = await noting.open_for(of.program.id, actor)
        if known := await _by_key.first(key=key):
            if (known.indicator, known.typed_by) != (of.indicator.id, actor.id):
                raise Refused(_("Formulir ini sudah dipakai. Muat ulang halaman, lalu coba lagi."))
            return known.id
        await progress.check_in_force(program, of.line.id)
        agreed = await get_indicator(program.slug, of.line.id, of.indicator.id)
        if agreed is None or not agreed.agreed:
            raise NotFound
        if of.indicator.is_computed:
            raise Refused(_("Angka ini dihitung dari catatan, jadi tidak diketik."))
        row = IndicatorReading(
            indicator=of.indicator.id, program=program.id, typed_by=actor.id,
            typed_name=actor.name[:120], typed_at=now(), key=key, **values,
        )  # fmt: skip
        try:
            async with savepoint():
                made = await IndicatorReading.insert(row).returning(IndicatorReading.id)
        except Exception as error:
            if not is_unique_violation(error):
                raise
            raise Refused(_("Formulir ini sudah dipakai. Muat ulang halaman, lalu coba lagi.")) from error
        reading_id: int = made[0]["id"]
        if proof:
            await work_files.insert(program, actor, proof, reading=reading_id)
        await noting.touch(program.id)
        await publish(
            ReadingTyped(program.id, program.organization, of.indicator.id, reading_id, actor.id or 0)
        )
    return reading_id


async def judge(one: ReadingOf, actor: Actor, *, confirmed: bool, note: str) -> None:
    """The office says whether it believes the number. Name and office are kept as they are on this day.
    Raises Invalid for a doubt without a word, Refused where the person may not."""
    note = checked_line(note, "note", most=NOTE, least=0)
    if not confirmed and len(note) < 5:
        raise Invalid(note=_("Tulis apa yang membuat angka ini diragukan."))
    async with transaction():
        program = await agreeing.held(one.program.id)
        if not policy.can_judge_readings(actor, program) or one.reading.typed_by == actor.id:
            raise Refused(_("Angka ini tidak bisa Anda putuskan."))
        office = await offices.in_agency(actor, program)
        change: dict[Any, Any] = {
            "verdict": "confirmed" if confirmed else "doubted",
            "verdict_note": note,
            "verdict_by": actor.id,
            "verdict_name": ", ".join(part for part in (office.name, office.title) if part)[:120],
            "verdict_at": now(),
        }
        changed = await (
            IndicatorReading.update(change)
            .where(IndicatorReading.id == one.reading.id)
            .returning(IndicatorReading.id)
        )
        if not changed:
            raise NotFound
        await noting.touch(program.id)
        await publish(
            ReadingJudged(program.id, program.organization, one.reading.id, actor.id or 0, confirmed)
        )


def read(of: IndicatorOf, form: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as columns. Raises Invalid."""
    errors: dict[str, str] = {}
    in_words = of.indicator.kind == "kualitatif"
    values: dict[str, Any] = {"value": None, "rating": None}
    try:
        least, empty = (3, _("Tulis apa yang tampak.")) if in_words else (0, "")
        values["words"] = checked_text(
            form.get("words", ""), "words", most=LONGEST, least=least, empty=empty
        )
    except Invalid as no:
        errors |= no.errors
    try:
        values["read_on"] = noting.read_day(form.get("read_on", ""), "read_on", of.program)
    except Invalid as no:
        errors |= no.errors
    if in_words:
        typed = form.get("rating", "")
        if typed and typed not in {str(key) for key in RATINGS}:
            errors["rating"] = _("Pilih nilai 1 sampai 5.")
        elif typed:
            values["rating"] = int(typed)
    else:
        number = parse_number(form.get("value", ""))
        exact = number * HUNDREDTHS if number is not None else None
        if exact is None or exact < 0 or exact > LARGEST * HUNDREDTHS:
            errors["value"] = _("Tulis angkanya, misalnya 48 atau 12,5.")
        elif exact != exact.to_integral_value():
            errors["value"] = _("Paling banyak dua angka di belakang koma.")
        else:
            values["value"] = int(exact)
    if errors:
        raise Invalid(**errors)
    return values
