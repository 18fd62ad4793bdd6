"""Lines of topic lists, kept while what they say is the same."""

from collections import OrderedDict
from typing import Any, Final

from kimhub.core.formats import ago
from kimhub.core.i18n import current_locale
from kimhub.core.templates import environment
from kimhub.core.zones import zone_for
from kimhub.forum.labels import title_of
from kimhub.forum.views_lists import TopicRow

KEPT: Final = 6000  # about 700 bytes each

_kept: OrderedDict[Any, bytes] = OrderedDict()


def lines(rows: list[TopicRow], *, with_board: bool = False, read: bool = False) -> list[bytes]:
    """The rows as HTML. `with_board` names the board; `read`: nothing is new to somebody not signed in."""
    locale = current_locale()
    return [_line(row, with_board, read, locale) for row in rows]


def focused(made: list[bytes]) -> list[bytes]:
    """The same lines, the focus going to the first: they came under a list somebody reads."""
    return [made[0].replace(b"<a href", b"<a data-focus href", 1), *made[1:]] if made else []


def forget() -> None:
    """Drop what is kept (tests)."""
    _kept.clear()


def _line(row: TopicRow, with_board: bool, read: bool, locale: str) -> bytes:
    when = ago(row.last_post_at, zone=zone_for(row.wilayah_code), locale=locale)
    key = (row, when, with_board, read, locale)
    found = _kept.get(key)
    if found is None:
        macros: Any = environment().globals["forum"]
        found = _kept[key] = str(macros.topic(row, title_of(row.label), with_board, read, when)).encode()
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
