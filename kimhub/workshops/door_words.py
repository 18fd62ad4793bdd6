"""What is said at the door: by which way somebody was noted, and why not."""

from typing import Final

from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.workshops import states

METHODS: Final[dict[str, Lazy]] = {
    "qr": lazy_("QR pribadi"),
    "code": lazy_("kode pendek"),
    "list": lazy_("daftar"),
    "self": lazy_("hadir mandiri"),
    "paper": lazy_("lembar kertas"),
    "walk_in": lazy_("datang langsung"),
}
# Why somebody cannot be noted. The person is named, for they stand before whoever reads it.
NOT_CONFIRMED: Final[dict[str, Lazy]] = {
    "asked": lazy_("%(name)s masih menunggu persetujuan panitia."),
    "waiting": lazy_("%(name)s masih di daftar tunggu."),
    "offered": lazy_("%(name)s sudah ditawari kursi, tetapi belum menjawab."),
    "cancelled": lazy_("%(name)s sudah membatalkan pendaftaran."),
    "rejected": lazy_("Pendaftaran %(name)s tidak diterima."),
    "lapsed": lazy_("%(name)s tidak menjawab tawaran kursi."),
}
# The same on a small label beside the name.
WAITS: Final[dict[str, Lazy]] = {
    "asked": lazy_("menunggu persetujuan"),
    "waiting": lazy_("daftar tunggu"),
    "offered": lazy_("ditawari kursi"),
}


def refusal(state: str, name: str) -> str:
    """Why a registration of this state gives no place; empty when it does."""
    return str(NOT_CONFIRMED[state]) % {"name": name} if state in NOT_CONFIRMED else ""


def gone() -> str:
    return _("Orang ini tidak ada di daftar acara ini.")


def too_early() -> str:
    """Tomorrow's session was open on the phone instead of today's."""
    return _("Sesi ini belum dibuka: kehadiran dicatat paling awal 12 jam sebelumnya.")


def not_taken(state: str) -> str:
    """Why nobody can be noted in an event of this state."""
    if state == states.DRAFT:
        return _("Acara ini belum diumumkan, jadi kehadiran belum dicatat.")
    if state == states.CANCELLED:
        return _("Acara ini dibatalkan, jadi kehadiran tidak dicatat.")
    return _("Kehadiran acara ini sudah ditutup.")
