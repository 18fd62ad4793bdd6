"""What hangs on the plan of a workshop, one of each: for tests that try every route."""

from datetime import timedelta

from kimhub.core import files
from kimhub.core.db import now
from kimhub.groups.tables import Organization
from kimhub.workshops.tables import (
    RundownItem,
    Speaker,
    Workshop,
    WorkshopAudience,
    WorkshopFile,
    WorkshopHelper,
    WorkshopKind,
    WorkshopQuestion,
    WorkshopSession,
)
from tests import make


async def plan_a_workshop(of: Organization, workshop_id: int, side: str) -> dict[str, object]:
    """A line of the rundown, a speaker, a question, an audience, a helper at the door, a file; and a draft
    of the same house."""
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == workshop_id)
    assert session
    line = RundownItem(
        workshop=workshop_id,
        session=session.id,
        starts_at=session.starts_at,
        title="Pembukaan",
        who="Kades",
    )
    speaker = Speaker(workshop=workshop_id, name="Dr. Andi Nur", office="Diskominfo Bone")
    question = WorkshopQuestion(workshop=workshop_id, kind="yesno", label="Membawa laptop?")
    watchman = await make.user("Penjaga Pintu")
    entry = WorkshopAudience(workshop=workshop_id, wilayah_code=of.wilayah_code[:2])
    door = WorkshopHelper(workshop=workshop_id, user=watchman.id, role="door")
    stored = await files.save_content(b"Materi", "text/plain", "materi.txt")
    file = WorkshopFile(
        workshop=workshop_id, file=stored.key, name="materi.txt", mime="text/plain", size=stored.size
    )
    kind = WorkshopKind(code=f"ronda_{side}", label=f"Ronda {side}", wilayah_code=of.wilayah_code[:5])
    for row in (line, speaker, question, entry, door, file, kind):
        await row.save()
    draft = await make.workshop(of, "Rencana ronda", slug=f"rencana-ronda-{side}", state="draft")
    await Workshop.update({Workshop.published_at: None}).where(Workshop.id == draft.id)
    begun = now() - timedelta(hours=1)
    running = await make.workshop(
        of, "Kerja bakti", slug=f"kerja-bakti-{side}", starts_at=begun, ends_at=now() + timedelta(hours=3)
    )
    now_on = await WorkshopSession.objects().get(WorkshopSession.workshop == running.id)
    assert now_on
    return {
        "line": line.id,
        "speaker": speaker.id,
        "question": question.id,
        "aim": entry.id,
        "helper": door.id,
        "material": file.id,
        "kind": kind.id,
        "draft workshop": draft.slug,
        "running workshop": running.slug,
        "running session": now_on.id,
    }


async def offer_templates(office: Organization, side: str) -> dict[str, object]:
    """A draft of an office, and one that is a template already."""
    draft = await make.workshop(office, "Bimtek situs", slug=f"bimtek-situs-{side}", state="draft")
    template = await make.workshop(
        office, "Contoh bimtek", slug=f"contoh-bimtek-{side}", state="draft", is_template=True
    )
    return {"office draft": draft.slug, "template": template.slug}
