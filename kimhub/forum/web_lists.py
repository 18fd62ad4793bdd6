"""Pages of topic lists, kept while nothing they show has changed.

What a list shows depends on its boards and on its reader, and both have a version (tables_versions) that
comes with the boards themselves. While the versions are the same the database is asked nothing more, and
within a minute ("12 menit lalu") nothing is rendered again.
"""

import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.formats import date_time
from kimhub.core.i18n import Lazy, _, current_locale, lazy_
from kimhub.core.parts import Text
from kimhub.core.shell import Hole
from kimhub.core.templates import environment
from kimhub.core.zones import zone_for
from kimhub.forum import listing
from kimhub.forum.labels import LABELS, key_of, slug_of, title_of
from kimhub.forum.listing import Cursor, Listing
from kimhub.forum.views import BoardView
from kimhub.forum.web_address import address
from kimhub.forum.web_rows import focused, lines

KEPT: Final = 1000  # lists, about 10 KB each
HIDDEN: Final = "hidden"
# By the word in the address: the filter, its name, and what to say when there is nothing.
FILTERS: Final[dict[str, tuple[str, Lazy, Lazy, Lazy]]] = {
    "belum-dibaca": (
        listing.UNREAD,
        lazy_("Belum dibaca"),
        lazy_("Semua sudah Anda baca"),
        lazy_("Tulisan baru akan muncul di sini."),
    ),
    "topik-saya": (
        "mine",
        lazy_("Topik saya"),
        lazy_("Anda belum membuka topik"),
        lazy_("Topik yang Anda buka akan terkumpul di sini."),
    ),
    "diikuti": (
        "followed",
        lazy_("Saya ikuti"),
        lazy_("Belum ada topik yang Anda ikuti"),
        lazy_("Topik yang Anda balas atau ikuti akan terkumpul di sini."),
    ),
    "belum-terjawab": (
        "unanswered",
        lazy_("Belum terjawab"),
        lazy_("Semua pertanyaan sudah terjawab"),
        lazy_("Tanya jawab dan cek fakta yang menunggu jawaban akan muncul di sini."),
    ),
    "disembunyikan": (
        HIDDEN,
        lazy_("Disembunyikan"),
        lazy_("Tidak ada topik yang disembunyikan"),
        lazy_("Topik yang Anda atau pengurus lain sembunyikan bisa ditampilkan lagi dari sini."),
    ),
}


class View(Struct, frozen=True):
    """What of a list is wanted: a word of FILTERS or a label, or everything."""

    word: str = ""
    label: str = ""

    @property
    def filter(self) -> str:
        return FILTERS[self.word][0] if self.word else "label" if self.label else ""

    @property
    def query(self) -> dict[str, str]:
        return {"saring": self.word, "label": slug_of(self.label)}


ALL: Final = View()


class Found(Struct, frozen=True):
    """What the database gave."""

    listing: Listing
    waiting: dict[int, int]  # how many topics wait for the reader, by board


_found: OrderedDict[Any, Found] = OrderedDict()
_drawn: OrderedDict[Any, dict[str, Any]] = OrderedDict()


def read_view(query: Any, *, signed_in: bool, moderates: bool = False) -> View:
    """The view of an address; everything where the words are unknown or not for this reader."""
    word, label = query.get("saring", ""), key_of(query.get("label", ""))
    known = word in FILTERS and (moderates or FILTERS[word][0] != HIDDEN)
    if known and (signed_in or FILTERS[word][0] == "unanswered"):
        return View(word)
    return View(label=label) if label else ALL


async def drawn(
    boards: Sequence[BoardView],
    actor: Actor,
    view: View,
    after: Cursor,
    path: str,
    *,
    everywhere: bool,
    moderates: bool = False,
) -> dict[str, Any]:
    """The context of a page of this list: the same object while nothing has changed."""
    me = actor.id or 0
    known = (me, tuple(boards), view, after, everywhere, moderates)
    key = (known, current_locale(), int(time.time()) // 60, path)
    if (context := _drawn.get(key)) is None:
        found = _found.get(known)
        if found is None:
            found = _keep(_found, known, await _read(boards, me, view, after, everywhere))
        context = _context(found, boards, me, view, after, path, everywhere)
        filters = chips(path, view, context["unread"], moderates=moderates)
        context["chips"] = _hole([_made("ui", "chips", _("Saring topik"), filters)])
        _keep(_drawn, key, context)
    return context


def chips(
    path: str, view: View, unread: int, *, moderates: bool = False
) -> tuple[tuple[str, str, str | None, bool], ...]:
    """The filters as ui.chips wants them."""
    count = ("99+" if unread > 99 else str(unread)) if unread else None
    made = [(path, _("Semua"), None, view == ALL)]
    for word, (key, title, _nothing, _text) in FILTERS.items():
        if key != HIDDEN or moderates:
            number = count if key == listing.UNREAD else None
            made.append((address(path, saring=word), str(title), number, view.word == word))  # type: ignore[arg-type]
    return tuple(made)


def label_chips(path: str, view: View) -> tuple[tuple[str, str, None, bool], ...]:
    """The kinds of topics as ui.chips wants them."""
    return tuple((address(path, label=slug_of(k)), title_of(k), None, view.label == k) for k in LABELS)


def forget() -> None:
    """Drop what is kept (tests)."""
    _found.clear()
    _drawn.clear()


async def _read(boards: Sequence[BoardView], me: int, view: View, after: Cursor, everywhere: bool) -> Found:
    ids = [board.id for board in boards]
    if view.filter == HIDDEN:
        return Found(Listing(await listing.hidden(ids, me), None), {})
    page = await listing.page(ids, me, view.filter, view.label, after)
    return Found(page, await listing.unread_counts(ids, me) if me and after is listing.START else {})


def _context(
    found: Found,
    boards: Sequence[BoardView],
    me: int,
    view: View,
    after: Cursor,
    path: str,
    everywhere: bool,
) -> dict[str, Any]:
    first, page = after is listing.START, found.listing
    rows = lines(page.rows, with_board=everywhere, read=not me)
    pinned = lines(page.pinned, with_board=everywhere, read=not me)
    following = page.next
    reached = ""
    if following:
        if everywhere:
            following = Cursor(following.known, following.at, following.id, tuple(b.id for b in boards))
        zone = zone_for(boards[0].wilayah_code)
        reached = _("Sampai %(when)s") % {"when": date_time(following.at, zone)}
    elif rows and view.filter != HIDDEN:
        reached = _("Itu semuanya.")
    return {
        "heading": str(FILTERS[view.word][1]) if view.word else title_of(view.label) or _("Topik terbaru"),
        "kinds": _hole([_made("forum", "kinds", label_chips(path, view), view.label)]),
        "unread": sum(found.waiting.values()),
        "pinned": _hole(pinned),
        "has_pinned": bool(pinned),
        "topics": _hole(rows if first else focused(rows)),
        "has_topics": bool(rows),
        "reached": reached,
        "more": not first,
        "next": address(path, **view.query, setelah=str(following)) if following else "",
        "nothing": _nothing(view) if not (rows or pinned or following) else None,
        "beside": _hole(
            [_made("forum", "boards", boards, found.waiting, not me)] if everywhere and first else []
        ),
    }


def _nothing(view: View) -> tuple[str, str]:
    """Title and text for a list without topics; empty for a board or forum that has none at all."""
    if view.word:
        _key, _title, title, text = FILTERS[view.word]
        return str(title), str(text)
    if view.label:
        return _("Belum ada topik jenis ini"), _("Pilih jenis itu saat menulis topik.")
    return "", ""


def _hole(pieces: list[bytes]) -> Hole:
    """Pieces as one text, compressed once for as long as the list is kept."""
    return Hole([Text(b"".join(pieces))])


def _made(macros: str, name: str, *values: object) -> bytes:
    """What a macro of the templates makes of these values."""
    found: Any = environment().globals[macros]
    return str(getattr(found, name)(*values)).encode()


def _keep(store: OrderedDict[Any, Any], key: Any, value: Any) -> Any:
    store[key] = value
    if len(store) > KEPT:
        store.popitem(last=False)
    return value
