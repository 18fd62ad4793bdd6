"""The sentences in which people hear how it stands with their seat."""

from kimhub.core.i18n import _
from kimhub.workshops.quotas import DISTRICT, ORGANIZATION, Rules


def closed(phase: str, *, full: bool = False) -> str:
    """Why nobody can sign up now; `phase` as in states.phase."""
    if phase == "shut" and full:
        return _("Semua kursi sudah terisi dan acara ini tidak memakai daftar tunggu.")
    return {
        "soon": _("Pendaftaran belum dibuka."),
        "shut": _("Pendaftaran sudah ditutup."),
        "running": _("Acara ini sedang berlangsung, jadi pendaftaran sudah ditutup."),
        "over": _("Acara ini sudah selesai."),
        "cancelled": _("Acara ini dibatalkan."),
        "finished": _("Acara ini sudah selesai."),
        "reported": _("Acara ini sudah selesai."),
    }.get(phase, _("Pendaftaran sudah ditutup."))


def not_open_to_all(admission: str) -> str:
    """Where people cannot sign up for themselves."""
    if admission == "delegation":
        return _("Peserta acara ini ditunjuk oleh KIM yang diundang. Tanyakan kepada pengurus KIM Anda.")
    return _("Acara ini hanya untuk undangan. Tanyakan kepada panitia.")


def no_seat(obstacle: str, rules: Rules) -> str:
    """Why there is no seat for this person, where there is no waiting list either."""
    if obstacle == ORGANIZATION:
        return _("Jatah KIM Anda, %(n)s kursi, sudah terisi.") % {"n": rules.per_organization}
    if obstacle == DISTRICT:
        return _("Jatah kecamatan Anda, %(n)s kursi, sudah terisi.") % {"n": rules.per_district}
    return _("Semua kursi sudah terisi: %(n)s dari %(n)s.") % {"n": rules.capacity}


def rejected() -> str:
    return _("Panitia tidak menerima pendaftaran Anda. Tanyakan kepada panitia bila ada yang keliru.")


def offer_gone() -> str:
    return _("Tawaran kursi ini sudah lewat dan kursinya beralih ke orang berikutnya.")


def phone_taken() -> str:
    return _(
        "Nomor ini sudah terdaftar di acara ini. Buka tautan pribadi yang dulu diberikan,"
        " atau hubungi panitia."
    )


def too_few(taken: int) -> str:
    return _(
        "Sudah %(n)s kursi terisi, ditawarkan, atau disimpan untuk utusan, jadi paling sedikit %(n)s."
    ) % {"n": taken}


def too_few_for_one(taken: int) -> str:
    return _("Satu KIM sudah memakai %(n)s kursi, jadi paling sedikit %(n)s.") % {"n": taken}


def too_few_for_district(taken: int) -> str:
    return _("Satu kecamatan sudah memakai %(n)s kursi, jadi paling sedikit %(n)s.") % {"n": taken}


def named_already(named: int) -> str:
    return _("Sudah %(n)s orang ditunjuk, jadi paling sedikit %(n)s kursi.") % {"n": named}


def more_than_seats(seats: int, named: int) -> str:
    return _("Kursinya %(seats)s dan %(named)s orang sudah ditunjuk. Kurangi pilihan Anda.") % {
        "seats": seats,
        "named": named,
    }


def invitation_over(state: str) -> str:
    """Why nobody can be named any more."""
    return {
        "declined": _("KIM ini sudah menyatakan tidak hadir."),
        "lapsed": _("Batas jawaban undangan ini sudah lewat, jadi kursinya diberikan kepada yang lain."),
        "withdrawn": _("Panitia menarik undangan ini."),
    }.get(state, _("Undangan ini sudah tidak berlaku."))
