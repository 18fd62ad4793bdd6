"""The fields of a plan: how each is read from a form, and how a form shows it.

DETAILS stand on the page "Isi", RULES on the page "Pendaftaran". Times of the event itself belong to its
sessions (schedule.py).
"""

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, Final

from kimhub.core.errors import Invalid
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.phones import normalise
from kimhub.core.text import checked_line, checked_text
from kimhub.groups.adinda import letters
from kimhub.workshops import moments
from kimhub.workshops.planning import MODES, read_seats

ADMISSIONS: Final = ("open", "delegation", "invited")
REMINDERS: Final[dict[str, Lazy]] = {
    "7d": lazy_("7 hari sebelumnya"),
    "3d": lazy_("3 hari sebelumnya"),
    "1d": lazy_("1 hari sebelumnya"),
    "2h": lazy_("2 jam sebelumnya"),
}
KEEP_MONTHS: Final = (1, 3, 6, 12, 24)
TICKS: Final = ("guests", "approval", "waiting_list", "certificates")
DETAILS: Final = (
    "title", "kind", "theme", "purpose", "legal_basis", "adinda", "audience_note", "mode", "venue",
    "address", "wilayah_code", "online_url", "online_note", "bring", "contact_name", "contact_phone",
)  # fmt: skip
RULES: Final = (
    "admission", "capacity", "per_organization", "per_district", "waiting_list", "approval", "guests",
    "opens_at", "closes_at", "reminders", "certificates", "certificate_share", "credit_hours",
    "signer_name", "signer_position", "keep_months",
)  # fmt: skip
LABELS: Final[dict[str, Lazy]] = {
    "title": lazy_("Judul"),
    "kind": lazy_("Jenis kegiatan"),
    "theme": lazy_("Tema"),
    "purpose": lazy_("Tujuan dan isi"),
    "legal_basis": lazy_("Dasar hukum"),
    "adinda": lazy_("Bagian ADINDA"),
    "audience_note": lazy_("Untuk siapa"),
    "mode": lazy_("Cara"),
    "venue": lazy_("Tempat"),
    "address": lazy_("Alamat"),
    "wilayah_code": lazy_("Wilayah tempat"),
    "online_url": lazy_("Tautan daring"),
    "online_note": lazy_("Catatan daring"),
    "bring": lazy_("Yang perlu dibawa"),
    "contact_name": lazy_("Nama narahubung"),
    "contact_phone": lazy_("Nomor narahubung"),
    "admission": lazy_("Siapa yang mendaftar"),
    "capacity": lazy_("Jumlah kursi"),
    "per_organization": lazy_("Kursi tiap KIM"),
    "per_district": lazy_("Kursi tiap kecamatan"),
    "waiting_list": lazy_("Daftar tunggu"),
    "approval": lazy_("Persetujuan panitia"),
    "guests": lazy_("Tamu tanpa akun"),
    "opens_at": lazy_("Pendaftaran dibuka"),
    "closes_at": lazy_("Pendaftaran ditutup"),
    "reminders": lazy_("Pengingat"),
    "certificates": lazy_("Sertifikat"),
    "certificate_share": lazy_("Kehadiran paling sedikit"),
    "credit_hours": lazy_("Jam pelajaran (JP)"),
    "signer_name": lazy_("Nama penanda tangan"),
    "signer_position": lazy_("Jabatan penanda tangan"),
    "keep_months": lazy_("Data pribadi disimpan"),
}
_URL: Final = re.compile(r"https?://[^\s<>\"'\\]+\.[^\s<>\"'\\]+")


def read(form: dict[str, str], names: tuple[str, ...], zone: tzinfo) -> dict[str, Any]:
    """The fields as they are stored. One that is missing from the form is left alone, but for boxes to
    tick, which a form does not send when they are empty. Raises Invalid with a sentence for each
    wrong one."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name in names:
        if name in TICKS:
            values[name] = form.get(name) == "on"
        elif name in form:
            try:
                values[name] = _READERS[name](form[name], name, zone)
            except Invalid as no:
                errors |= no.errors
    _check_together(values, errors)
    if errors:
        raise Invalid(**errors)
    return values


def shown(value: Any, zone: tzinfo) -> str:
    """A stored value as a form shows it, and as the log keeps it."""
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, datetime):
        return moments.moment_text(value, zone)
    return "" if value is None else str(value)


def _check_together(values: dict[str, Any], errors: dict[str, str]) -> None:
    """What must fit together."""
    opens, closes = values.get("opens_at"), values.get("closes_at")
    if opens and closes and closes <= opens:
        errors["closes_at"] = _("Pendaftaran harus ditutup sesudah dibuka.")
    capacity = values.get("capacity")
    for name in ("per_organization", "per_district"):
        if capacity and (values.get(name) or 0) > capacity:
            errors[name] = _("Tidak bisa lebih banyak dari jumlah kursi.")
    if values.get("certificates") and not values.get("signer_name", "-"):
        errors["signer_name"] = _("Tulis siapa yang menandatangani sertifikat.")


Reader = Callable[[str, str, tzinfo], Any]


def _text(most: int, least: int = 0, empty: str | Lazy = "") -> Reader:
    return lambda text, field, _zone: checked_line(text, field, most=most, least=least, empty=str(empty))


def _purpose(text: str, field: str, _zone: tzinfo) -> str:
    return checked_text(text, field, most=6000, least=0)


def _of(allowed: tuple[str, ...]) -> Reader:
    def read_one(text: str, field: str, _zone: tzinfo) -> str:
        if text not in allowed:
            raise Invalid(**{field: _("Pilih satu dari daftar.")})
        return text

    return read_one


def _kind(text: str, field: str, _zone: tzinfo) -> str:
    """editing.py looks whether there is such a kind."""
    return checked_line(text, field, most=30)


def _adinda(text: str, _field: str, _zone: tzinfo) -> str:
    return letters(text)


def _reminders(text: str, _field: str, _zone: tzinfo) -> str:
    chosen = text.split()
    return " ".join(key for key in REMINDERS if key in chosen)


def _phone(text: str, field: str, _zone: tzinfo) -> str:
    return normalise(text, field, landline=True) if text.strip() else ""


def _url(text: str, field: str, _zone: tzinfo) -> str:
    address = checked_line(text, field, most=400, least=0)
    if address and "://" not in address:
        address = f"https://{address}"
    if address and not _URL.fullmatch(address):
        raise Invalid(
            **{field: _("Salin alamat lengkapnya, misalnya https://meet.google.com/abc-defg-hij.")}
        )
    return address


def _code(text: str, field: str, _zone: tzinfo) -> str:
    if not re.fullmatch(r"\d\d(\.\d\d){0,2}(\.\d{4})?", text, re.ASCII):
        raise Invalid(**{field: _("Pilih satu wilayah dari daftar.")})
    return text


def _seats(text: str, field: str, _zone: tzinfo) -> int | None:
    errors: dict[str, str] = {}
    seats = read_seats({field: text}, field, errors)
    if errors:
        raise Invalid(**errors)
    return seats


def _number(least: int, most: int) -> Reader:
    def read_number(text: str, field: str, _zone: tzinfo) -> int:
        typed = text.strip().removesuffix("%").strip() or "0"
        if not (typed.isascii() and typed.isdigit() and least <= int(typed[:6]) <= most):
            message = _("Tulis angka dari %(least)s sampai %(most)s.")
            raise Invalid(**{field: message % {"least": least, "most": most}})
        return int(typed)

    return read_number


def _moment(text: str, field: str, zone: tzinfo) -> datetime | None:
    if not text.strip():
        return None
    moment = moments.read_moment(text, zone)
    if moment is None:
        raise Invalid(**{field: _("Waktu ini tidak terbaca. Tulis misalnya 31/10/2026 09.00.")})
    return moment


_READERS: Final[dict[str, Reader]] = {
    "title": _text(160, 5, lazy_("Beri judul kegiatannya.")),
    "kind": _kind,
    "theme": _text(200),
    "purpose": _purpose,
    "legal_basis": _text(300),
    "adinda": _adinda,
    "audience_note": _text(200),
    "mode": _of(MODES),
    "venue": _text(160),
    "address": _text(240),
    "wilayah_code": _code,
    "online_url": _url,
    "online_note": _text(300),
    "bring": _text(300),
    "contact_name": _text(120),
    "contact_phone": _phone,
    "admission": _of(ADMISSIONS),
    "capacity": _seats,
    "per_organization": _seats,
    "per_district": _seats,
    "opens_at": _moment,
    "closes_at": _moment,
    "reminders": _reminders,
    "certificate_share": _number(1, 100),
    "credit_hours": _number(0, 200),
    "signer_name": _text(120),
    "signer_position": _text(160),
    "keep_months": _number(1, 24),
}
