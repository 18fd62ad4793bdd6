"""What entries about workshops say. Times are told in the zone of the place, with its name."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kimhub.core.formats import date_time
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.text import excerpt
from kimhub.core.zones import zone_for

CHANGED = {
    "time": lazy_("waktu"),
    "place": lazy_("tempat"),
    "online": lazy_("tautan daring"),
    "mode": lazy_("cara hadir"),
    "postponed": lazy_("tanggal"),
}


def _moment(facts: dict[str, Any], name: str) -> str:
    return date_time(datetime.fromisoformat(facts[name]), zone_for(facts["code"] or None))


def _offered(facts: dict[str, Any]) -> str:
    said = _("Ada kursi untuk Anda di “%(title)s”. Ambil sebelum %(until)s")
    return said % {**facts, "until": _moment(facts, "until") if facts.get("until") else _("acara mulai")}


def _with_reason(said: Lazy) -> Callable[[dict[str, Any]], str]:
    def say(facts: dict[str, Any]) -> str:
        words = str(said) % facts
        return f"{words}: {facts['reason']}" if facts.get("reason") else words

    return say


def _soon(facts: dict[str, Any]) -> str:
    return {
        "7d": _("Seminggu lagi: “%(title)s”, %(when)s"),
        "1d": _("Besok: “%(title)s”, %(when)s"),
        "today": _("Hari ini: “%(title)s”, %(when)s"),
        "2h": _("Sebentar lagi: “%(title)s”, %(when)s"),
    }[facts["ahead"]] % {**facts, "when": _moment(facts, "starts_at")}


def _changed(facts: dict[str, Any]) -> str:
    what = ", ".join(str(CHANGED[key]) for key in facts["what"] if key in CHANGED)
    if not facts["starts_at"]:
        return _("Ada perubahan di “%(title)s”: %(what)s") % {**facts, "what": what}
    return _("Ada perubahan di “%(title)s”: %(what)s. Sekarang %(when)s") % {
        **facts,
        "what": what,
        "when": _moment(facts, "starts_at"),
    }


def _postponed(facts: dict[str, Any]) -> str:
    return _("“%(title)s” diundur ke %(when)s. Tempat Anda tetap ada") % {
        **facts,
        "when": _moment(facts, "starts_at"),
    }


def _message(facts: dict[str, Any]) -> str:
    return _("Pesan dari panitia “%(title)s”: %(words)s") % {**facts, "words": excerpt(facts["words"], 200)}


WORKSHOPS: dict[str, Callable[[dict[str, Any]], str]] = {
    "seat_asked": lambda facts: _("Pendaftaran Anda di “%(title)s” menunggu persetujuan panitia") % facts,
    "seat_confirmed": lambda facts: _("Anda terdaftar di “%(title)s”") % facts,
    "seat_waiting": lambda facts: _("Anda masuk daftar tunggu “%(title)s”") % facts,
    "seat_offered": _offered,
    "seat_lapsed": lambda facts: (
        _("Kursi untuk Anda di “%(title)s” tidak diambil sampai batas waktunya. Anda boleh mendaftar lagi")
        % facts
    ),
    "seat_cancelled": _with_reason(lazy_("Pendaftaran Anda di “%(title)s” dibatalkan panitia")),
    "seat_rejected": _with_reason(lazy_("Pendaftaran Anda di “%(title)s” belum bisa diterima")),
    "seat_to_approve": lambda facts: _("Ada pendaftar “%(title)s” yang menunggu persetujuan Anda") % facts,
    "delegation_invited": lambda facts: (
        _("%(organization)s diundang ke “%(title)s” dengan %(seats)s kursi. Tulis siapa yang berangkat")
        % facts
    ),
    "workshop_changed": _changed,
    "workshop_postponed": _postponed,
    "workshop_off": _with_reason(lazy_("“%(title)s” dibatalkan")),
    "workshop_soon": _soon,
    "workshop_message": _message,
    "feedback_asked": lambda facts: (
        _("Bagaimana “%(title)s” menurut Anda? Isi umpan balik, tanpa nama") % facts
    ),
    "certificate_issued": lambda facts: _("Sertifikat Anda dari “%(title)s” sudah terbit") % facts,
    "certificate_revoked": _with_reason(lazy_("Sertifikat Anda dari “%(title)s” dicabut")),
    "report_owed": lambda facts: _("Laporan kegiatan “%(title)s” belum dikirim") % facts,
    "report_sent": lambda facts: (
        _("%(organization)s mengirim laporan “%(title)s” untuk Anda periksa") % facts
    ),
    "workshop_report_accepted": lambda facts: _("Laporan “%(title)s” diterima. Terima kasih") % facts,
    "workshop_report_returned": _with_reason(lazy_("Laporan “%(title)s” perlu dilengkapi")),
}
