"""What each kind of entry says, in the reader's language. Plain text; the page escapes it."""

from collections.abc import Callable
from typing import Any

from kimhub.accounts.devices import label
from kimhub.core.amounts import number
from kimhub.core.i18n import _
from kimhub.groups.words import ROLES
from kimhub.notifications.entries import Entry
from kimhub.notifications.sentences_articles import ARTICLES
from kimhub.notifications.sentences_forum import FORUM, of_topic
from kimhub.notifications.sentences_library import LIBRARY
from kimhub.notifications.sentences_packages import PACKAGES
from kimhub.notifications.sentences_programs import PROGRAMS
from kimhub.notifications.sentences_workshops import WORKSHOPS

Say = Callable[[dict[str, Any]], str]


def sentence(entry: Entry) -> str:
    """The entry in one sentence; an unknown kind (of a newer or older release) is told in general words."""
    if not entry.open:
        return _("Kabar dari topik yang tidak bisa Anda baca lagi")
    if entry.kind == "topic":
        return of_topic(entry)
    who = entry.from_name or _("Seseorang")
    say = SENTENCES.get(entry.kind)
    if say is None:
        return _("Ada kabar baru")
    return say({**entry.facts, "who": who, "happened": entry.happened})


def _reply(facts: dict[str, Any]) -> str:
    if facts["happened"] == 1:
        return _("%(who)s membalas di “%(title)s”") % facts
    return _("%(n)s balasan baru di “%(title)s”, terakhir dari %(who)s") % {
        **facts,
        "n": number(facts["happened"]),
    }


def _expiring(facts: dict[str, Any]) -> str:
    if facts["days"] == 0:
        return (
            _("SK %(organization)s berakhir hari ini. Perbarui supaya KIM tetap bisa mengajukan program.")
            % facts
        )
    return _("SK %(organization)s berakhir %(days)s hari lagi. Siapkan SK yang baru.") % facts


def _with_role(facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {"role": ROLES.get(facts["role"], facts["role"])}


SENTENCES: dict[str, Say] = {
    **ARTICLES,
    **FORUM,
    **LIBRARY,
    **PACKAGES,
    **PROGRAMS,
    **WORKSHOPS,
    "reply": _reply,
    "mention": lambda facts: _("%(who)s menyebut Anda di “%(title)s”") % facts,
    "applied": lambda facts: _("%(name)s ingin bergabung dengan %(organization)s") % facts,
    "accepted": lambda facts: _("Anda diterima di %(organization)s. Selamat datang.") % facts,
    "orientation": lambda facts: (
        _("%(organization)s mengajak Anda mengikuti orientasi sebelum menjadi anggota.") % facts
    ),
    "declined": lambda facts: (
        _("Permintaan Anda bergabung dengan %(organization)s belum diterima: %(reason)s") % facts
    ),
    "suspended": lambda facts: (
        _("Keanggotaan Anda di %(organization)s dihentikan sementara: %(reason)s") % facts
    ),
    "reinstated": lambda facts: _("Keanggotaan Anda di %(organization)s aktif kembali.") % facts,
    "membership_ended": lambda facts: (
        _("Keanggotaan Anda di %(organization)s berakhir: %(reason)s") % facts
    ),
    "registered": lambda facts: _("%(organization)s mendaftar dan menunggu Anda periksa") % facts,
    "verified": lambda facts: _("%(organization)s sudah diverifikasi pembina") % facts,
    "decree_sent": lambda facts: _("SK %(number)s dari %(organization)s menunggu Anda periksa") % facts,
    "decree_verified": lambda facts: _("SK %(number)s sudah diperiksa dan berlaku") % facts,
    "decree_returned": lambda facts: _("SK %(number)s perlu diperbaiki: %(reason)s") % facts,
    "decree_expiring": _expiring,
    "appointed": lambda facts: _("Anda diangkat sebagai pengurus %(organization)s") % facts,
    "role_granted": lambda facts: _("%(who)s memberi Anda peran baru: %(role)s") % _with_role(facts),
    "role_revoked": lambda facts: _("Peran Anda sebagai %(role)s dicabut") % _with_role(facts),
    "reset_code": lambda facts: (
        _("%(who)s membuat kode kata sandi untuk akun Anda. Bila bukan Anda yang minta, segera tanyakan.")
        % facts
    ),
    "login_moved": lambda facts: (
        _("Akun Anda dipindah ke perangkat lain: %(device)s") % {"device": label(facts["device"])}
    ),
}
