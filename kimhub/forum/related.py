"""Topics about the same thing: on the same board, by the words of their titles and by their label."""
# ruff: noqa: S608 - every part of the statement is written by us

import re
from collections import OrderedDict
from typing import Final

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.forum.statements_lists import LISTED
from kimhub.forum.views import TopicView

MOST: Final = 5
# The latest of the board, but those pinned: they stand above its list anyway.
LOOKED_AT: Final = 300
KEPT: Final = 2000
SHORTEST: Final = 4  # letters of a word that says what a title is about
_WORD: Final = re.compile(r"\w+")
# Common in titles, and about nothing.
_EMPTY: Final = re.compile(
    r"adakah|agar|akan|anda|apakah|bagaimana|bagi|banyak|baru|belum|benarkah|bersama|bisa|bulan|dalam|dapat|"
    r"dari|dengan|hari|harus|ingin|jadi|juga|kalau|kami|kapan|karena|kepada|kita|lagi|lebih|mana|masih|mari|"
    r"minggu|mohon|oleh|pada|para|sama|sampai|satu|saya|semua|seperti|siapa|sudah|supaya|tahun|tanya|"
    r"tentang|tidak|tiap|untuk|usulan|yang"
)


class Related(Struct, frozen=True):
    """A topic, as a line of the list."""

    id: int
    slug: str
    title: str
    label: str
    reply_count: int
    answered: bool

    @property
    def path(self) -> str:
        return f"/forum/t/{self.id}-{self.slug}"


_latest = prepare_sql(
    "SELECT t.id, t.slug, t.title, t.label, t.reply_count,"
    " (t.best_post IS NOT NULL OR t.official_post IS NOT NULL) AS answered"
    f" FROM topic t WHERE t.board = :board AND {LISTED}"
    " ORDER BY t.last_post_at DESC, t.id DESC LIMIT :most",
    Related,
)
_version = prepare_sql("SELECT rev FROM board_version WHERE board = :board")
_kept: OrderedDict[tuple[int, int, int], tuple[Related, ...]] = OrderedDict()


async def of_topic(topic: TopicView) -> tuple[Related, ...]:
    """At most MOST, the likest first; whoever may read the topic may read them.

    Looked for again only when a topic of the board has changed.
    """
    key = (topic.id, topic.board, int(await _version.value(board=topic.board) or 0))
    found = _kept.get(key)
    if found is None:
        rows = await _latest(board=topic.board, most=LOOKED_AT)
        found = _kept[key] = likest(topic.id, topic.title, topic.label, rows)
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def likest(topic_id: int, title: str, label: str, rows: list[Related]) -> tuple[Related, ...]:
    """A shared word says more than a shared label; of equals the one that comes first in `rows`."""
    words = _words(title)
    scored = [
        (2 * len(words & _words(row.title)) + (label != "" and label == row.label), row)
        for row in rows
        if row.id != topic_id
    ]
    scored.sort(key=lambda pair: -pair[0])
    return tuple(row for alike, row in scored[:MOST] if alike)


def forget() -> None:
    """Drop what is kept (tests)."""
    _kept.clear()


def _words(title: str) -> frozenset[str]:
    found = _WORD.findall(title.lower())
    return frozenset(word for word in found if len(word) >= SHORTEST and not _EMPTY.fullmatch(word))
