"""States of a program, its versions and its lines, and the steps between them (domain.md 3.3, 3.5).

draft -submit-> (acknowledging ->) submitted -take-> in_review -approve-> approved -accept LPJ-> closed
  ^                   | take back          | return
  +-------------------+--------------------+--> needs_revision -submit-> submitted
approved -amend-> draft' ... approved': the version agreed before stays in force until then
"""

from typing import Final

from kimhub.core.i18n import Lazy, lazy_

DRAFT: Final = "draft"
ACKNOWLEDGING: Final = "acknowledging"
SUBMITTED: Final = "submitted"
IN_REVIEW: Final = "in_review"
NEEDS_REVISION: Final = "needs_revision"
APPROVED: Final = "approved"
CLOSED: Final = "closed"
CANCELLED: Final = "cancelled"

STATES: Final[dict[str, Lazy]] = {
    DRAFT: lazy_("Draf"),
    ACKNOWLEDGING: lazy_("Menunggu kepala desa"),
    SUBMITTED: lazy_("Diajukan"),
    IN_REVIEW: lazy_("Ditelaah"),
    NEEDS_REVISION: lazy_("Perlu perbaikan"),
    APPROVED: lazy_("Disetujui"),
    CLOSED: lazy_("Ditutup"),
    CANCELLED: lazy_("Dibuang"),
}
TAGS: Final = {
    DRAFT: "",
    ACKNOWLEDGING: "info",
    SUBMITTED: "info",
    IN_REVIEW: "info",
    NEEDS_REVISION: "warn",
    APPROVED: "good",
    CLOSED: "",
    CANCELLED: "bad",
}
WRITABLE: Final = frozenset({DRAFT, NEEDS_REVISION})  # the working copy may be changed
WAITING: Final = frozenset({SUBMITTED, IN_REVIEW})  # for the pembina
AWAY: Final = frozenset({ACKNOWLEDGING, SUBMITTED, IN_REVIEW})  # out of the house: locked

# States of a version beside those of a program under way.
IN_FORCE: Final = "in_force"
RETURNED: Final = "returned"
WITHDRAWN: Final = "withdrawn"
SUPERSEDED: Final = "superseded"
VERSION_STATES: Final[dict[str, Lazy]] = {
    ACKNOWLEDGING: lazy_("Menunggu kepala desa"),
    SUBMITTED: lazy_("Diajukan"),
    IN_REVIEW: lazy_("Ditelaah"),
    IN_FORCE: lazy_("Disetujui, berlaku"),
    RETURNED: lazy_("Diminta perbaikan"),
    WITHDRAWN: lazy_("Ditarik kembali"),
    SUPERSEDED: lazy_("Disetujui, sudah diganti"),
}

# Steps of the history.
ACTS: Final[dict[str, Lazy]] = {
    "started": lazy_("Mulai disusun"),
    "submitted": lazy_("Diajukan"),
    "acknowledged": lazy_("Diketahui kepala desa atau lurah"),
    "sent_back": lazy_("Diminta diperbaiki kepala desa atau lurah"),
    "withdrawn": lazy_("Ditarik kembali"),
    "taken": lazy_("Mulai ditelaah"),
    "handed_over": lazy_("Telaah diserahkan"),
    "returned": lazy_("Diminta perbaikan"),
    "approved": lazy_("Disetujui"),
    "undone": lazy_("Putusan diurungkan"),
    "escalated": lazy_("Lewat batas: seluruh pembina diberi tahu"),
    "amended": lazy_("Perubahan mulai disusun"),
    "dropped": lazy_("Perubahan dibuang"),
    "discarded": lazy_("Dibuang"),
    "account_sent": lazy_("LPJ dikirim"),
    "account_withdrawn": lazy_("LPJ ditarik kembali"),
    "account_returned": lazy_("LPJ diminta dilengkapi"),
    "account_accepted": lazy_("LPJ diterima"),
    "closed": lazy_("Ditutup, LPJ diterima"),
    "reopened": lazy_("Dibuka kembali"),
}

# What becomes of a line (domain.md 3.5).
NOT_STARTED: Final = "not_started"
ONGOING: Final = "ongoing"
DONE: Final = "done"
POSTPONED: Final = "postponed"
LINE_CANCELLED: Final = "cancelled"
PROGRESS: Final[dict[str, Lazy]] = {
    NOT_STARTED: lazy_("Belum"),
    ONGOING: lazy_("Berjalan"),
    DONE: lazy_("Terlaksana"),
    POSTPONED: lazy_("Ditunda"),
    LINE_CANCELLED: lazy_("Batal"),
}
PROGRESS_TAGS: Final = {
    NOT_STARTED: "",
    ONGOING: "info",
    DONE: "good",
    POSTPONED: "warn",
    LINE_CANCELLED: "bad",
}
