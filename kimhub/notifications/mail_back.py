"""The letter to somebody whose answer by letter is not out, or not whole."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from msgspec import Struct

from kimhub.core import mail
from kimhub.core.i18n import _, use_locale
from kimhub.core.prepared import prepare_sql
from kimhub.settings import load

MOST: Final = 5  # to one person in PER
PER: Final = timedelta(days=1)
LONGEST: Final = 4000  # letters of their words, given back


@dataclass(frozen=True, slots=True)
class Back:
    """`path` is that of the topic, empty where they may not read it; `text` what they wrote."""

    user_id: int
    reason: str
    path: str
    text: str
    message_id: str


class _Reader(Struct, frozen=True):
    name: str
    email: str
    locale: str


_reader = prepare_sql(
    "SELECT name, email, locale FROM account"
    " WHERE id = :person AND status = 'active' AND email IS NOT NULL",
    _Reader,
)


async def send_back(back: Back) -> None:
    """To the address of the account, whoever wrote: a letter never goes to an address nobody confirmed."""
    reader = await _reader.first(person=back.user_id)
    if reader is None:
        return
    with use_locale(reader.locale):
        subject, text = _("Tentang balasan Anda lewat email"), _words(back, reader.name)
    headers = {"In-Reply-To": back.message_id} if back.message_id else {}
    await mail.send(reader.email, subject, text, headers=headers)


def _words(back: Back, name: str) -> str:
    parts = [_("Halo %(name)s,") % {"name": name}]
    if back.text:
        parts.append(_("Balasan Anda lewat email belum tampil. %(reason)s") % {"reason": back.reason})
    else:
        parts.append(back.reason)
    if back.path:
        parts.append(_("Topiknya: %(link)s") % {"link": load().base_url + back.path})
    if back.text:
        parts.append(_("Tulisan Anda:\n\n%(text)s") % {"text": back.text})
    return "\n\n".join(parts) + "\n"
