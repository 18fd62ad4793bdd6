"""The inbox: what is new, what waits for me."""

from datetime import datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from kimhub.core.access import Me, allow
from kimhub.core.actor import signed_in
from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.page import Page, Redirect
from kimhub.core.pages import Pages
from kimhub.core.text import initials
from kimhub.core.zones import current_zone
from kimhub.notifications import policy, reading, service
from kimhub.notifications.entries import Entry
from kimhub.notifications.sentences import sentence
from kimhub.notifications.web_choices import CHOICES

FILTERS = {"": "", "perlu-tindakan": "waiting", "belum-dibaca": "unread"}


@get("/", name="notifications:inbox", **allow(signed_in))
async def show_inbox(
    actor: Me, saring: FromQuery[str | None] = None, sebelum: FromQuery[str | None] = None
) -> Page:
    chosen = saring if saring in FILTERS else ""
    rows = await service.entries(actor, FILTERS[chosen or ""], sebelum or "")
    unread, waiting = await service.counts(actor)
    shown, more = rows[: service.PER_PAGE], len(rows) > service.PER_PAGE
    return Page(
        "notifications/inbox.html",
        "entries",
        section="inbox",
        days=by_day(shown),
        unread=unread,
        waiting=waiting,
        chosen=chosen or "",
        first=sebelum is None,
        next_page=_address(chosen or "", service.place(shown[-1])) if more else "",
        sentence=sentence,
        initials=initials,
    )


@get("/{entry_id:int}", name="notifications:open", **allow(policy.is_own, entry=reading.get_entry))
async def open_entry(entry: NamedDependency[Entry], request: Request) -> Redirect:
    """Leads on to the matter; it counts as read then. A browser that only looks ahead reads nothing."""
    if "prefetch" not in request.headers.get("sec-purpose", ""):
        await service.mark_read(entry)
    if not entry.open:
        return Redirect("/pemberitahuan", _("Topik itu tidak bisa Anda baca lagi."))
    return Redirect(entry.where)


@post("/dibaca", name="notifications:read_all", **allow(signed_in))
async def read_all(actor: Me) -> Redirect:
    await service.mark_all_read(actor)
    return Redirect("/pemberitahuan", _("Semua sudah ditandai dibaca."))


@get("/dibaca", **allow(signed_in), sync_to_thread=False)
def back_to_inbox() -> Redirect:
    return Redirect("/pemberitahuan")


def by_day(entries: list[Entry]) -> list[tuple[str, str, list[Entry]]]:
    """The entries under the day they happened on, in the reader's zone: key, title, entries."""
    days: dict[str, tuple[str, list[Entry]]] = {}
    today = datetime.now(current_zone()).date()
    for entry in entries:
        day = entry.at.astimezone(current_zone()).date()
        title = {0: _("Hari ini"), 1: _("Kemarin")}.get((today - day).days) or long_date(day)
        days.setdefault(day.isoformat(), (title, []))[1].append(entry)
    return [(key, title, rows) for key, (title, rows) in days.items()]


def _address(chosen: str, before: str) -> str:
    return f"/pemberitahuan?{f'saring={chosen}&' if chosen else ''}sebelum={before}"


router = Pages("/pemberitahuan", [show_inbox, open_entry, read_all, back_to_inbox, *CHOICES])
