"""The report on paper."""

from datetime import datetime
from typing import Any, Final

from kimhub.core.amounts import number, rupiah
from kimhub.core.formats import long_date, span
from kimhub.core.i18n import use_locale
from kimhub.groups.funding import SOURCES
from kimhub.papers import letterheads, printing
from kimhub.workshops import kind_list, letter_facts, report_costs, report_facts, report_photos, reports
from kimhub.workshops.report_facts import Facts
from kimhub.workshops.reports import ReportOn

ROLES: Final = {"speaker": "narasumber", "moderator": "moderator", "opener": "pembuka"}


async def make(one: ReportOn) -> bytes:
    """What stands in the report at this moment; accepted, with the numbers of that day."""
    workshop, report = one.workshop, one.report
    kop, files = await letterheads.for_pdf(await letterheads.of(workshop.organization))
    facts = (report.kept if report else None) or await report_facts.of(workshop)
    photos = []
    for place, photo in enumerate(await report_photos.of(workshop.id)):
        if content := await report_photos.content_of(photo):
            name = f"photo-{place}.jpg"
            files[name] = content
            photos.append({"file": name, "alt": photo.alt or f"Foto {place + 1}"})
    costs = await report_costs.of(workshop.id)
    with use_locale("id"):
        kind = await kind_list.label_of(workshop.kind)
        data: dict[str, Any] = {
            "kop": kop,
            "author": workshop.owner_name,
            "title": f"Laporan {kind}",
            "event": workshop.title,
            "theme": workshop.theme,
            "number": report.number if report else "",
            "state": report.state if report else reports.DRAFT,
            "facts": letter_facts.of(workshop),
            "sections": [
                {"title": str(words), "text": _paragraphs(getattr(report, name, "") if report else "")}
                for name, words in reports.SECTIONS.items()
            ],
            "people": _people(
                facts, report.extra_male if report else 0, report.extra_female if report else 0
            ),
            "houses": [[house.name or "Tanpa keterangan", number(house.present)] for house in facts.houses],
            "sessions": [
                [
                    session.title or f"Sesi {place}",
                    _when(session.starts_at, session.ends_at, workshop.zone),
                    number(session.present),
                ]
                for place, session in enumerate(facts.sessions, 1)
            ],
            "speakers": [
                [speaker.name, speaker.office, ROLES.get(speaker.role, speaker.role)]
                for speaker in facts.speakers
            ],
            "materials": facts.materials,
            "measured": _measured(facts),
            "costs": [
                [cost.item, str(SOURCES[cost.source]), rupiah(cost.planned), rupiah(cost.spent)]
                for cost in costs
            ],
            "planned": rupiah(sum(cost.planned for cost in costs)),
            "spent": rupiah(sum(cost.spent for cost in costs)),
            "photos": photos,
            "decided": (
                f"Diterima {long_date(report.decided_at.astimezone(workshop.zone).date())}"
                f" oleh {report.decided_name}."
                if report and report.state == reports.ACCEPTED and report.decided_at
                else ""
            ),
            "signer": {"name": workshop.signer_name, "position": workshop.signer_position, "id": ""},
        }
    return await printing.make("report", data, files)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _people(facts: Facts, male: int, female: int) -> list[list[str]]:
    rows = [
        ("Terdaftar", facts.confirmed),
        ("Hadir menurut presensi", facts.present),
        ("Laki-laki", facts.male + male),
        ("Perempuan", facts.female + female),
        ("Tanpa keterangan L/P", facts.unknown),
        ("Datang langsung, tanpa mendaftar", facts.walk_ins),
        ("Hadir di luar daftar", male + female),
        ("Jumlah hadir", facts.present + male + female),
    ]
    shown = {"Terdaftar", "Hadir menurut presensi", "Jumlah hadir"}
    return [[label, number(count)] for label, count in rows if count or label in shown]


def _when(starts_at: str, ends_at: str, zone: Any) -> str:
    start, end = datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)
    return f"{long_date(start.astimezone(zone).date())}, {span(start, end, zone)}"


def _measured(facts: Facts) -> list[str]:
    found = []
    if facts.feedback_mean:
        mean, given = number(facts.feedback_mean, 1), number(facts.feedback_given)
        found.append(f"Umpan balik dari {given} orang: rata-rata {mean} dari 5.")
    if facts.quiz_of and (facts.pre_mean or facts.post_mean):
        found.append(
            f"Tes awal rata-rata {number(facts.pre_mean, 1)}, tes akhir rata-rata"
            f" {number(facts.post_mean, 1)} dari {facts.quiz_of} soal."
        )
    return found
