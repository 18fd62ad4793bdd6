"""What letters say: short, in the reader's language, never a telephone number."""

from typing import Final

from msgspec import Struct

from kimhub.core.i18n import _, ngettext
from kimhub.core.phones import without_numbers
from kimhub.core.text import excerpt, plain
from kimhub.notifications.choices import stop_address
from kimhub.notifications.entries import Entry
from kimhub.notifications.sentences import sentence
from kimhub.settings import load

WORDS: Final = 240  # letters of one post
SHOWN: Final = 5  # posts of one letter
LISTED: Final = 40  # entries of one digest


class Said(Struct, frozen=True):
    """A post that a letter quotes; `name` is empty for somebody who has left."""

    name: str
    html: str


class Letter(Struct, frozen=True):
    subject: str
    text: str
    headers: dict[str, str]


def of_entry(person: int, name: str, entry: Entry, posts: list[Said], answers: str = "") -> Letter:
    """A letter about one topic. What only officers may read stays inside: of that the title goes out.

    `answers` is the address to which they may answer; empty where they may not, or where none come in.
    """
    said = without_numbers(sentence(entry))
    parts = [_("Halo %(name)s,") % {"name": name}, f"{said}."]
    for post in posts[:SHOWN] if entry.visibility != "officers" else []:
        words = without_numbers(excerpt(plain(post.html), WORDS))
        who = post.name or _("Anggota yang sudah keluar")
        parts.append(_("%(name)s menulis:\n%(words)s") % {"name": who, "words": words})
    parts.append(_("Baca dan balas di sini:\n%(link)s") % {"link": load().base_url + entry.where})
    headers = _headers(person)
    if answers:
        parts.append(_("Atau balas surat ini: tulisan Anda tampil di topiknya, dengan nama Anda."))
        headers["Reply-To"] = answers
    return Letter(said, _closed(parts, person), headers)


def of_day(person: int, name: str, entries: list[Entry]) -> Letter:
    """One letter for everything that is unread."""
    shown, more = entries[:LISTED], len(entries) > LISTED
    subject = ngettext("%(n)s kabar baru untuk Anda", "%(n)s kabar baru untuk Anda", len(shown)) % {
        "n": f"{len(shown)}+" if more else len(shown)
    }
    lines = [f"- {without_numbers(sentence(entry))}\n  {load().base_url}{entry.where}" for entry in shown]
    if more:
        lines.append(_("Selebihnya: %(link)s") % {"link": f"{load().base_url}/pemberitahuan"})
    greeting = _("Halo %(name)s,\n\nini kabar dari KIMHub yang belum Anda baca.") % {"name": name}
    return Letter(subject, _closed([greeting, "\n\n".join(lines)], person), _headers(person))


def _closed(parts: list[str], person: int) -> str:
    end = _(
        "--\nAnda menerima surat ini karena memilihnya di KIMHub.\nMengatur surat: %(settings)s\n"
        "Berhenti menerima surat: %(stop)s"
    ) % {"settings": f"{load().base_url}/pemberitahuan/atur", "stop": stop_address(person)}
    return "\n\n".join([*parts, end]) + "\n"


def _headers(person: int) -> dict[str, str]:
    """The one-tap way out that mail programs show beside the letter (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{stop_address(person)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
