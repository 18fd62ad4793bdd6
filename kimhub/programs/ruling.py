"""Setting how a district goes about programs: whoever looks after it, and every change is told."""

from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.programs import policy, rules
from kimhub.programs.events import RulesChanged
from kimhub.programs.rules import Rules
from kimhub.programs.tables_review import ProgramRules

FLAGS: Final = ("acknowledge", "need_decree", "half_year")
NUMBERS: Final = {  # least and most
    "review_days": (1, 90), "reply_days": (1, 90), "submit_month": (1, 12), "submit_day": (1, 31),
    "report_month": (1, 12), "report_day": (1, 31),
}  # fmt: skip


def as_form(given: Rules) -> dict[str, str]:
    """As the form shows them."""
    form = {name: str(getattr(given, name)) for name in NUMBERS}
    return form | {name: "on" for name in FLAGS if getattr(given, name)} | {"version": str(given.version)}


def read(code: str, form: dict[str, str]) -> Rules:
    """What the form says. Raises Invalid."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {name: form.get(name) == "on" for name in FLAGS}
    for name, (least, most) in NUMBERS.items():
        text = form.get(name, "").strip()
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
        if least <= number <= most:
            values[name] = number
        else:
            errors[name] = _("Tulis angka dari %(least)s sampai %(most)s.") % {"least": least, "most": most}
    if errors:
        raise Invalid(**errors)
    return Rules(code, **values)


async def change(actor: Actor, code: str, form: dict[str, str]) -> None:
    """Raises Invalid; Refused for whoever may not, and when somebody else was faster. What lies with the
    office already keeps the day it was promised."""
    wanted = read(code, form)
    if not policy.can_set_rules(actor, wanted):
        raise Refused(_("Aturan ini diatur pembina wilayahnya."))
    async with transaction():
        before = await rules.of(code)
        if form.get("version", "") != str(before.version):
            raise Refused(_faster())
        names = (*FLAGS, *NUMBERS)
        changes = {
            name: [str(getattr(before, name)), str(getattr(wanted, name))]
            for name in names
            if getattr(before, name) != getattr(wanted, name)
        }
        if not changes:
            return
        values: dict[Any, Any] = {name: getattr(wanted, name) for name in names}
        values |= {"version": before.version + 1, "changed_by": actor.id, "changed_at": now()}
        if before.version == 0:
            done = await (
                ProgramRules.insert(ProgramRules(wilayah_code=code, **values))
                .on_conflict(ProgramRules.wilayah_code, "DO NOTHING")
                .returning(ProgramRules.id)
            )
        else:
            done = await (
                ProgramRules.update(values)
                .where((ProgramRules.wilayah_code == code) & (ProgramRules.version == before.version))
                .returning(ProgramRules.id)
            )
        if not done:
            raise Refused(_faster())
        await publish(RulesChanged(code, actor.id or 0, changes))


def _faster() -> str:
    return _("Aturan ini baru saja diubah orang lain. Muat ulang halaman dan periksa dulu.")
