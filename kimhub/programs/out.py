"""Taking a program out as a file; that it was taken is written down (features.md M1)."""

import re
from datetime import timedelta
from typing import Final

from kimhub.core import limits, workbooks
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.core.formats import long_date
from kimhub.core.i18n import Lazy, _, lazy_, use_locale
from kimhub.programs import policy, programs, reading, states, workbook
from kimhub.programs.events import ListTakenOut
from kimhub.programs.plan import Plan
from kimhub.programs.views import Program

MOST_A_DAY: Final = 100
FORMATS: Final[dict[str, Lazy]] = {
    "xlsx": lazy_("Excel (XLSX), dengan rumus jumlah"),
    "csv": lazy_("CSV, tabel kegiatan saja"),
}
MIMES: Final = {"xlsx": workbooks.MIME, "csv": "text/csv; charset=utf-8"}
WORKING: Final = "draf"
AGREED: Final = "berlaku"


def offered(actor: Actor, program: Program) -> list[str]:
    """Which content this person may take: the working copy, the version in force."""
    own = policy.sees_working_copy(actor, program) or program.is_template
    found = [AGREED] if program.in_force is not None else []
    if own and (program.in_force is None or program.state not in {states.APPROVED, states.CLOSED}):
        found.insert(0, WORKING)
    return found or [AGREED]


async def take(program: Program, actor: Actor, form: dict[str, str]) -> tuple[bytes, str, str]:
    """The file, its name and its type. Raises Invalid; TooMany for a machine."""
    kind, what = form.get("format", ""), form.get("content", "")
    if kind not in FORMATS:
        raise Invalid(format=_("Pilih jenis berkasnya."))
    if what not in offered(actor, program):
        raise Invalid(content=_("Pilih isi yang diunduh."))
    whole = await reading.shown(program, working_copy=what == WORKING)
    names = policy.sees_review(actor, program) or program.is_template
    async with transaction():
        await limits.spend("list-export", (actor.id,), most=MOST_A_DAY, per=timedelta(days=1))
        await publish(ListTakenOut(actor.id or 0, f"program:{program.id}:{what}", kind, len(whole.lines)))
    if kind == "csv":
        content = workbook.csv(whole, names=names)
    else:
        content = await workbook.xlsx(whole, below=await _below(program, whole, what), names=names)
    name = f"{re.sub(r'[^a-z0-9-]', '', program.slug)}{'-draf' if what == WORKING else ''}.{kind}"
    return content, name, MIMES[kind]


async def _below(program: Program, whole: Plan, what: str) -> str:
    """Which version it is, in words."""
    with use_locale("id"):
        if program.is_template:
            return _("Templat")
        version = (
            await programs.version_by_id(program.in_force) if what == AGREED and program.in_force else None
        )
        if version is None or version.decided_at is None:
            return _("Draf tahun %(year)s, belum disetujui") % {"year": whole.year}
        day = long_date(version.decided_at.astimezone(program.zone).date())
        return _("Versi %(n)s, disetujui %(day)s") % {"n": version.number, "day": day}
