"""What a letter and a report tell of an event, as it is at this moment, in Indonesian."""

from kimhub.core.formats import clock, date_span, long_date, span
from kimhub.core.i18n import use_locale
from kimhub.core.phones import phone_display
from kimhub.workshops.views import Workshop


def of(workshop: Workshop) -> list[tuple[str, str]]:
    """(label, value) of day, time, place and what else an invited person needs."""
    found: list[tuple[str, str]] = []
    with use_locale("id"):
        if workshop.starts_at and workshop.ends_at:
            zone = workshop.zone
            first, last = (
                workshop.starts_at.astimezone(zone).date(),
                workshop.ends_at.astimezone(zone).date(),
            )
            day = long_date(first, weekday=True) if first == last else date_span(first, last)
            found.append(("Hari, tanggal", day))
            hours = (
                span(workshop.starts_at, workshop.ends_at, zone)
                if first == last
                else f"mulai {clock(workshop.starts_at, zone)}"
            )
            found.append(("Waktu", hours))
        place = ", ".join(part for part in (workshop.venue, workshop.address) if part)
        if workshop.mode != "onsite":
            place = f"{place}, juga daring" if place else "Daring; tautan dikirim kepada yang terdaftar"
        found.append(("Tempat", place))
        found.append(("Acara", workshop.title))
        found.append(("Perlu dibawa", workshop.bring))
        found.append(("Narahubung", _contact(workshop)))
    return [(label, value) for label, value in found if value]


def _contact(workshop: Workshop) -> str:
    phone = phone_display(workshop.contact_phone) if workshop.contact_phone else ""
    return ", ".join(part for part in (workshop.contact_name, phone) if part)
