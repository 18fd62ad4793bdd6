"""Surat undangan: written from what is known of the event, numbered by the house, printed as it went out.

A letter is never changed: a wrong one is revoked, with its reason, and a new one has a new number.
"""

import json
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _, use_locale
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, checked_text, clean_line
from kimhub.core.zones import today_in
from kimhub.groups.settings import positions
from kimhub.papers import checks, letterheads, numbers
from kimhub.workshops import kind_list, letter_facts, states, workshops
from kimhub.workshops.events import LetterRevoked, LetterWritten
from kimhub.workshops.tables import Workshop as WorkshopRow
from kimhub.workshops.tables_after import InvitationLetter
from kimhub.workshops.views import Workshop

KIND: Final = "letter"
MOST_TO: Final = 300
MOST_COPIES: Final = 12
MOST_ON_LETTER: Final = 3  # addressees; more stand on a list behind it (papers/typst/letter.typ)
LONGEST_LINE: Final = 160
FARTHEST: Final = timedelta(days=366)  # from today; beyond it the year is a slip
NATURES: Final = ("Biasa", "Segera", "Penting", "Rahasia")


class Letter(Struct, frozen=True):
    """A letter as its row keeps it."""

    id: int
    workshop: int
    number: str
    nature: str
    enclosure: str
    subject: str
    place: str
    dated: date
    addressees: str
    copies: str
    each: bool
    facts: str
    opening: str
    closing: str
    signer_name: str
    signer_position: str
    signer_id: str
    paper: str
    code: str
    state: str
    reason: str
    ended_at: datetime | None

    @property
    def to(self) -> list[str]:
        return list(json.loads(self.addressees))

    @property
    def file_name(self) -> str:
        return f"undangan-{self.id}.pdf"


class One(Struct, frozen=True):
    """A letter with its event."""

    workshop: Workshop
    letter: Letter


class Written(Struct, frozen=True):
    """What was typed, checked."""

    nature: str
    enclosure: str
    subject: str
    place: str
    dated: date
    addressees: list[str]
    copies: list[str]
    each: bool
    opening: str
    closing: str
    signer_name: str
    signer_position: str
    signer_id: str
    paper: str
    number: str  # empty: the next of the house's own counter


_COLUMNS: Final = ", ".join(f"l.{name}" for name in Letter.__struct_fields__)
_of = prepare_sql(
    f"SELECT {_COLUMNS} FROM workshop_letter l WHERE l.workshop = :workshop ORDER BY l.id DESC",  # noqa: S608
    Letter,
)
_one = prepare_sql(
    f"SELECT {_COLUMNS} FROM workshop_letter l WHERE l.workshop = :workshop AND l.id = :id",  # noqa: S608
    Letter,
)
_by_code = prepare_sql(f"SELECT {_COLUMNS} FROM workshop_letter l WHERE l.code = :code", Letter)  # noqa: S608
_known = prepare_sql("SELECT id FROM workshop_letter WHERE key = :key")
_used = prepare_sql(
    "SELECT 1 FROM workshop_letter l JOIN workshop w ON w.id = l.workshop"
    " WHERE w.organization = :organization AND l.number = :number LIMIT 1"
)
_invited = prepare_sql(
    "SELECT o.name FROM workshop_delegation d JOIN organization o ON o.id = d.organization"
    " WHERE d.workshop = :workshop AND d.state IN ('invited', 'accepted')"
    " UNION SELECT o.name FROM workshop_audience x JOIN organization o ON o.id = x.organization"
    " WHERE x.workshop = :workshop ORDER BY 1"
)
_chair = prepare_sql(
    "SELECT coalesce(u.name, f.name) AS name FROM officer f"
    ' LEFT JOIN account u ON u.id = f."user" WHERE f.organization = :organization'
    " AND f.ended_on IS NULL AND f.position = 'chair' ORDER BY f.id LIMIT 1"
)


async def of(workshop: Workshop) -> list[Letter]:
    """The letters of the event, the latest first."""
    return await _of(workshop=workshop.id)


async def get_letter(slug: str, letter_id: int) -> One | None:
    """The letter of this event with this number."""
    workshop = await workshops.get_workshop(slug)
    letter = await _one.first(workshop=workshop.id, id=letter_id) if workshop else None
    return One(workshop, letter) if workshop and letter else None


async def by_code(code: str) -> Letter | None:
    """The letter with this code."""
    return await _by_code.first(code=code)


async def begun(workshop: Workshop) -> dict[str, str]:
    """The form as it lies before whoever begins a letter: everything that is known stands there."""
    head = await letterheads.of(workshop.organization)
    invited = [row["name"] for row in await _invited(workshop=workshop.id)]
    chair = str(await _chair.value(organization=workshop.organization) or "")
    office = next((row.label for row in await positions() if row.code == "chair"), "")
    today = today_in(workshop.seat)
    with use_locale("id"):
        kind = await kind_list.label_of(workshop.kind)
    theme = f" dengan tema “{workshop.theme}”" if workshop.theme else ""
    return {
        "nature": NATURES[0],
        "enclosure": "-",
        "subject": f"Undangan {kind}",
        "place": head.town,
        "dated": today.isoformat(),
        "addressees": "\n".join(f"Ketua {name}" for name in invited),
        "opening": f"Dengan hormat,\nBersama ini kami mengundang Bapak/Ibu untuk hadir pada {kind}"
        f" “{workshop.title}”{theme}, yang akan kami adakan pada:",
        "closing": "Demikian undangan ini kami sampaikan. Atas perhatian dan kehadiran Bapak/Ibu, kami"
        " mengucapkan terima kasih.",
        "signer_name": workshop.signer_name or chair,
        "signer_position": workshop.signer_position or (f"{office} {workshop.owner_name}" if chair else ""),
        "paper": head.paper,
    }


def read(form: dict[str, str]) -> Written:
    """The letter of a form. Raises Invalid with a sentence for each field that is wrong."""
    errors: dict[str, str] = {}

    def line(name: str, most: int, empty: str = "") -> str:
        typed = form.get(name, "")
        if not typed.strip() and not empty:
            return ""
        try:
            return checked_line(typed, name, most=most, empty=empty)
        except Invalid as no:
            errors.update(no.errors)
            return ""

    def text(name: str, most: int, empty: str = "") -> str:
        typed = form.get(name, "")
        if not typed.strip() and not empty:
            return ""
        try:
            return checked_text(typed, name, most=most, empty=empty)
        except Invalid as no:
            errors.update(no.errors)
            return ""

    def lines(name: str, most: int, too_many: str) -> list[str]:
        some = [words for part in form.get(name, "").splitlines() if (words := clean_line(part))]
        if len(some) > most:
            errors[name] = too_many % {"n": most}
        elif long := [number for number, words in enumerate(some, 1) if len(words) > LONGEST_LINE]:
            said = _("Baris %(n)s terlalu panjang. Paling banyak %(most)s huruf dalam satu baris.")
            errors[name] = said % {"n": long[0], "most": LONGEST_LINE}
        return some

    addressees = lines("addressees", MOST_TO, _("Paling banyak %(n)s alamat dalam satu surat."))
    if not addressees:
        errors["addressees"] = _("Tulis kepada siapa surat ini, satu di tiap baris.")
    try:
        dated = date.fromisoformat(form.get("dated", ""))
    except ValueError:
        dated = date.min
        errors["dated"] = _("Tulis tanggal surat.")
    else:
        if abs(dated - today_in(None)) > FARTHEST:
            errors["dated"] = _("Tanggal ini terlalu jauh. Periksa tahunnya.")
    paper, each = form.get("paper", ""), form.get("each") == "on"
    list_behind = "1 berkas" if len(addressees) > MOST_ON_LETTER and not each else "-"
    written = Written(
        nature=line("nature", 40, _("Tulis sifat surat, misalnya Biasa.")),
        enclosure=line("enclosure", 80).strip("- ") or list_behind,
        subject=line("subject", 160, _("Tulis hal surat.")),
        place=line("place", 80, _("Tulis tempat surat dibuat.")),
        dated=dated,
        addressees=addressees,
        copies=lines("copies", MOST_COPIES, _("Paling banyak %(n)s tembusan.")),
        each=each,
        opening=text("opening", 1500, _("Tulis kalimat pembuka.")),
        closing=text("closing", 1500, _("Tulis kalimat penutup.")),
        signer_name=line("signer_name", 120, _("Tulis nama penanda tangan.")),
        signer_position=line("signer_position", 160, _("Tulis jabatan penanda tangan.")),
        signer_id=line("signer_id", 60),
        paper=paper if paper in letterheads.PAPERS else letterheads.PAPERS[0],
        number=line("number", 80),
    )
    if errors:
        raise Invalid(**errors)
    return written


def may_write(workshop: Workshop) -> bool:
    """Letters are for what was announced and takes place: whoever asks their code is told of the event."""
    return workshop.state not in {states.DRAFT, states.CANCELLED}


async def write(workshop: Workshop, actor: Actor, letter: Written, key: UUID) -> int:
    """Number the letter and keep it; the same form twice writes it once. Returns its id.

    Raises Refused for a draft, what was cancelled and an event without a date, Invalid for a number that
    is taken.
    """
    async with transaction():
        await lock_id(WorkshopRow, workshop.id)
        if known := await _known.value(key=key):
            return int(known)
        fresh = await workshops.by_id(workshop.id)
        check(fresh or workshop)
        facts = letter_facts.of(fresh or workshop)
        number = await _number(workshop, letter)
        (code,) = await checks.new_codes(KIND)
        made = await InvitationLetter.insert(
            InvitationLetter(
                workshop=workshop.id,
                number=number,
                nature=letter.nature,
                enclosure=letter.enclosure,
                subject=letter.subject,
                place=letter.place,
                dated=letter.dated,
                addressees=json.dumps(letter.addressees, ensure_ascii=False),
                copies=json.dumps(letter.copies, ensure_ascii=False),
                each=letter.each,
                facts=json.dumps(facts, ensure_ascii=False),
                opening=letter.opening,
                closing=letter.closing,
                signer_name=letter.signer_name,
                signer_position=letter.signer_position,
                signer_id=letter.signer_id,
                paper=letter.paper,
                code=code,
                created_by=actor.id,
                key=key,
            )
        )
        letter_id = int(made[0]["id"])
        await publish(LetterWritten(letter_id, workshop.id, actor.id or 0, number))
    return letter_id


def check(workshop: Workshop) -> None:
    """Raises Refused where nobody can be invited by a letter."""
    if workshop.state == states.DRAFT:
        raise Refused(_("Terbitkan dulu kegiatannya, baru surat undangan bisa dibuat."))
    if not may_write(workshop):
        raise Refused(_("Kegiatan ini dibatalkan, jadi tidak ada lagi yang diundang."))
    if workshop.starts_at is None:
        raise Refused(_("Tentukan dulu tanggal kegiatannya, baru surat undangan bisa dibuat."))


async def _number(workshop: Workshop, letter: Written) -> str:
    """As it was written, else the next of the house's own that no letter has: one that was written by hand
    may have been ahead of the counter. Raises Invalid for one that is taken."""
    house = workshop.organization
    if letter.number:
        if await _used.value(organization=house, number=letter.number):
            raise Invalid(number=_("Nomor ini sudah dipakai surat lain."))
        return letter.number
    while True:
        number = await numbers.next_number(house, KIND, letter.dated)
        if not await _used.value(organization=house, number=number):
            return number


async def revoke(one: One, actor: Actor, reason: str) -> None:
    """The letter holds no longer, and its check page says why. Raises Invalid without a reason."""
    reason = checked_line(reason, "reason", most=300, least=5, empty=_("Tulis alasannya."))
    async with transaction():
        changed = await (
            InvitationLetter.update(
                {
                    InvitationLetter.state: "revoked",
                    InvitationLetter.reason: reason,
                    InvitationLetter.ended_at: now(),
                }
            )
            .where((InvitationLetter.id == one.letter.id) & (InvitationLetter.state == "valid"))
            .returning(InvitationLetter.id)
        )
        if changed:
            await publish(LetterRevoked(one.letter.id, one.workshop.id, actor.id or 0, reason))
