"""The form of letterhead and numbers: read, shown as it would be, saved."""

import re
from typing import Any, Final

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.parsing import parse_number
from kimhub.core.text import checked_line, clean_line
from kimhub.groups import policy, terms
from kimhub.groups.organizations import Profile
from kimhub.papers import letterheads, numbers
from kimhub.papers.events import LetterheadChanged
from kimhub.papers.letterheads import Head

MOST_LINE: Final = 80

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_SHORT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.&-]*")
_HEAD: Final = ("lines", "with_logo", "address", "phone", "email", "town", "paper", "short")
_TEXTS: Final = ("address", "phone", "email", "town", "paper", "short")


class Newer(Invalid):
    """Somebody else saved after this form was opened."""


async def as_form(organization_id: int) -> dict[str, str]:
    """What stands at the moment, as the form shows it."""
    head = await letterheads.of(organization_id)
    form = {name: str(getattr(head, name)) for name in _TEXTS}
    form |= {"lines": "\n".join(head.lines), "with_logo": "on" if head.with_logo else ""}
    form["version"] = str(head.version)
    for series in await numbers.series_of(organization_id, terms.today().year):
        form |= {f"pattern_{series.kind}": series.pattern, f"next_{series.kind}": str(series.next)}
    return form


async def save(organization: Profile, actor: Actor, form: dict[str, str]) -> bool:
    """Save what changed; returns whether anything did. Raises Invalid with all faults at once."""
    head, patterns, nexts = read(form)
    note = form.get("note", "")
    if policy.owes_a_note(actor, organization):
        note = checked_line(note, "note", most=300, least=5, empty=_("Tulis alasan perubahan ini."))
    before = await as_form(organization.id)
    after = {name: str(getattr(head, name)) for name in _TEXTS}
    after |= {"lines": "\n".join(head.lines), "with_logo": "on" if head.with_logo else ""}
    after |= {f"pattern_{kind}": pattern for kind, pattern in patterns.items()}
    # A number that was only shown is not wanted: letters may have gone out since.
    after |= {f"next_{kind}": str(n) for kind, n in nexts.items() if str(n) != form.get(f"was_{kind}")}
    changes = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    if not changes:
        return False
    assert actor.id is not None
    async with transaction():
        if not changes.keys().isdisjoint(_HEAD) and not await letterheads.save(
            organization.id, head, actor.id
        ):
            raise Newer(lines=_("Orang lain baru menyimpan kop ini. Periksa, lalu simpan lagi."))
        for kind, pattern in patterns.items():
            if f"pattern_{kind}" in changes:
                await numbers.set_pattern(organization.id, kind, pattern)
            if f"next_{kind}" in changes:
                year = terms.today().year
                await numbers.set_next(organization.id, kind, year, nexts[kind], f"next_{kind}")
        await publish(LetterheadChanged(organization.id, actor.id, changes, clean_line(note)))
    return True


def read(form: dict[str, str]) -> tuple[Head, dict[str, str], dict[str, int]]:
    """The form as letterhead, patterns and next numbers. Raises Invalid with all faults at once."""
    values: dict[str, Any] = {"with_logo": form.get("with_logo") == "on", "version": _version(form)}
    patterns: dict[str, str] = {}
    nexts: dict[str, int] = {}
    errors: dict[str, str] = {}

    def collect(into: dict[str, Any], name: str, check: Any, field: str) -> None:
        try:
            into[name] = check(form.get(field, ""), field)
        except Invalid as no:
            errors.update(no.errors)

    for name, check in _CHECKS.items():
        collect(values, name, check, name)
    for kind in numbers.KINDS:
        collect(patterns, kind, numbers.checked_pattern, f"pattern_{kind}")
        collect(nexts, kind, _next, f"next_{kind}")
    if errors:
        raise Invalid(**errors)
    return Head(**values), patterns, nexts


def preview(form: dict[str, str], logo: str) -> tuple[Head, dict[str, str]]:
    """What the form would print, as far as it makes sense already: the head, and a number of each kind."""
    lines = [clean_line(line)[:MOST_LINE] for line in form.get("lines", "").splitlines()]
    head = Head(
        [line for line in lines if line][: letterheads.MOST_LINES] or ["…"],
        address=clean_line(form.get("address", ""))[:200],
        phone=clean_line(form.get("phone", ""))[:40],
        email=clean_line(form.get("email", ""))[:120],
        logo=logo if form.get("with_logo") == "on" else "",
        short=clean_line(form.get("short", ""))[: letterheads.MOST_SHORT],
    )
    patterns, nexts = {}, {}
    for kind in numbers.KINDS:
        try:
            patterns[kind] = numbers.checked_pattern(form.get(f"pattern_{kind}", ""), "pattern")
            nexts[kind] = _next(form.get(f"next_{kind}", ""), "next")
        except Invalid:
            patterns.pop(kind, None)
    return head, numbers.examples(patterns, nexts, head.short, terms.today())


def _lines(text: str, field: str) -> list[str]:
    lines = [line for raw in text.splitlines() if (line := clean_line(raw))]
    if not lines:
        raise Invalid(**{field: _("Tulis nama lembaganya.")})
    if len(lines) > letterheads.MOST_LINES:
        raise Invalid(**{field: _("Paling banyak %(most)s baris.") % {"most": letterheads.MOST_LINES}})
    return [checked_line(line, field, most=MOST_LINE) for line in lines]


def _address(text: str, field: str) -> str:
    return checked_line(text, field, most=200, least=0)


def _phone(text: str, field: str) -> str:
    return checked_line(text, field, most=40, least=0)


def _email(text: str, field: str) -> str:
    email = checked_line(text, field, most=120, least=0)
    if email and not _EMAIL.fullmatch(email):
        raise Invalid(**{field: _("Alamat surel ini belum lengkap, misalnya kim.mallari@contoh.id.")})
    return email


def _town(text: str, field: str) -> str:
    return checked_line(text, field, most=80, empty=_("Tulis nama tempat untuk tanggal surat."))


def _paper(text: str, field: str) -> str:
    if text not in letterheads.PAPERS:
        raise Invalid(**{field: _("Pilih ukuran kertas.")})
    return text


def _short(text: str, field: str) -> str:
    short = clean_line(text)
    if not _SHORT.fullmatch(short) or len(short) > letterheads.MOST_SHORT:
        raise Invalid(**{field: _("Pakai huruf, angka, titik, atau tanda hubung, misalnya KIM-MLR.")})
    return short


def _next(text: str, field: str) -> int:
    number = parse_number(text)
    if number is None or number != int(number) or not 1 <= number <= numbers.MOST_NUMBER:
        raise Invalid(**{field: _("Tulis angka dari 1 sampai %(most)s.") % {"most": numbers.MOST_NUMBER}})
    return int(number)


def _version(form: dict[str, str]) -> int:
    typed = form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


_CHECKS: Final = {
    "lines": _lines,
    "address": _address,
    "phone": _phone,
    "email": _email,
    "town": _town,
    "paper": _paper,
    "short": _short,
}
