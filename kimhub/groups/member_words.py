"""What memberships are called on pages, and what their events say in the history."""

from typing import Any, Final

from kimhub.core.formats import long_date
from kimhub.core.i18n import _, lazy_, ngettext
from kimhub.groups.history import tells
from kimhub.groups.invitations import Entry
from kimhub.groups.organizations import Profile
from kimhub.settings import load

STATES: Final = {
    "active": lazy_("Aktif"),
    "applied": lazy_("Menunggu jawaban"),
    "orientation": lazy_("Orientasi"),
    "suspended": lazy_("Dihentikan sementara"),
    "ended": lazy_("Sudah keluar"),
    "declined": lazy_("Tidak diterima"),
}
STATE_TAGS: Final = {
    "active": "good",
    "applied": "info",
    "orientation": "info",
    "suspended": "warn",
    "ended": "",
    "declined": "",
}
KINDS: Final = {"biasa": lazy_("Anggota biasa"), "kehormatan": lazy_("Anggota kehormatan")}
PROPOSALS: Final = {"accept": lazy_("Sebaiknya diterima"), "decline": lazy_("Sebaiknya tidak")}
INVITATION_STATES: Final = {
    "open": lazy_("Masih berlaku"),
    "used_up": lazy_("Sudah habis dipakai"),
    "expired": lazy_("Sudah lewat waktu"),
    "revoked": lazy_("Dicabut"),
}
INVITATION_TAGS: Final = {"open": "good", "used_up": "", "expired": "", "revoked": "bad"}
ROW_STATES: Final = {
    "new": lazy_("Akan ditambahkan"),
    "member": lazy_("Dilewati"),
    "account": lazy_("Perlu diundang"),
    "error": lazy_("Perlu diperbaiki"),
}
ROW_TAGS: Final = {"new": "good", "member": "", "account": "info", "error": "bad"}


def invitation_message(organization: Profile, entry: Entry) -> str:
    """What goes to WhatsApp, ready to send: who, what, where to tap, until when. Stars make bold there."""
    facts = {
        "name": organization.name,
        "place": organization.place,
        "link": entry.link,
        "code": entry.spoken,
        "address": f"{load().base_url}/undangan",
        "day": long_date(entry.ends_at),
    }
    if entry.role == "kim_admin":
        return (
            _(
                "Assalamualaikum dan salam sejahtera, Bapak/Ibu.\n\n"
                "Anda ditunjuk sebagai admin *%(name)s* (%(place)s) di KIMHub. Buka tautan ini dan"
                " buat kata sandi Anda sendiri:\n%(link)s\n\n"
                "Tautan berlaku sampai %(day)s, satu kali, hanya untuk Anda. Mohon tidak diteruskan."
            )
            % facts
        )
    return (
        _(
            "Assalamualaikum dan salam sejahtera, Bapak/Ibu.\n\n"
            "Mari bergabung dengan *%(name)s* (%(place)s). Kita berbagi kabar, berdiskusi, dan"
            " belajar bersama di KIMHub. Gratis, tanpa email.\n\n"
            "Ketuk tautan ini:\n%(link)s\n\n"
            "Atau buka %(address)s dan ketik kode *%(code)s*. Berlaku sampai %(day)s."
        )
        % facts
    )


@tells("MembershipApplied")
def _applied(payload: dict[str, Any]) -> str:
    return _("meminta bergabung.")


@tells("ApplicationWithdrawn")
def _withdrawn(payload: dict[str, Any]) -> str:
    return _("menarik permintaan bergabung.")


@tells("AnswerProposed")
def _proposed(payload: dict[str, Any]) -> str:
    if payload["proposal"] == "accept":
        return _("mengusulkan supaya %(name)s diterima.") % payload
    return _("mengusulkan supaya %(name)s tidak diterima.") % payload


@tells("OrientationStarted")
def _orientation(payload: dict[str, Any]) -> str:
    return _("mengajak %(name)s mengikuti orientasi.") % payload


@tells("MemberAccepted")
def _accepted(payload: dict[str, Any]) -> str:
    if payload["invitation_id"]:
        return _("bergabung dengan undangan.")
    return _("menerima %(name)s sebagai anggota.") % payload


@tells("MemberDeclined")
def _declined(payload: dict[str, Any]) -> str:
    return _("belum menerima %(name)s.") % payload


@tells("AnswerTakenBack")
def _taken_back(payload: dict[str, Any]) -> str:
    return _("mengurungkan jawaban untuk %(name)s.") % payload


@tells("MemberSuspended")
def _suspended(payload: dict[str, Any]) -> str:
    return _("menghentikan sementara keanggotaan %(name)s.") % payload


@tells("MemberReinstated")
def _reinstated(payload: dict[str, Any]) -> str:
    return _("mengaktifkan kembali keanggotaan %(name)s.") % payload


@tells("MembershipEnded")
def _ended(payload: dict[str, Any]) -> str:
    if payload["actor_id"] == payload["user_id"]:
        return _("keluar dari keanggotaan.")
    return _("mengakhiri keanggotaan %(name)s.") % payload


@tells("MemberEdited")
def _edited(payload: dict[str, Any]) -> str:
    kind = str(KINDS.get(payload["kind"], payload["kind"])).lower()
    return _("mencatat %(name)s sebagai %(kind)s, nomor kartu %(card)s.") % {
        "name": payload["name"],
        "kind": kind,
        "card": payload["card_no"] or "–",
    }


@tells("ContactsSeen")
def _seen(payload: dict[str, Any]) -> str:
    if payload["user_id"] is None:
        return _("melihat nomor HP di daftar anggota.")
    return _("melihat nomor HP %(name)s.") % payload


@tells("InvitationCreated")
def _invited(payload: dict[str, Any]) -> str:
    if payload["role"] == "kim_admin":
        return _("membuat tautan aktivasi untuk admin pertama.")
    n = payload["max_uses"]
    return ngettext("membuat undangan untuk %(n)s orang.", "membuat undangan untuk %(n)s orang.", n) % {
        "n": n
    }


@tells("InvitationRevoked")
def _revoked(payload: dict[str, Any]) -> str:
    return _("mencabut undangan %(code)s.") % payload


@tells("MembersImported")
def _imported(payload: dict[str, Any]) -> str:
    n = len(payload["people"])
    return ngettext("memasukkan %(n)s anggota dari daftar.", "memasukkan %(n)s anggota dari daftar.", n) % {
        "n": n
    }


@tells("ActivationCodesMade")
def _codes(payload: dict[str, Any]) -> str:
    n = len(payload["people"])
    return ngettext("membuat %(n)s kode aktivasi.", "membuat %(n)s kode aktivasi.", n) % {"n": n}
