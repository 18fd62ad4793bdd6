"""What somebody with a seat can do by now: take the test, say how it was, have the certificate."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.workshops import feedback
from kimhub.workshops.views import Workshop


class Next(Struct, frozen=True):
    """`test` is the phase that is open and not taken yet, `certificate` the id of the one that holds."""

    came: bool = False
    test: str = ""
    feedback: bool = False
    certificate: int | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to tap."""
        return bool(self.test or self.feedback or self.certificate)


_standing = prepare_sql(
    "SELECT coalesce(q.open_phase, '') AS phase,"
    " EXISTS (SELECT 1 FROM workshop_quiz_result t WHERE t.registration = r.id"
    " AND t.phase = q.open_phase) AS taken,"
    " EXISTS (SELECT 1 FROM workshop_attendance a WHERE a.registration = r.id) AS came,"
    " EXISTS (SELECT 1 FROM workshop_feedback_given g WHERE g.registration = r.id) AS given,"
    " (SELECT min(c.id) FROM workshop_certificate c WHERE c.registration = r.id"
    " AND c.state = 'valid') AS certificate"
    " FROM workshop_registration r LEFT JOIN workshop_quiz q ON q.workshop = r.workshop"
    " WHERE r.id = :registration"
)


async def of(workshop: Workshop, registration_id: int, at: datetime) -> Next:
    """For a confirmed place; nothing of what was called off."""
    row: Any = await _standing.first(registration=registration_id)
    if row is None or workshop.state == "cancelled":
        return Next()
    return Next(
        came=bool(row["came"]),
        test="" if row["taken"] else row["phase"],
        feedback=bool(row["came"]) and not row["given"] and feedback.is_open(workshop, at),
        certificate=row["certificate"],
    )
