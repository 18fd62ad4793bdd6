"""What entries of the forum say. Names and titles are those that stand there now."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kimhub.core.amounts import number
from kimhub.core.formats import date_time
from kimhub.core.i18n import _, ngettext
from kimhub.core.zones import zone_for
from kimhub.notifications.entries import Entry


def of_topic(entry: Entry) -> str:
    """One sentence for all that happened in a topic since the reader last looked."""
    facts: dict[str, Any] = {"title": entry.title or "", "n": number(entry.posts - 1)}
    if entry.mention_name is not None:
        facts["who"] = _named(entry.mention_name)
        if entry.posts > 1:
            return _("%(who)s menyebut Anda di “%(title)s”, dan ada %(n)s tulisan lain") % facts
        return _("%(who)s menyebut Anda di “%(title)s”") % facts
    if entry.posts == 0:
        return _("Tulisan baru di “%(title)s” sudah dihapus") % facts
    if entry.since == 1:
        facts["who"] = _named(entry.starter)
        if entry.posts > 1:
            return _("%(who)s membuka topik “%(title)s”, sudah ada %(n)s balasan") % facts
        return _("%(who)s membuka topik “%(title)s”") % facts
    return _of_replies(entry, facts)


def _of_replies(entry: Entry, facts: dict[str, Any]) -> str:
    facts["who"] = _named(entry.last_name)
    if entry.people > 1:
        facts["n"] = number(entry.people - 1)
        return (
            ngettext(
                "%(who)s dan %(n)s orang lain membalas di “%(title)s”",
                "%(who)s dan %(n)s orang lain membalas di “%(title)s”",
                entry.people - 1,
            )
            % facts
        )
    if entry.posts > 1:
        facts["n"] = number(entry.posts)
        return _("%(who)s menulis %(n)s balasan di “%(title)s”") % facts
    if entry.direct_name is not None:
        return _("%(who)s membalas tulisan Anda di “%(title)s”") % facts
    return _("%(who)s membalas di “%(title)s”") % facts


def _decided(facts: dict[str, Any]) -> str:
    said = (
        _("Tulisan yang Anda laporkan sudah disembunyikan. Terima kasih.")
        if facts["acted"]
        else _("Tulisan yang Anda laporkan sudah diperiksa dan tetap tampil.")
    )
    return _with_more(said, facts["answer"])


def _thanked(facts: dict[str, Any]) -> str:
    if facts["thanks"] == 1:
        return _("%(who)s berterima kasih atas tulisan Anda di “%(title)s”") % facts
    return _("%(who)s dan %(n)s orang lain berterima kasih atas tulisan Anda di “%(title)s”") % {
        **facts,
        "n": number(facts["thanks"] - 1),
    }


def _declined(facts: dict[str, Any]) -> str:
    return _with_more(_("Tulisan Anda belum bisa ditampilkan."), facts["reason"])


def _suspended(facts: dict[str, Any]) -> str:
    until = date_time(datetime.fromisoformat(facts["until"]), zone_for(facts["code"] or None))
    said = _("Anda tidak bisa menulis di %(where)s sampai %(until)s: %(reason)s")
    return said % {**facts, "until": until}


def _until(facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {
        "when": date_time(datetime.fromisoformat(facts["until"]), zone_for(facts["code"] or None))
    }


def _with_more(said: str, more: str) -> str:
    return f"{said} {more}" if more else said


def _named(name: str | None) -> str:
    return name or _("Anggota yang sudah keluar")


FORUM: dict[str, Callable[[dict[str, Any]], str]] = {
    "announced": lambda facts: _("Pengumuman dari %(who)s: “%(title)s”") % facts,
    "confirm": lambda facts: (
        _("Pengumuman “%(title)s”: buka, lalu tekan “Saya sudah membaca”. Dari %(who)s.") % facts
    ),
    "decision_due": lambda facts: (
        _("Nyatakan sikap Anda tentang mufakat di “%(title)s” sebelum %(when)s") % _until(facts)
    ),
    "decision_late": lambda facts: (
        _("Batas waktu mufakat di “%(title)s” sudah lewat. Tutup dan catat hasilnya.") % facts
    ),
    "answer_chosen": lambda facts: _("Jawaban Anda dipilih sebagai jawaban terbaik di “%(title)s”") % facts,
    "answered": lambda facts: _("Topik Anda “%(title)s” sudah terjawab") % facts,
    "answer_official": lambda facts: _("Pembina memberi jawaban resmi di “%(title)s”") % facts,
    "report_made": lambda facts: _("Ada laporan di %(board)s yang menunggu Anda periksa") % facts,
    "report_decided": _decided,
    "post_held": lambda facts: _("Ada tulisan di %(board)s yang menunggu Anda periksa") % facts,
    "post_released": lambda facts: _("Tulisan Anda di “%(title)s” sudah tampil") % facts,
    "post_declined": _declined,
    "thanked": _thanked,
    "writing_suspended": _suspended,
    "writing_allowed": lambda facts: _("Anda bisa menulis lagi di %(where)s") % facts,
}
