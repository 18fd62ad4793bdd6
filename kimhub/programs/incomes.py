"""Money that came in for a program, by source: with the costs it makes the balance (domain.md 3.6)."""

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
from kimhub.core.i18n import _
from kimhub.core.kept_files import release
from kimhub.core.parsing import parse_money
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.groups.funding import SOURCES
from kimhub.programs import noting, programs, work_files
from kimhub.programs.costs import MOST_RUPIAH
from kimhub.programs.events import IncomeNoted
from kimhub.programs.tables_work import EntryFile, ProgramIncome
from kimhub.programs.views import Program

LONGEST: Final = 160
MOST: Final = 200


class Income(Struct, frozen=True):
    id: int
    program: int
    received_on: date
    source: str
    amount: int
    label: str
    version: int
    created_by: int | None
    created_name: str
    created_at: datetime


class IncomeOf(Struct, frozen=True):
    """With its program: what one acts on."""

    program: Program
    income: Income


class _Known(Struct, frozen=True):
    id: int
    program: int
    created_by: int | None


_COLUMNS: Final = ", ".join(Income.__struct_fields__)
_of = prepare_sql(
    f"SELECT {_COLUMNS} FROM program_income WHERE program = :program ORDER BY received_on DESC, id DESC",  # noqa: S608
    Income,
)
_one = prepare_sql(f"SELECT {_COLUMNS} FROM program_income WHERE id = :id AND program = :program", Income)  # noqa: S608
_by_key = prepare_sql("SELECT id, program, created_by FROM program_income WHERE key = :key", _Known)


async def of(program_id: int) -> list[Income]:
    """The newest first."""
    return await _of(program=program_id)


async def get_income(slug: str, income_id: int) -> IncomeOf | None:
    program = await programs.get_program(slug)
    income = await _one.first(id=income_id, program=program.id) if program else None
    return IncomeOf(program, income) if program and income else None


async def again(one: IncomeOf) -> IncomeOf:
    """The same as it stands now."""
    income = await _one.first(id=one.income.id, program=one.program.id)
    return IncomeOf(one.program, income) if income else one


async def add(
    program: Program, actor: Actor, form: Mapping[str, str], key: UUID, proof: Stored | None = None
) -> int:
    """Write down what came in; sent twice with one key it is one. Raises Invalid, Refused."""
    values = read(form, program)
    async with transaction():
        there = await noting.open_for(program.id, actor, money=True)
        if known := await _by_key.first(key=key):
            if (known.program, known.created_by) != (program.id, actor.id):
                raise Refused(_("Formulir ini sudah dipakai. Muat ulang halaman, lalu coba lagi."))
            return known.id
        if len(await of(program.id)) >= MOST:
            raise Refused(_("Sudah ada %(n)s catatan uang masuk.") % {"n": MOST})
        row = ProgramIncome(
            program=program.id, created_by=actor.id, created_name=actor.name[:120], key=key,
            created_at=now(), **values,
        )  # fmt: skip
        try:
            async with savepoint():
                made = await ProgramIncome.insert(row).returning(ProgramIncome.id)
        except Exception as error:
            if not is_unique_violation(error):
                raise
            raise Refused(_("Formulir ini sudah dipakai. Muat ulang halaman, lalu coba lagi.")) from error
        income_id: int = made[0]["id"]
        if proof:
            await work_files.insert(there, actor, proof, income=income_id)
        await _told(there, actor, income_id, "added")
    return income_id


async def change(one: IncomeOf, actor: Actor, form: Mapping[str, str], proof: Stored | None = None) -> None:
    """Raises Invalid, for `version` when somebody else saved it meanwhile; NotFound when it is gone."""
    values = read(form, one.program)
    async with transaction():
        program = await noting.open_for(one.program.id, actor, money=True)
        there = await _one.first(id=one.income.id, program=program.id)
        if there is None:
            raise NotFound
        if form.get("version", "") != str(there.version):
            raise Invalid(version=noting.changed_meanwhile())
        change: dict[Any, Any] = {**values, "version": there.version + 1}
        await ProgramIncome.update(change).where(ProgramIncome.id == there.id)
        if proof and not any(file.file == proof.key for file in await work_files.of_incomes([there.id])):
            await work_files.insert(program, actor, proof, income=there.id)
        await _told(program, actor, there.id, "changed")


async def remove(one: IncomeOf, actor: Actor) -> None:
    async with transaction():
        program = await noting.open_for(one.program.id, actor, money=True)
        files = await EntryFile.delete().where(EntryFile.income == one.income.id).returning(EntryFile.file)
        gone = (
            await ProgramIncome.delete()
            .where(ProgramIncome.id == one.income.id)
            .returning(ProgramIncome.id)
        )
        if gone:
            await _told(program, actor, one.income.id, "removed")
    for row in files:
        await release(row["file"])


def as_form(income: Income) -> dict[str, str]:
    return {
        "version": str(income.version),
        "received_on": income.received_on.isoformat(),
        "source": income.source,
        "amount": str(income.amount),
        "label": income.label,
    }


def read(form: Mapping[str, str], program: Program) -> dict[str, Any]:
    """What was typed, as columns. Raises Invalid."""
    errors: dict[str, str] = {}
    amount = parse_money(form.get("amount", ""))
    values: dict[str, Any] = {"source": form.get("source", ""), "amount": amount}
    if values["source"] not in SOURCES:
        errors["source"] = _("Pilih sumber dananya.")
    if amount is None or not 0 < amount <= MOST_RUPIAH:
        errors["amount"] = _("Tulis jumlah rupiahnya dengan angka, misalnya 1.250.000.")
    try:
        values["received_on"] = noting.read_day(form.get("received_on", ""), "received_on", program)
    except Invalid as no:
        errors |= no.errors
    try:
        values["label"] = checked_line(form.get("label", ""), "label", most=LONGEST, least=0)
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid(**errors)
    return values


async def _told(program: Program, actor: Actor, income_id: int, act: str) -> None:
    await noting.touch(program.id)
    await publish(IncomeNoted(program.id, program.organization, income_id, actor.id or 0, act))
