"""What every note about a program shares: the row it locks, and that readers see something new."""

from datetime import date
from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.programs import agreeing, policy
from kimhub.programs.tables import WorkProgram
from kimhub.programs.views import Program

MOST_PEOPLE: Final = 100_000


async def open_for(program_id: int, actor: Actor, *, money: bool = False) -> Program:
    """The program, locked until the caller's transaction ends. Raises Refused when it is not carried out
    (any more), or when this person may not write that down."""
    program = await agreeing.held(program_id)
    if not policy.is_carried_out(program):
        raise Refused(_("Program ini sudah ditutup atau belum disetujui, jadi tidak bisa dicatat."))
    if not policy.can_note(actor, program):
        raise Refused(_("Hanya pengurus yang bisa mencatat pelaksanaan program."))
    if money and not policy.can_note_money(actor, program):
        raise Refused(_("Uang hanya bisa dicatat bendahara atau admin KIM."))
    return program


def changed_meanwhile() -> str:
    """What somebody is told whose page is older than what they would overwrite."""
    return _("Orang lain mengubah ini setelah Anda membukanya. Periksa isinya, lalu simpan lagi.")


async def touch(program_id: int) -> None:
    """Readers see something new; inside the caller's transaction."""
    await WorkProgram.update({WorkProgram.rev: WorkProgram.rev + 1, WorkProgram.changed_at: now()}).where(
        WorkProgram.id == program_id
    )


def read_day(text: str, field: str, program: Program) -> date:
    """A day on which something happened. Raises Invalid for one that is not there yet, or long before the
    program (the year before it counts: things are prepared)."""
    day = parse_date(text)
    if day is None:
        raise Invalid(**{field: _("Tulis tanggalnya, misalnya 31/10/2026.")})
    if day > program.today:
        raise Invalid(**{field: _("Tanggal ini belum lewat. Catat setelah berlangsung.")})
    if day.year < program.year - 1:
        raise Invalid(**{field: _("Tanggal ini jauh sebelum tahun program.")})
    return day


def read_people(text: str, field: str) -> int:
    """How many people. Raises Invalid."""
    typed = text.strip().replace(".", "") or "0"
    if not (typed.isascii() and typed.isdigit() and len(typed) < 9 and int(typed) <= MOST_PEOPLE):
        raise Invalid(**{field: _("Tulis jumlah orang dengan angka.")})
    return int(typed)
