"""What somebody typed about a decree, read and checked. The number is free text (domain.md 1.4)."""

import re
from datetime import date

import msgspec

from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.text import checked_line
from kimhub.groups import terms

ISSUER_LEVELS = ("desa", "kelurahan", "kecamatan", "kabupaten", "kota", "provinsi")
OLDEST = date(1998, 1, 1)  # a year typed with two wrong digits is noticed


class New(msgspec.Struct, frozen=True):
    number: str
    title: str
    issuer_level: str
    issuer_title: str
    issuer_name: str
    signed_on: date
    term_start: date | None
    term_end: date | None
    note: str = ""
    supersedes: int | None = None


class Scan(msgspec.Struct, frozen=True):
    """The file of a decree, as it was kept."""

    key: str
    name: str
    size: int
    mime: str


def read(form: dict[str, str]) -> New:
    """The form as values; raises Invalid with a sentence for each field that is wrong."""
    errors: dict[str, str] = {}

    def line(name: str, most: int, least: int = 0, empty: str = "") -> str:
        try:
            return checked_line(form.get(name, ""), name, most=most, least=least, empty=empty)
        except Invalid as no:
            errors.update(no.errors)
            return ""

    def day(name: str, *, required: bool = False) -> date | None:
        text = form.get(name, "").strip()
        found = parse_date(text) if text else None
        if (text and found is None) or (required and not text) or (found and found < OLDEST):
            errors[name] = _("Tulis tanggalnya, misalnya 12/12/2023.")
        return found

    number = line("number", 120, 1, _("Tulis nomor SK seperti yang tercetak."))
    level = form.get("issuer_level", "")
    if level not in ISSUER_LEVELS:
        errors["issuer_level"] = _("Pilih siapa yang mengeluarkan SK.")
    signed_on = day("signed_on", required=True)
    term_start, term_end = day("term_start"), day("term_end")
    if signed_on and signed_on > terms.today():
        errors["signed_on"] = _("Tanggal SK tidak boleh sesudah hari ini.")
    if term_end and (start := term_start or signed_on) and term_end <= start:
        errors["term_end"] = _("Masa bakti harus berakhir sesudah dimulai.")
    new = New(
        number=number,
        title=line("title", 300),
        issuer_level=level,
        issuer_title=line("issuer_title", 120),
        issuer_name=line("issuer_name", 120),
        signed_on=signed_on or terms.today(),
        term_start=term_start,
        term_end=term_end,
        supersedes=int(old) if re.fullmatch(r"[0-9]{1,18}", old := form.get("supersedes", "")) else None,
    )
    if errors:
        raise Invalid(**errors)
    return new
