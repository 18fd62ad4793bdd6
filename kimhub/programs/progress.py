"""How far a line has got: belum, berjalan, terlaksana, ditunda, batal (domain.md 3.5)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.text import checked_line
from kimhub.programs import noting, shown, states
from kimhub.programs.events import ProgressNoted
from kimhub.programs.programs import LineOf, line_by_id
from kimhub.programs.tables import ProgramLine
from kimhub.programs.views import Program

LONGEST: Final = 300
WHOLE: Final = 100  # per cent


async def change(line: LineOf, actor: Actor, form: Mapping[str, str]) -> None:
    """Keep the state that was chosen. Raises Invalid; for `version` when somebody else changed it after
    the page was opened."""
    values = read(form, line.program)
    async with transaction():
        program = await noting.open_for(line.program.id, actor)
        there = await line_by_id(line.id)
        await check_in_force(program, line.id)
        if there is None or form.get("version", "") != str(there.work_version):
            raise Invalid(version=noting.changed_meanwhile())
        await keep(program, line.id, actor, values)


async def keep(program: Program, line_id: int, actor: Actor, values: dict[str, Any]) -> None:
    """Write it down, inside the caller's transaction, which has locked the program."""
    change: dict[Any, Any] = {**values, "work_version": ProgramLine.work_version + 1}
    await ProgramLine.update(change).where(ProgramLine.id == line_id)
    await noting.touch(program.id)
    await publish(
        ProgressNoted(program.id, program.organization, line_id, actor.id or 0, values["progress"])
    )


async def check_in_force(program: Program, line_id: int) -> None:
    """Raises Refused for a line that the agreed version does not have."""
    whole = await shown.frozen(program.in_force) if program.in_force else None
    if whole is None or whole.line(line_id) is None:
        raise Refused(_("Kegiatan ini tidak ada dalam program yang disetujui, jadi tidak bisa dicatat."))


def done(on: date) -> dict[str, Any]:
    """What a line becomes that was carried out."""
    return {
        "progress": states.DONE, "progress_reason": "", "postponed_to": None, "share": WHOLE, "done_on": on,
    }  # fmt: skip


def ongoing(share: int = 0) -> dict[str, Any]:
    return {
        "progress": states.ONGOING, "progress_reason": "", "postponed_to": None, "share": share,
        "done_on": None,
    }  # fmt: skip


def read(form: Mapping[str, str], program: Program) -> dict[str, Any]:
    """Raises Invalid: a new date for what is put off, a reason for what is called off."""
    errors: dict[str, str] = {}
    state = form.get("progress", "")
    values: dict[str, Any] = {
        "progress": state, "progress_reason": "", "postponed_to": None, "share": 0, "done_on": None,
    }  # fmt: skip
    try:
        values["progress_reason"] = checked_line(form.get("reason", ""), "reason", most=LONGEST, least=0)
    except Invalid as no:
        errors |= no.errors
    if state == states.ONGOING:
        values["share"] = _share(form.get("share", ""), errors)
    elif state == states.DONE:
        typed = form.get("done_on", "").strip()
        try:
            values |= {
                "share": WHOLE,
                "done_on": noting.read_day(typed, "done_on", program) if typed else program.today,
            }
        except Invalid as no:
            errors |= no.errors
    elif state == states.POSTPONED:
        until = parse_date(form.get("postponed_to", ""))
        if until is None:
            errors["postponed_to"] = _("Tulis tanggal barunya.")
        elif not program.today <= until <= date(program.year + 1, 12, 31):
            errors["postponed_to"] = _("Pilih tanggal mulai hari ini, paling lambat akhir tahun depan.")
        values["postponed_to"] = until
    elif state == states.LINE_CANCELLED:
        if not errors and len(values["progress_reason"]) < 5:
            errors["reason"] = _("Tulis mengapa kegiatan ini batal.")
    elif state != states.NOT_STARTED:
        errors["progress"] = _("Pilih keadaannya.")
    if errors:
        raise Invalid(**errors)
    return values


def _share(text: str, errors: dict[str, str]) -> int:
    typed = text.strip().removesuffix("%").strip() or "0"
    if typed.isascii() and typed.isdigit() and len(typed) < 4 and int(typed) <= WHOLE:
        return int(typed)
    errors["share"] = _("Tulis persen antara 0 dan 100.")
    return 0
