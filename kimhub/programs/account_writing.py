"""Writing an LPJ and sending it: what people say of their year, and which photos go with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _
from kimhub.core.text import checked_line, checked_text
from kimhub.papers import numbers
from kimhub.programs import account_facts, account_views, accounting, agreeing, offices
from kimhub.programs.accounting import DRAFT, SUBMITTED, ReportOn
from kimhub.programs.events import AccountSubmitted, AccountTakenBack
from kimhub.programs.tables_report import AccountabilityReport
from kimhub.programs.tables_work import EntryFile
from kimhub.programs.views import Program


async def save(one: ReportOn, actor: Actor, form: Mapping[str, str], photos: Sequence[str]) -> None:
    """Keep what was written, and which photos are shown. Raises Invalid; for `version` when somebody else
    saved after this page was opened (nothing is overwritten); Refused once it was sent."""
    values = _read(form)
    seen = form.get("version", "")
    async with transaction():
        fresh = await accounting.held(one)
        program, there = fresh.program, fresh.report
        _check_open(fresh, actor)
        if seen != str(there.version if there else 0):
            raise Invalid(
                version=_(
                    "Orang lain menyimpan LPJ ini setelah Anda membukanya. Tulisannya tampil di bawah isian"
                    " yang berbeda. Simpan lagi untuk memakai tulisan Anda."
                )
            )
        await _choose(program, one.period, photos, form)
        hands = {*(there.written_by.split() if there else []), str(actor.id)}
        values |= {
            "version": (there.version if there else 0) + 1,
            "written_by": " ".join(sorted(hands, key=int)),
            "changed_at": now(),
        }
        if there is None:
            await AccountabilityReport.insert(
                AccountabilityReport(program=program.id, period=one.period, **values)
            )
        else:
            await accounting.change(there.id, **values)


async def submit(one: ReportOn, actor: Actor) -> None:
    """Send it to the pembina, frozen as it stands. Raises Refused with what is missing; sent twice it goes
    once."""
    async with transaction():
        there = await accounting.held(one)
        program = there.program
        if there.state in {SUBMITTED, accounting.ACCEPTED}:
            return
        _check_open(there, actor)
        report = there.report
        if gaps := accounting.missing(there):
            raise Refused(" ".join(gaps.values()))
        assert report is not None
        account = await account_facts.of(program, one.period, report.written)
        office = await offices.in_house(actor, program)
        number = report.number or await numbers.next_number(program.organization, "account", program.today)
        facts, digest = account_views.pack(account)
        await accounting.change(
            report.id, state=SUBMITTED, facts=facts, sha256=digest, number=number, submitted_by=actor.id,
            submitted_name=office.name, submitted_office=office.title, submitted_at=now(), note="",
        )  # fmt: skip
        await agreeing.step(program, "account_sent", actor=actor, office=office)
        await publish(AccountSubmitted(report.id, program.id, program.organization, actor.id or 0))


async def take_back(one: ReportOn, actor: Actor) -> None:
    """Before anybody has decided, the house can have it back and write on it. Raises Refused later."""
    async with transaction():
        there = await accounting.held(one)
        program = there.program
        if there.report is None or there.state == DRAFT:
            return
        if there.state != SUBMITTED or not accounting.can_write(actor, there):
            raise Refused(_("LPJ ini sudah diputuskan, jadi tidak bisa ditarik kembali."))
        await accounting.change(there.report.id, state=DRAFT, facts="", sha256="")
        office = await offices.in_house(actor, program)
        await agreeing.step(program, "account_withdrawn", actor=actor, office=office)
        await publish(AccountTakenBack(there.report.id, program.id, program.organization, actor.id or 0))


def _check_open(one: ReportOn, actor: Actor) -> None:
    if one.state not in {DRAFT, accounting.RETURNED}:
        raise Refused(_("LPJ ini sudah dikirim, jadi tidak bisa diubah."))
    if not accounting.can_write(actor, one):
        raise Refused(_("Program ini tidak sedang berjalan, jadi LPJ-nya tidak bisa ditulis."))


async def _choose(program: Program, period: str, photos: Sequence[str], form: Mapping[str, str]) -> None:
    """Which photos the LPJ shows; without the field that says they were there nothing changes. Raises
    Invalid for more than the pages hold."""
    if "photos_shown" not in form:
        return
    chosen = {int(one) for one in photos if one.isascii() and one.isdigit() and len(one) < 19}
    there = await account_facts.photos_of(program.id, account_facts.last_day(program.year, period))
    known = {photo.id for photo, _shown in there}
    if len(chosen & known) > account_facts.MOST_PHOTOS:
        raise Invalid(photos=_("Pilih paling banyak %(n)s foto.") % {"n": account_facts.MOST_PHOTOS})
    for shown_now, ids in ((1, chosen & known), (0, known - chosen)):
        if ids:
            await EntryFile.update({EntryFile.in_report: shown_now}).where(EntryFile.id.is_in([*ids]))


def _read(form: Mapping[str, str]) -> dict[str, Any]:
    """The form as values of the row. Raises Invalid with all faults at once."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    readers: list[tuple[str, Any, int]] = [
        (name, read_text, accounting.LONGEST) for name in accounting.SECTIONS
    ]
    readers += [(name, _line, most) for name, most in accounting.LINES.items()]
    for name, read, most in readers:
        try:
            values[name] = read(form.get(name, ""), name, most)
        except Invalid as no:
            errors |= no.errors
    try:
        values["own_rating"] = read_rating(form.get("own_rating", ""), "own_rating")
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid(**errors)
    return values


def read_text(typed: str, field: str, most: int) -> str:
    """Paragraphs, or nothing. Raises Invalid."""
    return checked_text(typed, field, most=most) if typed.strip() else ""


def _line(typed: str, field: str, most: int) -> str:
    return checked_line(typed, field, most=most, least=0)


def read_rating(typed: str, field: str) -> int | None:
    """1 to 5, or nothing. Raises Invalid."""
    if not typed.strip():
        return None
    if typed not in {str(n) for n in accounting.RATINGS}:
        raise Invalid(**{field: _("Pilih nilai dari 1 sampai 5.")})
    return int(typed)
