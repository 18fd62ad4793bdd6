"""What comes around and after a workshop: a message, a letter, a test, somebody who was there, and a second
workshop whose report waits for a decision."""

from datetime import timedelta
from uuid import uuid4

from kimhub.accounts.tables import User
from kimhub.core.db import now, transaction
from kimhub.groups import terms
from kimhub.groups.tables import Organization
from kimhub.papers import checks
from kimhub.workshops.letters import KIND
from kimhub.workshops.tables import WorkshopSession
from kimhub.workshops.tables_after import InvitationLetter, Quiz, WorkshopMessage, WorkshopReport
from kimhub.workshops.tables_door import Attendance
from tests import make

QUESTIONS = '[{"label": "Siapa pembina KIM?", "options": ["Diskominfo", "Dinas lain"], "right": 0}]'


async def write_after(
    of: Organization, by: User, things: dict[str, object], side: str
) -> dict[str, object]:
    """The ids of what was made; `by` wrote it all."""
    workshop = int(str(things["workshop_id"]))
    message = WorkshopMessage(
        workshop=workshop, subset="confirmed", body="Bawa laptop.", reached=3, by=by.id
    )
    await message.save()
    async with transaction():
        (code,) = await checks.new_codes(KIND)
    letter = InvitationLetter(
        workshop=workshop, number=f"005/{side}/2026", subject="Undangan", place="Mallari",
        dated=terms.today(), addressees='["Ketua KIM Unra"]', opening="Dengan hormat,",
        closing="Terima kasih.", signer_name="Syamsul Bahri", signer_position="Ketua", code=code,
        created_by=by.id, key=uuid4(),
    )  # fmt: skip
    await letter.save()
    await Quiz(workshop=workshop, questions=QUESTIONS, open_phase="pre").save()
    session = await WorkshopSession.objects().get(WorkshopSession.workshop == workshop)
    assert session
    for name in ("registration", "seat of member"):
        await Attendance(
            registration=things[name], session=session.id, workshop=workshop, at=now(), method="list"
        ).save()
    end = now() - timedelta(days=2)
    over = await make.workshop(
        of, "Rapat tahunan", slug=f"rapat-tahunan-{side}", starts_at=end - timedelta(hours=3), ends_at=end,
        state="finished",
    )  # fmt: skip
    await WorkshopReport(
        workshop=over.id, state="submitted", course="Lancar.", results="Rencana.", follow_up="Ulangi.",
        submitted_by=by.id, submitted_at=end, number=f"001/{side}",
    ).save()  # fmt: skip
    return {"message": message.id, "letter": letter.id, "reported workshop": over.slug}
