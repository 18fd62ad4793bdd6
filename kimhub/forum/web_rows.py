"""Lines of topic lists, kept while what they say is the same."""

from collections import OrderedDict
from typing import Any, Final

from markupsafe import Markup

from kimhub.core.formats import ago
from kimhub.core.i18n import current_locale
from kimhub.core.templates import environment
from kimhub.core.zones import zone_for
from kimhub.forum.views import TopicRow

KEPT: Final = 6000  # about 700 bytes each

_kept: OrderedDict[Any, Markup] = OrderedDict()


def lines(rows: list[TopicRow], *, with_board: bool = False, read: bool = False) -> list[Markup]:
    """The rows as HTML. `with_board` names the board; `read`: nothing is new to somebody not signed in."""
    locale = current_locale()
    return [_line(row, with_board, read, locale) for row in rows]


def focused(made: list[Markup]) -> list[Markup]:
    """The same lines, the focus going to the first: they came under a list somebody reads."""
    return [made[0].replace("<a href", Markup("<a data-focus href"), 1), *made[1:]] if made else []


def _line(row: TopicRow, with_board: bool, read: bool, locale: str) -> Markup:
    when = ago(row.last_post_at, zone=zone_for(row.wilayah_code), locale=locale)
    key = (row, when, with_board, read, locale)
    found = _kept.get(key)
    if found is None:
        macros: Any = environment().globals["forum"]
        found = _kept[key] = macros.topic(row, with_board, read, when)
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
