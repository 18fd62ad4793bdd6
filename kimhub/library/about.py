"""What a form tells about a document, read and checked."""

from datetime import date
from typing import Final

from msgspec import Struct

from kimhub.core.cleaning import checked_line, checked_text
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_date
from kimhub.core.text import slugify
from kimhub.library.kinds import CLASSES, KINDS, VISIBILITIES
from kimhub.library.putting import check_class

MAX_TITLE: Final = 200
MAX_NUMBER: Final = 120
MAX_DESCRIPTION: Final = 3000
MOST_TAGS: Final = 10
MAX_TAG: Final = 28
YEARS: Final = range(1945, 2200)


class Told(Struct, frozen=True):
    """The fields of a form that is in order."""

    title: str
    kind: str
    number: str
    dated_on: date | None
    year: int | None
    description: str
    tags: str
    valid_until: date | None
    visibility: str
    info_class: str


def read(form: dict[str, str]) -> Told:
    """Raises Invalid with a sentence for every field that is wrong. Without `visibility` and `info_class`
    in the form those usual for the kind are meant."""
    errors: dict[str, str] = {}
    kind = form.get("kind", "")
    if kind not in KINDS:
        errors["kind"] = _("Pilih jenis dokumen.")
    usual = KINDS.get(kind, KINDS["lainnya"])
    visibility = form.get("visibility") or usual.visibility
    info_class = form.get("info_class") or usual.info_class
    if visibility not in VISIBILITIES:
        errors["visibility"] = _("Pilih siapa yang boleh membaca.")
    if info_class not in CLASSES:
        errors["info_class"] = _("Pilih sifat informasinya.")
    if not errors:
        errors |= _unfit(visibility, info_class)
    dated_on = _day(form, "dated_on", errors)
    told = Told(
        title=_line(form, "title", MAX_TITLE, errors, _("Beri judul dokumennya.")),
        kind=kind,
        number=_line(form, "number", MAX_NUMBER, errors),
        dated_on=dated_on,
        year=_year(form, dated_on, errors),
        description=_text(form, "description", errors),
        tags=read_tags(form.get("tags", "")),
        valid_until=_day(form, "valid_until", errors),
        visibility=visibility,
        info_class=info_class,
    )
    if errors:
        raise Invalid(**errors)
    return told


def _unfit(visibility: str, info_class: str) -> dict[str, str]:
    try:
        check_class(visibility, info_class)
    except Invalid as no:
        return no.errors
    return {}


def read_tags(text: str) -> str:
    """Words between spaces, as the table keeps them: "Pasar, cek fakta" is " pasar cek-fakta "."""
    found: list[str] = []
    for part in text.replace("#", ",").replace(";", ",").split(",")[:50]:
        word = slugify(part, fallback="", most=MAX_TAG)
        if word and word not in found:
            found.append(word)
    return f" {' '.join(found[:MOST_TAGS])} " if found else ""


def shown_tags(tags: str) -> str:
    """As a form shows them."""
    return ", ".join(tags.split())


def _line(form: dict[str, str], name: str, most: int, errors: dict[str, str], empty: str = "") -> str:
    try:
        return checked_line(form.get(name, ""), name, most=most, least=1 if empty else 0, empty=empty)
    except Invalid as no:
        errors |= no.errors
        return ""


def _text(form: dict[str, str], name: str, errors: dict[str, str]) -> str:
    try:
        return checked_text(form.get(name, ""), name, most=MAX_DESCRIPTION, least=0)
    except Invalid as no:
        errors |= no.errors
        return ""


def _day(form: dict[str, str], name: str, errors: dict[str, str]) -> date | None:
    typed = form.get(name, "").strip()
    found = parse_date(typed)
    if (typed and found is None) or (found and found.year not in YEARS):
        errors[name] = _("Tulis tanggal seperti 17-08-2026.")
        return None
    return found


def _year(form: dict[str, str], dated_on: date | None, errors: dict[str, str]) -> int | None:
    typed = form.get("year", "").strip()
    if not typed:
        return dated_on.year if dated_on else None
    if not (typed.isascii() and typed.isdigit() and int(typed[:9]) in YEARS):
        errors["year"] = _("Tulis tahun dengan empat angka.")
        return None
    return int(typed)
