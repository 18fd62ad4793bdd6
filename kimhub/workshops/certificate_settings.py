"""What is said before certificates can be issued: who signs, how many hours, how often one was there."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from kimhub.core.db import lock_id, transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_number
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line
from kimhub.groups import terms
from kimhub.workshops import tables
from kimhub.workshops.views import Workshop

MOST_HOURS: Final = 999


class Owner(Struct, frozen=True):
    """The house of an event, as the rules about houses want it."""

    id: int
    wilayah_code: str
    kind: str
    legal_status: str
    created_by: int | None = None


_chair = prepare_sql(
    "SELECT o.name FROM officer o WHERE o.organization = :organization AND o.position = 'chair'"
    " AND o.ended_on IS NULL AND (o.term_end IS NULL OR o.term_end >= :today) AND o.term_start <= :today"
    " ORDER BY o.term_start DESC, o.id DESC LIMIT 1"
)


def owner_of(workshop: Workshop) -> Owner:
    return Owner(workshop.organization, workshop.seat, workshop.owner_kind, workshop.owner_status)


async def as_form(workshop: Workshop) -> dict[str, str]:
    """What stands; where nobody is named yet, whoever leads the house."""
    name, position = workshop.signer_name, workshop.signer_position
    if not name:
        name = str(await _chair.value(organization=workshop.organization, today=terms.today()) or "")
        position = position or (f"Ketua {workshop.owner_name}" if name else "")
    return {
        "signer_name": name,
        "signer_position": position,
        "credit_hours": str(workshop.credit_hours or ""),
        "certificate_share": str(workshop.certificate_share),
    }


async def save(workshop: Workshop, form: Mapping[str, str]) -> None:
    """Keep the settings. Raises Invalid with all faults at once. What was issued stays as it is."""
    values = _read(form)
    row = tables.Workshop
    change: dict[Any, Any] = {
        row.signer_name: values["signer_name"],
        row.signer_position: values["signer_position"],
        row.credit_hours: values["credit_hours"],
        row.certificate_share: values["certificate_share"],
        row.certificates: True,
        row.version: row.version + 1,
    }
    async with transaction():
        await lock_id(row, workshop.id)
        await row.update(change).where(row.id == workshop.id)


def _read(form: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    texts = {
        "signer_name": (120, _("Tulis nama yang menandatangani.")),
        "signer_position": (160, _("Tulis jabatannya.")),
    }
    for name, (most, empty) in texts.items():
        try:
            values[name] = checked_line(form.get(name, ""), name, most=most, empty=empty)
        except Invalid as no:
            errors |= no.errors
    for name, least, top in (("credit_hours", 0, MOST_HOURS), ("certificate_share", 1, 100)):
        typed = form.get(name, "").strip() or ("0" if least == 0 else "")
        number = parse_number(typed)
        if number is None or number != int(number) or not least <= number <= top:
            said = _("Tulis angka dari %(least)s sampai %(most)s.")
            errors[name] = said % {"least": least, "most": top}
        else:
            values[name] = int(number)
    if errors:
        raise Invalid(**errors)
    return values
