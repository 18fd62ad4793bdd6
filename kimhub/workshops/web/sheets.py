"""Daftar hadir on paper: print it, tick it by row numbers, keep its photo."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.core.flash import Flash
from kimhub.core.formats import date_time, long_date, span
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import Files, FormData, Page, Redirect, form_key
from kimhub.core.phones import phone_display
from kimhub.core.public import Out
from kimhub.papers import letterheads, printing
from kimhub.papers.letterheads import Head
from kimhub.workshops import (
    door_list,
    door_words,
    people,
    policy,
    row_numbers,
    sheet_photos,
    sheets,
    states,
    workshops,
)
from kimhub.workshops.sheets import Entry, OneSheet
from kimhub.workshops.views import Workshop
from kimhub.workshops.web.inside import tabs

PATH = "/pelatihan/{slug:str}/daftar-hadir"
ONE = f"{PATH}/{{number:int}}"
# What is printed is Indonesian, whoever prints it.
HEADS = {
    "number": "No.",
    "name": "Nama",
    "sex": "L/P",
    "place": "KIM atau instansi",
    "phone": "Nomor HP",
    "signature": "Tanda tangan",
}
AT_THE_DOOR: dict[str, Any] = allow(policy.can_work_the_door, workshop=workshops.get_workshop)
OF_SHEET: dict[str, Any] = allow(policy.can_work_the_door, one=sheets.get_sheet)


@get(PATH, name="workshops:sheets", **AT_THE_DOOR)
async def show_sheets(workshop: NamedDependency[Workshop], actor: Me) -> Page:
    sessions = await door_list.sessions(workshop.id)
    names = {one.id: door_list.label(workshop, one, len(sessions) > 1) for one in sessions}
    current = door_list.chosen(sessions, None, now())
    return Page(
        "workshops/sheets.html",
        store=False,
        section="workshops",
        workshop=workshop,
        tabs=tabs(actor, workshop),
        sessions=list(names.items()),
        names=names,
        sheets=await sheets.of(workshop.id),
        form={"session": str(current.id) if current else ""},
        errors={},
    )


@post(PATH, name="workshops:draw_up_sheet", **AT_THE_DOOR)
async def draw_up(workshop: NamedDependency[Workshop], actor: Me, form: FormData) -> Redirect:
    text = form.get("session", "")
    session = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    number = await sheets.draw_up(workshop, session, actor)
    return Redirect(f"{workshop.path}/daftar-hadir/{number}/cetak")


@get(f"{ONE}/cetak", name="workshops:print_sheet", **OF_SHEET)
async def show_print(one: NamedDependency[OneSheet], actor: Me, hp: FromQuery[str | None] = None) -> Page:
    """The sheet as it is printed; with telephone numbers only for those who may have them."""
    may = policy.can_take_contacts(actor, one)
    kop = await letterheads.of(one.workshop.organization)
    paper = await _paper(one, actor, kop, hp)
    return Page(
        "workshops/sheet_print.html",
        store=False,
        section="workshops",
        workshop=one.workshop,
        one=one,
        may_phones=may,
        kop=kop,
        **paper,
    )


@get(f"{ONE}/pdf", name="workshops:sheet_pdf", **OF_SHEET)
async def send_pdf(one: NamedDependency[OneSheet], actor: Me, hp: FromQuery[str | None] = None) -> Out:
    head = await letterheads.of(one.workshop.organization)
    kop, files = await letterheads.for_pdf(head)
    made = await printing.make("attendance", {"kop": kop, **await _paper(one, actor, head, hp)}, files)
    name = f"daftar-hadir-{one.workshop.slug}-{one.sheet.number}.pdf"
    return Out(made, printing.MIME, "private, no-store", name)


@get(ONE, name="workshops:sheet", **OF_SHEET)
async def show_sheet(one: NamedDependency[OneSheet], actor: Me) -> Page:
    return await _page(one, actor, {}, {})


@post(ONE, name="workshops:tick_sheet", **OF_SHEET)
async def tick(one: NamedDependency[OneSheet], actor: Me, form: FormData) -> Page | Redirect:
    """First who it will be; with `step=save` they are noted."""
    try:
        numbers = row_numbers.read(form.get("numbers", ""), len(one.sheet.ids))
    except Invalid as no:
        return await _page(one, actor, form, no.errors, status=422)
    if form.get("step") != "save":
        return await _page(one, actor, form, {}, entries=await sheets.preview(one, numbers))
    ticked = await sheets.tick(one, numbers, actor, form_key(form))
    said = ngettext("%(num)s orang tercatat hadir.", "%(num)s orang tercatat hadir.", ticked.noted)
    said = said % {"num": ticked.noted}
    if ticked.refused:
        left = _("Tidak dicatat: %(who)s") % {"who": " ".join(ticked.refused[:5])}
        return Redirect(one.path, Flash(f"{said} {left}", kind="warning"))
    return Redirect(one.path, said)


@post(
    f"{ONE}/foto",
    name="workshops:sheet_photo",
    request_max_body_size=sheet_photos.LARGEST + 200_000,
    **OF_SHEET,
)
async def add_photo(
    one: NamedDependency[OneSheet], actor: Me, form: FormData, files: Files
) -> Page | Redirect:
    if not files.get("photo"):
        return await _page(one, actor, form, {"photo": _("Pilih fotonya dulu.")}, status=422)
    try:
        await sheet_photos.attach(one, actor, files["photo"][0])
    except Invalid as no:
        return await _page(one, actor, form, no.errors, status=422)
    return Redirect(one.path, _("Foto lembar tersimpan, hanya untuk panitia."))


@get(f"{ONE}/foto", name="workshops:sheet_photo_page", **OF_SHEET)
async def to_sheet(one: NamedDependency[OneSheet]) -> Redirect:
    return Redirect(one.path)


async def _page(
    one: OneSheet,
    actor: Actor,
    form: dict[str, str],
    errors: dict[str, str],
    status: int = 200,
    entries: list[Entry] | None = None,
) -> Page:
    workshop = one.workshop
    sessions = await door_list.sessions(workshop.id)
    there = await door_list.present_at(workshop.id, one.sheet.session)
    return Page(
        "workshops/sheet.html",
        status=status,
        store=False,
        section="workshops",
        workshop=workshop,
        one=one,
        last=len(one.sheet.ids),
        when=next((door_list.label(workshop, s, True) for s in sessions if s.id == one.sheet.session), ""),
        there=sum(id_ in there for id_ in one.sheet.ids),
        photos=await sheet_photos.of(one),
        in_charge=policy.can_manage(actor, workshop),
        most=sheet_photos.LARGEST,
        open=workshop.state == states.OPEN,
        closed=door_words.not_taken(workshop.state),
        entries=entries,
        typed=row_numbers.written([entry.number for entry in entries]) if entries else "",
        fresh=sum(not entry.there and not entry.refusal for entry in entries or []),
        form=form,
        errors=errors,
    )


async def _paper(one: OneSheet, actor: Actor, kop: Head, wants_phones: str | None) -> dict[str, Any]:
    """What stands on the sheet. It speaks Indonesian, whoever prints it."""
    workshop, phones = one.workshop, bool(wants_phones) and policy.can_take_contacts(actor, one)
    session = next((s for s in await door_list.sessions(workshop.id) if s.id == one.sheet.session), None)
    rows = await sheets.rows_of(one, with_phones=phones)
    if any(row.phone for row in rows):
        await people.note_seen(actor, workshop)
    place = ", ".join(part for part in (workshop.venue, session.room if session else "") if part)
    facts = [("Kegiatan", workshop.title)]
    if session:
        title = [("Sesi", session.title)] if session.title else []
        day = long_date(session.starts_at, workshop.zone, weekday=True, locale="id")
        hours = span(session.starts_at, session.ends_at, workshop.zone, words=True, locale="id")
        facts += [*title, ("Hari, tanggal", day), ("Waktu", hours[:1].upper() + hours[1:])]
    facts.append(("Tempat", place or ("Daring" if workshop.mode == "online" else "")))
    signed_on = long_date(session.starts_at, workshop.zone, locale="id") if session else ""
    printed = date_time(one.sheet.created_at, workshop.zone, locale="id")
    return {
        "title": "DAFTAR HADIR PESERTA",
        "heads": HEADS,
        "facts": [(term, value) for term, value in facts if value],
        "phones": phones,
        "rows": [[row.name, row.sex, row.place, phone_display(row.phone)] for row in rows],
        "empty": sheets.EMPTY_ROWS,
        "signers": [
            {"above": "Mengetahui,", "position": workshop.signer_position, "name": workshop.signer_name},
            {"above": ", ".join(filter(None, (kop.town, signed_on))), "position": "Panitia", "name": ""},
        ],
        "foot": f"Lembar {one.sheet.number} · {workshop.title} · dibuat {printed}",
    }


HANDLERS = [show_sheets, draw_up, show_print, send_pdf, show_sheet, tick, add_photo, to_sheet]
