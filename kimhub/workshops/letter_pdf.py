"""A letter on paper, on its check page, and as words for a chat."""

import json
from typing import Any

from kimhub.core.formats import long_date
from kimhub.core.i18n import lazy_
from kimhub.core.text import excerpt
from kimhub.core.zones import zone_for
from kimhub.papers import checks, letterheads, printing
from kimhub.papers.checks import Facts
from kimhub.workshops import letter_facts, letters, workshops
from kimhub.workshops.letters import KIND, Letter, One, Written
from kimhub.workshops.views import Workshop


async def pdf_of(one: One) -> bytes:
    """The letter as it went out."""
    kept = one.letter
    return await _pdf(
        one.workshop,
        {
            "number": kept.number,
            "nature": kept.nature,
            "enclosure": kept.enclosure,
            "subject": kept.subject,
            "place": kept.place,
            "dated": kept.dated,
            "addressees": kept.to,
            "copies": json.loads(kept.copies),
            "each": kept.each,
            "facts": json.loads(kept.facts),
            "opening": kept.opening,
            "closing": kept.closing,
            "signer_name": kept.signer_name,
            "signer_position": kept.signer_position,
            "signer_id": kept.signer_id,
            "paper": kept.paper,
        },
        printing.qr_of(kept.code),
        stamp="" if kept.state == "valid" else "DITARIK",
    )


async def preview(workshop: Workshop, letter: Written) -> bytes:
    """The letter as it would go out, without number and code and marked as a draft."""
    fields = {name: getattr(letter, name) for name in Written.__struct_fields__}
    fields["facts"] = letter_facts.of(workshop)
    return await _pdf(workshop, fields, {"code": "", "check": "", "qr": ""}, stamp="KONSEP")


async def _pdf(workshop: Workshop, fields: dict[str, Any], code: dict[str, str], *, stamp: str) -> bytes:
    kop, files = await letterheads.for_pdf(await letterheads.of(workshop.organization))
    day = long_date(fields["dated"], locale="id")
    data = {
        **fields,
        **code,
        "kop": kop,
        "author": workshop.owner_name,
        "stamp": stamp,
        "place-and-day": f"{fields['place']}, {day}",
        "dated": day,
        "opening": [part for part in fields["opening"].splitlines() if part.strip()],
        "closing": [part for part in fields["closing"].splitlines() if part.strip()],
        "signer": {
            "position": fields["signer_position"],
            "name": fields["signer_name"],
            "id": fields["signer_id"],
        },
    }
    return await printing.make("letter", data, files)


async def facts_by_code(code: str) -> Facts | None:
    """What is printed on the letter with this code, but the names of those it went to."""
    letter = await letters.by_code(code)
    workshop = await workshops.by_id(letter.workshop) if letter else None
    if letter is None or workshop is None:
        return None
    zone = zone_for(workshop.seat)
    said: list[tuple[Any, str]] = [
        (lazy_("Nomor"), letter.number),
        (lazy_("Hal"), letter.subject),
        (lazy_("Tempat dan tanggal surat"), f"{letter.place}, {long_date(letter.dated, locale='id')}"),
        (lazy_("Pengirim"), workshop.owner_name),
        *((label, value) for label, value in json.loads(letter.facts)),
        (lazy_("Penanda tangan"), f"{letter.signer_name}, {letter.signer_position}"),
    ]
    ended = letter.ended_at.astimezone(zone).date() if letter.ended_at else None
    return Facts(lazy_("Surat undangan"), said, letter.state, letter.reason, ended)


def for_whatsapp(one: One, address: str) -> str:
    """The words that go with the file into a chat."""
    return "\n".join(
        [f"*{one.letter.subject}*", f"Nomor {one.letter.number}", "", *_lines(one.letter), "", address]
    )


def _lines(letter: Letter) -> list[str]:
    return [f"{label}: {excerpt(value, 120)}" for label, value in json.loads(letter.facts)]


checks.register(KIND, facts_by_code)
