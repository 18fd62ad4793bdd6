"""Taking a WhatsApp chat in: handed in and read, looked at, then made into a topic in one piece.

What was handed in is kept only until then. Nobody is told of the single posts; that there is a new topic is
told as of any other.
"""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.json import decode, encode

from kimhub.core import files, limits
from kimhub.core.actor import Actor
from kimhub.core.amounts import size as shown_size
from kimhub.core.archives import BadArchive
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.i18n import _, lazy_
from kimhub.core.jobs import enqueue
from kimhub.core.kept_files import in_use, release
from kimhub.core.prepared import prepare_sql
from kimhub.core.storage import TooLarge, spooled
from kimhub.core.text import checked_line, clean_line
from kimhub.core.zones import zone_for
from kimhub.forum import chats, policy
from kimhub.forum.boards import get_board
from kimhub.forum.chat_files import LARGEST, text_of
from kimhub.forum.composing import MAX_TITLE, author_id, checked_title
from kimhub.forum.imported import ToMake, make_topic
from kimhub.forum.tables_order import ChatImport
from kimhub.forum.views import BoardView

MOST_POSTS: Final = 5_000  # they are written in one go
MOST_A_DAY: Final = 10
KEPT_FOR: Final = timedelta(days=7)
SAMPLE: Final = 6
ENDED: Final = lazy_("Percakapan ini sudah dimasukkan atau dibatalkan.")


class Author(Struct):
    """Somebody in the chat: how the phone called them, how many messages, what they will be called."""

    name: str
    messages: int
    shown: str
    member: int | None = None


class Said(Struct, frozen=True):
    at: datetime
    author: str
    text: str


class Plan(Struct):
    """What was found in the chat, and what the admin decided about it."""

    title: str
    authors: list[Author]
    posts: int
    notices: int
    left_out: int
    media: int
    first: datetime
    last: datetime
    sample: list[Said]


class Import(Struct, frozen=True):
    """A chat that was handed in, with its board."""

    id: int
    user: int
    name: str
    messages: int
    plan_json: str
    topic: int | None
    started: bool
    done: bool
    dropped: bool
    board: BoardView

    @property
    def plan(self) -> Plan:
        return decode(self.plan_json, type=Plan)

    @property
    def path(self) -> str:
        return f"/forum/impor/{self.id}"


class Person(Struct, frozen=True):
    id: int
    name: str


class _Row(Struct, frozen=True):
    id: int
    user: int
    name: str
    messages: int
    plan: str
    topic: int | None
    file: str
    done_at: datetime | None
    dropped_at: datetime | None
    slug: str


_one = prepare_sql(
    'SELECT c.id, c."user", c.name, c.messages, c.plan, c.topic, c.file, c.done_at, c.dropped_at, b.slug'
    " FROM chat_import c JOIN board b ON b.id = c.board WHERE c.id = :id",
    _Row,
)
_people = prepare_sql(
    'SELECT a.id, a.name FROM membership m JOIN account a ON a.id = m."user"'
    " WHERE m.organization = :organization AND m.state = 'active' AND a.status = 'active'"
    " ORDER BY lower(a.name), a.id LIMIT 300",
    Person,
)


def can_import(actor: Actor, board: BoardView) -> bool:
    """Moderators of the board who write there: they answer for what others are said to have written."""
    return policy.can_moderate(actor, board) and policy.can_post(actor, board)


def can_continue(actor: Actor, found: Import) -> bool:
    return found.user == actor.id and can_import(actor, found.board)


async def get_import(import_id: int) -> Import | None:
    row = await _one.first(id=import_id)
    board = await get_board(row.slug) if row else None
    if row is None or board is None:
        return None
    return Import(
        row.id,
        row.user,
        row.name,
        row.messages,
        row.plan,
        row.topic,
        started="made_with" in json.loads(row.plan),
        done=row.done_at is not None,
        dropped=row.dropped_at is not None,
        board=board,
    )


async def people_of(board: BoardView) -> list[Person]:
    """Those who can be named as the author of a message: members of the board's organization."""
    return await _people(organization=board.organization) if board.organization else []


async def hand_in(actor: Actor, board: BoardView, upload: files.Upload) -> int:
    """Keep a chat and read it; returns the id of the import. Raises Invalid for `file`, TooMany."""
    await limits.spend("chat-import", actor.id, most=MOST_A_DAY, per=timedelta(days=1))
    storage = files.store()
    try:
        async with spooled(files.chunks_of(upload), storage.spool_folder, LARGEST) as spool:
            text, media = await asyncio.to_thread(text_of, spool.path)
            chat = await asyncio.to_thread(chats.read, text, zone_for(board.wilayah_code))
            plan = _planned(chat, media)
            await storage.keep(spool.path, spool.key, "application/octet-stream")
            key = spool.key
    except TooLarge:
        message = _("Berkas ini terlalu besar. Paling besar %(limit)s. Ekspor tanpa media saja.")
        raise Invalid(file=message % {"limit": shown_size(LARGEST)}) from None
    except (chats.Unreadable, BadArchive):
        raise Invalid(
            file=_("Ini bukan ekspor percakapan WhatsApp. Pilih berkas .txt atau .zip.")
        ) from None
    row = ChatImport(
        board=board.id,
        user=author_id(actor),
        name=files.safe_name(upload.filename),
        file=key,
        messages=len(chat.messages),
        plan=encode(plan).decode(),
        created_at=now(),
    )
    async with transaction():
        made = await ChatImport.insert(row).returning(ChatImport.id)
    return int(made[0]["id"])


async def confirm(found: Import, actor: Actor, form: dict[str, str]) -> None:
    """Make it a topic, in a job. `form` has the title, and for each author n `as-n` (name of a member,
    or nothing) and `name-n`. Raises Invalid, Refused."""
    if found.done or found.dropped:
        raise Refused(str(ENDED))
    plan, errors = found.plan, dict[str, str]()
    title = checked_title(form.get("title", ""), errors)
    people = await people_of(found.board)
    for number, author in enumerate(plan.authors):
        author.member = None
        if wanted := clean_line(form.get(f"as-{number}", "")).casefold():
            same = [person for person in people if person.name.casefold() == wanted]
            if len(same) == 1:
                author.member, author.shown = same[0].id, same[0].name
                continue
            errors[f"as-{number}"] = (
                _("Ada lebih dari satu anggota bernama ini. Kosongkan, dan tampilkan namanya saja.")
                if same
                else _("Tidak ada anggota bernama ini. Pilih dari daftar, atau kosongkan.")
            )
        try:
            shown = checked_line(
                form.get(f"name-{number}", author.shown),
                f"name-{number}",
                most=60,
                empty=_("Tulis nama yang ditampilkan."),
            )
        except Invalid as no:
            errors |= no.errors
            continue
        if chats.is_number(shown) or chats.without_numbers(shown, {}) != shown:
            errors[f"name-{number}"] = _("Nomor HP tidak boleh ditampilkan. Tulis namanya saja.")
        author.shown = shown
    if errors:
        raise Invalid(**errors)
    plan.title = title
    async with transaction():
        await lock_id(ChatImport, found.id)
        row = await _one.first(id=found.id)
        if row is None or row.done_at or row.dropped_at:
            raise Refused(str(ENDED))
        kept = json.loads(encode(plan)) | {"made_with": True}
        await ChatImport.update({ChatImport.plan: json.dumps(kept)}).where(ChatImport.id == found.id)
        await enqueue(make_topic, ToMake(found.id, author_id(actor)), key=f"chat-import-{found.id}")


async def drop(found: Import) -> None:
    """Forget what was handed in. What has become a topic stays."""
    async with transaction():
        await lock_id(ChatImport, found.id)
        row = await _one.first(id=found.id)
        if row is None or row.done_at:
            return
        await ChatImport.update(
            {ChatImport.dropped_at: now(), ChatImport.file: "", ChatImport.plan: "{}"}
        ).where(ChatImport.id == found.id)
    if row.file:
        await release(row.file)


async def sweep() -> int:
    """Forget chats that were handed in a week ago and never became a topic; returns how many."""
    async with transaction():
        rows = await (
            ChatImport.delete()
            .where(ChatImport.done_at.is_null() & (ChatImport.created_at < now() - KEPT_FOR))
            .returning(ChatImport.file)
        )
    for row in rows:
        if row["file"]:
            await release(row["file"])
    return len(rows)


def _planned(chat: chats.Chat, media: list[str]) -> Plan:
    names = chats.shown_names([name for name, _count in chat.authors])
    posts = list(chats.posts(chat.messages))
    if len(posts) > MOST_POSTS:
        message = _(
            "Percakapan ini terlalu panjang (%(n)s tulisan). Potong dulu berkasnya, paling banyak %(most)s."
        )
        raise Invalid(file=message % {"n": len(posts), "most": MOST_POSTS})
    if not posts:
        raise chats.Unreadable("nothing said")
    sample = [
        Said(post.at, names[post.author], chats.without_numbers(post.text, names)[:300] or f"[{post.file}]")
        for post in posts[:SAMPLE]
    ]
    came = {*media}
    first = posts[0].text.partition("\n")[0].strip()
    return Plan(
        title=chats.without_numbers(first, names)[:MAX_TITLE].strip(),
        authors=[Author(name, count, names[name]) for name, count in chat.authors],
        posts=len(posts),
        notices=chat.notices,
        left_out=chat.left_out,
        media=sum(1 for message in chat.messages if message.file and message.file in came),
        first=posts[0].at,
        last=posts[-1].at,
        sample=sample,
    )


@in_use
async def _kept(key: str) -> bool:
    return await ChatImport.exists().where(ChatImport.file == key)
