"""The agenda of letters: its lines, what is to be done about them, and the book taken out."""

from typing import Final

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core import workbooks
from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor
from kimhub.core.download import Download
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect, form_key
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.library import dispositions, letters, letters_out, policy
from kimhub.library.letters import DIRECTIONS, IN, NATURES, LetterOf
from kimhub.library.web import inside
from kimhub.papers import printing

AT: Final = "/pustaka/o/{slug:str}/surat"
ONE: Final = f"{AT}/{{letter_id:int}}"
OF_HOUSE: Final = allow(policy.can_keep_letters, house=organizations.get)
OF_LETTER: Final = allow(letters.can_read, one=letters.get_letter)


@get(AT, name="library:letters", **OF_HOUSE)
async def show_agenda(
    house: NamedDependency[Profile],
    actor: Me,
    arah: FromQuery[str | None] = None,
    tahun: FromQuery[str | None] = None,
    cari: FromQuery[str | None] = None,
    sebelum: FromQuery[str | None] = None,
) -> Page:
    direction, year = _which(house, arah, tahun)
    words, before = (cari or "")[:80], _number(sebelum)
    found = await letters.of_year(house, direction, year, words, before)
    return Page(
        "library/letters.html",
        section="library",
        frame=inside.library(actor, house, "letters"),
        house=house,
        path=letters.agenda_path(house),
        rows=found,
        direction=direction,
        directions=DIRECTIONS,
        natures=NATURES,
        year=year,
        years=await letters.years(house),
        words=words,
        before=before,
        more=found[-1].agenda_no if len(found) == letters.SHOWN else 0,
    )


@get(f"{AT}/baru", name="library:new_letter", **OF_HOUSE)
async def new(house: NamedDependency[Profile], actor: Me, arah: FromQuery[str | None] = None) -> Page:
    day = letters.today(house).isoformat()
    form = {"direction": arah if arah in DIRECTIONS else IN, "received_on": day, "nature": "biasa"}
    return _form(house, actor, None, form, {})


@post(f"{AT}/baru", name="library:add_letter", **OF_HOUSE)
async def add(house: NamedDependency[Profile], actor: Me, form: FormData) -> Page | Redirect:
    try:
        made = await letters.add(house, actor, form, form_key(form))
    except Invalid as no:
        return _form(house, actor, None, form, no.errors)
    return Redirect(f"{letters.agenda_path(house)}/{made}", _("Surat tercatat di agenda."))


@get(f"{AT}/unduh", name="library:letters_out", **OF_HOUSE)
async def take_out(
    house: NamedDependency[Profile],
    actor: Me,
    arah: FromQuery[str | None] = None,
    tahun: FromQuery[str | None] = None,
    bentuk: FromQuery[str | None] = None,
) -> Download:
    direction, year = _which(house, arah, tahun)
    await printing.count(actor.id)
    name = f"agenda-surat-{'masuk' if direction == IN else 'keluar'}-{year}-{house.slug}"
    if bentuk == "pdf":
        return Download(await letters_out.pages(house, direction, year), f"{name}.pdf", printing.MIME)
    return Download(await letters_out.workbook(house, direction, year), f"{name}.xlsx", workbooks.MIME)


@get(ONE, name="library:letter", **OF_LETTER)
async def show(one: NamedDependency[LetterOf], actor: Me) -> Page:
    return await _letter(one, actor, {}, {})


@post(ONE, name="library:dispose", **OF_LETTER)
async def dispose(one: NamedDependency[LetterOf], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await dispositions.add(one, actor, form)
    except Invalid as no:
        return await _letter(one, actor, form, no.errors)
    return Redirect(one.path, _("Disposisi tercatat. Yang bersangkutan diberi tahu bila punya akun."))


@get(f"{ONE}/sunting", name="library:edit_letter", **OF_LETTER)
async def edit(one: NamedDependency[LetterOf], actor: Me) -> Page:
    return _form(one.house, actor, one, letters.as_form(one.letter), {})


@post(f"{ONE}/sunting", name="library:change_letter", **OF_LETTER)
async def change(one: NamedDependency[LetterOf], actor: Me, form: FormData) -> Page | Redirect:
    try:
        await letters.change(one, actor, form)
    except Invalid as no:
        there = await letters.again(one)
        kept = form | ({"version": str(there.letter.version)} if "version" in no.errors else {})
        return _form(one.house, actor, there, kept, no.errors)
    return Redirect(one.path, _("Surat tersimpan."))


@post(f"{ONE}/coret", name="library:strike_letter", **OF_LETTER)
async def strike(one: NamedDependency[LetterOf], actor: Me, form: FormData) -> Redirect:
    back = form.get("action") == "back"
    await letters.strike(one, actor, back=back)
    return Redirect(one.path, _("Surat berlaku lagi.") if back else _("Surat dicoret; nomornya tetap."))


@post(f"{ONE}/selesai", name="library:disposition_done", **OF_LETTER)
async def done(one: NamedDependency[LetterOf], actor: Me, form: FormData) -> Page | Redirect:
    back = form.get("action") == "back"
    try:
        number = _number(form.get("disposition"))
        await dispositions.done(one, actor, number, form.get("done_note", ""), back=back)
    except Invalid as no:
        return await _letter(one, actor, form, no.errors)
    return Redirect(one.path, _("Dibuka lagi.") if back else _("Ditandai selesai."))


@get([f"{ONE}/coret", f"{ONE}/selesai"], name="library:to_letter", **OF_LETTER)
async def to_letter(one: NamedDependency[LetterOf]) -> Redirect:
    return Redirect(one.path)


async def _letter(one: LetterOf, actor: Actor, form: dict[str, str], errors: dict[str, str]) -> Page:
    return Page(
        "library/letter.html",
        status=422 if errors else 200,
        section="library",
        frame=inside.library(actor, one.house, "letters"),
        one=one,
        letter=one.letter,
        document=one.document if one.document and policy.can_read(actor, one.document) else None,
        directions=DIRECTIONS,
        natures=NATURES,
        rows=await dispositions.of(one.letter.id),
        people=await dispositions.candidates(one.house.id),
        today=letters.today(one.house),
        form=form,
        errors=errors,
    )


def _form(
    house: Profile, actor: Actor, one: LetterOf | None, form: dict[str, str], errors: dict[str, str]
) -> Page:
    return Page(
        "library/letter_form.html",
        status=422 if errors else 200,
        section="library",
        frame=inside.library(actor, house, "letters"),
        path=letters.agenda_path(house),
        one=one,
        directions=[(key, str(word)) for key, word in DIRECTIONS.items()],
        natures=[(key, str(word)) for key, word in NATURES.items()],
        form=form,
        errors=errors,
    )


def _which(house: Profile, direction: str | None, year: str | None) -> tuple[str, int]:
    wanted = _number(year)
    return direction if direction in DIRECTIONS else IN, wanted if 1945 <= wanted <= 2200 else (
        letters.today(house).year
    )


def _number(text: str | None) -> int:
    """0 for what is no number of ours."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


HANDLERS = [
    show_agenda, new, add, take_out, show, dispose, edit, change, strike, done, to_letter,
]  # fmt: skip
