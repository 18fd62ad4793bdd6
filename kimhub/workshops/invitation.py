"""What invites to an event outside of KIMHub: a text for WhatsApp, and the words of its picture."""

from datetime import tzinfo
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.formats import clock, date_span, long_date, span
from kimhub.core.i18n import SOURCE, _, use_locale
from kimhub.settings import load
from kimhub.workshops import states
from kimhub.workshops.shown import Around
from kimhub.workshops.views import Workshop
from kimhub.workshops.views_lists import days_of

_MARKS: Final = str.maketrans("", "", "*_~`")  # WhatsApp would take them for the end of what is bold


class Card(Struct, frozen=True):
    title: str
    kicker: str
    foot: str
    when: str

    @property
    def version(self) -> str:
        """Another one when its words change, so that the picture may be kept for long."""
        return sha256("|".join((self.title, self.kicker, self.foot, self.when)).encode()).hexdigest()[:8]


def when(one: Workshop, zone: tzinfo | None = None) -> str:
    """`Sabtu, 9 November 2026 pukul 09.00 sampai 15.00 WITA`; of several days the first and the last."""
    if one.starts_at is None:
        return _("Waktu menyusul")
    zone = zone or one.zone
    first, last = days_of(one.starts_at, one.ends_at, zone)
    if first == last:
        return f"{long_date(first, weekday=True)} {span(one.starts_at, one.ends_at, zone, words=True)}"
    return f"{date_span(first, last)}, {_('mulai')} {clock(one.starts_at, zone)}"


def where(one: Workshop, around: Around) -> str:
    """The venue with its village and district, or that it is online."""
    if one.mode == "online":
        return _("Daring")
    place = ""
    if around.place:  # "Aula Kantor Desa Mallari" says already which village
        place = around.place.where if around.place.name in one.venue else around.place.path
    text = ", ".join(part for part in (one.venue or _("Tempat menyusul"), place) if part)
    return f"{text} ({_('juga daring')})" if one.mode == "both" else text


def summary(one: Workshop, around: Around) -> str:
    """One sentence for search engines and previews."""
    start = _("Dibatalkan: ") if one.state == "cancelled" else ""
    return f"{start}{around.kind}, {when(one)}, {where(one, around)}. {one.theme}".strip()


def for_whatsapp(one: Workshop, around: Around) -> str:
    """The text people forward, in Indonesian whoever presses the button, with WhatsApp's own marks."""
    with use_locale(SOURCE):
        title = one.title.translate(_MARKS)
        lines = [f"*{title}*"]
        if one.state == "cancelled":
            lines = [_("*DIBATALKAN*"), *lines, when(one)]
            if one.cancel_reason:
                lines.append(one.cancel_reason.translate(_MARKS))
            return "\n".join([*lines, "", f"{load().base_url}{one.path}"])
        lines += [f"{around.kind}, {one.owner_name}", ""]
        if one.postponed_from and one.phase in {"soon", "open", "full", "shut"}:
            lines.append(_("_Waktunya diubah:_"))
        lines += [f"*{_('Waktu')}:* {when(one)}", f"*{_('Tempat')}:* {where(one, around)}"]
        if one.audience_note:
            lines.append(f"*{_('Untuk')}:* {one.audience_note}")
        if one.bring:
            lines.append(f"*{_('Bawa')}:* {one.bring}")
        if seats := _seats(one):
            lines.append(f"*{_('Kursi')}:* {seats}")
        lines += ["", _("Selengkapnya dan pendaftaran:"), f"{load().base_url}{one.path}"]
        return "\n".join(lines)


def card(one: Workshop, around: Around) -> Card:
    """The words of the picture beside a shared link, in Indonesian."""
    with use_locale(SOURCE):
        kicker = f"{around.kind} · {one.owner_name}"
        if one.state == "cancelled":
            kicker = f"{_('DIBATALKAN')} · {kicker}"
        return Card(one.title, kicker, where(one, around), when(one))


def map_link(one: Workshop, around: Around) -> str:
    """A search for the place in the map people have on their phones."""
    words = ", ".join(
        part for part in (one.venue, one.address, around.place.path if around.place else "") if part
    )
    return f"https://www.google.com/maps/search/?api=1&query={quote(words, safe='')}"


def _seats(one: Workshop) -> str:
    phase = states.phase(one, now())
    if phase == "full":
        return _("penuh, daftar tunggu masih dibuka")
    if phase in {"open", "soon"} and one.seats_left is not None and one.capacity is not None:
        return _("%(left)s lagi dari %(seats)s") % {"left": one.seats_left, "seats": one.capacity}
    return ""
