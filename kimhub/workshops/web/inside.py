"""What the pages behind a workshop share: the way from one to the next."""

from kimhub.core.actor import Actor
from kimhub.core.i18n import _
from kimhub.workshops import policy
from kimhub.workshops.views import Workshop

Tab = tuple[str, str, str]


def tabs(actor: Actor, workshop: Workshop) -> list[Tab]:
    """The parts this person may open: (key, address, name)."""
    home, manages = workshop.path, policy.can_manage(actor, workshop)
    announced = workshop.state != "draft"
    happens = announced and workshop.state != "cancelled"
    every = [
        (manages, "people", f"{home}/peserta", _("Peserta")),
        (happens and policy.can_work_the_door(actor, workshop), "door", f"{home}/pintu", _("Pintu")),
        (policy.can_edit(actor, workshop), "plan", f"{home}/sunting", _("Rencana")),
        (announced and manages, "letters", f"{home}/surat", _("Surat")),
        (announced and manages, "messages", f"{home}/pesan", _("Pesan")),
        (manages and workshop.state != "cancelled", "quiz", f"{home}/tes/atur", _("Tes")),
        (happens and manages, "feedback", f"{home}/umpan-balik/hasil", _("Umpan balik")),
        (
            happens and policy.can_certify(actor, workshop),
            "certificates",
            f"{home}/sertifikat",
            _("Sertifikat"),
        ),
        (
            happens and (manages or policy.can_accept_report(actor, workshop)),
            "report",
            f"{home}/laporan",
            _("Laporan"),
        ),
    ]
    return [(key, href, text) for shown, key, href, text in every if shown]
