"""The log of moderators' acts: no order is kept in secret. Everybody who may read a board may read its log.

A slice that lets a moderator do something calls `record` in the same transaction. What the log says of a
topic follows the topic: its title is told only where the reader may read it today.
"""

import json
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_text
from kimhub.forum.tables_order import Act

PER_PAGE: Final = 30
MAX_REASON: Final = 500
NEWEST: Final = 2**62

# What the log says after the name of who did it.
WORDS: Final = {
    "pin": lazy_("menyematkan topik"),
    "unpin": lazy_("melepas sematan topik"),
    "lock": lazy_("menutup topik"),
    "unlock": lazy_("membuka lagi topik"),
    "hide_topic": lazy_("menyembunyikan topik"),
    "restore_topic": lazy_("menampilkan kembali topik"),
    "hide_post": lazy_("menyembunyikan tulisan"),
    "restore_post": lazy_("menampilkan kembali tulisan"),
    "move": lazy_("memindahkan topik"),
    "split": lazy_("memisahkan tulisan ke topik sendiri"),
    "merge": lazy_("menggabungkan topik"),
    "answer": lazy_("memilih jawaban terbaik"),
    "answer_off": lazy_("menarik pilihan jawaban terbaik"),
    "label": lazy_("mengubah jenis topik"),
    "board_open": lazy_("membuka rubrik"),
    "board_change": lazy_("mengubah rubrik"),
    "board_archive": lazy_("mengarsipkan rubrik"),
    "board_reopen": lazy_("membuka lagi rubrik"),
    "move_here": lazy_("memindahkan ke sini topik"),
    "merge_here": lazy_("menggabungkan ke sini topik"),
    "release": lazy_("menerbitkan tulisan yang menunggu"),
    "decline": lazy_("menolak tulisan yang menunggu"),
    "reopen": lazy_("menarik keputusan tentang tulisan yang menunggu"),
    "trust": lazy_("mempercayai penulis baru"),
    "keep_post": lazy_("menilai tulisan yang dilaporkan tidak melanggar"),
    "suspend": lazy_("menghentikan sementara hak menulis"),
    "lift": lazy_("memulihkan hak menulis"),
    "announce": lazy_("mengumumkan topik"),
    "announce_off": lazy_("membatalkan pengumuman topik"),
    "import_chat": lazy_("menyalin percakapan WhatsApp ke topik"),
}


class Line(Struct, frozen=True):
    """One act as the log shows it. `title` is empty for a topic the reader may not read here."""

    id: int
    act: str
    at: datetime
    actor_name: str
    about: int | None
    about_name: str
    reason: str
    data: str
    topic: int | None
    title: str
    number: int | None

    @property
    def words(self) -> str:
        known = WORDS.get(self.act)
        return str(known) if known else self.act

    @property
    def noted_title(self) -> str:
        """The title of that day, where the act noted it."""
        return str(json.loads(self.data).get("title", ""))

    @property
    def went_to(self) -> str:
        """Where it went: a board, or a topic whose title the readers of this board know."""
        return str(json.loads(self.data).get("to", ""))

    @property
    def path(self) -> str:
        """The address of what it was about, as it stands today; empty when the reader may not go there."""
        if not self.title:
            return ""
        return f"/forum/t/{self.topic}{f'?p={self.number}' if self.number else ''}"


class Log(Struct, frozen=True):
    """One page of the log; `next` is the id before which the next one goes on, 0 at the end."""

    lines: list[Line]
    next: int


_log = prepare_sql(
    "SELECT a.id, a.act, a.at, a.about, a.reason, a.data, t.id AS topic, p.number,"
    " CASE WHEN w.status = 'deleted' THEN '' ELSE coalesce(w.name, '') END AS actor_name,"
    " CASE WHEN o.status = 'deleted' THEN '' ELSE coalesce(o.name, '') END AS about_name,"
    " CASE WHEN t.board = a.board AND (t.hidden_at IS NULL OR :moderates = 1) AND t.merged_into IS NULL"
    " THEN t.title ELSE '' END AS title"
    " FROM moderation_act a LEFT JOIN account w ON w.id = a.actor LEFT JOIN account o ON o.id = a.about"
    " LEFT JOIN post p ON p.id = a.post LEFT JOIN topic t ON t.id = coalesce(p.topic, a.topic)"
    " WHERE a.board = :board AND a.id < :before ORDER BY a.id DESC LIMIT :most",
    Line,
)


async def record(
    actor_id: int | None,
    board_id: int,
    act: str,
    *,
    topic: int | None = None,
    post: int | None = None,
    about: int | None = None,
    reason: str = "",
    **data: Any,
) -> None:
    """Note that somebody did this, inside the caller's transaction. `act` is a key of WORDS.

    `post` is its id, so that the log finds it wherever it goes; `about` the person it concerns. Of `data`
    the page shows `title` (of the topic on that day) and `to` (where something went).
    """
    if act not in WORDS:
        raise KeyError(act)
    await Act.insert(
        Act(
            board=board_id,
            topic=topic,
            post=post,
            actor=actor_id or 0,
            act=act,
            about=about,
            reason=reason,
            data=json.dumps(data, ensure_ascii=False),
            at=now(),
        )
    )


def checked_reason(text: str) -> str:
    """Why a moderator does something, cleaned; may be empty. Raises Invalid when it is too long."""
    return checked_text(text, "reason", most=MAX_REASON) if text.strip() else ""


async def log_of(board_id: int, *, moderates: bool, before: int = NEWEST) -> Log:
    """The acts on a board, newest first; hidden topics are named to its moderators only."""
    found = await _log(board=board_id, moderates=int(moderates), before=before, most=PER_PAGE + 1)
    shown = found[:PER_PAGE]
    return Log(shown, shown[-1].id if len(found) > PER_PAGE else 0)
