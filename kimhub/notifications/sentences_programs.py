"""What entries about programs say."""

from collections.abc import Callable
from datetime import date
from typing import Any

from kimhub.core.formats import long_date
from kimhub.core.i18n import Lazy, _, lazy_, ngettext
from kimhub.core.text import excerpt

Say = Callable[[dict[str, Any]], str]


def _day(facts: dict[str, Any], name: str) -> str:
    return long_date(date.fromisoformat(facts[name])) if facts.get(name) else ""


def _sent(facts: dict[str, Any]) -> str:
    said = _("%(organization)s mengajukan program kerja %(year)s")
    if facts.get("round", 1) > 1:
        said = _("%(organization)s mengajukan lagi program kerja %(year)s, versi %(round)s")
    return said % facts


def _returned(facts: dict[str, Any]) -> str:
    said = _("Program kerja %(year)s perlu perbaikan") % facts
    parts = [said]
    if facts.get("remarks"):
        parts.append(
            ngettext("%(n)s catatan pada barisnya", "%(n)s catatan pada barisnya", facts["remarks"])
            % {"n": facts["remarks"]}
        )
    if day := _day(facts, "reply_by"):
        parts.append(_("jawab paling lambat %(day)s") % {"day": day})
    return ": ".join([parts[0], ", ".join(parts[1:])]) if parts[1:] else said


def _remarks(facts: dict[str, Any]) -> str:
    n = facts["remarks"]
    return ngettext(
        "%(who)s menulis %(n)s catatan pada program kerja %(organization)s %(year)s",
        "%(who)s menulis %(n)s catatan pada program kerja %(organization)s %(year)s",
        n,
    ) % {**facts, "n": n}


_ASKS = {
    "program": lazy_("Program kerja %(year)s %(organization)s ditunggu"),
    "reply": lazy_("Perbaikan program kerja %(year)s %(organization)s ditunggu"),
    "report": lazy_("LPJ %(year)s %(organization)s ditunggu"),
}


def _reminded(facts: dict[str, Any]) -> str:
    said = str(_ASKS.get(facts["topic"], _ASKS["program"])) % facts
    return f"{said}: {excerpt(facts['message'], 200)}" if facts.get("message") else said


def _with_reason(said: Lazy) -> Say:
    def say(facts: dict[str, Any]) -> str:
        words = str(said) % facts
        return f"{words}: {excerpt(facts['reason'], 200)}" if facts.get("reason") else words

    return say


PROGRAMS: dict[str, Say] = {
    "program_sent": _sent,
    "program_returned": _returned,
    "program_agreed": lambda facts: (
        _("Program kerja %(year)s %(organization)s disetujui dan berlaku") % facts
    ),
    "program_undone": lambda facts: (
        _("Putusan atas program kerja %(year)s %(organization)s diurungkan; telaahnya dilanjutkan") % facts
    ),
    "program_known": lambda facts: (
        _("Program kerja %(year)s %(organization)s sudah diketahui %(by)s dan diteruskan ke pembina")
        % facts
    ),
    "program_known_back": _with_reason(
        lazy_("%(by)s meminta perbaikan program kerja %(year)s %(organization)s")
    ),
    "program_remarks": _remarks,
    "program_answered": lambda facts: (
        _("%(organization)s menjawab catatan pada program kerja %(year)s") % facts
    ),
    "program_reminded": _reminded,
    "review_overdue": lambda facts: (
        _("Program kerja %(year)s %(organization)s belum dijawab sampai batasnya, %(day)s")
        % {**facts, "day": _day(facts, "due_on")}
    ),
    "line_late": lambda facts: (
        _("“%(title)s” sudah lewat waktunya dan belum terlaksana. Catat apa yang terjadi") % facts
    ),
    "account_sent": lambda facts: _("%(organization)s mengirim LPJ %(year)s untuk Anda periksa") % facts,
    "account_accepted": lambda facts: _("LPJ %(year)s %(organization)s diterima. Terima kasih") % facts,
    "account_returned": _with_reason(lazy_("LPJ %(year)s %(organization)s perlu dilengkapi")),
    "reading_confirmed": lambda facts: _("Angka “%(title)s” dibenarkan pembina") % facts,
    "reading_doubted": _with_reason(lazy_("Pembina meragukan angka “%(title)s”")),
    "stand_in": lambda facts: (
        _("Anda menggantikan %(away)s menelaah program kerja sampai %(day)s")
        % {**facts, "day": _day(facts, "last_day")}
    ),
}
