"""Giliran Anda: what waits for this person, the most pressing first.

Queues are read from the state of things, so what was looked at and not done stays; entries of the inbox
that tell of the same are left out.
"""

from collections.abc import Iterator

from msgspec import Struct

from kimhub.core.amounts import number
from kimhub.core.formats import long_date
from kimhub.core.i18n import _, ngettext
from kimhub.home.service import Home, House, Need, Program, Reviews
from kimhub.notifications.sentences import sentence

SOON = 90  # days
# Kinds of entries whose matter stands in a queue of those who lead a house, or look after a wilayah.
QUEUED_FOR_LEADERS = {"applied", "decree_expiring", "decree_returned"}
QUEUED_FOR_OVERSEERS = {
    "registered",
    "decree_sent",
    "decree_expiring",
    "program_sent",
    "review_overdue",
    "account_sent",
}
QUEUED_FOR_WRITERS = {"program_returned"}
QUEUED_FOR_GUARDS = {"post_held", "report_made"}
SIGNS = {"mention": "mention", "topic": "mention", "confirm": "megaphone"}


class Turn(Struct, frozen=True):
    """`detail` is a second line, `weight` how many things it stands for (with those not named)."""

    sign: str
    text: str
    href: str
    detail: str = ""
    weight: int = 1


def turns(home: Home) -> list[Turn]:
    """Everything that waits, not only what is shown."""
    found: list[Turn] = []
    for house in home.houses:
        if house.leads:
            found += _of_house(house)
    for program in home.programs:
        found.append(_of_program(program))
    if home.reviews:
        found += _of_reviews(home.reviews)
    for need in home.needs:
        found += _of_need(need)
    found += _of_forum(home.guard)
    queued = QUEUED_FOR_LEADERS if any(house.leads for house in home.houses) else set()
    queued = queued | QUEUED_FOR_OVERSEERS if home.scope else queued
    # Of a program that stands here already; others (of a house one has left the office of) are told.
    told = {program.path for program in home.programs if program.why == "returned"}
    found += [
        Turn(SIGNS.get(entry.kind, "bell"), sentence(entry), f"/pemberitahuan/{entry.id}")
        for entry in home.waiting
        if entry.kind not in queued | QUEUED_FOR_GUARDS
        and (entry.kind not in QUEUED_FOR_WRITERS or entry.url not in told)
    ]
    return found


def _of_forum(guard: dict[str, int]) -> Iterator[Turn]:
    """Posts that wait to come out, and reported ones."""
    if held := guard.get("held", 0):
        text = ngettext("%(n)s tulisan menunggu terbit", "%(n)s tulisan menunggu terbit", held)
        yield Turn("waiting", text % {"n": number(held)}, "/forum/periksa", weight=held)
    if reports := guard.get("reports", 0):
        text = ngettext("%(n)s tulisan dilaporkan", "%(n)s tulisan dilaporkan", reports)
        yield Turn("report", text % {"n": number(reports)}, "/forum/laporan", weight=reports)


def _of_house(house: House) -> Iterator[Turn]:
    row = house.row
    at = f"/kim/{row.slug}"
    if row.applicants:
        text = ngettext("Seorang ingin bergabung", "%(n)s orang ingin bergabung", row.applicants)
        yield Turn(
            "people", text % {"n": number(row.applicants)}, f"{at}/anggota", row.name, row.applicants
        )
    if row.returned:
        yield Turn("document", _("SK perlu diperbaiki"), f"{at}/sk", row.name)
    if row.kind == "agency":
        return
    if row.legal_status == "draft":
        yield Turn("send", _("Daftarkan %(name)s kepada pembina") % {"name": row.name}, at)
    elif house.state == "expired" and row.term_end:
        detail = _("Berakhir %(day)s") % {"day": long_date(row.term_end)}
        yield Turn("waiting", _("Perbarui SK %(name)s") % {"name": row.name}, f"{at}/sk", detail)
    elif house.days_left is not None and 0 <= house.days_left <= SOON and row.term_end:
        detail = _("Berakhir %(day)s, %(n)s hari lagi") % {
            "day": long_date(row.term_end),
            "n": number(house.days_left),
        }
        yield Turn("waiting", _("Siapkan SK baru %(name)s") % {"name": row.name}, f"{at}/sk", detail)


def _of_program(one: Program) -> Turn:
    facts = {"house": one.house, "year": one.year, "n": number(one.n)}
    if one.why == "late":
        text = ngettext(
            "%(n)s kegiatan %(house)s lewat waktunya", "%(n)s kegiatan %(house)s lewat waktunya", one.n
        )
        detail = _("Catat apa yang terjadi, tunda, atau batalkan dengan alasan.")
        return Turn("waiting", text % facts, f"{one.path}/pelaksanaan", detail)
    day = long_date(one.until) if one.until else ""
    if one.why in {"unplanned", "draft"}:
        text = _("Susun program kerja %(year)s %(house)s")
        if one.why == "draft":
            text = _("Lengkapi dan ajukan program kerja %(year)s %(house)s")
        detail = _("Ditunggu sejak %(day)s") if one.is_over else _("Paling lambat %(day)s")
        return Turn("program", text % facts, one.path, detail % {"day": day})
    text = _("Perbaiki program kerja %(year)s %(house)s")
    parts = []
    if one.n:
        parts.append(ngettext("%(n)s catatan", "%(n)s catatan", one.n) % facts)
    if day:
        said = _("batas jawab %(day)s sudah lewat") if one.is_over else _("jawab paling lambat %(day)s")
        parts.append(said % {"day": day})
    return Turn("program", text % facts, one.path, ", ".join(parts))


def _of_reviews(given: Reviews) -> Iterator[Turn]:
    if given.waiting:
        text = ngettext(
            "%(n)s program kerja menunggu telaah", "%(n)s program kerja menunggu telaah", given.waiting
        )
        if given.overdue:
            detail = ngettext("%(n)s lewat batas", "%(n)s lewat batas", given.overdue) % {
                "n": number(given.overdue)
            }
        else:
            detail = (
                _("Jawab paling lambat %(day)s") % {"day": long_date(given.until)} if given.until else ""
            )
        yield Turn("program", text % {"n": number(given.waiting)}, "/tinjauan", detail, given.waiting)
    if given.accounts:
        text = ngettext("%(n)s LPJ menunggu diperiksa", "%(n)s LPJ menunggu diperiksa", given.accounts)
        yield Turn("document", text % {"n": number(given.accounts)}, "/tinjauan", "", given.accounts)


def _of_need(need: Need) -> Iterator[Turn]:
    """Of what lies below a pembina only what somebody sent in; the rest is listed beside."""
    if need.why != "decree":
        return
    left = need.total - len(need.rows)
    for row in need.rows:
        weight = 1 + (left if row is need.rows[-1] else 0)
        text = _("Periksa SK %(name)s") % {"name": row.name}
        yield Turn("document", text, f"/kim/{row.slug}/sk", row.place, weight)
