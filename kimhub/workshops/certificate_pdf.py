"""Certificates on paper: one at once, or all of an event as a document that is made in the background."""

import asyncio
from datetime import UTC, datetime, time
from typing import Any, Final

from kimhub.core.text import slugify
from kimhub.papers import checks, letterheads, making, printing
from kimhub.papers.making import Document, Maker, Progress
from kimhub.workshops import certificate_facts, certificate_lists, policy, workshops
from kimhub.workshops.certificate_lists import Entry, One

KIND: Final = "certificates"
AT_ONCE: Final = 20  # drawn between two notes of how far it is


async def one_pdf(one: One) -> bytes:
    """The certificate as PDF: the same bytes whenever it is fetched, so that a broken download goes on."""
    day = datetime.combine(one.entry.issued_on, time(), UTC)
    return await _pdf(one.workshop.organization, [_page(one.entry)], one.workshop.owner_name, at=day)


async def make_all(workshop_id: int, _options: dict[str, Any], progress: Progress) -> Document:
    """Every certificate of the event that holds, in one file."""
    workshop = await workshops.by_id(workshop_id)
    assert workshop is not None
    entries = await certificate_lists.valid(workshop_id)
    pages: list[dict[str, Any]] = []
    await progress(0, len(entries))
    for start in range(0, len(entries), AT_ONCE):
        some = entries[start : start + AT_ONCE]
        pages += await asyncio.to_thread(lambda those: [_page(entry) for entry in those], some)
        await progress(len(pages), len(entries))
    content = await _pdf(workshop.organization, pages, workshop.owner_name, tagged=False)
    return Document(content, f"sertifikat-{slugify(workshop.title)}.pdf", printing.MIME)


async def _pdf(
    organization_id: int,
    pages: list[dict[str, Any]],
    author: str,
    *,
    tagged: bool = True,
    at: datetime | None = None,
) -> bytes:
    logo = await letterheads.logo_of(await letterheads.of(organization_id))
    data = {
        "title": f"Sertifikat {pages[0]['number']}" if len(pages) == 1 else "Sertifikat",
        "author": author,
        "logo": letterheads.LOGO if logo else "",
        "certificates": pages,
    }
    files = {letterheads.LOGO: logo} if logo else {}
    return await printing.make("certificate", data, files, tagged=tagged, at=at)


def _page(entry: Entry) -> dict[str, Any]:
    """A certificate as the template wants it."""
    facts = entry.printed
    signer = {
        "place": certificate_facts.town_and_day(facts, entry.issued_on),
        "position": facts.signer_position,
        "name": facts.signer_name,
    }
    return {
        "organizer": facts.organizer,
        "number": entry.number,
        "name": entry.name,
        "from": entry.from_where,
        "role": entry.role_name,
        "event": facts.event,
        "held": facts.held,
        "signers": [signer],
        **printing.qr_of(entry.code),
        "lessons": [{"title": each.title, "who": each.who, "hours": each.hours} for each in facts.lessons],
        "hours": facts.hours,
    }


making.register(KIND, Maker(make_all, workshops.by_id, policy.can_certify))
checks.register(certificate_facts.KIND, certificate_facts.facts_of)
